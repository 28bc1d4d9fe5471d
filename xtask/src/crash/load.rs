//! One client of the load: makes, changes, deletes and posts entities of its own, and remembers what it was told.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::model::{Intent, Kind, Memory, Record};
use crate::http::{Client, Outcome};
use crate::random::Random;

/// Beyond this many entities a client deletes more than it makes, so that reading all of them stays quick.
const RECORDS_OF_CLIENT_MAX: usize = 60;
/// An account of the demo company that invoices may name, with VAT.
const SALES: &str = "4110";
/// Customers of the demo company in its own currency.
const CUSTOMER_NUMBERS: [&str; 5] = ["C-100", "C-101", "C-102", "C-103", "C-119"];

/// What the documents of posted payments begin with, and what invoices carry: others are not looked at.
pub const DOCUMENTS_OF_LOAD: &str = "K";
pub const INVOICES_OF_LOAD: &str = "Under load";

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
                    note_total(memory, &answer.body);
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
        let deletable = memory.records.values().filter(|record| is_unposted(record)).count();
        let choice = self.random.between(0, 99);
        let step = match choice {
            _ if deletable > RECORDS_OF_CLIENT_MAX => self.delete(memory),
            0..38 => None,
            38..52 => self.change(memory),
            52..66 => self.delete(memory),
            66..74 => Some(self.create_journal()),
            74..78 => Some(self.create_customer()),
            78..85 => Some(self.create_invoice()),
            85..92 => self.post_invoice(memory),
            _ => self.post_journal(memory),
        };
        step.unwrap_or_else(|| self.create_payment(memory))
    }

    fn create_payment(&mut self, memory: &Memory) -> Step {
        let own = ids_of(memory, Kind::Journal);
        let shared: Vec<&String> = self.place.shared_journals.iter().collect();
        let journals = if self.random.between(0, 1) == 0 && !own.is_empty() { own } else { shared };
        let journal = self.random.choose(&journals).map_or_else(String::new, |id| (*id).clone());
        let mut values = self.payment_values();
        let is_own = memory.records.contains_key(&journal);
        if is_own && let Some((invoice, record)) = self.unpaid_invoice(memory) {
            let total = record.values["totalAmountIncludingTax"].to_string();
            values.insert("customerNumber".into(), record.values["customerNumber"].clone());
            values.insert("amount".into(), number(&format!("-{total}")));
            values.insert("appliesToInvoiceId".into(), invoice.into());
        }
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

    /// A draft of one to three lines.
    fn create_invoice(&mut self) -> Step {
        let customer = self.random.choose(&CUSTOMER_NUMBERS).copied().unwrap_or("C-100");
        let lines: Vec<Value> = (0..self.random.between(1, 3))
            .map(|_| {
                let (quantity, price) = (self.random.between(1, 9), self.random.between(1, 999));
                json!({ "lineType": "Account", "lineObjectNumber": SALES, "quantity": quantity, "unitPrice": price })
            })
            .collect();
        let values = object(json!({
            "customerNumber": customer,
            "customerPurchaseOrderReference": INVOICES_OF_LOAD,
            "status": "Draft",
        }));
        let (id, record) = self.record(Kind::Invoice, None, values);
        let mut body = with_id(&id, &record.values);
        if let Some(members) = body.as_object_mut() {
            members.remove("status");
            members.insert("salesInvoiceLines".into(), Value::Array(lines));
        }
        let path = self.v2("salesInvoices");
        Step { method: "POST", path, body: Some(body), intent: Intent::Create(vec![(id, record)]) }
    }

    fn post_invoice(&mut self, memory: &Memory) -> Option<Step> {
        let drafts = with_status(memory, "Draft");
        let id = self.random.choose(&drafts).map(|(id, _)| (*id).clone())?;
        let path = self.v2(&format!("salesInvoices({id})/Microsoft.NAV.post"));
        let intent = Intent::Change(id, object(json!({ "status": "Open" })));
        Some(Step { method: "POST", path, body: None, intent })
    }

    /// A journal of its own that has lines: they go, entries come, and invoices that they name are paid.
    fn post_journal(&mut self, memory: &Memory) -> Option<Step> {
        let lines_of = |journal: &String| {
            let lines = memory.records.iter().filter(|(_, line)| line.journal.as_ref() == Some(journal));
            lines.collect::<Vec<_>>()
        };
        let journals: Vec<&String> = ids_of(memory, Kind::Journal)
            .into_iter()
            .filter(|journal| !lines_of(journal).is_empty())
            .collect();
        let journal = (*self.random.choose(&journals)?).clone();
        let mut parts = Vec::new();
        for (id, line) in lines_of(&journal) {
            let document = line.values["documentNumber"].as_str().unwrap_or_default().to_owned();
            // A payment discount taken becomes part of the entry's amount: what was paid is the original one.
            let values = object(json!({ "originalAmount": line.values["amount"] }));
            parts.push(Intent::Remove(vec![id.clone()]));
            parts.push(Intent::Create(vec![(document, Record { kind: Kind::Entry, journal: None, values })]));
            if let Some(invoice) = line.values.get("appliesToInvoiceId").and_then(Value::as_str) {
                parts.push(Intent::Change(invoice.to_owned(), object(json!({ "status": "Paid" }))));
            }
        }
        let path = self.v2(&format!("journals({journal})/Microsoft.NAV.post"));
        Some(Step { method: "POST", path, body: None, intent: Intent::All(parts) })
    }

    /// A posted invoice that no payment names, in half of the cases.
    fn unpaid_invoice(&mut self, memory: &Memory) -> Option<(String, Record)> {
        let is_named = |id: &String| {
            let named = memory.records.values().filter_map(|record| record.values.get("appliesToInvoiceId"));
            named.into_iter().any(|invoice| invoice.as_str() == Some(id))
        };
        let unpaid: Vec<_> = with_status(memory, "Open")
            .into_iter()
            .filter(|(id, record)| record.values.contains_key("totalAmountIncludingTax") && !is_named(id))
            .collect();
        let wanted = self.random.between(0, 1) == 0;
        self.random.choose(&unpaid).filter(|_| wanted).map(|(id, record)| ((*id).clone(), (*record).clone()))
    }

    fn change(&mut self, memory: &Memory) -> Option<Step> {
        let (id, record) = self.any(memory)?;
        let values = match record.kind {
            Kind::Invoice | Kind::Entry => return None,
            // It pays an invoice, and that to the cent.
            Kind::Payment if record.values.contains_key("appliesToInvoiceId") => return None,
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
        let all: Vec<_> = memory.records.iter().filter(|(_, record)| is_unposted(record)).collect();
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
        let document = format!("{DOCUMENTS_OF_LOAD}{}-{:012X}", self.number, self.random.next() >> 16);
        object(json!({
            "customerNumber": customer,
            "amount": self.amount(),
            "description": description,
            "documentNumber": document,
        }))
    }

    /// An amount written as the server writes it: no zeros at the end.
    fn amount(&mut self) -> Value {
        let whole = self.random.between(1, 99_999);
        let hundredths = self.random.between(0, 99);
        let text = format!("-{whole}.{hundredths:02}");
        number(text.trim_end_matches('0').trim_end_matches('.'))
    }

    fn v2(&self, rest: &str) -> String {
        format!("/api/v2.0/companies({})/{rest}", self.place.company)
    }

    /// The URL of an entity on one of the three faces.
    fn path_of(&mut self, id: &str, record: &Record) -> String {
        let company = &self.place.company;
        // Graph reads and changes documents, and no more.
        let face = self.random.between(u64::from(record.kind == Kind::Invoice), 2);
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
        Kind::Invoice => "salesInvoices",
        Kind::Entry => "customerLedgerEntries",
    }
}

/// Whether it can still be deleted.
fn is_unposted(record: &Record) -> bool {
    match record.kind {
        Kind::Customer | Kind::Journal | Kind::Payment => true,
        Kind::Invoice => record.values["status"] == "Draft",
        Kind::Entry => false,
    }
}

fn with_status<'m>(memory: &'m Memory, status: &str) -> Vec<(&'m String, &'m Record)> {
    let has_status = |record: &Record| record.kind == Kind::Invoice && record.values["status"] == status;
    memory.records.iter().filter(|(_, record)| has_status(record)).collect()
}

/// Only the server knows what an invoice comes to.
fn note_total(memory: &mut Memory, body: &[u8]) {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return };
    let Some(record) = answer["id"].as_str().and_then(|id| memory.records.get_mut(id)) else { return };
    if let (Kind::Invoice, Some(total)) = (record.kind, answer.get("totalAmountIncludingTax")) {
        record.values.insert("totalAmountIncludingTax".into(), total.clone());
    }
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
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
