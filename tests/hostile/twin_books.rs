//! B2: random bookkeeping through HTTP, all faces mixed, on SQLite and PostgreSQL side by side: every answer has the
//! same bytes save ids, the ledgers are the same in the end, and `check` finds both well.
//!
//! `FUNCHAL_HOSTILE_BOOKKEEPING` sets how many operations; the plan's gate takes 5,000. Needs both databases.

mod documents;
mod journals;
mod names;
mod reads;
mod sales_tax;
mod setup;

use std::thread;

use jiff::SignedDuration;
use serde_json::Value;
use store::check::{Finding, Listener};
use surfaces::face::Face;
use testkit::Database;

use super::http::{Answer, Client, Request};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};
use names::Names;

const OPERATIONS: usize = 400;
/// Tokens are good for an hour of the clock, which each request moves on.
const OPERATIONS_PER_TOKEN: usize = 100;
/// Each request is this much later than the one before, so that ids ascend in the order in which they are made.
const STEP: SignedDuration = SignedDuration::from_secs(1);

#[test]
fn random_bookkeeping_is_the_same_on_both_databases() {
    if databases().len() == 2 {
        with_seeds("hostile-twin_books", keep_twin_books);
    }
}

fn keep_twin_books(seed: u64) {
    let mut books = TwinBooks::start(seed);
    for number in 0..count("FUNCHAL_HOSTILE_BOOKKEEPING", OPERATIONS) {
        if number % OPERATIONS_PER_TOKEN == 0 {
            books.renew_tokens();
        }
        books.operation();
    }
    books.renew_tokens();
    books.compare_ledgers();
    let tally = &books.tally;
    eprintln!("{} of {} writes were taken", tally.taken, tally.writes);
    assert!(tally.taken * 2 > tally.writes, "most of what is tried should be good bookkeeping");
    books.check();
}

/// What was asked and how it went.
#[derive(Debug, Default)]
struct Tally {
    writes: usize,
    taken: usize,
}

/// Two servers that are asked the same, and what a client would remember of their answers, with ids as [`Names`] has
/// them.
struct TwinBooks {
    places: [Place; 2],
    clients: [Client; 2],
    names: [Names; 2],
    random: Random,
    tally: Tally,
    customers: Vec<String>,
    vendors: Vec<String>,
    items: Vec<String>,
    /// Set of journals and id.
    journals: Vec<(&'static str, String)>,
    /// Set of lines and id.
    lines: Vec<(&'static str, String)>,
    drafts: Vec<(&'static str, String)>,
    posted: Vec<(&'static str, String)>,
    /// Numbers made so far, for names of one's own.
    made: usize,
}

/// An answer that both gave.
struct Same {
    status: u16,
    body: Value,
}

impl Same {
    fn is_good(&self) -> bool {
        self.status < 300
    }

    fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_default().to_owned()
    }

    fn rows(&self) -> &[Value] {
        self.body["value"].as_array().map_or(&[], Vec::as_slice)
    }
}

impl TwinBooks {
    fn start(seed: u64) -> TwinBooks {
        let random = Random::new(seed);
        let places = [Place::start(Database::Sqlite), Place::start(Database::Postgres)];
        let clients = [places[0].client(), places[1].client()];
        let mut books = TwinBooks {
            places,
            clients,
            names: [Names::default(), Names::default()],
            random,
            tally: Tally::default(),
            customers: Vec::new(),
            vendors: Vec::new(),
            items: Vec::new(),
            journals: Vec::new(),
            lines: Vec::new(),
            drafts: Vec::new(),
            posted: Vec::new(),
            made: 0,
        };
        books.make_customers_abroad();
        books.make_sales_tax();
        books.customers = books.numbers("customers");
        books.vendors = books.numbers("vendors");
        books.items = books.numbers("items");
        books
    }

    fn renew_tokens(&mut self) {
        for (client, place) in self.clients.iter_mut().zip(&self.places) {
            client.token = place.fresh_token();
        }
    }

    fn numbers(&mut self, set: &str) -> Vec<String> {
        let found = self.read(Face::V2, &format!("{set}?$select=number"));
        found.rows().iter().filter_map(|row| row["number"].as_str().map(Into::into)).collect()
    }

    fn operation(&mut self) {
        match self.random.below(100) {
            0..34 => self.journal_operation(),
            34..62 => self.document_operation(),
            62..72 => self.entry_operation(),
            72..76 => self.master_data_operation(),
            76..81 => self.setup_operation(),
            _ => self.any_read(),
        }
    }

    /// One of the published faces, or our own.
    fn any_face(&mut self) -> Face {
        *self.random.pick(&Face::ALL)
    }

    /// A face that makes and posts documents.
    fn business_central(&mut self) -> Face {
        *self.random.pick(&[Face::V1, Face::V2])
    }

    /// From a cent to a few thousands; mostly whole.
    fn amount(&mut self) -> f64 {
        let whole = self.random.below(2_000) as f64;
        if self.random.chance(50) { whole + 1.0 } else { whole + self.random.below(100) as f64 / 100.0 }
    }

    /// Around the day it is, rarely far off.
    fn date(&mut self) -> String {
        let month = if self.random.chance(95) { 3 } else { 1 + self.random.below(12) };
        format!("2026-{month:02}-{:02}", 1 + self.random.below(28))
    }

    fn number(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}{}", self.made)
    }

    fn read(&mut self, face: Face, path: &str) -> Same {
        self.ask("GET", face, path, None)
    }

    /// A write, with `If-Match` where a face wants it.
    fn write(&mut self, method: &str, face: Face, path: &str, body: Option<&Value>) -> Same {
        let same = self.ask(method, face, path, body);
        self.tally.writes += 1;
        self.tally.taken += usize::from(same.is_good());
        same
    }

    /// Posts, cancels and the like: an action as its face names it.
    fn act(&mut self, face: Face, path: &str, action: &str, body: Option<&Value>) -> Same {
        let name = if face.is_graph() { action.to_owned() } else { format!("Microsoft.NAV.{action}") };
        self.write("POST", face, &format!("{path}/{name}"), body)
    }

    /// Asks both at once; their answers must be the same.
    fn ask(&mut self, method: &str, face: Face, path: &str, body: Option<&Value>) -> Same {
        let requests = [0, 1].map(|index| {
            let (place, names) = (&self.places[index], &self.names[index]);
            place.advance(STEP);
            let path = super::http::encode(&names.filled(path), "").replace("%3F", "?").replace("%26", "&");
            let mut request = Request::new(method, format!("{}/{path}", place.company_path(face)));
            if matches!(method, "PATCH" | "DELETE") {
                request = request.header("If-Match", "*");
            }
            match body {
                Some(body) => {
                    let body = serde_json::from_str(&names.filled(&body.to_string()));
                    request.json(&body.unwrap_or_default())
                }
                None => request,
            }
        });
        let [one, other] = &mut self.clients;
        let answers = thread::scope(|scope| {
            let first = scope.spawn(|| one.ask(&requests[0]));
            let second = other.ask(&requests[1]);
            [first.join().expect("SQLite answers"), second]
        });
        let [one, other] = [0, 1].map(|index| self.shown(index, &answers[index]));
        assert!(one == other, "{method} {path} {body:?}\nSQLite:     {one}\nPostgreSQL: {other}");
        let status = answers[0].status;
        assert!(status < 500, "{method} {path} {body:?}: {one}");
        let text = one.split_once("\n\n").map_or("", |(_, body)| body);
        Same { status, body: serde_json::from_str(text).unwrap_or_default() }
    }

    /// The answer as text, without what differs from server to server.
    fn shown(&mut self, index: usize, answer: &Answer) -> String {
        let mut text = answer.status.to_string();
        for name in ["Location", "ETag", "OData-EntityId"] {
            text.extend(answer.header(name).map(|value| format!("\n{name}: {value}")));
        }
        text = format!("{text}\n\n{}", answer.text()).replace(&self.places[index].address, "HOST");
        let request_id = answer.header("request-id").unwrap_or("no request id");
        self.names[index].masked(&text.replace(request_id, "REQUEST"))
    }

    /// Goes through all ledgers of both, entry by entry, on our own face.
    fn compare_ledgers(&mut self) {
        for set in [
            "generalLedgerEntries",
            "customerLedgerEntries",
            "vendorLedgerEntries",
            "detailedCustomerLedgerEntries",
            "detailedVendorLedgerEntries",
            "vatEntries",
            "bankAccountLedgerEntries",
        ] {
            let mut rows = 0;
            loop {
                let page =
                    self.read(Face::Own, &format!("{set}?$orderby=entryNumber&$skip={rows}&$top=2000"));
                rows += page.rows().len();
                if page.rows().len() < 2_000 {
                    break;
                }
            }
            eprintln!("{set}: {rows}");
        }
        self.all_reports();
    }

    /// `funchal check` on both.
    fn check(&self) {
        struct Found(Vec<String>);
        impl Listener for Found {
            fn on_finding(&mut self, finding: Finding) {
                self.0.push(finding.sentence);
            }
        }
        let summaries = self.places.each_ref().map(|place| {
            let mut found = Found(Vec::new());
            let summary = place.check(&mut found);
            assert!(found.0.is_empty(), "{:?}", found.0);
            summary
        });
        assert_eq!(summaries[0], summaries[1]);
    }
}
