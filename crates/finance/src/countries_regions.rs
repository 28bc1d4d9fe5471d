//! Countries and regions.

use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// The order of the lines of an address.
    AddressFormat {
        PostCodeCity = 0, "Post Code+City";
        #[default]
        CityPostCode = 1, "City+Post Code";
        CityCountyPostCode = 2, "City+County+Post Code";
        BlankLinePostCodeCity = 3, "Blank Line+Post Code+City";
        Custom = 13, "Custom";
    }
}

/// A country or region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountryRegion {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub iso_code: String,
    pub eu_country_region_code: String,
    pub intrastat_code: String,
    pub address_format: AddressFormat,
}
