//! Bodies of writes: right in type and length, wrong in one place, or no longer JSON.

use odata::edm::{EdmType, EntityTypeId, Property};
use serde_json::{Map, Value, json};

use super::literals::existing;
use super::world::World;
use crate::hostile::random::Random;

/// Wrong values for any property.
const WRONG: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "1E-7",
    "0.000000001",
    "123456789012345678901234567890",
    "\"\"",
    "\" \"",
    "\"x\"",
    "[]",
    "{}",
    "[1,[2,[3]]]",
    "{\"a\":{\"b\":null}}",
    "\"0001-01-01\"",
    "\"2026-02-30\"",
    "\"99999-01-01\"",
    "\"2026-01-01T00:00:00\"",
    "\"\\u0000\"",
    "\"\\ud83e\\uddfe\"",
    "\"NaN\"",
    "\"INF\"",
    "-0.0",
    "\"00000000-0000-0000-0000-000000000000\"",
    "\"{00000000-0000-0000-0000-000000000000}\"",
    "9007199254740993",
    "92233720368547.75807",
    "92233720368547.75808",
    "-92233720368547.75809",
];

/// A body for a new entity or a change, with what the client may set.
pub fn valid(random: &mut Random, world: &World, entity: EntityTypeId) -> Map<String, Value> {
    let mut body = Map::new();
    for property in &world.edm().entity_type(entity).properties {
        if property.read_only || random.chance(55) {
            continue;
        }
        if let Some(value) = value(random, world, entity, property) {
            body.insert(property.name.clone(), value);
        }
    }
    body
}

/// One place is wrong: a type, a length, a name, or a property nobody may write.
pub fn nearly_valid(random: &mut Random, world: &World, entity: EntityTypeId) -> String {
    let mut body = valid(random, world, entity);
    let properties = &world.edm().entity_type(entity).properties;
    let property = random.pick(properties);
    match random.below(6) {
        0 => {
            body.insert(property.name.clone(), Value::from("x".repeat(1 + random.below(2_000))));
        }
        1 => {
            body.insert(property.name.to_uppercase(), Value::from(1));
        }
        2 => {
            body.insert(format!("{}@odata.type", property.name), Value::from("#Edm.Stream"));
        }
        3 => {
            let navigations = &world.edm().entity_type(entity).navigations;
            let name = random.choose(navigations).map_or("nowhere", |navigation| navigation.name.as_str());
            body.insert(
                name.to_owned(),
                random.pick(&[json!([{}]), json!({}), json!(null), json!([1])]).clone(),
            );
        }
        _ => {
            let wrong = random.pick(WRONG);
            let rest = Value::Object(body).to_string();
            let comma = if rest == "{}" { "" } else { "," };
            return format!("{{\"{}\":{wrong}{comma}{}", property.name, &rest[1..]);
        }
    }
    Value::Object(body).to_string()
}

/// Bytes that once were a body.
pub fn wild(random: &mut Random, world: &World, entity: EntityTypeId) -> Vec<u8> {
    match random.below(8) {
        0 => "[".repeat(1 + random.below(5_000)).into_bytes(),
        1 => "{\"a\":".repeat(1 + random.below(5_000)).into_bytes(),
        2 => vec![0xff; random.below(200)],
        3 => format!("{{\"amount\":{}}}", "9".repeat(1 + random.below(5_000))).into_bytes(),
        _ => {
            let mut bytes = nearly_valid(random, world, entity).into_bytes();
            for _ in 0..1 + random.below(4) {
                let place = random.below(bytes.len().max(1));
                match random.below(3) {
                    0 => bytes.insert(place, u8::try_from(random.below(256)).unwrap_or(0)),
                    1 => drop(bytes.drain(place..(place + 1).min(bytes.len()))),
                    _ => bytes.truncate(place.max(1)),
                }
            }
            bytes
        }
    }
}

fn value(random: &mut Random, world: &World, entity: EntityTypeId, property: &Property) -> Option<Value> {
    Some(match property.edm_type {
        EdmType::String => Value::from(text(random, property.max_length.unwrap_or(50))),
        EdmType::Guid => {
            let navigations = world.edm().entity_types.iter().flat_map(|entity| &entity.navigations);
            let mut targets =
                navigations.filter(|navigation| navigation.referential.as_ref() == Some(&property.name));
            match targets.next() {
                Some(navigation) => Value::from(existing(random, world, navigation.target)?),
                // What others of its kind have.
                None => random.choose(&world.entities[entity.0])?[&property.name].clone(),
            }
        }
        EdmType::Int32 | EdmType::Int64 => Value::from(random.below(100_000)),
        EdmType::Decimal => {
            serde_json::from_str(&format!("-{}.{:02}", random.below(100_000), random.below(99))).ok()?
        }
        EdmType::Boolean => Value::from(random.chance(50)),
        EdmType::Date => Value::from("2026-03-01"),
        EdmType::Enum(id) => Value::from(random.choose(&world.edm().enum_type(id).members)?.name.clone()),
        EdmType::Complex(id) => {
            let members = &world.edm().complex_type(id).members;
            let pairs = members.iter().map(|member| (member.name.clone(), Value::from(text(random, 10))));
            Value::Object(pairs.collect())
        }
        _ => return None,
    })
}

fn text(random: &mut Random, length_max: u32) -> String {
    const CHARACTERS: &[char] =
        &['a', 'B', '7', ' ', '-', '\'', '"', '\\', '<', '&', 'ä', 'ß', '語', '🧾', '\t'];
    let length = random.below(usize::try_from(length_max).unwrap_or(10).min(60) + 1);
    (0..length).map(|_| *random.pick(CHARACTERS)).collect()
}
