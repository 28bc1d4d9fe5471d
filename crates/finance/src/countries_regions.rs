//! Countries and regions.

use uuid::Uuid;

use crate::{
    choices::choices,
    errors::RuleError,
    fields::{renamed_code, text},
};

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

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountryRegionProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    pub address_format: Option<AddressFormat>,
}

/// A new country or region. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`.
pub fn create(
    id: Uuid,
    given: &CountryRegionProperties,
    code_taken: bool,
) -> Result<CountryRegion, RuleError> {
    let blank = CountryRegion { id, ..CountryRegion::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &CountryRegionProperties { code, ..given.clone() }, code_taken)
}

/// A changed country or region; a new code renames it and everything that names it (FINANCE.md 7.1,
/// [`crate::relations`]). Errors as for [`create`].
pub fn change(
    stored: &CountryRegion,
    given: &CountryRegionProperties,
    code_taken: bool,
) -> Result<CountryRegion, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("country or region", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(name) = &given.display_name {
        record.name = text("displayName", name, 50)?;
    }
    if let Some(format) = given.address_format {
        record.address_format = format;
    }
    Ok(record)
}
