//! What is asked of funchal: reads of one company, and the chains that write to it.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::chains::{Chain, MADE, Request};
use crate::http::{self, Connection};

const ROOT: &str = "/api/v2.0";
/// Our own API, which shows ledger entries of customers.
const OWN_ROOT: &str = "/api/funchal/finance/v1.0";

/// An account of generated companies that sales can be posted to, with the VAT of goods.
const REVENUE_ACCOUNT: &str = "4100";

/// The company that is measured.
pub struct Company {
    pub address: String,
    token: Arc<str>,
    id: String,
    customers: Vec<String>,
}

/// An invoice that waits for its payment.
pub struct OpenInvoice {
    customer: String,
    number: String,
    amount: Value,
}

impl Company {
    /// The first company of the server.
    pub fn find(address: &str, token: String, runtime: &Runtime) -> Result<Company> {
        let mut company = Company {
            address: address.to_owned(),
            token: token.into(),
            id: String::new(),
            customers: Vec::new(),
        };
        let found = company.get(runtime, &format!("{ROOT}/companies"))?;
        company.id = text(&found["value"][0], "id")?;
        // Customers of the local currency, so that bodies can do without an exchange rate.
        let target = company.target(ROOT, "customers?$select=number,currencyCode,blocked&$top=2000");
        let local = text(
            &company.get(runtime, &company.target(ROOT, "companyInformation"))?["value"][0],
            "currencyCode",
        );
        let local = local.unwrap_or_default();
        for customer in values(&company.get(runtime, &target)?)? {
            let currency = customer["currencyCode"].as_str().unwrap_or_default();
            let blocked =
                customer["blocked"].as_str().is_some_and(|blocked| !matches!(blocked, "" | " " | "_x0020_"));
            if !blocked && (currency.is_empty() || currency == local) {
                company.customers.push(text(customer, "number")?);
            }
        }
        if company.customers.is_empty() {
            bail!("the company has no customers to invoice");
        }
        Ok(company)
    }

    fn target(&self, root: &str, rest: &str) -> String {
        format!("{root}/companies({})/{rest}", self.id)
    }

    fn send(&self, runtime: &Runtime, method: &str, target: &str, body: &str) -> Result<Vec<u8>> {
        let bytes = http::request(method, target, &self.token, body);
        let (status, body) =
            runtime.block_on(async { Connection::open(&self.address).await?.fetch(&bytes).await })?;
        if !(200..300).contains(&status) {
            bail!("{method} {target}: status {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    fn get(&self, runtime: &Runtime, target: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.send(runtime, "GET", target, "")?)?)
    }

    /// Rows of a set.
    pub fn count(&self, runtime: &Runtime, set: &str) -> Result<u64> {
        let body = self.send(runtime, "GET", &self.target(ROOT, &format!("{set}/$count")), "")?;
        let digits: String = String::from_utf8_lossy(&body).chars().filter(char::is_ascii_digit).collect();
        digits.parse().context("no count")
    }

    /// Reads all rows of a report.
    pub fn rows(&self, runtime: &Runtime, set: &str) -> Result<usize> {
        Ok(values(&self.get(runtime, &self.target(ROOT, set))?)?.len())
    }

    /// Id of the payment journal with the most lines.
    pub fn fullest_journal(&self, runtime: &Runtime) -> Result<String> {
        let journals = self.get(runtime, &self.target(ROOT, "customerPaymentJournals?$select=id"))?;
        let mut fullest = (0, None);
        for journal in values(&journals)? {
            let id = text(journal, "id")?;
            let lines = self.count(runtime, &format!("customerPaymentJournals({id})/customerPayments"))?;
            if lines >= fullest.0 {
                fullest = (lines, Some(id));
            }
        }
        fullest.1.context("the company has no payment journal")
    }

    /// Invoices that nothing was paid of yet, each time others as long as they are paid in between.
    pub fn open_invoices(&self, runtime: &Runtime, count: usize) -> Result<Vec<OpenInvoice>> {
        let filter = "open%20eq%20true%20and%20documentType%20eq%20'Invoice'";
        let set = format!("customerLedgerEntries?$filter={filter}&$top={count}");
        let entries = self.get(runtime, &self.target(OWN_ROOT, &set))?;
        let invoices: Result<Vec<OpenInvoice>> = values(&entries)?
            .iter()
            .map(|entry| {
                Ok(OpenInvoice {
                    customer: text(entry, "customerNumber")?,
                    number: text(entry, "documentNumber")?,
                    amount: entry["remainingAmount"].clone(),
                })
            })
            .collect();
        let invoices = invoices?;
        if invoices.len() < count {
            bail!("{} open invoices where {count} are needed", invoices.len());
        }
        Ok(invoices)
    }

    /// Makes a payment journal; returns its id.
    pub fn journal(&self, runtime: &Runtime, code: &str) -> Result<String> {
        let body = json!({ "code": code }).to_string();
        let target = self.target(ROOT, "customerPaymentJournals");
        let made = self.send(runtime, "POST", &target, &body)?;
        text(&serde_json::from_slice(&made)?, "id")
    }

    /// Enters the payment of an invoice.
    pub fn payment(&self, journal: &str, invoice: &OpenInvoice) -> Chain {
        let body = json!({
            "customerNumber": invoice.customer,
            "appliesToInvoiceNumber": invoice.number,
            "amount": negative(&invoice.amount),
        });
        let target = self.target(ROOT, &format!("customerPaymentJournals({journal})/customerPayments"));
        self.chain(vec![Request { method: "POST", target, body: body.to_string() }])
    }

    pub fn post_journal(&self, journal: &str) -> Chain {
        let target = self.target(ROOT, &format!("journals({journal})/Microsoft.NAV.post"));
        self.chain(vec![Request { method: "POST", target, body: String::new() }])
    }

    /// Creates an invoice with three lines and posts it.
    pub fn invoice(&self, number: usize) -> Chain {
        let line = |index: usize| {
            json!({
                "lineType": "Account",
                "lineObjectNumber": REVENUE_ACCOUNT,
                "quantity": 1 + index,
                "unitPrice": 10 + number % 90,
            })
        };
        let body = json!({
            "customerNumber": self.customers[number % self.customers.len()],
            "salesInvoiceLines": [line(0), line(1), line(2)],
        });
        let post = self.target(ROOT, &format!("salesInvoices({MADE})/Microsoft.NAV.post"));
        self.chain(vec![
            Request { method: "POST", target: self.target(ROOT, "salesInvoices"), body: body.to_string() },
            Request { method: "POST", target: post, body: String::new() },
        ])
    }

    fn chain(&self, requests: Vec<Request>) -> Chain {
        Chain { token: self.token.clone(), requests }
    }
}

fn negative(amount: &Value) -> Value {
    let text = amount.to_string();
    let negated = text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_owned);
    serde_json::from_str(&negated).unwrap_or(Value::Null)
}

fn values(answer: &Value) -> Result<&Vec<Value>> {
    answer["value"].as_array().context("the answer has no values")
}

fn text(entity: &Value, property: &str) -> Result<String> {
    Ok(entity[property].as_str().with_context(|| format!("no {property} in {entity}"))?.to_owned())
}
