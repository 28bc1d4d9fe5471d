//! The dates of a document, and what follows from them (FINANCE.md 4.3).

use jiff::civil::Date;

use super::{DocumentProperties, HeaderFacts, TradeDocument, TradeDocumentType, TradeSetup, names};
use crate::{
    currency_exchange_rates::{CurrencyExchangeRate, factor_at},
    errors::RuleError,
    fields::BLANK_DATE,
    payment_terms::PaymentTerms,
};
use money::{Amount, Rate};

/// The dates of a new document: the work date, but quotes have no posting date.
pub(super) fn initialize(document: &mut TradeDocument, facts: &HeaderFacts<'_>) {
    let today = facts.today;
    document.order_date = today;
    document.shipment_date = today;
    document.document_date = today;
    let without = document.document_type == TradeDocumentType::Quote || facts.trade.no_default_posting_date;
    document.posting_date = if without { BLANK_DATE } else { today };
}

/// Takes the dates that were sent: the posting date, which the document date follows; then the document date, which
/// the due date follows; then the due date. A blank posting date: `Field`.
pub(super) fn take_given(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(date) = given.posting_date.filter(|date| *date != document.posting_date) {
        if date == BLANK_DATE {
            return Err(RuleError::field("postingDate", "postingDate must have a value."));
        }
        document.posting_date = date;
        if facts.trade.link_document_date {
            document.document_date = date;
        }
        renew_factor(document, facts)?;
        renew_due_date(document, facts)?;
    }
    if let Some(date) = given.document_date.filter(|date| *date != document.document_date) {
        if date == BLANK_DATE {
            let name = names(document.side, document.document_type).document_date;
            return Err(RuleError::field(name, format!("{name} must have a value.")));
        }
        document.document_date = date;
        if document.document_type == TradeDocumentType::Order {
            document.order_date = date;
        }
        renew_due_date(document, facts)?;
    }
    if let Some(date) = given.due_date {
        document.due_date = date;
    }
    if let Some(date) = given.requested_delivery_date {
        document.requested_delivery_date = date;
    }
    if let Some(date) = given.valid_until_date {
        document.valid_until_date = date;
    }
    Ok(())
}

/// Takes the factor anew.
pub(super) fn renew_factor(document: &mut TradeDocument, facts: &HeaderFacts<'_>) -> Result<(), RuleError> {
    document.currency_factor = factor_of(document, facts.exchange_rates)?;
    Ok(())
}

/// The factor at the posting date, or at the document date of what has none. No rate: `NotFound`.
pub fn factor_of(document: &TradeDocument, rates: &[CurrencyExchangeRate]) -> Result<Rate, RuleError> {
    let date = match document.posting_date {
        BLANK_DATE => document.document_date,
        date => date,
    };
    match document.currency_code.as_str() {
        "" => Ok(Rate::ZERO),
        code => factor_at(rates, code, date),
    }
}

/// Due date and payment discount from the terms (FINANCE.md 3.5, 4.3). Credit memos are due on their date and have no
/// discount, unless the terms say otherwise.
pub(super) fn renew_due_date(document: &mut TradeDocument, facts: &HeaderFacts<'_>) -> Result<(), RuleError> {
    take_due_date(document, facts.payment_terms)
}

/// The dates of what a quote becomes: those of its posting date, where setup links the document date to it.
pub fn date_like_posting(
    document: &mut TradeDocument,
    trade: &TradeSetup,
    payment_terms: &[PaymentTerms],
) -> Result<(), RuleError> {
    if !trade.link_document_date {
        return Ok(());
    }
    document.document_date = document.posting_date;
    take_due_date(document, payment_terms)
}

fn take_due_date(document: &mut TradeDocument, payment_terms: &[PaymentTerms]) -> Result<(), RuleError> {
    let date = document.document_date;
    let terms = payment_terms.iter().find(|terms| terms.code == document.payment_terms_code);
    let terms = terms.filter(|terms| !document.is_credit_memo() || terms.calculate_discount_on_credit_memos);
    let none = PaymentTerms::default();
    let terms = terms.unwrap_or(&none);
    document.due_date = following(date, terms.due_date_calculation.apply(date))?;
    document.payment_discount_percent = terms.discount_percent;
    document.payment_discount_date = if terms.discount_percent == Amount::ZERO {
        BLANK_DATE
    } else {
        following(date, terms.discount_date_calculation.apply(date))?
    };
    Ok(())
}

fn following(date: Date, computed: Option<Date>) -> Result<Date, RuleError> {
    computed.ok_or_else(|| {
        let message = format!("dueDate: the payment terms lead from {date} out of the calendar.");
        RuleError::field("dueDate", message)
    })
}
