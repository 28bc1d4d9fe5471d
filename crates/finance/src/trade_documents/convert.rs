//! Documents made from documents: quotes to orders and invoices, orders to shipments and invoices, invoices to credit
//! memos (FINANCE.md 4.5, 4.7, 4.9).

use jiff::civil::Date;
use money::{Amount, RangeError};
use uuid::Uuid;

use super::{NEVER_SENT, TradeDocument, TradeDocumentType, TradeParty, TradeSetup, gross, names, too_large};
use crate::{
    BLANK_DATE, Category, Choice,
    errors::RuleError,
    number_series::NumberSource,
    party_ledger_entries::PartyLedgerEntry,
    trade_document_lines::{TradeDocumentLine, TradeItem, TradeLineType},
};

/// A draft of another kind with the same contents, numbered from its own series; no number series is `Field`.
pub fn converted(
    source: &TradeDocument,
    id: Uuid,
    document_type: TradeDocumentType,
    numbers: Option<&mut NumberSource>,
    today: Date,
) -> Result<TradeDocument, RuleError> {
    let numbers = numbers.ok_or_else(|| super::no_series(source.side, document_type))?;
    let number = numbers.take(today)?;
    let posting_date = if source.posting_date == BLANK_DATE { today } else { source.posting_date };
    Ok(TradeDocument {
        id,
        document_type,
        posted: false,
        posting_description: format!("{} {number}", document_type.label()),
        number,
        number_series: numbers.series.code.clone(),
        posting_number: String::new(),
        posting_date,
        accepted: false,
        accepted_date: BLANK_DATE,
        valid_until_date: BLANK_DATE,
        sent_at: NEVER_SENT,
        promised_pay_date: BLANK_DATE,
        ledger_entry_number: 0,
        cancelled: false,
        cancelled_by_id: Uuid::nil(),
        corrective: false,
        cancels_id: Uuid::nil(),
        order_id: Uuid::nil(),
        order_number: String::new(),
        fully_shipped: false,
        ..source.clone()
    })
}

/// A quote becomes nothing else while one of its items is blocked; `Field`.
pub fn check_convertible(items: &[TradeItem]) -> Result<(), RuleError> {
    match items.iter().find(|item| item.blocked) {
        None => Ok(()),
        Some(item) => {
            let message = format!("The item {} of the quote is blocked.", item.number);
            Err(RuleError::of_record(Category::Field, message))
        }
    }
}

/// A line of the converted document.
pub fn converted_line(source: &TradeDocumentLine, id: Uuid, document: &TradeDocument) -> TradeDocumentLine {
    TradeDocumentLine {
        id,
        document_id: document.id,
        document_type: document.document_type,
        posted: false,
        quantity_to_ship: source.quantity,
        quantity_to_invoice: source.quantity,
        quantity_shipped: Amount::ZERO,
        quantity_invoiced: Amount::ZERO,
        order_line_id: Uuid::nil(),
        shipment_line_id: Uuid::nil(),
        item_entry_number: 0,
        applies_to_item_entry: 0,
        ..source.clone()
    }
}

/// A credit memo that takes back a posted invoice: an exact copy, its dates too, applied to the invoice (FINANCE.md
/// 4.7). It has no number yet.
pub fn credit_memo_of(invoice: &TradeDocument, id: Uuid) -> TradeDocument {
    TradeDocument {
        id,
        document_type: TradeDocumentType::CreditMemo,
        posted: false,
        number: String::new(),
        number_series: String::new(),
        posting_number: String::new(),
        due_date: invoice.document_date,
        payment_discount_percent: Amount::ZERO,
        payment_discount_date: BLANK_DATE,
        promised_pay_date: BLANK_DATE,
        ledger_entry_number: 0,
        applies_to_id: invoice.id,
        applies_to_number: invoice.number.clone(),
        order_id: Uuid::nil(),
        order_number: String::new(),
        dispute_status_id: Uuid::nil(),
        dispute_status_code: String::new(),
        ..invoice.clone()
    }
}

/// A line of that credit memo: goods come back at exactly the cost they went out with.
pub fn credit_memo_line(source: &TradeDocumentLine, id: Uuid, document: &TradeDocument) -> TradeDocumentLine {
    TradeDocumentLine {
        applies_to_item_entry: source.item_entry_number,
        ..converted_line(source, id, document)
    }
}

/// Why a posted document may not be cancelled or taken back: cancelled already, itself a correction, or paid or
/// credited in part (FINANCE.md 4.7); `Dialog`.
pub fn check_reversible(document: &TradeDocument, entry: Option<&PartyLedgerEntry>) -> Result<(), RuleError> {
    let number = &document.number;
    let refuse = |reason: &str| {
        let message = format!("The document {number} {reason}.");
        Err(RuleError::of_record(Category::Dialog, message))
    };
    if !document.posted {
        return refuse("is not posted; delete the draft instead");
    }
    if document.cancelled {
        return refuse("is cancelled already");
    }
    if document.corrective {
        return refuse("is itself a correction and cannot be cancelled");
    }
    match entry {
        Some(entry) if entry.remaining_amount == entry.original_amount => Ok(()),
        Some(_) => refuse("is paid or credited in part; unapply the payment first"),
        None => refuse("has no ledger entry to reverse"),
    }
}

/// Why a document is not cancelled: whatever keeps its reverse from being posted is `Dialog` (FINANCE.md 4.7).
pub fn refusal_of_cancelling(number: &str, error: RuleError) -> RuleError {
    if error.category == Category::Dialog {
        return error;
    }
    let message = format!("The document {number} cannot be cancelled: {}", error.message);
    RuleError::of_record(Category::Dialog, message)
}

/// Whether a document is a credit memo that stands for the cancellation of an invoice. Cancelling it lets the invoice
/// be open again (FINANCE.md 4.7).
pub const fn is_standing_correction(document: &TradeDocument) -> bool {
    document.posted && document.is_credit_memo() && document.corrective && !document.cancelled
}

/// An invoice is not cancelled while its parties are blocked for invoices, although they may get credit memos
/// (FINANCE.md 4.7); `Dialog`.
pub fn check_reversible_for(
    document: &TradeDocument,
    parties: [Option<&TradeParty>; 2],
) -> Result<(), RuleError> {
    let refused =
        |party: &TradeParty| Some((party.number.clone(), party.refusal(TradeDocumentType::Invoice)?));
    match parties.into_iter().flatten().find_map(refused) {
        None => Ok(()),
        Some((party, reason)) => {
            let noun = names(document.side, document.document_type).party;
            let message =
                format!("The document {} cannot be cancelled: the {noun} {party} {reason}.", document.number);
            Err(RuleError::of_record(Category::Dialog, message))
        }
    }
}

/// What shipping and invoicing an order makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handled {
    pub shipment: Vec<TradeDocumentLine>,
    pub invoice: Vec<TradeDocumentLine>,
    /// The order's lines afterwards.
    pub order: Vec<TradeDocumentLine>,
    pub fully_shipped: bool,
    pub fully_invoiced: bool,
    /// More goods are invoiced than shipped: some that were shipped before.
    pub invoices_earlier_goods: bool,
}

impl Handled {
    pub fn ships_some(&self) -> bool {
        self.shipment.iter().any(TradeDocumentLine::has_amounts)
    }

    pub fn invoices_some(&self) -> bool {
        self.invoice.iter().any(TradeDocumentLine::has_amounts)
    }
}

/// Ships and invoices what the lines of an order say is to be shipped and invoiced (FINANCE.md 4.5, 4.6). Nothing at
/// all: `Dialog`. `ids` are fresh ids, two for each line.
pub fn handle_order(
    order: &TradeDocument,
    lines: &[TradeDocumentLine],
    mut next_id: impl FnMut() -> Uuid,
    precision: money::Precision,
    trade: &TradeSetup,
) -> Result<Handled, RuleError> {
    let mut handled = Handled { fully_shipped: true, fully_invoiced: true, ..Handled::default() };
    for line in lines {
        let step = handle_line(line, precision, trade).map_err(too_large)?;
        handled.fully_shipped &= step.order.quantity_shipped == line.quantity;
        handled.fully_invoiced &= step.order.quantity_invoiced == line.quantity;
        let along = smaller(step.shipped, step.invoiced);
        handled.invoices_earlier_goods |= line.line_type == TradeLineType::Item && along != step.invoiced;
        let shipment_id = next_id();
        let comment = !line.has_amounts();
        if comment || !step.shipped.is_zero() {
            handled.shipment.push(TradeDocumentLine {
                id: shipment_id,
                quantity: step.shipped,
                quantity_invoiced: along,
                order_line_id: line.id,
                ..line.clone()
            });
        }
        if comment || !step.invoiced.is_zero() {
            let shipment_line_id = if step.shipped.is_zero() { Uuid::nil() } else { shipment_id };
            handled.invoice.push(TradeDocumentLine {
                id: next_id(),
                order_line_id: line.id,
                shipment_line_id,
                ..step.invoice
            });
        }
        handled.order.push(step.order);
    }
    if !handled.ships_some() && !handled.invoices_some() {
        let verb = if order.is_sales() { "ship" } else { "receive" };
        let message = format!("The order {} has nothing to {verb} or invoice.", order.number);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(handled)
}

/// An order that is not to be shipped in parts (`partialShipping` false) ships all the goods that are left of it, or
/// none; else `Dialog`.
pub fn check_shipped_whole(
    order: &TradeDocument,
    lines: &[TradeDocumentLine],
    items: &[TradeItem],
) -> Result<(), RuleError> {
    let is_goods = |line: &&TradeDocumentLine| {
        line.quantity.is_positive() && items.iter().any(|item| item.id == line.item_id && item.is_inventory)
    };
    let mut goods = lines.iter().filter(is_goods);
    let ships_some = goods.clone().any(|line| !line.quantity_to_ship.is_zero());
    let leaves_some = |line: &TradeDocumentLine| {
        line.quantity.checked_sub(line.quantity_shipped) != Ok(line.quantity_to_ship)
    };
    if order.is_sales() && !order.partial_shipping && ships_some && goods.any(leaves_some) {
        let message = format!(
            "partialShipping: the order {} is to be shipped as a whole; ship everything that is left of it.",
            order.number
        );
        return Err(RuleError::dialog("partialShipping", message));
    }
    Ok(())
}

struct Step {
    shipped: Amount,
    invoiced: Amount,
    order: TradeDocumentLine,
    invoice: TradeDocumentLine,
}

fn handle_line(
    line: &TradeDocumentLine,
    precision: money::Precision,
    trade: &TradeSetup,
) -> Result<Step, RangeError> {
    let shipped = line.quantity_to_ship;
    let shipped_so_far = line.quantity_shipped.checked_add(shipped)?;
    let can_be_invoiced = shipped_so_far.checked_sub(line.quantity_invoiced)?;
    let invoiced = smaller(line.quantity_to_invoice, can_be_invoiced);
    let mut order = line.clone();
    order.quantity_shipped = shipped_so_far;
    order.quantity_invoiced = line.quantity_invoiced.checked_add(invoiced)?;
    order.handle_rest(trade)?;
    let mut invoice = TradeDocumentLine { quantity: invoiced, ..line.clone() };
    if invoiced != line.quantity {
        let gross = gross(&invoice, precision).map_err(|_| RangeError)?;
        invoice.discount_amount = gross.ratio(line.discount_percent, Amount::HUNDRED, precision)?;
        invoice.line_amount = gross.checked_sub(invoice.discount_amount)?;
    }
    Ok(Step { shipped, invoiced, order, invoice })
}

/// The one nearer to zero of two quantities of one sign.
pub(super) fn smaller(one: Amount, other: Amount) -> Amount {
    if one.is_negative() || other.is_negative() { one.max(other) } else { one.min(other) }
}

/// The part of an order's invoice discount that belongs to what is invoiced now: of each line as much as its invoiced
/// quantity has grown by. The invoices of an order that is invoiced as a whole give its discount to the cent, as each
/// carries the remainder of those before it.
pub fn share_of_discount(
    before: &[TradeDocumentLine],
    after: &[TradeDocumentLine],
    precision: money::Precision,
) -> Result<Amount, RuleError> {
    let up_to = |line: &TradeDocumentLine| match line.quantity.is_zero() {
        true => Ok(Amount::ZERO),
        false => line.invoice_discount_amount.ratio(line.quantity_invoiced, line.quantity, precision),
    };
    let shares = before.iter().zip(after).map(|(before, after)| up_to(after)?.checked_sub(up_to(before)?));
    let shares = shares.collect::<Result<Vec<_>, RangeError>>().and_then(Amount::sum);
    shares.map_err(too_large)
}

/// The line of an order that gets back what a cancelled invoice had taken from it (FINANCE.md 4.7): it is to be shipped
/// again, unless setup leaves that blank.
pub fn given_back(
    order: &TradeDocumentLine,
    invoiced: &TradeDocumentLine,
    trade: &TradeSetup,
) -> Result<TradeDocumentLine, RuleError> {
    let mut line = order.clone();
    let less = |amount: Amount| amount.checked_sub(invoiced.quantity).map_err(too_large);
    line.quantity_shipped = less(order.quantity_shipped)?;
    line.quantity_invoiced = less(order.quantity_invoiced)?;
    if !trade.no_default_quantity_to_ship {
        line.quantity_to_ship = line.quantity.checked_sub(line.quantity_shipped).map_err(too_large)?;
    }
    line.quantity_to_invoice = line.can_be_invoiced().map_err(too_large)?;
    Ok(line)
}
