//! Inventory against the database: facts for the items that move, and what a run leaves on them.
//!
//! `finance::inventory` decides; [`load`] gives it what it looks up, [`Keeper::inventory`] keeps the entries, and
//! [`keep_items`] the costs on the cards. [`load_late_costs`] adds what an invoice of goods that came before may
//! change.

mod late_costs;

use std::collections::{BTreeMap, BTreeSet};

use finance::companies::GeneralLedgerSetup;
use finance::errors::{Category, RuleError};
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::inventory::{
    CostedEntry, InventoryCounters, InventoryFacts, InventoryPosted, InventoryPoster, ItemDocument, Movement,
    StockedItem, adjustment,
};
use finance::inventory_setup::InventorySetup;
use finance::item_ledger_entries::{ItemLedgerEntry, ValueEntry};
use finance::items::Item;
use finance::journal_lines::JournalLine;
use finance::posting::{Counters, Finished, OpenEntries, Poster, PostingFacts, check_posting_date};
use jiff::civil::Date;
use money::{Amount, Precision};
use uuid::Uuid;

use crate::posting::{InventoryEntries, Keeper, PostingError, in_uuids, load_for};
use crate::record;
use crate::row::RowExtension;
use crate::{Dialect, Session, SqlValue, Stamp, StoreError};
pub use late_costs::load_late_costs;

/// What posting movements of these items looks up. `named_entries`: entries that movements are applied to or come
/// back from. `register_number` is that of the run.
pub async fn load(
    session: &mut Session,
    company: Uuid,
    items: &BTreeSet<Uuid>,
    named_entries: &BTreeSet<i64>,
    register_number: i64,
    today: Date,
) -> Result<InventoryFacts, StoreError> {
    let ids = SqlValue::UuidList(items.iter().copied().collect());
    let setup: Vec<InventorySetup> = record::list(session, company, "", &[]).await?;
    let general: Vec<GeneralLedgerSetup> = record::list(session, company, "", &[]).await?;
    let general = general.into_iter().next().unwrap_or_default();
    Ok(InventoryFacts {
        setup: setup.into_iter().next().unwrap_or_default(),
        precision: Some(general.precision()),
        unit_precision: Precision::new(general.unit_amount_rounding_precision),
        items: stocked(session, company, &ids).await?,
        entries: entries(session, company, &ids, named_entries).await?,
        returned: returned(session, company, named_entries).await?,
        applications: Vec::new(),
        general_posting_setup: record::list(session, company, "", &[]).await?,
        inventory_posting_setup: record::list(session, company, "", &[]).await?,
        counters: counters(session, company).await?,
        register_number,
        today,
    })
}

/// The items with what is in stock of them.
async fn stocked(
    session: &mut Session,
    company: Uuid,
    ids: &SqlValue,
) -> Result<BTreeMap<Uuid, StockedItem>, StoreError> {
    let dialect = session.dialect();
    let condition = format!("AND {}", in_uuids(dialect, "id", 2));
    let items: Vec<Item> = record::list(session, company, &condition, std::slice::from_ref(ids)).await?;
    let mut stocked: BTreeMap<Uuid, StockedItem> =
        items.into_iter().map(|item| (item.id, StockedItem { item, ..StockedItem::default() })).collect();
    let sums = |columns: &str, table: &str| {
        format!(
            "SELECT item_id, {columns} FROM {table} WHERE company_id = ?1 AND {} GROUP BY item_id",
            in_uuids(dialect, "item_id", 2)
        )
    };
    let parameters = [SqlValue::Uuid(company), ids.clone()];
    let quantities = "CAST(sum(quantity) AS BIGINT), CAST(sum(invoiced_quantity) AS BIGINT)";
    session
        .query_all(&sums(quantities, "item_ledger_entries"), &parameters, |row| {
            if let Some(stocked) = stocked.get_mut(&row.required_uuid(0)?) {
                stocked.quantity = Amount::from_scaled(row.required_integer(1)?);
                stocked.invoiced = Amount::from_scaled(row.required_integer(2)?);
            }
            Ok(())
        })
        .await?;
    let costs = "CAST(sum(cost_amount_actual + cost_amount_expected) AS BIGINT)";
    session
        .query_all(&sums(costs, "value_entries"), &parameters, |row| {
            if let Some(stocked) = stocked.get_mut(&row.required_uuid(0)?) {
                stocked.value = Amount::from_scaled(row.required_integer(1)?);
            }
            Ok(())
        })
        .await?;
    Ok(stocked)
}

/// How much came back of these entries, but for what a cancelled credit memo brought, which was sold once more.
async fn returned(
    session: &mut Session,
    company: Uuid,
    named: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, Amount>, StoreError> {
    let mut returned = BTreeMap::new();
    if named.is_empty() {
        return Ok(returned);
    }
    let condition = format!(
        "AND applies_from_entry_number <> 0 AND {}",
        in_integers(session.dialect(), "applies_from_entry_number", 2)
    );
    let numbers = [SqlValue::IntegerList(named.iter().copied().collect())];
    let entries: Vec<ItemLedgerEntry> = record::list(session, company, &condition, &numbers).await?;
    let documents: BTreeSet<Uuid> = entries.iter().map(|entry| entry.document_id).collect();
    let cancelled = cancelled(session, company, documents).await?;
    for entry in entries.iter().filter(|entry| !cancelled.contains(&entry.document_id)) {
        let so_far: &mut Amount = returned.entry(entry.applies_from_entry_number).or_default();
        // Beyond all amounts it is more than ever left, which posting refuses.
        *so_far = so_far.checked_add(entry.quantity).unwrap_or(Amount::MAX);
    }
    Ok(returned)
}

/// Those of the documents that are cancelled.
async fn cancelled(
    session: &mut Session,
    company: Uuid,
    documents: BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut cancelled = BTreeSet::new();
    if documents.is_empty() {
        return Ok(cancelled);
    }
    let text = format!(
        "SELECT id FROM trade_documents WHERE company_id = ?1 AND {} AND cancelled",
        in_uuids(session.dialect(), "id", 2)
    );
    let parameters = [SqlValue::Uuid(company), SqlValue::UuidList(documents.into_iter().collect())];
    session
        .query_all(&text, &parameters, |row| {
            cancelled.insert(row.required_uuid(0)?);
            Ok(())
        })
        .await?;
    Ok(cancelled)
}

/// The entries of the items that are open, and those named, with what they cost.
async fn entries(
    session: &mut Session,
    company: Uuid,
    ids: &SqlValue,
    named: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, CostedEntry>, StoreError> {
    let dialect = session.dialect();
    // One after the other, each by its index: with OR between them SQLite looks through all entries.
    let open = format!("AND {} AND open", in_uuids(dialect, "item_id", 2));
    let mut found: Vec<ItemLedgerEntry> =
        record::list(session, company, &open, std::slice::from_ref(ids)).await?;
    if !named.is_empty() {
        let numbers = SqlValue::IntegerList(named.iter().copied().collect());
        let condition = format!("AND {}", in_integers(dialect, "entry_number", 2));
        found.extend(record::list(session, company, &condition, &[numbers]).await?);
    }
    let missing: Vec<i64> =
        found.iter().filter(|entry| entry.open && !entry.positive).map(|entry| entry.entry_number).collect();
    let mut entries = costed(session, company, found).await?;
    add_documents(session, company, &mut entries, missing).await?;
    Ok(entries)
}

/// Entries with what they cost, or are expected to.
async fn costed(
    session: &mut Session,
    company: Uuid,
    found: Vec<ItemLedgerEntry>,
) -> Result<BTreeMap<i64, CostedEntry>, StoreError> {
    let mut entries: BTreeMap<i64, CostedEntry> = found
        .into_iter()
        .map(|entry| (entry.entry_number, CostedEntry { entry, ..CostedEntry::default() }))
        .collect();
    let costs = format!(
        "SELECT item_ledger_entry_number, CAST(sum(cost_amount_actual) AS BIGINT), \
         CAST(sum(cost_amount_expected) AS BIGINT), max(general_business_posting_group) FROM value_entries \
         WHERE company_id = ?1 AND {} GROUP BY item_ledger_entry_number",
        in_integers(session.dialect(), "item_ledger_entry_number", 2)
    );
    let parameters = [SqlValue::Uuid(company), SqlValue::IntegerList(entries.keys().copied().collect())];
    session
        .query_all(&costs, &parameters, |row| {
            if let Some(known) = entries.get_mut(&row.required_integer(0)?) {
                let (actual, expected) = (row.required_integer(1)?, row.required_integer(2)?);
                known.cost = Amount::from_scaled(actual.saturating_add(expected));
                known.expected = Amount::from_scaled(expected);
                known.general_business_posting_group = row.required_text(3)?;
            }
            Ok(())
        })
        .await?;
    Ok(entries)
}

/// The documents that corrections of the cost of these entries belong to.
async fn add_documents(
    session: &mut Session,
    company: Uuid,
    entries: &mut BTreeMap<i64, CostedEntry>,
    numbers: Vec<i64>,
) -> Result<(), StoreError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let condition = format!(
        "AND {} AND NOT adjustment AND entry_type = 0",
        in_integers(session.dialect(), "item_ledger_entry_number", 2)
    );
    let mut values: Vec<ValueEntry> =
        record::list(session, company, &condition, &[SqlValue::IntegerList(numbers)]).await?;
    // Put in order here: asked for in order, SQLite reads the whole ledger in that order.
    values.sort_unstable_by_key(|value| value.entry_number);
    for value in values {
        if let Some(known) = entries.get_mut(&value.item_ledger_entry_number) {
            known.document = ItemDocument {
                document_type: value.document_type,
                number: value.document_number,
                id: value.document_id,
            };
        }
    }
    Ok(())
}

/// `column IN (the list bound as parameter n)` in the words of the database.
pub(crate) fn in_integers(dialect: Dialect, column: &str, parameter: usize) -> String {
    match dialect {
        Dialect::Sqlite => format!("{column} IN rarray(?{parameter})"),
        Dialect::Postgres => format!("{column} = ANY(?{parameter}::bigint[])"),
    }
}

async fn counters(session: &mut Session, company: Uuid) -> Result<InventoryCounters, StoreError> {
    let last =
        |table: &str| format!("coalesce((SELECT max(entry_number) FROM {table} WHERE company_id = ?1), 0)");
    let text = format!(
        "SELECT {}, {}, {}",
        last("item_ledger_entries"),
        last("value_entries"),
        last("item_application_entries")
    );
    let found = session
        .query_one(&text, &[SqlValue::Uuid(company)], |row| {
            Ok(InventoryCounters {
                item_ledger_entry: row.required_integer(0)?,
                value_entry: row.required_integer(1)?,
                item_application: row.required_integer(2)?,
            })
        })
        .await?;
    Ok(found.unwrap_or_default())
}

/// Takes the entries of a run apart: those for [`Keeper::inventory`], and the items for [`keep_items`].
pub fn kept(posted: InventoryPosted) -> (InventoryEntries, Vec<Item>) {
    let entries = InventoryEntries {
        item_ledger_entries: posted.item_ledger_entries,
        value_entries: posted.value_entries,
        applications: posted.item_application_entries,
        changed: posted.changed_entries,
    };
    (entries, posted.changed_items)
}

/// Writes the costs that a run has left on the cards of items.
pub async fn keep_items(
    session: &mut Session,
    company: Uuid,
    items: &[Item],
    stamp: Stamp,
) -> Result<(), StoreError> {
    for item in items {
        record::update(session, company, item, stamp).await?;
    }
    Ok(())
}

/// Makes the stock of an item what it shall be, by an adjustment posted today (FINANCE.md section 6). Nothing happens
/// when it is that already. `seed`: a fresh id. Errors: those of [`InventoryPoster::post`] and of posting.
pub async fn set_stock(
    session: &mut Session,
    company: Uuid,
    item: Uuid,
    wanted: Amount,
    today: Date,
    stamp: Stamp,
    seed: Uuid,
) -> Result<(), PostingError> {
    let (posting_facts, open) = load_for(session, company, std::iter::empty()).await?;
    let register_number = posting_facts.counters.register + 1;
    let items = BTreeSet::from([item]);
    let facts = load(session, company, &items, &BTreeSet::new(), register_number, today).await?;
    let stocked = facts.items.get(&item).ok_or_else(|| {
        RuleError::of_record(Category::NotFound, format!("There is no item with the id {item}."))
    })?;
    let Some(movement) = adjustment(stocked, wanted, today)? else { return Ok(()) };
    let line = JournalLine { posting_date: today, ..JournalLine::default() };
    check_posting_date(&line, &posting_facts)?;
    post_alone(session, company, &movement, facts, (&posting_facts, open), stamp, seed).await
}

/// A run in which only goods moved, without cost in the ledger yet, has a register all the same.
pub fn keep_register(
    finished: &mut Finished,
    counters: Counters,
    register: GeneralLedgerRegister,
    seed: Uuid,
) {
    finished.register.get_or_insert_with(|| GeneralLedgerRegister {
        id: Uuid::new_v5(&seed, b"register"),
        number: counters.register + 1,
        from_entry_number: counters.general_ledger_entry + 1,
        to_entry_number: counters.general_ledger_entry,
        from_vat_entry_number: counters.vat_entry + 1,
        to_vat_entry_number: counters.vat_entry,
        ..register
    });
}

/// A movement that is a posting run of its own.
async fn post_alone(
    session: &mut Session,
    company: Uuid,
    movement: &Movement,
    facts: InventoryFacts,
    (posting_facts, open): (&PostingFacts, OpenEntries),
    stamp: Stamp,
    seed: Uuid,
) -> Result<(), PostingError> {
    let register = GeneralLedgerRegister {
        source_code: movement.source_code.clone(),
        ..GeneralLedgerRegister::default()
    };
    let mut inventory = InventoryPoster::new(facts, Uuid::new_v5(&seed, b"inventory"));
    let moved = inventory.post(movement)?;
    let register_of_run = register.clone();
    let mut poster = Poster::new(posting_facts, open, register, seed);
    for line in &moved.ledger_lines {
        poster.post(&line.posting_line())?;
    }
    let (entries, items) = kept(inventory.finish());
    let mut finished = poster.finish()?;
    keep_register(&mut finished, posting_facts.counters, register_of_run, seed);
    let mut keeper = Keeper::new(session, company, stamp);
    keeper.inventory(&entries).await?;
    keeper.finish(&finished).await?;
    Ok(keep_items(session, company, &items, stamp).await?)
}
