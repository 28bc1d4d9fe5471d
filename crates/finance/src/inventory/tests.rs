//! Costs of goods: the examples of FINANCE.md section 6, S1, S3 and B1, and random movements against what must hold.

use std::collections::BTreeMap;

use jiff::civil::date;
use money::Amount;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    InventoryFacts, InventoryLedgerLine, InventoryPosted, InventoryPoster, Moved, Movement, StockedItem,
    adjustment,
};
use crate::{
    Category, RuleError,
    inventory_setup::{AutomaticCostAdjustment, CostingMethod, InventorySetup},
    item_ledger_entries::{ItemEntryType, ValueEntryType},
    items::{Item, ItemType, PreventNegativeInventory},
    posting_groups::InventoryPostingSetup,
    posting_setup::GeneralPostingSetup,
};

mod corrections;
mod invoicing;
mod records;

const LAMP: Uuid = Uuid::from_u128(1);

fn whole(units: i32) -> Amount {
    Amount::from_integer(units)
}

fn lamp(costing_method: CostingMethod) -> Item {
    Item {
        id: LAMP,
        number: "LAMP".into(),
        description: "Desk lamp".into(),
        unit_cost: whole(80),
        standard_cost: whole(85),
        costing_method,
        cost_is_adjusted: true,
        base_unit_of_measure: "PCS".into(),
        general_product_posting_group: "GOODS".into(),
        inventory_posting_group: "STOCK".into(),
        ..Item::default()
    }
}

fn facts(item: Item) -> InventoryFacts {
    InventoryFacts {
        setup: InventorySetup {
            automatic_cost_posting: true,
            automatic_cost_adjustment: AutomaticCostAdjustment::Always,
            ..InventorySetup::default()
        },
        items: BTreeMap::from([(item.id, StockedItem { item, ..StockedItem::default() })]),
        general_posting_setup: vec![GeneralPostingSetup {
            general_business_posting_group: "HOME".into(),
            general_product_posting_group: "GOODS".into(),
            cost_of_goods_sold_account: "5100".into(),
            inventory_adjustment_account: "5200".into(),
            direct_cost_applied_account: "5310".into(),
            purchase_variance_account: "5200".into(),
            ..GeneralPostingSetup::default()
        }],
        inventory_posting_setup: vec![InventoryPostingSetup {
            inventory_posting_group: "STOCK".into(),
            inventory_account: "1300".into(),
            ..InventoryPostingSetup::default()
        }],
        today: date(2026, 3, 10),
        ..InventoryFacts::default()
    }
}

fn poster(item: Item) -> InventoryPoster {
    InventoryPoster::new(facts(item), Uuid::from_u128(7))
}

fn movement(entry_type: ItemEntryType, quantity: Amount, direct_cost: Option<Amount>) -> Movement {
    Movement {
        item_id: LAMP,
        entry_type,
        quantity,
        direct_cost,
        document_number: "D".into(),
        posting_date: date(2026, 3, 10),
        general_business_posting_group: "HOME".into(),
        ..Movement::default()
    }
}

fn buy(units: i32, cost: i32) -> Movement {
    movement(ItemEntryType::Purchase, whole(units), Some(whole(units * cost)))
}

fn sell(units: i32) -> Movement {
    movement(ItemEntryType::Sale, whole(-units), None)
}

fn lines(moved: &Moved) -> Vec<(&str, Amount)> {
    moved.ledger_lines.iter().map(|line| (line.account_number.as_str(), line.amount)).collect()
}

fn account(lines: &[InventoryLedgerLine], number: &str) -> Amount {
    let of_account = lines.iter().filter(|line| line.account_number == number);
    Amount::sum(of_account.map(|line| line.amount)).unwrap()
}

#[test]
fn each_costing_method_takes_its_own_goods() {
    let cases = [
        (CostingMethod::Fifo, 980),
        (CostingMethod::Lifo, 1010),
        (CostingMethod::Average, 1000),
        (CostingMethod::Standard, 1020),
    ];
    for (method, cost) in cases {
        let mut poster = poster(lamp(method));
        let first = poster.post(&buy(10, 80)).unwrap();
        let second = poster.post(&buy(5, 90)).unwrap();
        let sold = poster.post(&sell(12)).unwrap();
        assert_eq!(sold.cost, whole(-cost), "{method:?}");
        if method == CostingMethod::Standard {
            assert_eq!(account(&first.ledger_lines, "5200"), whole(-50));
            assert_eq!(account(&second.ledger_lines, "5200"), whole(25));
            assert_eq!(account(&first.ledger_lines, "1300"), whole(850));
        }
        let stocked = poster.stocked(LAMP).unwrap();
        assert_eq!(stocked.quantity, whole(3), "{method:?}");
        assert_eq!(stocked.item.last_direct_cost, whole(90));
        // The rest leaves with the rest of the value.
        poster.post(&sell(3)).unwrap();
        assert_eq!(poster.stocked(LAMP).unwrap().value, Amount::ZERO, "{method:?}");
    }
}

#[test]
fn a_purchase_and_a_sale_are_booked_as_in_b1_and_s1() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    let bought = poster.post(&buy(10, 80)).unwrap();
    assert_eq!(lines(&bought), [("1300", whole(800)), ("5310", whole(-800))]);
    let sold = poster.post(&sell(4)).unwrap();
    assert_eq!(lines(&sold), [("1300", whole(-320)), ("5100", whole(320))]);
    let posted = poster.finish();
    assert_eq!(posted.item_ledger_entries.len(), 2);
    let remaining: Vec<(Amount, bool)> =
        posted.item_ledger_entries.iter().map(|entry| (entry.remaining_quantity, entry.open)).collect();
    assert_eq!(remaining, [(whole(6), true), (Amount::ZERO, false)]);
    let applied: Vec<(i64, i64, Amount)> = posted
        .item_application_entries
        .iter()
        .map(|entry| (entry.inbound_entry_number, entry.outbound_entry_number, entry.quantity))
        .collect();
    assert_eq!(applied, [(1, 0, whole(10)), (1, 2, whole(-4))]);
    assert_eq!(posted.counters.value_entry, 2);
}

#[test]
fn a_cancelled_sale_brings_its_goods_back_at_exactly_their_cost() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    poster.post(&buy(1, 70)).unwrap();
    poster.post(&buy(10, 90)).unwrap();
    let sold = poster.post(&sell(4)).unwrap();
    assert_eq!(sold.cost, whole(-340));
    let back = Movement {
        quantity: whole(4),
        applies_from_entry_number: sold.item_entry_number,
        ..movement(ItemEntryType::Sale, whole(4), None)
    };
    let returned = poster.post(&back).unwrap();
    assert_eq!(returned.cost, whole(340));
    assert_eq!(lines(&returned), [("1300", whole(340)), ("5100", whole(-340))]);
    assert_eq!(poster.stocked(LAMP).unwrap().value, whole(970));
    let unknown = Movement { applies_from_entry_number: 99, ..back };
    assert_eq!(poster.post(&unknown).unwrap_err().category, Category::Dialog);
}

#[test]
fn a_cancelled_purchase_takes_its_own_goods_unless_they_are_used() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    poster.post(&buy(10, 80)).unwrap();
    let second = poster.post(&buy(5, 90)).unwrap();
    let back = Movement {
        applies_to_entry_number: second.item_entry_number,
        ..movement(ItemEntryType::Purchase, whole(-5), None)
    };
    let returned = poster.post(&back).unwrap();
    assert_eq!(lines(&returned), [("1300", whole(-450)), ("5310", whole(450))]);
    assert_eq!(poster.post(&back).unwrap_err().category, Category::Dialog);
}

#[test]
fn goods_that_left_before_they_came_cost_what_came() {
    let mut poster = poster(lamp(CostingMethod::Fifo));
    let sold = poster.post(&sell(4)).unwrap();
    assert_eq!(lines(&sold), [("1300", whole(-320)), ("5100", whole(320))]);
    let bought = poster.post(&buy(10, 90)).unwrap();
    assert_eq!(account(&bought.ledger_lines, "5100"), whole(40));
    assert_eq!(account(&bought.ledger_lines, "1300"), whole(860));
    let stocked = poster.stocked(LAMP).unwrap().clone();
    assert_eq!((stocked.quantity, stocked.value, stocked.item.unit_cost), (whole(6), whole(540), whole(90)));
    let posted = poster.finish();
    assert!(!posted.item_ledger_entries[0].open);
    let corrections = posted.value_entries.iter().filter(|value| value.adjustment).count();
    assert_eq!(corrections, 1);
}

#[test]
fn negative_stock_can_be_forbidden_by_setup_or_item() {
    let refusal = |prevent: bool, by_item: PreventNegativeInventory| -> Option<RuleError> {
        let mut facts = facts(Item { prevent_negative_inventory: by_item, ..lamp(CostingMethod::Fifo) });
        facts.setup.prevent_negative_inventory = prevent;
        InventoryPoster::new(facts, Uuid::from_u128(7)).post(&sell(1)).err()
    };
    use PreventNegativeInventory::{Default, No, Yes};
    for (prevent, by_item, refused) in
        [(false, Default, false), (true, Default, true), (true, No, false), (false, Yes, true)]
    {
        let category = refusal(prevent, by_item).map(|error| error.category);
        assert_eq!(category, refused.then_some(Category::Dialog), "{prevent} {by_item:?}");
    }
}

#[test]
fn services_make_entries_but_no_stock() {
    let service = Item {
        item_type: ItemType::Service,
        inventory_posting_group: String::new(),
        ..lamp(CostingMethod::Fifo)
    };
    let mut poster = poster(service);
    let sold = poster.post(&sell(2)).unwrap();
    assert_eq!((sold.cost, sold.ledger_lines.len()), (whole(-160), 0));
    let posted = poster.finish();
    assert!(!posted.item_ledger_entries[0].open);
    assert_eq!(posted.value_entries[0].cost_amount_non_inventoriable, whole(-160));
    assert_eq!(posted.value_entries[0].cost_amount_actual, Amount::ZERO);
}

#[test]
fn without_automatic_posting_and_adjustment_the_card_decides() {
    let mut facts = facts(lamp(CostingMethod::Fifo));
    facts.setup = InventorySetup::default();
    let mut poster = InventoryPoster::new(facts, Uuid::from_u128(7));
    assert!(poster.post(&buy(10, 90)).unwrap().ledger_lines.is_empty());
    poster.post(&buy(10, 100)).unwrap();
    let sold = poster.post(&sell(12)).unwrap();
    // The first receipt made the unit cost; the second left it alone.
    assert_eq!(sold.cost, whole(-1080));
    let posted = poster.finish();
    assert_eq!(posted.changed_items[0].unit_cost, whole(90));
    assert!(!posted.changed_items[0].cost_is_adjusted);
}

#[test]
fn what_lacks_is_named() {
    let refused = |change: fn(&mut InventoryFacts), movement: &Movement| {
        let mut facts = facts(lamp(CostingMethod::Fifo));
        change(&mut facts);
        InventoryPoster::new(facts, Uuid::from_u128(7)).post(movement).unwrap_err().category
    };
    assert_eq!(refused(|facts| facts.items.clear(), &buy(1, 1)), Category::NotFound);
    assert_eq!(refused(|facts| facts.general_posting_setup.clear(), &buy(1, 1)), Category::NotFound);
    assert_eq!(refused(|facts| facts.inventory_posting_setup.clear(), &buy(1, 1)), Category::NotFound);
    assert_eq!(refused(|facts| facts.general_posting_setup[0].blocked = true, &buy(1, 1)), Category::Field);
    assert_eq!(
        refused(|facts| facts.general_posting_setup[0].direct_cost_applied_account.clear(), &buy(1, 1)),
        Category::Dialog
    );
    assert_eq!(refused(|_| {}, &movement(ItemEntryType::Sale, Amount::ZERO, None)), Category::Field);
    let blocked = |facts: &mut InventoryFacts| facts.items.get_mut(&LAMP).unwrap().item.blocked = true;
    assert_eq!(refused(blocked, &sell(1)), Category::Dialog);
    let no_group =
        |facts: &mut InventoryFacts| facts.items.get_mut(&LAMP).unwrap().item.inventory_posting_group.clear();
    assert_eq!(refused(no_group, &buy(1, 1)), Category::Field);
    let nothing_booked = |facts: &mut InventoryFacts| {
        facts.setup = InventorySetup::default();
        facts.items.get_mut(&LAMP).unwrap().item.inventory_posting_group.clear();
    };
    assert_eq!(refused(nothing_booked, &buy(1, 1)), Category::Field);
}

#[test]
fn an_adjustment_makes_up_the_difference() {
    let mut stocked = StockedItem {
        item: lamp(CostingMethod::Fifo),
        quantity: whole(3),
        invoiced: whole(3),
        value: whole(240),
    };
    let today = date(2026, 3, 10);
    let more = adjustment(&stocked, whole(5), today).unwrap().unwrap();
    assert_eq!((more.entry_type, more.quantity), (ItemEntryType::PositiveAdjustment, whole(2)));
    assert_eq!((more.document_number.as_str(), more.posting_date), ("LAMP", today));
    let less = adjustment(&stocked, whole(1), today).unwrap().unwrap();
    assert_eq!((less.entry_type, less.quantity), (ItemEntryType::NegativeAdjustment, whole(-2)));
    assert_eq!(adjustment(&stocked, whole(3), today), Ok(None));
    stocked.item.item_type = ItemType::Service;
    assert_eq!(adjustment(&stocked, whole(3), today), Ok(None), "sent back as it was read");
    let refused = adjustment(&stocked, whole(4), today).unwrap_err();
    assert_eq!((refused.category, refused.property), (Category::Dialog, Some("inventory")));
}

/// A purchase (cost per unit in hundredths) or a sale of thousandths of a unit.
fn any_movement() -> impl Strategy<Value = Movement> {
    let quantity = (1..20_000_i64).prop_map(|thousandths| Amount::from_scaled(thousandths * 100));
    (quantity, 0..30_000_i32, any::<bool>()).prop_map(|(quantity, cost, is_purchase)| {
        if is_purchase {
            movement(ItemEntryType::Purchase, quantity, Some(Amount::from_hundredths(cost)))
        } else {
            movement(ItemEntryType::Sale, quantity.checked_neg().unwrap(), None)
        }
    })
}

fn any_method() -> impl Strategy<Value = CostingMethod> {
    prop_oneof![
        Just(CostingMethod::Fifo),
        Just(CostingMethod::Lifo),
        Just(CostingMethod::Average),
        Just(CostingMethod::Standard)
    ]
}

/// What must be in stock: all that came less all that left.
fn naive_remaining(movements: &[Movement]) -> i64 {
    movements.iter().map(|movement| movement.quantity.scaled()).sum()
}

fn check(
    posted: &InventoryPosted,
    stocked: &StockedItem,
    lines: &[InventoryLedgerLine],
    movements: &[Movement],
) {
    let sum = |amounts: Vec<Amount>| Amount::sum(amounts).unwrap();
    let entries = &posted.item_ledger_entries;
    // Quantity and value are the sums of the entries.
    assert_eq!(stocked.quantity.scaled(), naive_remaining(movements));
    assert_eq!(sum(entries.iter().map(|entry| entry.quantity).collect()), stocked.quantity);
    assert_eq!(sum(entries.iter().map(|entry| entry.remaining_quantity).collect()), stocked.quantity);
    let values = &posted.value_entries;
    assert_eq!(sum(values.iter().map(|value| value.cost_amount_actual).collect()), stocked.value);
    // What is booked is what is valued, and balances.
    let posted_cost = sum(values.iter().map(|value| value.cost_posted_to_general_ledger).collect());
    assert_eq!(posted_cost, stocked.value);
    assert_eq!(account(lines, "1300"), stocked.value);
    assert_eq!(sum(lines.iter().map(|line| line.amount).collect()), Amount::ZERO);
    // Without stock there is no value.
    if stocked.quantity.is_zero() {
        assert_eq!(stocked.value, Amount::ZERO);
    }
    for entry in entries {
        assert_eq!(entry.open, !entry.remaining_quantity.is_zero());
        assert!(
            entry.remaining_quantity.is_zero() || entry.remaining_quantity.is_negative() != entry.positive
        );
        let applied = posted.item_application_entries.iter().filter(|application| {
            let number = entry.entry_number;
            if entry.positive {
                application.inbound_entry_number == number
            } else {
                application.outbound_entry_number == number
            }
        });
        // What is applied and what remains make up the entry; an inbound entry begins with all of it.
        let applied = sum(applied.map(|application| application.quantity).collect());
        let remains = if entry.positive { Amount::ZERO } else { entry.remaining_quantity };
        let expected = if entry.positive { entry.remaining_quantity } else { entry.quantity };
        assert_eq!(applied.checked_add(remains).unwrap(), expected);
    }
}

proptest! {
    #![proptest_config(seeds::config_of(module_path!(), 300))]

    #[test]
    fn sums_hold_after_any_movements(
        method in any_method(),
        movements in proptest::collection::vec(any_movement(), 1..25),
    ) {
        let mut poster = poster(lamp(method));
        let mut all = movements.clone();
        let mut lines = Vec::new();
        for movement in &movements {
            lines.extend(poster.post(movement).unwrap().ledger_lines);
        }
        // At the end everything leaves, or what is missing comes.
        let rest = poster.stocked(LAMP).unwrap().quantity;
        if !rest.is_zero() {
            let last = if rest.is_positive() {
                movement(ItemEntryType::Sale, rest.checked_neg().unwrap(), None)
            } else {
                movement(ItemEntryType::Purchase, rest.checked_neg().unwrap(), Some(whole(17)))
            };
            lines.extend(poster.post(&last).unwrap().ledger_lines);
            all.push(last);
        }
        let stocked = poster.stocked(LAMP).unwrap().clone();
        let posted = poster.finish();
        check(&posted, &stocked, &lines, &all);
        prop_assert_eq!(stocked.value, Amount::ZERO);
        let variances = posted.value_entries.iter().any(|value| value.entry_type == ValueEntryType::Variance);
        prop_assert!(method == CostingMethod::Standard || !variances);
    }

    /// Against a queue of receipts: what leaves costs what the oldest goods cost, to a cent for each receipt touched.
    #[test]
    fn fifo_takes_the_oldest_goods(units in proptest::collection::vec((1..9_i32, 1..500_i32), 1..8)) {
        let mut poster = poster(lamp(CostingMethod::Fifo));
        let mut queue: Vec<i32> = Vec::new();
        for (count, cost) in &units {
            poster.post(&buy(*count, *cost)).unwrap();
            queue.extend(std::iter::repeat_n(*cost, usize::try_from(*count).unwrap()));
        }
        let mut sold = 0_usize;
        for (count, _) in &units {
            let count = usize::try_from(*count).unwrap().min(queue.len() - sold);
            if count == 0 {
                continue;
            }
            let expected: i32 = queue[sold..sold + count].iter().sum();
            let moved = poster.post(&sell(i32::try_from(count).unwrap())).unwrap();
            prop_assert_eq!(moved.cost, whole(-expected));
            sold += count;
        }
    }
}
