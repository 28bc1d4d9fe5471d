//! Registers of before are verified by the rule that made them, and damage shows under every rule.

use std::path::Path;

use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::item_ledger_entries::{ItemLedgerEntry, ValueEntry};
use money::Amount;
use uuid::Uuid;

use super::{Chain, HASH_VERSION, Ledgers, OLDEST_HASH_VERSION, Posted, verify};
use crate::generate::{self, Plan};
use crate::record::Record;
use crate::{DatabaseUrl, OpenOptions, Session, Store, record};

const PLAN: Plan =
    Plan { customers: 3, invoices: 6, payments: 4, posted_payments: 3, journals: Some(1), seed: 7 };

async fn open(folder: &Path) -> Store {
    let url = DatabaseUrl::Sqlite(folder.join("books.db"));
    Store::open(OpenOptions { url, exclusive: false, connections_max: 2 }, 1).await.unwrap()
}

/// Changes the database behind the back of its guards.
fn damage(folder: &Path, statements: &str) {
    rusqlite::Connection::open(folder.join("books.db")).unwrap().execute_batch(statements).unwrap();
}

/// Hashes all registers again by rule 1, as the program did before sales tax, and takes the turnover away.
async fn as_of_rule_1(session: &mut Session, company: Uuid) -> String {
    let registers: Vec<GeneralLedgerRegister> =
        record::list(session, company, "ORDER BY number", &[]).await.unwrap();
    assert!(registers.iter().all(|register| register.hash_version == HASH_VERSION));
    let (mut ledgers, mut previous) = (Ledgers::default(), String::new());
    let mut statements = "DROP TRIGGER general_ledger_registers_update_guard;".to_owned();
    for register in &registers {
        let mut chain = Chain::new(1);
        ledgers.add_to(session, company, register.number, &mut chain).await.unwrap();
        previous = chain.finish(&previous, &GeneralLedgerRegister { hash_version: 1, ..register.clone() });
        statements += &format!(
            "UPDATE general_ledger_registers SET hash_version = 1, hash = '{previous}' WHERE number = {};",
            register.number
        );
    }
    statements
        + "CREATE TRIGGER general_ledger_registers_update_guard BEFORE UPDATE ON general_ledger_registers \
           BEGIN SELECT 0; END; \
           ALTER TABLE general_ledger_registers DROP COLUMN turnover; \
           DELETE FROM schema_versions WHERE name = 'turnover'"
}

/// The turnover of each register.
async fn turnovers(store: &Store, company: Uuid) -> Vec<Amount> {
    let mut reader = store.reader().await.unwrap();
    let registers: Vec<GeneralLedgerRegister> =
        record::list(&mut reader, company, "ORDER BY number", &[]).await.unwrap();
    registers.iter().map(|register| register.turnover).collect()
}

/// The registers at fault.
async fn at_fault(store: &Store, company: Uuid) -> Vec<i64> {
    let mut reader = store.reader().await.unwrap();
    let findings = verify(&mut reader, company, |_| ()).await.unwrap();
    findings.into_iter().map(|finding| finding.register_number).collect()
}

#[tokio::test]
async fn registers_of_rule_1_are_verified_as_they_were_made() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let company = generate::run(&store, &PLAN, 5, &mut |_| ()).await.unwrap().company;
    let statements = as_of_rule_1(&mut store.reader().await.unwrap(), company).await;
    let turnover = *turnovers(&store, company).await.last().unwrap();
    drop(store);
    damage(folder.path(), &statements);
    let store = open(folder.path()).await;
    assert!(at_fault(&store, company).await.is_empty());
    // All that was posted before counts with the last register, at least as much as it was.
    let (counted, others) = {
        let mut counted = turnovers(&store, company).await;
        (counted.pop().unwrap(), counted)
    };
    assert!(counted >= turnover && others.iter().all(|turnover| turnover.is_zero()), "{counted} {others:?}");
    // What is posted now goes on from there by the rule of now.
    generate::run(&store, &Plan { seed: 8, ..PLAN }, 6, &mut |_| ()).await.unwrap();
    assert!(at_fault(&store, company).await.is_empty());
    assert!(turnovers(&store, company).await.is_sorted());
    // Columns that rule 1 does not know had nothing in them then.
    damage(
        folder.path(),
        "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET use_tax = 1 WHERE entry_number = 1",
    );
    let first = at_fault(&store, company).await;
    assert_eq!(first.len(), 1, "{first:?}");
    damage(
        folder.path(),
        "UPDATE vat_entries SET use_tax = 0 WHERE entry_number = 1; UPDATE vat_entries SET tax_entry_number = 1 \
         WHERE entry_number = (SELECT max(entry_number) FROM vat_entries)",
    );
    let last = at_fault(&store, company).await;
    assert_eq!(last.len(), 1, "{last:?}");
    assert!(last[0] > first[0]);
    damage(
        folder.path(),
        "DROP TRIGGER general_ledger_registers_update_guard; \
         UPDATE general_ledger_registers SET hash_version = 4 WHERE number = 1",
    );
    assert_eq!(at_fault(&store, company).await.first(), Some(&1));
}

/// The hash of one entry, by a rule.
fn hash_of<R: Posted>(rule: i64, entry: &R) -> String {
    let mut chain = Chain::new(rule);
    chain.add(entry);
    chain.finish("", &GeneralLedgerRegister { hash_version: rule, ..GeneralLedgerRegister::default() })
}

#[test]
fn later_invoices_leave_the_hash_of_goods_alone() {
    for rule in OLDEST_HASH_VERSION..=HASH_VERSION {
        let waiting = ItemLedgerEntry { quantity: Amount::from_integer(6), ..ItemLedgerEntry::default() };
        let invoiced = ItemLedgerEntry { invoiced_quantity: waiting.quantity, ..waiting.clone() };
        assert_eq!(hash_of(rule, &waiting), hash_of(rule, &invoiced));
        let more = ItemLedgerEntry { quantity: Amount::from_integer(7), ..waiting.clone() };
        assert_ne!(hash_of(rule, &waiting), hash_of(rule, &more));

        let value = ValueEntry::default();
        let expected = ValueEntry { cost_amount_expected: Amount::ONE, ..value.clone() };
        assert_ne!(hash_of(rule, &value), hash_of(rule, &expected));
    }
}

/// An entry that moved with its invoice is hashed as it stands, as the program did that knew no others.
#[test]
fn what_was_hashed_of_goods_before_is_hashed_still() {
    let quantity = Amount::from_integer(6);
    let entry = ItemLedgerEntry { quantity, invoiced_quantity: quantity, ..ItemLedgerEntry::default() };
    assert_eq!(entry.hashed_row(), entry.values());
}
