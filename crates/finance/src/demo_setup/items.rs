//! Units, categories, templates, locations and items of the demo company.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{
    demo_setup::{DemoSetup, NewId},
    errors::RuleError,
    inventory_setup::{CostingMethod, InventorySetup},
    item_categories::ItemCategory,
    item_templates::ItemTemplate,
    item_variants::ItemVariant,
    items::{ItemFacts, ItemProperties, ItemType, ItemUnitOfMeasure, ItemUse, create},
    locations::Location,
    posting_groups::{GeneralProductPostingGroup, InventoryPostingGroup},
    tax_groups::TaxGroup,
    units_of_measure::UnitOfMeasure,
};

/// Code, name, international code, symbol.
const UNITS: &[(&str, &str, &str, &str)] = &[
    ("BOX", "Box", "BX", "box"),
    ("HOUR", "Hour", "HUR", "h"),
    ("KG", "Kilogram", "KGM", "kg"),
    ("PCS", "Piece", "EA", "pc"),
];

/// Code, name, category above.
const CATEGORIES: &[(&str, &str, &str)] = &[
    ("FURNITURE", "Furniture", ""),
    ("CHAIRS", "Chairs", "FURNITURE"),
    ("LIGHT", "Lamps and light", ""),
    ("WORK", "Work", ""),
];

/// Code, type, unit, general product group, VAT product group, inventory group.
const TEMPLATES: &[(&str, ItemType, &str, &str, &str, &str)] = &[
    ("ITEM", ItemType::Inventory, "PCS", "GOODS", "STD", "STOCK"),
    ("NON-STOCK", ItemType::NonInventory, "PCS", "GOODS", "STD", ""),
    ("SERVICE", ItemType::Service, "HOUR", "SERVICES", "STD", ""),
];

/// Number (blank: from the series), name, type, category, price and cost in hundredths, VAT group when it is not the
/// template's.
type Row = (&'static str, &'static str, ItemType, &'static str, i32, i32, Option<&'static str>);

const ITEMS: &[Row] = &[
    ("LAMP", "Desk lamp", ItemType::Inventory, "LIGHT", 12_500, 8_000, None),
    ("", "Office chair", ItemType::Inventory, "CHAIRS", 32_000, 19_000, None),
    ("", "Bookshelf", ItemType::Inventory, "FURNITURE", 21_000, 12_500, None),
    ("", "Guide to good light", ItemType::Inventory, "LIGHT", 2_400, 1_100, Some("RED")),
    ("", "Assembly", ItemType::Service, "WORK", 9_000, 4_500, None),
    ("", "Packaging", ItemType::NonInventory, "", 500, 200, None),
];

/// Number of the item, code, name.
const VARIANTS: &[(&str, &str, &str)] =
    &[("LAMP", "BLACK", "Desk lamp, black"), ("LAMP", "WHITE", "Desk lamp, white")];

pub(super) fn units(new_id: NewId<'_>) -> Vec<UnitOfMeasure> {
    UNITS
        .iter()
        .map(|&(code, description, international, symbol)| UnitOfMeasure {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            international_standard_code: international.to_owned(),
            symbol: symbol.to_owned(),
        })
        .collect()
}

pub(super) fn categories(new_id: NewId<'_>) -> Vec<ItemCategory> {
    CATEGORIES
        .iter()
        .map(|&(code, description, parent)| ItemCategory {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            parent_category_code: parent.to_owned(),
        })
        .collect()
}

pub(super) fn locations(new_id: NewId<'_>) -> Vec<Location> {
    vec![Location {
        id: new_id(),
        code: "MAIN".to_owned(),
        name: "Warehouse at the harbour".to_owned(),
        address: "14 Harbour Steps".to_owned(),
        city: "Basel".to_owned(),
        post_code: "4051".to_owned(),
        country_region_code: "CH".to_owned(),
        ..Location::default()
    }]
}

/// What templates refer to.
pub(super) struct TemplateParts<'a> {
    pub units: &'a [UnitOfMeasure],
    pub general_groups: &'a [GeneralProductPostingGroup],
    pub tax_groups: &'a [TaxGroup],
    pub inventory_groups: &'a [InventoryPostingGroup],
}

pub(super) fn templates(parts: &TemplateParts<'_>, new_id: NewId<'_>) -> Vec<ItemTemplate> {
    let TemplateParts { units, general_groups, tax_groups, inventory_groups } = parts;
    TEMPLATES
        .iter()
        .map(|&(code, item_type, unit, general, vat, inventory)| ItemTemplate {
            id: new_id(),
            code: code.to_owned(),
            description: format!("New items, {code}"),
            item_type,
            costing_method: CostingMethod::Fifo,
            base_unit_of_measure: unit.to_owned(),
            base_unit_of_measure_id: id_of(units.iter().map(|unit| (unit.id, &unit.code)), unit),
            general_product_posting_group: general.to_owned(),
            general_product_posting_group_id: id_of(
                general_groups.iter().map(|group| (group.id, &group.code)),
                general,
            ),
            vat_product_posting_group: vat.to_owned(),
            tax_group_id: id_of(tax_groups.iter().map(|group| (group.id, &group.code)), vat),
            inventory_posting_group: inventory.to_owned(),
            inventory_posting_group_id: id_of(
                inventory_groups.iter().map(|group| (group.id, &group.code)),
                inventory,
            ),
        })
        .collect()
}

fn id_of<'a>(mut records: impl Iterator<Item = (Uuid, &'a String)>, code: &str) -> Uuid {
    records.find(|(_, known)| *known == code).map_or(Uuid::nil(), |(id, _)| id)
}

/// Adds the items with their base units; numbers that are not given are taken from the series of setup.
pub(super) fn add(setup: &mut DemoSetup, today: Date, new_id: NewId<'_>) -> Result<(), RuleError> {
    let mut numbers = setup.numbers(&setup.number_series_setup.items);
    let inventory_setup: &InventorySetup = &setup.inventory_setup;
    let facts = ItemFacts {
        setup: &setup.general_ledger_setup,
        inventory_setup,
        categories: &setup.item_categories,
        units: &setup.units_of_measure,
        tax_groups: &setup.tax_groups,
        general_product_groups: &setup.general_product_posting_groups,
        inventory_groups: &setup.inventory_posting_groups,
        templates: &setup.item_templates,
        number_taken: false,
        unit_of_other_size: false,
        in_use: ItemUse::default(),
        today,
    };
    let mut items = Vec::new();
    for &(number, name, item_type, category, price, cost, tax_group) in ITEMS {
        let given = ItemProperties {
            number: Some(number.to_owned()),
            display_name: Some(name.to_owned()),
            item_type: Some(item_type),
            item_category_code: Some(category.to_owned()),
            unit_price: Some(Amount::from_hundredths(price)),
            unit_cost: Some(Amount::from_hundredths(cost)),
            tax_group_code: tax_group.map(str::to_owned),
            ..ItemProperties::default()
        };
        let mut item = create(new_id(), &given, numbers.as_mut(), &|_| false, &facts)?;
        item.last_direct_cost = item.unit_cost;
        items.push(item);
    }
    setup.item_units_of_measure = items
        .iter()
        .map(|item| ItemUnitOfMeasure {
            id: new_id(),
            item_id: item.id,
            code: item.base_unit_of_measure.clone(),
            quantity_per_unit: Amount::ONE,
        })
        .collect();
    setup.item_variants = VARIANTS
        .iter()
        .filter_map(|&(number, code, description)| {
            let item = items.iter().find(|item| item.number == number)?;
            Some(ItemVariant {
                id: new_id(),
                item_id: item.id,
                code: code.to_owned(),
                description: description.to_owned(),
            })
        })
        .collect();
    setup.items = items;
    setup.keep_taken(numbers);
    Ok(())
}
