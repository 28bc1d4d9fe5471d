//! Creating and changing an item: properties in page order, then number and template.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{Item, ItemProperties, ItemType};
use crate::{
    companies::GeneralLedgerSetup,
    errors::RuleError,
    fields::{code, text},
    id_pairs::IdPair,
    inventory_setup::{CostingMethod, InventorySetup},
    item_categories::ItemCategory,
    item_templates::{ItemTemplate, template_for},
    number_series::NumberSource,
    party_cards::{assign_number, change_number},
    posting_groups::{GeneralProductPostingGroup, InventoryPostingGroup},
    tax_groups::TaxGroup,
    units_of_measure::UnitOfMeasure,
};

const NOUN: &str = "item";

/// How far an item is in use, which limits what may change (FINANCE.md section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemUse {
    /// Item ledger entries.
    pub entries: u64,
    /// Item ledger entries that are still open.
    pub open_entries: u64,
    /// Lines of journals, and of documents that are not posted.
    pub lines: u64,
}

/// What the rules look up. Lists hold at least the records the request and the templates name.
#[derive(Debug, Clone, Copy)]
pub struct ItemFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    pub inventory_setup: &'a InventorySetup,
    pub categories: &'a [ItemCategory],
    pub units: &'a [UnitOfMeasure],
    /// VAT product groups in a VAT company, tax groups in a sales-tax one.
    pub tax_groups: &'a [TaxGroup],
    pub general_product_groups: &'a [GeneralProductPostingGroup],
    pub inventory_groups: &'a [InventoryPostingGroup],
    pub templates: &'a [ItemTemplate],
    /// Another item has the number given, in capitals and trimmed.
    pub number_taken: bool,
    /// The base unit that the request names is known to the item already, with another quantity than one.
    pub unit_of_other_size: bool,
    pub in_use: ItemUse,
    /// The work date, by which the line of a number series is chosen.
    pub today: Date,
}

/// A new item (FINANCE.md section 6, 7.1). `numbers` is the series of setup ([`assign_number`]). An `inventory`:
/// `Dialog`; unknown records, or ids and codes of different ones: `Dialog`; a price or cost below zero, an inventory
/// posting group on what is not stocked, a GTIN with other characters than digits: `Field`; too long: `Length`.
pub fn create(
    id: Uuid,
    given: &ItemProperties,
    numbers: Option<&mut NumberSource>,
    is_used: &dyn Fn(&str) -> bool,
    facts: &ItemFacts<'_>,
) -> Result<Item, RuleError> {
    if given.inventory.is_some() {
        let message = "inventory: a new item has none. Create the item first, then change its inventory.";
        return Err(RuleError::dialog("inventory", message));
    }
    let mut item = Item { id, cost_is_adjusted: true, allow_invoice_discount: true, ..Item::default() };
    apply(&mut item, given, facts)?;
    if item.number.is_empty() {
        item.costing_method = facts.inventory_setup.default_costing_method;
    }
    assign_number(NOUN, &mut item.number, facts.number_taken, numbers, is_used, facts.today)?;
    if let Some(template) = template_for(facts.templates, item.item_type) {
        fill_from_template(&mut item, given, template);
    }
    if item.costing_method == CostingMethod::Standard {
        item.standard_cost = item.unit_cost;
    }
    Ok(item)
}

/// A changed item; a new number renames it and everything that names it ([`crate::relations`]). Errors as for
/// [`create`]; besides, what is fixed once the item has moved (FINANCE.md section 6): its type, base unit and unit cost
/// (`Dialog`). `inventory` is left to the caller, who posts the
/// difference ([`crate::inventory::adjustment`]).
pub fn change(stored: &Item, given: &ItemProperties, facts: &ItemFacts<'_>) -> Result<Item, RuleError> {
    let mut item = stored.clone();
    apply(&mut item, given, facts)?;
    change_number(NOUN, &stored.number, &item.number, facts.number_taken)?;
    check_fixed(stored, &item, facts)?;
    if item.costing_method == CostingMethod::Standard && item.unit_cost != stored.unit_cost {
        item.standard_cost = item.unit_cost;
    }
    Ok(item)
}

/// What may not change once the item is in use.
fn check_fixed(stored: &Item, item: &Item, facts: &ItemFacts<'_>) -> Result<(), RuleError> {
    let ItemUse { entries, open_entries, lines } = facts.in_use;
    let refuse = |property: &'static str, count: u64, why: &str| {
        let message = format!("{property} of the item {} cannot change: {count} {why}.", stored.number);
        Err(RuleError::dialog(property, message))
    };
    if item.item_type != stored.item_type && entries > 0 {
        return refuse("type", entries, "item ledger entries exist");
    }
    if item.item_type != stored.item_type && lines > 0 {
        return refuse("type", lines, "lines of journals or documents name it");
    }
    if item.base_unit_of_measure != stored.base_unit_of_measure && open_entries > 0 {
        return refuse("baseUnitOfMeasureCode", open_entries, "item ledger entries are open");
    }
    let cost_is_free = !item.is_inventoriable() || item.costing_method == CostingMethod::Standard;
    if item.unit_cost != stored.unit_cost && !cost_is_free && entries > 0 {
        return refuse("unitCost", entries, "item ledger entries exist, from which it is calculated");
    }
    Ok(())
}

/// Every property present, in page order.
fn apply(item: &mut Item, given: &ItemProperties, facts: &ItemFacts<'_>) -> Result<(), RuleError> {
    if let Some(number) = &given.number {
        item.number = code("number", number, 20)?;
    }
    if let Some(name) = &given.display_name {
        item.description = text("displayName", name, 100)?;
    }
    if let Some(name) = &given.display_name_2 {
        item.description_2 = text("displayName2", name, 50)?;
    }
    if let Some(item_type) = given.item_type {
        item.item_type = item_type;
        if item_type != ItemType::Inventory {
            // What is not stocked keeps no inventory fields (FINANCE.md section 6).
            item.inventory_posting_group.clear();
            item.inventory_posting_group_id = Uuid::nil();
        }
    }
    if let Some((id, code)) = category(given, facts)? {
        (item.item_category_id, item.item_category_code) = (id, code);
    }
    if let Some(blocked) = given.blocked {
        item.blocked = blocked;
    }
    if let Some(gtin) = &given.gtin {
        item.gtin = code("gtin", gtin, 14)?;
        if !item.gtin.chars().all(|character| character.is_ascii_digit()) {
            return Err(RuleError::field("gtin", format!("gtin: \"{gtin}\" must consist of digits.")));
        }
    }
    if let Some(price) = given.unit_price {
        item.unit_price = not_negative("unitPrice", price)?;
    }
    if let Some(includes_tax) = given.price_includes_tax {
        item.price_includes_vat = includes_tax;
    }
    if let Some(cost) = given.unit_cost {
        item.unit_cost = not_negative("unitCost", cost)?;
    }
    if let Some((id, code)) = tax_group(given, facts)? {
        take_tax_group(item, id, &code, facts.setup);
    }
    apply_base_unit(item, given, facts)?;
    apply_groups(item, given, facts)
}

fn not_negative(property: &'static str, value: Amount) -> Result<Amount, RuleError> {
    if value.is_negative() {
        return Err(RuleError::field(
            property,
            format!("{property} must not be below zero, but is {value}."),
        ));
    }
    Ok(value)
}

fn category(given: &ItemProperties, facts: &ItemFacts<'_>) -> Result<Option<(Uuid, String)>, RuleError> {
    IdPair {
        noun: "item category",
        id_property: "itemCategoryId",
        code_property: "itemCategoryCode",
        id: given.item_category_id,
        code: given.item_category_code.as_deref(),
        code_length_max: 20,
    }
    .resolve(facts.categories.iter().map(|category| (category.id, category.code.as_str())))
}

fn tax_group(given: &ItemProperties, facts: &ItemFacts<'_>) -> Result<Option<(Uuid, String)>, RuleError> {
    IdPair {
        noun: "tax group",
        id_property: "taxGroupId",
        code_property: "taxGroupCode",
        id: given.tax_group_id,
        code: given.tax_group_code.as_deref(),
        code_length_max: 20,
    }
    .resolve(facts.tax_groups.iter().map(|group| (group.id, group.code.as_str())))
}

/// The VAT product group of a VAT company, the tax group of a sales-tax one.
fn take_tax_group(item: &mut Item, id: Uuid, code: &str, setup: &GeneralLedgerSetup) {
    item.tax_group_id = id;
    let field =
        if setup.is_vat_company { &mut item.vat_product_posting_group } else { &mut item.tax_group_code };
    code.clone_into(field);
}

/// The base unit by id, code or international code; sales and purchase units follow it.
fn apply_base_unit(item: &mut Item, given: &ItemProperties, facts: &ItemFacts<'_>) -> Result<(), RuleError> {
    // A code that names no unit may be an international one.
    let code = given.base_unit_of_measure_code.as_deref().map(|given| {
        let wanted = crate::fields::normalize_code(given);
        let known = facts.units.iter().any(|unit| unit.code == wanted);
        let international =
            facts.units.iter().find(|unit| !wanted.is_empty() && unit.international_standard_code == wanted);
        international.filter(|_| !known).map_or(wanted, |unit| unit.code.clone())
    });
    let unit = IdPair {
        noun: "unit of measure",
        id_property: "baseUnitOfMeasureId",
        code_property: given.unit_form.property(),
        id: given.base_unit_of_measure_id,
        code: code.as_deref(),
        code_length_max: 10,
    }
    .resolve(facts.units.iter().map(|unit| (unit.id, unit.code.as_str())))?;
    let Some((id, code)) = unit else { return Ok(()) };
    if facts.unit_of_other_size && !code.is_empty() && code != item.base_unit_of_measure {
        let property = given.unit_form.property();
        let message =
            format!("{property}: the unit {code} of the item {} does not hold exactly one.", item.number);
        return Err(RuleError::dialog(property, message));
    }
    if code != item.base_unit_of_measure {
        take_base_unit(item, id, &code);
    }
    Ok(())
}

fn take_base_unit(item: &mut Item, id: Uuid, code: &str) {
    item.base_unit_of_measure_id = id;
    for field in
        [&mut item.base_unit_of_measure, &mut item.sales_unit_of_measure, &mut item.purchase_unit_of_measure]
    {
        code.clone_into(field);
    }
}

/// General product posting group, which may bring its VAT product group along, and inventory posting group.
fn apply_groups(item: &mut Item, given: &ItemProperties, facts: &ItemFacts<'_>) -> Result<(), RuleError> {
    let groups = facts.general_product_groups;
    let general = IdPair {
        noun: "general product posting group",
        id_property: "generalProductPostingGroupId",
        code_property: "generalProductPostingGroupCode",
        id: given.general_product_posting_group_id,
        code: given.general_product_posting_group_code.as_deref(),
        code_length_max: 20,
    }
    .resolve(groups.iter().map(|group| (group.id, group.code.as_str())))?;
    if let Some((id, code)) = general {
        let group = groups.iter().find(|group| group.id == id && code != item.general_product_posting_group);
        if let Some(group) = group.filter(|group| group.auto_insert_default) {
            let vat_group = &group.default_vat_product_posting_group;
            let known = facts.tax_groups.iter().find(|known| known.code == *vat_group);
            if let Some(known) =
                known.filter(|_| given.tax_group_id.is_none() && given.tax_group_code.is_none())
            {
                take_tax_group(item, known.id, &known.code, facts.setup);
            }
        }
        (item.general_product_posting_group_id, item.general_product_posting_group) = (id, code);
    }
    let inventory = IdPair {
        noun: "inventory posting group",
        id_property: "inventoryPostingGroupId",
        code_property: "inventoryPostingGroupCode",
        id: given.inventory_posting_group_id,
        code: given.inventory_posting_group_code.as_deref(),
        code_length_max: 20,
    }
    .resolve(facts.inventory_groups.iter().map(|group| (group.id, group.code.as_str())))?;
    if let Some((id, code)) = inventory {
        if !code.is_empty() && !item.is_inventoriable() {
            let message = "inventoryPostingGroupCode: only items of the type Inventory have one.";
            return Err(RuleError::field("inventoryPostingGroupCode", message));
        }
        (item.inventory_posting_group_id, item.inventory_posting_group) = (id, code);
    }
    Ok(())
}

/// Fills what the request did not send (FINANCE.md 7.1).
fn fill_from_template(item: &mut Item, given: &ItemProperties, template: &ItemTemplate) {
    if item.costing_method == CostingMethod::default() {
        item.costing_method = template.costing_method;
    }
    if given.base_unit_of_measure_id.is_none() && given.base_unit_of_measure_code.is_none() {
        take_base_unit(item, template.base_unit_of_measure_id, &template.base_unit_of_measure);
    }
    if given.general_product_posting_group_id.is_none() && given.general_product_posting_group_code.is_none()
    {
        item.general_product_posting_group.clone_from(&template.general_product_posting_group);
        item.general_product_posting_group_id = template.general_product_posting_group_id;
    }
    if given.tax_group_id.is_none() && given.tax_group_code.is_none() && item.tax_group_id.is_nil() {
        item.vat_product_posting_group.clone_from(&template.vat_product_posting_group);
        item.tax_group_id = template.tax_group_id;
    }
    if given.inventory_posting_group_id.is_none() && given.inventory_posting_group_code.is_none() {
        item.inventory_posting_group.clone_from(&template.inventory_posting_group);
        item.inventory_posting_group_id = template.inventory_posting_group_id;
    }
}
