//! What each kind of document calls its properties, for sentences and targets of refusals.

use super::{TradeDocumentType, TradeSide};

/// The names that differ from document to document.
#[derive(Debug, PartialEq, Eq)]
pub struct Names {
    /// `customer` or `vendor`.
    pub party: &'static str,
    pub party_id: &'static str,
    pub party_number: &'static str,
    pub bill_to_id: &'static str,
    pub bill_to_number: &'static str,
    pub document_date: &'static str,
    pub external_number: &'static str,
    pub requested_delivery_date: &'static str,
    pub salesperson: &'static str,
    pub unit_price: &'static str,
    pub shipment_date: &'static str,
    pub quantity_to_ship: &'static str,
    /// `salesInvoice` and so on.
    pub document: &'static str,
}

const SALES: Names = Names {
    party: "customer",
    party_id: "customerId",
    party_number: "customerNumber",
    bill_to_id: "billToCustomerId",
    bill_to_number: "billToCustomerNumber",
    document_date: "invoiceDate",
    external_number: "externalDocumentNumber",
    requested_delivery_date: "requestedDeliveryDate",
    salesperson: "salesperson",
    unit_price: "unitPrice",
    shipment_date: "shipmentDate",
    quantity_to_ship: "shipQuantity",
    document: "salesInvoice",
};
const SALES_QUOTE: Names = Names { document_date: "documentDate", document: "salesQuote", ..SALES };
const SALES_ORDER: Names = Names { document_date: "orderDate", document: "salesOrder", ..SALES };
const SALES_CREDIT_MEMO: Names =
    Names { document_date: "creditMemoDate", document: "salesCreditMemo", ..SALES };

const PURCHASES: Names = Names {
    party: "vendor",
    party_id: "vendorId",
    party_number: "vendorNumber",
    bill_to_id: "payToVendorId",
    bill_to_number: "payToVendorNumber",
    document_date: "invoiceDate",
    external_number: "vendorInvoiceNumber",
    requested_delivery_date: "requestedReceiptDate",
    salesperson: "purchaser",
    unit_price: "unitCost",
    shipment_date: "expectedReceiptDate",
    quantity_to_ship: "receiveQuantity",
    document: "purchaseInvoice",
};
const PURCHASE_ORDER: Names = Names {
    document_date: "orderDate",
    unit_price: "directUnitCost",
    document: "purchaseOrder",
    ..PURCHASES
};
const PURCHASE_CREDIT_MEMO: Names = Names {
    document_date: "creditMemoDate",
    external_number: "vendorCreditMemoNumber",
    document: "purchaseCreditMemo",
    ..PURCHASES
};

/// The names of a kind of document.
pub fn names(side: TradeSide, document_type: TradeDocumentType) -> &'static Names {
    use TradeDocumentType::{CreditMemo, Order, Quote};
    match (side, document_type) {
        (TradeSide::Sales, Quote) => &SALES_QUOTE,
        (TradeSide::Sales, Order) => &SALES_ORDER,
        (TradeSide::Sales, CreditMemo) => &SALES_CREDIT_MEMO,
        (TradeSide::Sales, _) => &SALES,
        (TradeSide::Purchases, Order) => &PURCHASE_ORDER,
        (TradeSide::Purchases, CreditMemo) => &PURCHASE_CREDIT_MEMO,
        (TradeSide::Purchases, _) => &PURCHASES,
    }
}
