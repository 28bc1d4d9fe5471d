//! A `$filter` on payments and one inside an `$expand`, unencoded.
#![no_main]

use fuzz::{FACES, plan_and_compile};
use libfuzzer_sys::fuzz_target;

const JOURNAL: &str = "/companies(11111111-1111-1111-1111-111111111111)/customerPaymentJournals";

fuzz_target!(|text: &str| {
    let encoded: String = text
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let face = &FACES[2];
    plan_and_compile(face, JOURNAL, Some(&format!("$filter={encoded}")));
    plan_and_compile(face, JOURNAL, Some(&format!("$expand=customerPayments($filter={encoded})")));
    plan_and_compile(face, JOURNAL, Some(&format!("$orderby={encoded}&$search={encoded}&$skiptoken={encoded}")));
});
