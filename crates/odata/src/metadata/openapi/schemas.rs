//! Schemas of entities as read, created and changed, of complex and enumerated types, and of errors.

use super::schema_reference;
use crate::edm::{EdmType, EntityType, Model, Property};
use crate::json::tree::Json;

pub(super) fn schemas(model: &Model) -> Json {
    let mut schemas = Json::object([]);
    for entity in &model.entity_types {
        schemas.push(&entity.name, read_schema(model, entity));
        schemas.push(create_name(entity), write_schema(model, entity, true));
        schemas.push(update_name(entity), write_schema(model, entity, false));
    }
    for complex in &model.complex_types {
        let mut schema = object_schema(complex.members.iter().map(|member| (member, model)));
        schema.push("additionalProperties", false);
        schemas.push(&complex.name, schema);
    }
    for declared in &model.enum_types {
        let names = Json::array(declared.members.iter().map(|member| member.name.as_str()));
        schemas.push(&declared.name, Json::object([("type", "string".into()), ("enum", names)]));
    }
    schemas.with("odataError", error_schema())
}

/// Name of the schema of a POST body.
pub(super) fn create_name(entity: &EntityType) -> String {
    format!("{}.create", entity.name)
}

/// Name of the schema of a PATCH body.
pub(super) fn update_name(entity: &EntityType) -> String {
    format!("{}.update", entity.name)
}

fn read_schema(model: &Model, entity: &EntityType) -> Json {
    let mut schema = Json::object([("type", "object".into())]);
    let mut properties = Json::object([("@odata.etag", type_schema("string"))]);
    for property in entity.properties.iter().filter(|property| property.edm_type != EdmType::Stream) {
        let mut declared = property_schema(model, property);
        // Beside `$ref` nothing else is read.
        if property.read_only && !is_reference(property.edm_type) {
            declared.push("readOnly", true);
        }
        properties.push(&property.name, declared);
    }
    for navigation in &entity.navigations {
        let target = schema_reference(&model.entity_type(navigation.target).name);
        let declared = if navigation.collection { array(target) } else { nullable(target) };
        properties.push(&navigation.name, declared);
    }
    schema.push("properties", properties);
    schema
}

fn write_schema(model: &Model, entity: &EntityType, creating: bool) -> Json {
    let writable = entity.properties.iter().filter(|property| {
        !property.read_only && property.edm_type != EdmType::Stream && (creating || !property.immutable)
    });
    let mut properties = Json::object([]);
    for property in writable {
        properties.push(&property.name, property_schema(model, property));
    }
    // Deep insert goes with creation only (PROTOCOL.md 4.4, 4.5).
    for navigation in entity.navigations.iter().filter(|navigation| creating && navigation.contained) {
        let target = model.entity_type(navigation.target);
        if target.capabilities.insertable && navigation.collection {
            properties.push(&navigation.name, array(schema_reference(&create_name(target))));
        }
    }
    Json::object([
        ("type", "object".into()),
        ("properties", properties),
        ("additionalProperties", false.into()),
    ])
}

/// What the body of an action may hold.
pub(super) fn parameters_schema(model: &Model, parameters: &[Property]) -> Json {
    let mut schema = object_schema(parameters.iter().map(|parameter| (parameter, model)));
    let required = parameters.iter().filter(|parameter| !parameter.nullable);
    let required: Vec<&str> = required.map(|parameter| parameter.name.as_str()).collect();
    if !required.is_empty() {
        schema.push("required", Json::array(required));
    }
    schema.with("additionalProperties", false)
}

/// What an action answers with: the members of a complex value beside the context, anything else as `value`.
pub(super) fn result_schema(model: &Model, result: EdmType) -> Json {
    let value = match result {
        EdmType::Complex(id) => return schema_reference(&model.complex_type(id).name),
        EdmType::ComplexCollection(id) => array(schema_reference(&model.complex_type(id).name)),
        EdmType::Enum(id) => schema_reference(&model.enum_type(id).name),
        simple => simple_schema(simple),
    };
    let properties = Json::object([("@odata.context", type_schema("string")), ("value", value)]);
    Json::object([
        ("type", "object".into()),
        ("required", Json::array(["value"])),
        ("properties", properties),
    ])
}

fn object_schema<'a>(members: impl Iterator<Item = (&'a Property, &'a Model)>) -> Json {
    let mut properties = Json::object([]);
    for (member, model) in members {
        properties.push(&member.name, property_schema(model, member));
    }
    Json::object([("type", "object".into()), ("properties", properties)])
}

fn is_reference(edm_type: EdmType) -> bool {
    matches!(edm_type, EdmType::Enum(_) | EdmType::Complex(_))
}

fn property_schema(model: &Model, property: &Property) -> Json {
    let mut schema = match property.edm_type {
        EdmType::Enum(id) => schema_reference(&model.enum_type(id).name),
        EdmType::Complex(id) => schema_reference(&model.complex_type(id).name),
        EdmType::ComplexCollection(id) => return array(schema_reference(&model.complex_type(id).name)),
        simple => simple_schema(simple),
    };
    if let Some(length) = property.max_length {
        schema.push("maxLength", length);
    }
    match property.nullable {
        true if is_reference(property.edm_type) => nullable(schema),
        true => schema.with("nullable", true),
        false => schema,
    }
}

/// Of a type without declared parts.
fn simple_schema(edm_type: EdmType) -> Json {
    match edm_type {
        EdmType::Boolean => type_schema("boolean"),
        EdmType::Int32 => formatted("integer", "int32"),
        EdmType::Int64 => formatted("integer", "int64"),
        EdmType::Decimal => formatted("number", "decimal"),
        EdmType::Guid => formatted("string", "uuid"),
        EdmType::Date => formatted("string", "date"),
        EdmType::DateTimeOffset => formatted("string", "date-time"),
        EdmType::TimeOfDay => formatted("string", "time"),
        EdmType::Duration => formatted("string", "duration"),
        EdmType::Stream => formatted("string", "binary"),
        EdmType::String | EdmType::Enum(_) | EdmType::Complex(_) | EdmType::ComplexCollection(_) => {
            type_schema("string")
        }
    }
}

fn type_schema(name: &str) -> Json {
    Json::object([("type", name.into())])
}

fn formatted(name: &str, format: &str) -> Json {
    Json::object([("type", name.into()), ("format", format.into())])
}

pub(super) fn array(items: Json) -> Json {
    Json::object([("type", "array".into()), ("items", items)])
}

fn nullable(reference: Json) -> Json {
    Json::object([("nullable", true.into()), ("allOf", Json::array([reference]))])
}

/// `{"error":{"code","message","target"?,"details"?,"innerError"?}}` (OData JSON 21, PROTOCOL.md 6.1).
fn error_schema() -> Json {
    let detail = Json::object([
        ("code", type_schema("string")),
        ("message", type_schema("string")),
        ("target", type_schema("string")),
    ]);
    let details = array(Json::object([("type", "object".into()), ("properties", detail.clone())]));
    let error = Json::object([
        ("type", "object".into()),
        ("required", Json::array(["code", "message"])),
        ("properties", detail.with("details", details).with("innerError", type_schema("object"))),
    ]);
    Json::object([
        ("type", "object".into()),
        ("required", Json::array(["error"])),
        ("properties", Json::object([("error", error)])),
    ])
}
