//! What a line is about: an item, an account, or words alone (FINANCE.md 4.4).

use money::Amount;
use uuid::Uuid;

use super::{
    LineFacts, LineProperties, TradeDocumentLine, TradeItem, TradeLineType, TradeUnit, quantities, values,
};
use crate::{
    accounts::Account,
    default_dimensions::DimensionTable,
    dimensions::{default_set, merged},
    errors::{Category, RuleError},
    fields::BLANK_DATE,
    posting_setup::{VatCalculationType, VatPostingSetup},
    sales_tax::{SalesTax, SalesTaxFacts, rates},
    trade_documents::{TradeDocument, TradeDocumentType, TradeSide, too_large},
};

/// Takes item, account, type and number of the object from the request.
pub(super) fn take(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    if given.item().is_some() && given.account().is_some() {
        let message = "accountId: a line is about an item or an account, not both.";
        return Err(RuleError::dialog("accountId", message));
    }
    if let Some(id) = given.item() {
        let found = facts.items.iter().find(|item| item.id == id);
        let item = found.ok_or_else(|| unknown("itemId", "item", id))?;
        check_type(given, TradeLineType::Item)?;
        check_number(given, &item.number, "itemId")?;
        return if item.id == line.item_id {
            Ok(())
        } else {
            take_item(line, document, item, "itemId", facts)
        };
    }
    if let Some(id) = given.account() {
        let found = facts.accounts.iter().find(|account| account.id == id);
        let account = found.ok_or_else(|| unknown("accountId", "account", id))?;
        check_type(given, TradeLineType::Account)?;
        check_number(given, &account.number, "accountId")?;
        let same = account.id == line.account_id;
        return if same { Ok(()) } else { take_account(line, document, account, "accountId", facts) };
    }
    if let Some(line_type) = given.line_type.filter(|line_type| *line_type != line.line_type) {
        take_type(line, document, line_type)?;
    }
    let Some(number) = given.object_number_to_look_up().filter(|number| *number != line.number) else {
        return Ok(());
    };
    if !line.number.is_empty() {
        let message = "lineObjectNumber: the object of a line cannot be changed; make another line.";
        return Err(RuleError::dialog("lineObjectNumber", message));
    }
    match line.line_type {
        TradeLineType::Item => {
            let found = facts.items.iter().find(|item| item.number == number);
            let item = found.ok_or_else(|| unknown("lineObjectNumber", "item", &number))?;
            take_item(line, document, item, "lineObjectNumber", facts)
        }
        TradeLineType::Account => {
            let found = facts.accounts.iter().find(|account| account.number == number);
            let account = found.ok_or_else(|| unknown("lineObjectNumber", "account", &number))?;
            take_account(line, document, account, "lineObjectNumber", facts)
        }
        _ => {
            let message = "lineObjectNumber: name the lineType of the object, Item or Account, as well.";
            Err(RuleError::dialog("lineObjectNumber", message))
        }
    }
}

fn unknown(property: &'static str, noun: &str, value: impl std::fmt::Display) -> RuleError {
    RuleError::dialog(property, format!("{property}: there is no {noun} \"{value}\"."))
}

/// A type sent along with an id must be that of the object.
fn check_type(given: &LineProperties, found: TradeLineType) -> Result<(), RuleError> {
    match given.line_type {
        Some(sent) if sent != found => {
            let message = "lineType does not fit the object that the line names.";
            Err(RuleError::dialog("lineType", message))
        }
        _ => Ok(()),
    }
}

fn check_number(given: &LineProperties, number: &str, by: &str) -> Result<(), RuleError> {
    match given.object_number_to_look_up() {
        Some(sent) if sent != number => {
            let message = format!("lineObjectNumber: \"{sent}\" was given, but {by} names \"{number}\".");
            Err(RuleError::dialog("lineObjectNumber", message))
        }
        _ => Ok(()),
    }
}

/// Another type empties the line. Types whose records are not kept here: `Dialog`.
fn take_type(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    line_type: TradeLineType,
) -> Result<(), RuleError> {
    if !matches!(line_type, TradeLineType::Comment | TradeLineType::Account | TradeLineType::Item) {
        let message = "lineType: lines are about items, accounts or comments; the others are not kept here.";
        return Err(RuleError::dialog("lineType", message));
    }
    let kept = TradeDocumentLine {
        id: line.id,
        sequence: line.sequence,
        general_business_posting_group: document.general_business_posting_group.clone(),
        vat_business_posting_group: document.vat_business_posting_group.clone(),
        dimensions: document.dimensions.clone(),
        ..TradeDocumentLine::blank(document)
    };
    *line = TradeDocumentLine { line_type, ..kept };
    Ok(())
}

/// What comes from an item: it must not be blocked, and belong to the groups it is booked by.
fn take_item(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    item: &TradeItem,
    property: &'static str,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    check_item(item, document, property)?;
    line.line_type = TradeLineType::Item;
    line.item_id = item.id;
    line.account_id = Uuid::nil();
    line.number.clone_from(&item.number);
    line.description.clone_from(&item.description);
    line.description_2.clone_from(&item.description_2);
    line.item_variant_id = Uuid::nil();
    line.discount_percent = Amount::ZERO;
    line.shipment_date = document.shipment_date_of_lines();
    line.general_product_posting_group.clone_from(&item.general_product_posting_group);
    line.inventory_posting_group.clone_from(&item.inventory_posting_group);
    line.vat_product_posting_group.clone_from(&item.vat_product_posting_group);
    line.tax_group_code.clone_from(&item.tax_group_code);
    line.allow_invoice_discount = item.allow_invoice_discount;
    let unit = match document.side {
        TradeSide::Sales => &item.sales_unit,
        TradeSide::Purchases => &item.purchase_unit,
    };
    let unit = item.units.iter().find(|known| known.code == *unit).or(item.units.first());
    take_unit(line, unit);
    take_dimensions(line, document, DimensionTable::Item, facts);
    renew_tax(line, document, facts)?;
    quantities::default_quantity(line, facts)?;
    values::renew_price(line, document, facts)
}

/// Whether an item may stand on a line of the document (FINANCE.md 4.4, 7.2).
pub fn check_item(
    item: &TradeItem,
    document: &TradeDocument,
    property: &'static str,
) -> Result<(), RuleError> {
    let number = &item.number;
    let blocked = match document.side {
        TradeSide::Sales => item.sales_blocked && document.document_type != TradeDocumentType::CreditMemo,
        TradeSide::Purchases => {
            item.purchasing_blocked && document.document_type != TradeDocumentType::CreditMemo
        }
    };
    if item.blocked || blocked {
        return Err(RuleError::dialog(property, format!("{property}: the item {number} is blocked.")));
    }
    if item.general_product_posting_group.is_empty() {
        let message = format!("{property}: the item {number} has no general product posting group.");
        return Err(RuleError::field(property, message));
    }
    if item.is_inventory && item.inventory_posting_group.is_empty() {
        let message = format!("{property}: the item {number} has no inventory posting group.");
        return Err(RuleError::field(property, message));
    }
    Ok(())
}

fn take_account(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    account: &Account,
    property: &'static str,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    account.check_usable_in_journal(property)?;
    line.line_type = TradeLineType::Account;
    line.account_id = account.id;
    line.item_id = Uuid::nil();
    line.item_variant_id = Uuid::nil();
    line.number.clone_from(&account.number);
    line.description.clone_from(&account.name);
    line.general_product_posting_group.clone_from(&account.general_product_posting_group);
    line.inventory_posting_group.clear();
    line.vat_product_posting_group.clone_from(&account.vat_product_posting_group);
    line.tax_group_code.clone_from(&account.tax_group_code);
    line.allow_invoice_discount = false;
    take_unit(line, None);
    line.unit_price = Amount::ZERO;
    line.discount_percent = Amount::ZERO;
    line.shipment_date = document.shipment_date_of_lines();
    let sources = [(DimensionTable::Account, line.number.as_str())];
    let own = default_set(&sources, facts.default_dimensions, facts.dimension_priorities, "");
    line.dimensions = merged(line.dimensions.clone(), own);
    renew_tax(line, document, facts)?;
    quantities::default_quantity(line, facts)?;
    values::renew_amounts(line, facts)
}

fn take_dimensions(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    table: DimensionTable,
    facts: &LineFacts<'_>,
) {
    let sources = [(table, line.number.as_str())];
    let own = default_set(&sources, facts.default_dimensions, facts.dimension_priorities, "");
    line.dimensions = merged(document.dimensions.clone(), own);
}

pub(super) fn take_unit(line: &mut TradeDocumentLine, unit: Option<&TradeUnit>) {
    line.unit_of_measure_id = unit.map_or(Uuid::nil(), |unit| unit.id);
    line.unit_of_measure_code = unit.map_or_else(String::new, |unit| unit.code.clone());
    line.quantity_per_unit = unit.map_or(Amount::ONE, |unit| unit.quantity_per_unit);
}

/// The VAT of the line from its two groups, which under sales tax are its tax area and tax group. No setup for them:
/// `NotFound`; blocked: `Field` (FINANCE.md 5.1); tax on tax without an order: `Dialog`. In a sales-tax company lines
/// carry no VAT.
pub(super) fn renew_tax(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    line.sales_tax = SalesTax::default();
    if !facts.setup.is_vat_company {
        line.vat_calculation_type = VatCalculationType::SalesTax;
        line.vat_percent = Amount::ZERO;
        line.vat_identifier.clear();
        return Ok(());
    }
    let setup = vat_setup(line, facts.vat_posting_setup)?;
    check_full_vat(line, document, setup)?;
    line.vat_calculation_type = setup.calculation_type;
    line.vat_identifier.clone_from(&setup.vat_identifier);
    line.vat_percent = match setup.calculation_type {
        VatCalculationType::NormalVat => setup.vat_percent,
        VatCalculationType::SalesTax => {
            line.sales_tax.use_tax = setup.use_tax && document.side == TradeSide::Purchases;
            return take_rates(line, document, facts.sales_tax);
        }
        _ => Amount::ZERO,
    };
    Ok(())
}

/// A line that is all VAT is about the VAT account itself (FINANCE.md 5.1); `Field`.
fn check_full_vat(
    line: &TradeDocumentLine,
    document: &TradeDocument,
    setup: &VatPostingSetup,
) -> Result<(), RuleError> {
    let account = match document.side {
        TradeSide::Sales => &setup.sales_vat_account,
        TradeSide::Purchases => &setup.purchase_vat_account,
    };
    let is_own = line.line_type == TradeLineType::Account && line.number == *account;
    // Posting asks for the account where setup has none.
    if setup.calculation_type != VatCalculationType::FullVat || is_own || account.is_empty() {
        return Ok(());
    }
    let message = format!(
        "taxCode: \"{}\" makes the whole amount VAT, so the line must be about the VAT account {account}.",
        setup.vat_product_posting_group
    );
    Err(RuleError::field("taxCode", message))
}

/// The rates of the line's tax area and tax group on the posting date, or on that of a document that has none, such as
/// a quote. The percentage of use tax is none of the document's.
pub(super) fn take_rates(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    facts: SalesTaxFacts<'_>,
) -> Result<(), RuleError> {
    let date = match document.posting_date {
        BLANK_DATE => document.document_date,
        date => date,
    };
    let (area, group) = (&line.vat_business_posting_group, &line.vat_product_posting_group);
    line.sales_tax.rates = rates(area, group, document.tax_liable, date, facts)?;
    line.vat_percent = match line.sales_tax.use_tax {
        true => Amount::ZERO,
        false => line.sales_tax.nominal_percent().map_err(too_large)?,
    };
    Ok(())
}

/// The VAT posting setup of a line's groups.
pub fn vat_setup<'a>(
    line: &TradeDocumentLine,
    setups: &'a [VatPostingSetup],
) -> Result<&'a VatPostingSetup, RuleError> {
    let (business, product) = (&line.vat_business_posting_group, &line.vat_product_posting_group);
    let found = setups.iter().find(|setup| {
        setup.vat_business_posting_group == *business && setup.vat_product_posting_group == *product
    });
    let setup = found.ok_or_else(|| {
        let message =
            format!("There is no VAT posting setup for the groups \"{business}\" and \"{product}\".");
        RuleError::new(Category::NotFound, "taxCode", message)
    })?;
    if setup.blocked {
        let message =
            format!("The VAT posting setup of the groups \"{business}\" and \"{product}\" is blocked.");
        return Err(RuleError::field("taxCode", message));
    }
    Ok(setup)
}
