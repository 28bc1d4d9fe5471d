//! L2: a long answer goes out in pieces while it is made, and nobody can take a broken one for whole.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use serde_json::Value;
use surfaces::face::Face;
use testkit::Database;

use super::http::{Answer, Request, connect, encode, read_answer};
use super::place::{Place, databases};

const ROWS: u64 = 3_000;

/// A journal with many payments.
struct Journal {
    place: Place,
    lines: String,
    line_numbers: Vec<i64>,
}

impl Journal {
    fn make(database: Database) -> Journal {
        let place = Place::start(database);
        place.fill(ROWS);
        let company = place.company_path(Face::V2);
        let mut client = place.client();
        let journals = client.read(&format!("{company}/customerPaymentJournals?$select=id"));
        let ids =
            journals["value"].as_array().into_iter().flatten().filter_map(|journal| journal["id"].as_str());
        let line_numbers = |id: &str| {
            let rows = client.read(&format!("{}?$select=lineNumber", lines_of(&company, id)));
            rows["value"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|row| row["lineNumber"].as_i64())
                .collect()
        };
        let mut line_numbers = line_numbers;
        let counted = ids.map(|id| -> (Vec<i64>, String) { (line_numbers(id), lines_of(&company, id)) });
        let (line_numbers, lines) = counted.max_by_key(|(numbers, _)| numbers.len()).expect("a journal");
        assert!(line_numbers.len() as u64 >= ROWS, "{} lines", line_numbers.len());
        Journal { place, lines, line_numbers }
    }

    fn ask(&self, options: &str) -> Answer {
        self.place.client().ask(&Request::get(format!("{}{options}", self.lines)))
    }

    /// The server has no connection to its database in use any more.
    fn is_at_rest(&self) -> bool {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if self.place.connections_in_use() == 0 {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

fn lines_of(company: &str, journal: &str) -> String {
    format!("{company}/customerPaymentJournals({journal})/customerPayments")
}

fn rows(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!(answer.header("content-length"), None);
    let mut whole: Value = serde_json::from_slice(&answer.body).expect("whole JSON");
    match whole["value"].take() {
        Value::Array(rows) => rows,
        other => panic!("{other}"),
    }
}

#[test]
fn a_long_answer_holds_every_row_once() {
    for database in databases() {
        let journal = Journal::make(database);
        let all = rows(&journal.ask(""));
        let numbers: Vec<i64> = all.iter().filter_map(|row| row["lineNumber"].as_i64()).collect();
        assert_eq!(numbers, journal.line_numbers, "on {database:?}");
        // Across the slices in which expanded entities are read, and in both orders.
        let expanded = rows(&journal.ask("?$expand=customer&$orderby=lineNumber%20desc"));
        let customers: BTreeSet<&str> =
            expanded.iter().filter_map(|row| row["customer"]["id"].as_str()).collect();
        assert!(customers.len() > 1, "{customers:?}");
        for (row, plain) in expanded.iter().zip(all.iter().rev()) {
            assert_eq!(row["customer"]["id"], row["customerId"]);
            let mut row = row.clone();
            row.as_object_mut().map(|row| row.remove("customer"));
            assert_eq!(row, *plain);
        }
        assert_eq!(expanded.len(), all.len());
        // A short answer keeps its length.
        let short = journal.ask("?$top=3");
        assert!(short.header("content-length").is_some() && short.header("transfer-encoding").is_none());
        let head = journal.place.client().ask(&Request::new("HEAD", journal.lines.clone()));
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert!(journal.is_at_rest(), "a read goes on after its answer");
    }
}

#[test]
fn a_compressed_long_answer_is_the_same() {
    let journal = Journal::make(Database::Sqlite);
    let plain = journal.ask("");
    let request = Request::get(journal.lines.clone()).header("Accept-Encoding", "gzip");
    let compressed = journal.place.client().ask(&request);
    assert_eq!(compressed.header("content-encoding"), Some("gzip"));
    let mut text = Vec::new();
    GzDecoder::new(&compressed.body[..]).read_to_end(&mut text).expect("whole gzip");
    assert!(compressed.body.len() * 3 < text.len());
    assert_eq!(String::from_utf8_lossy(&text), plain.text());
}

#[test]
fn an_answer_that_fails_on_its_way_is_cut() {
    for database in databases() {
        let journal = Journal::make(database);
        // The last line divides by zero.
        let last = journal.line_numbers.last().copied().unwrap_or_default();
        let filter = encode(&format!("1 div (lineNumber sub {last}) ne 5"), "");
        for (options, headers) in [("", None), ("", Some("gzip")), ("&$expand=customer", None)] {
            let target = format!("{}?$filter={filter}{options}", journal.lines);
            let mut request = Request::get(target);
            if let Some(encoding) = headers {
                request = request.header("Accept-Encoding", encoding);
            }
            let mut connection = connect(&journal.place.address).expect("the server accepts");
            let bytes = request.bytes(&journal.place.address, &journal.place.token);
            connection.get_mut().write_all(&bytes).expect("a request can be sent");
            // Where the database finds out before the first row, the answer can still say so.
            match read_answer(&mut connection, false) {
                Ok(answer) => assert_eq!(answer.status, 400, "on {database:?}: a broken answer came whole"),
                Err(error) => eprintln!("on {database:?}: {error}"),
            }
        }
        assert_eq!(journal.ask("?$top=1").status, 200, "the server goes on");
        assert!(journal.is_at_rest());
    }
}

#[test]
fn a_client_that_leaves_or_sleeps_holds_nobody_up() {
    for database in databases() {
        let journal = Journal::make(database);
        let bytes = Request::get(journal.lines.clone()).bytes(&journal.place.address, &journal.place.token);
        // As many as there are connections to the database, and more: each takes a little and stops.
        let mut sleepers = Vec::new();
        for _ in 0..12 {
            let mut connection = connect(&journal.place.address).expect("the server accepts");
            connection.get_mut().write_all(&bytes).expect("a request can be sent");
            sleepers.push(connection);
        }
        let body = serde_json::json!({ "description": "made meanwhile" });
        let first = journal.ask("?$top=1").json()["value"][0]["id"].as_str().unwrap_or_default().to_owned();
        let change = Request::new("PATCH", format!("{}({first})", journal.lines));
        let answer = journal.place.client().ask(&change.header("If-Match", "*").json(&body));
        assert_eq!(answer.status, 200, "on {database:?}: {}", answer.text());
        // Half of them leave, half of them read on in the end.
        for (number, mut connection) in sleepers.into_iter().enumerate() {
            if number % 2 == 0 {
                let answer = read_answer(&mut connection, false).expect("an answer, however late");
                assert_eq!(rows(&answer).len(), journal.line_numbers.len());
            }
        }
        assert!(journal.is_at_rest(), "on {database:?}: a read outlives its client");
    }
}
