//! Corrections of costs: whose they are, and what they are counted from.

use money::Amount;
use uuid::Uuid;

use super::{
    LAMP, account, buy, lamp, movement,
    records::{CLOCK, OTHER_SET, books, full, shown},
    sell, whole,
};
use crate::{
    inventory::{InventoryPoster, Movement, StockedItem},
    inventory_setup::CostingMethod,
    item_ledger_entries::{ItemDocumentType, ItemEntryType},
    items::Item,
    posting_groups::InventoryPostingSetup,
    posting_setup::GeneralPostingSetup,
};

/// The average is that of all locations: what left elsewhere is corrected on the account of its own location.
#[test]
fn late_costs_at_another_location() {
    let mut facts = books(CostingMethod::Average);
    let east = InventoryPostingSetup {
        location_code: "EAST".into(),
        inventory_account: "1301".into(),
        ..facts.inventory_posting_setup[0].clone()
    };
    facts.inventory_posting_setup.push(east);
    let mut poster = InventoryPoster::new(facts, Uuid::from_u128(7));
    let east = |movement: Movement| Movement { location_code: "EAST".into(), ..movement };
    let received = full(Movement { expected: true, ..buy(10, 60) }, ItemDocumentType::PurchaseReceipt, "R5");
    let invoice = full(buy(10, 70), ItemDocumentType::PurchaseInvoice, "P5");
    let moved = [
        poster.post(&received).unwrap(),
        poster.post(&full(east(buy(10, 80)), ItemDocumentType::PurchaseInvoice, "P2")).unwrap(),
        poster.post(&full(east(sell(4)), ItemDocumentType::SalesInvoice, "I1")).unwrap(),
        poster.invoice(41, &invoice).unwrap(),
    ];
    insta::assert_snapshot!("late_costs_at_another_location", shown(poster, &moved));
}

/// A correction belongs to what is corrected: its dimensions and groups are not those of what brought it about.
#[test]
fn corrections_have_their_own_dimensions_and_groups() {
    let mut facts = books(CostingMethod::Fifo);
    let abroad = GeneralPostingSetup {
        general_business_posting_group: "EU".into(),
        cost_of_goods_sold_account: "5101".into(),
        direct_cost_applied_account: "5311".into(),
        ..facts.general_posting_setup[0].clone()
    };
    facts.general_posting_setup.push(abroad);
    let mut poster = InventoryPoster::new(facts, Uuid::from_u128(7));
    let sold = full(sell(4), ItemDocumentType::SalesInvoice, "I1");
    let came = Movement {
        general_business_posting_group: "EU".into(),
        dimension_set_id: OTHER_SET,
        ..full(buy(3, 90), ItemDocumentType::PurchaseInvoice, "P1")
    };
    let first = poster.post(&sold).unwrap();
    let second = poster.post(&came).unwrap();
    // The rest comes back from the customer, who is given its price again, at another unit cost by now.
    let back = full(movement(ItemEntryType::Sale, whole(2), None), ItemDocumentType::SalesCreditMemo, "C1");
    let back = Movement { dimension_set_id: OTHER_SET, direct_cost: Some(whole(190)), ..back };
    let third = poster.post(&back).unwrap();
    insta::assert_snapshot!("corrections", shown(poster, &[first, second, third]));
}

#[test]
fn goods_that_are_not_invoiced_are_in_the_average_beside_the_receipt() {
    let mut poster = InventoryPoster::new(books(CostingMethod::Fifo), Uuid::from_u128(7));
    poster.post(&Movement { expected: true, ..buy(10, 80) }).unwrap();
    poster.post(&buy(5, 100)).unwrap();
    assert_eq!(poster.stocked(LAMP).unwrap().item.unit_cost, Amount::parse("86.66667").unwrap());
    let mut poster = InventoryPoster::new(books(CostingMethod::Fifo), Uuid::from_u128(7));
    poster.post(&buy(5, 100)).unwrap();
    assert_eq!(poster.stocked(LAMP).unwrap().item.unit_cost, whole(100));
}

/// What is missing of an item is valued by its own entries, wherever it is missing.
#[test]
fn what_is_missing_is_valued_by_the_item() {
    let at = |movement: Movement, location: &str| Movement { location_code: location.into(), ..movement };
    let of_clock = |movement: Movement| Movement { item_id: CLOCK, ..movement };
    for (method, bought, later, correction) in [
        // Four were sold for 60 each by the card, which has been 78.75 since.
        (CostingMethod::Fifo, 10, Some(90), 160),
        (CostingMethod::Average, 10, Some(90), 85),
        (CostingMethod::Average, 2, None, 160),
    ] {
        let mut facts = books(method);
        let clock = Item { id: CLOCK, number: "CLOCK".into(), ..lamp(method) };
        facts.items.insert(CLOCK, StockedItem { item: clock, ..StockedItem::default() });
        let east = InventoryPostingSetup {
            location_code: "EAST".into(),
            ..facts.inventory_posting_setup[0].clone()
        };
        facts.inventory_posting_setup.push(east);
        let mut poster = InventoryPoster::new(facts, Uuid::from_u128(7));
        poster.post(&of_clock(buy(3, 50))).unwrap();
        poster.post(&of_clock(at(sell(5), "EAST"))).unwrap();
        poster.post(&buy(bought, 60)).unwrap();
        poster.post(&at(sell(4), "EAST")).unwrap();
        if let Some(cost) = later {
            poster.post(&buy(10, cost)).unwrap();
        }
        let came = poster.post(&at(buy(6, 100), "EAST")).unwrap();
        assert_eq!(account(&came.ledger_lines, "5100"), whole(correction), "{method:?}");
    }
}

/// Goods that are given back leave at the cost they came with, whatever their credit memo says.
#[test]
fn what_is_given_back_costs_what_was_expected() {
    let mut poster = InventoryPoster::new(books(CostingMethod::Fifo), Uuid::from_u128(7));
    poster.post(&buy(10, 60)).unwrap();
    let back = Movement { applies_to_entry_number: 41, expected: true, ..buy(-3, 60) };
    poster.post(&back).unwrap();
    let memo = Movement { expected: false, direct_cost: Some(whole(-999)), ..back };
    assert_eq!(poster.invoice(42, &memo).unwrap().cost, whole(-180));
    assert_eq!(poster.stocked(LAMP).unwrap().value, whole(420));
}
