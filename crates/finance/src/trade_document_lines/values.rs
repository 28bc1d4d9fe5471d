//! Unit, price, discount and the amount they make (FINANCE.md 4.4).

use money::{Amount, Precision};

use super::{LineFacts, LineProperties, TradeDocumentLine, TradeLineType, object, quantities};
use crate::{
    errors::RuleError,
    fields::{code, normalize_code, text},
    trade_documents::{TradeDocument, TradeSide, gross, names, too_large},
};

/// Takes what follows the object in the order of the page.
pub(super) fn take(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(description) = &given.description {
        line.description = text("description", description, 100)?;
    }
    if let Some(description) = &given.description_2 {
        line.description_2 = text("description2", description, 50)?;
    }
    check_has_object(line, document, given)?;
    unit(line, document, given, facts)?;
    quantities::take(line, given, facts)?;
    if let Some(price) = given.unit_price.filter(|price| *price != line.unit_price) {
        line.unit_price = price.round(facts.unit_precision).map_err(too_large)?;
        renew_amounts(line, facts)?;
    }
    discount(line, given, facts)?;
    tax_code(line, document, given, facts)?;
    if let Some(date) = given.shipment_date {
        line.shipment_date = date;
    }
    quantities::take_to_handle(line, given, document)?;
    place(line, given, facts)
}

/// Amounts and quantities belong to items and accounts; a comment has none, and a type alone not yet.
fn check_has_object(
    line: &TradeDocumentLine,
    document: &TradeDocument,
    given: &LineProperties,
) -> Result<(), RuleError> {
    if !line.number.is_empty() {
        return Ok(());
    }
    let unit_price = names(document.side, document.document_type).unit_price;
    let numbers = [
        ("quantity", given.quantity),
        (unit_price, given.unit_price),
        ("discountAmount", given.discount_amount),
        ("discountPercent", given.discount_percent),
    ];
    match numbers.into_iter().find(|(_, value)| value.is_some_and(|value| !value.is_zero())) {
        None => Ok(()),
        Some((property, _)) => {
            let message = format!(
                "{property}: a line without an item or account is a comment and has no amounts. Give itemId, \
                 accountId, or lineType with lineObjectNumber."
            );
            Err(RuleError::field(property, message))
        }
    }
}

/// The unit by id and code, which must agree; one of those the item has, or any on lines of accounts (`Dialog`).
fn unit(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    let id = given.unit_of_measure_id.filter(|id| !id.is_nil() && *id != line.unit_of_measure_id);
    let code = given.unit_of_measure_code.as_deref().map(normalize_code);
    let code = code.filter(|code| !code.is_empty() && *code != line.unit_of_measure_code);
    if id.is_none() && code.is_none() {
        return Ok(());
    }
    let property = if id.is_some() { "unitOfMeasureId" } else { "unitOfMeasureCode" };
    let item = facts.items.iter().find(|item| item.id == line.item_id && !line.item_id.is_nil());
    let units = match item {
        Some(item) => item.units.as_slice(),
        None if line.line_type == TradeLineType::Account => facts.units,
        None => {
            let message = format!("{property}: units belong to lines with an item or account.");
            return Err(RuleError::dialog(property, message));
        }
    };
    let found = units.iter().find(|unit| {
        id.is_none_or(|id| unit.id == id) && code.as_ref().is_none_or(|code| unit.code == *code)
    });
    let Some(unit) = found else {
        let message = match item {
            Some(item) => format!("{property}: the item {} has no such unit of measure.", item.number),
            None => format!("{property}: there is no such unit of measure."),
        };
        return Err(RuleError::dialog(property, message));
    };
    object::take_unit(line, Some(unit));
    match item {
        Some(_) => renew_price(line, document, facts),
        None => Ok(()),
    }
}

/// The price of the item card (or its last cost, of purchases) for one unit, in the document's currency and with or
/// without VAT as the document's prices are (FINANCE.md 4.4). Lines of accounts have no price of their own.
pub(super) fn renew_price(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    let Some(item) = facts.items.iter().find(|item| item.id == line.item_id) else {
        return renew_amounts(line, facts);
    };
    let (price, with_vat) = match document.side {
        TradeSide::Sales => (item.unit_price, item.price_includes_vat),
        TradeSide::Purchases => (item.last_direct_cost, false),
    };
    let in_unit = price.ratio(line.quantity_per_unit, Amount::ONE, Precision::FINEST);
    let whole = Amount::HUNDRED.checked_add(line.vat_percent);
    let adjusted = in_unit.and_then(|price| match (document.prices_including_vat, with_vat) {
        (true, false) => price.ratio(whole?, Amount::HUNDRED, facts.unit_precision),
        (false, true) => price.ratio(Amount::HUNDRED, whole?, facts.unit_precision),
        _ => Ok(price),
    });
    let converted = adjusted.and_then(|price| match document.currency_code.as_str() {
        "" => price.round(facts.unit_precision),
        _ => price.to_foreign(document.currency_factor, facts.unit_precision),
    });
    line.unit_price = converted.map_err(too_large)?;
    renew_amounts(line, facts)
}

/// Line discount by amount or percentage: each makes the other (FINANCE.md 4.4). Beyond the whole: `Dialog`.
fn discount(
    line: &mut TradeDocumentLine,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(amount) = given.discount_amount.filter(|amount| *amount != line.discount_amount) {
        let amount = amount.round(facts.rounding.precision).map_err(too_large)?;
        let gross = gross(line, facts.rounding.precision)?;
        let within = amount.is_zero()
            || amount.is_negative() == gross.is_negative()
                && amount.scaled().unsigned_abs() <= gross.scaled().unsigned_abs();
        if !within {
            let message = format!("discountAmount: {amount} is more than the amount of the line, {gross}.");
            return Err(RuleError::dialog("discountAmount", message));
        }
        line.discount_percent = match gross.is_zero() {
            true => Amount::ZERO,
            false => amount.ratio(Amount::HUNDRED, gross, Precision::FINEST).map_err(too_large)?,
        };
        line.discount_amount = amount;
        line.line_amount = gross.checked_sub(amount).map_err(too_large)?;
    }
    if let Some(percent) = given.discount_percent.filter(|percent| *percent != line.discount_percent) {
        line.discount_percent = crate::fields::percentage("discountPercent", percent)?;
        renew_amounts(line, facts)?;
    }
    Ok(())
}

/// Line amount and discount from quantity, price and percentage.
pub(super) fn renew_amounts(line: &mut TradeDocumentLine, facts: &LineFacts<'_>) -> Result<(), RuleError> {
    let precision = facts.rounding.precision;
    let gross = gross(line, precision)?;
    line.discount_amount =
        gross.ratio(line.discount_percent, Amount::HUNDRED, precision).map_err(too_large)?;
    line.line_amount = gross.checked_sub(line.discount_amount).map_err(too_large)?;
    Ok(())
}

/// The VAT product group, or tax group, of the line (unknown: `Relation`). A price that holds VAT holds that of the new
/// group then, unless it is the price of an account that is sold.
fn tax_code(
    line: &mut TradeDocumentLine,
    document: &TradeDocument,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    let Some(tax_code) = &given.tax_code else { return Ok(()) };
    let tax_code = code("taxCode", tax_code, 20)?;
    let current = if facts.setup.is_vat_company {
        &mut line.vat_product_posting_group
    } else {
        &mut line.tax_group_code
    };
    if *current == tax_code {
        return Ok(());
    }
    if line.line_type == TradeLineType::Comment {
        let message = "taxCode: a comment has no tax.";
        return Err(RuleError::field("taxCode", message));
    }
    if !tax_code.is_empty() && !facts.tax_groups.contains(&tax_code) {
        return Err(RuleError::relation("taxCode", "tax group", tax_code));
    }
    *current = tax_code;
    let percent = line.vat_percent;
    object::renew_tax(line, document, facts)?;
    let follows = line.line_type == TradeLineType::Item || document.side == TradeSide::Purchases;
    if !document.prices_including_vat || !follows {
        return Ok(());
    }
    let whole = |percent: Amount| Amount::HUNDRED.checked_add(percent);
    let price = whole(line.vat_percent)
        .and_then(|now| line.unit_price.ratio(now, whole(percent)?, facts.unit_precision));
    line.unit_price = price.map_err(too_large)?;
    renew_amounts(line, facts)
}

/// Takes descriptions, unless the request has its own.
fn describe(line: &mut TradeDocumentLine, given: &LineProperties, description: &str, description_2: &str) {
    if given.description.is_none() {
        description.clone_into(&mut line.description);
    }
    if given.description_2.is_none() {
        description_2.clone_into(&mut line.description_2);
    }
}

/// Variant, whose description the line takes, and location. Unknown: `Dialog`.
fn place(
    line: &mut TradeDocumentLine,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(id) = given.item_variant_id {
        let item = facts.items.iter().find(|item| item.id == line.item_id);
        let variant = item.and_then(|item| item.variants.iter().find(|(known, _)| *known == id));
        if !id.is_nil() && variant.is_none() {
            let message = format!("itemVariantId: the item has no variant with the id {id}.");
            return Err(RuleError::dialog("itemVariantId", message));
        }
        if id != line.item_variant_id {
            let own = item.map_or(("", ""), |item| (&item.description, &item.description_2));
            let (description, description_2) =
                variant.map_or(own, |(_, description)| (description.as_str(), ""));
            describe(line, given, description, description_2);
        }
        line.item_variant_id = id;
    }
    if let Some(id) = given.location_id {
        let found = facts.locations.iter().find(|(known, _)| *known == id);
        line.location_code = match found {
            Some((_, code)) => code.clone(),
            None if id.is_nil() => String::new(),
            None => {
                let message = format!("locationId: there is no location with the id {id}.");
                return Err(RuleError::dialog("locationId", message));
            }
        };
        line.location_id = id;
    }
    Ok(())
}
