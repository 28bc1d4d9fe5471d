//! C9: SIGTERM with many requests in flight cuts none of them.
//!
//! `FUNCHAL_HOSTILE_STOPS` sets how many stops, over both databases together; the gate takes 20.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::http::{Request, connect, read_answer};
use super::place::databases;
use super::program::Home;
use super::random::count;

const STOPS: usize = 20;
const IN_FLIGHT: usize = 300;
const STOP_MAX: Duration = Duration::from_secs(10);

#[test]
fn a_stop_answers_what_is_in_flight() {
    let databases = databases();
    let stops = count("FUNCHAL_HOSTILE_STOPS", STOPS) / databases.len();
    databases.into_iter().map(Home::on).for_each(|home| stop_again_and_again(&home, stops));
}

fn stop_again_and_again(home: &Home, stops: usize) {
    let mut promised = BTreeSet::new();
    for _ in 0..stops {
        let server = home.serve(&[]);
        let company = format!("/api/v2.0/companies({})", server.company);
        let journals = server.client().read(&format!("{company}/customerPaymentJournals"));
        let journal = journals["value"][0]["id"].as_str().unwrap_or_default().to_owned();
        let lines = format!("{company}/customerPaymentJournals({journal})/customerPayments");
        let mut connections = Vec::new();
        for number in 0..IN_FLIGHT {
            let request = match number % 3 {
                0 => Request::new("POST", &lines).json(&json!({ "customerNumber": "C-100", "amount": -1 })),
                1 => Request::get(format!("{company}/customers?$expand=currency,paymentTerm")),
                _ => Request::get(&lines),
            };
            let mut connection = connect(&server.address).expect("the server accepts");
            let bytes = request.bytes(&server.address, &server.token);
            connection.get_mut().write_all(&bytes).expect("a request can be sent");
            connections.push((connection, request.method));
        }
        server.signal("TERM");
        let mut cut = 0;
        for (mut connection, method) in connections {
            let Ok(answer) = read_answer(&mut connection, false) else {
                cut += 1;
                continue;
            };
            assert_eq!(answer.status, if method == "POST" { 201 } else { 200 }, "{}", answer.text());
            let body: Value = serde_json::from_slice(&answer.body).expect("whole JSON");
            if method == "POST" {
                promised.insert(body["id"].as_str().unwrap_or_default().to_owned());
            }
        }
        assert_eq!(cut, 0, "so many of {IN_FLIGHT} requests were cut");
        let (ended, took) = server.wait();
        assert_eq!(ended.code, Some(0), "{}", ended.text);
        assert!(took < STOP_MAX, "the stop took {took:?}");
        assert!(!ended.text.contains("panicked"), "{}", ended.text);
    }
    let server = home.serve(&[]);
    let all = format!(
        "/api/v2.0/companies({})/customerPayments?$filter=lineNumber%20ge%200&$select=id",
        server.company
    );
    let all = server.client().read(&all);
    let kept: BTreeSet<String> = all["value"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|line| line["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(promised.is_subset(&kept), "lost: {:?}", promised.difference(&kept));
    home.run(&["check"]).success();
}
