//! Where goods went since they came: what an invoice that changes their cost has to know.

use std::collections::{BTreeMap, BTreeSet};

use finance::inventory::{CostedEntry, InventoryFacts};
use finance::inventory_setup::CostingMethod;
use finance::item_ledger_entries::{ItemApplicationEntry, ItemLedgerEntry};
use uuid::Uuid;

use super::{add_documents, costed, in_integers};
use crate::posting::in_uuids;
use crate::{Session, SqlValue, StoreError, record};

/// Adds to the facts what became of the goods of `receipts`, entries that are invoiced now: the entries that took of
/// them, what came back of those, what took of that and so on; for items of average cost everything since. Nothing is
/// read when none of them has left.
pub async fn load_late_costs(
    session: &mut Session,
    company: Uuid,
    facts: &mut InventoryFacts,
    receipts: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    let left: Vec<&CostedEntry> = receipts
        .iter()
        .filter_map(|number| facts.entries.get(number))
        .filter(|known| known.entry.positive && known.entry.remaining_quantity != known.entry.quantity)
        .collect();
    let by_average = |known: &&&CostedEntry| {
        let stocked = facts.items.get(&known.entry.item_id);
        stocked.is_some_and(|stocked| stocked.item.costing_method == CostingMethod::Average)
    };
    let since = left.iter().filter(by_average).map(|known| known.entry.entry_number).min();
    let averaged: BTreeSet<Uuid> = left.iter().filter(by_average).map(|known| known.entry.item_id).collect();
    let mut inbound: Vec<i64> = left.iter().map(|known| known.entry.entry_number).collect();
    let mut found: BTreeMap<i64, ItemLedgerEntry> = BTreeMap::new();
    if let Some(since) = since {
        let condition = format!("AND {} AND entry_number > ?3", in_uuids(session.dialect(), "item_id", 2));
        let parameters = [SqlValue::UuidList(averaged.into_iter().collect()), SqlValue::Integer(since)];
        let later: Vec<ItemLedgerEntry> = record::list(session, company, &condition, &parameters).await?;
        found.extend(later.into_iter().map(|entry| (entry.entry_number, entry)));
    }
    // Goods that left before they came may be covered by what came back of themselves: each is looked at once.
    let mut looked_at: BTreeSet<i64> = BTreeSet::new();
    loop {
        inbound.retain(|number| looked_at.insert(*number));
        if inbound.is_empty() {
            break;
        }
        let applications = applications(session, company, std::mem::take(&mut inbound)).await?;
        let outbound: Vec<i64> =
            applications.iter().map(|application| application.outbound_entry_number).collect();
        facts.applications.extend(applications);
        if outbound.is_empty() {
            break;
        }
        let by_number = format!("AND {}", in_integers(session.dialect(), "entry_number", 2));
        let returned = format!(
            "AND applies_from_entry_number <> 0 AND {}",
            in_integers(session.dialect(), "applies_from_entry_number", 2)
        );
        let numbers = [SqlValue::IntegerList(outbound)];
        let gone: Vec<ItemLedgerEntry> = record::list(session, company, &by_number, &numbers).await?;
        found.extend(gone.into_iter().map(|entry| (entry.entry_number, entry)));
        let came: Vec<ItemLedgerEntry> = record::list(session, company, &returned, &numbers).await?;
        inbound = came.iter().map(|entry| entry.entry_number).collect();
        found.extend(came.into_iter().map(|entry| (entry.entry_number, entry)));
    }
    found.retain(|number, _| !facts.entries.contains_key(number));
    let mut entries = costed(session, company, found.into_values().collect()).await?;
    facts.entries.append(&mut entries);
    let named = facts.entries.iter().filter(|(_, known)| known.document.number.is_empty());
    let named: Vec<i64> =
        named.map(|(number, _)| *number).filter(|number| left_of(facts, receipts, *number)).collect();
    add_documents(session, company, &mut facts.entries, named).await
}

/// Whether an entry came after one of the receipts, or took of it: only such an entry's cost may change.
fn left_of(facts: &InventoryFacts, receipts: &BTreeSet<i64>, number: i64) -> bool {
    receipts.first().is_some_and(|first| number > *first)
        || facts.applications.iter().any(|application| application.outbound_entry_number == number)
}

/// The applications of outbound entries to these, in their order.
async fn applications(
    session: &mut Session,
    company: Uuid,
    inbound: Vec<i64>,
) -> Result<Vec<ItemApplicationEntry>, StoreError> {
    let condition = format!(
        "AND {} AND outbound_entry_number <> 0",
        in_integers(session.dialect(), "inbound_entry_number", 2)
    );
    let mut found: Vec<ItemApplicationEntry> =
        record::list(session, company, &condition, &[SqlValue::IntegerList(inbound)]).await?;
    found.sort_unstable_by_key(|application| application.entry_number);
    Ok(found)
}
