//! OpenAPI 3.0.3 of a model: paths, parameters, schemas and errors, for clients made by generators and for fuzzers.

mod operations;
mod paths;
mod schemas;

use crate::edm::Model;
use crate::json::tree::Json;

const SECURITY_SCHEME: &str = "bearer";
/// Query options that go with a collection, with their type and meaning.
const COLLECTION_OPTIONS: [(&str, &str, &str); 8] = [
    ("top", "integer", "How many entities at most."),
    ("skip", "integer", "How many entities to leave out at the start."),
    ("filter", "string", "Condition, such as: number eq '10000'."),
    ("orderby", "string", "Properties to order by, each with asc or desc."),
    ("search", "string", "Words that any text of the entity contains."),
    ("count", "boolean", "Whether to add the number of all matches."),
    ("select", "string", "Properties to return, separated by commas."),
    ("expand", "string", "Related entities to return, separated by commas."),
];
/// The last of [`COLLECTION_OPTIONS`]: those of a single entity.
const ENTITY_OPTIONS_START: usize = 6;

/// The description of a service. `server_url` is the root without a slash at its end; `title` is what people read. The
/// same arguments always give the same bytes.
pub fn openapi(model: &Model, title: &str, server_url: &str) -> Vec<u8> {
    let scheme =
        Json::object([("type", "http".into()), ("scheme", "bearer".into()), ("bearerFormat", "JWT".into())]);
    let components = Json::object([
        ("schemas", schemas::schemas(model)),
        ("parameters", parameters()),
        ("responses", Json::object([("error", error_response())])),
        ("securitySchemes", Json::object([(SECURITY_SCHEME, scheme)])),
    ]);
    Json::object([
        ("openapi", "3.0.3".into()),
        ("info", Json::object([("title", title.into()), ("version", env!("CARGO_PKG_VERSION").into())])),
        ("servers", Json::array([Json::object([("url", server_url.into())])])),
        ("security", Json::array([Json::object([(SECURITY_SCHEME, Json::Array(Vec::new()))])])),
        ("paths", paths::paths(model)),
        ("components", components),
    ])
    .to_bytes()
}

fn parameters() -> Json {
    let mut parameters = Json::object([]);
    for (name, kind, description) in COLLECTION_OPTIONS {
        let mut schema = Json::object([("type", kind.into())]);
        if kind == "integer" {
            schema.push("minimum", 0i64);
        }
        let parameter = Json::object([
            ("name", format!("${name}").into()),
            ("in", "query".into()),
            ("description", description.into()),
            ("schema", schema),
        ]);
        parameters.push(name, parameter);
    }
    let if_match = Json::object([
        ("name", "If-Match".into()),
        ("in", "header".into()),
        ("description", "The etag the entity is expected to have, or *.".into()),
        ("schema", Json::object([("type", "string".into()), ("example", "*".into())])),
    ]);
    let key = Json::object([
        ("name", "Idempotency-Key".into()),
        ("in", "header".into()),
        (
            "description",
            "Chosen by the client for one intent: a repeated request with the same key and body gets the first answer."
                .into(),
        ),
        ("schema", Json::object([("type", "string".into()), ("maxLength", 255i64.into())])),
    ]);
    parameters.with("ifMatch", if_match).with("idempotencyKey", key)
}

fn error_response() -> Json {
    let schema = schema_reference("odataError");
    Json::object([
        ("description", "The request was refused or failed.".into()),
        ("content", Json::object([("application/json", Json::object([("schema", schema)]))])),
    ])
}

fn schema_reference(name: &str) -> Json {
    Json::object([("$ref", format!("#/components/schemas/{name}").into())])
}

fn parameter_reference(name: &str) -> Json {
    Json::object([("$ref", format!("#/components/parameters/{name}").into())])
}
