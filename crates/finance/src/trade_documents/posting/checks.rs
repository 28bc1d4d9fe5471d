//! What must hold before a document is posted (FINANCE.md 4.6, step 1; 4.9).

use crate::{
    Category,
    errors::RuleError,
    fields::BLANK_DATE,
    trade_document_lines::{TradeDocumentLine, TradeItem, check_item},
    trade_documents::{TradeDocument, TradeDocumentType, TradeParty, TradeSetup, TradeSide, names},
};

/// What the checks look up.
#[derive(Debug, Clone, Copy)]
pub struct PostChecks<'a> {
    pub trade: &'a TradeSetup,
    /// The party of the document, and the one that pays or is paid.
    pub party: Option<&'a TradeParty>,
    pub bill_to: Option<&'a TradeParty>,
    /// Another posted document of the party has the same number of the party's own.
    pub external_number_used: bool,
    pub items: &'a [TradeItem],
    /// The posted document it is applied to, and whether any of that is open.
    pub applied: Option<(&'a TradeDocument, bool)>,
}

/// Posted already, nothing to post, a negative total, a blocked party or item, the vendor's number missing or used, an
/// application to what is closed or another party's: `Dialog`; a date or party missing: `Field`.
pub fn check_post(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    facts: &PostChecks<'_>,
) -> Result<(), RuleError> {
    check_open(document)?;
    let refuse = |message: String| Err(RuleError::of_record(Category::Dialog, message));
    // The invoice of an order has no number yet.
    let number = if document.number.is_empty() { &document.order_number } else { &document.number };
    let credit_memo = document.document_type == TradeDocumentType::CreditMemo;
    if document.due_date == BLANK_DATE && !credit_memo {
        return Err(RuleError::field("dueDate", "dueDate must have a value."));
    }
    if !lines.iter().any(|line| line.has_amounts() && !line.quantity.is_zero()) {
        return refuse(format!(
            "The document {number} has nothing to post: it has no lines with a quantity."
        ));
    }
    if document.total_including_tax.is_negative() {
        let other = if credit_memo { "an invoice" } else { "a credit memo" };
        return refuse(format!("The total of the document {number} is negative; make {other} instead."));
    }
    check_parties(document, document.document_type, facts)?;
    external_number(document, facts)?;
    check_applied(document, facts)?;
    check_items(document, lines, facts)
}

/// The checks of an order that is shipped, or received, and not invoiced: posted already, a blocked party or item:
/// `Dialog`; a date or party missing: `Field`.
pub fn check_handover(
    order: &TradeDocument,
    lines: &[TradeDocumentLine],
    facts: &PostChecks<'_>,
) -> Result<(), RuleError> {
    check_open(order)?;
    check_parties(order, order.document_type, facts)?;
    check_items(order, lines, facts)
}

fn check_open(document: &TradeDocument) -> Result<(), RuleError> {
    if document.posted {
        let message = format!("The document {} is posted already.", document.number);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    let document_date = names(document.side, document.document_type).document_date;
    for (property, date) in [("postingDate", document.posting_date), (document_date, document.document_date)]
    {
        if date == BLANK_DATE {
            return Err(RuleError::field(property, format!("{property} must have a value.")));
        }
    }
    Ok(())
}

/// Goods are not shipped to who is blocked for shipments, nor for anything else that an order is: `Dialog`.
pub fn check_may_ship(document: &TradeDocument, facts: &PostChecks<'_>) -> Result<(), RuleError> {
    check_parties(document, TradeDocumentType::Order, facts)
}

/// Whether parties may have a document of a type.
fn check_parties(
    document: &TradeDocument,
    document_type: TradeDocumentType,
    facts: &PostChecks<'_>,
) -> Result<(), RuleError> {
    let names = names(document.side, document.document_type);
    for (party, property) in [(facts.party, names.party_number), (facts.bill_to, names.bill_to_number)] {
        let Some(party) = party else {
            return Err(RuleError::field(property, format!("{property} must name a {}.", names.party)));
        };
        if let Some(reason) = party.refusal(document_type) {
            let message = format!("{property}: the {} {} {reason}.", names.party, party.number);
            return Err(RuleError::dialog(property, message));
        }
    }
    Ok(())
}

/// What it is applied to must be open, and of the party that pays or is paid. A document of nothing applies to nothing.
fn check_applied(document: &TradeDocument, facts: &PostChecks<'_>) -> Result<(), RuleError> {
    if document.applies_to_number.is_empty() || document.total_including_tax.is_zero() {
        return Ok(());
    }
    let number = &document.applies_to_number;
    let refuse = |message: String| Err(RuleError::dialog("invoiceNumber", message));
    match facts.applied {
        Some((applied, _)) if applied.bill_to_id != document.bill_to_id => {
            refuse(of_another_party(number, document))
        }
        Some((_, true)) => Ok(()),
        _ => refuse(format!(
            "invoiceNumber: nothing of the document {number} is open any more, so nothing can be applied to it. Take \
             the application away, or unapply what closed it."
        )),
    }
}

pub(in crate::trade_documents) fn of_another_party(number: &str, document: &TradeDocument) -> String {
    let names = names(document.side, document.document_type);
    format!(
        "invoiceNumber: the invoice {number} belongs to another {} than {}, who is credited.",
        names.party, document.bill_to_number
    )
}

fn check_items(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    facts: &PostChecks<'_>,
) -> Result<(), RuleError> {
    for line in lines.iter().filter(|line| !line.item_id.is_nil()) {
        if let Some(item) = facts.items.iter().find(|item| item.id == line.item_id) {
            check_item(item, document, "itemId")?;
        }
    }
    Ok(())
}

/// A vendor's document needs the vendor's own number, which no other has (FINANCE.md 4.9).
fn external_number(document: &TradeDocument, facts: &PostChecks<'_>) -> Result<(), RuleError> {
    let name = names(document.side, document.document_type).external_number;
    let external = &document.external_document_number;
    if external.is_empty() {
        if facts.trade.external_number_mandatory {
            let message = format!("{name} must have a value before the document can be posted.");
            return Err(RuleError::dialog(name, message));
        }
        return Ok(());
    }
    if document.side == TradeSide::Purchases && facts.external_number_used {
        let message =
            format!("{name}: a document with the number {external} of this vendor is posted already.");
        return Err(RuleError::dialog(name, message));
    }
    Ok(())
}
