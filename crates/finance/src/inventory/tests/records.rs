//! Whole records of movements and invoices: every entry, correction and ledger line with all of its fields.

use std::collections::BTreeMap;

use jiff::civil::date;
use money::{Amount, Precision};
use uuid::Uuid;

use super::{LAMP, buy, facts, lamp, movement, sell, whole};
use crate::{
    BLANK_DATE, RuleError,
    general_ledger_entries::LedgerSourceType,
    inventory::{
        InventoryCounters, InventoryFacts, InventoryLedgerLine, InventoryPoster, ItemDocument, Moved,
        Movement, StockedItem, adjustment,
    },
    inventory_setup::{AutomaticCostAdjustment, CostingMethod},
    item_ledger_entries::{
        ItemApplicationEntry, ItemDocumentType, ItemEntryType, ItemLedgerEntry, ValueEntry,
    },
    items::{Item, ItemType},
    journal_lines::JournalLine,
    posting::{DocumentExtras, PostingLine},
    posting_groups::InventoryPostingSetup,
    shown::{Fields, fields, section},
};

const SHIPMENT: Uuid = Uuid::from_u128(21);
const PARTY: Uuid = Uuid::from_u128(22);
const SET: Uuid = Uuid::from_u128(23);
pub const SERVICE: Uuid = Uuid::from_u128(24);
pub const CLOCK: Uuid = Uuid::from_u128(25);
pub const OTHER_SET: Uuid = Uuid::from_u128(26);

/// Two items, and counters of a company that has posted before.
pub fn books(method: CostingMethod) -> InventoryFacts {
    let mut facts = facts(lamp(method));
    let service = Item {
        id: SERVICE,
        number: "ADVICE".into(),
        description: "Advice".into(),
        item_type: ItemType::Service,
        ..lamp(method)
    };
    facts.items.insert(SERVICE, StockedItem { item: service, ..StockedItem::default() });
    facts.counters = InventoryCounters { item_ledger_entry: 40, value_entry: 60, item_application: 80 };
    facts.register_number = 5;
    facts
}

/// The documents of these tests; each has an id of its own.
const NUMBERS: [&str; 14] =
    ["R1", "I1", "S2", "P2", "P1", "I2", "C1", "C2", "P3", "I3", "R4", "P4", "R5", "P5"];

fn document_id(number: &str) -> Uuid {
    let at = NUMBERS.iter().position(|known| *known == number).unwrap();
    Uuid::from_u128(100 + at as u128)
}

/// A movement in which no field is blank.
pub fn full(movement: Movement, document_type: ItemDocumentType, number: &str) -> Movement {
    let sale = movement.entry_type == ItemEntryType::Sale;
    Movement {
        document_type,
        document_number: number.into(),
        document_line_number: 10_000,
        document_id: document_id(number),
        external_document_number: format!("X-{number}"),
        description: format!("Lamp of {number}"),
        document_date: date(2026, 3, 9),
        unit_of_measure_code: "PCS".into(),
        source_type: if sale { LedgerSourceType::Customer } else { LedgerSourceType::Vendor },
        source_id: PARTY,
        sales_amount: if sale { whole(500) } else { Amount::ZERO },
        source_code: "TRADE".into(),
        dimension_set_id: SET,
        ..movement
    }
}

fn names() -> BTreeMap<Uuid, String> {
    let names = [
        (LAMP, "lamp"),
        (SERVICE, "advice"),
        (SHIPMENT, "of the shipment"),
        (PARTY, "of the party"),
        (SET, "of the set"),
        (OTHER_SET, "of another set"),
    ];
    let documents = NUMBERS.iter().map(|number| (document_id(number), format!("of {number}")));
    names.into_iter().map(|(id, name)| (id, name.to_owned())).chain(documents).collect()
}

fn rows<T: std::fmt::Debug>(records: &[T], blank: &T) -> Vec<Fields> {
    let mut rows: Vec<Fields> = records.iter().map(|record| fields(record, Some(blank), &names())).collect();
    rows.iter_mut().for_each(|row| row.retain(|(name, _)| name != "id"));
    rows
}

fn blank_application() -> ItemApplicationEntry {
    ItemApplicationEntry {
        id: Uuid::nil(),
        entry_number: 0,
        register_number: 0,
        item_id: Uuid::nil(),
        item_ledger_entry_number: 0,
        inbound_entry_number: 0,
        outbound_entry_number: 0,
        quantity: Amount::ZERO,
        posting_date: BLANK_DATE,
    }
}

fn blank_line() -> InventoryLedgerLine {
    InventoryLedgerLine {
        account_number: String::new(),
        amount: Amount::ZERO,
        posting_date: BLANK_DATE,
        document_number: String::new(),
        description: String::new(),
        general_business_posting_group: String::new(),
        general_product_posting_group: String::new(),
        source_code: String::new(),
        dimension_set_id: Uuid::nil(),
    }
}

/// All that a run made, and what became of the items.
pub fn shown(poster: InventoryPoster, moved: &[Moved]) -> String {
    let mut text = String::new();
    for moved in moved {
        text.push_str(&format!("Entry {} cost {}\n", moved.item_entry_number, moved.cost));
        section(&mut text, "  Ledger", rows(&moved.ledger_lines, &blank_line()));
    }
    for id in [LAMP, SERVICE] {
        let stocked = poster.stocked(id).unwrap();
        text.push_str(&format!(
            "{} in stock {}, invoiced {}, value {}\n",
            stocked.item.number, stocked.quantity, stocked.invoiced, stocked.value
        ));
    }
    let posted = poster.finish();
    section(&mut text, "Entries", rows(&posted.item_ledger_entries, &ItemLedgerEntry::default()));
    section(&mut text, "Changed entries", rows(&posted.changed_entries, &ItemLedgerEntry::default()));
    section(&mut text, "Values", rows(&posted.value_entries, &ValueEntry::default()));
    section(&mut text, "Applications", rows(&posted.item_application_entries, &blank_application()));
    section(&mut text, "Changed items", rows(&posted.changed_items, &lamp(CostingMethod::Fifo)));
    let ids = posted.item_ledger_entries.iter().map(|entry| entry.id);
    let ids = ids.chain(posted.value_entries.iter().map(|entry| entry.id));
    let mut ids: Vec<Uuid> =
        ids.chain(posted.item_application_entries.iter().map(|entry| entry.id)).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert!(ids.len() == all && !ids.contains(&Uuid::nil()), "every record has an id of its own");
    text + &format!("{:?}\n\n", posted.counters)
}

/// Goods are received, shipped beyond what there is, come, are invoiced later for more, come back and are given back.
fn life(method: CostingMethod, adjustment: AutomaticCostAdjustment) -> String {
    let mut facts = books(method);
    facts.setup.automatic_cost_adjustment = adjustment;
    let mut poster = InventoryPoster::new(facts, Uuid::from_u128(7));
    let (receipt, invoice) = (ItemDocumentType::PurchaseReceipt, ItemDocumentType::PurchaseInvoice);
    let mut moved = Vec::new();
    let received = full(Movement { expected: true, ..buy(10, 81) }, receipt, "R1");
    moved.push(poster.post(&received).unwrap());
    let shipment =
        ItemDocument { document_type: ItemDocumentType::SalesShipment, number: "S1".into(), id: SHIPMENT };
    let sold = full(sell(4), ItemDocumentType::SalesInvoice, "I1");
    moved.push(poster.post(&Movement { moved_by: Some(shipment), ..sold }).unwrap());
    let beyond = full(Movement { expected: true, ..sell(9) }, ItemDocumentType::SalesShipment, "S2");
    moved.push(poster.post(&Movement { description: String::new(), ..beyond.clone() }).unwrap());
    moved.push(poster.post(&full(buy(7, 93), invoice, "P2")).unwrap());
    let later = Movement {
        expected: false,
        quantity: whole(6),
        direct_cost: Some(whole(600)),
        ..full(received.clone(), invoice, "P1")
    };
    moved.push(poster.invoice(41, &later).unwrap());
    let of_sale = Movement { expected: false, quantity: whole(-5), ..beyond };
    moved.push(poster.invoice(43, &full(of_sale, ItemDocumentType::SalesInvoice, "I2")).unwrap());
    let back = Movement { applies_from_entry_number: 42, ..movement(ItemEntryType::Sale, whole(2), None) };
    moved.push(poster.post(&full(back, ItemDocumentType::SalesCreditMemo, "C1")).unwrap());
    let given =
        Movement { applies_to_entry_number: 44, ..movement(ItemEntryType::Purchase, whole(-3), None) };
    moved.push(poster.post(&full(given, ItemDocumentType::PurchaseCreditMemo, "C2")).unwrap());
    let rest = Movement { quantity: whole(4), direct_cost: Some(whole(333)), ..later };
    moved.push(poster.invoice(41, &full(rest, invoice, "P3")).unwrap());
    let advice = Movement { item_id: SERVICE, ..sell(2) };
    moved.push(poster.post(&full(advice, ItemDocumentType::SalesInvoice, "I3")).unwrap());
    let bought = Movement { item_id: SERVICE, ..buy(3, 50) };
    moved.push(poster.post(&full(Movement { expected: true, ..bought.clone() }, receipt, "R4")).unwrap());
    moved.push(poster.invoice(48, &full(bought, invoice, "P4")).unwrap());
    shown(poster, &moved)
}

#[test]
fn everything_a_run_makes() {
    for method in [CostingMethod::Fifo, CostingMethod::Lifo, CostingMethod::Average, CostingMethod::Standard]
    {
        let text = life(method, AutomaticCostAdjustment::Always);
        insta::assert_snapshot!(format!("everything_a_run_makes_{method:?}"), text);
    }
}

#[test]
fn without_adjustment_costs_stay_as_they_were_taken() {
    let text = life(CostingMethod::Fifo, AutomaticCostAdjustment::Never);
    let average = life(CostingMethod::Average, AutomaticCostAdjustment::Never);
    insta::assert_snapshot!("without_adjustment", text + &average);
}

#[test]
fn entries_of_earlier_runs_are_changed_not_made_again() {
    for method in [CostingMethod::Fifo, CostingMethod::Average] {
        let mut first = InventoryPoster::new(books(method), Uuid::from_u128(7));
        first.post(&full(sell(2), ItemDocumentType::SalesInvoice, "I1")).unwrap();
        let mut second = InventoryPoster::new(
            InventoryFacts { register_number: 6, ..first.facts.clone() },
            Uuid::from_u128(8),
        );
        let came = second.post(&full(buy(3, 90), ItemDocumentType::PurchaseInvoice, "P1")).unwrap();
        insta::assert_snapshot!(format!("entries_of_earlier_runs_{method:?}"), shown(second, &[came]));
    }
}

/// What is missing is valued as it left, whether the stock is short by all of it or only at one location.
#[test]
fn what_is_missing_at_one_location_while_there_are_goods_at_another() {
    let mut text = String::new();
    for method in [CostingMethod::Fifo, CostingMethod::Average] {
        let mut facts = books(method);
        let east = InventoryPostingSetup {
            location_code: "EAST".into(),
            inventory_account: "1301".into(),
            ..facts.inventory_posting_setup[0].clone()
        };
        facts.inventory_posting_setup.insert(0, east);
        let mut poster = InventoryPoster::new(facts, Uuid::from_u128(7));
        let at = |movement: Movement, location: &str| Movement { location_code: location.into(), ..movement };
        let moved = [
            poster.post(&at(buy(10, 60), "")).unwrap(),
            poster.post(&at(sell(4), "EAST")).unwrap(),
            poster.post(&at(buy(6, 100), "EAST")).unwrap(),
            poster.post(&at(sell(12), "")).unwrap(),
            poster.post(&at(sell(2), "EAST")).unwrap(),
        ];
        text += &shown(poster, &moved);
    }
    insta::assert_snapshot!("missing_at_one_location", text);
}

#[test]
fn refusals_say_what_lacks() {
    let mut text = String::new();
    let mut refuse = |title: &str, change: fn(&mut InventoryFacts), movement: Movement| {
        let mut facts = books(CostingMethod::Fifo);
        change(&mut facts);
        let error: RuleError = InventoryPoster::new(facts, Uuid::from_u128(7)).post(&movement).unwrap_err();
        text += &format!("{title}: {:?} {:?} {}\n", error.category, error.property, error.message);
    };
    refuse("item", |facts| facts.items.clear(), buy(1, 1));
    refuse("quantity", |_| {}, movement(ItemEntryType::Sale, Amount::ZERO, None));
    refuse("blocked", |facts| facts.items.get_mut(&LAMP).unwrap().item.blocked = true, buy(1, 1));
    refuse("unit", |facts| facts.items.get_mut(&LAMP).unwrap().item.base_unit_of_measure.clear(), buy(1, 1));
    refuse(
        "inventory group",
        |facts| facts.items.get_mut(&LAMP).unwrap().item.inventory_posting_group.clear(),
        buy(1, 1),
    );
    refuse(
        "product group",
        |facts| facts.items.get_mut(&LAMP).unwrap().item.general_product_posting_group.clear(),
        buy(1, 1),
    );
    refuse("business group", |_| {}, Movement { general_business_posting_group: "EU".into(), ..buy(1, 1) });
    refuse(
        "other group",
        |facts| facts.general_posting_setup[0].general_product_posting_group.clear(),
        buy(1, 1),
    );
    refuse("blocked setup", |facts| facts.general_posting_setup[0].blocked = true, buy(1, 1));
    refuse("location", |_| {}, Movement { location_code: "EAST".into(), ..buy(1, 1) });
    refuse("stock", |facts| facts.inventory_posting_setup[0].inventory_posting_group.clear(), buy(1, 1));
    refuse(
        "inventory account",
        |facts| facts.inventory_posting_setup[0].inventory_account.clear(),
        buy(1, 1),
    );
    refuse("cost", |facts| facts.general_posting_setup[0].cost_of_goods_sold_account.clear(), sell(1));
    refuse("direct", |facts| facts.general_posting_setup[0].direct_cost_applied_account.clear(), buy(1, 1));
    let adjust = movement(ItemEntryType::PositiveAdjustment, whole(1), None);
    refuse("adjustment", |facts| facts.general_posting_setup[0].inventory_adjustment_account.clear(), adjust);
    let to_standard: fn(&mut InventoryFacts) = |facts| {
        facts.items.get_mut(&LAMP).unwrap().item.costing_method = CostingMethod::Standard;
        facts.general_posting_setup[0].purchase_variance_account.clear();
    };
    refuse("variance", to_standard, buy(1, 1));
    refuse("too few", |facts| facts.setup.prevent_negative_inventory = true, sell(3));
    let specific: fn(&mut InventoryFacts) =
        |facts| facts.items.get_mut(&LAMP).unwrap().item.costing_method = CostingMethod::Specific;
    refuse("specific", specific, sell(1));
    refuse("back from", |_| {}, Movement { applies_from_entry_number: 7, quantity: whole(1), ..sell(1) });
    refuse("given back", |_| {}, Movement { applies_to_entry_number: 7, ..sell(1) });
    insta::assert_snapshot!("refusals", text);
}

/// Goods come back from a sale of the item itself, and no more of them than left.
#[test]
fn goods_come_back_from_their_own_sale_only() {
    let mut poster = InventoryPoster::new(books(CostingMethod::Fifo), Uuid::from_u128(7));
    poster.post(&buy(5, 80)).unwrap();
    poster.post(&sell(2)).unwrap();
    poster.post(&Movement { item_id: SERVICE, ..sell(9) }).unwrap();
    let back = |units: i32, from: i64| Movement {
        applies_from_entry_number: from,
        ..movement(ItemEntryType::Sale, whole(units), None)
    };
    for (units, from, allowed) in
        [(1, 42, true), (2, 42, true), (3, 42, false), (1, 41, false), (1, 43, false), (1, 99, false)]
    {
        assert_eq!(poster.clone().post(&back(units, from)).is_ok(), allowed, "{units} from {from}");
    }
}

#[test]
fn only_what_is_there_and_not_invoiced_is_invoiced() {
    let mut poster = InventoryPoster::new(books(CostingMethod::Fifo), Uuid::from_u128(7));
    poster.post(&Movement { expected: true, ..buy(5, 80) }).unwrap();
    poster.post(&Movement { expected: true, ..sell(4) }).unwrap();
    poster.post(&Movement { item_id: SERVICE, expected: true, ..sell(4) }).unwrap();
    poster.invoice(41, &buy(2, 80)).unwrap();
    poster.invoice(42, &sell(1)).unwrap();
    for (entry, movement, allowed) in [
        (41, buy(3, 80), true),
        (41, buy(4, 80), false),
        (41, sell(1), false),
        (42, sell(3), true),
        (42, sell(4), false),
        (42, buy(1, 80), false),
        (43, sell(1), false),
        (43, Movement { item_id: SERVICE, ..sell(4) }, true),
        (44, sell(1), false),
        (41, Movement { item_id: PARTY, ..buy(1, 80) }, false),
        (41, Movement { quantity: Amount::ZERO, ..buy(1, 80) }, false),
    ] {
        assert_eq!(poster.clone().invoice(entry, &movement).is_ok(), allowed, "{entry} {movement:?}");
    }
}

#[test]
fn amounts_for_the_ledger_become_lines_made_by_the_program() {
    let day = date(2026, 3, 10);
    let line = InventoryLedgerLine {
        account_number: "1300".into(),
        amount: whole(-320),
        posting_date: day,
        document_number: "I1".into(),
        description: "Lamp".into(),
        general_business_posting_group: "HOME".into(),
        general_product_posting_group: "GOODS".into(),
        source_code: "SALES".into(),
        dimension_set_id: SET,
    };
    let expected = JournalLine {
        account_number: "1300".into(),
        amount: whole(-320),
        amount_local: whole(-320),
        posting_date: day,
        document_date: day,
        document_number: "I1".into(),
        description: "Lamp".into(),
        general_business_posting_group: "HOME".into(),
        general_product_posting_group: "GOODS".into(),
        source_code: "SALES".into(),
        system_created: true,
        ..JournalLine::default()
    };
    let extras = DocumentExtras { system_line: true, ..DocumentExtras::default() };
    assert_eq!(line.posting_line(), PostingLine { line: expected, dimension_set_id: SET, extras });
}

#[test]
fn a_correction_of_the_stock_is_a_movement_of_its_own() {
    let day = date(2026, 3, 10);
    let stocked =
        StockedItem { item: lamp(CostingMethod::Fifo), quantity: whole(3), ..StockedItem::default() };
    let expected = Movement {
        item_id: LAMP,
        entry_type: ItemEntryType::PositiveAdjustment,
        document_number: "LAMP".into(),
        posting_date: day,
        document_date: day,
        quantity: whole(2),
        unit_of_measure_code: "PCS".into(),
        source_code: "ITEMJNL".into(),
        ..Movement::default()
    };
    assert_eq!(adjustment(&stocked, whole(5), day), Ok(Some(expected)));
}

/// Costs are rounded as the company's amounts and unit prices are; without a step, to cents and as finely as can be.
#[test]
fn costs_are_rounded_as_the_company_says() {
    let step = |text: &str| Precision::new(Amount::parse(text).unwrap());
    let mut text = String::new();
    for (precision, unit_precision) in
        [(None, None), (step("1"), step("0.01")), (step("0.05"), step("0.001"))]
    {
        let facts = InventoryFacts { precision, unit_precision, ..books(CostingMethod::Average) };
        let mut poster = InventoryPoster::new(facts, Uuid::from_u128(7));
        let moved = [
            poster.post(&buy(7, 13)).unwrap(),
            poster
                .post(&Movement { direct_cost: Some(Amount::parse("100.07").unwrap()), ..buy(3, 0) })
                .unwrap(),
            poster.post(&sell(4)).unwrap(),
        ];
        text += &shown(poster, &moved);
    }
    insta::assert_snapshot!("rounding", text);
}
