//! Journal lines, one by one: amounts, currencies, balances and dates.

use std::collections::BTreeMap;

use finance::BLANK_DATE;
use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::journal_lines::JournalLine;
use money::Precision;
use uuid::Uuid;

use super::Checking;
use crate::row::RowExtension;
use crate::{Record, Row, SqlValue, StoreError, record};

/// Lines between two calls of the listener.
const LINES_PER_PROGRESS: u64 = 10_000;

/// What a company's lines are measured by.
struct Measures {
    local: Precision,
    currencies: BTreeMap<String, Precision>,
}

pub(super) async fn check(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let companies: Vec<Uuid> = checking.companies.keys().copied().collect();
    let text = format!(
        "SELECT id, balance_local, {} FROM journal_lines WHERE company_id = ?1",
        JournalLine::COLUMNS.join(", ")
    );
    let mut done = 0;
    for company in companies {
        let measures = measures(checking, company).await?;
        let Checking { session, listener, companies, summary } = checking;
        let name = companies.get(&company);
        session
            .query_all(&text, &[SqlValue::Uuid(company)], |row| {
                for sentence in faults(row, &measures) {
                    summary.findings += 1;
                    listener.on_finding(super::Finding { company: name.cloned(), sentence });
                }
                done += 1;
                if done % LINES_PER_PROGRESS == 0 {
                    listener.on_progress("journal lines", done);
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

async fn measures(checking: &mut Checking<'_>, company: Uuid) -> Result<Measures, StoreError> {
    let setup: Vec<GeneralLedgerSetup> = record::list(checking.session, company, "", &[]).await?;
    if setup.len() != 1 {
        let count = setup.len();
        checking
            .found(Some(company), format!("The company has {count} general ledger setups instead of one."));
    }
    let currencies: Vec<Currency> = record::list(checking.session, company, "", &[]).await?;
    Ok(Measures {
        local: setup.first().map_or(Precision::CENT, GeneralLedgerSetup::precision),
        currencies: currencies.into_iter().map(|one| (one.code.clone(), one.precision())).collect(),
    })
}

/// What is wrong with the line of a row, as sentences.
fn faults(row: &dyn Row, measures: &Measures) -> Vec<String> {
    let Ok(id) = row.required_uuid(0) else { return vec!["A journal line has no readable id.".to_owned()] };
    let line = match JournalLine::from_row(row, 2) {
        Ok(line) => line,
        Err(error) => return vec![format!("The journal line {id} cannot be read: {error}.")],
    };
    let mut faults = amount_faults(&line, measures);
    let balance = row.required_integer(1).ok();
    if line.balance().ok().map(|right| right.scaled()) != balance {
        faults.push("does not agree with its stored balance".to_owned());
    }
    if line.line_number <= 0 {
        faults.push(format!("has the line number {}", line.line_number));
    }
    if line.posting_date == BLANK_DATE {
        faults.push("has no posting date".to_owned());
    }
    let place =
        format!("The journal line {id} (line {} of document \"{}\")", line.line_number, line.document_number);
    faults.into_iter().map(|fault| format!("{place} {fault}.")).collect()
}

/// Amounts are whole steps of their currency, and the local amount follows from amount and factor (FINANCE.md 3.7).
fn amount_faults(line: &JournalLine, measures: &Measures) -> Vec<String> {
    let mut faults = Vec::new();
    let precision = match line.currency_code.as_str() {
        "" => measures.local,
        // A currency that does not exist is found with the references.
        code => measures.currencies.get(code).copied().unwrap_or(measures.local),
    };
    if !line.amount.is_rounded(precision) {
        faults.push(format!("has the amount {}, which is not rounded to its currency", line.amount));
    }
    if !line.amount_local.is_rounded(measures.local) {
        faults.push(format!("has the local amount {}, which is not rounded", line.amount_local));
    }
    let right = if line.currency_code.is_empty() {
        Some(line.amount)
    } else {
        line.amount.to_local(line.currency_factor, measures.local).ok()
    };
    if right != Some(line.amount_local) {
        faults.push(format!(
            "has the local amount {}, which does not follow from its amount {} at the factor {}",
            line.amount_local, line.amount, line.currency_factor
        ));
    }
    faults
}
