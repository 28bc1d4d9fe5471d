//! Runs case files on both databases and compares the answers, with each other and with the file.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use store::check::{Finding, Listener};
use surfaces::answer::{Answer, Method, Request};
use surfaces::face::Face;
use surfaces::service::ServiceOptions;
use uuid::Uuid;

use super::answer_text::{broken_promises, member, text};
use super::books::{Books, DatabaseKind, START};
use super::case_file::{self, CaseFile, Faces, Step};
use super::mask::Names;
use super::{is_update_wanted, outside, setup, statements, tests_folder};

/// Runs every case file of a folder below `tests/`.
pub fn folder(name: &str) {
    let mut files = files_of(name);
    assert!(!files.is_empty(), "there is no case file in tests/{name}");
    if let Some(wanted) = std::env::var_os("ONLY") {
        files.retain(|file| file.file_stem() == Some(&wanted));
    }
    let faults: Vec<String> = files.iter().flat_map(|file| check_file(file)).collect();
    assert!(faults.is_empty(), "\n{}\n\nUPDATE_EXPECTED=1 rewrites the files.", faults.join("\n\n"));
}

/// The case files of a folder, by name.
pub fn files_of(name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(tests_folder().join(name)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

/// Reads a case file.
pub fn read(path: &Path) -> CaseFile {
    case_file::parse(&std::fs::read_to_string(path).unwrap())
}

fn check_file(path: &Path) -> Vec<String> {
    let file = read(path);
    let name = path.strip_prefix(tests_folder()).unwrap().display().to_string();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let [sqlite, postgres] = DatabaseKind::BOTH.map(|kind| runtime.block_on(Run::new(kind, &file)));
    let on_postgres = postgres.faults.iter().filter(|fault| !sqlite.faults.contains(fault));
    let mut faults: Vec<String> =
        sqlite.faults.iter().chain(on_postgres).map(|fault| format!("{name}, {fault}")).collect();
    for (index, case) in file.cases.iter().enumerate() {
        for (place, step) in case.steps.iter().enumerate() {
            let (one, other) = (&sqlite.answers[index][place], &postgres.answers[index][place]);
            let request = step.source.lines().last().unwrap_or("");
            let what = format!("{name}, {}:\n{} …\n{request}", case.title, step.method);
            if one != other {
                faults.push(format!("{what}\n-- SQLite --\n{one}\n-- PostgreSQL --\n{other}"));
            } else if step.expected != one.trim_end() && !is_update_wanted() {
                faults.push(format!("{what}\n-- expected --\n{}\n-- got --\n{one}", step.expected));
            }
        }
    }
    if is_update_wanted() {
        std::fs::write(path, case_file::write(&file, &sqlite.answers)).unwrap();
    }
    faults
}

/// One file on one database.
struct Run {
    books: Books,
    names: Names,
    now: Timestamp,
    answers: Vec<Vec<String>>,
    faults: Vec<String>,
}

impl Run {
    async fn new(kind: DatabaseKind, file: &CaseFile) -> Run {
        let books =
            Books::open(kind, ServiceOptions { strict: file.strict, ..ServiceOptions::default() }).await;
        let mut run = Run {
            books,
            names: Names::default(),
            now: START.parse().unwrap(),
            answers: Vec::new(),
            faults: Vec::new(),
        };
        run.name_records().await;
        for case in &file.cases {
            run.names.begin_case();
            let mut answers = Vec::new();
            for step in &case.steps {
                answers.push(run.step(&case.title, step).await);
            }
            run.answers.push(answers);
        }
        run.check_books().await;
        run
    }

    /// Whatever was asked for, the books it leaves pass `funchal check`.
    async fn check_books(&mut self) {
        let mut found = Found(Vec::new());
        let mut reader = self.books.service.store().reader().await.unwrap();
        store::check::run(&mut reader, &mut found).await.unwrap();
        let faults = found.0.into_iter().map(|finding| format!("check: {}", finding.sentence));
        self.faults.extend(faults);
    }

    /// Names for what the demo company has: `{company}`, `{journal}`, `{customer:C-100}`, `{account:1110}`, ….
    async fn name_records(&mut self) {
        let (company, other) = (self.books.company, self.books.other_company);
        let sets = [
            ("account", "accounts", "number"),
            ("customer", "customers", "number"),
            ("vendor", "vendors", "number"),
            ("item", "items", "number"),
            ("bankAccount", "bankAccounts", "number"),
            ("itemCategory", "itemCategories", "code"),
            ("itemVariant", "itemVariants", "code"),
            ("unitOfMeasure", "unitsOfMeasure", "code"),
            ("location", "locations", "code"),
            ("inventoryPostingGroup", "inventoryPostingGroups", "code"),
            ("generalProductPostingGroup", "generalProductPostingGroups", "code"),
            ("currency", "currencies", "code"),
            ("country", "countriesRegions", "code"),
            ("paymentTerm", "paymentTerms", "code"),
            ("paymentMethod", "paymentMethods", "code"),
            ("shipmentMethod", "shipmentMethods", "code"),
            ("taxArea", "taxAreas", "code"),
            ("taxGroup", "taxGroups", "code"),
            ("dimension", "dimensions", "code"),
            ("dimensionValue", "dimensionValues", "code"),
        ];
        for (prefix, company) in [("other ", other), ("", company)] {
            for (name, set, key) in sets {
                for (key, id) in self.rows(&format!("/companies({company})/{set}"), key).await {
                    self.names.set(&format!("{prefix}{name}:{key}"), &id);
                }
            }
            let journals = self.rows(&format!("/companies({company})/customerPaymentJournals"), "code").await;
            for (_, id) in journals {
                self.names.set(&format!("{prefix}journal"), &id);
            }
        }
        let payments = format!("/companies({company})/customerPaymentJournals({{journal}})/customerPayments");
        let payments = self.names.fill(&payments);
        for (number, id) in self.rows(&payments, "documentNumber").await {
            self.names.set(&format!("payment:{number}"), &id);
        }
        self.names.set("other company", &other.to_string());
        self.names.set("company", &company.to_string());
        self.names.set("request", &outside::REQUEST_ID.to_string());
    }

    async fn rows(&self, url: &str, key: &str) -> Vec<(String, String)> {
        let answer = self.send(Face::V2, "GET", url).await;
        let parsed: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let rows = parsed["value"].as_array().unwrap_or_else(|| panic!("{url}: {parsed}"));
        let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or("").to_owned();
        rows.iter().map(|row| (text(row, key), text(row, "id"))).collect()
    }

    async fn send(&self, face: Face, method: &str, url: &str) -> Answer {
        self.books.send(&outside::request(face, method, url, &[], "", self.now)).await
    }

    async fn step(&mut self, title: &str, step: &Step) -> String {
        if let Some(clock) = &step.clock {
            self.now = clock.parse().unwrap();
        }
        for line in &step.setup {
            setup::apply(self.books.service.store(), &self.names.fill(line), self.now.as_millisecond()).await;
        }
        let mut shown: Vec<(Vec<Face>, String)> = Vec::new();
        for face in &step.faces.0 {
            let before = if step.method == "GET" { Vec::new() } else { self.books.state().await };
            let (request, answer) = self.answer(*face, step).await;
            if answer.status >= 400 && !before.is_empty() && self.books.state().await != before {
                self.faults
                    .push(format!("{title}: {} {} was refused, but wrote something", step.method, step.url));
            }
            for broken in broken_promises(&request, &answer) {
                self.faults.push(format!("{title}: {} {:?} {}: {broken}", step.method, face, step.url));
            }
            self.follow_location(title, *face, &answer).await;
            let text = self.names.mask(&text(&request, &answer, step.show));
            match shown.last_mut() {
                Some((faces, known)) if *known == text => faces.push(*face),
                _ => shown.push((vec![*face], text)),
            }
        }
        written(&step.faces, &shown)
    }

    async fn answer(&mut self, face: Face, step: &Step) -> (Request, Answer) {
        let url = self.names.fill(&step.url);
        let headers: Vec<(String, String)> =
            step.headers.iter().map(|(name, value)| (name.clone(), self.names.fill(value))).collect();
        let body = self.names.fill(&step.body);
        let body = if body.starts_with("--") { body.replace('\n', "\r\n") + "\r\n" } else { body };
        let mut request = outside::request(face, &step.method, &url, &headers, &body, self.now);
        request.companies = step.companies.as_ref().map(|names| {
            let id = |name: &String| Uuid::try_parse(&self.names.fill(name)).unwrap();
            names.iter().map(id).collect()
        });
        if let Some(client) = &step.client {
            request.client.clone_from(client);
        }
        let listening = is_action(&request).then(statements::Listening::begin);
        let answer = self.books.send(&request).await;
        drop(listening);
        if let Some(name) = &step.capture {
            self.capture(name, &answer);
        }
        (request, answer)
    }

    /// Remembers the id, the tag and the next link of an answer.
    fn capture(&mut self, name: &str, answer: &Answer) {
        let parsed: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let entity = if parsed["id"].is_string() { &parsed } else { &parsed["value"][0] };
        if let Some(id) = entity["id"].as_str() {
            self.names.set(name, id);
        }
        let tag = answer.headers.iter().find(|(known, _)| *known == "ETag").map(|(_, tag)| tag.as_str());
        if let Some(tag) = tag.or(entity["@odata.etag"].as_str()) {
            self.names.set(&format!("{name}.etag"), tag);
        }
        if let Some(link) = parsed["@odata.nextLink"].as_str() {
            self.names.set(&format!("{name}.next"), link);
        }
        let location =
            answer.headers.iter().find(|(known, _)| matches!(*known, "Location" | "OData-EntityId"));
        if let Some((_, url)) = location {
            self.names.set(&format!("{name}.location"), url);
            // The answer need not show the id.
            let key = url.rsplit(['/', '(']).next().unwrap_or("");
            self.names.set(name, key.trim_end_matches(')'));
        }
    }

    /// What was created is found where the answer says, as the answer shows it (PROTOCOL.md 11, assertion 6).
    async fn follow_location(&mut self, title: &str, face: Face, answer: &Answer) {
        let Some((_, location)) = answer.headers.iter().find(|(name, _)| *name == "Location") else { return };
        let found = self.send(face, "GET", location).await;
        let (created, found_body) =
            (String::from_utf8_lossy(&answer.body), String::from_utf8_lossy(&found.body));
        // The first answer again is as old as it is.
        let is_replayed = answer.headers.iter().any(|(name, _)| *name == "Idempotency-Replayed");
        let same = ["id", "@odata.etag"].iter().all(|name| {
            answer.status == 204
                || is_replayed
                || member(&created, name).is_none()
                || member(&created, name) == member(&found_body, name)
        });
        if found.status != 200 || !same {
            self.faults.push(format!("{title}: {location} gives {} {found_body}", found.status));
        }
    }
}

/// Whether a request calls an action, such as `Microsoft.NAV.post`.
fn is_action(request: &Request) -> bool {
    let last = request.path.rsplit('/').next().unwrap_or("");
    request.method == Method::Post && (last.starts_with("Microsoft.NAV.") || last == "post")
}

/// One text when all faces answered alike, else one for each group of them.
fn written(faces: &Faces, shown: &[(Vec<Face>, String)]) -> String {
    if let ([(_, text)], true) = (shown, !faces.0.is_empty()) {
        return text.clone();
    }
    let name = |face: &Face| match face {
        Face::GraphBeta => "graph",
        Face::V1 => "v1",
        Face::V2 => "v2",
        Face::Own => "own",
    };
    let block = |(faces, text): &(Vec<Face>, String)| {
        let names: Vec<&str> = faces.iter().map(name).collect();
        format!("[{}] {text}", names.join(" "))
    };
    shown.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

/// What `funchal check` finds.
struct Found(Vec<Finding>);

impl Listener for Found {
    fn on_finding(&mut self, finding: Finding) {
        self.0.push(finding);
    }
}
