//! From a URL to a prepared read, and the store of prepared reads by shape of request.
//!
//! Two requests have one shape when they differ in the GUIDs of their paths only: the seed request is planned and
//! compiled once, whatever payment is asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use odata::context_url::ContextTemplate;
use odata::edm::{EntityTypeId, PropertyId};
use odata::expression::{BinaryOperator, Expression, ExpressionKind};
use odata::plan::{Format, Hop, HopKey, Plan, Selected, Step, Tail};
use odata::{Key, Value};
use odata_sql::compiled::{Dialect, Read};
use odata_sql::mapping::{Link, Mapping};
use odata_sql::{PageRules, compile};
use smallvec::SmallVec;
use uuid::Uuid;

use super::program::Program;
use crate::answer::{Answer, ContentType, Request};
use crate::errors::ApiError;
use crate::model::FaceModel;

/// Rows of a page, as Business Central has it (PROTOCOL.md 9).
pub const PAGE_ROWS_MAX: u64 = 20_000;
/// Rows that are read without moving to another thread.
pub const SHORT_READ_ROWS_MAX: u64 = 200;
/// A read that took no longer than this the last time is taken to be short this time.
pub const SHORT_READ_MICROSECONDS_MAX: u64 = 2_000;
/// Prepared reads kept.
pub const PREPARED_READS_MAX: usize = 2_048;
/// Longest request text under which a prepared read is kept; longer ones are planned each time.
pub const PREPARED_KEY_BYTES_MAX: usize = 1_024;

/// The GUIDs of a path, in order.
pub type PathKeys = SmallVec<[Uuid; 4]>;

/// A plan with everything that does not depend on its keys.
#[derive(Debug)]
pub struct Prepared {
    pub plan: Plan,
    pub format: Format,
    /// `None` for documents, batches and singletons without rows.
    pub read: Option<(Read, Program)>,
    pub context: Option<ContextTemplate>,
    /// `Prefer: maxpagesize` was followed.
    pub page_preference: Option<u64>,
    /// The plan may serve other requests of its shape.
    pub reusable: bool,
    was_short: AtomicBool,
}

impl Prepared {
    pub fn json(&self) -> ContentType {
        ContentType::Json(self.format.metadata, self.format.ieee754_compatible)
    }

    /// Whether the last read of this shape was short. What a filter costs cannot be told from its text, but is seldom
    /// another the next time; moving every such read to another thread costs more than the read.
    pub fn was_short(&self) -> bool {
        self.was_short.load(Ordering::Relaxed)
    }

    /// Keeps how long a read took, for the next of its shape.
    pub fn note_duration(&self, duration: Duration) {
        let short = duration <= Duration::from_micros(SHORT_READ_MICROSECONDS_MAX);
        if short != self.was_short() {
            self.was_short.store(short, Ordering::Relaxed);
        }
    }

    /// The answer of a collection without its body.
    pub fn head(&self) -> Answer {
        let answer = Answer::new(200, self.json(), Vec::new());
        match self.page_preference {
            Some(rows) => answer.with_header("Preference-Applied", format!("odata.maxpagesize={rows}")),
            None => answer,
        }
    }

    /// Whether the answer is a collection that may have so many rows that it should not be held in memory.
    pub fn hands_out_many_rows(&self) -> bool {
        let collection = self.plan.hops.last().is_some_and(|hop| hop.collection);
        let many = |read: &Read| read.root.page_rows.is_none_or(|rows| rows > SHORT_READ_ROWS_MAX);
        collection
            && self.plan.tail == Tail::Resource
            && self.read.as_ref().is_some_and(|(read, _)| read.root.rows.is_some() && many(read))
    }
}

/// The text under which a request's plan is kept, and the GUIDs of its path.
pub fn shape(request: &Request) -> (String, PathKeys) {
    let mut keys = PathKeys::new();
    let mut text = String::with_capacity(160);
    text.push(char::from(b'0' + request.face as u8));
    let bytes = request.path.as_bytes();
    let mut position = 0;
    let mut copied = 0;
    while position + 36 <= bytes.len() {
        if bytes[position + 8] == b'-'
            && bytes[position + 13] == b'-'
            && let Ok(id) = Uuid::try_parse_ascii(&bytes[position..position + 36])
        {
            keys.push(id);
            text.push_str(&request.path[copied..position]);
            text.push('*');
            position += 36;
            copied = position;
        } else {
            position += 1;
        }
    }
    text.push_str(&request.path[copied..]);
    for part in [&request.query, &request.headers.accept, &request.headers.prefer] {
        text.push('\n');
        text.push_str(part.as_deref().unwrap_or(""));
    }
    (text, keys)
}

/// Plans and compiles a request to read.
pub fn prepare(face: &FaceModel, dialect: Dialect, request: &Request) -> Result<Prepared, ApiError> {
    let mut plan =
        odata::plan(&face.model, &request.path, request.query.as_deref(), &odata::Limits::default())?;
    let format = odata::accept::negotiate(request.headers.accept.as_deref(), plan.format)?;
    let preferences = odata::prefer::parse(request.headers.prefer.as_deref());
    check_needed_filter(face, &plan)?;
    // The places of a path's values would not tell which part of a key they are.
    let mut reusable = plan.query.skip_token.is_none() && !plan.has_reordered_key;
    if let Some(companies) = &request.companies
        && plan.hops.last().is_some_and(|hop| hop.collection && hop.entity_type == face.company_type)
    {
        restrict_to(&mut plan, companies, face);
        reusable = false;
    }
    prepare_plan(face, dialect, plan, format, preferences.page_rows_max, reusable)
}

/// Compiles a plan.
pub fn prepare_plan(
    face: &FaceModel,
    dialect: Dialect,
    plan: Plan,
    format: Format,
    page_preference: Option<u64>,
    reusable: bool,
) -> Result<Prepared, ApiError> {
    let mapping = mapping_of(face, &plan.hops, plan.query.filter.as_ref());
    prepare_plan_with(face, mapping, dialect, plan, format, page_preference, reusable)
}

/// The mapping for a path: the wider one where a face that follows v2.0 reaches rows of any kind (see
/// [`crate::entity::Entity::listed_by`]).
pub fn mapping_of<'f>(face: &'f FaceModel, hops: &[Hop], filter: Option<&Expression>) -> &'f Mapping {
    let Some(last) =
        hops.last().filter(|last| face.face.follows_v2() && last.entity_type != face.company_type)
    else {
        return &face.mapping;
    };
    let listed_by = face.entities[last.entity_type.0].map_or(&[][..], |entity| entity.listed_by);
    if !last.collection || listed_by.is_empty() {
        return &face.any_row_mapping;
    }
    let entity_type = face.model.entity_type(last.entity_type);
    let properties = &entity_type.properties;
    let named: Vec<PropertyId> = (0..properties.len())
        .filter(|index| listed_by.contains(&&*properties[*index].name))
        .map(PropertyId)
        .collect();
    match filter {
        Some(filter) if names_any(filter, &named) => &face.any_row_mapping,
        _ => &face.mapping,
    }
}

/// Compiles a plan against a mapping, which may be wider than that of the face.
pub fn prepare_plan_with(
    face: &FaceModel,
    mapping: &Mapping,
    dialect: Dialect,
    mut plan: Plan,
    format: Format,
    page_preference: Option<u64>,
    reusable: bool,
) -> Result<Prepared, ApiError> {
    narrow_selection(&mut plan, face);
    let has_rows = plan.hops.last().is_some_and(|hop| !mapping.entities[hop.entity_type.0].is_rootless);
    let document = matches!(plan.tail, Tail::ServiceDocument | Tail::Metadata | Tail::Batch | Tail::OpenApi);
    let read = if has_rows && !document {
        let page = PageRules {
            page_rows_default: PAGE_ROWS_MAX,
            page_rows_max: PAGE_ROWS_MAX,
            client_max_page_size: page_preference,
            top_is_page_size: face.model.rules.top_is_page_size,
        };
        let read = compile(&face.model, mapping, &plan, dialect, &page)?;
        let program = Program::new(face, &read.root, &plan.query, format);
        Some((read, program))
    } else {
        None
    };
    let context = ContextTemplate::of(&plan, &face.model);
    Ok(Prepared { plan, format, read, context, page_preference, reusable, was_short: AtomicBool::new(false) })
}

/// A property or reference is read by selecting what it needs.
fn narrow_selection(plan: &mut Plan, face: &FaceModel) {
    match plan.tail {
        Tail::Property { property, member, .. } => {
            let selected = match member {
                Some(member) => Selected::Members(property, vec![member]),
                None => Selected::Property(property),
            };
            plan.query.select = Some(vec![selected]);
        }
        Tail::Reference => {
            plan.query.select = Some(key_selection(face, &plan.hops));
        }
        _ => {}
    }
}

/// The key of what a path addresses, as a selection.
pub fn key_selection(face: &FaceModel, hops: &[Hop]) -> Vec<Selected> {
    let key = hops.last().map_or(&[][..], |hop| &face.model.entity_type(hop.entity_type).key);
    key.iter().map(|part| Selected::Property(*part)).collect()
}

/// Sets that make sense within a parent only refuse to be read whole (PROTOCOL.md 1.4, SURFACE.md "Reads that need a
/// filter"). Any filter will do; with `--strict` it must be on the parent's id or the own one, as in the originals.
fn check_needed_filter(face: &FaceModel, plan: &Plan) -> Result<(), ApiError> {
    let Some(hop) = plan.hops.last() else { return Ok(()) };
    let is_keyed_within = is_keyed_within_parent(face, hop.entity_type);
    if !hop.collection && !is_keyed_within {
        return Ok(());
    }
    let entity_type = face.model.entity_type(hop.entity_type);
    let from_company = match (hop.step, plan.hops.iter().rev().nth(1)) {
        (Step::Navigation(navigation), Some(parent)) => {
            matches!(face.mapping.entities[parent.entity_type.0].links[navigation.0], Link::Company)
        }
        _ => false,
    };
    let declared = face.entities[hop.entity_type.0].is_some_and(|entity| !entity.needs_filter_on.is_empty());
    if from_company && !hop.collection && is_keyed_within {
        let message = format!(
            "'{}' is known by its id below its parent only; read it there, or list the set with a $filter.",
            entity_type.name
        );
        return Err(ApiError::new(404, "Internal_RecordNotFound", message));
    }
    if !from_company || !declared || !matches!(plan.tail, Tail::Resource | Tail::Count) {
        return Ok(());
    }
    let met = match &plan.query.filter {
        None => false,
        Some(filter) => !face.model.rules.strict || names_any(filter, &entity_type.needs_filter_on),
    };
    if met {
        return Ok(());
    }
    let names: Vec<&str> =
        entity_type.needs_filter_on.iter().map(|id| entity_type.property(*id).name.as_str()).collect();
    Err(ApiError::new(
        400,
        "Application_DialogException",
        format!(
            "{} must be read below their parent, or with a $filter on {}.",
            entity_type.set_name,
            names.join(" or ")
        ),
    )
    .at("$filter"))
}

/// Whether the key of a type tells its entities apart only below one parent.
pub fn is_keyed_within_parent(face: &FaceModel, entity_type: EntityTypeId) -> bool {
    face.entities[entity_type.0].is_some_and(|entity| entity.key_within_parent)
        && face.model.entity_type(entity_type).only_key().is_some()
}

/// Whether a conjunct of the filter compares one of the properties.
fn names_any(filter: &Expression, properties: &[PropertyId]) -> bool {
    match &filter.kind {
        ExpressionKind::Binary { operator: BinaryOperator::And, left, right } => {
            names_any(left, properties) || names_any(right, properties)
        }
        ExpressionKind::Binary { operator: BinaryOperator::Equal, left, right } => {
            is_property(left, properties) || is_property(right, properties)
        }
        ExpressionKind::Binary { operator: BinaryOperator::Or, left, right } => {
            names_any(left, properties) && names_any(right, properties)
        }
        ExpressionKind::In { left, .. } => is_property(left, properties),
        _ => false,
    }
}

fn is_property(expression: &Expression, properties: &[PropertyId]) -> bool {
    matches!(&expression.kind, ExpressionKind::Property(path)
        if path.navigations.is_empty() && properties.contains(&path.property))
}

/// Lets a caller see the companies it may see, and no others.
fn restrict_to(plan: &mut Plan, companies: &[Uuid], face: &FaceModel) {
    let Some(key) = face.model.entity_type(face.company_type).only_key() else { return };
    let path = odata::expression::PropertyPath {
        base: odata::plan::IT,
        navigations: Vec::new(),
        property: key,
        member: None,
    };
    let guid = Some(odata::edm::EdmType::Guid);
    let boolean = Some(odata::edm::EdmType::Boolean);
    let list = companies
        .iter()
        .map(|id| Expression { edm_type: guid, kind: ExpressionKind::Literal(Value::Guid(*id)) })
        .collect();
    let left = Box::new(Expression { edm_type: guid, kind: ExpressionKind::Property(path) });
    let allowed = Expression { edm_type: boolean, kind: ExpressionKind::In { left, list } };
    plan.query.filter = Some(match plan.query.filter.take() {
        None => allowed,
        Some(filter) => Expression {
            edm_type: boolean,
            kind: ExpressionKind::Binary {
                operator: BinaryOperator::And,
                left: Box::new(filter),
                right: Box::new(allowed),
            },
        },
    });
}

/// The keys of a plan by hop; those of the path's own GUIDs when the plan is used again.
pub fn keys_by_hop(plan: &Plan, path_keys: &[Uuid]) -> Vec<Option<Key>> {
    let mut next = path_keys.iter().map(|id| Value::Guid(*id));
    plan.hops
        .iter()
        .map(|hop| match &hop.key {
            Some(HopKey::Given(key)) => Some(next.by_ref().take(key.parts().len()).collect()),
            Some(HopKey::Implied) | None => None,
        })
        .collect()
}

/// Whether the GUIDs found in a path are exactly the keys of its plan, so that the plan may be kept for its shape.
pub fn keys_are_guids(plan: &Plan, path_keys: &[Uuid]) -> bool {
    let parts = plan.hops.iter().flat_map(|hop| match &hop.key {
        Some(HopKey::Given(key)) => key.parts(),
        Some(HopKey::Implied) | None => &[],
    });
    let mut keys = parts.map(|part| match part {
        Value::Guid(id) => Some(*id),
        _ => None,
    });
    path_keys.iter().all(|id| keys.next() == Some(Some(*id))) && keys.next().is_none()
}

/// The keys that a path gives, by hop.
pub fn key_values(hops: &[Hop]) -> Vec<Option<Key>> {
    let keys = hops.iter().map(|hop| match &hop.key {
        Some(HopKey::Given(key)) => Some(key.clone()),
        Some(HopKey::Implied) | None => None,
    });
    keys.collect()
}

/// A key of one part as a GUID; the string ids of some Graph types are GUIDs too.
pub fn guid_of(key: &Key) -> Option<Uuid> {
    match key.only()? {
        Value::Guid(id) => Some(*id),
        Value::String(text) => Uuid::try_parse(text).ok(),
        _ => None,
    }
}

/// Where prepared reads are kept.
pub struct PreparedReads {
    cache: quick_cache::sync::Cache<String, Arc<Prepared>>,
}

impl Default for PreparedReads {
    fn default() -> Self {
        PreparedReads { cache: quick_cache::sync::Cache::new(PREPARED_READS_MAX) }
    }
}

impl PreparedReads {
    /// The prepared read of a request and its keys by hop, from the store or made now.
    pub fn get(
        &self,
        face: &FaceModel,
        dialect: Dialect,
        request: &Request,
    ) -> Result<(Arc<Prepared>, Vec<Option<Key>>), ApiError> {
        let (text, path_keys) = shape(request);
        // What a restricted caller may see is part of the plan.
        let keep = text.len() <= PREPARED_KEY_BYTES_MAX;
        if keep
            && let Some(prepared) = self.cache.get(text.as_str())
            && (request.companies.is_none() || !lists_companies(&prepared.plan, face.company_type))
        {
            let keys = keys_by_hop(&prepared.plan, &path_keys);
            return Ok((prepared, keys));
        }
        let prepared = Arc::new(prepare(face, dialect, request)?);
        let keys = key_values(&prepared.plan.hops);
        if keep && prepared.reusable && keys_are_guids(&prepared.plan, &path_keys) {
            self.cache.insert(text, prepared.clone());
        }
        Ok((prepared, keys))
    }
}

fn lists_companies(plan: &Plan, company_type: EntityTypeId) -> bool {
    plan.hops.last().is_some_and(|hop| hop.collection && hop.entity_type == company_type)
}
