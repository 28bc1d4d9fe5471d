//! Customers (FINANCE.md 7).

use finance::customers::{ContactType, CustomerBlocked};
use odata_sql::mapping::Storage;

use crate::entity::Access::{Absent, Writable};
use crate::entity::{
    ChoiceType, Entity, ID, LAST_MODIFIED, address, boolean, choice, decimal, guid, joined_text,
    joined_text_or, members_of, text, to_one,
};

static TYPE: ChoiceType = ChoiceType { name: "contactType", members: members_of::<ContactType> };
static BLOCKED: ChoiceType = ChoiceType { name: "customerBlocked", members: members_of::<CustomerBlocked> };

const CURRENCY: usize = 0;
const SETUP: usize = 1;
const TAX_AREA: usize = 2;

pub static ENTITY: Entity = Entity {
    name: "customer",
    set: "customers",
    table: "customers",
    conditions: &[],
    joins: &[
        ("currencies", &[("currency_id", "id")]),
        ("general_ledger_setup", &[]),
        ("tax_areas", &[("tax_area_id", "id")]),
    ],
    properties: &[
        ID,
        text("number", "number", 20),
        text("displayName", "name", 100),
        choice("type", "contact_type", &TYPE),
        address("address", ["address", "address_2", "city", "county", "country_region_code", "post_code"]),
        text("addressLine1", "address", 100).only_v2(),
        text("addressLine2", "address_2", 50).only_v2(),
        text("city", "city", 30).only_v2(),
        text("state", "county", 30).only_v2(),
        text("country", "country_region_code", 10).only_v2(),
        text("postalCode", "post_code", 20).only_v2(),
        text("phoneNumber", "phone_number", 30),
        text("email", "email", 80),
        text("website", "home_page", 255),
        text("salespersonCode", "salesperson_code", 20).only_v2(),
        decimal("creditLimit", "credit_limit").only_v2(),
        boolean("taxLiable", "tax_liable"),
        guid("taxAreaId", "tax_area_id"),
        joined_text("taxAreaDisplayName", TAX_AREA, "description", 100).read_only(),
        text("taxRegistrationNumber", "vat_registration_number", 20).on(Writable, Writable, Absent),
        text("taxRegistrationNumber", "vat_registration_number", 50).only_v2(),
        guid("currencyId", "currency_id"),
        joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code"),
        guid("paymentTermsId", "payment_terms_id"),
        guid("shipmentMethodId", "shipment_method_id"),
        guid("paymentMethodId", "payment_method_id"),
        choice("blocked", "blocked", &BLOCKED),
        LAST_MODIFIED,
    ],
    navigations: &[
        to_one("currency", "currency", "currency_id", "currencyId"),
        to_one("paymentTerm", "paymentTerm", "payment_terms_id", "paymentTermsId"),
        to_one("shipmentMethod", "shipmentMethod", "shipment_method_id", "shipmentMethodId"),
        to_one("paymentMethod", "paymentMethod", "payment_method_id", "paymentMethodId"),
    ],
    default_order: &[("number", Storage::Text)],
    needs_filter_on: &[],
    writer: None,
};
