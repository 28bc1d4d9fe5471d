//! How much a line is about, and how much of it an order ships and invoices next (FINANCE.md 4.4).

use money::{Amount, RangeError};

use super::{LineFacts, LineProperties, TradeDocumentLine, values};
use crate::{
    errors::RuleError,
    trade_documents::{TradeDocument, TradeDocumentType, TradeSetup, names, too_large},
};

impl TradeDocumentLine {
    /// What is left is to be shipped and invoiced next; on orders nothing is, where setup leaves that blank.
    pub(crate) fn handle_rest(&mut self, trade: &TradeSetup) -> Result<(), RangeError> {
        let is_blank = self.document_type == TradeDocumentType::Order && trade.no_default_quantity_to_ship;
        self.quantity_to_ship = match is_blank {
            true => Amount::ZERO,
            false => self.quantity.checked_sub(self.quantity_shipped)?,
        };
        self.quantity_to_invoice = match is_blank {
            true => Amount::ZERO,
            false => self.can_be_invoiced()?,
        };
        Ok(())
    }

    /// What is shipped, or is to be next, and not invoiced.
    pub(crate) fn can_be_invoiced(&self) -> Result<Amount, RangeError> {
        self.quantity_shipped.checked_add(self.quantity_to_ship)?.checked_sub(self.quantity_invoiced)
    }
}

/// New lines of items and accounts have none, or one when setup says so.
pub(super) fn default_quantity(line: &mut TradeDocumentLine, facts: &LineFacts<'_>) -> Result<(), RuleError> {
    if facts.trade.default_quantity && line.quantity.is_zero() {
        line.quantity = Amount::ONE;
        line.handle_rest(facts.trade).map_err(too_large)?;
    }
    Ok(())
}

/// Less than what is shipped or invoiced already, or of the other sign: `Field`.
pub(super) fn take(
    line: &mut TradeDocumentLine,
    given: &LineProperties,
    facts: &LineFacts<'_>,
) -> Result<(), RuleError> {
    let Some(quantity) = given.quantity.filter(|quantity| *quantity != line.quantity) else { return Ok(()) };
    let (shipped, invoiced) = (line.quantity_shipped, line.quantity_invoiced);
    let handled = match shipped.is_negative() || invoiced.is_negative() {
        true => shipped.min(invoiced),
        false => shipped.max(invoiced),
    };
    let too_little = if handled.is_negative() { quantity > handled } else { quantity < handled };
    if too_little && !handled.is_zero() {
        let message = format!("quantity: {handled} are shipped or invoiced already; it cannot be less.");
        return Err(RuleError::field("quantity", message));
    }
    line.quantity = quantity;
    line.handle_rest(facts.trade).map_err(too_large)?;
    values::renew_amounts(line, facts)
}

/// What an order ships next, along with which it is invoiced unless the request says how much is. More than is left:
/// `Dialog`.
pub(super) fn take_to_handle(
    line: &mut TradeDocumentLine,
    given: &LineProperties,
    document: &TradeDocument,
) -> Result<(), RuleError> {
    if let Some(to_ship) = given.quantity_to_ship.filter(|to_ship| *to_ship != line.quantity_to_ship) {
        let left = line.quantity.checked_sub(line.quantity_shipped).map_err(too_large)?;
        check_left(names(document.side, document.document_type).quantity_to_ship, to_ship, left)?;
        line.quantity_to_ship = to_ship;
        line.quantity_to_invoice = line.can_be_invoiced().map_err(too_large)?;
    }
    if let Some(to_invoice) = given.quantity_to_invoice {
        check_left("invoiceQuantity", to_invoice, line.can_be_invoiced().map_err(too_large)?)?;
        line.quantity_to_invoice = to_invoice;
    }
    Ok(())
}

fn check_left(property: &'static str, value: Amount, left: Amount) -> Result<(), RuleError> {
    if value >= left.min(Amount::ZERO) && value <= left.max(Amount::ZERO) {
        return Ok(());
    }
    let message = format!("{property}: {value} is not possible, {left} are left.");
    Err(RuleError::dialog(property, message))
}
