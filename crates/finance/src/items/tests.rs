//! Items: numbers, units, groups from templates, what is fixed once they have moved, deletion.

mod records;

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::{
    Item, ItemDeleteFacts, ItemFacts, ItemProperties, ItemType, ItemUse, change, check_delete, create,
};
use crate::{
    Category, RuleError,
    companies::GeneralLedgerSetup,
    inventory_setup::{CostingMethod, InventorySetup},
    item_categories::ItemCategory,
    item_templates::ItemTemplate,
    posting_groups::{GeneralProductPostingGroup, InventoryPostingGroup},
    tax_groups::TaxGroup,
    units_of_measure::UnitOfMeasure,
};

const PIECE: Uuid = Uuid::from_u128(1);
const HOUR: Uuid = Uuid::from_u128(2);
const LAMPS: Uuid = Uuid::from_u128(3);
const STANDARD_RATE: Uuid = Uuid::from_u128(4);
const REDUCED_RATE: Uuid = Uuid::from_u128(5);
const GOODS: Uuid = Uuid::from_u128(6);
const STOCK: Uuid = Uuid::from_u128(7);
const FREE: Uuid = Uuid::from_u128(8);

fn with_facts<T>(change: impl FnOnce(&mut ItemFacts<'_>), run: impl FnOnce(&ItemFacts<'_>) -> T) -> T {
    let unit = |id, code: &str, international: &str| UnitOfMeasure {
        id,
        code: code.into(),
        international_standard_code: international.into(),
        ..UnitOfMeasure::default()
    };
    let mut facts = ItemFacts {
        setup: &GeneralLedgerSetup::default(),
        inventory_setup: &InventorySetup {
            default_costing_method: CostingMethod::Average,
            ..InventorySetup::default()
        },
        categories: &[ItemCategory { id: LAMPS, code: "LAMPS".into(), ..ItemCategory::default() }],
        units: &[unit(PIECE, "PCS", "EA"), unit(HOUR, "HOUR", "HUR")],
        tax_groups: &[
            TaxGroup { id: STANDARD_RATE, code: "STD".into(), ..TaxGroup::default() },
            TaxGroup { id: REDUCED_RATE, code: "RED".into(), ..TaxGroup::default() },
        ],
        general_product_groups: &[
            GeneralProductPostingGroup {
                id: GOODS,
                code: "GOODS".into(),
                default_vat_product_posting_group: "STD".into(),
                auto_insert_default: true,
                ..GeneralProductPostingGroup::default()
            },
            GeneralProductPostingGroup {
                id: FREE,
                code: "FREE".into(),
                default_vat_product_posting_group: "RED".into(),
                auto_insert_default: false,
                ..GeneralProductPostingGroup::default()
            },
        ],
        inventory_groups: &[InventoryPostingGroup {
            id: STOCK,
            code: "STOCK".into(),
            description: String::new(),
        }],
        templates: &[ItemTemplate {
            base_unit_of_measure: "PCS".into(),
            base_unit_of_measure_id: PIECE,
            general_product_posting_group: "GOODS".into(),
            general_product_posting_group_id: GOODS,
            vat_product_posting_group: "STD".into(),
            tax_group_id: STANDARD_RATE,
            inventory_posting_group: "STOCK".into(),
            inventory_posting_group_id: STOCK,
            ..ItemTemplate::default()
        }],
        number_taken: false,
        unit_of_other_size: false,
        in_use: ItemUse::default(),
        today: date(2026, 3, 10),
    };
    change(&mut facts);
    run(&facts)
}

/// Facts that outlive the closure which sets them.
fn lasting<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn numbered() -> ItemProperties {
    ItemProperties { number: Some("lamp".into()), ..ItemProperties::default() }
}

fn made(given: &ItemProperties) -> Result<Item, RuleError> {
    with_facts(|_| {}, |facts| create(Uuid::nil(), given, None, &|_| false, facts))
}

fn changed(stored: &Item, given: &ItemProperties, in_use: ItemUse) -> Result<Item, RuleError> {
    with_facts(|facts| facts.in_use = in_use, |facts| change(stored, given, facts))
}

/// What [`numbered`] becomes: everything else is the template's.
fn lamp() -> Item {
    Item {
        number: "LAMP".into(),
        allow_invoice_discount: true,
        cost_is_adjusted: true,
        base_unit_of_measure: "PCS".into(),
        base_unit_of_measure_id: PIECE,
        sales_unit_of_measure: "PCS".into(),
        purchase_unit_of_measure: "PCS".into(),
        general_product_posting_group: "GOODS".into(),
        general_product_posting_group_id: GOODS,
        vat_product_posting_group: "STD".into(),
        tax_group_id: STANDARD_RATE,
        inventory_posting_group: "STOCK".into(),
        inventory_posting_group_id: STOCK,
        ..Item::default()
    }
}

#[test]
fn a_template_fills_what_is_not_sent() {
    let item = made(&numbered()).unwrap();
    let codes = [
        &item.number,
        &item.base_unit_of_measure,
        &item.sales_unit_of_measure,
        &item.purchase_unit_of_measure,
        &item.general_product_posting_group,
        &item.vat_product_posting_group,
        &item.inventory_posting_group,
    ];
    assert_eq!(codes.map(String::as_str), ["LAMP", "PCS", "PCS", "PCS", "GOODS", "STD", "STOCK"]);
    assert_eq!(item.costing_method, CostingMethod::Fifo);
    // There is no template for services.
    let service = made(&ItemProperties { item_type: Some(ItemType::Service), ..numbered() }).unwrap();
    assert_eq!((service.base_unit_of_measure.as_str(), service.inventory_posting_group.as_str()), ("", ""));
}

#[test]
fn properties_name_records_by_id_or_code() {
    let given = ItemProperties {
        display_name: Some("Lamp".into()),
        item_category_code: Some("lamps".into()),
        gtin: Some("4006381333931".into()),
        unit_price: Some(Amount::from_integer(125)),
        unit_cost: Some(Amount::from_integer(80)),
        base_unit_of_measure_code: Some("hur".into()),
        tax_group_id: Some(REDUCED_RATE),
        general_product_posting_group_code: Some("goods".into()),
        inventory_posting_group_id: Some(STOCK),
        ..numbered()
    };
    let item = made(&given).unwrap();
    assert_eq!((item.item_category_id, item.base_unit_of_measure_id), (LAMPS, HOUR));
    assert_eq!(
        (item.base_unit_of_measure.as_str(), item.vat_product_posting_group.as_str()),
        ("HOUR", "RED")
    );
    let with_default = ItemProperties { tax_group_id: None, ..given };
    assert_eq!(made(&with_default).unwrap().tax_group_id, STANDARD_RATE);
}

#[test]
fn bad_properties_are_refused() {
    let unknown = Some(Uuid::from_u128(99));
    let minus = Some(Amount::from_integer(-1));
    let cases = [
        (ItemProperties { inventory: Some(Amount::ZERO), ..numbered() }, Category::Dialog, "inventory"),
        (ItemProperties { item_category_id: unknown, ..numbered() }, Category::Dialog, "itemCategoryId"),
        (ItemProperties { tax_group_code: Some("X".into()), ..numbered() }, Category::Dialog, "taxGroupCode"),
        (
            ItemProperties { base_unit_of_measure_id: unknown, ..numbered() },
            Category::Dialog,
            "baseUnitOfMeasureId",
        ),
        (
            ItemProperties { base_unit_of_measure_code: Some("KM".into()), ..numbered() },
            Category::Dialog,
            "baseUnitOfMeasureCode",
        ),
        (
            ItemProperties {
                base_unit_of_measure_id: Some(HOUR),
                base_unit_of_measure_code: Some("PCS".into()),
                ..numbered()
            },
            Category::Dialog,
            "baseUnitOfMeasureCode",
        ),
        (ItemProperties { unit_price: minus, ..numbered() }, Category::Field, "unitPrice"),
        (ItemProperties { unit_cost: minus, ..numbered() }, Category::Field, "unitCost"),
        (
            ItemProperties {
                item_type: Some(ItemType::Service),
                inventory_posting_group_code: Some("STOCK".into()),
                ..numbered()
            },
            Category::Field,
            "inventoryPostingGroupCode",
        ),
        (
            ItemProperties { general_product_posting_group_id: unknown, ..numbered() },
            Category::Dialog,
            "generalProductPostingGroupId",
        ),
        (
            ItemProperties { inventory_posting_group_id: unknown, ..numbered() },
            Category::Dialog,
            "inventoryPostingGroupId",
        ),
        (ItemProperties { gtin: Some("1".repeat(15)), ..numbered() }, Category::Length, "gtin"),
        (ItemProperties { gtin: Some("4006381333 1".into()), ..numbered() }, Category::Field, "gtin"),
        (ItemProperties { gtin: Some("40063X".into()), ..numbered() }, Category::Field, "gtin"),
        (ItemProperties::default(), Category::Field, "number"),
    ];
    for (given, category, property) in cases {
        let error = made(&given).unwrap_err();
        assert_eq!((error.category, error.property), (category, Some(property)), "{error}");
    }
    let taken = with_facts(
        |facts| facts.number_taken = true,
        |facts| create(Uuid::nil(), &numbered(), None, &|_| false, facts),
    );
    assert_eq!(taken.unwrap_err().category, Category::Duplicate);
}

#[test]
fn an_item_that_has_moved_keeps_type_unit_and_cost() {
    let item = made(&numbered()).unwrap();
    let none = ItemProperties::default();
    let to_service = ItemProperties { item_type: Some(ItemType::Service), ..none.clone() };
    let by_hour = ItemProperties { base_unit_of_measure_code: Some("HOUR".into()), ..none.clone() };
    let dearer = ItemProperties { unit_cost: Some(Amount::from_integer(90)), ..none.clone() };
    let moved = ItemUse { entries: 1, ..ItemUse::default() };
    let open = ItemUse { entries: 1, open_entries: 1, ..ItemUse::default() };
    let drafted = ItemUse { lines: 1, ..ItemUse::default() };
    let unused = ItemUse::default();
    for given in [&to_service, &by_hour, &dearer] {
        assert!(changed(&item, given, unused).is_ok());
    }
    for (given, in_use, property) in [
        (&to_service, moved, "type"),
        (&to_service, drafted, "type"),
        (&by_hour, open, "baseUnitOfMeasureCode"),
        (&dearer, moved, "unitCost"),
    ] {
        let error = changed(&item, given, in_use).unwrap_err();
        assert_eq!((error.category, error.property), (Category::Dialog, Some(property)), "{error}");
    }
    assert!(changed(&item, &by_hour, moved).is_ok());
    // What is said again does not count as a change.
    let same = ItemProperties {
        item_type: Some(ItemType::Inventory),
        base_unit_of_measure_code: Some("PCS".into()),
        unit_cost: Some(Amount::ZERO),
        ..none.clone()
    };
    let in_use = ItemUse { entries: 1, open_entries: 1, lines: 1 };
    assert_eq!(changed(&item, &same, in_use), Ok(item.clone()));
    let service = Item { item_type: ItemType::Service, ..item.clone() };
    assert_eq!(changed(&service, &dearer, in_use).unwrap().unit_cost, Amount::from_integer(90));
    let standard = Item { costing_method: CostingMethod::Standard, ..item.clone() };
    assert_eq!(changed(&standard, &dearer, moved).unwrap().standard_cost, Amount::from_integer(90));
    let corrected = Item { standard_cost: Amount::from_integer(85), ..standard };
    assert_eq!(changed(&corrected, &none, moved), Ok(corrected.clone()), "only a new cost is the standard");
    assert_eq!(changed(&item, &dearer, unused).unwrap().standard_cost, Amount::ZERO);
    let boxed = with_facts(|facts| facts.unit_of_other_size = true, |facts| change(&item, &by_hour, facts));
    assert_eq!(boxed.unwrap_err().property, Some("baseUnitOfMeasureCode"));
    let service = changed(&item, &to_service, unused).unwrap();
    assert_eq!(service.inventory_posting_group, "");
    assert_eq!(service.inventory_posting_group_id, Uuid::nil());
    let again = ItemProperties { number: Some("LAMP".into()), ..none.clone() };
    let taken = with_facts(|facts| facts.number_taken = true, |facts| change(&item, &again, facts));
    assert_eq!(taken, Ok(item.clone()), "its own number is not taken by another");
    let counted = ItemProperties { inventory: Some(Amount::ONE), ..none };
    assert!(changed(&item, &counted, unused).is_ok());
}

#[test]
fn items_in_use_stay() {
    let item = made(&numbered()).unwrap();
    assert_eq!(check_delete(&item, &ItemDeleteFacts::default()), Ok(()));
    let none = ItemDeleteFacts::default();
    for facts in [
        ItemDeleteFacts { journal_lines: 1, ..none },
        ItemDeleteFacts { document_lines: 1, ..none },
        ItemDeleteFacts { entries_in_open_years: 1, ..none },
        ItemDeleteFacts { unsettled_entries: 1, ..none },
    ] {
        assert_eq!(check_delete(&item, &facts).unwrap_err().category, Category::Dialog);
    }
    let unadjusted = Item { cost_is_adjusted: false, ..item };
    assert_eq!(check_delete(&unadjusted, &none).unwrap_err().category, Category::Dialog);
}
