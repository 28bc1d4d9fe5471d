//! What the rules of documents look up, loaded beforehand.

use jiff::civil::Date;
use money::Precision;
use uuid::Uuid;

use super::{Rounding, TradeDocument, TradeDocumentType, TradeParty, TradeSetup, TradeSide};
use crate::{
    companies::{Company, GeneralLedgerSetup, NumberSeriesSetup},
    countries_regions::CountryRegion,
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    default_dimensions::{DefaultDimension, DefaultDimensionPriority},
    dimensions::DimensionFacts,
    errors::{Category, RuleError},
    party_payments::PostedInvoice,
    payment_terms::PaymentTerms,
    shipment_methods::ShipmentMethod,
};

/// What a header needs to know. Lists hold at least the records that the request and the stored document name; more
/// does no harm.
#[derive(Debug, Clone, Copy)]
pub struct HeaderFacts<'a> {
    pub company: &'a Company,
    pub setup: &'a GeneralLedgerSetup,
    pub trade: &'a TradeSetup,
    /// Customers or vendors, with those that pay for them.
    pub parties: &'a [TradeParty],
    pub countries: &'a [CountryRegion],
    pub currencies: &'a [Currency],
    pub exchange_rates: &'a [CurrencyExchangeRate],
    pub payment_terms: &'a [PaymentTerms],
    pub shipment_methods: &'a [ShipmentMethod],
    /// Posted invoices that a credit memo may name.
    pub invoices: &'a [PostedInvoice],
    /// Id and code of the dispute statuses.
    pub dispute_statuses: &'a [(Uuid, String)],
    /// Ids of the reasons for returning goods.
    pub return_reasons: &'a [Uuid],
    pub default_dimensions: &'a [DefaultDimension],
    pub dimension_priorities: &'a [DefaultDimensionPriority],
    pub dimensions: DimensionFacts<'a>,
    /// The work date.
    pub today: Date,
}

/// How amounts of the document are rounded: by its currency, or by setup in local currency. A currency that no longer
/// exists: `NotFound`.
pub fn rounding(
    document: &TradeDocument,
    setup: &GeneralLedgerSetup,
    currencies: &[Currency],
) -> Result<Rounding, RuleError> {
    if document.currency_code.is_empty() {
        return Ok(Rounding { precision: setup.precision(), vat: setup.vat_rounding });
    }
    let currency = currency_of(document, currencies)?;
    Ok(Rounding { precision: currency.precision(), vat: currency.vat_rounding })
}

/// The step of unit prices in the document's currency.
pub fn unit_precision(
    document: &TradeDocument,
    setup: &GeneralLedgerSetup,
    currencies: &[Currency],
) -> Result<Precision, RuleError> {
    if document.currency_code.is_empty() {
        return Ok(Precision::new(setup.unit_amount_rounding_precision).unwrap_or(Precision::FINEST));
    }
    let currency = currency_of(document, currencies)?;
    Ok(Precision::new(currency.unit_amount_rounding_precision).unwrap_or(Precision::FINEST))
}

fn currency_of<'a>(document: &TradeDocument, currencies: &'a [Currency]) -> Result<&'a Currency, RuleError> {
    let code = &document.currency_code;
    currencies
        .iter()
        .find(|currency| currency.code == *code)
        .ok_or_else(|| RuleError::of_record(Category::NotFound, format!("There is no currency \"{code}\".")))
}

impl NumberSeriesSetup {
    /// The series for documents of a kind, drafts or posted; blank when there is none.
    pub fn of_documents(&self, side: TradeSide, document_type: TradeDocumentType, posted: bool) -> &str {
        use TradeDocumentType::{CreditMemo, Invoice, Order, Quote, Receipt, Shipment};
        match (side, document_type, posted) {
            (TradeSide::Sales, Quote, false) => &self.sales_quotes,
            (TradeSide::Sales, Order, false) => &self.sales_orders,
            (TradeSide::Sales, Invoice, false) => &self.sales_invoices,
            (TradeSide::Sales, Invoice, true) => &self.posted_sales_invoices,
            (TradeSide::Sales, CreditMemo, false) => &self.sales_credit_memos,
            (TradeSide::Sales, CreditMemo, true) => &self.posted_sales_credit_memos,
            (TradeSide::Sales, Shipment, true) => &self.posted_sales_shipments,
            (TradeSide::Purchases, Order, false) => &self.purchase_orders,
            (TradeSide::Purchases, Invoice, false) => &self.purchase_invoices,
            (TradeSide::Purchases, Invoice, true) => &self.posted_purchase_invoices,
            (TradeSide::Purchases, CreditMemo, false) => &self.purchase_credit_memos,
            (TradeSide::Purchases, CreditMemo, true) => &self.posted_purchase_credit_memos,
            (TradeSide::Purchases, Receipt, true) => &self.posted_purchase_receipts,
            _ => "",
        }
    }
}
