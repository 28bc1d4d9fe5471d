//! Literals of every type, taken from what exists or made up.

use odata::edm::{EdmType, EntityType, EntityTypeId, Property};
use serde_json::Value;

use super::world::World;
use crate::hostile::random::Random;

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "Alder",
    "C-100",
    "O'Brien",
    "%",
    "_",
    "*",
    "ä",
    "Straße",
    "日本",
    "🧾",
    "a b",
    "a+b",
    "a&b",
    "a/b",
    "\\",
    "\"",
    "#",
    ";",
    "--",
    "%27",
    "null",
    "true",
    "1",
    "2026-01-01",
    "İ",
    "ﬀ",
    "\u{301}",
    "\u{200b}",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "10000",
    "2147483647",
    "-2147483648",
    "99999",
    "7",
    "-0",
    "100",
    "0.5",
    "-1250.5",
    "0.00001",
];
const WHOLE_NUMBERS: &[&str] =
    &["0", "1", "-1", "2", "10000", "2147483647", "-2147483648", "99999", "7", "100"];
const DATES: &[&str] = &["2026-01-01", "0001-01-01", "9999-12-31", "2024-02-29", "1900-03-01", "2026-03-10"];
const INSTANTS: &[&str] = &[
    "2026-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "2026-03-10T09:00:00.123Z",
    "2026-03-10T09:00:00+01:00",
    "2024-02-29T23:59:59.999Z",
];

/// A literal as a URL writes it before encoding; `None` for types without one.
pub fn literal(random: &mut Random, world: &World, edm_type: EdmType) -> Option<String> {
    Some(match edm_type {
        EdmType::String => quoted(&text(random, world)),
        EdmType::Guid => guid(random, world),
        EdmType::Int32 | EdmType::Int64 => (*random.pick(WHOLE_NUMBERS)).to_owned(),
        EdmType::Decimal => (*random.pick(NUMBERS)).to_owned(),
        EdmType::Boolean => (*random.pick(&["true", "false"])).to_owned(),
        EdmType::Date => (*random.pick(DATES)).to_owned(),
        EdmType::DateTimeOffset => (*random.pick(INSTANTS)).to_owned(),
        EdmType::Enum(id) => {
            let members = &world.edm().enum_type(id).members;
            quoted(&random.choose(members)?.name.clone())
        }
        EdmType::TimeOfDay | EdmType::Duration | EdmType::Stream => return None,
        EdmType::Complex(_) | EdmType::ComplexCollection(_) => return None,
    })
}

/// A text from the data, a part of one, or one made up.
fn text(random: &mut Random, world: &World) -> String {
    if random.chance(50) {
        return (*random.pick(TEXTS)).to_owned();
    }
    let entity = random.pick(&world.entities).first().cloned().unwrap_or_default();
    let texts: Vec<&str> =
        entity.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()).collect();
    let text = random.choose(&texts).copied().unwrap_or("a");
    if random.chance(50) { text.to_owned() } else { text.chars().take(random.below(6)).collect() }
}

/// In quotes, those inside doubled.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// An id that exists or one that does not.
pub fn guid(random: &mut Random, world: &World) -> String {
    let entities = random.pick(&world.entities).clone();
    match random.choose(&entities).and_then(|entity| entity["id"].as_str()) {
        Some(id) if random.chance(80) => id.to_owned(),
        _ if random.chance(20) => "00000000-0000-0000-0000-000000000000".to_owned(),
        _ => random.guid().to_string(),
    }
}

/// A key of an entity as it stands in parentheses; its parts are named where there are several.
pub fn key_of(entity_type: &EntityType, entity: &Value) -> Option<String> {
    if entity_type.only_key().is_some() {
        return entity["id"].as_str().map(Into::into);
    }
    let part = |part: &Property| Some(format!("{}={}", part.name, entity[&part.name].as_str()?));
    let parts: Option<Vec<String>> = entity_type.key_properties().map(part).collect();
    parts.map(|parts| parts.join(","))
}

/// The id of an entity of this type, if there is one.
pub fn existing(random: &mut Random, world: &World, entity: EntityTypeId) -> Option<String> {
    let found: &Value = random.choose(&world.entities[entity.0])?;
    found["id"].as_str().map(Into::into)
}
