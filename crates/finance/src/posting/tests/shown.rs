//! Everything a run made, as text: each entry with all of its fields that are not blank.

use std::collections::BTreeMap;
use std::fmt::Debug;

use uuid::Uuid;

use super::books::Books;
use crate::shown::{Fields, fields, joined, section};

/// Ids that lines of tests carry, by what they stand for.
pub const JOURNAL_LINE: Uuid = Uuid::from_u128(7);
pub const DIMENSIONS: Uuid = Uuid::from_u128(8);
pub const DOCUMENT: Uuid = Uuid::from_u128(9);

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
    text + &format!(
        "Counters\n  {}\n",
        joined(&fields(&books.facts.counters, Some(&Default::default()), &names))
    )
}

/// The records without their ids.
fn rows<T: Debug + Default>(records: &[T], names: &BTreeMap<Uuid, String>) -> Vec<Fields> {
    let mut rows: Vec<Fields> =
        records.iter().map(|record| fields(record, Some(&T::default()), names)).collect();
    rows.iter_mut().for_each(|row| row.retain(|(name, _)| name != "id"));
    rows
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
