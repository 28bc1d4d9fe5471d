//! H6: RESTler's rules on random sequences of making and deleting: what was deleted is gone, what was refused left
//! nothing, a child is found under its parent alone.
//!
//! `FUNCHAL_HOSTILE_SEQUENCES` sets how many, over both databases together; the gate takes 5,000.

use serde_json::{Value, json};
use surfaces::face::Face;

use super::http::{Client, Request};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};

const SEQUENCES: usize = 300;

#[test]
fn deleted_is_gone_refused_leaves_nothing_and_children_stay_with_their_parent() {
    with_seeds("hostile-sequences", run_sequences);
}

fn run_sequences(seed: u64) {
    let databases = databases();
    let sequences = count("FUNCHAL_HOSTILE_SEQUENCES", SEQUENCES) / databases.len();
    for database in databases {
        let place = Place::start(database);
        let mut sequence = Sequence {
            client: place.client(),
            random: Random::new(seed),
            place: &place,
            face: Face::V2,
            number: 0,
        };
        for number in 0..sequences {
            sequence.number = number;
            sequence.face = *sequence.random.pick(&Face::PUBLISHED);
            match sequence.random.below(4) {
                0 => sequence.deleted_is_gone(),
                1 => sequence.refused_leaves_nothing(),
                2 => sequence.child_stays_with_its_parent(),
                _ => sequence.a_parent_takes_its_children(),
            }
        }
    }
}

/// One sequence of requests about entities of its own.
struct Sequence<'a> {
    client: Client,
    random: Random,
    place: &'a Place,
    face: Face,
    number: usize,
}

impl Sequence<'_> {
    fn deleted_is_gone(&mut self) {
        let (set, body) = self.any_kind();
        let id = self.make(&set, &body);
        let entity = self.entity(&set, &id);
        self.expect("DELETE", &entity, None, 204);
        for _ in 0..1 + self.random.below(3) {
            match self.random.below(4) {
                0 => self.expect("GET", &entity, None, 404),
                1 => self.expect("DELETE", &entity, None, 404),
                2 => self.expect("PATCH", &entity, Some(&json!({ "displayName": "x" })), 404),
                // Not by another face either.
                _ => {
                    self.face = *self.random.pick(&Face::PUBLISHED);
                    let entity = self.entity(&set, &id);
                    self.expect("GET", &entity, None, 404);
                }
            }
        }
        assert!(!self.ids_of(&set).contains(&id), "{entity} is listed after its end");
    }

    fn refused_leaves_nothing(&mut self) {
        let (set, mut body) = self.any_kind();
        let before = self.ids_of(&set);
        let wrong = match self.random.below(4) {
            0 => ("displayName", json!("x".repeat(300))),
            1 => ("lastModifiedDateTime", json!("2026-01-01T00:00:00Z")),
            2 => ("noSuchProperty", json!(1)),
            _ => ("displayName", json!({ "a": [1] })),
        };
        body[wrong.0] = wrong.1;
        let target = format!("{}/{set}", self.company());
        let answer = self.client.ask(&Request::new("POST", &target).json(&body));
        assert!(
            (400..500).contains(&answer.status),
            "POST {target} {body}: {} {}",
            answer.status,
            answer.text()
        );
        assert_eq!(self.ids_of(&set), before, "POST {target} {body} was refused and left something");
    }

    /// A payment is found through its journal and through no other.
    fn child_stays_with_its_parent(&mut self) {
        let (one, other) = (self.journal(), self.journal());
        let one = self.make("customerPaymentJournals", &one);
        let other = self.make("customerPaymentJournals", &other);
        let lines = format!("customerPaymentJournals({one})/customerPayments");
        let line = self.make(&lines, &json!({ "customerNumber": "C-100", "amount": -5 }));
        let right = self.entity(&lines, &line);
        let wrong = self.entity(&format!("customerPaymentJournals({other})/customerPayments"), &line);
        self.expect("GET", &right, None, 200);
        for (method, body) in [("GET", None), ("DELETE", None), ("PATCH", Some(json!({ "amount": -6 })))] {
            self.expect(method, &wrong, body.as_ref(), 404);
        }
        let nowhere = format!("customerPaymentJournals({})/customerPayments", self.random.guid());
        let target = format!("{}/{nowhere}", self.company());
        let lost = json!({ "customerNumber": "C-100", "amount": -5 });
        self.expect("POST", &target, Some(&lost), 404);
        self.expect("GET", &right, None, 200);
        for journal in [one, other] {
            let journal = self.entity("customerPaymentJournals", &journal);
            self.expect("DELETE", &journal, None, 204);
        }
        self.expect("GET", &right, None, 404);
    }

    fn a_parent_takes_its_children(&mut self) {
        let journal = self.journal();
        let journal = self.make("customerPaymentJournals", &journal);
        let lines = format!("customerPaymentJournals({journal})/customerPayments");
        let made: Vec<String> =
            (0..1 + self.random.below(4)).map(|_| self.make(&lines, &json!({ "amount": -1 }))).collect();
        let parent = self.entity("customerPaymentJournals", &journal);
        self.expect("DELETE", &parent, None, 204);
        for line in made {
            let line = self.entity("customerPayments", &line);
            self.expect("GET", &line, None, 404);
        }
        let target = format!("{}/{lines}", self.company());
        self.expect("POST", &target, Some(&json!({ "amount": -1 })), 404);
    }

    fn any_kind(&mut self) -> (String, Value) {
        if self.random.chance(50) {
            ("customerPaymentJournals".into(), self.journal())
        } else {
            ("customers".into(), json!({ "displayName": format!("Sequence {}", self.number) }))
        }
    }

    fn journal(&mut self) -> Value {
        json!({ "code": format!("Q{:08X}", self.random.next() & 0xffff_ffff), "displayName": "Of a sequence" })
    }

    fn company(&self) -> String {
        self.place.company_path(self.face)
    }

    fn entity(&self, set: &str, id: &str) -> String {
        format!("{}/{set}({id})", self.company())
    }

    /// Makes an entity and returns its id.
    fn make(&mut self, set: &str, body: &Value) -> String {
        let target = format!("{}/{set}", self.company());
        let answer = self.client.ask(&Request::new("POST", &target).json(body));
        assert_eq!(answer.status, 201, "POST {target} {body}: {}", answer.text());
        answer.json()["id"].as_str().unwrap_or_default().to_owned()
    }

    fn ids_of(&mut self, set: &str) -> Vec<String> {
        let target = format!("{}/{set}?$select=id", self.company());
        let list = self.client.read(&target);
        let ids = list["value"].as_array().into_iter().flatten();
        ids.map(|entity| entity["id"].as_str().unwrap_or_default().to_owned()).collect()
    }

    fn expect(&mut self, method: &str, target: &str, body: Option<&Value>, status: u16) {
        let mut request = Request::new(method, target).header("If-Match", "*");
        if method == "GET" || method == "POST" {
            request.headers.clear();
        }
        let request = body.map_or(request.clone(), |body| request.json(body));
        let answer = self.client.ask(&request);
        assert_eq!(answer.status, status, "sequence {}: {method} {target}: {}", self.number, answer.text());
    }
}
