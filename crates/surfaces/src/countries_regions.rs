//! Countries and regions.

use finance::countries_regions::AddressFormat;
use odata_sql::mapping::Storage;

use crate::entity::{ChoiceType, Entity, ID, LAST_MODIFIED, choice, members_of, text};

static ADDRESS_FORMAT: ChoiceType =
    ChoiceType { name: "countryRegionAddressFormat", members: members_of::<AddressFormat> };

pub static ENTITY: Entity = Entity {
    name: "countryRegion",
    set: "countriesRegions",
    table: "countries_regions",
    conditions: &[],
    joins: &[],
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "name", 50),
        choice("addressFormat", "address_format", &ADDRESS_FORMAT),
        LAST_MODIFIED,
    ],
    navigations: &[],
    default_order: &[("code", Storage::Text)],
    needs_filter_on: &[],
    writer: None,
};
