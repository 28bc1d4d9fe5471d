//! What the rules of document lines look up, loaded beforehand.

use money::{Amount, Precision};
use uuid::Uuid;

use crate::{
    accounts::Account,
    companies::GeneralLedgerSetup,
    default_dimensions::{DefaultDimension, DefaultDimensionPriority},
    items::Item,
    posting_setup::VatPostingSetup,
    sales_tax::SalesTaxFacts,
    trade_documents::{Rounding, TradeSetup},
};

/// A unit in which an item is traded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TradeUnit {
    pub id: Uuid,
    pub code: String,
    /// Base units in one of it.
    pub quantity_per_unit: Amount,
}

/// An item as a document sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TradeItem {
    pub id: Uuid,
    pub number: String,
    pub description: String,
    pub description_2: String,
    /// Kept in stock.
    pub is_inventory: bool,
    pub blocked: bool,
    pub sales_blocked: bool,
    pub purchasing_blocked: bool,
    pub general_product_posting_group: String,
    pub inventory_posting_group: String,
    pub vat_product_posting_group: String,
    pub tax_group_code: String,
    pub unit_price: Amount,
    pub price_includes_vat: bool,
    pub last_direct_cost: Amount,
    pub allow_invoice_discount: bool,
    pub sales_unit: String,
    pub purchase_unit: String,
    /// Every unit the item has; the first is the base unit.
    pub units: Vec<TradeUnit>,
    /// Id and description of its variants.
    pub variants: Vec<(Uuid, String)>,
}

/// Without its units and variants.
impl From<&Item> for TradeItem {
    fn from(item: &Item) -> TradeItem {
        TradeItem {
            id: item.id,
            number: item.number.clone(),
            description: item.description.clone(),
            description_2: item.description_2.clone(),
            is_inventory: item.is_inventoriable(),
            blocked: item.blocked,
            sales_blocked: item.sales_blocked,
            purchasing_blocked: item.purchasing_blocked,
            general_product_posting_group: item.general_product_posting_group.clone(),
            inventory_posting_group: item.inventory_posting_group.clone(),
            vat_product_posting_group: item.vat_product_posting_group.clone(),
            tax_group_code: item.tax_group_code.clone(),
            unit_price: item.unit_price,
            price_includes_vat: item.price_includes_vat,
            last_direct_cost: item.last_direct_cost,
            allow_invoice_discount: item.allow_invoice_discount,
            sales_unit: item.sales_unit_of_measure.clone(),
            purchase_unit: item.purchase_unit_of_measure.clone(),
            units: Vec::new(),
            variants: Vec::new(),
        }
    }
}

/// What a line needs to know besides its document. Lists hold at least what the request and the line name.
#[derive(Debug, Clone, Copy)]
pub struct LineFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    pub trade: &'a TradeSetup,
    pub rounding: Rounding,
    /// The step of unit prices in the document's currency.
    pub unit_precision: Precision,
    pub accounts: &'a [Account],
    /// For lines of accounts; items have units of their own.
    pub units: &'a [TradeUnit],
    pub items: &'a [TradeItem],
    pub vat_posting_setup: &'a [VatPostingSetup],
    /// Codes of the tax groups (VAT product groups) that the request names.
    pub tax_groups: &'a [String],
    /// Needed where VAT posting setup calculates sales tax.
    pub sales_tax: SalesTaxFacts<'a>,
    /// Id and code of the locations.
    pub locations: &'a [(Uuid, String)],
    pub default_dimensions: &'a [DefaultDimension],
    pub dimension_priorities: &'a [DefaultDimensionPriority],
}
