//! Master data through whole requests: one line asks, one line says what comes back.

use std::sync::Arc;

use serde_json::Value;
use store::{OpenOptions, Session, Store, StoreError, demo_company};
use uuid::Uuid;

use crate::answer::{Headers, Method, Request};
use crate::face::Face;
use crate::service::{Service, ServiceOptions};

pub mod actions;
mod coded;
mod customers;

const NOW: &str = "2026-03-10T10:00:00Z";

/// The demo company on one database.
struct Books {
    service: Arc<Service>,
    company: Uuid,
    _directory: tempfile::TempDir,
}

impl Books {
    async fn open(url: Option<String>) -> Books {
        let directory = tempfile::tempdir().unwrap();
        let file = format!("sqlite:{}", directory.path().join("books.db").display());
        let url = url.unwrap_or(file).parse().unwrap();
        let options = OpenOptions { url, exclusive: true, connections_max: 2 };
        let store = Store::open(options, 1).await.unwrap();
        let company = store.write::<Uuid, StoreError, _>(|session| Box::pin(demo(session))).await.unwrap();
        let make_id = Arc::new(|_| Uuid::new_v4());
        let service = Arc::new(Service::new(store, make_id, ServiceOptions::default()));
        Books { service, company, _directory: directory }
    }

    /// Status and body of a request such as `PATCH v2 currencies(<currencies:EUR>) {"code":"EU2"}`, where `<set:code>`
    /// stands for the id of the record with the code or number.
    async fn ask(&self, line: &str) -> (u16, Value) {
        let line = self.with_ids(line).await;
        let (head, body) = line.split_once(" {").map_or((line.as_str(), ""), |(head, body)| (head, body));
        let body = if body.is_empty() { String::new() } else { format!("{{{body}") };
        let mut words = head.splitn(3, ' ');
        let mut word = || words.next().unwrap();
        let (method, face, path) = (word(), word(), word());
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let face = match face {
            "graph" => Face::GraphBeta,
            "v1" => Face::V1,
            "own" => Face::Own,
            _ => Face::V2,
        };
        let above = if face.is_graph() { "/financials" } else { "" };
        let mut headers = Headers::default();
        headers.set("If-Match", "*");
        headers.set("Content-Type", "application/json");
        let request = Request {
            face,
            method: Method::parse(method),
            path: match path {
                "$batch" => "/$batch".into(),
                _ => format!("{above}/companies({})/{path}", self.company),
            },
            query: query.map(|query| query.replace(' ', "%20")),
            headers,
            body: body.into(),
            root_url: "http://localhost".into(),
            client: "tests".into(),
            companies: None,
            now: NOW.parse().unwrap(),
            request_id: Uuid::nil(),
            client_request_id: String::new(),
        };
        let answer = self.service.handle(&request).await;
        (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
    }

    async fn with_ids(&self, line: &str) -> String {
        let mut line = line.replace("<company>", &self.company.to_string());
        while let Some(start) = line.find('<') {
            let end = line.find('>').unwrap();
            let (set, code) = line[start + 1..end].split_once(':').unwrap();
            let key = if set == "customers" { "number" } else { "code" };
            let read = format!("GET v2 {set}?$filter={key} eq '{code}'");
            let (_, found) = Box::pin(self.ask(&read)).await;
            let id = found["value"][0]["id"].as_str().unwrap_or_else(|| panic!("no {set} {code}")).to_owned();
            line.replace_range(start..=end, &id);
        }
        line
    }

    /// Asks, and compares with `status | path=value | …` or, for a refusal, `status code target`. A path ending in `#`
    /// counts.
    async fn check(&self, line: &str, expected: &str) {
        let (status, body) = self.ask(line).await;
        let mut found = status.to_string();
        let error = &body["error"];
        for text in [&error["code"], &error["target"]].iter().filter_map(|value| value.as_str()) {
            found = format!("{found} {text}");
        }
        for (path, _) in expected.split(" | ").filter_map(|part| part.split_once('=')) {
            let value = match path.strip_suffix('#') {
                Some(path) => {
                    body.pointer(&format!("/{path}")).and_then(Value::as_array).map(|all| all.len().into())
                }
                None => body.pointer(&format!("/{path}")).cloned(),
            };
            let text = match value {
                Some(Value::String(text)) => text,
                other => other.unwrap_or_default().to_string(),
            };
            found = format!("{found} | {path}={text}");
        }
        assert_eq!(found, expected, "{line}\n{body}");
    }
}

async fn demo(session: &mut Session) -> Result<Uuid, StoreError> {
    let now: jiff::Timestamp = NOW.parse().unwrap();
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    demo_company::create(session, &mut Uuid::new_v4, today, now.as_millisecond()).await
}

/// Runs the steps one after another in a fresh demo company: on SQLite, and on PostgreSQL when there is one.
async fn check(steps: &[(&str, &str)]) {
    let mut databases = vec![None];
    databases.extend(std::env::var("FUNCHAL_TEST_POSTGRES").ok().map(Some));
    for url in databases {
        let books = Books::open(url).await;
        for (line, expected) in steps {
            books.check(line, expected).await;
        }
    }
}
