//! Following next links while rows come and go: no row of the start twice, none missing (RELIABILITY H4).

use std::collections::{BTreeSet, HashMap};

use acceptance::support::books::{Books, DatabaseKind, START};
use acceptance::support::outside;
use serde_json::Value;
use surfaces::face::Face;
use surfaces::service::ServiceOptions;

/// Walks on each database.
const WALKS: u64 = 24;
/// Pages after which a walk must have ended.
const PAGES_MAX: usize = 60;

const ORDERS: &[&str] =
    &["", "&$orderby=displayName desc", "&$orderby=currencyCode", "&$orderby=length(displayName),city"];

/// A small generator: the same seed walks the same way.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

struct Walk<'a> {
    books: &'a Books,
    chance: Chance,
    made: u64,
}

impl Walk<'_> {
    async fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Value {
        let headers: Vec<(String, String)> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let now = START.parse().unwrap();
        let answer = self.books.send(&outside::request(Face::V2, method, url, &headers, body, now)).await;
        assert!(answer.status < 300, "{method} {url}: {}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    async fn customers(&self) -> BTreeSet<String> {
        let url = format!("/companies({})/customers?$select=id", self.books.company);
        ids(&self.send("GET", &url, &[], "").await)
    }

    /// Makes or deletes a customer; returns the id of one that went.
    async fn disturb(&mut self) -> Option<String> {
        let customers: Vec<String> = self.customers().await.into_iter().collect();
        let set = format!("/companies({})/customers", self.books.company);
        if customers.len() < 12 || self.chance.below(2) == 0 {
            self.made += 1;
            let letter = char::from(b'A' + u8::try_from(self.chance.below(26)).unwrap());
            let currency = ["", "EUR", "USD"][usize::try_from(self.chance.below(3)).unwrap()];
            let body = format!(
                "{{\"number\":\"{letter}-{}\",\"displayName\":\"{letter} {}\",\"currencyCode\":\"{currency}\"}}",
                self.made, self.made
            );
            self.send("POST", &set, &[], &body).await;
            return None;
        }
        let index = usize::try_from(self.chance.below(customers.len() as u64)).unwrap();
        self.send("DELETE", &format!("{set}({})", customers[index]), &[("If-Match", "*")], "").await;
        Some(customers[index].clone())
    }

    async fn run(&mut self, order: &str) {
        let start = self.customers().await;
        let (mut seen, mut gone) = (HashMap::new(), BTreeSet::new());
        let size = format!("odata.maxpagesize={}", 1 + self.chance.below(4));
        let mut url = format!("/companies({})/customers?$select=id{order}", self.books.company);
        for page in 0.. {
            assert!(page < PAGES_MAX, "the walk does not end: {url}");
            let answer = self.send("GET", &url, &[("Prefer", &size)], "").await;
            for id in ids(&answer) {
                *seen.entry(id).or_insert(0) += 1;
            }
            match answer["@odata.nextLink"].as_str() {
                Some(next) => url = next.to_owned(),
                None => break,
            }
            for _ in 0..self.chance.below(3) {
                gone.extend(self.disturb().await);
            }
        }
        for id in &start {
            let times = seen.get(id).copied().unwrap_or(0);
            assert!(times <= 1, "{id} came {times} times with {order}");
            assert!(times == 1 || gone.contains(id), "{id} is missing with {order}");
        }
    }
}

fn ids(answer: &Value) -> BTreeSet<String> {
    let rows = answer["value"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn next_links_give_each_row_once_while_others_write() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for kind in DatabaseKind::BOTH {
        runtime.block_on(async {
            let books = Books::open(kind, ServiceOptions::default()).await;
            let mut walk = Walk { books: &books, chance: Chance(1), made: 0 };
            for seed in 0..WALKS {
                walk.chance = Chance(seed);
                walk.run(ORDERS[usize::try_from(seed).unwrap() % ORDERS.len()]).await;
            }
        });
    }
}
