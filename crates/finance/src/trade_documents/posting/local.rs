//! The amounts of lines in local currency: differences of rounded running totals, so that they add up to the rounded
//! total of the document (FINANCE.md 4.6, 5.2).

use money::{Amount, Precision, RangeError};

use crate::{
    trade_document_lines::TradeDocumentLine,
    trade_documents::{TradeDocument, sales_tax::TaxShares},
};

/// One line in local currency, positive as on the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LocalAmounts {
    pub net: Amount,
    /// With VAT.
    pub including: Amount,
    pub line_discount: Amount,
    pub invoice_discount: Amount,
}

impl LocalAmounts {
    pub fn plus(self, other: LocalAmounts) -> Result<LocalAmounts, RangeError> {
        Ok(LocalAmounts {
            net: self.net.checked_add(other.net)?,
            including: self.including.checked_add(other.including)?,
            ..self
        })
    }

    pub fn negated(self) -> Result<LocalAmounts, RangeError> {
        Ok(LocalAmounts {
            net: self.net.checked_neg()?,
            including: self.including.checked_neg()?,
            ..LocalAmounts::default()
        })
    }

    pub fn vat(self) -> Result<Amount, RangeError> {
        self.including.checked_sub(self.net)
    }
}

/// The lines of a document in local currency, in their order.
pub(super) fn in_local_currency(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    precision: Precision,
) -> Result<Vec<LocalAmounts>, RangeError> {
    let mut running = [Running::default(); 4];
    let mut local = Vec::with_capacity(lines.len());
    for line in lines {
        let amounts = [
            line.net_amount,
            line.net_amount_including_tax,
            line.discount_amount,
            line.invoice_discount_amount,
        ];
        let mut converted = [Amount::ZERO; 4];
        for ((converted, amount), running) in converted.iter_mut().zip(amounts).zip(&mut running) {
            *converted = running.next(amount, document, precision)?;
        }
        let [net, including, line_discount, invoice_discount] = converted;
        let mut amounts = LocalAmounts { net, including, line_discount, invoice_discount };
        if !is_like(amounts.vat()?, line.net_tax_amount) {
            // Without VAT there is none in local currency either; the cent goes to the lines that follow.
            running[0].give(including.checked_sub(net)?)?;
            amounts.net = including;
        }
        local.push(amounts);
    }
    Ok(local)
}

/// Use tax of each line in local currency, in place of that in the document's currency.
pub(super) fn use_tax_in_local_currency(
    document: &TradeDocument,
    shares: &mut [TaxShares],
    precision: Precision,
) -> Result<(), RangeError> {
    let mut running = Running::default();
    for shares in shares.iter_mut().filter(|shares| !shares.use_tax.is_zero()) {
        shares.use_tax = running.next(shares.use_tax, document, precision)?;
    }
    Ok(())
}

/// Nothing where there is nothing, and otherwise not of the other sign.
fn is_like(local: Amount, amount: Amount) -> bool {
    local.is_zero()
        || (local.is_positive() && amount.is_positive())
        || (local.is_negative() && amount.is_negative())
}

#[derive(Clone, Copy, Default)]
struct Running {
    amount: Amount,
    local: Amount,
}

impl Running {
    /// Gives the last line so much more than its share.
    fn give(&mut self, more: Amount) -> Result<(), RangeError> {
        self.local = self.local.checked_add(more)?;
        Ok(())
    }

    fn next(
        &mut self,
        amount: Amount,
        document: &TradeDocument,
        precision: Precision,
    ) -> Result<Amount, RangeError> {
        self.amount = self.amount.checked_add(amount)?;
        let so_far = if document.currency_code.is_empty() {
            self.amount
        } else {
            self.amount.to_local(document.currency_factor, precision)?
        };
        let own = so_far.checked_sub(self.local)?;
        self.local = so_far;
        Ok(own)
    }
}
