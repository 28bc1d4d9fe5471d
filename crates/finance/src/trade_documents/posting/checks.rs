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
}

/// Posted already, nothing to post, a negative total, a blocked party or item, the vendor's number missing or used:
/// `Dialog`; a date or party missing: `Field`.
pub fn check_post(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    facts: &PostChecks<'_>,
) -> Result<(), RuleError> {
    check_open(document)?;
    let refuse = |message: String| Err(RuleError::of_record(Category::Dialog, message));
    let number = &document.number;
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
    check_parties(document, facts)?;
    external_number(document, facts)?;
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
    check_parties(order, facts)?;
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

fn check_parties(document: &TradeDocument, facts: &PostChecks<'_>) -> Result<(), RuleError> {
    let names = names(document.side, document.document_type);
    for (party, property) in [(facts.party, names.party_number), (facts.bill_to, names.bill_to_number)] {
        let Some(party) = party else {
            return Err(RuleError::field(property, format!("{property} must name a {}.", names.party)));
        };
        if let Some(reason) = party.refusal(document.document_type) {
            let message = format!("{property}: the {} {} {reason}.", names.party, party.number);
            return Err(RuleError::dialog(property, message));
        }
    }
    Ok(())
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
