//! Vendors (FINANCE.md 7).

use finance::errors::RuleError;
use finance::party_cards as party_rules;
use finance::relations::Noun;
use finance::tax_areas::TaxArea;
use finance::vendors::{self, Vendor, VendorBlocked, VendorFacts, VendorProperties};
use odata_sql::mapping::Storage;
use store::{Session, Work, balances, record};

use crate::entity::Access::{Absent, Writable};
use crate::entity::{
    ChoiceType, Entity, GM, GPMD, ID, LAST_MODIFIED, address, boolean, choice, computed, guid,
    joined_text_or, members_of, text, to_many, to_one,
};
use crate::errors::ApiError;
use crate::party_cards::{self, KnownParty};
use crate::pictures::{TO_PICTURE, TO_PICTURES};
use crate::write::coded::{rename, stored};
use crate::write::{Body, Write, Writer, numbered, related};

static BLOCKED: ChoiceType = ChoiceType { name: "vendorBlocked", members: members_of::<VendorBlocked> };

const CURRENCY: usize = 0;
const SETUP: usize = 1;

pub static ENTITY: Entity = Entity {
    name: "vendor",
    set: "vendors",
    methods: [GPMD, GPMD, GPMD, GM],
    table: "vendors",
    joins: &[("currencies", &[("currency_id", "id")]), ("general_ledger_setup", &[])],
    properties: &[
        ID,
        text("number", "number", 20),
        text("displayName", "name", 100),
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
        text("taxRegistrationNumber", "vat_registration_number", 20).on(Writable, Writable, Absent),
        text("taxRegistrationNumber", "vat_registration_number", 50).only_v2(),
        guid("currencyId", "currency_id"),
        joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code"),
        text("irs1099Code", "irs_1099_code", 10).not_graph(),
        guid("paymentTermsId", "payment_terms_id"),
        guid("paymentMethodId", "payment_method_id"),
        boolean("taxLiable", "tax_liable"),
        // The published APIs have one for customers only.
        computed(
            "taxAreaCode",
            Storage::Text,
            "CASE WHEN {row}.vat_business_posting_group <> '' THEN {row}.vat_business_posting_group \
             ELSE {row}.tax_area_code END",
        )
        .length(20)
        .only_own()
        .own(Writable),
        choice("blocked", "blocked", &BLOCKED),
        // What is owed counts as positive.
        computed("balance", Storage::Decimal, balances::VENDOR_LOCAL),
        LAST_MODIFIED,
    ],
    navigations: &[
        to_one("currency", "currency", "currency_id", "currencyId"),
        to_one("paymentTerm", "paymentTerm", "payment_terms_id", "paymentTermsId"),
        to_one("paymentMethod", "paymentMethod", "payment_method_id", "paymentMethodId"),
        to_one("agedAccountsPayable", "agedAccountsPayable", "id", "id").unnamed().on(false, false, true),
        to_many("defaultDimensions", "defaultDimension", "parent_id").shared(),
        TO_PICTURE,
        TO_PICTURES,
        to_many("vendorLedgerEntries", "vendorLedgerEntry", "party_id"),
    ],
    default_order: &[("number", Storage::Text)],
    writer: Some(&Vendors),
    ..Entity::BLANK
};

struct Vendors;

impl Writer for Vendors {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?;
            let known = KnownParty::load::<Vendor>(session, write, &given.party).await?;
            let templates = record::list(session, write.company, "ORDER BY code", &[]).await?;
            let facts = VendorFacts { party: known.facts(write), templates: &templates, tax_areas: &[] };
            numbered::create(
                session,
                write,
                |setup| &setup.vendors,
                |vendor: &Vendor| &vendor.number,
                |numbers| vendors::create(write.id, &given, numbers, &|_| false, &facts),
            )
            .await
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Vendor = stored(session, write).await?;
            let given = properties(&write.body)?;
            let known = KnownParty::load::<Vendor>(session, write, &given.party).await?;
            let tax_areas: Vec<TaxArea> =
                related::by_code(session, write.company, given.tax_area_code.as_deref()).await?;
            let facts = VendorFacts { party: known.facts(write), templates: &[], tax_areas: &tax_areas };
            let vendor = vendors::change(&stored, &given, &facts)?;
            record::update(session, write.company, &vendor, write.stamp).await?;
            rename(session, write, Noun::Vendor, &stored.number, &vendor.number).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Vendor = stored(session, write).await?;
            let facts = store::usage::of_party(session, write.company, stored.id).await?;
            party_rules::check_delete::<Vendor>(&stored.number, &facts)?;
            Ok(store::vendors::delete(session, write.company, &stored).await?)
        })
    }
}

fn properties(body: &Body) -> Result<VendorProperties, RuleError> {
    Ok(VendorProperties {
        party: party_cards::properties(body),
        irs_1099_code: body.text("irs1099Code"),
        blocked: body.choice("blocked")?,
        tax_area_code: body.text("taxAreaCode"),
    })
}
