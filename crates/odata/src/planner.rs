//! From a request target to a plan: the one way in to the URL grammar.

use crate::accept;
use crate::edm::{EdmType, EntityTypeId, Model};
use crate::error::{Refusal, RefusalKind};
use crate::limits::Limits;
use crate::path::{Address, resolve};
use crate::plan::{Plan, Tail};
use crate::query::context::{Context, limit_exceeded};
use crate::query::level::{Level, Shape, parse_level};
use crate::query::options::{LevelOptions, RequestOptions, SystemOption};

/// Resolves a request target against the model. Takes the path below the service root, still percent-encoded, with or
/// without `/` in front, and the raw query without `?`. Serves requests of a batch as well.
///
/// Refuses with the kind that fits: `SegmentNotFound` and `BadKey` for the path, `BadRequest` and `NotImplemented` for
/// options, `NotAcceptable` for `$format`, `LimitExceeded` for what passes `limits` (OData 4.01 URL Conventions).
pub fn plan(model: &Model, path: &str, query: Option<&str>, limits: &Limits) -> Result<Plan, Refusal> {
    let url_bytes = path.len() + query.map_or(0, |query| query.len() + 1);
    if url_bytes > limits.url_bytes_max {
        let message = format!("The URL has {url_bytes} bytes; at most {} are read.", limits.url_bytes_max);
        return Err(limit_exceeded(message));
    }
    let mut options = RequestOptions::split(query)?;
    let custom_options = std::mem::take(&mut options.custom);
    let Address { hops, tail, has_reordered_key } = resolve(model, path, &options.aliases)?;
    let level_options = options.level()?;
    check_schema_version(&level_options)?;
    let format = level_options.get(SystemOption::Format).map(|cursor| accept::format_option(cursor.rest()));
    let format = format.transpose()?;
    let context = Context::new(model, limits, &options.aliases);
    let entity_type = hops.last().map_or(EntityTypeId(0), |hop| hop.entity_type);
    let collection = hops.last().is_some_and(|hop| hop.collection);
    let level = Level { entity_type, shape: shape(model, &tail, entity_type, collection), depth: 0 };
    let query = parse_level(&context, &level_options, level)?;
    Ok(Plan { hops, tail, query, format, custom_options, has_reordered_key })
}

fn shape(model: &Model, tail: &Tail, entity_type: EntityTypeId, collection: bool) -> Shape {
    match tail {
        Tail::Resource if collection => Shape::Collection,
        Tail::Resource => Shape::Entity,
        Tail::Count => Shape::Count,
        Tail::Reference if collection => Shape::References,
        Tail::Reference => Shape::Reference,
        Tail::Property { property, member: None, raw: false } => {
            match model.entity_type(entity_type).property(*property).edm_type {
                EdmType::Complex(_) => Shape::ComplexValue(*property),
                _ => Shape::Plain,
            }
        }
        _ => Shape::Plain,
    }
}

/// `$schemaversion`: the versions the original takes, and `*` for the present one (PROTOCOL.md 2.2).
fn check_schema_version(options: &LevelOptions) -> Result<(), Refusal> {
    let Some(cursor) = options.get(SystemOption::SchemaVersion) else { return Ok(()) };
    let version = cursor.rest().trim();
    if ["1.0", "2.0", "2.1", "*"].contains(&version) {
        return Ok(());
    }
    let message = format!("The schema version '{version}' is not offered; 1.0, 2.0 and 2.1 are.");
    Err(Refusal::new(RefusalKind::BadRequest, message).at("$schemaversion"))
}
