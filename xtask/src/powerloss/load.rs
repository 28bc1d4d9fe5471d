//! Clients that post journals, invoices and payments, and write down what each answer promises.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::http;
use crate::random::Random;

/// Two accounts of a new company's chart without VAT: office and bank.
const EXPENSES: &str = "6100";
const CASH: &str = "1110";
/// Services sold, with VAT of 20 %.
const SALES: &str = "4110";

/// A client with a customer and journals of its own.
pub struct Client {
    company: String,
    number: usize,
    random: Random,
    customer: String,
    general_journal: String,
    payment_journal: String,
    documents: u32,
    /// Posted invoices that nobody paid yet, and what they come to
    unpaid: Vec<(String, Value)>,
    promises: Vec<Value>,
}

impl Client {
    /// Makes what the client works with.
    pub fn prepare(number: usize, address: &str, token: &str, company: &str, seed: u64) -> Result<Self> {
        let mut connection = http::Client::new(address, token);
        let root = format!("/api/v2.0/companies({company})");
        let mut make = |set: &str, body: Value| {
            let made = connection.post(&[], &format!("{root}/{set}"), Some(&body))?;
            let text = |name: &str| made[name].as_str().map(str::to_owned).context("an entity without id");
            Ok::<_, anyhow::Error>((text("id")?, text(if set == "customers" { "number" } else { "code" })?))
        };
        let (_, customer) = make("customers", json!({ "displayName": format!("Client {number}") }))?;
        let (general_journal, _) = make("journals", json!({ "code": format!("G{number}") }))?;
        let (payment_journal, _) = make(
            "customerPaymentJournals",
            json!({ "code": format!("P{number}"), "displayName": "Payments" }),
        )?;
        Ok(Self {
            company: company.to_owned(),
            number,
            random: Random::new(seed),
            customer,
            general_journal,
            payment_journal,
            documents: 0,
            unpaid: Vec::new(),
            promises: Vec::new(),
        })
    }

    /// Posts something, in turn a journal, an invoice, and a payment for that.
    fn post(&mut self, connection: &mut http::Client, turn: u32) -> Result<()> {
        match (turn % 3, self.unpaid.pop()) {
            (0, unpaid) => {
                self.unpaid.extend(unpaid);
                self.post_journal(connection)
            }
            (2, Some((invoice, amount))) => self.post_payment(connection, &invoice, &amount),
            (_, unpaid) => {
                self.unpaid.extend(unpaid);
                self.post_invoice(connection)
            }
        }
    }

    /// A general journal of two documents.
    fn post_journal(&mut self, connection: &mut http::Client) -> Result<()> {
        let journal = self.general_journal.clone();
        let documents = [self.next_document("G"), self.next_document("G")];
        for document in &documents {
            let amount = self.amount(1);
            for (account, amount) in [(EXPENSES, amount.clone()), (CASH, negative(&amount)?)] {
                let body = json!({ "accountNumber": account, "amount": amount, "documentNumber": document });
                let (name, made) =
                    self.ask(connection, &format!("journals({journal})/journalLines"), &body)?;
                let id = made["id"].as_str().context("a line without id")?;
                self.promise(&name, json!({ "kind": "line", "id": id, "document": document }));
            }
        }
        let (name, _) =
            self.ask(connection, &format!("journals({journal})/Microsoft.NAV.post"), &Value::Null)?;
        self.promise(&name, json!({ "kind": "posted", "documents": documents }));
        Ok(())
    }

    fn post_invoice(&mut self, connection: &mut http::Client) -> Result<()> {
        let lines: Vec<Value> = (0..self.random.between(1, 3))
            .map(|_| {
                let (quantity, price) = (self.random.between(1, 9), self.amount(1));
                json!({ "lineType": "Account", "lineObjectNumber": SALES, "quantity": quantity, "unitPrice": price })
            })
            .collect();
        let body = json!({ "customerNumber": self.customer, "salesInvoiceLines": lines });
        let (name, made) = self.ask(connection, "salesInvoices", &body)?;
        let id = made["id"].as_str().context("an invoice without id")?.to_owned();
        self.promise(&name, json!({ "kind": "draft", "id": id }));
        let (name, _) =
            self.ask(connection, &format!("salesInvoices({id})/Microsoft.NAV.post"), &Value::Null)?;
        self.promise(&name, json!({ "kind": "invoice", "id": id }));
        self.unpaid.push((id, made["totalAmountIncludingTax"].clone()));
        Ok(())
    }

    /// A payment that applies to an invoice and closes it.
    fn post_payment(&mut self, connection: &mut http::Client, invoice: &str, amount: &Value) -> Result<()> {
        let journal = self.payment_journal.clone();
        let document = self.next_document("P");
        let body = json!({
            "customerNumber": self.customer,
            "amount": negative(amount)?,
            "appliesToInvoiceId": invoice,
            "documentNumber": document,
        });
        let path = format!("customerPaymentJournals({journal})/customerPayments");
        let (name, made) = self.ask(connection, &path, &body)?;
        let id = made["id"].as_str().context("a payment without id")?;
        self.promise(&name, json!({ "kind": "line", "id": id, "document": document }));
        let (name, _) =
            self.ask(connection, &format!("journals({journal})/Microsoft.NAV.post"), &Value::Null)?;
        self.promise(&name, json!({ "kind": "posted", "documents": [document] }));
        Ok(())
    }

    fn ask(&mut self, connection: &mut http::Client, path: &str, body: &Value) -> Result<(String, Value)> {
        let name = self.random.guid();
        let path = format!("/api/v2.0/companies({})/{path}", self.company);
        let body = (!body.is_null()).then_some(body);
        let made = connection.post(&[("client-request-id", &name)], &path, body)?;
        Ok((name, made))
    }

    fn promise(&mut self, request: &str, mut promise: Value) {
        promise["request"] = request.into();
        self.promises.push(promise);
    }

    fn next_document(&mut self, letter: &str) -> String {
        self.documents += 1;
        format!("{letter}{}-{:05}", self.number, self.documents)
    }

    /// At least `low` and two places after the point.
    fn amount(&mut self, low: u64) -> Value {
        let text = format!("{}.{:02}", self.random.between(low, 999), self.random.between(0, 99));
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}

/// Lets all clients post until `postings` are done; returns what was promised.
pub fn run(clients: Vec<Client>, address: &str, token: &str, postings: u32) -> Result<Vec<Value>> {
    let next = AtomicU32::new(0);
    let work = |mut client: Client| {
        let mut connection = http::Client::new(address, token);
        let mut turn = 0;
        while next.fetch_add(1, Ordering::Relaxed) < postings {
            client.post(&mut connection, turn)?;
            turn += 1;
        }
        anyhow::Ok(client.promises)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = clients.into_iter().map(|client| scope.spawn(|| work(client))).collect();
        let mut promises = Vec::new();
        for thread in threads {
            match thread.join() {
                Ok(made) => promises.extend(made?),
                Err(_) => bail!("a client panicked"),
            }
        }
        Ok(promises)
    })
}

fn negative(amount: &Value) -> Result<Value> {
    serde_json::from_str(&format!("-{amount}")).with_context(|| format!("{amount} has no opposite"))
}
