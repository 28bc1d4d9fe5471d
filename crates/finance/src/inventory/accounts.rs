//! The accounts that costs are booked to (FINANCE.md 5.5, 5.6, section 6).

use super::InventoryFacts;
use crate::{
    errors::{Category, RuleError},
    item_ledger_entries::ItemEntryType,
    items::Item,
    posting_setup::GeneralPostingSetup,
};

/// The inventory account of an item at a location. No inventory posting group: `Field`; no setup: `NotFound`; no
/// account: `Dialog`.
pub(super) fn inventory_account(
    facts: &InventoryFacts,
    item: &Item,
    location: &str,
) -> Result<String, RuleError> {
    let group = &item.inventory_posting_group;
    if group.is_empty() {
        return Err(without_group(item));
    }
    let setup = facts
        .inventory_posting_setup
        .iter()
        .find(|setup| setup.location_code == location && setup.inventory_posting_group == *group);
    let setup = setup.ok_or_else(|| {
        let message = format!(
            "There is no inventory posting setup for the location \"{location}\" and the group {group}."
        );
        RuleError::of_record(Category::NotFound, message)
    })?;
    present(&setup.inventory_account, || {
        format!("The inventory posting setup of \"{location}\" and {group} has no inventory account.")
    })
}

pub(super) fn without_group(item: &Item) -> RuleError {
    let message = format!("The item {} has no inventory posting group.", item.number);
    RuleError::of_record(Category::Field, message)
}

/// The account on the other side of the inventory account, by what moved the goods: costs of goods sold, direct cost
/// applied, or inventory adjustment.
pub(super) fn counter_account(
    facts: &InventoryFacts,
    item: &Item,
    business_group: &str,
    entry_type: ItemEntryType,
) -> Result<String, RuleError> {
    let setup = general_setup(facts, item, business_group)?;
    let (account, name) = match entry_type {
        ItemEntryType::Sale => (&setup.cost_of_goods_sold_account, "account for the cost of goods sold"),
        ItemEntryType::Purchase => (&setup.direct_cost_applied_account, "account for direct cost applied"),
        _ => (&setup.inventory_adjustment_account, "inventory adjustment account"),
    };
    present(account, || missing(setup, name))
}

/// The account for the difference between what goods cost and what they should have cost.
pub(super) fn variance_account(
    facts: &InventoryFacts,
    item: &Item,
    business_group: &str,
) -> Result<String, RuleError> {
    let setup = general_setup(facts, item, business_group)?;
    present(&setup.purchase_variance_account, || missing(setup, "purchase variance account"))
}

fn general_setup<'f>(
    facts: &'f InventoryFacts,
    item: &Item,
    business_group: &str,
) -> Result<&'f GeneralPostingSetup, RuleError> {
    let product_group = &item.general_product_posting_group;
    if product_group.is_empty() {
        let message = format!("The item {} has no general product posting group.", item.number);
        return Err(RuleError::of_record(Category::Field, message));
    }
    let setup = facts.general_posting_setup.iter().find(|setup| {
        setup.general_business_posting_group == business_group
            && setup.general_product_posting_group == *product_group
    });
    let setup = setup.ok_or_else(|| {
        let message =
            format!("There is no general posting setup for \"{business_group}\" and {product_group}.");
        RuleError::of_record(Category::NotFound, message)
    })?;
    if setup.blocked {
        let message =
            format!("The general posting setup of \"{business_group}\" and {product_group} is blocked.");
        return Err(RuleError::of_record(Category::Field, message));
    }
    Ok(setup)
}

fn missing(setup: &GeneralPostingSetup, name: &str) -> String {
    format!(
        "The general posting setup of \"{}\" and {} has no {name}.",
        setup.general_business_posting_group, setup.general_product_posting_group
    )
}

fn present(account: &str, message: impl FnOnce() -> String) -> Result<String, RuleError> {
    if account.is_empty() {
        return Err(RuleError::of_record(Category::Dialog, message()));
    }
    Ok(account.to_owned())
}
