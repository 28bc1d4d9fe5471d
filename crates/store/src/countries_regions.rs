//! Rows of countries regions.

use finance::countries_regions::CountryRegion;

use crate::record::record;

record! {
    CountryRegion in "countries_regions" {
        id: value = "id",
        code: value = "code",
        name: value = "name",
        iso_code: value = "iso_code",
        eu_country_region_code: value = "eu_country_region_code",
        intrastat_code: value = "intrastat_code",
        address_format: choice = "address_format",
    }
}
