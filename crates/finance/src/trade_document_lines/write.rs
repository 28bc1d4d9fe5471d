//! Creating, changing and deleting a line (FINANCE.md 4.4).

use money::Amount;
use uuid::Uuid;

use super::{LineFacts, LineProperties, TradeDocumentLine, TradeLineType, object, values};
use crate::{
    errors::{Category, RuleError},
    posting_setup::VatCalculationType,
    sales_tax::SalesTaxFacts,
    trade_documents::{TradeDocument, TradeSide},
};

/// Steps between line numbers handed out.
const SEQUENCE_STEP: i32 = 10_000;

/// The document of a new line from URL and body: given twice they must agree, given in neither place is refused; both
/// `Dialog`.
pub fn resolve_document_id(in_url: Option<Uuid>, in_body: Option<Uuid>) -> Result<Uuid, RuleError> {
    match (in_url, in_body.filter(|id| !id.is_nil())) {
        (Some(url), Some(body)) if url != body => {
            let message = format!("documentId: the URL names the document {url}, the body {body}.");
            Err(RuleError::dialog("documentId", message))
        }
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => Err(RuleError::dialog(
            "documentId",
            "The line needs a document: send it below its document, or name that in documentId.",
        )),
    }
}

/// Lines of a posted document are never created, changed or deleted (`Dialog`, FINANCE.md 4.4).
pub fn check_draft(document: &TradeDocument) -> Result<(), RuleError> {
    if !document.posted {
        return Ok(());
    }
    let message = format!("The document {} is posted; its lines cannot be changed.", document.number);
    Err(RuleError::of_record(Category::Dialog, message))
}

/// Goods of an order that are shipped or received wait for their invoice, and their line with them: `Field` names what
/// cannot be done before.
pub fn check_all_invoiced(line: &TradeDocumentLine, what: &str) -> Result<(), RuleError> {
    if line.line_type != TradeLineType::Item || line.quantity_shipped == line.quantity_invoiced {
        return Ok(());
    }
    let message = format!(
        "{} of the item {} are {} and {} invoiced: {what} before they are invoiced.",
        line.quantity_shipped,
        line.number,
        handed_over(line.side),
        line.quantity_invoiced
    );
    Err(RuleError::of_record(Category::Field, message))
}

/// An order keeps its party and currency once any of it is shipped or received: `Field`.
pub fn check_nothing_handed_over(line: &TradeDocumentLine) -> Result<(), RuleError> {
    if line.quantity_shipped.is_zero() {
        return Ok(());
    }
    let message = format!(
        "{} of {} are {} already: the party and the currency of the order cannot change any more.",
        line.quantity_shipped,
        line.number,
        handed_over(line.side)
    );
    Err(RuleError::of_record(Category::Field, message))
}

const fn handed_over(side: TradeSide) -> &'static str {
    match side {
        TradeSide::Sales => "shipped",
        TradeSide::Purchases => "received",
    }
}

/// What a line is about and its unit stay once any of it is shipped or received: `Field`.
fn check_not_handed_over(stored: &TradeDocumentLine, line: &TradeDocumentLine) -> Result<(), RuleError> {
    let object = |line: &TradeDocumentLine| (line.line_type, line.item_id, line.account_id);
    let is_same = object(stored) == object(line) && stored.unit_of_measure_code == line.unit_of_measure_code;
    if is_same || stored.quantity_shipped.is_zero() {
        return Ok(());
    }
    let message = format!(
        "{} of {} are {} already: what the line is about and its unit cannot change any more.",
        stored.quantity_shipped,
        stored.number,
        handed_over(stored.side)
    );
    Err(RuleError::of_record(Category::Field, message))
}

/// A new line at the end of `lines`, or with the number given. Item and account together, an object that cannot be
/// traded: `Dialog` or `Field`; a number in use: `Duplicate`; groups without VAT posting setup: `NotFound`.
pub fn create(
    id: Uuid,
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<TradeDocumentLine, RuleError> {
    check_draft(document)?;
    let sequence = sequence(lines, given)?;
    let blank = TradeDocumentLine { id, sequence, ..TradeDocumentLine::blank(document) };
    let mut line = TradeDocumentLine {
        general_business_posting_group: document.general_business_posting_group.clone(),
        vat_business_posting_group: document.vat_business_posting_group.clone(),
        dimensions: document.dimensions.clone(),
        ..blank
    };
    object::take(&mut line, document, given, facts)?;
    values::take(&mut line, document, given, facts)?;
    Ok(line)
}

fn sequence(lines: &[TradeDocumentLine], given: &LineProperties) -> Result<i32, RuleError> {
    match given.sequence.filter(|sequence| *sequence != 0) {
        Some(sequence) if sequence < 0 => {
            Err(RuleError::field("sequence", format!("sequence: {sequence} is below zero.")))
        }
        Some(sequence) if lines.iter().any(|line| line.sequence == sequence) => {
            Err(RuleError::duplicate("sequence", "line with the number", sequence))
        }
        Some(sequence) => Ok(sequence),
        None => {
            let highest = lines.iter().map(|line| line.sequence).max().unwrap_or(0);
            highest.checked_add(SEQUENCE_STEP).ok_or_else(|| {
                RuleError::dialog("sequence", "sequence: the document has no line number left; give one.")
            })
        }
    }
}

/// A changed line. `sequence`, `documentId` and, once set, `lineObjectNumber` stay as they are; so do variant and
/// location while goods wait for their invoice, and what the line is about and its unit once any of it is shipped or
/// received (`Field`); otherwise as [`create`].
pub fn change(
    stored: &TradeDocumentLine,
    document: &TradeDocument,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<TradeDocumentLine, RuleError> {
    check_draft(document)?;
    if given.sequence.is_some_and(|sequence| sequence != stored.sequence) {
        return Err(RuleError::dialog("sequence", "sequence: the number of a line cannot be changed."));
    }
    if given.document_id.is_some_and(|id| id != stored.document_id) {
        let message = "documentId: a line cannot be moved to another document.";
        return Err(RuleError::dialog("documentId", message));
    }
    let mut line = stored.clone();
    object::take(&mut line, document, given, facts)?;
    values::take(&mut line, document, given, facts)?;
    check_not_handed_over(stored, &line)?;
    let same_goods = (line.item_id, &line.unit_of_measure_code, line.item_variant_id, line.location_id)
        == (stored.item_id, &stored.unit_of_measure_code, stored.item_variant_id, stored.location_id);
    if !same_goods {
        check_all_invoiced(stored, "its variant and location cannot change")?;
    }
    Ok(line)
}

/// The line made anew after its document got another party, VAT group or currency: quantity, descriptions, discount
/// percentage and the price of an account stay, everything else is taken again (FINANCE.md 4.3).
pub fn recreate(
    stored: &TradeDocumentLine,
    document: &TradeDocument,
    facts: &LineFacts<'_>,
) -> Result<TradeDocumentLine, RuleError> {
    let mut line = stored.clone();
    line.general_business_posting_group.clone_from(&document.general_business_posting_group);
    line.vat_business_posting_group.clone_from(&document.vat_business_posting_group);
    if line.line_type == TradeLineType::Comment || line.number.is_empty() {
        return Ok(line);
    }
    object::renew_tax(&mut line, document, facts)?;
    match line.line_type {
        TradeLineType::Item => values::renew_price(&mut line, document, facts)?,
        _ => {
            line.unit_price =
                line.unit_price.round(facts.unit_precision).map_err(crate::trade_documents::too_large)?
        }
    }
    values::renew_amounts(&mut line, facts)?;
    Ok(line)
}

/// The line when the prices of its document begin or cease to include VAT.
pub fn convert_price(
    stored: &TradeDocumentLine,
    document: &TradeDocument,
    facts: &LineFacts<'_>,
) -> Result<TradeDocumentLine, RuleError> {
    let mut line = stored.clone();
    let whole = Amount::HUNDRED.checked_add(line.vat_percent).map_err(crate::trade_documents::too_large)?;
    let (numerator, denominator) =
        if document.prices_including_vat { (whole, Amount::HUNDRED) } else { (Amount::HUNDRED, whole) };
    line.unit_price = line
        .unit_price
        .ratio(numerator, denominator, facts.unit_precision)
        .map_err(crate::trade_documents::too_large)?;
    values::renew_amounts(&mut line, facts)?;
    Ok(line)
}

/// The line when its document is asked for on another date, or on none any more.
pub fn follow_requested_date(
    mut line: TradeDocumentLine,
    before: &TradeDocument,
    document: &TradeDocument,
) -> TradeDocumentLine {
    if before.requested_delivery_date != document.requested_delivery_date && line.has_amounts() {
        line.shipment_date = document.shipment_date_of_lines();
    }
    line
}

/// The line when the date that its sales tax goes by has moved: rates have dates of their own (FINANCE.md 5.4). Lines
/// without sales tax stay as they are. Tax on tax without an order: `Dialog`.
pub fn renew_sales_tax(
    stored: &TradeDocumentLine,
    document: &TradeDocument,
    facts: SalesTaxFacts<'_>,
) -> Result<TradeDocumentLine, RuleError> {
    let mut line = stored.clone();
    if line.vat_calculation_type == VatCalculationType::SalesTax && line.has_amounts() {
        object::take_rates(&mut line, document, facts)?;
    }
    Ok(line)
}
