//! Revaluing what is open in a currency (FINANCE.md 3.7).

use finance::bank_accounts::BankAccount;
use finance::detailed_ledger_entries::DetailedLedgerEntry;
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::journal_lines::JournalLine;
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::posting::{
    BankBalance, LaterDetails, OpenEntries, Party, Poster, Revaluation, bank_line, bank_line_back,
};
use finance::{Category, RuleError};
use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::undo::{BY_NUMBER, in_integers};
use super::{Keeper, PostingError, Undo, facts};
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError, party_ledger_entries, record};

/// Source code of the entries (Source Code Setup of the reference).
const SOURCE: &str = "EXCHRATADJ";

/// Books what the open entries of customers and vendors and the bank accounts in a currency are worth more or less at
/// the rate of `line.posting_date`, a register of its own. `line` carries date, document number and description.
/// Returns no register when nothing was to book. Errors: `NoResource` for an unknown currency, and those of
/// [`Revaluation`].
pub async fn adjust_exchange_rates(
    session: &mut Session,
    undo: Undo,
    currency: Uuid,
    line: JournalLine,
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let company = undo.company;
    let (facts, _) = facts::load(session, company, &[]).await?;
    let currency = facts.currencies.iter().find(|known| known.id == currency).ok_or_else(|| {
        RuleError::of_record(Category::NoResource, format!("There is no currency with the id {currency}."))
    })?;
    let date = line.posting_date;
    let line = JournalLine { document_date: date, source_code: SOURCE.to_owned(), ..line };
    let revaluation = Revaluation::new(&facts, currency, line)?;
    let later = later_details(session, company, currency.id, date).await?;
    let entries = open_on(session, company, currency.id, date, &later).await?;
    let register =
        GeneralLedgerRegister { source_code: SOURCE.to_owned(), ..GeneralLedgerRegister::default() };
    let mut poster = Poster::new(&facts, OpenEntries::default(), register, undo.seed);
    for entries in entries.chunk_by(|one, other| one.party_id == other.party_id) {
        let party = Party { party_type: entries[0].party_type, id: entries[0].party_id, ..Party::default() };
        poster.revalue(&revaluation, &party, entries.to_vec(), &later)?;
    }
    for bank in facts.bank_accounts.values().filter(|bank| bank.currency_id == currency.id) {
        let balance = balance(session, company, bank, date).await?;
        if let Some(posting) = bank_line(&facts, &revaluation, bank, balance)? {
            poster.post(&posting)?;
        }
        for (later_date, booked) in later_of_bank(session, company, bank, date).await? {
            if let Some(posting) = bank_line_back(&facts, &revaluation, bank, later_date, booked)? {
                poster.post(&posting)?;
            }
        }
    }
    let finished = poster.finish()?;
    Keeper::new(session, company, undo.stamp).finish(&finished).await
}

/// What was booked on entries in a currency after a date.
async fn later_details(
    session: &mut Session,
    company: Uuid,
    currency: Uuid,
    date: Date,
) -> Result<LaterDetails, StoreError> {
    let condition = format!("AND currency_id = ?2 AND posting_date > ?3 {BY_NUMBER}");
    let parameters = [SqlValue::Uuid(currency), SqlValue::Text(date.to_string())];
    let mut later = LaterDetails::new();
    for detail in record::list::<DetailedLedgerEntry>(session, company, &condition, &parameters).await? {
        later.entry(detail.ledger_entry_number).or_default().push(detail);
    }
    Ok(later)
}

/// The entries in a currency that were posted up to a date and open on it, those of one party beside each other:
/// entries that are open, and entries that `later` changed.
async fn open_on(
    session: &mut Session,
    company: Uuid,
    currency: Uuid,
    date: Date,
    later: &LaterDetails,
) -> Result<Vec<PartyLedgerEntry>, StoreError> {
    let condition = format!(
        "AND (open OR {}) AND currency_id = ?3 AND posting_date <= ?4 ORDER BY party_type, party_id, entry_number",
        in_integers(session, "entry_number")
    );
    let numbers = later.keys().copied().collect();
    let parameters =
        [SqlValue::IntegerList(numbers), SqlValue::Uuid(currency), SqlValue::Text(date.to_string())];
    party_ledger_entries::list(session, company, &condition, &parameters).await
}

/// What the entries of a bank account come to on a date.
async fn balance(
    session: &mut Session,
    company: Uuid,
    bank: &BankAccount,
    date: Date,
) -> Result<BankBalance, StoreError> {
    let text = "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT), CAST(coalesce(sum(amount_local), 0) AS BIGINT) \
                FROM bank_ledger_entries WHERE company_id = ?1 AND bank_account_id = ?2 AND posting_date <= ?3";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(bank.id), SqlValue::Text(date.to_string())];
    let found = session.query_one(text, &parameters, |row| {
        Ok(BankBalance {
            amount: Amount::from_scaled(row.required_integer(0)?),
            amount_local: Amount::from_scaled(row.required_integer(1)?),
        })
    });
    Ok(found.await?.unwrap_or_default())
}

/// What revaluations after a date booked on a bank account, by their date.
async fn later_of_bank(
    session: &mut Session,
    company: Uuid,
    bank: &BankAccount,
    date: Date,
) -> Result<Vec<(Date, Amount)>, StoreError> {
    let text = "SELECT posting_date, CAST(sum(amount_local) AS BIGINT) FROM bank_ledger_entries \
                WHERE company_id = ?1 AND bank_account_id = ?2 AND posting_date > ?3 AND source_code = ?4 \
                GROUP BY posting_date ORDER BY posting_date";
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Uuid(bank.id),
        SqlValue::Text(date.to_string()),
        SqlValue::Text(SOURCE.to_owned()),
    ];
    let mut found = Vec::new();
    session
        .query_all(text, &parameters, |row| {
            found.push((row.required_text(0)?, Amount::from_scaled(row.required_integer(1)?)));
            Ok(())
        })
        .await?;
    Ok(found.into_iter().filter_map(|(date, booked)| Some((date.parse().ok()?, booked))).collect())
}
