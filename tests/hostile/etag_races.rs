//! B7: many clients change one payment with `If-Match`; exactly one wins for every etag.
//!
//! `FUNCHAL_HOSTILE_RACES` sets how many changes are tried, over all databases together; the gate takes 10,000.

use std::collections::HashMap;
use std::thread;

use serde_json::json;
use surfaces::face::Face;

use super::http::{Client, Request};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};

const RACES: usize = 2_000;
const CLIENTS: usize = 32;

/// A change that was accepted: the etag it was made with, and the one it left.
type Won = (String, String);

#[test]
fn every_etag_has_exactly_one_winner() {
    with_seeds("hostile-etag_races", run_races);
}

fn run_races(seed: u64) {
    let databases = databases();
    let tries = count("FUNCHAL_HOSTILE_RACES", RACES).div_ceil(databases.len() * CLIENTS);
    for database in databases {
        let place = Place::start(database);
        let payment = make_payment(&place);
        let first = etag_of(&mut place.client(), &payment);
        let won: Vec<Won> = thread::scope(|scope| {
            let place = &place;
            let payment = &payment;
            let racers: Vec<_> = (0..CLIENTS)
                .map(|number| scope.spawn(move || race(place.client(), payment, number, tries, seed)))
                .collect();
            racers.into_iter().flat_map(|racer| racer.join().expect("a client came to its end")).collect()
        });
        let last = etag_of(&mut place.client(), &payment);
        check_chain(&first, &last, &won);
    }
}

fn make_payment(place: &Place) -> String {
    let company = place.company_path(Face::V2);
    let mut client = place.client();
    let mut make = |target: String, body: serde_json::Value| {
        let answer = client.ask(&Request::new("POST", &target).json(&body));
        assert_eq!(answer.status, 201, "POST {target}: {}", answer.text());
        answer.json()["id"].as_str().unwrap_or_default().to_owned()
    };
    let journal = make(format!("{company}/customerPaymentJournals"), json!({ "code": "RACE" }));
    let lines = format!("{company}/customerPaymentJournals({journal})/customerPayments");
    let payment = make(lines, json!({ "customerNumber": "C-100", "amount": -5 }));
    format!("{company}/customerPayments({payment})")
}

fn etag_of(client: &mut Client, payment: &str) -> String {
    client.read(payment)["@odata.etag"].as_str().unwrap_or_default().to_owned()
}

/// Reads and changes the payment again and again; sometimes with an etag it should have forgotten.
fn race(mut client: Client, payment: &str, number: usize, tries: usize, seed: u64) -> Vec<Won> {
    let mut random = Random::new(seed ^ number as u64);
    let mut won = Vec::new();
    let mut etag = etag_of(&mut client, payment);
    for attempt in 0..tries {
        let amount = -i64::try_from(1 + attempt * CLIENTS + number).unwrap_or(1);
        let change =
            Request::new("PATCH", payment).header("If-Match", &etag).json(&json!({ "amount": amount }));
        let answer = client.ask(&change);
        match answer.status {
            200 => {
                let left = answer.json()["@odata.etag"].as_str().unwrap_or_default().to_owned();
                assert_eq!(answer.json()["amount"], json!(amount));
                won.push((etag.clone(), left));
            }
            409 => assert!(answer.text().contains("Request_EntityChanged"), "{}", answer.text()),
            other => panic!("PATCH {payment}: {other} {}", answer.text()),
        }
        if random.chance(90) {
            etag = etag_of(&mut client, payment);
        }
    }
    won
}

/// The winners form one chain from the first etag to the last: none twice, none from nowhere.
fn check_chain(first: &str, last: &str, won: &[Won]) {
    let mut next: HashMap<&str, &str> = HashMap::new();
    for (used, left) in won {
        assert_eq!(next.insert(used, left), None, "two changes were made with the etag {used}");
    }
    assert!(!won.is_empty(), "nobody won");
    let mut at = first;
    let mut steps = 0;
    while let Some(left) = next.get(at) {
        at = left;
        steps += 1;
    }
    assert_eq!((at, steps), (last, won.len()), "the changes do not follow one another");
}
