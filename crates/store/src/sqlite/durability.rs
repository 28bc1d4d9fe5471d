//! When SQLite flushes: after each commit, save in the control run of `cargo xtask powerloss`.

use crate::{StoreError, StoreErrorKind};

/// Makes a development build flush only now and then, so that the test of power cuts can show that it finds what is
/// lost then. A program built for use knows no such thing and refuses to start.
const CONTROL_VARIABLE: &str = "FUNCHAL_CONTROL_RUN";
const CONTROL_VALUE: &str = "may-lose-commits-at-a-power-cut";

/// The value of `PRAGMA synchronous`.
pub(super) fn synchronous() -> Result<&'static str, StoreError> {
    let wish = std::env::var_os(CONTROL_VARIABLE);
    choose(wish.as_deref().map(|wish| wish == CONTROL_VALUE), cfg!(debug_assertions))
}

/// `wish`: whether the variable, if it is set, has the one value it may have.
fn choose(wish: Option<bool>, is_development: bool) -> Result<&'static str, StoreError> {
    match wish {
        None => Ok("FULL"),
        Some(true) if is_development => {
            tracing::warn!("{CONTROL_VARIABLE} is set: a power cut will lose acknowledged commits");
            Ok("NORMAL")
        }
        Some(_) => Err(StoreError::new(
            StoreErrorKind::Unavailable,
            format!("{CONTROL_VARIABLE} is set, which is for tests of development builds alone: unset it."),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::choose;

    #[test]
    fn commits_are_flushed_unless_a_development_build_is_told_otherwise() {
        assert_eq!(choose(None, false).unwrap(), "FULL");
        assert_eq!(choose(None, true).unwrap(), "FULL");
        assert_eq!(choose(Some(true), true).unwrap(), "NORMAL");
        assert!(choose(Some(true), false).is_err());
        assert!(choose(Some(false), true).is_err());
        assert!(choose(Some(false), false).is_err());
    }
}
