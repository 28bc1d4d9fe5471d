//! H4: following next links while other requests insert and delete rows.
//!
//! `FUNCHAL_HOSTILE_WALKS` sets how many walks, over both databases together; the gate takes 500.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};
use surfaces::face::Face;

use super::http::{Client, Request, encode};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};

const WALKS: usize = 500;
/// Rows a walk begins with; deleted ones are filled up before the next walk.
const ROWS: usize = 90;
/// A walk that needs more pages does not end.
const PAGES_MAX: usize = 400;
/// The rows of one walk share values, so that ties must be broken.
const ORDERS: &[&str] = &[
    "",
    "amount",
    "amount desc",
    "description,amount desc",
    "lineNumber desc",
    "postingDate",
    "customerNumber desc,description",
    "customer/displayName,lineNumber",
    "tolower(description) desc",
    "lastModifiedDateTime desc",
    "id",
];

#[test]
fn a_walk_meets_every_row_once_while_others_come_and_go() {
    with_seeds("hostile-paging", walk_pages);
}

fn walk_pages(seed: u64) {
    let databases = databases();
    let walks = count("FUNCHAL_HOSTILE_WALKS", WALKS) / databases.len();
    for database in databases {
        let place = Place::start(database);
        let mut client = place.client();
        let company = place.company_path(Face::V2);
        let body = json!({ "code": "WALKED", "displayName": "Walked" });
        let journal =
            client.ask(&Request::new("POST", format!("{company}/customerPaymentJournals")).json(&body));
        let journal = journal.json()["id"].as_str().unwrap_or_default().to_owned();
        let set = format!("customerPaymentJournals({journal})/customerPayments");
        let mut walker = Walker { client, random: Random::new(seed), place: &place, set };
        for number in 0..walks {
            let start = walker.fill();
            walker.walk(number, start);
        }
    }
}

struct Walker<'a> {
    client: Client,
    random: Random,
    place: &'a Place,
    set: String,
}

impl Walker<'_> {
    /// Makes rows until there are enough, and returns the ids of all.
    fn fill(&mut self) -> BTreeSet<String> {
        let target = format!("{}/{}", self.place.company_path(Face::V2), self.set);
        let list = self.client.read(&format!("{target}?$select=id"));
        let rows = list["value"].as_array().into_iter().flatten();
        let mut ids: BTreeSet<String> = rows.filter_map(id_of).collect();
        let mut changes = Changes { random: self.random.clone(), client: self.place.client(), target };
        while ids.len() < ROWS {
            ids.extend(changes.insert());
        }
        for extra in ids.iter().skip(2 * ROWS).cloned().collect::<Vec<_>>() {
            changes.delete(&extra);
            ids.remove(&extra);
        }
        self.random.next();
        ids
    }

    fn walk(&mut self, number: usize, start: BTreeSet<String>) {
        let face = *self.random.pick(&[Face::GraphBeta, Face::V1, Face::V2]);
        let order = *self.random.pick(ORDERS);
        let size = 1 + self.random.below(40);
        let mut target = format!("{}/{}?$select=id", self.place.company_path(face), self.set);
        if !order.is_empty() {
            target.push_str(&format!("&$orderby={}", encode(order, "")));
        }
        if face.is_graph() {
            target.push_str(&format!("&$top={size}"));
        }
        let description = format!("walk {number}: {face:?}, pages of {size}, ordered by `{order}`");
        let changing = Changes {
            random: Random::new(self.random.next()),
            client: self.place.client(),
            target: format!("{}/{}", self.place.company_path(Face::V2), self.set),
        };
        let is_over = AtomicBool::new(false);
        let (seen, deleted) = thread::scope(|scope| {
            let doomed: Vec<String> = start.iter().filter(|_| self.random.chance(15)).cloned().collect();
            let is_over = &is_over;
            let other = scope.spawn(move || changing.run(doomed, is_over));
            let seen = self.follow(target, size, face, &description);
            is_over.store(true, Ordering::Relaxed);
            (seen, other.join().unwrap_or_default())
        });
        for (id, times) in &seen {
            assert_eq!(*times, 1, "{description}: {id} came {times} times");
        }
        for id in start.iter().filter(|id| !deleted.contains(*id)) {
            assert!(seen.contains_key(id), "{description}: {id} was missed");
        }
    }

    /// How often each row came.
    fn follow(
        &mut self,
        mut target: String,
        size: usize,
        face: Face,
        description: &str,
    ) -> BTreeMap<String, usize> {
        let mut seen = BTreeMap::new();
        for _ in 0..PAGES_MAX {
            let mut request = Request::get(&target);
            if !face.is_graph() {
                request = request.header("Prefer", format!("odata.maxpagesize={size}"));
            }
            let answer = self.client.ask(&request);
            assert_eq!(answer.status, 200, "{description}: GET {target}: {}", answer.text());
            let page = answer.json();
            let rows = page["value"].as_array().cloned().unwrap_or_default();
            assert!(rows.len() <= size, "{description}: a page of {} rows", rows.len());
            for row in &rows {
                *seen.entry(id_of(row).unwrap_or_default()).or_insert(0) += 1;
            }
            let Some(next) = page["@odata.nextLink"].as_str() else { return seen };
            let origin = format!("http://{}", self.place.address);
            next.strip_prefix(&origin)
                .unwrap_or_else(|| panic!("{description}: next link {next}"))
                .clone_into(&mut target);
        }
        panic!("{description}: no end after {PAGES_MAX} pages");
    }
}

/// The other client: inserts and deletes.
struct Changes {
    random: Random,
    client: Client,
    target: String,
}

impl Changes {
    /// Goes on until the walk is over; returns which rows of its start it tried to delete.
    fn run(mut self, mut doomed: Vec<String>, is_over: &AtomicBool) -> BTreeSet<String> {
        let mut deleted = BTreeSet::new();
        let mut own = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            match self.random.below(3) {
                0 => {
                    if let Some(id) = doomed.pop() {
                        self.delete(&id);
                        deleted.insert(id);
                    }
                }
                1 if own.len() > 20 => {
                    let index = self.random.below(own.len());
                    let id: String = own.swap_remove(index);
                    self.delete(&id);
                }
                _ if own.len() < 60 => own.extend(self.insert()),
                _ => {}
            }
        }
        // The next walk begins with about as many rows as this one.
        for id in own {
            self.delete(&id);
        }
        deleted
    }

    fn insert(&mut self) -> Option<String> {
        let customer = *self.random.pick(&["C-100", "C-101", "C-102", "C-119"]);
        let day = 1 + self.random.below(28);
        let body = json!({
            "customerNumber": customer, "amount": -i64::try_from(self.random.below(9)).unwrap_or(1),
            "description": self.random.pick(&["", "a", "B", "b", "ä", "語", "a b"]), "postingDate": format!("2026-02-{day:02}"),
        });
        let answer = self.client.ask(&Request::new("POST", &self.target).json(&body));
        assert_eq!(answer.status, 201, "{}", answer.text());
        id_of(&answer.json())
    }

    fn delete(&mut self, id: &str) {
        let target = format!("{}({id})", self.target);
        let answer = self.client.ask(&Request::new("DELETE", &target).header("If-Match", "*"));
        assert_eq!(answer.status, 204, "{}", answer.text());
    }
}

fn id_of(row: &Value) -> Option<String> {
    row["id"].as_str().map(Into::into)
}
