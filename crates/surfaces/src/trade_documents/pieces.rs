//! Pieces of the property tables of documents, and the joins they use.

use crate::entity::Access::{Absent, ReadOnly};
use crate::entity::{
    ChoiceType, Entity, ID, Navigation, Property, address, boolean, computed, computed_choice, date, decimal,
    guid, joined_text_or, text, to_one,
};
use odata_sql::mapping::Storage;

/// What each document's table is joined with; the constants name the positions.
pub(crate) const JOINS: &[(&str, &[(&str, &str)])] = &[
    ("currencies", &[("currency_id", "id")]),
    ("general_ledger_setup", &[]),
    ("party_ledger_entries", &[("ledger_entry_number", "entry_number")]),
];
const CURRENCY: usize = 0;
const SETUP: usize = 1;

/// Appends lists of properties.
pub(crate) const fn joined<const N: usize>(parts: &[&[Property]]) -> [Property; N] {
    let mut all = [ID; N];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut index = 0;
        while index < parts[part].len() {
            all[at] = parts[part][index];
            at += 1;
            index += 1;
        }
        part += 1;
    }
    all
}

pub(crate) const fn count(parts: &[&[Property]]) -> usize {
    let (mut sum, mut part) = (0, 0);
    while part < parts.len() {
        sum += parts[part].len();
        part += 1;
    }
    sum
}

/// The same properties, none of which can be written.
pub(crate) const fn as_read_only<const N: usize>(mut all: [Property; N]) -> [Property; N] {
    let mut index = 0;
    while index < N {
        let mut face = 0;
        while face < all[index].access.len() {
            if !matches!(all[index].access[face], Absent) {
                all[index].access[face] = ReadOnly;
            }
            face += 1;
        }
        index += 1;
    }
    all
}

/// A property table from pieces, each a list of properties.
macro_rules! table {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&[$crate::entity::Property]] = &[$($part),+];
        const ALL: [$crate::entity::Property; $crate::trade_documents::count(PARTS)] =
            $crate::trade_documents::joined(PARTS);
        &ALL
    }};
}
pub(crate) use table;

/// A document of sales on all faces; each says what differs.
pub(crate) const DOCUMENT: Entity = Entity {
    table: "trade_documents",
    joins: JOINS,
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};

pub(crate) const IDENTITY: &[Property] = &[ID, text("number", "number", 20).read_only()];
pub(crate) const EXTERNAL_NUMBER: &[Property] =
    &[text("externalDocumentNumber", "external_document_number", 35)];

pub(crate) const fn document_date(name: &'static str) -> Property {
    date(name, "document_date")
}

pub(crate) const POSTING_DATE: Property = date("postingDate", "posting_date").not_graph();
pub(crate) const DUE_DATE: Property = date("dueDate", "due_date");

pub(crate) const CUSTOMER: &[Property] = &[
    guid("customerId", "party_id"),
    text("contactId", "contact_id", 250).only_v1(),
    text("customerNumber", "party_number", 20),
    text("customerName", "party_name", 100).read_only(),
    text("billToName", "bill_to_name", 100).read_only(),
    guid("billToCustomerId", "bill_to_id"),
    text("billToCustomerNumber", "bill_to_number", 20),
];

pub(crate) const VENDOR: &[Property] = &[
    guid("vendorId", "party_id"),
    text("vendorNumber", "party_number", 20),
    text("vendorName", "party_name", 100).read_only(),
];

pub(crate) const SHIP_TO_NAME: &[Property] =
    &[text("shipToName", "ship_to_name", 100), text("shipToContact", "ship_to_contact", 100)];

const PARTY_ADDRESS: [&str; 6] = [
    "party_address",
    "party_address_2",
    "party_city",
    "party_county",
    "party_country_region_code",
    "party_post_code",
];
const BILL_TO_ADDRESS: [&str; 6] = [
    "bill_to_address",
    "bill_to_address_2",
    "bill_to_city",
    "bill_to_county",
    "bill_to_country_region_code",
    "bill_to_post_code",
];
const SHIP_TO_ADDRESS: [&str; 6] = [
    "ship_to_address",
    "ship_to_address_2",
    "ship_to_city",
    "ship_to_county",
    "ship_to_country_region_code",
    "ship_to_post_code",
];

/// Six flat properties of an address: lines, city, country, state, post code, in the order of the published pages.
const fn flat(names: [&'static str; 6], columns: [&'static str; 6]) -> [Property; 6] {
    [
        text(names[0], columns[0], 100).only_v2(),
        text(names[1], columns[1], 50).only_v2(),
        text(names[2], columns[2], 30).only_v2(),
        text(names[3], columns[4], 10).only_v2(),
        text(names[4], columns[3], 30).only_v2(),
        text(names[5], columns[5], 20).only_v2(),
    ]
}

const fn flat_read_only(names: [&'static str; 6], columns: [&'static str; 6]) -> [Property; 6] {
    let mut properties = flat(names, columns);
    let mut index = 0;
    while index < properties.len() {
        properties[index] = properties[index].on(Absent, Absent, ReadOnly);
        index += 1;
    }
    properties
}

const BILL_TO_NAMES: [&str; 6] = [
    "billToAddressLine1",
    "billToAddressLine2",
    "billToCity",
    "billToCountry",
    "billToState",
    "billToPostCode",
];
const PAY_TO_NAMES: [&str; 6] =
    ["payToAddressLine1", "payToAddressLine2", "payToCity", "payToCountry", "payToState", "payToPostCode"];

pub(crate) const SELL_TO: &[Property] = &flat(
    [
        "sellToAddressLine1",
        "sellToAddressLine2",
        "sellToCity",
        "sellToCountry",
        "sellToState",
        "sellToPostCode",
    ],
    PARTY_ADDRESS,
);
pub(crate) const BUY_FROM: &[Property] = &flat(
    [
        "buyFromAddressLine1",
        "buyFromAddressLine2",
        "buyFromCity",
        "buyFromCountry",
        "buyFromState",
        "buyFromPostCode",
    ],
    PARTY_ADDRESS,
);
pub(crate) const BILL_TO: &[Property] = &flat(BILL_TO_NAMES, BILL_TO_ADDRESS);
pub(crate) const BILL_TO_READ_ONLY: &[Property] = &flat_read_only(BILL_TO_NAMES, BILL_TO_ADDRESS);
pub(crate) const PAY_TO: &[Property] = &flat(PAY_TO_NAMES, BILL_TO_ADDRESS);
pub(crate) const PAY_TO_READ_ONLY: &[Property] = &flat_read_only(PAY_TO_NAMES, BILL_TO_ADDRESS);
pub(crate) const SHIP_TO: &[Property] = &flat(
    [
        "shipToAddressLine1",
        "shipToAddressLine2",
        "shipToCity",
        "shipToCountry",
        "shipToState",
        "shipToPostCode",
    ],
    SHIP_TO_ADDRESS,
);

/// The addresses of Graph and v1.0.
pub(crate) const SELLING_ADDRESS: Property = address("sellingPostalAddress", PARTY_ADDRESS);
pub(crate) const BILLING_ADDRESS: Property = address("billingPostalAddress", BILL_TO_ADDRESS);
pub(crate) const BILLING_ADDRESS_READ_ONLY: Property = BILLING_ADDRESS.on(ReadOnly, ReadOnly, Absent);
pub(crate) const SHIPPING_ADDRESS: Property = address("shippingPostalAddress", SHIP_TO_ADDRESS);
pub(crate) const BUY_FROM_ADDRESS: Property = address("buyFromAddress", PARTY_ADDRESS);
pub(crate) const PAY_TO_ADDRESS: Property =
    address("payToAddress", BILL_TO_ADDRESS).on(ReadOnly, ReadOnly, Absent);
pub(crate) const SHIP_TO_COMPLEX: Property = address("shipToAddress", SHIP_TO_ADDRESS);

pub(crate) const CURRENCY_ID: Property = guid("currencyId", "currency_id");
pub(crate) const CURRENCY_CODE: Property =
    joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code");
pub(crate) const SHORTCUT_DIMENSIONS: &[Property] = &[
    text("shortcutDimension1Code", "shortcut_dimension_1_code", 20).only_v2(),
    text("shortcutDimension2Code", "shortcut_dimension_2_code", 20).only_v2(),
];

pub(crate) const ORDER: &[Property] =
    &[guid("orderId", "order_id").read_only(), text("orderNumber", "order_number", 20).read_only()];
pub(crate) const PAYMENT_TERMS: Property = guid("paymentTermsId", "payment_terms_id");
pub(crate) const SHIPMENT_METHOD: Property = guid("shipmentMethodId", "shipment_method_id");
pub(crate) const SALESPERSON: Property = text("salesperson", "salesperson_code", 20);
pub(crate) const PURCHASER: Property = text("purchaser", "salesperson_code", 20).only_v2();
pub(crate) const PRICES_INCLUDE_TAX: Property = boolean("pricesIncludeTax", "prices_including_vat");

pub(crate) const DISCOUNT: Property = decimal("discountAmount", "invoice_discount_amount");
/// A discount lowers the tax unless prices hold it.
pub(crate) const DISCOUNT_BEFORE_TAX: Property =
    computed("discountAppliedBeforeTax", Storage::Boolean, "(NOT {row}.prices_including_vat)");
pub(crate) const TOTALS: &[Property] = &[
    decimal("totalAmountExcludingTax", "total_excluding_tax").read_only(),
    decimal("totalTaxAmount", "total_tax").read_only(),
    decimal("totalAmountIncludingTax", "total_including_tax").read_only(),
];
pub(crate) const CONTACT: &[Property] =
    &[text("phoneNumber", "phone_number", 30), text("email", "email", 80)];
pub(crate) const CREDITED_INVOICE: &[Property] =
    &[guid("invoiceId", "applies_to_id"), text("invoiceNumber", "applies_to_number", 20)];

/// The status of an invoice (FINANCE.md 4.2).
static INVOICE_STATUS: ChoiceType = ChoiceType {
    name: "invoiceEntityAggregateStatus",
    members: || {
        &[
            (0, " "),
            (1, "Draft"),
            (2, "In Review"),
            (3, "Open"),
            (4, "Paid"),
            (5, "Canceled"),
            (6, "Corrective"),
        ]
    },
};
pub(crate) const STATUS_OF_INVOICE: Property = computed_choice(
    "status",
    &INVOICE_STATUS,
    "CASE WHEN NOT {row}.posted THEN 1 WHEN {row}.cancelled THEN 5 WHEN {row}.corrective THEN 6 \
     WHEN {join.2}.open THEN 3 ELSE 4 END",
);

const CREDIT_MEMO_STATUSES: &[(i64, &str)] =
    &[(0, "Draft"), (1, "In Review"), (2, "Open"), (3, "Canceled"), (4, "Corrective"), (5, "Paid")];
static SALES_CREDIT_MEMO_STATUS: ChoiceType =
    ChoiceType { name: "salesCrMemoEntityBufferStatus", members: || CREDIT_MEMO_STATUSES };
static PURCHASE_CREDIT_MEMO_STATUS: ChoiceType =
    ChoiceType { name: "purchCrMemoEntityStatus", members: || CREDIT_MEMO_STATUSES };
const CREDIT_MEMO_STATUS: &str = "CASE WHEN NOT {row}.posted THEN 0 WHEN {row}.cancelled THEN 3 \
                                  WHEN {row}.corrective THEN 4 WHEN {join.2}.open THEN 2 ELSE 5 END";
pub(crate) const STATUS_OF_SALES_CREDIT_MEMO: Property =
    computed_choice("status", &SALES_CREDIT_MEMO_STATUS, CREDIT_MEMO_STATUS);
pub(crate) const STATUS_OF_PURCHASE_CREDIT_MEMO: Property =
    computed_choice("status", &PURCHASE_CREDIT_MEMO_STATUS, CREDIT_MEMO_STATUS);

const ORDER_STATUSES: &[(i64, &str)] = &[(0, "Draft"), (1, "In Review"), (2, "Open")];
static SALES_ORDER_STATUS: ChoiceType =
    ChoiceType { name: "salesOrderEntityBufferStatus", members: || ORDER_STATUSES };
static PURCHASE_ORDER_STATUS: ChoiceType =
    ChoiceType { name: "purchaseOrderEntityBufferStatus", members: || ORDER_STATUSES };
/// Orders are neither released nor approved here, so all of them are drafts. No bare number, which an order of rows
/// would take for the place of a column.
const ALWAYS_DRAFT: &str = "CAST(0 AS BIGINT)";
pub(crate) const STATUS_OF_SALES_ORDER: Property =
    computed_choice("status", &SALES_ORDER_STATUS, ALWAYS_DRAFT);
pub(crate) const STATUS_OF_PURCHASE_ORDER: Property =
    computed_choice("status", &PURCHASE_ORDER_STATUS, ALWAYS_DRAFT);

static QUOTE_STATUS: ChoiceType = ChoiceType {
    name: "salesQuoteEntityBufferStatus",
    members: || &[(0, "Draft"), (1, "Sent"), (2, "Accepted"), (3, "Expired ")],
};
pub(crate) const STATUS_OF_QUOTE: Property = computed_choice(
    "status",
    &QUOTE_STATUS,
    "CASE WHEN {row}.accepted THEN 2 WHEN {row}.sent_at > -62135596800000 THEN 1 ELSE 0 END",
);

/// What is still to be paid, in the document's currency (FINANCE.md 4.2).
pub(crate) const REMAINING_AMOUNT: Property = computed(
    "remainingAmount",
    Storage::Decimal,
    "CASE WHEN NOT {row}.posted THEN {row}.total_including_tax WHEN {row}.cancelled THEN 0 \
     ELSE coalesce({join.2}.remaining_amount, 0) END",
)
.not_graph();

pub(crate) const TO_CUSTOMER: Navigation = to_one("customer", "customer", "party_id", "customerId");
pub(crate) const TO_VENDOR: Navigation = to_one("vendor", "vendor", "party_id", "vendorId");
pub(crate) const TO_CURRENCY: Navigation = to_one("currency", "currency", "currency_id", "currencyId");
/// From a posted document to what it left in the ledger of the party.
pub(crate) const TO_CUSTOMER_LEDGER_ENTRY: Navigation = to_party_entry("customerLedgerEntry");
pub(crate) const TO_VENDOR_LEDGER_ENTRY: Navigation = to_party_entry("vendorLedgerEntry");
const fn to_party_entry(name: &'static str) -> Navigation {
    to_one(name, name, "ledger_entry_number", "")
        .by("ledger_entry_number", "entry_number", Storage::Integer)
        .unnamed()
}
pub(crate) const TO_PAYMENT_TERMS: Navigation =
    to_one("paymentTerm", "paymentTerm", "payment_terms_id", "paymentTermsId");
pub(crate) const TO_SHIPMENT_METHOD: Navigation =
    to_one("shipmentMethod", "shipmentMethod", "shipment_method_id", "shipmentMethodId");
/// To the value of the first global dimension.
pub(crate) const TO_DIMENSION_VALUE: Navigation =
    to_one("dimensionValue", "dimensionValue", "shortcut_dimension_1_id", "")
        .unnamed()
        .on(false, false, true);
