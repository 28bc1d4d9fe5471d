//! Locations: where goods are kept.

use uuid::Uuid;

use crate::{
    countries_regions::CountryRegion,
    errors::RuleError,
    fields::{code, email, renamed_code, text},
};

/// A place where goods are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub contact: String,
    pub address: String,
    pub address_2: String,
    pub city: String,
    pub county: String,
    pub country_region_code: String,
    pub post_code: String,
    pub phone_number: String,
    pub email: String,
    pub home_page: String,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocationProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    pub contact: Option<String>,
    pub address_line_1: Option<String>,
    pub address_line_2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub postal_code: Option<String>,
    pub phone_number: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
}

/// What the rules look up.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocationFacts<'a> {
    /// At least the country the request names.
    pub countries: &'a [CountryRegion],
    /// Another location has the code given.
    pub code_taken: bool,
    /// Item ledger entries that name the location.
    pub entries: u64,
}

/// A new location. Code blank: `Field`, taken: `Duplicate`; unknown country: `Relation`; a text too long: `Length`.
pub fn create(
    id: Uuid,
    given: &LocationProperties,
    facts: &LocationFacts<'_>,
) -> Result<Location, RuleError> {
    let blank = Location { id, ..Location::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &LocationProperties { code, ..given.clone() }, facts)
}

/// A changed location; a new code renames it and everything that names it (FINANCE.md 7.1, [`crate::relations`]).
/// Errors as for [`create`]; besides `Dialog` once goods have moved there, because entries keep the code they were
/// posted with.
pub fn change(
    stored: &Location,
    given: &LocationProperties,
    facts: &LocationFacts<'_>,
) -> Result<Location, RuleError> {
    let mut location = stored.clone();
    if let Some(code) = &given.code {
        location.code = renamed_code("location", code, CODE_LENGTH_MAX, &stored.code, facts.code_taken)?;
    }
    if location.code != stored.code && facts.entries > 0 {
        let message = format!(
            "code: the location {} keeps its code, because {} item ledger entries name it.",
            stored.code, facts.entries
        );
        return Err(RuleError::dialog("code", message));
    }
    set("displayName", &given.display_name, 100, &mut location.name)?;
    set("contact", &given.contact, 100, &mut location.contact)?;
    set("addressLine1", &given.address_line_1, 100, &mut location.address)?;
    set("addressLine2", &given.address_line_2, 50, &mut location.address_2)?;
    set("city", &given.city, 30, &mut location.city)?;
    set("state", &given.state, 30, &mut location.county)?;
    if let Some(country) = &given.country {
        let country = code("country", country, 10)?;
        if !country.is_empty() && !facts.countries.iter().any(|known| known.code == country) {
            return Err(RuleError::relation("country", "country or region", country));
        }
        location.country_region_code = country;
    }
    if let Some(postal_code) = &given.postal_code {
        location.post_code = code("postalCode", postal_code, 20)?;
    }
    set("phoneNumber", &given.phone_number, 30, &mut location.phone_number)?;
    if let Some(addresses) = &given.email {
        location.email = email("email", addresses, 80)?;
    }
    set("website", &given.website, 255, &mut location.home_page)?;
    Ok(location)
}

fn set(
    property: &'static str,
    given: &Option<String>,
    length_max: usize,
    field: &mut String,
) -> Result<(), RuleError> {
    if let Some(value) = given {
        *field = text(property, value, length_max)?;
    }
    Ok(())
}

/// Refuses (`Dialog`) to delete a location that goods have moved to or from (FINANCE.md 7.4, as for items).
pub fn check_delete(location: &Location, entries: u64) -> Result<(), RuleError> {
    if entries > 0 {
        let message = format!(
            "The location {} cannot be deleted: {entries} item ledger entries name it.",
            location.code
        );
        return Err(RuleError::dialog("code", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{LocationFacts, LocationProperties, change, check_delete, create};
    use crate::{Category, countries_regions::CountryRegion};

    #[test]
    fn a_location_is_made_changed_and_kept_while_goods_moved_there() {
        let countries = [CountryRegion { code: "CH".into(), ..CountryRegion::default() }];
        let facts = LocationFacts { countries: &countries, ..LocationFacts::default() };
        let given = LocationProperties {
            code: Some("main".into()),
            display_name: Some("Main warehouse".into()),
            country: Some("ch".into()),
            postal_code: Some("4051".into()),
            ..LocationProperties::default()
        };
        let location = create(Uuid::nil(), &given, &facts).unwrap();
        let found = [&location.code, &location.name, &location.country_region_code, &location.post_code];
        assert_eq!(found.map(String::as_str), ["MAIN", "Main warehouse", "CH", "4051"]);
        let category = |given: LocationProperties, code_taken| {
            change(&location, &given, &LocationFacts { code_taken, ..facts }).unwrap_err().category
        };
        let none = LocationProperties::default();
        assert_eq!(
            category(LocationProperties { country: Some("XX".into()), ..none.clone() }, false),
            Category::Relation
        );
        assert_eq!(
            category(LocationProperties { code: Some("EAST".into()), ..none.clone() }, true),
            Category::Duplicate
        );
        assert_eq!(
            category(LocationProperties { code: Some(" ".into()), ..none.clone() }, false),
            Category::Field
        );
        assert_eq!(
            category(LocationProperties { contact: Some("x".repeat(101)), ..none }, false),
            Category::Length
        );
        let renamed = LocationProperties { code: Some("EAST".into()), ..LocationProperties::default() };
        let moved = LocationFacts { entries: 2, ..facts };
        assert_eq!(change(&location, &renamed, &moved).unwrap_err().category, Category::Dialog);
        assert_eq!(check_delete(&location, 0), Ok(()));
        assert_eq!(check_delete(&location, 3).unwrap_err().category, Category::Dialog);
    }
}
