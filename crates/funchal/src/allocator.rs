//! The allocator: many small requests on a few threads wait less for each other than with that of the C library.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay`: the crate has no name for it.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// How long memory that was freed is held, where the allocator would hold it for a second: the requests of a second
/// are many, and what one needed is to serve the next.
const PURGE_DELAY_MILLISECONDS: std::ffi::c_long = 10;

/// Lets freed memory go back to the system soon.
#[expect(unsafe_code, reason = "a setting of a C library; it takes any number and touches nothing else")]
pub fn give_memory_back_soon() {
    // SAFETY: the function sets one atomic option, may be called at any time, and knows every index up to its last.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, PURGE_DELAY_MILLISECONDS) };
}
