//! Everything a run made, as text: each entry with all of its fields that are not blank.

use std::collections::BTreeMap;
use std::fmt::Debug;

use uuid::Uuid;

use super::books::Books;

/// Ids that lines of tests carry, by what they stand for.
pub const JOURNAL_LINE: Uuid = Uuid::from_u128(7);
pub const DIMENSIONS: Uuid = Uuid::from_u128(8);
pub const DOCUMENT: Uuid = Uuid::from_u128(9);

/// Name and value of every field, in the order of the record.
type Fields = Vec<(String, String)>;

/// The last run of these books: its entries of every ledger, those it changed, its register and the counters.
pub fn shown(books: &Books) -> String {
    let names = names(books);
    let posted = &books.posted;
    let mut text = String::new();
    let mut section = |title: &str, rows: Vec<Fields>| section(&mut text, title, rows);
    section("General ledger", rows(&posted.general_ledger_entries, &names));
    section("Customers and vendors", rows(&posted.party_ledger_entries, &names));
    section("Customers and vendors, in detail", rows(&posted.detailed_ledger_entries, &names));
    section("VAT", rows(&posted.vat_entries, &names));
    section("Banks", rows(&posted.bank_ledger_entries, &names));
    section("Register", rows(books.register.as_slice(), &names));
    section("Changed entries of customers and vendors", rows(&books.changed, &names));
    text + &format!("Counters\n  {}\n", joined(&fields(&books.facts.counters, &Default::default(), &names)))
}

fn rows<T: Debug + Default>(records: &[T], names: &BTreeMap<Uuid, String>) -> Vec<Fields> {
    records.iter().map(|record| fields(record, &T::default(), names)).collect()
}

/// One line for each record, without their ids. What all of them have in common stands in front.
fn section(text: &mut String, title: &str, mut rows: Vec<Fields>) {
    if rows.is_empty() {
        return;
    }
    rows.iter_mut().for_each(|row| row.retain(|(name, _)| name != "id"));
    let is_common = |field: &(String, String)| rows.len() > 1 && rows.iter().all(|row| row.contains(field));
    let common: Fields = rows[0].iter().filter(|field| is_common(field)).cloned().collect();
    text.push_str(title);
    if !common.is_empty() {
        text.push_str(&format!(", all with {}", joined(&common)));
    }
    text.push('\n');
    for row in rows {
        let own: Fields = row.into_iter().filter(|field| !common.contains(field)).collect();
        text.push_str(&format!("  {}\n", joined(&own)));
    }
}

fn joined(fields: &Fields) -> String {
    fields.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}

/// The fields that differ from those of a blank record; ids by the name of what they stand for.
fn fields<T: Debug>(record: &T, blank: &T, names: &BTreeMap<Uuid, String>) -> Fields {
    let (record, blank) = (format!("{record:#?}"), format!("{blank:#?}"));
    let lines = record.lines().zip(blank.lines()).filter(|(line, blank)| line != blank);
    lines
        .map(|(line, _)| {
            let (name, value) = line.trim().trim_end_matches(',').split_once(": ").unwrap();
            let inner = value.split_once('(').and_then(|(_, inner)| inner.strip_suffix(')'));
            let value = inner.unwrap_or(value);
            let id = value.parse::<Uuid>().ok();
            let value = id.and_then(|id| names.get(&id)).map_or(value, String::as_str);
            (name.to_owned(), value.trim_matches('"').to_owned())
        })
        .collect()
}

fn names(books: &Books) -> BTreeMap<Uuid, String> {
    let facts = &books.facts;
    let mut names = BTreeMap::from([
        (JOURNAL_LINE, "of the journal line".to_owned()),
        (DIMENSIONS, "of the dimension set".to_owned()),
        (DOCUMENT, "of the document".to_owned()),
    ]);
    names.extend(facts.accounts.values().map(|account| (account.id, account.number.clone())));
    names.extend(facts.parties.values().map(|party| (party.id, party.number.clone())));
    names.extend(facts.bank_accounts.values().map(|bank| (bank.id, bank.number.clone())));
    names.extend(facts.currencies.iter().map(|currency| (currency.id, currency.code.clone())));
    names.extend(facts.vat_setup.iter().map(|setup| {
        let groups = [&setup.vat_business_posting_group, &setup.vat_product_posting_group];
        (setup.id, format!("{}/{}", groups[0], groups[1]))
    }));
    names
}
