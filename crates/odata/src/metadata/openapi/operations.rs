//! The operations of one path: methods by capability, parameters, bodies and answers.

use super::schemas::{array, create_name, parameters_schema, result_schema, update_name};
use super::{COLLECTION_OPTIONS, ENTITY_OPTIONS_START, parameter_reference, schema_reference};
use crate::edm::{Action, EdmType, EntityType, Model};
use crate::json::tree::Json;

/// A path in the making.
#[derive(Clone)]
pub(super) struct Place {
    pub path: String,
    /// Segments without keys; name the operations.
    pub names: Vec<String>,
    /// Key parameters on the way.
    pub keys: Vec<Json>,
}

impl Place {
    pub(super) fn below(&self, name: &str) -> Place {
        let mut place = self.clone();
        place.path = format!("{}/{name}", self.path);
        place.names.push(name.to_string());
        place
    }

    /// The same collection with the key of one entity, in the form the face uses first. Parts of a key are named where
    /// there are several.
    pub(super) fn keyed(&self, entity: &EntityType, model: &Model) -> Place {
        let mut place = self.clone();
        let number = self.number_of_equal_keys(&entity.name);
        if let Some(key) = entity.only_key() {
            let name = format!("{}Id{number}", entity.name);
            place.path = if model.rules.key_as_segment {
                format!("{}/{{{name}}}", self.path)
            } else {
                format!("{}({{{name}}})", self.path)
            };
            place.keys.push(key_parameter(name, entity.property(key).edm_type));
            return place;
        }
        let mut parts = Vec::new();
        for property in entity.key_properties() {
            let name = format!("{}Id{number}_{}", entity.name, property.name);
            parts.push(format!("{}={{{name}}}", property.name));
            place.keys.push(key_parameter(name, property.edm_type));
        }
        place.path = format!("{}({})", self.path, parts.join(","));
        place
    }

    /// Empty for the first key of a type in a path, then 2, 3, …
    fn number_of_equal_keys(&self, type_name: &str) -> String {
        let prefix = format!("{{{type_name}Id");
        match self.path.matches(&prefix).count() {
            0 => String::new(),
            before => (before + 1).to_string(),
        }
    }

    fn is_keyed(&self) -> bool {
        self.path.ends_with([')', '}'])
    }

    fn item(&self) -> Json {
        match self.keys.is_empty() {
            true => Json::object([]),
            false => Json::object([("parameters", Json::Array(self.keys.clone()))]),
        }
    }
}

fn key_parameter(name: String, key_type: EdmType) -> Json {
    let schema = match key_type {
        EdmType::Guid => Json::object([("type", "string".into()), ("format", "uuid".into())]),
        EdmType::Int32 | EdmType::Int64 => Json::object([("type", "integer".into())]),
        _ => Json::object([("type", "string".into())]),
    };
    Json::object([
        ("name", name.into()),
        ("in", "path".into()),
        ("required", true.into()),
        ("schema", schema),
    ])
}

/// Parts of an operation besides its id and tag.
#[derive(Default)]
struct Operation {
    parameters: Vec<Json>,
    body: Option<Json>,
    answers: Vec<(&'static str, Json)>,
}

impl Operation {
    /// `verb` tells operations of one path apart.
    fn document(self, place: &Place, entity: &EntityType, verb: &str) -> Json {
        let keyed = if place.is_keyed() { "one." } else { "" };
        let mut document = Json::object([
            ("operationId", format!("{}.{keyed}{verb}", place.names.join(".")).into()),
            ("tags", Json::array([entity.name.as_str()])),
        ]);
        if !self.parameters.is_empty() {
            document.push("parameters", Json::Array(self.parameters));
        }
        if let Some(body) = self.body {
            document.push("requestBody", body);
        }
        let mut answers = Json::object([]);
        for (status, answer) in self.answers {
            answers.push(status, answer);
        }
        answers.push("default", Json::object([("$ref", "#/components/responses/error".into())]));
        document.with("responses", answers)
    }
}

fn options(from: usize) -> Vec<Json> {
    COLLECTION_OPTIONS[from..].iter().map(|(name, _, _)| parameter_reference(name)).collect()
}

/// The headers of a request that changes an entity.
fn changes() -> Vec<Json> {
    vec![parameter_reference("ifMatch"), parameter_reference("idempotencyKey")]
}

fn answer(description: &str, media_type: &str, schema: Json) -> Json {
    let content = Json::object([(media_type, Json::object([("schema", schema)]))]);
    Json::object([("description", description.into()), ("content", content)])
}

fn no_content(description: &str) -> Json {
    Json::object([("description", description.into())])
}

fn body(media_type: &str, schema: Json) -> Json {
    let content = Json::object([(media_type, Json::object([("schema", schema)]))]);
    Json::object([("required", true.into()), ("content", content)])
}

fn list(place: &Place, entity: &EntityType) -> Json {
    let text = || Json::object([("type", "string".into())]);
    let properties = Json::object([
        ("@odata.context", text()),
        ("@odata.count", Json::object([("type", "integer".into())])),
        ("@odata.nextLink", text()),
        ("value", array(schema_reference(&entity.name))),
    ]);
    let schema = Json::object([
        ("type", "object".into()),
        ("required", Json::array(["value"])),
        ("properties", properties),
    ]);
    let operation = Operation {
        parameters: options(0),
        answers: vec![("200", answer("The entities.", "application/json", schema))],
        ..Operation::default()
    };
    operation.document(place, entity, "list")
}

fn get(place: &Place, entity: &EntityType) -> Json {
    let schema = schema_reference(&entity.name);
    let mut operation = Operation {
        parameters: options(ENTITY_OPTIONS_START),
        answers: vec![("200", answer("The entity.", "application/json", schema))],
        ..Operation::default()
    };
    if !place.is_keyed() {
        operation.answers.push(("204", no_content("There is no related entity.")));
    }
    operation.document(place, entity, "get")
}

pub(super) fn collection(place: &Place, entity: &EntityType) -> Json {
    let mut item = place.item().with("get", list(place, entity));
    if entity.capabilities.insertable {
        let operation = Operation {
            parameters: vec![parameter_reference("idempotencyKey")],
            body: Some(body("application/json", schema_reference(&create_name(entity)))),
            answers: vec![
                ("201", answer("Created.", "application/json", schema_reference(&entity.name))),
                ("204", no_content("Created; the caller wanted no content.")),
            ],
        };
        item.push("post", operation.document(place, entity, "create"));
    }
    item
}

pub(super) fn related_collection(place: &Place, entity: &EntityType) -> Json {
    place.item().with("get", list(place, entity))
}

pub(super) fn related_entity(place: &Place, entity: &EntityType) -> Json {
    place.item().with("get", get(place, entity))
}

pub(super) fn count(place: &Place, entity: &EntityType) -> Json {
    let schema = Json::object([("type", "integer".into())]);
    let operation = Operation {
        parameters: vec![parameter_reference("filter"), parameter_reference("search")],
        answers: vec![("200", answer("How many there are.", "text/plain", schema))],
        ..Operation::default()
    };
    place.item().with("get", operation.document(place, entity, "count"))
}

pub(super) fn entity(place: &Place, entity: &EntityType) -> Json {
    let mut item = place.item().with("get", get(place, entity));
    if entity.capabilities.updatable {
        let operation = Operation {
            parameters: changes(),
            body: Some(body("application/json", schema_reference(&update_name(entity)))),
            answers: vec![
                ("200", answer("Changed.", "application/json", schema_reference(&entity.name))),
                ("204", no_content("Changed; the caller wanted no content.")),
            ],
        };
        item.push("patch", operation.document(place, entity, "update"));
    }
    if entity.capabilities.deletable {
        let operation = Operation {
            parameters: changes(),
            answers: vec![("204", no_content("Deleted."))],
            ..Operation::default()
        };
        item.push("delete", operation.document(place, entity, "delete"));
    }
    item
}

pub(super) fn action(place: &Place, entity: &EntityType, action: &Action, model: &Model) -> Json {
    let answer = match action.result {
        None => ("204", no_content("Done; Location leads to what was made, if anything was.")),
        Some(result) => ("200", answer("Done.", "application/json", result_schema(model, result))),
    };
    let body = (!action.parameters.is_empty()).then(|| {
        let schema = parameters_schema(model, &action.parameters);
        let content = Json::object([("application/json", Json::object([("schema", schema)]))]);
        let required = action.parameters.iter().any(|parameter| !parameter.nullable);
        Json::object([("required", required.into()), ("content", content)])
    });
    let operation = Operation { parameters: changes(), body, answers: vec![answer] };
    place.item().with("post", operation.document(place, entity, "call"))
}

pub(super) fn stream(place: &Place, entity: &EntityType, updatable: bool) -> Json {
    let binary = || Json::object([("type", "string".into()), ("format", "binary".into())]);
    let read = Operation {
        answers: vec![
            ("200", answer("The content.", "*/*", binary())),
            ("204", no_content("There is no content.")),
        ],
        ..Operation::default()
    };
    let mut item = place.item().with("get", read.document(place, entity, "read"));
    if updatable {
        for (method, verb) in [("patch", "change"), ("put", "replace")] {
            let operation = Operation {
                parameters: changes(),
                body: Some(body("application/octet-stream", binary())),
                answers: vec![
                    ("200", answer("Written.", "application/json", schema_reference(&entity.name))),
                    ("204", no_content("Written.")),
                ],
            };
            item.push(method, operation.document(place, entity, verb));
        }
    }
    item
}
