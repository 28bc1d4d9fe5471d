//! Trade documents: quotes, orders, invoices, credit memos, shipments and receipts, of sales and of purchases.
//!
//! Sales and purchases mirror each other: one record with a side. The row of a draft becomes the row of the posted
//! document, so its id never changes (FINANCE.md 4.1).

use jiff::civil::Date;
use money::{Amount, Rate};
use uuid::Uuid;

use crate::{choices::choices, dimensions::DimensionSet, fields::BLANK_DATE, party_payments::PostedInvoice};

mod amounts;
mod apply;
mod convert;
mod dates;
mod facts;
mod goods;
mod header;
mod names;
mod parties;
mod posting;
mod properties;
mod sales_tax;

pub use crate::trade_setup::{DiscountPosting, TradeSetup, TradeSide};
pub(crate) use amounts::too_large;
pub use amounts::{Rounding, discount_base, distribute, gross, tax_on};
pub use apply::set_dimensions;
pub use convert::{
    Handled, check_convertible, check_reversible, check_reversible_for, check_shipped_whole, converted,
    converted_line, credit_memo_line, credit_memo_of, given_back, handle_order, is_standing_correction,
    refusal_of_cancelling, share_of_discount,
};
pub use dates::{date_like_posting, factor_of};
pub use facts::{HeaderFacts, rounding, unit_precision};
pub use goods::{
    GoodsFacts, GoodsStep, HandledEntry, OrderGoods, goods_of_document, goods_of_order, is_shipped_too,
    moves as moves_goods,
};
pub use header::{LineConsequence, change, check_delete, create, no_series};
pub use names::{Names, names};
pub use parties::{PartyBlocked, TradeParty};
pub use posting::{
    PostChecks, PostFacts, check_handover, check_may_ship, check_post, local_net_amounts, posted_type,
    posting_lines, rounding_line,
};
pub use properties::{AddressProperties, DocumentProperties};

choices! {
    /// The kind of a trade document.
    TradeDocumentType {
        #[default]
        Quote = 0, "Quote";
        Order = 1, "Order";
        Invoice = 2, "Invoice";
        CreditMemo = 3, "Credit Memo";
        Shipment = 4, "Shipment";
        Receipt = 5, "Receipt";
    }
}

choices! {
    /// How the invoice discount of a document is fixed (FINANCE.md 4.3).
    DiscountMode {
        #[default]
        None = 0, "None";
        Amount = 1, "Amount";
    }
}

/// [`TradeDocument::sent_at`] of what was never sent: the first moment of the year 1, the blank time on the wire.
pub const NEVER_SENT: i64 = -62_135_596_800_000;

/// A document, as a draft or posted. Amounts are in its currency; those of credit memos are positive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TradeDocument {
    /// Kept from draft to posted document (FINANCE.md 4.1).
    pub id: Uuid,
    pub side: TradeSide,
    pub document_type: TradeDocumentType,
    pub posted: bool,
    pub number: String,
    /// The series `number` came from.
    pub number_series: String,
    /// The posted number taken for a draft whose posting failed; its next posting uses it (FINANCE.md 4.6, step 2).
    pub posting_number: String,
    /// Sell-to customer or buy-from vendor.
    pub party_id: Uuid,
    pub party_number: String,
    pub party_name: String,
    pub party_contact: String,
    pub party_address: String,
    pub party_address_2: String,
    pub party_city: String,
    pub party_county: String,
    pub party_country_region_code: String,
    pub party_post_code: String,
    /// Bill-to customer or pay-to vendor: who owes, or is owed, the amount.
    pub bill_to_id: Uuid,
    pub bill_to_number: String,
    pub bill_to_name: String,
    pub bill_to_contact: String,
    pub bill_to_address: String,
    pub bill_to_address_2: String,
    pub bill_to_city: String,
    pub bill_to_county: String,
    pub bill_to_country_region_code: String,
    pub bill_to_post_code: String,
    pub ship_to_name: String,
    pub ship_to_contact: String,
    pub ship_to_address: String,
    pub ship_to_address_2: String,
    pub ship_to_city: String,
    pub ship_to_county: String,
    pub ship_to_country_region_code: String,
    pub ship_to_post_code: String,
    pub phone_number: String,
    pub email: String,
    /// A text of the caller's own (Graph and V1 only).
    pub contact_id: String,
    /// The other side's number: of a customer's own, or of the vendor's invoice or credit memo.
    pub external_document_number: String,
    pub your_reference: String,
    pub posting_date: Date,
    pub document_date: Date,
    pub due_date: Date,
    pub order_date: Date,
    pub shipment_date: Date,
    /// Requested delivery of sales, requested receipt of purchases.
    pub requested_delivery_date: Date,
    pub promised_pay_date: Date,
    pub valid_until_date: Date,
    /// Of an accepted quote.
    pub accepted_date: Date,
    /// When a quote was sent, in milliseconds; [`NEVER_SENT`] before.
    pub sent_at: i64,
    pub accepted: bool,
    pub partial_shipping: bool,
    pub currency_id: Uuid,
    /// Blank for local currency.
    pub currency_code: String,
    /// Foreign currency per one unit of local currency; zero on documents in local currency.
    pub currency_factor: Rate,
    pub prices_including_vat: bool,
    pub payment_terms_id: Uuid,
    pub payment_terms_code: String,
    pub payment_discount_percent: Amount,
    pub payment_discount_date: Date,
    pub payment_method_id: Uuid,
    pub payment_method_code: String,
    pub shipment_method_id: Uuid,
    pub shipment_method_code: String,
    pub salesperson_code: String,
    pub general_business_posting_group: String,
    pub vat_business_posting_group: String,
    /// Customer or vendor posting group of the bill-to party.
    pub party_posting_group: String,
    pub tax_area_code: String,
    pub tax_liable: bool,
    pub vat_registration_number: String,
    pub discount_mode: DiscountMode,
    /// The amount asked for in amount mode.
    pub discount_value: Amount,
    /// The sum of the lines' shares.
    pub invoice_discount_amount: Amount,
    pub total_excluding_tax: Amount,
    pub total_tax: Amount,
    pub total_including_tax: Amount,
    /// The order a posted document came from.
    pub order_id: Uuid,
    pub order_number: String,
    /// The posted invoice a credit memo applies to.
    pub applies_to_id: Uuid,
    pub applies_to_number: String,
    /// The ledger entry of the bill-to party; zero before posting.
    pub ledger_entry_number: i64,
    /// The document that cancels this one.
    pub cancelled_by_id: Uuid,
    /// The document this one cancels.
    pub cancels_id: Uuid,
    pub cancelled: bool,
    /// It cancels another.
    pub corrective: bool,
    pub dispute_status_id: Uuid,
    pub dispute_status_code: String,
    pub return_reason_id: Uuid,
    /// Everything of the order is shipped or received.
    pub fully_shipped: bool,
    pub posting_description: String,
    pub dimensions: DimensionSet,
    /// The value of the first global dimension.
    pub shortcut_dimension_1_id: Uuid,
    pub shortcut_dimension_1_code: String,
    pub shortcut_dimension_2_code: String,
}

impl TradeDocument {
    /// An empty draft, its dates blank.
    pub fn blank(side: TradeSide, document_type: TradeDocumentType) -> TradeDocument {
        TradeDocument {
            side,
            document_type,
            posting_date: BLANK_DATE,
            document_date: BLANK_DATE,
            due_date: BLANK_DATE,
            order_date: BLANK_DATE,
            shipment_date: BLANK_DATE,
            requested_delivery_date: BLANK_DATE,
            promised_pay_date: BLANK_DATE,
            valid_until_date: BLANK_DATE,
            accepted_date: BLANK_DATE,
            sent_at: NEVER_SENT,
            payment_discount_date: BLANK_DATE,
            ..TradeDocument::default()
        }
    }

    /// What payments look up about a posted invoice of either side (FINANCE.md 1.8). Draft and posted document are
    /// one row, so there is no other id than its own.
    pub fn as_posted_invoice(&self) -> PostedInvoice {
        let payer = if self.bill_to_number.is_empty() { &self.party_number } else { &self.bill_to_number };
        PostedInvoice {
            id: self.id,
            number: self.number.clone(),
            party_number: payer.clone(),
            posting_date: self.posting_date,
        }
    }

    /// When new lines are to be shipped or received: on the date that is asked for, where one is.
    pub(crate) fn shipment_date_of_lines(&self) -> Date {
        match self.requested_delivery_date {
            BLANK_DATE => self.shipment_date,
            date => date,
        }
    }

    pub const fn is_sales(&self) -> bool {
        matches!(self.side, TradeSide::Sales)
    }

    pub const fn is_credit_memo(&self) -> bool {
        matches!(self.document_type, TradeDocumentType::CreditMemo)
    }
}

#[cfg(test)]
mod tests;
