//! Applying posted entries to each other, taking an application back, reversing a transaction (FINANCE.md 3.8).

use std::collections::{BTreeMap, BTreeSet};

use finance::bank_ledger_entries::BankLedgerEntry;
use finance::customers::Customer;
use finance::detailed_ledger_entries::{DetailedEntryType, DetailedLedgerEntry};
use finance::general_ledger_entries::GeneralLedgerEntry;
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::journal_lines::JournalLine;
use finance::party_ledger_entries::{PartyLedgerEntry, PartyType};
use finance::posting::{
    OpenEntries, Party, Poster, PostingFacts, PostingLine, ReversalFacts, UnapplyFacts, check_posting_date,
    reverse, unapply,
};
use finance::vat_entries::VatEntry;
use finance::vendors::Vendor;
use finance::{Category, Choice, RuleError};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Keeper, PostingError, facts};
use crate::record::{self, Record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, Stamp, StoreError, party_ledger_entries};

/// Source codes of the runs below (Source Code Setup of the reference).
const APPLICATION_SOURCE: &str = "SALESAPPL";
const PURCHASE_APPLICATION_SOURCE: &str = "PURCHAPPL";
const UNAPPLICATION_SOURCE: &str = "UNAPPSALES";
const PURCHASE_UNAPPLICATION_SOURCE: &str = "UNAPPPURCH";
const REVERSAL_SOURCE: &str = "REVERSAL";

/// The order of entries. Without the plus SQLite would walk the whole ledger in that order to find a few of them.
pub(super) const BY_NUMBER: &str = "ORDER BY +entry_number";

/// Who changes what has been posted, and when.
#[derive(Debug, Clone, Copy)]
pub struct Undo {
    pub company: Uuid,
    pub stamp: Stamp,
    /// A fresh id.
    pub seed: Uuid,
    /// Posting date of the correction; blank takes the date of what is changed.
    pub posting_date: Date,
}

/// Applies a posted open entry to others of the same customer or vendor, each with the amount to apply it carries
/// (`amounts`: entry number and amount in the entry's currency; zero for everything). Errors: `NoResource` for unknown
/// entries, and those of `finance::posting`.
pub async fn apply_entries(
    session: &mut Session,
    undo: Undo,
    applying: i64,
    amounts: &[(i64, money::Amount)],
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let mut numbers: Vec<i64> = amounts.iter().map(|(number, _)| *number).collect();
    let targets = numbers.clone();
    numbers.push(applying);
    let mut entries = entries_by_number(session, undo.company, &numbers).await?;
    for entry in &mut entries {
        if let Some((_, amount)) = amounts.iter().find(|(number, _)| *number == entry.entry_number) {
            entry.amount_to_apply = *amount;
        }
    }
    let first = entries.iter().find(|entry| entry.entry_number == applying).cloned();
    let entry = first.ok_or_else(|| no_entry(applying))?;
    let party = party_of(session, undo.company, &entry).await?;
    let latest = entries.iter().map(|entry| entry.posting_date).max().unwrap_or(entry.posting_date);
    let source = by_side(entry.party_type, APPLICATION_SOURCE, PURCHASE_APPLICATION_SOURCE);
    let posting = correction(&undo, &entry, latest, source);
    let (facts, _) = facts::load(session, undo.company, &[]).await?;
    check_posting_date(&posting.line, &facts)?;
    let vat_entries = facts::vat_of_documents(session, undo.company, &facts, &entries).await?;
    let open = OpenEntries::new(entries).with_vat(vat_entries);
    run(session, undo, &facts, open, source, |poster| {
        poster.apply_posted(&party, applying, &targets, &posting)
    })
    .await
}

/// Takes back the latest application that the entry has part in. Errors: `Dialog` when there is none or it may not be
/// taken back.
pub async fn unapply_entry(
    session: &mut Session,
    undo: Undo,
    entry_number: i64,
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let company = undo.company;
    let own = entries_by_number(session, company, &[entry_number]).await?;
    let entry = own.into_iter().next().ok_or_else(|| no_entry(entry_number))?;
    let standing = standing_applications(session, company, &[entry_number]).await?;
    let Some(transaction) = standing.values().max().copied() else {
        let message = format!("The ledger entry {entry_number} is not applied to anything.");
        return Err(RuleError::of_record(Category::Dialog, message).into());
    };
    let condition = format!("AND transaction_number = ?2 AND party_id = ?3 {BY_NUMBER}");
    let parameters = [SqlValue::Integer(transaction), SqlValue::Uuid(entry.party_id)];
    let details: Vec<DetailedLedgerEntry> = record::list(session, company, &condition, &parameters).await?;
    let numbers: BTreeSet<i64> = details
        .iter()
        .filter(|detail| detail.entry_type != DetailedEntryType::InitialEntry)
        .map(|detail| detail.ledger_entry_number)
        .collect();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    let later = standing_applications(session, company, &numbers).await?;
    let is_split = details.iter().any(|detail| detail.entry_type.is_split_by_vat());
    let (general, vat) = match is_split {
        true => (
            of_transaction(session, company, transaction).await?,
            vat_corrections(session, company, transaction, entry.party_id).await?,
        ),
        false => (Vec::new(), Vec::new()),
    };
    let facts_of_application = UnapplyFacts {
        general_ledger_entries: general,
        vat_corrections: vat,
        taken_back: taken_back(session, company, &details).await?,
        entries: entries_by_number(session, company, &numbers).await?,
        applied_later: later
            .into_iter()
            .filter(|(_, last)| *last > transaction)
            .map(|(number, _)| number)
            .collect(),
        details,
    };
    let party = party_of(session, company, &entry).await?;
    let latest = facts_of_application.details.iter().map(|detail| detail.posting_date).max();
    let source = by_side(entry.party_type, UNAPPLICATION_SOURCE, PURCHASE_UNAPPLICATION_SOURCE);
    let mut posting = correction(&undo, &entry, latest.unwrap_or(entry.posting_date), source);
    // Whichever entry was named, the correction is a matter of the document that was applied.
    if let Some(detail) = facts_of_application.details.last() {
        posting.line.document_type = detail.document_type;
        posting.line.document_number.clone_from(&detail.document_number);
    }
    let (facts, open) = facts::load(session, company, &[]).await?;
    check_posting_date(&posting.line, &facts)
        .map_err(|error| RuleError::of_record(Category::Dialog, error.message))?;
    run(session, undo, &facts, open, source, |poster| unapply(poster, &party, facts_of_application, &posting))
        .await
}

/// Reverses a transaction that was posted from a journal.
pub async fn reverse_transaction(
    session: &mut Session,
    undo: Undo,
    transaction: i64,
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let company = undo.company;
    let general: Vec<GeneralLedgerEntry> = of_transaction(session, company, transaction).await?;
    let parties: Vec<PartyLedgerEntry> = {
        let numbers: Vec<i64> = general.iter().map(|entry| entry.entry_number).collect();
        entries_by_number(session, company, &numbers).await?
    };
    let mut details: Vec<DetailedLedgerEntry> = of_transaction(session, company, transaction).await?;
    let corrections = corrected_in(session, company, &details).await?;
    let mut general_of_corrections = Vec::new();
    let mut vat_entries: Vec<VatEntry> = of_transaction(session, company, transaction).await?;
    for correction in &corrections {
        vat_entries.extend(of_transaction::<VatEntry>(session, company, *correction).await?);
        general_of_corrections
            .extend(of_transaction::<GeneralLedgerEntry>(session, company, *correction).await?);
        details.extend(of_transaction::<DetailedLedgerEntry>(session, company, *correction).await?);
    }
    let known: BTreeSet<i64> = details.iter().map(|detail| detail.entry_number).collect();
    for entry in &parties {
        let condition = format!("AND ledger_entry_number = ?2 {BY_NUMBER}");
        let of_entry: Vec<DetailedLedgerEntry> =
            record::list(session, company, &condition, &[SqlValue::Integer(entry.entry_number)]).await?;
        details.extend(of_entry.into_iter().filter(|detail| !known.contains(&detail.entry_number)));
    }
    let mut parties_of_entries: Vec<Party> = Vec::new();
    for entry in &parties {
        if parties_of_entries.iter().all(|party| party.id != entry.party_id) {
            parties_of_entries.push(party_of(session, company, entry).await?);
        }
    }
    let facts_of_reversal = ReversalFacts {
        is_of_journal: is_of_journal(session, company, &general).await?,
        reversed: reversed(session, company, &general).await?,
        general_ledger_entries: general,
        corrections: general_of_corrections,
        party_ledger_entries: parties,
        parties: parties_of_entries,
        detailed_ledger_entries: details,
        vat_entries,
        bank_ledger_entries: of_transaction::<BankLedgerEntry>(session, company, transaction).await?,
        source_code: REVERSAL_SOURCE.to_owned(),
    };
    let (facts, open) = facts::load(session, company, &[]).await?;
    run(session, undo, &facts, open, REVERSAL_SOURCE, |poster| reverse(poster, facts_of_reversal)).await
}

/// Whether entries were posted from a journal; reversals and the closing of an income statement count as such.
async fn is_of_journal(
    session: &mut Session,
    company: Uuid,
    entries: &[GeneralLedgerEntry],
) -> Result<bool, StoreError> {
    let Some(register) = entries.first().map(|entry| entry.register_number) else { return Ok(false) };
    let text = "SELECT source_code, journal_code FROM general_ledger_registers WHERE company_id = ?1 AND number = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Integer(register)];
    let found = session
        .query_one(text, &parameters, |row| Ok((row.required_text(0)?, row.required_text(1)?)))
        .await?;
    Ok(found.is_some_and(|(source, journal)| {
        !journal.is_empty() || [REVERSAL_SOURCE, super::closing::SOURCE].contains(&source.as_str())
    }))
}

async fn run(
    session: &mut Session,
    undo: Undo,
    facts: &PostingFacts,
    open: OpenEntries,
    source_code: &str,
    work: impl FnOnce(&mut Poster<'_>) -> Result<(), RuleError>,
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let register =
        GeneralLedgerRegister { source_code: source_code.to_owned(), ..GeneralLedgerRegister::default() };
    let mut poster = Poster::new(facts, open, register, undo.seed);
    work(&mut poster)?;
    let finished = poster.finish()?;
    Keeper::new(session, undo.company, undo.stamp).finish(&finished).await
}

/// The line that gives a correction its date, document and source.
fn correction(undo: &Undo, entry: &PartyLedgerEntry, latest: Date, source_code: &str) -> PostingLine {
    let date = if undo.posting_date == finance::BLANK_DATE { latest } else { undo.posting_date };
    let line = JournalLine {
        posting_date: date,
        document_date: date,
        document_type: entry.document_type,
        document_number: entry.document_number.clone(),
        description: entry.description.clone(),
        source_code: source_code.to_owned(),
        system_created: true,
        ..JournalLine::default()
    };
    PostingLine::of_journal(line, entry.dimension_set_id)
}

fn by_side<'a>(party_type: PartyType, sales: &'a str, purchases: &'a str) -> &'a str {
    if party_type == PartyType::Customer { sales } else { purchases }
}

fn no_entry(number: i64) -> RuleError {
    RuleError::of_record(Category::NoResource, format!("There is no ledger entry {number}."))
}

async fn party_of(
    session: &mut Session,
    company: Uuid,
    entry: &PartyLedgerEntry,
) -> Result<Party, PostingError> {
    let id = entry.party_id;
    let found = match entry.party_type {
        PartyType::Customer => {
            let customer = record::by_id::<Customer>(session, company, id).await?;
            customer.map(|found| facts::party_of_customer(found.record))
        }
        PartyType::Vendor => {
            let vendor = record::by_id::<Vendor>(session, company, id).await?;
            vendor.map(|found| facts::party_of_vendor(found.record))
        }
    };
    let message = "The customer or vendor of the entry does not exist any more.";
    Ok(found.ok_or_else(|| RuleError::of_record(Category::NotFound, message))?)
}

async fn entries_by_number(
    session: &mut Session,
    company: Uuid,
    numbers: &[i64],
) -> Result<Vec<PartyLedgerEntry>, StoreError> {
    let condition = format!("AND {} {BY_NUMBER}", in_integers(session, "entry_number"));
    party_ledger_entries::list(session, company, &condition, &[SqlValue::IntegerList(numbers.to_vec())]).await
}

pub(super) fn in_integers(session: &Session, column: &str) -> String {
    match session.dialect() {
        crate::Dialect::Sqlite => format!("{column} IN rarray(?2)"),
        crate::Dialect::Postgres => format!("{column} = ANY(?2::bigint[])"),
    }
}

async fn of_transaction<R: Record>(
    session: &mut Session,
    company: Uuid,
    transaction: i64,
) -> Result<Vec<R>, StoreError> {
    let condition = format!("AND transaction_number = ?2 {BY_NUMBER}");
    record::list(session, company, &condition, &[SqlValue::Integer(transaction)]).await
}

/// The VAT entries of an application that corrected VAT: those that belong to the party and to no document.
async fn vat_corrections(
    session: &mut Session,
    company: Uuid,
    transaction: i64,
    party: Uuid,
) -> Result<Vec<VatEntry>, StoreError> {
    let condition = format!("AND transaction_number = ?2 AND party_id = ?3 AND document_id = ?4 {BY_NUMBER}");
    let parameters = [SqlValue::Integer(transaction), SqlValue::Uuid(party), SqlValue::Uuid(Uuid::nil())];
    record::list(session, company, &condition, &parameters).await
}

/// Of some ledger entries, the transaction of the latest application that still stands.
async fn standing_applications(
    session: &mut Session,
    company: Uuid,
    numbers: &[i64],
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let text = format!(
        "SELECT d.ledger_entry_number, max(d.transaction_number) FROM detailed_ledger_entries d \
         WHERE d.company_id = ?1 AND {} AND d.entry_type = {} AND d.unapplied_entry_number = 0 AND NOT EXISTS \
         (SELECT 1 FROM detailed_ledger_entries u WHERE u.company_id = d.company_id \
         AND u.unapplied_entry_number <> 0 AND u.unapplied_entry_number = d.entry_number) \
         GROUP BY d.ledger_entry_number",
        in_integers(session, "d.ledger_entry_number"),
        DetailedEntryType::Application.value()
    );
    let mut found = BTreeMap::new();
    session
        .query_all(&text, &[SqlValue::Uuid(company), SqlValue::IntegerList(numbers.to_vec())], |row| {
            found.insert(row.required_integer(0)?, row.required_integer(1)?);
            Ok(())
        })
        .await?;
    Ok(found)
}

/// Which of the detailed entries were taken back.
async fn taken_back(
    session: &mut Session,
    company: Uuid,
    details: &[DetailedLedgerEntry],
) -> Result<BTreeSet<i64>, StoreError> {
    let numbers = details.iter().map(|detail| detail.entry_number).collect();
    let column = "unapplied_entry_number";
    referring(session, company, "detailed_ledger_entries", column, column, numbers).await
}

/// The transactions that took back any of the details.
async fn corrected_in(
    session: &mut Session,
    company: Uuid,
    details: &[DetailedLedgerEntry],
) -> Result<BTreeSet<i64>, StoreError> {
    let numbers = details.iter().map(|detail| detail.entry_number).collect();
    let (table, column) = ("detailed_ledger_entries", "unapplied_entry_number");
    referring(session, company, table, column, "transaction_number", numbers).await
}

/// Which of the general ledger entries were reversed.
async fn reversed(
    session: &mut Session,
    company: Uuid,
    entries: &[GeneralLedgerEntry],
) -> Result<BTreeSet<i64>, StoreError> {
    let numbers = entries.iter().map(|entry| entry.entry_number).collect();
    let column = "reversed_entry_number";
    referring(session, company, "general_ledger_entries", column, column, numbers).await
}

/// What stands in a column of the entries that refer, by another, to entries with these numbers.
async fn referring(
    session: &mut Session,
    company: Uuid,
    table: &str,
    column: &str,
    wanted: &str,
    numbers: Vec<i64>,
) -> Result<BTreeSet<i64>, StoreError> {
    let text = format!(
        "SELECT {wanted} FROM {table} WHERE company_id = ?1 AND {column} <> 0 AND {}",
        in_integers(session, column)
    );
    let mut found = BTreeSet::new();
    session
        .query_all(&text, &[SqlValue::Uuid(company), SqlValue::IntegerList(numbers)], |row| {
            found.insert(row.required_integer(0)?);
            Ok(())
        })
        .await?;
    Ok(found)
}
