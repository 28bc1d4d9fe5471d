//! Creating and changing the header of a document (FINANCE.md 4.3).

use money::Amount;
use uuid::Uuid;

use super::{
    DiscountMode, DocumentProperties, HeaderFacts, TradeDocument, TradeDocumentType, TradeSide, amounts,
    apply, dates, names,
};
use crate::{
    Choice,
    errors::{Category, RuleError},
    fields::BLANK_DATE,
    number_series::NumberSource,
    trade_document_lines::{TradeDocumentLine, check_all_invoiced, check_nothing_handed_over},
};

/// A new draft. `numbers` is the series of setup for this kind of document; the caller stores its lines afterwards.
///
/// No party: `Dialog`; no number series: `Field`; unknown records: `Dialog`; an unknown country: `Relation`; a blocked
/// party: `Dialog`; a discount, as there are no lines yet: `Dialog` (FINANCE.md 4.3).
pub fn create(
    id: Uuid,
    side: TradeSide,
    document_type: TradeDocumentType,
    given: &DocumentProperties,
    numbers: Option<&mut NumberSource>,
    facts: &HeaderFacts<'_>,
) -> Result<TradeDocument, RuleError> {
    let names = names(side, document_type);
    let named = given.party_id.is_some_and(|id| !id.is_nil())
        || given.party_number.as_deref().is_some_and(|number| !number.trim().is_empty());
    if !named {
        let message = format!(
            "{}: a document needs a {}; give {} or {}.",
            names.party_id, names.party, names.party_id, names.party_number
        );
        return Err(RuleError::dialog(names.party_id, message));
    }
    check_not_posted_yet(given)?;
    let mut document = TradeDocument { id, ..TradeDocument::blank(side, document_type) };
    dates::initialize(&mut document, facts);
    apply::header(&mut document, given, facts)?;
    let numbers = numbers.ok_or_else(|| no_series(side, document_type))?;
    document.number = numbers.take(facts.today)?;
    document.number_series.clone_from(&numbers.series.code);
    document.posting_description = format!("{} {}", document_type.label(), document.number);
    dates::take_given(&mut document, given, facts)?;
    discount(&mut document, &[], given)?;
    Ok(document)
}

/// The series that numbers documents of this kind is not set up.
pub fn no_series(side: TradeSide, document_type: TradeDocumentType) -> RuleError {
    let side = match side {
        TradeSide::Sales => "sales",
        TradeSide::Purchases => "purchase",
    };
    let message = format!(
        "number: no number series is set up for documents of the kind {side} {}.",
        document_type.label().to_lowercase()
    );
    RuleError::field("number", message)
}

/// What a change of a header means for its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineConsequence {
    /// Only the sums are made anew.
    Redistribute,
    /// Prices with VAT became prices without it, or the reverse.
    ConvertPrices,
    /// The party, its VAT group or the currency changed: the lines are made anew.
    Recreate,
}

/// A changed draft, and what must be done to its lines. Errors as for [`create`]; another party or currency once any of
/// it is shipped or received: `Field`.
pub fn change(
    stored: &TradeDocument,
    lines: &[TradeDocumentLine],
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(TradeDocument, LineConsequence), RuleError> {
    if stored.posted {
        let document = change_posted(stored, given, facts)?;
        return Ok((document, LineConsequence::Redistribute));
    }
    check_not_posted_yet(given)?;
    let mut document = stored.clone();
    apply::header(&mut document, given, facts)?;
    dates::take_given(&mut document, given, facts)?;
    discount(&mut document, lines, given)?;
    // The groups come from the party and change with it only.
    let recreated = document.party_id != stored.party_id || document.currency_code != stored.currency_code;
    let consequence = if recreated {
        lines.iter().try_for_each(check_nothing_handed_over)?;
        // Lines that are made anew have no share of a discount (FINANCE.md 4.3).
        if given.discount_amount.is_none() && !lines.is_empty() {
            document.discount_mode = DiscountMode::None;
            document.discount_value = Amount::ZERO;
        }
        LineConsequence::Recreate
    } else if document.prices_including_vat != stored.prices_including_vat {
        LineConsequence::ConvertPrices
    } else {
        LineConsequence::Redistribute
    };
    Ok((document, consequence))
}

/// When payment is promised, and what is in dispute, is known of posted invoices only: `Field`.
fn check_not_posted_yet(given: &DocumentProperties) -> Result<(), RuleError> {
    let (id, code) = (given.dispute_status_id, given.dispute_status_code.as_deref());
    let early = [
        ("promisedPayDate", given.promised_pay_date.is_some_and(|date| date != BLANK_DATE)),
        ("disputeStatusId", id.is_some_and(|id| !id.is_nil())),
        ("disputeStatus", code.is_some_and(|code| !code.trim().is_empty())),
    ];
    match early.into_iter().find(|(_, is_given)| *is_given) {
        Some((property, _)) => {
            Err(RuleError::field(property, format!("{property} can only be set on a posted invoice.")))
        }
        None => Ok(()),
    }
}

/// Of a posted document only dates of payment and the dispute of a sales invoice change; all else, and an empty change,
/// is `Dialog` (FINANCE.md 4.3).
fn change_posted(
    stored: &TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<TradeDocument, RuleError> {
    let is_sales_invoice = stored.is_sales() && stored.document_type == TradeDocumentType::Invoice;
    if !is_sales_invoice || !given.only_for_posted_invoice() || given.is_empty() {
        let message = format!(
            "The document {} is posted. Only dueDate, promisedPayDate and the dispute status of a posted sales \
             invoice can be changed.",
            stored.number
        );
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    let mut document = stored.clone();
    if let Some(date) = given.due_date {
        if date == BLANK_DATE {
            return Err(RuleError::field("dueDate", "dueDate must have a value."));
        }
        document.due_date = date;
    }
    if let Some(date) = given.promised_pay_date {
        document.promised_pay_date = date;
    }
    apply::dispute(&mut document, given, facts)?;
    Ok(document)
}

/// The discount of the whole document, which switches it to a fixed amount (FINANCE.md 4.3). Without lines that allow
/// one, below zero or above their amounts: `Dialog`.
fn discount(
    document: &mut TradeDocument,
    lines: &[TradeDocumentLine],
    given: &DocumentProperties,
) -> Result<(), RuleError> {
    let Some(amount) = given.discount_amount else { return Ok(()) };
    if amount.is_zero() {
        document.discount_mode = DiscountMode::None;
        document.discount_value = amount;
        return Ok(());
    }
    if amount.is_negative() {
        let message =
            format!("discountAmount: {amount} is below zero; a discount lowers what the document comes to.");
        return Err(RuleError::dialog("discountAmount", message));
    }
    let base = amounts::discount_base(lines).map_err(amounts::too_large)?;
    if amount > base {
        let message = if base.is_positive() {
            format!(
                "discountAmount: {amount} does not lie between 0 and {base}, the amount of the lines that allow an \
                 invoice discount."
            )
        } else {
            "discountAmount: the document has no lines that allow an invoice discount; add items first."
                .to_owned()
        };
        return Err(RuleError::dialog("discountAmount", message));
    }
    document.discount_mode = DiscountMode::Amount;
    document.discount_value = amount;
    Ok(())
}

/// Whether a document may be deleted: a draft unless its goods wait for their invoice, a posted one never. The original
/// lets go of posted documents dated before a day that setup may name (FINANCE.md 4.3); here no posted document ever
/// goes. `Dialog`.
pub fn check_delete(document: &TradeDocument, lines: &[TradeDocumentLine]) -> Result<(), RuleError> {
    if !document.posted {
        return lines.iter().try_for_each(|line| check_all_invoiced(line, "the order cannot be deleted"));
    }
    let message =
        format!("The document {} is posted and cannot be deleted. Cancel it instead.", document.number);
    Err(RuleError::of_record(Category::Dialog, message))
}
