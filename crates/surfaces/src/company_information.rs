//! Company information: one record a company, read and changed on every face.

use finance::company_information::{self, CompanyInformationProperties, Experience};
use finance::errors::RuleError;
use odata_sql::mapping::Storage;
use store::{Session, Work};

use crate::entity::Access::{Absent, Writable};
use crate::entity::{
    ChoiceType, Entity, GM, ID, LAST_MODIFIED, NONE, address, computed, joined_text, label, members_of, text,
};
use crate::errors::ApiError;
use crate::face::Face;
use crate::party_cards::complex_address;
use crate::write::{Body, Write, Writer, related};

static EXPERIENCE: ChoiceType = ChoiceType { name: "experience", members: members_of::<Experience> };

const SETUP: usize = 0;

pub static ENTITY: Entity = Entity {
    name: "companyInformation",
    set: "companyInformation",
    methods: [GM, GM, GM, NONE],
    table: "company_information",
    joins: &[("general_ledger_setup", &[])],
    properties: &[
        ID,
        text("displayName", "display_name", 100),
        address("address", ["address", "address_2", "city", "county", "country_region_code", "post_code"]),
        text("addressLine1", "address", 100).only_v2(),
        text("addressLine2", "address_2", 50).only_v2(),
        text("city", "city", 30).only_v2(),
        text("state", "county", 30).only_v2(),
        text("country", "country_region_code", 10).only_v2(),
        text("postalCode", "post_code", 20).only_v2(),
        text("phoneNumber", "phone_number", 30),
        text("faxNumber", "fax_number", 30),
        text("email", "email", 80),
        text("website", "home_page", 255),
        text("taxRegistrationNumber", "vat_registration_number", 20).on(Writable, Writable, Absent),
        text("taxRegistrationNumber", "vat_registration_number", 50).only_v2(),
        joined_text("currencyCode", SETUP, "local_currency_code", 10).read_only(),
        computed(
            "currentFiscalYearStartDate",
            Storage::Date,
            "coalesce((SELECT max(p.starting_date) FROM accounting_periods p WHERE p.company_id = {company} \
             AND p.new_fiscal_year AND p.starting_date <= {today}), '0001-01-01')",
        ),
        text("industry", "industrial_classification", 30),
        label("experience", "experience", &EXPERIENCE).only_v2(),
        LAST_MODIFIED,
    ],
    default_order: &[("id", Storage::Uuid)],
    writer: Some(&CompanyInformation),
    ..Entity::BLANK
};

struct CompanyInformation;

impl Writer for CompanyInformation {
    /// No face has the method: a company always has its information.
    fn create<'s>(&'s self, _session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Err(refused("POST", write)) })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?;
            let countries = related::by_code(session, write.company, given.country.as_deref()).await?;
            let stored = store::companies::by_id(session, write.company).await?;
            let stored = stored.ok_or_else(|| ApiError::not_found("company", write.company))?;
            let company = company_information::change(&stored, &given, &countries)?;
            Ok(store::companies::update(session, &company, write.stamp).await?)
        })
    }

    /// No face has the method.
    fn delete<'s>(&'s self, _session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Err(refused("DELETE", write)) })
    }
}

fn refused(method: &'static str, write: &Write) -> ApiError {
    let _: Face = write.face;
    ApiError::method_not_allowed(method, ENTITY.set, false).allowing("GET, HEAD, PATCH")
}

fn properties(body: &Body) -> Result<CompanyInformationProperties, RuleError> {
    let mut given = CompanyInformationProperties {
        display_name: body.text("displayName"),
        address_line_1: body.text("addressLine1"),
        address_line_2: body.text("addressLine2"),
        city: body.text("city"),
        state: body.text("state"),
        country: body.text("country"),
        postal_code: body.text("postalCode"),
        phone_number: body.text("phoneNumber"),
        fax_number: body.text("faxNumber"),
        email: body.text("email"),
        website: body.text("website"),
        tax_registration_number: body.text("taxRegistrationNumber"),
        industry: body.text("industry"),
        experience: body.choice("experience")?,
        ..CompanyInformationProperties::default()
    };
    if let Some(address) = complex_address(body) {
        given.set_address(address);
    }
    Ok(given)
}
