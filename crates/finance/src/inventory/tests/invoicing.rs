//! Goods that move before they are invoiced: what is expected, what the invoice makes of it, and random orders of
//! movements and invoices against the same movements invoiced at once.

use std::collections::BTreeMap;

use money::Amount;
use proptest::prelude::*;

use super::{LAMP, account, any_method, facts, lamp, lines, movement, poster, sell, whole};
use crate::{
    Category,
    inventory::{InventoryPoster, ItemDocument, Movement},
    inventory_setup::{AutomaticCostAdjustment, CostingMethod},
    item_ledger_entries::{ItemDocumentType, ItemEntryType, ValueEntry, ValueEntryType},
    items::{Item, ItemType},
};

fn cents(hundredths: i32) -> Amount {
    Amount::from_hundredths(hundredths)
}

fn receive(units: i32, cost: i32) -> Movement {
    Movement {
        expected: true,
        document_type: ItemDocumentType::PurchaseReceipt,
        document_number: "R".into(),
        ..movement(ItemEntryType::Purchase, whole(units), Some(whole(units * cost)))
    }
}

fn ship(units: i32) -> Movement {
    Movement { expected: true, document_number: "S".into(), ..sell(units) }
}

/// The invoice of so many units that were received at a cost for each, or shipped for ten each.
fn invoice_of(movement: &Movement, units: i32, cost: i32) -> Movement {
    let sale = movement.entry_type == ItemEntryType::Sale;
    Movement {
        expected: false,
        document_type: ItemDocumentType::SalesInvoice,
        document_number: "I".into(),
        quantity: if sale { whole(-units) } else { whole(units) },
        direct_cost: if sale { None } else { Some(whole(units * cost)) },
        sales_amount: if sale { whole(units * 10) } else { Amount::ZERO },
        ..movement.clone()
    }
}

/// Sums of the value entries of an item ledger entry: expected, actual, invoiced.
fn sums(values: &[ValueEntry], entry: i64) -> (Amount, Amount, Amount) {
    let own = || values.iter().filter(|value| value.item_ledger_entry_number == entry);
    let sum = |of: fn(&ValueEntry) -> Amount| Amount::sum(own().map(of)).unwrap();
    (
        sum(|value| value.cost_amount_expected),
        sum(|value| value.cost_amount_actual),
        sum(|value| value.invoiced_quantity),
    )
}

#[test]
fn goods_move_with_their_shipment_and_cost_something_with_their_invoice() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    poster.post(&movement(ItemEntryType::Purchase, whole(20), Some(whole(1600)))).unwrap();
    let shipped = poster.post(&ship(6)).unwrap();
    assert_eq!((shipped.cost, shipped.ledger_lines.len()), (whole(-480), 0));
    let stocked = poster.stocked(LAMP).unwrap();
    assert_eq!((stocked.quantity, stocked.invoiced, stocked.value), (whole(14), whole(20), whole(1120)));

    let first = poster.invoice(shipped.item_entry_number, &invoice_of(&ship(6), 2, 0)).unwrap();
    assert_eq!(lines(&first), [("1300", whole(-160)), ("5100", whole(160))]);
    assert_eq!((first.cost, first.item_entry_number), (whole(-160), shipped.item_entry_number));
    assert_eq!(poster.clone().finish().item_ledger_entries[1].invoiced_quantity, whole(-2));
    let too_many = poster.clone().invoice(shipped.item_entry_number, &invoice_of(&ship(6), 5, 0));
    assert_eq!(too_many.unwrap_err().category, Category::Dialog);

    poster.invoice(shipped.item_entry_number, &invoice_of(&ship(6), 4, 0)).unwrap();
    assert_eq!(poster.stocked(LAMP).unwrap().invoiced, whole(14));
    let posted = poster.finish();
    assert_eq!(posted.item_ledger_entries.len(), 2);
    assert_eq!(posted.item_ledger_entries[1].invoiced_quantity, whole(-6));
    assert_eq!(posted.item_ledger_entries[1].document_number, "S");
    assert_eq!(sums(&posted.value_entries, 2), (Amount::ZERO, whole(-480), whole(-6)));
    let documents: Vec<&str> =
        posted.value_entries.iter().map(|value| value.document_number.as_str()).collect();
    assert_eq!(documents, ["D", "S", "I", "I"]);
    let sales = Amount::sum(posted.value_entries.iter().map(|value| value.sales_amount_actual)).unwrap();
    assert_eq!(sales, whole(60));
}

#[test]
fn an_entry_of_goods_that_are_shipped_and_invoiced_at_once_names_the_shipment() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    let shipment = ItemDocument {
        document_type: ItemDocumentType::SalesShipment,
        number: "S".into(),
        ..ItemDocument::default()
    };
    let sale = Movement { moved_by: Some(shipment), document_number: "I".into(), ..sell(1) };
    let moved = poster.post(&sale).unwrap();
    assert!(moved.ledger_lines.iter().all(|line| line.document_number == "I"));
    let posted = poster.finish();
    let entry = &posted.item_ledger_entries[0];
    assert_eq!((entry.document_number.as_str(), entry.document_type), ("S", ItemDocumentType::SalesShipment));
    assert_eq!(posted.value_entries[0].document_number, "I");
}

#[test]
fn what_left_costs_what_the_invoice_says() {
    // Ten received for 80 each, four sold, and invoiced for 90 each; bought at once they would have cost this.
    let cases = [
        (CostingMethod::Fifo, -360, 540),
        (CostingMethod::Lifo, -360, 540),
        (CostingMethod::Average, -360, 540),
        (CostingMethod::Standard, -340, 510),
    ];
    for (method, sold_cost, rest) in cases {
        let mut poster = poster(lamp(method));
        let received = poster.post(&receive(10, 80)).unwrap();
        assert_eq!(received.ledger_lines.len(), 0);
        // What is expected is no cost of a purchase yet.
        assert_eq!(poster.stocked(LAMP).unwrap().item.last_direct_cost, Amount::ZERO);
        let sold = poster.post(&Movement { document_number: "I-1".into(), ..sell(4) }).unwrap();
        let invoiced =
            poster.invoice(received.item_entry_number, &invoice_of(&receive(10, 80), 10, 90)).unwrap();
        let total = Amount::sum(
            [sold.ledger_lines.clone(), invoiced.ledger_lines.clone()]
                .concat()
                .iter()
                .map(|line| line.amount),
        );
        assert_eq!(total.unwrap(), Amount::ZERO);
        let of_sales = invoiced.ledger_lines.iter().filter(|line| line.account_number == "5100");
        assert!(of_sales.clone().all(|line| line.document_number == "I-1"));
        let stocked = poster.stocked(LAMP).unwrap().clone();
        assert_eq!((stocked.quantity, stocked.value), (whole(6), whole(rest)), "{method:?}");
        assert_eq!(stocked.item.last_direct_cost, whole(90), "{method:?}");
        let unit_cost = if method == CostingMethod::Standard { whole(80) } else { whole(90) };
        assert_eq!(stocked.item.unit_cost, unit_cost, "{method:?}");
        let posted = poster.finish();
        let costs = (sums(&posted.value_entries, 1), sums(&posted.value_entries, 2));
        assert_eq!(costs.0.0, Amount::ZERO, "{method:?}");
        assert_eq!(costs.1.1, whole(sold_cost), "{method:?}");
        let both = [sold.ledger_lines, invoiced.ledger_lines].concat();
        assert_eq!(account(&both, "1300"), stocked.value, "{method:?}");
        let variances =
            posted.value_entries.iter().filter(|value| value.entry_type == ValueEntryType::Variance);
        let variance: Amount = Amount::sum(variances.map(|value| value.cost_amount_actual)).unwrap();
        assert_eq!(variance, if method == CostingMethod::Standard { whole(-50) } else { Amount::ZERO });
    }
}

#[test]
fn goods_that_came_back_follow_what_they_left_with() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    let received = poster.post(&receive(10, 80)).unwrap();
    let sold = poster.post(&sell(4)).unwrap();
    let back = Movement {
        applies_from_entry_number: sold.item_entry_number,
        ..movement(ItemEntryType::Sale, whole(2), None)
    };
    let returned = poster.post(&back).unwrap();
    poster.post(&sell(7)).unwrap();
    poster.invoice(received.item_entry_number, &invoice_of(&receive(10, 80), 10, 85)).unwrap();
    let posted = poster.clone().finish();
    assert_eq!(sums(&posted.value_entries, sold.item_entry_number).1, whole(-340));
    assert_eq!(sums(&posted.value_entries, returned.item_entry_number).1, whole(170));
    // Six of the receipt and one that came back.
    assert_eq!(sums(&posted.value_entries, 4).1, whole(-595));
    assert_eq!(poster.stocked(LAMP).unwrap().value, whole(85));
}

#[test]
fn corrections_of_goods_that_wait_for_their_invoice_are_expected() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    let shipped = poster.post(&ship(4)).unwrap();
    poster.invoice(shipped.item_entry_number, &invoice_of(&ship(4), 1, 0)).unwrap();
    // Shipped before they came, for 80 each by the card; they came for 90 each.
    let bought = poster.post(&movement(ItemEntryType::Purchase, whole(10), Some(whole(900)))).unwrap();
    assert_eq!(account(&bought.ledger_lines, "5100"), whole(10));
    let posted = poster.clone().finish();
    assert_eq!(sums(&posted.value_entries, 1), (whole(-270), whole(-90), whole(-1)));
    poster.invoice(shipped.item_entry_number, &invoice_of(&ship(4), 3, 0)).unwrap();
    let posted = poster.finish();
    assert_eq!(sums(&posted.value_entries, 1), (Amount::ZERO, whole(-360), whole(-4)));
}

#[test]
fn without_adjustment_only_the_receipt_learns_its_cost() {
    let mut facts = facts(lamp(CostingMethod::Fifo));
    facts.setup.automatic_cost_adjustment = AutomaticCostAdjustment::Never;
    let mut poster = InventoryPoster::new(facts, uuid::Uuid::from_u128(7));
    let received = poster.post(&receive(10, 80)).unwrap();
    poster.post(&sell(4)).unwrap();
    poster.invoice(received.item_entry_number, &invoice_of(&receive(10, 80), 10, 90)).unwrap();
    let posted = poster.finish();
    assert_eq!(sums(&posted.value_entries, 2).1, whole(-320));
    assert!(!posted.changed_items[0].cost_is_adjusted);
}

#[test]
fn services_are_invoiced_later_too() {
    let service = Item { item_type: ItemType::Service, ..lamp(CostingMethod::Fifo) };
    let mut poster = poster(service);
    let shipped = poster.post(&ship(2)).unwrap();
    poster.invoice(shipped.item_entry_number, &invoice_of(&ship(2), 2, 0)).unwrap();
    let posted = poster.finish();
    assert_eq!(posted.item_ledger_entries[0].invoiced_quantity, whole(-2));
    let costs: Vec<Amount> =
        posted.value_entries.iter().map(|value| value.cost_amount_non_inventoriable).collect();
    assert_eq!(costs, [Amount::ZERO, whole(-160)]);
    assert!(posted.value_entries.iter().all(|value| value.cost_amount_expected.is_zero()));
}

/// Units that move: received or shipped, some of them invoiced at once or later in up to two parts.
#[derive(Debug, Clone)]
struct Step {
    is_purchase: bool,
    units: i32,
    /// What is expected, and what the invoices say, for all units in hundredths.
    expected: i32,
    costs: [i32; 2],
    /// After so many further steps each part is invoiced; none: with the movement.
    waits: Option<[usize; 2]>,
    /// One unit of the last sale comes back afterwards.
    comes_back: bool,
}

fn any_step() -> impl Strategy<Value = Step> {
    let waits = proptest::option::of([0..6_usize, 0..6_usize]);
    let costs = (0..90_000_i32, [0..40_000_i32, 0..40_000_i32]);
    (any::<bool>(), 1..9_i32, costs, waits, any::<bool>()).prop_map(
        |(is_purchase, units, (expected, costs), waits, comes_back)| Step {
            is_purchase,
            units,
            expected,
            costs,
            waits,
            comes_back,
        },
    )
}

/// What is invoiced later: after how many steps, which entry, how.
type Due = (usize, i64, Movement);

/// The two parts of a step, with the movement of both.
fn parts(step: &Step) -> (Movement, [Movement; 2]) {
    let first = step.units / 2;
    let part = |units: i32, cost: i32| {
        let direct_cost = step.is_purchase.then(|| cents(cost));
        let entry_type = if step.is_purchase { ItemEntryType::Purchase } else { ItemEntryType::Sale };
        let quantity = if step.is_purchase { whole(units) } else { whole(-units) };
        movement(entry_type, quantity, direct_cost)
    };
    let all = part(step.units, step.expected);
    (all, [part(first, step.costs[0]), part(step.units - first, step.costs[1])])
}

/// What all units cost by the invoices that are made of them.
fn invoiced_cost(step: &Step) -> i32 {
    if step.units == 1 { step.costs[1] } else { step.costs[0] + step.costs[1] }
}

/// Runs the steps, later invoices when they are due; `may_lack` lets more leave than there is. Steps that would are
/// left out otherwise. With `at_once` everything is invoiced with its movement.
fn run(method: CostingMethod, steps: &[Step], may_lack: bool, at_once: bool) -> InventoryPoster {
    let mut poster = poster(lamp(method));
    let mut due: Vec<Due> = Vec::new();
    let mut last_sale = 0;
    for (at, step) in steps.iter().enumerate() {
        let stock = poster.stocked(LAMP).unwrap().quantity;
        if may_lack || step.is_purchase || whole(step.units) <= stock {
            let (all, parts) = parts(step);
            let moved = match step.waits.filter(|_| !at_once) {
                None => {
                    let direct_cost = step.is_purchase.then(|| cents(invoiced_cost(step)));
                    poster.post(&Movement { direct_cost, ..all }).unwrap()
                }
                Some(waits) => {
                    let moved = poster.post(&Movement { expected: true, ..all }).unwrap();
                    for (part, wait) in parts.into_iter().zip(waits) {
                        due.push((at + wait, moved.item_entry_number, part));
                    }
                    moved
                }
            };
            if !step.is_purchase {
                last_sale = moved.item_entry_number;
            }
        }
        if step.comes_back && last_sale != 0 {
            let back = movement(ItemEntryType::Sale, whole(1), None);
            poster.post(&Movement { applies_from_entry_number: last_sale, ..back }).unwrap();
            last_sale = 0;
        }
        let (now, later) = due.into_iter().partition(|(when, _, _)| *when <= at);
        settle(&mut poster, now);
        due = later;
    }
    settle(&mut poster, due);
    poster
}

fn settle(poster: &mut InventoryPoster, due: Vec<Due>) {
    for (_, entry, part) in due.into_iter().filter(|(_, _, part)| !part.quantity.is_zero()) {
        poster.invoice(entry, &part).unwrap();
    }
}

/// Actual cost of each item ledger entry.
fn costs(values: &[ValueEntry]) -> BTreeMap<i64, i64> {
    let mut costs = BTreeMap::new();
    for value in values {
        *costs.entry(value.item_ledger_entry_number).or_insert(0) += value.cost_amount_actual.scaled();
    }
    costs
}

proptest! {
    #![proptest_config(seeds::config_of(module_path!(), 300))]

    /// Whenever goods are invoiced, in the end they cost what they would have, had they been invoiced as they moved;
    /// with Average to a cent for each invoice.
    #[test]
    fn late_invoices_lead_to_the_same_costs(
        method in any_method(),
        steps in proptest::collection::vec(any_step(), 1..20),
    ) {
        let (late, at_once) = (run(method, &steps, false, false), run(method, &steps, false, true));
        let (stock, expected) = (late.stocked(LAMP).unwrap().clone(), at_once.stocked(LAMP).unwrap().clone());
        prop_assert_eq!((stock.quantity, stock.invoiced), (expected.quantity, expected.invoiced));
        prop_assert_eq!(stock.quantity, stock.invoiced);
        let tolerance = if method == CostingMethod::Average {
            cents(2).scaled() * i64::try_from(steps.len()).unwrap()
        } else {
            0
        };
        let near = |one: i64, other: i64| (one - other).abs() <= tolerance;
        prop_assert!(near(stock.value.scaled(), expected.value.scaled()), "{} {}", stock.value, expected.value);
        let (late, at_once) = (costs(&late.finish().value_entries), costs(&at_once.finish().value_entries));
        prop_assert_eq!(late.len(), at_once.len());
        for (entry, cost) in late {
            prop_assert!(near(cost, at_once[&entry]), "{entry}: {cost} {}", at_once[&entry]);
        }
    }

    /// Stock is the sum of what moved, and what is expected is taken back to the last cent, also where goods left before
    /// they came.
    #[test]
    fn sums_hold_with_late_invoices(
        method in any_method(),
        steps in proptest::collection::vec(any_step(), 1..20),
    ) {
        let poster = run(method, &steps, true, false);
        let stocked = poster.stocked(LAMP).unwrap().clone();
        let posted = poster.finish();
        let moved = Amount::sum(posted.item_ledger_entries.iter().map(|entry| entry.quantity)).unwrap();
        prop_assert_eq!(stocked.quantity, moved);
        let naive: i32 = steps.iter().map(|step| if step.is_purchase { step.units } else { -step.units }).sum();
        let mut sold = false;
        let back: i32 = steps
            .iter()
            .map(|step| {
                sold |= !step.is_purchase;
                i32::from(step.comes_back && std::mem::take(&mut sold))
            })
            .sum();
        prop_assert_eq!(moved, whole(naive + back));
        let mut value = Amount::ZERO;
        let mut booked = Amount::ZERO;
        for entry in &posted.item_ledger_entries {
            let (expected, actual, invoiced) = sums(&posted.value_entries, entry.entry_number);
            prop_assert_eq!(expected, Amount::ZERO);
            prop_assert_eq!((invoiced, entry.invoiced_quantity), (entry.quantity, entry.quantity));
            value = value.checked_add(actual).unwrap();
        }
        for entry in &posted.value_entries {
            booked = booked.checked_add(entry.cost_posted_to_general_ledger).unwrap();
        }
        prop_assert_eq!((value, booked), (stocked.value, stocked.value));
        if stocked.quantity.is_zero() && method != CostingMethod::Average {
            prop_assert_eq!(stocked.value, Amount::ZERO);
        }
    }
}
