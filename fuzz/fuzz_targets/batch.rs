//! A batch as JSON and as multipart.
#![no_main]

use libfuzzer_sys::fuzz_target;
use odata::batch::{Dialect, parse};

fuzz_target!(|body: &[u8]| {
    for dialect in [Dialect::graph(), Dialect::business_central()] {
        let _ = parse("application/json", body, &dialect);
        let _ = parse("multipart/mixed; boundary=b", body, &dialect);
    }
});
