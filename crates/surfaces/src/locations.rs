//! Locations: read and written in v2.0.

use finance::errors::RuleError;
use finance::fields::normalize_code;
use finance::locations::{self, Location, LocationFacts, LocationProperties};
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, text};
use crate::errors::ApiError;
use crate::write::coded::{is_taken, rename, stored};
use crate::write::{Body, Write, Writer, related};

pub static ENTITY: Entity = Entity {
    name: "location",
    set: "locations",
    methods: [NONE, NONE, GPMD, NONE],
    table: "locations",
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "name", 100),
        text("contact", "contact", 100),
        text("addressLine1", "address", 100),
        text("addressLine2", "address_2", 50),
        text("city", "city", 30),
        text("state", "county", 30),
        text("country", "country_region_code", 10),
        text("postalCode", "post_code", 20),
        text("phoneNumber", "phone_number", 30),
        text("email", "email", 80),
        text("website", "home_page", 255),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(&Locations),
    ..Entity::BLANK
};

struct Locations;

impl Writer for Locations {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body);
            let location =
                with_facts(session, write, &given, None, |facts| locations::create(write.id, &given, facts))
                    .await?;
            Ok(record::insert(session, write.company, &location, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Location = stored(session, write).await?;
            let given = properties(&write.body);
            let location = with_facts(session, write, &given, Some(&stored), |facts| {
                locations::change(&stored, &given, facts)
            })
            .await?;
            record::update(session, write.company, &location, write.stamp).await?;
            rename(session, write, Noun::Location, &stored.code, &location.code).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Location = stored(session, write).await?;
            let entries = store::usage::of_location(session, write.company, &stored.code).await?;
            locations::check_delete(&stored, entries)?;
            Ok(record::delete::<Location>(session, write.company, stored.id).await?)
        })
    }
}

async fn with_facts(
    session: &mut Session,
    write: &Write,
    given: &LocationProperties,
    stored: Option<&Location>,
    rule: impl FnOnce(&LocationFacts<'_>) -> Result<Location, RuleError> + Send,
) -> Result<Location, ApiError> {
    let countries = related::by_code(session, write.company, given.country.as_deref()).await?;
    let code_taken = match &given.code {
        Some(code) => is_taken::<Location>(session, write, "code", &normalize_code(code)).await?,
        None => false,
    };
    let entries = match stored {
        Some(stored) => store::usage::of_location(session, write.company, &stored.code).await?,
        None => 0,
    };
    Ok(rule(&LocationFacts { countries: &countries, code_taken, entries })?)
}

fn properties(body: &Body) -> LocationProperties {
    LocationProperties {
        code: body.text("code"),
        display_name: body.text("displayName"),
        contact: body.text("contact"),
        address_line_1: body.text("addressLine1"),
        address_line_2: body.text("addressLine2"),
        city: body.text("city"),
        state: body.text("state"),
        country: body.text("country"),
        postal_code: body.text("postalCode"),
        phone_number: body.text("phoneNumber"),
        email: body.text("email"),
        website: body.text("website"),
    }
}
