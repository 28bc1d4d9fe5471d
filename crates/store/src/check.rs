//! `funchal check`: verifies the books as they stand in the database (FINANCE.md section 10).
//!
//! Everything is read in one snapshot, so that a check beside a running server sees one moment.

mod codes;
mod database;
mod general_ledger;
mod goods;
mod invariants;
mod lines;
mod numbers;
mod pairs;
mod references;
mod subledgers;
mod trade_documents;
mod versions;

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{Session, StoreError, companies, posting};

/// Something that is wrong, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the company; `None` when it concerns the whole database.
    pub company: Option<String>,
    pub sentence: String,
}

/// Is told what the check does and finds, as it goes.
pub trait Listener: Send {
    /// A stage begins.
    fn on_stage(&mut self, _noun: &'static str) {}
    /// So many records of the stage are behind it.
    fn on_progress(&mut self, _noun: &'static str, _done: u64) {}
    fn on_finding(&mut self, finding: Finding);
    /// Something to look at that need not be wrong.
    fn on_warning(&mut self, _warning: Finding) {}
}

/// What was looked at, and how much of it is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub companies: u64,
    pub records: u64,
    pub findings: u64,
}

/// Checks the whole database. Errors only when it cannot be read at all: whatever is wrong with single records is a
/// finding.
pub async fn run(session: &mut Session, listener: &mut dyn Listener) -> Result<Summary, StoreError> {
    session.begin_snapshot().await?;
    let outcome = in_snapshot(session, listener).await;
    session.end_snapshot().await?;
    outcome
}

async fn in_snapshot(session: &mut Session, listener: &mut dyn Listener) -> Result<Summary, StoreError> {
    let companies: BTreeMap<Uuid, String> = companies::names(session).await?.into_iter().collect();
    let summary = Summary { companies: companies.len() as u64, ..Summary::default() };
    let mut checking = Checking { session, listener, companies, summary };
    checking.listener.on_stage("database");
    database::check(&mut checking).await?;
    checking.listener.on_stage("row versions");
    versions::check(&mut checking).await?;
    checking.listener.on_stage("codes");
    codes::check(&mut checking).await?;
    checking.listener.on_stage("references");
    references::check(&mut checking).await?;
    pairs::check(&mut checking).await?;
    checking.listener.on_stage("journal lines");
    lines::check(&mut checking).await?;
    checking.listener.on_stage("general ledger");
    invariants::check(&mut checking, general_ledger::RULES).await?;
    checking.listener.on_stage("customers, vendors and banks");
    invariants::check(&mut checking, subledgers::RULES).await?;
    subledgers::check_currencies(&mut checking).await?;
    checking.listener.on_stage("documents");
    invariants::check(&mut checking, trade_documents::RULES).await?;
    trade_documents::check_drafts(&mut checking).await?;
    checking.listener.on_stage("numbers");
    numbers::check(&mut checking).await?;
    checking.listener.on_stage("items");
    invariants::check(&mut checking, goods::RULES).await?;
    checking.listener.on_stage("hash chain");
    check_hash_chain(&mut checking).await?;
    Ok(checking.summary)
}

/// Follows the hash chain of every company: any change of a posted entry shows.
async fn check_hash_chain(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let companies: Vec<Uuid> = checking.companies.keys().copied().collect();
    for company in companies {
        let Checking { session, listener, .. } = checking;
        let on_progress = |registers: i64| listener.on_progress("registers", registers.unsigned_abs());
        let findings = posting::verify_hash_chain(session, company, on_progress).await?;
        for finding in findings {
            checking.found(Some(company), format!("Posted entries: {}.", finding.message));
        }
    }
    Ok(())
}

/// A check under way.
struct Checking<'a> {
    session: &'a mut Session,
    listener: &'a mut dyn Listener,
    companies: BTreeMap<Uuid, String>,
    summary: Summary,
}

impl Checking<'_> {
    fn found(&mut self, company: Option<Uuid>, sentence: String) {
        self.summary.findings += 1;
        let company = company.map(|id| self.companies.get(&id).cloned().unwrap_or_else(|| id.to_string()));
        self.listener.on_finding(Finding { company, sentence });
    }

    fn warn(&mut self, company: Uuid, sentence: String) {
        let company = self.companies.get(&company).cloned();
        self.listener.on_warning(Finding { company, sentence });
    }

    fn all_found(&mut self, findings: Vec<(Uuid, String)>) {
        for (company, sentence) in findings {
            self.found(Some(company), sentence);
        }
    }
}

/// How a table's records are called in a sentence.
fn noun(table: &str) -> &str {
    match table {
        "journal_lines" => "journal line",
        "number_series_lines" => "number series line",
        "number_series" => "number series",
        "countries_regions" => "country or region",
        "currencies" => "currency",
        "currency_exchange_rates" => "exchange rate",
        "dimension_set_entries" => "dimension set",
        "companies" => "company",
        "accounts" => "account",
        "bank_accounts" => "bank account",
        "customers" => "customer",
        "customer_templates" => "customer template",
        "vendors" => "vendor",
        "items" => "item",
        "item_categories" => "item category",
        "item_templates" => "item template",
        "item_variants" => "item variant",
        "units_of_measure" => "unit of measure",
        "inventory_posting_groups" => "inventory posting group",
        "locations" => "location",
        "vendor_templates" => "vendor template",
        "trade_documents" => "document",
        "trade_document_lines" => "line of a document",
        "default_dimensions" => "default dimension",
        "dimensions" => "dimension",
        "dimension_values" => "dimension value",
        "journals" => "journal",
        "journal_templates" => "journal template",
        "payment_terms" => "payment terms",
        "payment_methods" => "payment method",
        "shipment_methods" => "shipment method",
        "tax_areas" => "tax area",
        "tax_groups" => "tax group",
        "tax_jurisdictions" => "tax jurisdiction",
        "tax_area_lines" => "line of a tax area",
        "tax_details" => "tax detail",
        "source_codes" => "source code",
        other => other,
    }
}
