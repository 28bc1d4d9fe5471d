//! Setup of sales and of purchases: what holds for every document of one side of trade.

use jiff::civil::Date;
use uuid::Uuid;

use crate::{choices::choices, fields::BLANK_DATE};

choices! {
    /// One of the two sides of trade, which mirror each other.
    TradeSide {
        #[default]
        Sales = 0, "Sales";
        Purchases = 1, "Purchases";
    }
}

choices! {
    /// Which discounts are booked to accounts of their own (FINANCE.md 4.6, step 4).
    DiscountPosting {
        #[default]
        None = 0, "No Discounts";
        Invoice = 1, "Invoice Discounts";
        Line = 2, "Line Discounts";
        All = 3, "All Discounts";
    }
}

impl DiscountPosting {
    pub const fn of_invoice(self) -> bool {
        matches!(self, DiscountPosting::Invoice | DiscountPosting::All)
    }

    pub const fn of_lines(self) -> bool {
        matches!(self, DiscountPosting::Line | DiscountPosting::All)
    }
}

choices! {
    /// Whether entries of different currencies may be applied to each other (FINANCE.md 2.2 rule 30, 3.7).
    ApplicationBetweenCurrencies {
        #[default]
        None = 0, "None";
        /// Local currency and currencies of the monetary union.
        Emu = 1, "EMU";
        All = 2, "All";
    }
}

/// Sales & receivables setup, or purchases & payables setup. Number series stand in
/// [`crate::companies::NumberSeriesSetup`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradeSetup {
    pub id: Uuid,
    pub side: TradeSide,
    /// New documents have no posting date (FINANCE.md 4.3).
    pub no_default_posting_date: bool,
    /// The document date follows the posting date (FINANCE.md 4.3).
    pub link_document_date: bool,
    /// New lines of items and accounts have the quantity 1 (FINANCE.md 4.4).
    pub default_quantity: bool,
    /// Orders have nothing to ship or invoice until it is entered (FINANCE.md 4.4).
    pub no_default_quantity_to_ship: bool,
    pub discount_posting: DiscountPosting,
    /// The invoice discount is calculated anew at posting (FINANCE.md 4.6, step 3).
    pub calculate_invoice_discount: bool,
    pub invoice_rounding: bool,
    /// A shipment, or receipt, is made for invoices without an order (FINANCE.md 4.6, step 2).
    pub shipment_on_invoice: bool,
    /// A return receipt, or return shipment, is made for credit memos.
    pub return_receipt_on_credit_memo: bool,
    /// The other side's own document number is required (FINANCE.md 2.2 rule 27, 4.9).
    pub external_number_mandatory: bool,
    /// Goods that come back must name the entry they went out with.
    pub exact_cost_reversing_mandatory: bool,
    pub application_between_currencies: ApplicationBetweenCurrencies,
    /// Posted documents dated earlier may be deleted; blank forbids it (FINANCE.md 4.3).
    pub allow_document_deletion_before: Date,
}

impl TradeSetup {
    /// The initial values of a side: only vendors must give their own document number (FINANCE.md 2.2 rule 27).
    pub fn new(side: TradeSide) -> TradeSetup {
        TradeSetup {
            id: Uuid::nil(),
            side,
            no_default_posting_date: false,
            link_document_date: true,
            default_quantity: false,
            no_default_quantity_to_ship: false,
            discount_posting: DiscountPosting::None,
            calculate_invoice_discount: false,
            invoice_rounding: false,
            shipment_on_invoice: false,
            return_receipt_on_credit_memo: false,
            external_number_mandatory: side == TradeSide::Purchases,
            exact_cost_reversing_mandatory: false,
            application_between_currencies: ApplicationBetweenCurrencies::None,
            allow_document_deletion_before: BLANK_DATE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DiscountPosting, TradeSetup, TradeSide};

    #[test]
    fn only_vendors_must_give_their_own_number() {
        let sales = TradeSetup::new(TradeSide::Sales);
        assert!(sales.link_document_date && !sales.external_number_mandatory);
        let purchases = TradeSetup::new(TradeSide::Purchases);
        let expected = TradeSetup { side: TradeSide::Purchases, external_number_mandatory: true, ..sales };
        assert_eq!(purchases, expected);
    }

    #[test]
    fn discounts_have_accounts_of_their_own_as_setup_says() {
        let cases = [
            (DiscountPosting::None, false, false),
            (DiscountPosting::Invoice, true, false),
            (DiscountPosting::Line, false, true),
            (DiscountPosting::All, true, true),
        ];
        for (posting, of_invoice, of_lines) in cases {
            assert_eq!((posting.of_invoice(), posting.of_lines()), (of_invoice, of_lines), "{posting:?}");
        }
    }
}
