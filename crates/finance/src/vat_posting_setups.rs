//! VAT posting setup: how VAT is calculated and booked for a pair of groups (FINANCE.md 5.1).
//!
//! The record stands in [`crate::posting_setup`].

use money::Amount;
use uuid::Uuid;

use crate::{
    accounts::{Account, SetupUse, take_vat_accounts},
    companies::GeneralLedgerSetup,
    errors::{Category, RuleError},
    fields::{code, normalize_code, percentage, required_code},
    posting_setup::{VatCalculationType, VatPostingSetup},
    tax_areas::TaxArea,
    tax_groups::TaxGroup,
};

/// Longest code of a group, or identifier, in characters.
const CODE_LENGTH_MAX: usize = 20;

/// The properties of a POST or PATCH; `None` means not in the body. The groups are written once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VatPostingSetupProperties {
    /// The VAT business group.
    pub tax_area_code: Option<String>,
    /// The VAT product group.
    pub tax_group_code: Option<String>,
    pub calculation_type: Option<VatCalculationType>,
    pub percent: Option<Amount>,
    pub identifier: Option<String>,
    pub sales_vat_account: Option<String>,
    pub purchase_vat_account: Option<String>,
    pub reverse_charge_vat_account: Option<String>,
    pub adjust_for_payment_discount: Option<bool>,
    pub blocked: Option<bool>,
    pub use_tax: Option<bool>,
}

impl VatPostingSetupProperties {
    /// The numbers of the accounts it names.
    pub fn accounts(&self) -> Vec<String> {
        let named = [&self.sales_vat_account, &self.purchase_vat_account, &self.reverse_charge_vat_account];
        named.into_iter().flatten().map(|number| normalize_code(number)).collect()
    }
}

/// What is known when VAT posting setup is written.
#[derive(Debug, Clone, Copy)]
pub struct VatPostingSetupFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    /// All cells of the matrix.
    pub cells: &'a [VatPostingSetup],
    /// At least those that the request names, as far as they exist; with what else stands on each account.
    pub areas: &'a [TaxArea],
    pub groups: &'a [TaxGroup],
    pub accounts: &'a [(Account, SetupUse)],
    /// Lines of documents that are not posted yet and were calculated with this cell.
    pub draft_lines: u64,
    /// VAT entries that name this cell.
    pub entries: u64,
}

/// A new cell of the matrix: normal VAT unless said otherwise, with the code of its product group as identifier.
///
/// A company of sales tax, two rates under one identifier: `Dialog`; unknown groups and accounts: `Relation`; a second
/// cell of both groups: `Duplicate`; a percentage outside 0 to 100, an account that cannot be used, a percentage or
/// correction by discounts of sales tax, sales tax without both groups, use tax of something else: `Field`.
pub fn create(
    id: Uuid,
    given: &VatPostingSetupProperties,
    facts: &VatPostingSetupFacts<'_>,
) -> Result<VatPostingSetup, RuleError> {
    if !facts.setup.is_vat_company {
        let message = "The company keeps sales tax, which has no VAT posting setup.";
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    let area = code("taxAreaCode", given.tax_area_code.as_deref().unwrap_or_default(), CODE_LENGTH_MAX)?;
    let group = code("taxGroupCode", given.tax_group_code.as_deref().unwrap_or_default(), CODE_LENGTH_MAX)?;
    if !area.is_empty() && !facts.areas.iter().any(|known| known.code == area) {
        return Err(RuleError::relation("taxAreaCode", "tax area", area));
    }
    if !group.is_empty() && !facts.groups.iter().any(|known| known.code == group) {
        return Err(RuleError::relation("taxGroupCode", "tax group", group));
    }
    let is_same = |cell: &VatPostingSetup| {
        cell.vat_business_posting_group == area && cell.vat_product_posting_group == group
    };
    if facts.cells.iter().any(is_same) {
        let message = format!("taxGroupCode: there is VAT posting setup for \"{area}\" and \"{group}\".");
        return Err(RuleError::new(Category::Duplicate, "taxGroupCode", message));
    }
    let blank = VatPostingSetup {
        id,
        vat_identifier: if group.is_empty() { "VAT".to_owned() } else { group.clone() },
        vat_business_posting_group: area,
        vat_product_posting_group: group,
        ..VatPostingSetup::default()
    };
    change(&blank, given, facts)
}

/// A changed cell. It holds for what is calculated from now on: VAT entries keep their rate and stay on their accounts,
/// and lines of drafts keep their rate until their tax code is set again. Another calculation once there are such lines
/// or entries, which could not be cancelled any more: `Dialog`; VAT taken out of discounts against general ledger
/// setup: `Field`; otherwise errors as for [`create`].
pub fn change(
    stored: &VatPostingSetup,
    given: &VatPostingSetupProperties,
    facts: &VatPostingSetupFacts<'_>,
) -> Result<VatPostingSetup, RuleError> {
    let mut cell = stored.clone();
    check_pair(stored, given)?;
    if let Some(calculation_type) = given.calculation_type {
        cell.calculation_type = calculation_type;
    }
    check_calculation(stored, &cell, facts)?;
    if let Some(identifier) = &given.identifier {
        cell.vat_identifier = required_code("vatIdentifier", identifier, CODE_LENGTH_MAX)?;
        let shared = others(&cell, facts).next().map(|other| other.vat_percent);
        cell.vat_percent = shared.unwrap_or(cell.vat_percent);
    }
    if let Some(percent) = given.percent {
        cell.vat_percent = percentage("taxPercent", percent)?;
    }
    take_sales_tax(&mut cell, given)?;
    if let Some(other) = others(&cell, facts).find(|other| other.vat_percent != cell.vat_percent) {
        let message = format!(
            "vatIdentifier: {} stands for {} % with the product group \"{}\"; give another rate another identifier.",
            cell.vat_identifier, other.vat_percent, other.vat_product_posting_group
        );
        return Err(RuleError::dialog("vatIdentifier", message));
    }
    take_accounts(&mut cell, given, facts)?;
    if let Some(adjust) = given.adjust_for_payment_discount {
        let property = "adjustForPaymentDiscount";
        if adjust && !facts.setup.adjust_for_payment_discount {
            let message = format!("{property}: general ledger setup does not take VAT out of discounts.");
            return Err(RuleError::field(property, message));
        }
        cell.adjust_for_payment_discount = adjust;
    }
    if let Some(blocked) = given.blocked {
        cell.blocked = blocked;
    }
    Ok(cell)
}

/// What goes with sales tax, whose rates stand in tax details (FINANCE.md 5.4), and what does not.
fn take_sales_tax(cell: &mut VatPostingSetup, given: &VatPostingSetupProperties) -> Result<(), RuleError> {
    let refuse =
        |property: &'static str, why: &str| Err(RuleError::field(property, format!("{property}: {why}")));
    cell.use_tax = given.use_tax.unwrap_or(cell.use_tax);
    if cell.calculation_type != VatCalculationType::SalesTax {
        if given.use_tax == Some(true) {
            return refuse("useTax", "only sales tax can be use tax; set the calculationType Sales Tax.");
        }
        cell.use_tax = false;
        return Ok(());
    }
    if given.percent.is_some_and(|percent| !percent.is_zero()) {
        return refuse("taxPercent", "the rates of sales tax stand in the tax details of its jurisdictions.");
    }
    cell.vat_percent = Amount::ZERO;
    if cell.vat_business_posting_group.is_empty() || cell.vat_product_posting_group.is_empty() {
        return refuse("calculationType", "sales tax needs a tax area and a tax group.");
    }
    if given.adjust_for_payment_discount.unwrap_or(cell.adjust_for_payment_discount) {
        return refuse("adjustForPaymentDiscount", "discounts take no sales tax back.");
    }
    Ok(())
}

/// The groups make the cell what it is, so they cannot change.
fn check_pair(stored: &VatPostingSetup, given: &VatPostingSetupProperties) -> Result<(), RuleError> {
    let pair = [
        ("taxAreaCode", &given.tax_area_code, &stored.vat_business_posting_group),
        ("taxGroupCode", &given.tax_group_code, &stored.vat_product_posting_group),
    ];
    for (property, given, stored) in pair {
        if given.as_deref().is_some_and(|code| normalize_code(code) != *stored) {
            let message = format!(
                "{property}: the VAT posting setup of \"{stored}\" stays with it. Make another one for the other code."
            );
            return Err(RuleError::dialog(property, message));
        }
    }
    Ok(())
}

/// The other cells of the business group that share the identifier: documents sum up their lines by it.
fn others<'a>(
    cell: &'a VatPostingSetup,
    facts: &VatPostingSetupFacts<'a>,
) -> impl Iterator<Item = &'a VatPostingSetup> {
    facts.cells.iter().filter(move |other| {
        other.id != cell.id
            && other.vat_business_posting_group == cell.vat_business_posting_group
            && other.vat_identifier == cell.vat_identifier
    })
}

fn check_calculation(
    stored: &VatPostingSetup,
    cell: &VatPostingSetup,
    facts: &VatPostingSetupFacts<'_>,
) -> Result<(), RuleError> {
    let property = "calculationType";
    if cell.calculation_type != stored.calculation_type && facts.draft_lines + facts.entries > 0 {
        let message = format!(
            "{property}: {} VAT entries and {} lines of documents not posted yet were calculated otherwise. Make a \
             tax group of its own for the new calculation.",
            facts.entries, facts.draft_lines
        );
        return Err(RuleError::dialog(property, message));
    }
    Ok(())
}

fn take_accounts(
    cell: &mut VatPostingSetup,
    given: &VatPostingSetupProperties,
    facts: &VatPostingSetupFacts<'_>,
) -> Result<(), RuleError> {
    let accounts = [
        ("salesVatAccountNumber", &given.sales_vat_account, &mut cell.sales_vat_account),
        ("purchaseVatAccountNumber", &given.purchase_vat_account, &mut cell.purchase_vat_account),
        (
            "reverseChargeVatAccountNumber",
            &given.reverse_charge_vat_account,
            &mut cell.reverse_charge_vat_account,
        ),
    ];
    take_vat_accounts(accounts, facts.accounts)
}

/// Refuses (`Dialog`) to delete a cell that VAT entries name.
pub fn check_delete(cell: &VatPostingSetup, entries: u64) -> Result<(), RuleError> {
    if entries == 0 {
        return Ok(());
    }
    let message = format!(
        "The VAT posting setup of \"{}\" and \"{}\" cannot be deleted: {entries} VAT entries name it. Block it to \
         keep it from being used.",
        cell.vat_business_posting_group, cell.vat_product_posting_group
    );
    Err(RuleError::of_record(Category::Dialog, message))
}

#[cfg(test)]
mod tests;
