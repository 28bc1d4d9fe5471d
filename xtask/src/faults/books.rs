//! Books in which everything is ready for the one request that will fail, made once and copied for each case.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::case::{Case, Fault, Place};
use super::{Operation, trace};
use crate::http::Client;
use crate::strace;

/// Accounts of a new company without VAT, and one for services with VAT.
const EXPENSES: &str = "6100";
const CASH: &str = "1110";
const SALES: &str = "4110";

/// The closed database and what the requests name.
pub struct Books {
    pub binary: PathBuf,
    /// A folder with the database, closed.
    pub folder: PathBuf,
    pub token: String,
    pub company: String,
    customer: String,
    general_journal: String,
    payment_journal: String,
    draft: String,
    /// Id of the ledger entry of a payment that is not applied
    payment_entry: String,
    /// Number of the ledger entry of an invoice that is open
    invoice_entry: u64,
}

pub const DATABASE: &str = "funchal.db";

impl Books {
    pub fn make(binary: &Path, folder: &Path) -> Result<Self> {
        let place = Place::make(folder)?;
        let program = place.program(binary);
        let company = program.add_company("Harbour Books")?;
        let token = program.token()?;
        let mut server = program.start()?;
        let mut maker = Maker { client: Client::new(&server.address, &token), company: company.clone() };
        let customer = maker.make("customers", "number", &json!({ "displayName": "Pier" }))?;
        let general_journal = maker.make("journals", "id", &json!({ "code": "G" }))?;
        let payment_journal = maker.payment_journal("P")?;
        let other_journal = maker.payment_journal("OTHER")?;
        let (invoice, total) = maker.invoice(&customer)?;
        maker.act("salesInvoices", &invoice)?;
        let (draft, _) = maker.invoice(&customer)?;
        for (document, amount) in [("G-1", 100), ("G-2", 250)] {
            for (account, amount) in [(EXPENSES, amount), (CASH, -amount)] {
                let body = json!({ "accountNumber": account, "amount": amount, "documentNumber": document });
                maker.make(&format!("journals({general_journal})/journalLines"), "id", &body)?;
            }
        }
        let unapplied = json!({ "customerNumber": customer, "amount": -50, "documentNumber": "P-1" });
        maker.make(
            &format!("customerPaymentJournals({other_journal})/customerPayments"),
            "id",
            &unapplied,
        )?;
        maker.act("journals", &other_journal)?;
        let minus: Value = serde_json::from_str(&format!("-{total}"))?;
        let applied = json!({ "customerNumber": customer, "amount": minus, "documentNumber": "P-2",
            "appliesToInvoiceId": invoice });
        maker.make(
            &format!("customerPaymentJournals({payment_journal})/customerPayments"),
            "id",
            &applied,
        )?;
        let (payment, invoice) = (maker.entry("Payment")?, maker.entry("Invoice")?);
        let payment_entry = payment["id"].as_str().context("an entry without id")?.to_owned();
        let invoice_entry = invoice["entryNumber"].as_u64().context("an entry without number")?;
        server.stop()?;
        let folder = place.folder;
        Ok(Self {
            binary: binary.to_owned(),
            folder,
            token,
            company,
            customer,
            general_journal,
            payment_journal,
            draft,
            payment_entry,
            invoice_entry,
        })
    }

    /// Path and body of the request.
    pub fn request(&self, operation: Operation) -> (String, Option<Value>) {
        let company = &self.company;
        let v2 = |rest: &str| format!("/api/v2.0/companies({company})/{rest}");
        let post = "Microsoft.NAV.post";
        match operation {
            Operation::PostPayments => (v2(&format!("journals({})/{post}", self.payment_journal)), None),
            Operation::PostJournal => (v2(&format!("journals({})/{post}", self.general_journal)), None),
            Operation::PostInvoice => (v2(&format!("salesInvoices({})/{post}", self.draft)), None),
            Operation::EnterPayment | Operation::CarryOver => {
                let path = format!("customerPaymentJournals({})/customerPayments", self.payment_journal);
                (v2(&path), Some(json!({ "customerNumber": self.customer, "amount": -7 })))
            }
            Operation::Apply => {
                let action = "Microsoft.NAV.applyCustomerEntries";
                let path = format!(
                    "/api/funchal/finance/v1.0/companies({company})/customerLedgerEntries({})/{action}",
                    self.payment_entry
                );
                (path, Some(json!({ "entries": [{ "entryNumber": self.invoice_entry }] })))
            }
        }
    }

    /// All that the requests can change, without ids and times.
    pub fn snapshot(&self, client: &mut Client) -> Result<String> {
        let v2 = format!("/api/v2.0/companies({})", self.company);
        let own = format!("/api/funchal/finance/v1.0/companies({})", self.company);
        let lists = [
            format!(
                "{v2}/generalLedgerEntries?$select=entryNumber,documentNumber,accountNumber,debitAmount,creditAmount"
            ),
            format!(
                "{v2}/journals({})/journalLines?$select=lineNumber,documentNumber,amount",
                self.general_journal
            ),
            format!(
                "{v2}/customerPaymentJournals({})/customerPayments?$select=lineNumber,documentNumber,amount",
                self.payment_journal
            ),
            format!("{v2}/salesInvoices?$select=number,status,remainingAmount"),
            format!("{own}/customerLedgerEntries?$select=entryNumber,documentNumber,remainingAmount,open"),
        ];
        let mut text = String::new();
        for list in lists {
            let answer = client.get(&list)?;
            for row in answer["value"].as_array().context("a list without `value`")? {
                let members = row.as_object().context("a row that is no object")?;
                let shown = members.iter().filter(|(name, _)| !name.starts_with('@') && *name != "id");
                text.push_str(&shown.map(|(name, value)| format!("{name} {value} ")).collect::<String>());
                text.push('\n');
            }
            text.push_str("--\n");
        }
        Ok(text)
    }

    /// Another write, of which nothing can be seen in the snapshot.
    pub fn probe(&self) -> (String, Value) {
        (format!("/api/v2.0/companies({})/customers", self.company), json!({ "displayName": "Quay" }))
    }

    /// Puts a copy of the closed database into a place.
    pub fn copy_to(&self, place: &Place) -> Result<()> {
        place.clear()?;
        fs::copy(self.folder.join(DATABASE), place.folder.join(DATABASE))?;
        Ok(())
    }

    /// Runs a request that does not fail, and makes a case of each call that it needed and each fault.
    pub fn cases(&self, operation: Operation, folder: &Path) -> Result<Vec<Case>> {
        let place = Place::make(folder)?;
        self.copy_to(&place)?;
        let mut server =
            place.program(&self.binary).start_wrapped(&place.wrapping(&[strace::QUICK.to_owned()]))?;
        let mut client = Client::new(&server.address, &self.token);
        let before = self.snapshot(&mut client)?;
        let length = fs::metadata(place.trace())?.len();
        let (path, body) = self.request(operation);
        client.post(&[], &path, body.as_ref())?;
        let after = self.snapshot(&mut client)?;
        if before == after {
            bail!("{operation:?} changes nothing that can be seen");
        }
        let tracer = strace::tracer_of(server.process_id())?;
        server.kill()?;
        strace::wait_for_end(tracer)?;
        let counts = trace::count(&place.trace(), length)?;
        let mut cases = Vec::new();
        for (call, count) in &counts.during {
            let earlier = counts.before.get(call).copied().unwrap_or_default();
            for number in 1..=*count {
                cases.extend(Fault::ALL.map(|fault| Case {
                    operation,
                    fault,
                    call: call.clone(),
                    number,
                    when: earlier + number,
                    before: before.clone(),
                    after: after.clone(),
                }));
            }
        }
        Ok(cases)
    }
}

/// Makes what the books begin with.
struct Maker {
    client: Client,
    company: String,
}

impl Maker {
    fn make(&mut self, set: &str, wanted: &str, body: &Value) -> Result<String> {
        let path = format!("/api/v2.0/companies({})/{set}", self.company);
        let made = self.client.post(&[], &path, Some(body))?;
        Ok(made[wanted].as_str().with_context(|| format!("{set}: no {wanted}"))?.to_owned())
    }

    fn payment_journal(&mut self, code: &str) -> Result<String> {
        self.make("customerPaymentJournals", "id", &json!({ "code": code, "displayName": "Payments" }))
    }

    /// A draft: its id and what it comes to.
    fn invoice(&mut self, customer: &str) -> Result<(String, Value)> {
        let line =
            json!({ "lineType": "Account", "lineObjectNumber": SALES, "quantity": 2, "unitPrice": 75 });
        let body = json!({ "customerNumber": customer, "salesInvoiceLines": [line] });
        let path = format!("/api/v2.0/companies({})/salesInvoices", self.company);
        let made = self.client.post(&[], &path, Some(&body))?;
        let id = made["id"].as_str().context("an invoice without id")?.to_owned();
        Ok((id, made["totalAmountIncludingTax"].clone()))
    }

    fn act(&mut self, set: &str, id: &str) -> Result<()> {
        let path = format!("/api/v2.0/companies({})/{set}({id})/Microsoft.NAV.post", self.company);
        self.client.post(&[], &path, None).map(drop)
    }

    fn entry(&mut self, document_type: &str) -> Result<Value> {
        let path = format!(
            "/api/funchal/finance/v1.0/companies({})/customerLedgerEntries?$filter=documentType%20eq%20'{document_type}'",
            self.company
        );
        let list = self.client.get(&path)?;
        let first = list["value"].as_array().and_then(|entries| entries.first());
        first.cloned().with_context(|| format!("no entry of type {document_type}"))
    }
}
