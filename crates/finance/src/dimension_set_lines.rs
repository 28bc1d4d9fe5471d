//! Dimension set lines: single pairs of a line's dimension set, added, changed and removed (V2).

use uuid::Uuid;

use crate::{
    choices::choices,
    dimension_values::DimensionValue,
    dimensions::{Dimension, DimensionFacts, DimensionSet},
    errors::RuleError,
    fields::{code, present_id},
};

choices! {
    /// What a pair belongs to; the numbers are those of the published API.
    DimensionSetParent {
        #[default]
        Blank = 0, " ";
        JournalLine = 1, "Journal Line";
        SalesOrder = 2, "Sales Order";
        SalesOrderLine = 3, "Sales Order Line";
        SalesQuote = 4, "Sales Quote";
        SalesQuoteLine = 5, "Sales Quote Line";
        SalesCreditMemo = 6, "Sales Credit Memo";
        SalesCreditMemoLine = 7, "Sales Credit Memo Line";
        SalesInvoice = 8, "Sales Invoice";
        SalesInvoiceLine = 9, "Sales Invoice Line";
        PurchaseInvoice = 10, "Purchase Invoice";
        PurchaseInvoiceLine = 11, "Purchase Invoice Line";
        GeneralLedgerEntry = 12, "General Ledger Entry";
        TimeRegistrationEntry = 13, "Time Registration Entry";
        SalesShipment = 14, "Sales Shipment";
        SalesShipmentLine = 15, "Sales Shipment Line";
        PurchaseReceipt = 16, "Purchase Receipt";
        PurchaseReceiptLine = 17, "Purchase Receipt Line";
        PurchaseOrder = 18, "Purchase Order";
        PurchaseOrderLine = 19, "Purchase Order Line";
        PurchaseCreditMemo = 20, "Purchase Credit Memo";
        PurchaseCreditMemoLine = 21, "Purchase Credit Memo Line";
        SalesReturnOrder = 22, "Sales Return Order";
        SalesReturnOrderLine = 23, "Sales Return Order Line";
        BlanketPurchaseOrder = 24, "Blanket Purchase Order";
        BlanketPurchaseOrderLine = 25, "Blanket Purchase Order Line";
        BlanketSalesOrder = 26, "Blanket Sales Order";
        BlanketSalesOrderLine = 27, "Blanket Sales Order Line";
        TransferOrder = 28, "Transfer Order";
        TransferOrderLine = 29, "Transfer Order Line";
        TransferShipment = 30, "Transfer Shipment";
        TransferShipmentLine = 31, "Transfer Shipment Line";
        TransferReceipt = 32, "Transfer Receipt";
        TransferReceiptLine = 33, "Transfer Receipt Line";
        PostedDirectTransfer = 34, "Posted Direct Transfer";
        PostedDirectTransferLine = 35, "Posted Direct Transfer Line";
        SalesQuoteArchive = 36, "Sales Quote Archive";
        SalesQuoteArchiveLine = 37, "Sales Quote Archive Line";
        SalesOrderArchive = 38, "Sales Order Archive";
        SalesOrderArchiveLine = 39, "Sales Order Archive Line";
        PurchaseQuoteArchive = 40, "Purchase Quote Archive";
        PurchaseQuoteArchiveLine = 41, "Purchase Quote Archive Line";
        PurchaseOrderArchive = 42, "Purchase Order Archive";
        PurchaseOrderArchiveLine = 43, "Purchase Order Archive Line";
        SalesReturnOrderArchive = 44, "Sales Return Order Archive";
        SalesReturnOrderArchiveLine = 45, "Sales Return Order Archive Line";
        PurchaseReturnOrderArchive = 46, "Purchase Return Order Archive";
        PurchaseReturnOrderArchiveLine = 47, "Purchase Return Order Archive Line";
        AssemblyOrder = 48, "Assembly Order";
        AssemblyOrderLine = 49, "Assembly Order Line";
        PostedAssemblyOrder = 50, "Posted Assembly Order";
        PostedAssemblyOrderLine = 51, "Posted Assembly Order Line";
        SalesBlanketOrderArchive = 52, "Sales Blanket Order Archive";
        SalesBlanketOrderArchiveLine = 53, "Sales Blanket Order Archive Line";
        PurchaseBlanketOrderArchive = 54, "Purchase Blanket Order Archive";
        PurchaseBlanketOrderArchiveLine = 55, "Purchase Blanket Order Archive Line";
        PhysicalInventoryOrder = 56, "Physical Inventory Order";
        PhysicalInventoryOrderLine = 57, "Physical Inventory Order Line";
        PostedPhysicalInventoryOrder = 58, "Posted Physical Inventory Order";
        PostedPhysicalInventoryOrderLine = 59, "Posted Physical Inventory Order Line";
        InventoryShipment = 60, "Inventory Shipment";
        InventoryShipmentLine = 61, "Inventory Shipment Line";
        InventoryReceipt = 62, "Inventory Receipt";
        InventoryReceiptLine = 63, "Inventory Receipt Line";
        PostedInventoryShipment = 64, "Posted Inventory Shipment";
        PostedInventoryShipmentLine = 65, "Posted Inventory Shipment Line";
        PostedInventoryReceipt = 66, "Posted Inventory Receipt";
        PostedInventoryReceiptLine = 67, "Posted Inventory Receipt Line";
        PurchaseReturnOrder = 68, "Purchase Return Order";
        PurchaseReturnOrderLine = 69, "Purchase Return Order Line";
        PurchaseQuote = 70, "Purchase Quote";
        PurchaseQuoteLine = 71, "Purchase Quote Line";
    }
}

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DimensionSetLineProperties {
    /// The id of the dimension.
    pub id: Option<Uuid>,
    pub code: Option<String>,
    pub value_id: Option<Uuid>,
    pub value_code: Option<String>,
}

/// The id of the dimension that a new pair is about, by which it is addressed from then on. Errors as in [`add`].
pub fn dimension_id(
    given: &DimensionSetLineProperties,
    facts: DimensionFacts<'_>,
) -> Result<Uuid, RuleError> {
    dimension_of(given, facts).map(|dimension| dimension.id)
}

/// The set with one pair more (FINANCE.md 1.6). Dimension or value not given, unknown, contradicting, or the
/// dimension already in the set: `Dialog`.
pub fn add(
    set: &DimensionSet,
    given: &DimensionSetLineProperties,
    facts: DimensionFacts<'_>,
) -> Result<DimensionSet, RuleError> {
    let dimension = dimension_of(given, facts)?;
    let value = value_of(given, dimension, facts)?;
    if set.0.contains_key(&dimension.code) {
        let message = format!("code: the line has a value of the dimension \"{}\" already.", dimension.code);
        return Err(RuleError::dialog("code", message));
    }
    let mut set = set.clone();
    set.0.insert(dimension.code.clone(), value.code.clone());
    Ok(set)
}

/// The set with another value for a dimension it has. Another dimension in the request: `Dialog`.
pub fn change(
    set: &DimensionSet,
    dimension_code: &str,
    given: &DimensionSetLineProperties,
    facts: DimensionFacts<'_>,
) -> Result<DimensionSet, RuleError> {
    let own = DimensionSetLineProperties { code: Some(dimension_code.to_owned()), ..Default::default() };
    let stored = dimension_of(&own, facts)?;
    if (given.id.is_some() || given.code.is_some()) && dimension_of(given, facts)?.code != stored.code {
        let message = "code: the dimension of a line cannot be changed. Remove it and add another.";
        return Err(RuleError::dialog("code", message));
    }
    let value = value_of(given, stored, facts)?;
    let mut set = set.clone();
    set.0.insert(stored.code.clone(), value.code.clone());
    Ok(set)
}

/// The set without a dimension.
pub fn remove(set: &DimensionSet, dimension_code: &str) -> DimensionSet {
    let mut set = set.clone();
    set.0.remove(dimension_code);
    set
}

fn dimension_of<'a>(
    given: &DimensionSetLineProperties,
    facts: DimensionFacts<'a>,
) -> Result<&'a Dimension, RuleError> {
    let code = code("code", given.code.as_deref().unwrap_or(""), 20)?;
    let id = given.id.and_then(present_id);
    if code.is_empty() && id.is_none() {
        return Err(RuleError::dialog("code", "code: name the dimension by id or code."));
    }
    let fits = |dimension: &&Dimension| {
        id.is_none_or(|id| dimension.id == id) && (code.is_empty() || dimension.code == code)
    };
    facts.dimensions.iter().find(fits).ok_or_else(|| {
        let message = "code: there is no dimension with the id and code given.";
        RuleError::dialog("code", message)
    })
}

fn value_of<'a>(
    given: &DimensionSetLineProperties,
    dimension: &Dimension,
    facts: DimensionFacts<'a>,
) -> Result<&'a DimensionValue, RuleError> {
    let code = code("valueCode", given.value_code.as_deref().unwrap_or(""), 20)?;
    let id = given.value_id.and_then(present_id);
    if code.is_empty() && id.is_none() {
        return Err(RuleError::dialog("valueCode", "valueCode: name the value by valueId or valueCode."));
    }
    let fits = |value: &&DimensionValue| {
        value.dimension_code == dimension.code
            && id.is_none_or(|id| value.id == id)
            && (code.is_empty() || value.code == code)
    };
    facts.values.iter().find(fits).ok_or_else(|| {
        let message = format!(
            "valueCode: the dimension \"{}\" has no value with the id and code given.",
            dimension.code
        );
        RuleError::dialog("valueCode", message)
    })
}

#[cfg(test)]
mod tests;
