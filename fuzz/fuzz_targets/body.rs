//! The JSON body of a POST or PATCH, against every entity of every face.
#![no_main]

use fuzz::FACES;
use libfuzzer_sys::fuzz_target;
use odata::edm::EntityTypeId;
use odata::json::read::{ReadRules, parse_entity};

fuzz_target!(|body: &[u8]| {
    for face in FACES.iter() {
        for index in 0..face.model.entity_types.len() {
            let _ = parse_entity(&face.model, EntityTypeId(index), body, &ReadRules::default());
        }
    }
});
