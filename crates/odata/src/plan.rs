//! The plan of one request: a checked path and checked query options, free of text.

use crate::edm::{ActionId, EntityTypeId, NavigationId, PropertyId};
use crate::expression::{Expression, VariableId};
use crate::key::Key;

/// A request whose names and types are all resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// From the root to the addressed resource; empty for the service document and other root documents.
    pub hops: Vec<Hop>,
    pub tail: Tail,
    pub query: Query,
    /// Form of the answer (`$format`, which wins over `Accept`).
    pub format: Option<Format>,
    /// Custom options (no `$`, not a system option without `$`), decoded, in order.
    pub custom_options: Vec<(String, String)>,
    /// A key of the path names its parts in another order than its type has them.
    pub has_reordered_key: bool,
}

impl Plan {
    /// The resource at the end of `hops`, with no options but those of `query`.
    pub fn of_resource(hops: Vec<Hop>, query: Query) -> Plan {
        Plan {
            hops,
            tail: Tail::Resource,
            query,
            format: None,
            custom_options: Vec::new(),
            has_reordered_key: false,
        }
    }
}

/// One step of the path: into a root set, a singleton or through a navigation, and possibly to one entity by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    pub step: Step,
    /// Type of the entities reached.
    pub entity_type: EntityTypeId,
    /// `true` while many entities are addressed (a collection without a key).
    pub collection: bool,
    pub key: Option<HopKey>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Index in `Model::roots`.
    Root(usize),
    /// Navigation of the previous hop's type.
    Navigation(NavigationId),
}

#[derive(Clone, Debug, PartialEq)]
pub enum HopKey {
    Given(Key),
    /// The entity named by other means: the company of `?company=` or the only one.
    Implied,
}

/// What of the last hop is addressed.
#[derive(Clone, Debug, PartialEq)]
pub enum Tail {
    /// The entity or collection itself.
    Resource,
    /// `/$count`.
    Count,
    /// `/$ref`.
    Reference,
    /// A property, `/address` or `/address/city`; `raw` with `/$value`.
    Property {
        property: PropertyId,
        member: Option<usize>,
        raw: bool,
    },
    /// A bound action on the last hop's entity.
    Action(ActionId),
    /// The root itself.
    ServiceDocument,
    Metadata,
    Batch,
    /// `openapi.json` below the root.
    OpenApi,
}

/// The query options of one level (the request itself, or one `$expand` item).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// `None`: all properties. The key is not forced in.
    pub select: Option<Vec<Selected>>,
    pub expand: Vec<Expand>,
    pub filter: Option<Expression>,
    pub order_by: Vec<OrderBy>,
    pub top: Option<u64>,
    pub skip: Option<u64>,
    pub count: bool,
    pub search: Option<Search>,
    /// Dynamic properties; may be named in `$select`, `$filter` and `$orderby` (there already replaced by their
    /// expression).
    pub compute: Vec<Computed>,
    /// Opaque; made and read by the executor.
    pub skip_token: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Selected {
    Property(PropertyId),
    /// Members of a complex property (`$select=address/city` or `address($select=city)`).
    Members(PropertyId, Vec<usize>),
    /// A dynamic property by its index in [`Query::compute`].
    Computed(usize),
    /// A navigation property; with minimal metadata it adds nothing (OData JSON 4.5.9).
    Navigation(NavigationId),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Expand {
    pub navigation: NavigationId,
    /// Type reached.
    pub entity_type: EntityTypeId,
    /// `/$ref`: ids only.
    pub reference: bool,
    /// `/$count`: the number only.
    pub count_only: bool,
    /// `$levels` minus one: how often the same navigation is followed further. 0 without `$levels`.
    pub further_levels: u32,
    /// `$it` inside is variable 0 again: each level has its own row.
    pub query: Query,
}

#[derive(Clone, Debug, PartialEq)]
pub struct OrderBy {
    pub expression: Expression,
    pub descending: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    pub name: String,
    pub expression: Expression,
}

/// `$search` (OData URL Conventions 5.1.8): a word or phrase matches when any text property contains it, without case.
#[derive(Clone, Debug, PartialEq)]
pub enum Search {
    Term(String),
    Not(Box<Search>),
    And(Box<Search>, Box<Search>),
    Or(Box<Search>, Box<Search>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetadataLevel {
    None,
    Minimal,
    Full,
}

/// Form of a JSON answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    pub media: Media,
    pub metadata: MetadataLevel,
    /// Int64 and Decimal as JSON strings.
    pub ieee754_compatible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Json,
    Xml,
    Text,
}

/// The row of the level itself, `$it`.
pub const IT: VariableId = VariableId(0);
