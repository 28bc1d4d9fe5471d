//! Customers (FINANCE.md 7).

use finance::customers::{self, ContactType, Customer, CustomerBlocked, CustomerFacts, CustomerProperties};
use finance::errors::RuleError;
use finance::party_cards as party_rules;
use finance::relations::Noun;
use finance::shipment_methods::ShipmentMethod;
use finance::tax_areas::{TaxArea, TaxType};
use odata_sql::mapping::Storage;
use store::{Session, Work, balances, record};

use crate::entity::Access::{Absent, Writable};
use crate::entity::{
    ChoiceType, Entity, G, GPMD, ID, LAST_MODIFIED, address, boolean, choice, computed, decimal, guid,
    joined_text, joined_text_or, members_of, text, to_many, to_one,
};
use crate::errors::ApiError;
use crate::party_cards::{self, KnownParty};
use crate::pictures::{TO_PICTURE, TO_PICTURES};
use crate::write::coded::{rename, stored};
use crate::write::{Body, Write, Writer, numbered, related};

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
        // In the customer's own currency, as far as the entries are.
        computed("balanceDue", Storage::Decimal, balances::CUSTOMER_OWN_CURRENCY).only_v2(),
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
        to_many("customerFinancialDetails", "customerFinancialDetail", "id").on(false, true, false),
        to_one("customerFinancialDetail", "customerFinancialDetail", "id", "id")
            .unnamed()
            .on(false, false, true),
        to_one("agedAccountsReceivable", "agedAccountsReceivable", "id", "id")
            .unnamed()
            .on(false, false, true),
        to_many("defaultDimensions", "defaultDimension", "parent_id").shared(),
        TO_PICTURE,
        TO_PICTURES,
        to_many("customerLedgerEntries", "customerLedgerEntry", "party_id"),
    ],
    default_order: &[("number", Storage::Text)],
    writer: Some(&Customers),
    ..Entity::BLANK
};

struct Customers;

impl Writer for Customers {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given).await?;
            let templates = record::list(session, write.company, "ORDER BY code", &[]).await?;
            let facts = CustomerFacts { templates: &templates, ..known.facts(write) };
            numbered::create(
                session,
                write,
                |setup| &setup.customers,
                |customer: &Customer| &customer.number,
                |numbers| customers::create(write.id, &given, numbers, &|_| false, &facts),
            )
            .await
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Customer = stored(session, write).await?;
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given).await?;
            let customer = customers::change(&stored, &given, &known.facts(write))?;
            record::update(session, write.company, &customer, write.stamp).await?;
            rename(session, write, Noun::Customer, &stored.number, &customer.number).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Customer = stored(session, write).await?;
            let facts = store::usage::of_party(session, write.company, stored.id).await?;
            party_rules::check_delete::<Customer>(&stored.number, &facts)?;
            Ok(store::customers::delete(session, write.company, &stored).await?)
        })
    }
}

fn properties(body: &Body) -> Result<CustomerProperties, RuleError> {
    Ok(CustomerProperties {
        party: party_cards::properties(body),
        contact_type: body.choice("type")?,
        salesperson_code: body.text("salespersonCode"),
        credit_limit: body.amount("creditLimit")?,
        tax_area_id: body.guid("taxAreaId"),
        shipment_method_id: body.guid("shipmentMethodId"),
        blocked: body.choice("blocked")?,
    })
}

/// The records a body names, as far as they exist.
struct Known {
    party: KnownParty,
    shipment_methods: Vec<ShipmentMethod>,
    tax_areas: Vec<TaxArea>,
}

impl Known {
    async fn load(
        session: &mut Session,
        write: &Write,
        given: &CustomerProperties,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let party = KnownParty::load::<Customer>(session, write, &given.party).await?;
        let mut tax_areas: Vec<TaxArea> = related::by_id(session, company, given.tax_area_id).await?;
        tax_areas.retain(|area| area.tax_type == TaxType::of_company(&party.setup));
        let shipment_methods = related::by_id(session, company, given.shipment_method_id).await?;
        Ok(Known { party, shipment_methods, tax_areas })
    }

    fn facts(&self, write: &Write) -> CustomerFacts<'_> {
        CustomerFacts {
            party: self.party.facts(write),
            shipment_methods: &self.shipment_methods,
            tax_areas: &self.tax_areas,
            templates: &[],
        }
    }
}
