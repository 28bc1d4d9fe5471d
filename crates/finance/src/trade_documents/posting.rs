//! A document becomes lines for the ledger (FINANCE.md 4.6, 4.9, section 5).
//!
//! Lines that are booked alike are summed; sales are negative, purchases positive, credit memos the reverse. The line
//! of the customer or vendor comes last, then the payment of a method that pays at once.

use std::collections::HashMap;

use money::{Amount, RangeError};
use uuid::Uuid;

use super::{
    Rounding, TradeDocument, TradeDocumentType, TradeSetup, TradeSide,
    amounts::tax_on,
    sales_tax::{TaxShares, tax_shares},
    too_large,
};
use crate::{
    accounts::Account,
    companies::GeneralLedgerSetup,
    dimensions::DimensionSet,
    errors::{Category, RuleError},
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine},
    payment_methods::{PaymentBalancingAccountType, PaymentMethod},
    posting::{DocumentExtras, PostingLine, TaxPart, VatAmounts},
    posting_setup::{GeneralPostingSetup, GeneralPostingType, VatCalculationType, VatPostingSetup},
    sales_tax::SalesTax,
    tax_jurisdictions::TaxJurisdiction,
    trade_document_lines::{TradeDocumentLine, TradeLineType, vat_setup},
};

mod buffer;
mod checks;
mod local;
mod tax_parts;

use buffer::Buffer;
pub(super) use checks::of_another_party;
pub use checks::{PostChecks, check_handover, check_may_ship, check_post};
use local::{LocalAmounts, in_local_currency, use_tax_in_local_currency};
use tax_parts::tax_parts;

/// What posting a document looks up besides the ledger's own facts.
#[derive(Debug, Clone, Copy)]
pub struct PostFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    pub trade: &'a TradeSetup,
    pub rounding: Rounding,
    pub general_posting_setup: &'a [GeneralPostingSetup],
    pub vat_posting_setup: &'a [VatPostingSetup],
    pub accounts: &'a [Account],
    /// At least those of the lines' sales tax.
    pub tax_jurisdictions: &'a [TaxJurisdiction],
    /// The method of the document, when it has one.
    pub payment_method: Option<&'a PaymentMethod>,
    pub source_code: &'a str,
    /// The cost of the goods of a sale, or taken back by a credit memo, in local currency; positive for a sale.
    pub cost: Amount,
    /// Where the ids of dimension sets come from.
    pub dimension_set_id: fn(&DimensionSet) -> Uuid,
}

/// The lines that post a document, which must have its posted number already.
///
/// Groups without setup: `NotFound`; blocked setup: `Field`; an account missing in setup, a tax jurisdiction that is
/// gone, a calculation that setup has changed to or from sales tax: `Dialog`; amounts too large: `Dialog`. The ledger
/// checks accounts, dates, numbers and applications.
pub fn posting_lines(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    facts: &PostFacts<'_>,
) -> Result<Vec<PostingLine>, RuleError> {
    let local = in_local_currency(document, lines, facts.setup.precision()).map_err(too_large)?;
    let mut shares = tax_shares(document, lines, facts.rounding).map_err(too_large)?;
    use_tax_in_local_currency(document, &mut shares, facts.setup.precision()).map_err(too_large)?;
    let mut buffer = Buffer::default();
    for ((line, amounts), shares) in lines.iter().zip(&local).zip(&shares) {
        let is_empty = line.quantity.is_zero() && line.line_amount.is_zero();
        if line.has_amounts() && !is_empty {
            add_line(&mut buffer, document, line, *amounts, shares, facts)?;
        }
    }
    let mut posting = buffer.into_lines(document, facts)?;
    let total = |of: fn(&LocalAmounts) -> Amount| Amount::sum(local.iter().map(of));
    let net = total(|amounts| amounts.net).map_err(too_large)?;
    let including = total(|amounts| amounts.including).map_err(too_large)?;
    let discount = total(|amounts| amounts.invoice_discount).map_err(too_large)?;
    let party = party_line(document, facts, including, net, discount).map_err(too_large)?;
    let payment = payment_line(document, &party, facts).map_err(too_large)?;
    posting.push(party);
    posting.extend(payment);
    Ok(posting)
}

/// The net amount of each line in local currency, as it is booked: what goods cost or bring.
pub fn local_net_amounts(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    precision: money::Precision,
) -> Result<Vec<Amount>, RangeError> {
    let local = in_local_currency(document, lines, precision)?;
    Ok(local.into_iter().map(|amounts| amounts.net).collect())
}

/// +1 where the lines of a document are debits: purchase invoices and sales credit memos.
fn is_debit(document: &TradeDocument) -> bool {
    (document.side == TradeSide::Purchases) != document.is_credit_memo()
}

/// An amount of the document with the sign of its lines in the ledger.
fn signed(document: &TradeDocument, amount: Amount) -> Result<Amount, RangeError> {
    if is_debit(document) { Ok(amount) } else { amount.checked_neg() }
}

/// Puts a line into the buffer: its account, and those of its discounts when setup books them apart.
fn add_line(
    buffer: &mut Buffer,
    document: &TradeDocument,
    line: &TradeDocumentLine,
    amounts: LocalAmounts,
    taxes: &TaxShares,
    facts: &PostFacts<'_>,
) -> Result<(), RuleError> {
    let vat = match facts.setup.is_vat_company {
        true => Some(vat_setup(line, facts.vat_posting_setup)?),
        false => None,
    };
    check_calculation(line, vat)?;
    let account = account_of(document, line, facts)?;
    let mut rest = amounts;
    let full_vat = line.vat_calculation_type == VatCalculationType::FullVat;
    let posting = facts.trade.discount_posting;
    let shares = [
        (posting.of_lines(), amounts.line_discount, true),
        (posting.of_invoice(), amounts.invoice_discount, false),
    ];
    for (apart, discount, of_line) in shares {
        if !apart || discount.is_zero() || full_vat {
            continue;
        }
        let share = discount_share(document, line, discount, facts).map_err(too_large)?;
        let setup = general_setup(line, facts)?;
        let (number, noun) = match (document.side, of_line) {
            (TradeSide::Sales, true) => (&setup.sales_line_discount_account, "sales line discount"),
            (TradeSide::Sales, false) => (&setup.sales_invoice_discount_account, "sales invoice discount"),
            (TradeSide::Purchases, true) => (&setup.purchase_line_discount_account, "purchase line discount"),
            (TradeSide::Purchases, false) => {
                (&setup.purchase_invoice_discount_account, "purchase invoice discount")
            }
        };
        let number = required(number, setup, noun)?;
        rest = rest.plus(share).map_err(too_large)?;
        let opposite = share.negated().map_err(too_large)?;
        let taxes = opposite_shares(taxes).map_err(too_large)?;
        buffer.add(number, line, vat, opposite, Amount::ZERO, &taxes).map_err(too_large)?;
    }
    buffer.add(account, line, vat, rest, line.quantity, taxes).map_err(too_large)
}

/// Lines of drafts keep their calculation; where setup was made anew, their amounts do not fit it any more.
fn check_calculation(line: &TradeDocumentLine, setup: Option<&VatPostingSetup>) -> Result<(), RuleError> {
    let Some(setup) = setup else { return Ok(()) };
    let has_sales_tax = line.vat_calculation_type == VatCalculationType::SalesTax;
    if has_sales_tax == (setup.calculation_type == VatCalculationType::SalesTax) {
        return Ok(());
    }
    let message = format!(
        "The line {} was calculated before VAT posting setup changed to or from sales tax. Set its taxCode to another \
         and back, or make it anew.",
        line.sequence
    );
    Err(RuleError::of_record(Category::Dialog, message))
}

/// The taxes of a discount that is booked apart: those of the line with the other sign. Use tax stays with the line.
fn opposite_shares(taxes: &TaxShares) -> Result<TaxShares, RangeError> {
    let weights = taxes.weights.iter().map(|weight| weight.checked_neg());
    Ok(TaxShares { weights: weights.collect::<Result<_, _>>()?, use_tax: Amount::ZERO })
}

/// A discount in local currency, split into net amount and VAT.
fn discount_share(
    document: &TradeDocument,
    line: &TradeDocumentLine,
    discount: Amount,
    facts: &PostFacts<'_>,
) -> Result<LocalAmounts, RangeError> {
    let rounding = Rounding { precision: facts.setup.precision(), ..facts.rounding };
    let (net, including) = if document.prices_including_vat {
        let whole = Amount::HUNDRED.checked_add(line.vat_percent)?;
        (discount.ratio(Amount::HUNDRED, whole, rounding.precision)?, discount)
    } else {
        (discount, discount.checked_add(tax_on(discount, line.vat_percent, rounding)?)?)
    };
    Ok(LocalAmounts { net, including, ..LocalAmounts::default() })
}

/// The account a line is booked to: its own, or that of general posting setup for an item.
fn account_of(
    document: &TradeDocument,
    line: &TradeDocumentLine,
    facts: &PostFacts<'_>,
) -> Result<String, RuleError> {
    if line.line_type == TradeLineType::Account {
        let account = facts.accounts.iter().find(|account| account.id == line.account_id);
        let account = account.ok_or_else(|| {
            let message = format!("There is no account \"{}\".", line.number);
            RuleError::dialog("accountId", message)
        })?;
        account.check_usable_in_journal("accountId")?;
        return Ok(account.number.clone());
    }
    if line.number.is_empty() {
        let message = "A line has the type Item, but no item.";
        return Err(RuleError::field("lineObjectNumber", message));
    }
    let setup = general_setup(line, facts)?;
    let (number, noun) = match (document.side, document.is_credit_memo()) {
        (TradeSide::Sales, false) => (&setup.sales_account, "sales"),
        (TradeSide::Sales, true) => (&setup.sales_credit_memo_account, "sales credit memo"),
        (TradeSide::Purchases, false) => (&setup.purchase_account, "purchase"),
        (TradeSide::Purchases, true) => (&setup.purchase_credit_memo_account, "purchase credit memo"),
    };
    required(number, setup, noun)
}

fn general_setup<'a>(
    line: &TradeDocumentLine,
    facts: &PostFacts<'a>,
) -> Result<&'a GeneralPostingSetup, RuleError> {
    let (business, product) = (&line.general_business_posting_group, &line.general_product_posting_group);
    let found = facts.general_posting_setup.iter().find(|setup| {
        setup.general_business_posting_group == *business && setup.general_product_posting_group == *product
    });
    let setup = found.ok_or_else(|| {
        let message =
            format!("There is no general posting setup for the groups \"{business}\" and \"{product}\".");
        RuleError::of_record(Category::NotFound, message)
    })?;
    if setup.blocked {
        let message =
            format!("The general posting setup of the groups \"{business}\" and \"{product}\" is blocked.");
        return Err(RuleError::of_record(Category::Field, message));
    }
    Ok(setup)
}

fn required(number: &str, setup: &GeneralPostingSetup, noun: &str) -> Result<String, RuleError> {
    if number.is_empty() {
        let message = format!(
            "The general posting setup of the groups \"{}\" and \"{}\" has no {noun} account.",
            setup.general_business_posting_group, setup.general_product_posting_group
        );
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(number.to_owned())
}

/// What all lines of a document have in common.
fn common(document: &TradeDocument, facts: &PostFacts<'_>) -> JournalLine {
    JournalLine {
        posting_date: document.posting_date,
        document_date: document.document_date,
        document_type: if document.is_credit_memo() {
            JournalDocumentType::CreditMemo
        } else {
            JournalDocumentType::Invoice
        },
        document_number: document.number.clone(),
        external_document_number: document.external_document_number.clone(),
        description: document.posting_description.clone(),
        salesperson_code: document.salesperson_code.clone(),
        source_code: facts.source_code.to_owned(),
        dimensions: document.dimensions.clone(),
        system_created: true,
        ..JournalLine::default()
    }
}

/// The line of the customer or vendor: what the document comes to, in its own currency and in local currency.
fn party_line(
    document: &TradeDocument,
    facts: &PostFacts<'_>,
    including_local: Amount,
    net_local: Amount,
    discount_local: Amount,
) -> Result<PostingLine, RangeError> {
    let sign = |amount: Amount| signed(document, amount)?.checked_neg();
    let applies_to = match (document.applies_to_number.is_empty(), document.is_credit_memo()) {
        (true, _) => JournalDocumentType::Blank,
        (false, true) => JournalDocumentType::Invoice,
        (false, false) => JournalDocumentType::CreditMemo,
    };
    let profit = match document.side {
        TradeSide::Sales => {
            let net = sign(net_local)?;
            if document.is_credit_memo() {
                net.checked_add(facts.cost)?
            } else {
                net.checked_sub(facts.cost)?
            }
        }
        TradeSide::Purchases => Amount::ZERO,
    };
    let line = JournalLine {
        account_type: party_type(document.side),
        account_number: document.bill_to_number.clone(),
        currency_code: document.currency_code.clone(),
        currency_factor: document.currency_factor,
        amount: sign(document.total_including_tax)?,
        amount_local: sign(including_local)?,
        due_date: document.due_date,
        payment_discount_date: document.payment_discount_date,
        payment_discount_percent: document.payment_discount_percent,
        posting_group: document.party_posting_group.clone(),
        payment_terms_code: document.payment_terms_code.clone(),
        payment_method_code: document.payment_method_code.clone(),
        applies_to_document_type: applies_to,
        applies_to_document_number: document.applies_to_number.clone(),
        ..common(document, facts)
    };
    let extras = DocumentExtras {
        document_id: document.id,
        system_line: true,
        net_trade_local: sign(net_local)?,
        profit_local: profit,
        invoice_discount_local: sign(discount_local)?,
        ..DocumentExtras::default()
    };
    Ok(PostingLine { line, dimension_set_id: (facts.dimension_set_id)(&document.dimensions), extras })
}

fn party_type(side: TradeSide) -> JournalAccountType {
    match side {
        TradeSide::Sales => JournalAccountType::Customer,
        TradeSide::Purchases => JournalAccountType::Vendor,
    }
}

/// The payment that follows at once when the payment method has a balancing account (FINANCE.md 4.6, step 6), less the
/// discount for early payment. What is applied to another document is settled by that.
fn payment_line(
    document: &TradeDocument,
    party: &PostingLine,
    facts: &PostFacts<'_>,
) -> Result<Option<PostingLine>, RangeError> {
    let method = facts.payment_method.filter(|method| !method.balancing_account_number.is_empty());
    let is_settled = document.total_including_tax.is_zero() || !document.applies_to_number.is_empty();
    let Some(method) = method.filter(|_| !is_settled) else { return Ok(None) };
    let paid = party.line.document_type;
    let discount = discount_taken_at_once(party, facts.rounding.precision)?;
    let discount_local = match document.currency_code.as_str() {
        "" => discount,
        _ => discount.to_local(document.currency_factor, facts.setup.precision())?,
    };
    let line = JournalLine {
        amount: discount.checked_sub(party.line.amount)?,
        amount_local: discount_local.checked_sub(party.line.amount_local)?,
        document_type: if paid == JournalDocumentType::CreditMemo {
            JournalDocumentType::Refund
        } else {
            JournalDocumentType::Payment
        },
        balancing_account_type: match method.balancing_account_type {
            PaymentBalancingAccountType::Account => JournalAccountType::Account,
            PaymentBalancingAccountType::BankAccount => JournalAccountType::BankAccount,
        },
        balancing_account_number: method.balancing_account_number.clone(),
        applies_to_document_type: paid,
        applies_to_document_number: document.number.clone(),
        payment_discount_date: crate::BLANK_DATE,
        payment_discount_percent: Amount::ZERO,
        due_date: document.posting_date,
        ..party.line.clone()
    };
    let extras = DocumentExtras { document_id: document.id, system_line: true, ..DocumentExtras::default() };
    Ok(Some(PostingLine { line, dimension_set_id: party.dimension_set_id, extras }))
}

/// What is paid at once is paid in time for the discount of the terms.
fn discount_taken_at_once(party: &PostingLine, precision: money::Precision) -> Result<Amount, RangeError> {
    let line = &party.line;
    match line.payment_discount_date < line.posting_date {
        true => Ok(Amount::ZERO),
        false => line.amount.ratio(line.payment_discount_percent, Amount::HUNDRED, precision),
    }
}

/// The line that rounds the total to the invoice precision, when setup asks for it (FINANCE.md 4.6, step 5): on the
/// rounding account of the party's posting group, with the VAT groups of that account.
pub fn rounding_line(
    id: Uuid,
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    precision: money::Precision,
    account: &Account,
) -> Result<Option<TradeDocumentLine>, RuleError> {
    let rounded = document.total_including_tax.round(precision).map_err(too_large)?;
    let difference = rounded.checked_sub(document.total_including_tax).map_err(too_large)?;
    if difference.is_zero() {
        return Ok(None);
    }
    let last = lines.iter().map(|line| line.sequence).max().unwrap_or(0);
    Ok(Some(TradeDocumentLine {
        id,
        sequence: last.saturating_add(10_000),
        line_type: TradeLineType::Account,
        number: account.number.clone(),
        account_id: account.id,
        description: account.name.clone(),
        quantity: Amount::ONE,
        unit_price: difference,
        line_amount: difference,
        general_business_posting_group: document.general_business_posting_group.clone(),
        general_product_posting_group: account.general_product_posting_group.clone(),
        vat_business_posting_group: document.vat_business_posting_group.clone(),
        vat_product_posting_group: account.vat_product_posting_group.clone(),
        dimensions: document.dimensions.clone(),
        ..TradeDocumentLine::blank(document)
    }))
}

/// Whether the document is posted as a sale or a purchase.
fn posting_type(document: &TradeDocument) -> GeneralPostingType {
    match document.side {
        TradeSide::Sales => GeneralPostingType::Sale,
        TradeSide::Purchases => GeneralPostingType::Purchase,
    }
}

/// The posted form of a document type; quotes have none.
pub fn posted_type(document_type: TradeDocumentType) -> Option<TradeDocumentType> {
    match document_type {
        TradeDocumentType::Invoice | TradeDocumentType::CreditMemo => Some(document_type),
        TradeDocumentType::Order => Some(TradeDocumentType::Invoice),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
