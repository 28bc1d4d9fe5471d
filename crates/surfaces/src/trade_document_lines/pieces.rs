//! Pieces of the property tables of lines.

use finance::trade_document_lines::TradeLineType;
use odata_sql::mapping::Storage;

use crate::entity::Access::{Absent, Writable};
use crate::entity::{
    ChoiceType, Entity, ID, Navigation, Property, choice, computed, date, decimal, guid, int32, line_key,
    members_of, text, texts, to_one, unit_of_measure,
};

/// A line of any document; each entity says what differs.
pub(crate) const LINE: Entity = Entity {
    table: "trade_document_lines",
    joins: &[("units_of_measure", &[("unit_of_measure_id", "id")])],
    default_order: &[("document_id", Storage::Uuid), ("sequence", Storage::Integer)],
    needs_filter_on: &["documentId", "id"],
    ..Entity::BLANK
};

static LINE_TYPE: ChoiceType =
    ChoiceType { name: "invoiceLineAggLineType", members: members_of::<TradeLineType> };

/// Key, document, place and object. The key is text on Graph and v1.0 (SURFACE.md "Ids").
pub(crate) const OBJECT: &[Property] = &[
    ID.only_v2(),
    line_key("id", "document_id", "sequence").not_v2(),
    guid("documentId", "document_id"),
    int32("sequence", "sequence"),
    guid("itemId", "item_id"),
    guid("accountId", "account_id"),
    choice("lineType", "line_type", &LINE_TYPE),
    texts(
        "lineDetails",
        "documentLineObjectDetailsType",
        &[("number", "number", 20), ("displayName", "description", 100)],
    ),
    text("lineObjectNumber", "number", 20).only_v2(),
    text("description", "description", 100),
];
pub(crate) const DESCRIPTION_2: Property = text("description2", "description_2", 50).only_v2();
pub(crate) const UNIT: &[Property] = &[
    guid("unitOfMeasureId", "unit_of_measure_id"),
    unit_of_measure("unitOfMeasure", 0),
    text("unitOfMeasureCode", "unit_of_measure_code", 10).only_v2(),
];
pub(crate) const QUANTITY: Property = decimal("quantity", "quantity");

pub(crate) const fn unit_price(name: &'static str) -> Property {
    decimal(name, "unit_price")
}

/// A discount lowers the tax unless prices hold it.
const DISCOUNT_BEFORE_TAX: Property = computed(
    "discountAppliedBeforeTax",
    Storage::Boolean,
    "(SELECT NOT d.prices_including_vat FROM trade_documents d WHERE d.company_id = {company} \
     AND d.id = {row}.document_id)",
);

pub(crate) const DISCOUNT_AND_TAX: &[Property] = &[
    decimal("discountAmount", "discount_amount"),
    decimal("discountPercent", "discount_percent"),
    DISCOUNT_BEFORE_TAX,
    decimal("amountExcludingTax", "amount_excluding_tax").read_only(),
    computed(
        "taxCode",
        Storage::Text,
        "CASE WHEN {row}.vat_product_posting_group <> '' THEN {row}.vat_product_posting_group \
         ELSE {row}.tax_group_code END",
    )
    .length(50)
    .on(Writable, Writable, Writable),
    decimal("taxPercent", "vat_percent").read_only(),
    decimal("totalTaxAmount", "tax_amount").read_only(),
    decimal("amountIncludingTax", "amount_including_tax").read_only(),
];
/// The share of the invoice discount, without VAT.
pub(crate) const INVOICE_DISCOUNT: Property = computed(
    "invoiceDiscountAllocation",
    Storage::Decimal,
    "({row}.amount_excluding_tax - {row}.net_amount)",
);
pub(crate) const NET: &[Property] = &[
    decimal("netAmount", "net_amount").read_only(),
    decimal("netTaxAmount", "net_tax_amount").read_only(),
    decimal("netAmountIncludingTax", "net_amount_including_tax").read_only(),
];

pub(crate) const fn shipment_date(name: &'static str) -> Property {
    date(name, "shipment_date")
}

pub(crate) const VARIANT: Property = guid("itemVariantId", "item_variant_id").on(Absent, Writable, Writable);
pub(crate) const LOCATION: Property = guid("locationId", "location_id").only_v2();

pub(crate) const TO_ITEM: Navigation = to_one("item", "item", "item_id", "itemId");
pub(crate) const TO_ACCOUNT: Navigation = to_one("account", "account", "account_id", "accountId");
pub(crate) const TO_UNIT: Navigation =
    to_one("unitOfMeasure", "unitOfMeasure", "unit_of_measure_id", "unitOfMeasureId").on(false, false, true);
pub(crate) const TO_VARIANT: Navigation =
    to_one("itemVariant", "itemVariant", "item_variant_id", "itemVariantId").on(false, false, true);
pub(crate) const TO_LOCATION: Navigation =
    to_one("location", "location", "location_id", "locationId").on(false, false, true);

/// Back to the document, on v2.0.
pub(crate) const fn to_document(name: &'static str, lines: &'static str) -> Navigation {
    to_one(name, name, "document_id", "documentId").on(false, false, true).partner(lines)
}

const SHIPPED_TYPES: &[(i64, &str)] = &[
    (0, " "),
    (1, "G/L Account"),
    (2, "Item"),
    (3, "Resource"),
    (4, "Fixed Asset"),
    (5, "Charge (Item)"),
    (10, "Allocation Account"),
];
static SALES_LINE_TYPE: ChoiceType = ChoiceType { name: "salesLineType", members: || SHIPPED_TYPES };
static PURCHASE_LINE_TYPE: ChoiceType = ChoiceType { name: "purchaseLineType", members: || SHIPPED_TYPES };
pub(crate) const SALES_TYPE: Property = choice("lineType", "line_type", &SALES_LINE_TYPE);
pub(crate) const PURCHASE_TYPE: Property = choice("lineType", "line_type", &PURCHASE_LINE_TYPE);
