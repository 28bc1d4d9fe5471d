//! Customers (FINANCE.md 7).

use finance::customers::{
    self, ComplexAddress, ContactType, Customer, CustomerBlocked, CustomerProperties, DeleteFacts,
};
use finance::errors::RuleError;
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use store::{Session, Work, number_series, record};

use crate::entity::Access::{Absent, Writable};
use crate::entity::{
    ChoiceType, Entity, G, GPMD, ID, LAST_MODIFIED, address, boolean, choice, decimal, guid, joined_text,
    joined_text_or, members_of, text, to_one,
};
use crate::errors::ApiError;
use crate::write::coded::{is_taken, rename, stored};
use crate::write::{Body, Write, Writer};

mod facts;

use facts::Known;

static TYPE: ChoiceType = ChoiceType { name: "contactType", members: members_of::<ContactType> };
static BLOCKED: ChoiceType = ChoiceType { name: "customerBlocked", members: members_of::<CustomerBlocked> };

const CURRENCY: usize = 0;
const SETUP: usize = 1;
const TAX_AREA: usize = 2;

pub static ENTITY: Entity = Entity {
    name: "customer",
    set: "customers",
    methods: [GPMD, GPMD, GPMD, G],
    table: "customers",
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
    writer: Some(&Customers),
    ..Entity::BLANK
};

struct Customers;

impl Writer for Customers {
    /// A number that is not sent comes from the series of setup, which moves on past numbers in use (FINANCE.md 7.1).
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given).await?;
            let templates = record::list(session, write.company, "ORDER BY code", &[]).await?;
            let facts = known.facts(&templates, write.today());
            let loaded = facts::numbers(session, write.company).await?;
            let mut numbers = loaded.clone();
            let mut customer = customers::create(write.id, &given, numbers.as_mut(), &|_| false, &facts)?;
            while is_taken::<Customer>(session, write, "number", &customer.number).await? {
                customer = customers::create(write.id, &given, numbers.as_mut(), &|_| false, &facts)?;
            }
            if let (Some(loaded), Some(taken)) = (&loaded, &numbers) {
                number_series::keep_taken(session, write.company, loaded, taken, write.stamp).await?;
            }
            Ok(record::insert(session, write.company, &customer, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Customer = stored(session, write).await?;
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given).await?;
            let customer = customers::change(&stored, &given, &known.facts(&[], write.today()))?;
            record::update(session, write.company, &customer, write.stamp).await?;
            rename(session, write, Noun::Customer, &stored.number, &customer.number).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Customer = stored(session, write).await?;
            // Neither projects nor a ledger nor sales documents are kept, and lines of payment journals do not count.
            customers::check_delete(&stored, &DeleteFacts::default())?;
            Ok(store::customers::delete(session, write.company, &stored).await?)
        })
    }
}

fn properties(body: &Body) -> Result<CustomerProperties, RuleError> {
    let mut given = CustomerProperties {
        number: body.text("number"),
        display_name: body.text("displayName"),
        contact_type: body.choice("type")?,
        address_line_1: body.text("addressLine1"),
        address_line_2: body.text("addressLine2"),
        city: body.text("city"),
        state: body.text("state"),
        country: body.text("country"),
        postal_code: body.text("postalCode"),
        phone_number: body.text("phoneNumber"),
        email: body.text("email"),
        website: body.text("website"),
        salesperson_code: body.text("salespersonCode"),
        credit_limit: body.amount("creditLimit")?,
        tax_liable: body.boolean("taxLiable"),
        tax_area_id: body.guid("taxAreaId"),
        tax_registration_number: body.text("taxRegistrationNumber"),
        currency_id: body.guid("currencyId"),
        currency_code: body.text("currencyCode"),
        payment_terms_id: body.guid("paymentTermsId"),
        shipment_method_id: body.guid("shipmentMethodId"),
        payment_method_id: body.guid("paymentMethodId"),
        blocked: body.choice("blocked")?,
        ..CustomerProperties::default()
    };
    if let Some(members) = body.complex_texts("address") {
        // Without members it was null, which empties them all.
        let member = |index: usize| members.get(index).cloned().unwrap_or_else(|| Some(String::new()));
        given.set_address(ComplexAddress {
            street: member(0),
            city: member(1),
            state: member(2),
            country_letter_code: member(3),
            postal_code: member(4),
        });
    }
    Ok(given)
}
