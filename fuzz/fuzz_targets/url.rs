//! A whole request target, on each face: path and query.
#![no_main]

use fuzz::{FACES, plan_and_compile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (path, query) = text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)));
    for face in FACES.iter() {
        plan_and_compile(face, path, query);
    }
});
