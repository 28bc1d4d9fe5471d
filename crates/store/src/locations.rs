//! Rows of locations.

use finance::locations::Location;

use crate::record::record;

record! {
    Location in "locations" {
        id: value = "id",
        code: value = "code",
        name: value = "name",
        contact: value = "contact",
        address: value = "address",
        address_2: value = "address_2",
        city: value = "city",
        county: value = "county",
        country_region_code: value = "country_region_code",
        post_code: value = "post_code",
        phone_number: value = "phone_number",
        email: value = "email",
        home_page: value = "home_page",
    }
}
