//! The entry: a checked plan becomes a compiled read.

use odata::edm::Model;
use odata::plan::{Plan, Tail};
use odata::{Refusal, RefusalKind};

use crate::compiled::{Dialect, Read};
use crate::expand::{Companies, items};
use crate::level::{LevelRequest, Origin, Window, build};
use crate::mapping::Mapping;
use crate::page::PageRules;
use crate::path::ancestors;
use crate::select::Selection;
use crate::token;
use crate::writer::Context;

/// Compiles the read a plan asks for.
///
/// `mapping.entities` stand in the order of `model.entity_types`. The statements take every value as a parameter; two
/// plans that differ in values only give the same text wherever the values do not change what is compared (a label
/// that no row can have, a number beyond a column's range).
///
/// # Errors
/// - `BadRequest` for a plan that addresses nothing readable, and at `$skiptoken` for a token not made by this query;
/// - `NotImplemented` for what OData defines and no SQL stands behind (`matchesPattern`, structural comparison,
///   calculating with more than five decimals);
/// - `LimitExceeded` for more values than a statement may hold or numbers that no amount can reach.
pub fn compile(
    model: &Model,
    mapping: &Mapping,
    plan: &Plan,
    dialect: Dialect,
    page: &PageRules,
) -> Result<Read, Refusal> {
    let Some(last) = plan.hops.last() else { return Err(nothing_to_read()) };
    let context = Context { model, mapping, dialect };
    let query = &plan.query;
    let selection = match (&plan.tail, &query.select) {
        (Tail::ServiceDocument | Tail::Metadata | Tail::Batch | Tail::OpenApi, _) => {
            return Err(nothing_to_read());
        }
        (Tail::Reference | Tail::Action(_), _) => Selection::Identity,
        (Tail::Property { property, member, .. }, _) => Selection::One(*property, *member),
        (Tail::Resource | Tail::Count, Some(selected)) => Selection::Listed(selected),
        (Tail::Resource | Tail::Count, None) => Selection::All,
    };
    let shape = token_shape(plan);
    let entity = context.entity(last.entity_type);
    let lists_companies = entity.is_company && last.collection;
    let request = LevelRequest {
        entity: last.entity_type,
        origin: Origin::Path { hops: &plan.hops },
        query,
        selection,
        window: if last.collection { Window::Page { rules: page, shape: &shape } } else { Window::Single },
        wants_rows: plan.tail != Tail::Count,
        wants_count: plan.tail == Tail::Count || (query.count && last.collection),
        expands: if plan.tail == Tail::Resource { items(query) } else { Vec::new() },
        companies_below: if lists_companies { Companies::Listed } else { Companies::OfRequest },
    };
    let root = build(context, &request)?.level;
    Ok(Read { root, ancestors: ancestors(context, &plan.hops)? })
}

/// What a token must agree with: the rows addressed and their order, values included.
fn token_shape(plan: &Plan) -> String {
    let query = &plan.query;
    token::shape(&format!("{:?}{:?}{:?}{:?}", plan.hops, query.filter, query.search, query.order_by))
}

fn nothing_to_read() -> Refusal {
    Refusal::new(RefusalKind::BadRequest, "The address names no entity and no collection of entities.")
}
