//! What comes out: statements with typed parameters and a description of their columns.

use std::sync::Arc;

use jiff::civil::Date;
use odata::edm::{EntityTypeId, NavigationId, PropertyId};
use uuid::Uuid;

use crate::mapping::Storage;
use crate::report::ReportCall;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SqlValue {
    Null,
    Integer(i64),
    Text(String),
    Uuid(Uuid),
    Boolean(bool),
    Bytes(Vec<u8>),
    /// For `IN` over the links of a whole level: bound as an array (PostgreSQL) or a carray (SQLite `rarray`).
    UuidList(Vec<Uuid>),
    TextList(Vec<String>),
    IntegerList(Vec<i64>),
}

/// Where a parameter's value comes from when the statement runs; position = number in the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// The company of the request.
    Company,
    /// A part of the key of a hop of the path: index of the hop, and of the part.
    HopKey(usize, usize),
    /// The document's id in the key of hop n, a line's (`{uuid}-{number}`); null for a key of another form.
    HopKeyDocument(usize),
    /// The line number in that key.
    HopKeyLine(usize),
    /// The link values of the rows of the level above.
    ParentLinks,
    /// The ids of the companies listed by the nearest level above that lists companies (a uuid list). Only where one
    /// read spans several companies: `companies?$expand=customers($expand=currency)`.
    Companies,
    /// The request's instant, milliseconds (for `now()`).
    Now,
    /// The work date: the day of the request's instant in UTC, `YYYY-MM-DD`.
    Today,
    /// A value of a report, by its index, from [`ReportCall::value`] on the work date.
    Report(Arc<ReportCall>, usize),
    /// A literal of the request.
    Value(SqlValue),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub text: String,
    pub parameters: Vec<Parameter>,
}

/// A compiled read: the addressed level and, below it, one level per `$expand` item.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub root: Level,
    /// From the outermost hop inwards: selects one row when that ancestor exists. Run only when the root level came
    /// back empty, to tell a missing parent (404) from an empty set.
    pub ancestors: Vec<Ancestor>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ancestor {
    /// Index of the hop.
    pub hop: usize,
    pub statement: Statement,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    pub entity_type: EntityTypeId,
    /// `None` when only a count is wanted (`$top=0&$count=true`, `/$count`).
    pub rows: Option<Statement>,
    /// `SELECT count(*)`; for an expanded level `SELECT link, count(*) … GROUP BY link`.
    pub count: Option<Statement>,
    /// The columns of `rows`, in order.
    pub columns: Vec<Column>,
    /// Most rows to hand out (per parent row on an expanded level); the statement asks for one more, so that a
    /// further row shows there is a next page. `None`: no bound.
    pub page_rows: Option<u64>,
    /// Where `$top` bounds the whole result (Business Central): the rows it still allows, this page included. A next
    /// page exists only when a further row came back and this is greater than `page_rows`; its token then carries the
    /// difference.
    pub remaining: Option<u64>,
    /// Indexes in `columns` of the values the rows are ordered by, in order; what [`crate::token::encode`] takes.
    /// Empty except on an addressed collection.
    pub order_key_columns: Vec<usize>,
    /// Fingerprint of the query, for [`crate::token::encode`]; empty except on an addressed collection.
    pub token_shape: String,
    /// Indexes in `columns` of the parts of the entity's key, as selected properties or as [`Role::Key`]. Empty for a
    /// type without a row of its own, and where `rows` is `None`.
    pub key_columns: Vec<usize>,
    /// Index in `columns` of the row's own `id`, which is the key or, where that is made from other columns, another
    /// column; `None` where `key_columns` is empty.
    pub id_column: Option<usize>,
    /// Index in `columns` of the row version; `None` where `key_columns` is empty, and for rows without one.
    pub row_version_column: Option<usize>,
    pub expands: Vec<ExpandLevel>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ExpandLevel {
    pub navigation: NavigationId,
    pub collection: bool,
    pub reference: bool,
    pub count_only: bool,
    /// The level has no statement of its own: its columns stand in the row of the level above from this index on, and
    /// are NULL when the navigation leads nowhere. The link columns mean nothing then.
    pub joined_at: Option<usize>,
    /// Index in the parent's `columns` of the value that links to this level.
    pub parent_link_column: usize,
    /// Index in this level's `columns` of the value that links back. In the rows of `count` it is always the first
    /// column, the number the second.
    pub link_column: usize,
    pub level: Box<Level>,
}

/// One column of a row, and what it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub role: Role,
    pub storage: Storage,
    pub nullable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A selected property.
    Property(PropertyId),
    /// A member of a complex property.
    Member(PropertyId, usize),
    /// A dynamic property of `$compute`, by index.
    Computed(usize),
    /// A part of the entity's key, when not selected but needed for links, etags or tokens.
    Key,
    /// The row's own id, where the key is another column.
    Id,
    RowVersion,
    /// Needed to join levels.
    Link,
    /// A value the rows are ordered by, for the next page's token.
    OrderKey,
}

/// The work date of an instant in milliseconds: its day in UTC.
pub fn work_date(now_milliseconds: i64) -> Date {
    let now = jiff::Timestamp::from_millisecond(now_milliseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The parts of a line's key, `{uuid}-{number}`.
pub fn line_key_parts(key: &str) -> Option<(Uuid, i64)> {
    let (document, line_number) = key.rsplit_once('-')?;
    let is_plain = !line_number.is_empty() && line_number.bytes().all(|byte| byte.is_ascii_digit());
    // One key, one spelling: no zeros in front.
    let is_plain = is_plain && (line_number == "0" || !line_number.starts_with('0'));
    let document = Uuid::try_parse(document).ok().filter(|_| document.len() == 36)?;
    line_number.parse().ok().filter(|_| is_plain).map(|line_number| (document, line_number))
}

#[cfg(test)]
mod tests {
    use super::line_key_parts;

    #[test]
    fn line_keys() {
        let id = "5d115c9c-44e3-ea11-bb43-000d3a2feca1";
        let parts = line_key_parts(&format!("{id}-10000")).unwrap();
        assert_eq!((parts.0.to_string().as_str(), parts.1), (id, 10_000));
        for wrong in [
            id,
            "",
            "-",
            "10000",
            &format!("{id}-"),
            &format!("{id}-01"),
            &format!("{id}--1"),
            &format!("{id}-9x"),
        ] {
            assert_eq!(line_key_parts(wrong), None, "{wrong}");
        }
    }
}
