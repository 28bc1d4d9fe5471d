//! Countries and regions.

use finance::companies::GeneralLedgerSetup;
use finance::countries_regions::{self, AddressFormat, CountryRegion, CountryRegionProperties};
use finance::errors::RuleError;
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use uuid::Uuid;

use crate::entity::{ChoiceType, Entity, ID, LAST_MODIFIED, choice, members_of, text};
use crate::write::Body;
use crate::write::coded::{self, Coded};

static ADDRESS_FORMAT: ChoiceType =
    ChoiceType { name: "countryRegionAddressFormat", members: members_of::<AddressFormat> };

pub static ENTITY: Entity = Entity {
    name: "countryRegion",
    set: "countriesRegions",
    table: "countries_regions",
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "name", 50),
        choice("addressFormat", "address_format", &ADDRESS_FORMAT),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<CountryRegion>()),
    ..Entity::BLANK
};

impl Coded for CountryRegion {
    const NOUN: Noun = Noun::CountryRegion;
    type Properties = CountryRegionProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(CountryRegionProperties {
            code: body.text("code"),
            display_name: body.text("displayName"),
            address_format: body.choice("addressFormat")?,
        })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        _setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        countries_regions::create(id, given, code_taken)
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        countries_regions::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }
}
