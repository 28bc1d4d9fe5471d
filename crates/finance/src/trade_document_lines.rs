//! Lines of trade documents.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{
    choices::choices,
    dimensions::DimensionSet,
    fields::BLANK_DATE,
    posting_setup::VatCalculationType,
    sales_tax::SalesTax,
    trade_documents::{TradeDocument, TradeDocumentType, TradeSide},
};

mod facts;
mod object;
mod properties;
mod quantities;
mod values;
mod write;

pub use facts::{LineFacts, TradeItem, TradeUnit};
pub use object::{check_item, vat_setup};
pub use properties::LineProperties;
pub use write::{
    change, check_all_invoiced, check_draft, check_nothing_handed_over, convert_price, create,
    follow_requested_date, recreate, renew_sales_tax, resolve_document_id,
};

choices! {
    /// What a line is about (FINANCE.md 4.4).
    TradeLineType {
        #[default]
        Comment = 0, "Comment";
        Account = 1, "Account";
        Item = 2, "Item";
        Resource = 3, "Resource";
        FixedAsset = 4, "Fixed Asset";
        Charge = 5, "Charge";
        AllocationAccount = 10, "Allocation Account";
    }
}

/// A line of a document. Amounts are in the document's currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TradeDocumentLine {
    pub id: Uuid,
    pub document_id: Uuid,
    pub side: TradeSide,
    pub document_type: TradeDocumentType,
    pub posted: bool,
    pub sequence: i32,
    pub line_type: TradeLineType,
    /// Number of the item or account; blank on comments.
    pub number: String,
    pub item_id: Uuid,
    pub account_id: Uuid,
    pub description: String,
    pub description_2: String,
    pub unit_of_measure_id: Uuid,
    pub unit_of_measure_code: String,
    /// Base units in one unit of measure.
    pub quantity_per_unit: Amount,
    pub quantity: Amount,
    /// Price of sales, direct unit cost of purchases.
    pub unit_price: Amount,
    pub discount_percent: Amount,
    pub discount_amount: Amount,
    pub allow_invoice_discount: bool,
    /// Gross less line discount; with VAT when the document's prices are.
    pub line_amount: Amount,
    /// The line's share of the invoice discount.
    pub invoice_discount_amount: Amount,
    /// Before invoice discount.
    pub amount_excluding_tax: Amount,
    /// Before invoice discount.
    pub tax_amount: Amount,
    /// Before invoice discount.
    pub amount_including_tax: Amount,
    /// After invoice discount.
    pub net_amount: Amount,
    /// After invoice discount.
    pub net_tax_amount: Amount,
    /// After invoice discount.
    pub net_amount_including_tax: Amount,
    pub general_business_posting_group: String,
    pub general_product_posting_group: String,
    pub inventory_posting_group: String,
    pub vat_business_posting_group: String,
    pub vat_product_posting_group: String,
    pub tax_group_code: String,
    pub vat_calculation_type: VatCalculationType,
    /// Under sales tax what the jurisdictions take of the amount together, with five decimals.
    pub vat_percent: Amount,
    pub vat_identifier: String,
    /// Of sales; expected receipt of purchases.
    pub shipment_date: Date,
    pub item_variant_id: Uuid,
    pub location_id: Uuid,
    pub location_code: String,
    pub quantity_to_ship: Amount,
    pub quantity_to_invoice: Amount,
    pub quantity_shipped: Amount,
    pub quantity_invoiced: Amount,
    /// The order's line a posted line came from.
    pub order_line_id: Uuid,
    /// The shipment's or receipt's line that moved the goods of an invoice line.
    pub shipment_line_id: Uuid,
    /// The item ledger entry of a posted line; zero when nothing moved.
    pub item_entry_number: i64,
    /// The item entry whose cost is reversed exactly.
    pub applies_to_item_entry: i64,
    /// The rates of sales tax it is calculated with; empty under another calculation.
    pub sales_tax: SalesTax,
    pub dimensions: DimensionSet,
}

impl TradeDocumentLine {
    /// An empty line of a document.
    pub fn blank(document: &TradeDocument) -> TradeDocumentLine {
        TradeDocumentLine {
            document_id: document.id,
            side: document.side,
            document_type: document.document_type,
            posted: document.posted,
            quantity_per_unit: Amount::ONE,
            shipment_date: BLANK_DATE,
            ..TradeDocumentLine::default()
        }
    }

    /// Lines with an item or account carry amounts; comments do not.
    pub const fn has_amounts(&self) -> bool {
        !matches!(self.line_type, TradeLineType::Comment)
    }
}

#[cfg(test)]
mod tests;
