//! One client of the load: makes, changes and deletes entities of its own, and remembers what it was told.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::http::{Client, Outcome};
use super::model::{Intent, Kind, Memory, Record};
use super::random::Random;

/// Beyond this many entities a client deletes more than it makes, so that reading all of them stays quick.
const RECORDS_OF_CLIENT_MAX: usize = 60;
/// Customers of the demo company in its own currency.
const CUSTOMER_NUMBERS: [&str; 5] = ["C-100", "C-101", "C-102", "C-103", "C-119"];

/// What every client of a run knows.
pub struct Place {
    pub company: String,
    /// Journals of all clients, never deleted.
    pub shared_journals: Vec<String>,
}

/// A worker between two crashes.
pub struct Worker<'a> {
    pub place: &'a Place,
    /// Goes into codes, so that no two clients ask for the same.
    pub number: usize,
    pub random: Random,
    /// Set with the first acknowledged write of any client.
    pub has_begun: &'a AtomicBool,
}

/// A request ready to be sent.
struct Step {
    method: &'static str,
    path: String,
    body: Option<Value>,
    intent: Intent,
}

impl Worker<'_> {
    /// Sends requests until the server is gone. Fails when an answer is neither a success nor a plea to try again.
    pub fn run(&mut self, client: &mut Client, memory: &mut Memory) -> Result<()> {
        loop {
            let step = self.next_step(memory);
            match client.send(step.method, &step.path, step.body.as_ref()) {
                Outcome::Answered(answer) if (200..300).contains(&answer.status) => {
                    memory.acknowledge(&step.intent);
                    self.has_begun.store(true, Ordering::Relaxed);
                }
                Outcome::Answered(answer) if answer.status == 503 => {}
                Outcome::Answered(answer) => {
                    let body = step.body.unwrap_or_default();
                    bail!("{} {} {body}\nwas answered {}", step.method, step.path, answer.describe());
                }
                Outcome::NotSent => return Ok(()),
                Outcome::Unknown => {
                    memory.in_doubt = Some(step.intent);
                    return Ok(());
                }
            }
        }
    }

    fn next_step(&mut self, memory: &Memory) -> Step {
        let is_full = memory.records.len() > RECORDS_OF_CLIENT_MAX;
        let choice = self.random.between(0, 99);
        let step = match choice {
            _ if is_full => self.delete(memory),
            0..42 => None,
            42..64 => self.change(memory),
            64..84 => self.delete(memory),
            84..92 => Some(self.create_journal()),
            _ => Some(self.create_customer()),
        };
        step.unwrap_or_else(|| self.create_payment(memory))
    }

    fn create_payment(&mut self, memory: &Memory) -> Step {
        let own = ids_of(memory, Kind::Journal);
        let shared: Vec<&String> = self.place.shared_journals.iter().collect();
        let journals = if self.random.between(0, 1) == 0 && !own.is_empty() { own } else { shared };
        let journal = self.random.choose(&journals).map_or_else(String::new, |id| (*id).clone());
        let values = self.payment_values();
        let (id, record) = self.record(Kind::Payment, Some(journal.clone()), values);
        let body = with_id(&id, &record.values);
        let path = self.v2(&format!("customerPaymentJournals({journal})/customerPayments"));
        Step { method: "POST", path, body: Some(body), intent: Intent::Create(vec![(id, record)]) }
    }

    /// A journal, in half of the cases with lines.
    fn create_journal(&mut self) -> Step {
        let code = format!("K{}{:07X}", self.number, self.random.next() & 0x0fff_ffff);
        let values = object(json!({ "code": code, "displayName": format!("Made under load {code}") }));
        let (id, record) = self.record(Kind::Journal, None, values);
        let mut body = with_id(&id, &record.values);
        let mut made = vec![(id.clone(), record)];
        for _ in 0..self.random.between(0, 1) * self.random.between(1, 5) {
            let values = self.payment_values();
            made.push(self.record(Kind::Payment, Some(id.clone()), values));
        }
        if made.len() > 1 {
            let lines = made[1..].iter().map(|(id, line)| with_id(id, &line.values)).collect();
            body["customerPayments"] = Value::Array(lines);
        }
        let path = self.v2("customerPaymentJournals");
        Step { method: "POST", path, body: Some(body), intent: Intent::Create(made) }
    }

    fn create_customer(&mut self) -> Step {
        let tag = self.random.next() & 0xffff_ffff;
        let mut values =
            object(json!({ "displayName": format!("Load {tag:08x}"), "phoneNumber": tag.to_string() }));
        if self.random.between(0, 1) == 0 {
            values.insert("number".into(), format!("K{}-{tag:08X}", self.number).into());
        }
        let (id, record) = self.record(Kind::Customer, None, values);
        let body = with_id(&id, &record.values);
        let path = self.v2("customers");
        Step { method: "POST", path, body: Some(body), intent: Intent::Create(vec![(id, record)]) }
    }

    fn change(&mut self, memory: &Memory) -> Option<Step> {
        let (id, record) = self.any(memory)?;
        let values = match record.kind {
            Kind::Payment => object(json!({ "amount": self.amount() })),
            Kind::Journal | Kind::Customer => {
                object(json!({ "displayName": format!("Changed {:016x}", self.random.next()) }))
            }
        };
        let path = self.path_of(&id, &record);
        let body = Some(Value::Object(values.clone()));
        Some(Step { method: "PATCH", path, body, intent: Intent::Change(id, values) })
    }

    fn delete(&mut self, memory: &Memory) -> Option<Step> {
        let (id, record) = self.any(memory)?;
        let path = self.path_of(&id, &record);
        let below = memory.records.iter().filter(|(_, line)| line.journal.as_ref() == Some(&id));
        let mut ids: Vec<String> = below.map(|(id, _)| id.clone()).collect();
        ids.push(id);
        Some(Step { method: "DELETE", path, body: None, intent: Intent::Remove(ids) })
    }

    fn any(&mut self, memory: &Memory) -> Option<(String, Record)> {
        let all: Vec<_> = memory.records.iter().collect();
        self.random.choose(&all).map(|(id, record)| ((*id).clone(), (*record).clone()))
    }

    fn record(
        &mut self,
        kind: Kind,
        journal: Option<String>,
        values: Map<String, Value>,
    ) -> (String, Record) {
        (self.random.guid(), Record { kind, journal, values })
    }

    fn payment_values(&mut self) -> Map<String, Value> {
        let customer = self.random.choose(&CUSTOMER_NUMBERS).copied().unwrap_or("C-100");
        let description = format!("Under load {:016x}", self.random.next());
        object(json!({ "customerNumber": customer, "amount": self.amount(), "description": description }))
    }

    /// An amount written as the server writes it: no zeros at the end.
    fn amount(&mut self) -> Value {
        let whole = self.random.between(1, 99_999);
        let hundredths = self.random.between(0, 99);
        let text = format!("-{whole}.{hundredths:02}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        serde_json::from_str(text).unwrap_or(Value::Null)
    }

    fn v2(&self, rest: &str) -> String {
        format!("/api/v2.0/companies({})/{rest}", self.place.company)
    }

    /// The URL of an entity on one of the three faces.
    fn path_of(&mut self, id: &str, record: &Record) -> String {
        let company = &self.place.company;
        let face = self.random.between(0, 2);
        let set = set_of(record.kind);
        match (face, &record.journal) {
            (0, Some(journal)) => {
                format!("/beta/financials/companies/{company}/customerPaymentJournals/{journal}/{set}/{id}")
            }
            (0, None) => format!("/beta/financials/companies/{company}/{set}/{id}"),
            (1, _) => format!("/api/v1.0/companies({company})/{set}({id})"),
            _ => format!("/api/v2.0/companies({company})/{set}({id})"),
        }
    }
}

/// Name of the set on every face.
pub fn set_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Customer => "customers",
        Kind::Journal => "customerPaymentJournals",
        Kind::Payment => "customerPayments",
    }
}

fn ids_of(memory: &Memory, kind: Kind) -> Vec<&String> {
    memory.records.iter().filter(|(_, record)| record.kind == kind).map(|(id, _)| id).collect()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn with_id(id: &str, values: &Map<String, Value>) -> Value {
    let mut body = Map::from_iter([("id".to_owned(), Value::from(id))]);
    body.extend(values.clone());
    Value::Object(body)
}
