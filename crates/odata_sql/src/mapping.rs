//! Which table, column and condition stand behind an entity type; built once per face at start.

use crate::report::Report;

/// Mappings in the order of the model's entity types.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    pub entities: Vec<EntityMapping>,
}

#[derive(Clone, Debug, Default)]
pub struct EntityMapping {
    /// Table with the rows. Every table has `company_id` (except `companies`, whose own `id` plays that part), `id`
    /// and `row_version`.
    pub table: &'static str,
    /// The table is a view, and read by statements of its own: SQLite makes all of a view that it joins.
    pub is_view: bool,
    /// Rows that are calculated, in place of a table. They have no versions.
    pub report: Option<&'static Report>,
    /// What makes a row of the table an entity of this type (`document_type = 1`): column and value, all of them.
    pub conditions: Vec<(&'static str, i64)>,
    /// Boolean columns that must be true, besides.
    pub flags: Vec<&'static str>,
    /// Other tables reached to-one, joined only when a needed column asks for them.
    pub joins: Vec<Join>,
    /// Behind each property, in the order of the type's properties.
    pub sources: Vec<Source>,
    /// Behind each navigation, in the order of the type's navigations.
    pub links: Vec<Link>,
    /// Columns that order the rows when the request does not; unique within a company.
    pub default_order: Vec<(&'static str, Storage)>,
    /// Columns that end every order a request asks for, so that it is total; unique within a company. Empty: the `id`.
    pub tie_break: Vec<(&'static str, Storage)>,
    /// `true` for `companies` itself.
    pub is_company: bool,
    /// `true` for a singleton without a row of its own (`financials`).
    pub is_rootless: bool,
}

/// `LEFT JOIN table ON company_id = … AND column = row.local` for each pair.
#[derive(Clone, Debug)]
pub struct Join {
    pub table: &'static str,
    /// (column of the entity's own table, column of the joined table); empty where the company alone decides: for
    /// `companies` and for tables with one row a company.
    pub on: Vec<(&'static str, &'static str)>,
}

/// How a value is stored; the same names in both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Storage {
    /// SQLite BLOB of 16 bytes, PostgreSQL uuid.
    Uuid,
    /// TEXT; PostgreSQL columns are `COLLATE "C"`.
    Text,
    /// 64-bit integer (PostgreSQL bigint in every column).
    Integer,
    /// 64-bit integer, the amount times 10^5.
    Decimal,
    /// SQLite 0/1, PostgreSQL boolean.
    Boolean,
    /// TEXT `YYYY-MM-DD`, in both databases.
    Date,
    /// 64-bit integer, milliseconds since 1970-01-01T00:00:00Z.
    Instant,
    /// 64-bit integer, a member of an enumeration.
    Enum,
}

/// Where a property's value comes from. No column is NULL; only values reached through a join may be.
#[derive(Clone, Debug)]
pub enum Source {
    Column {
        column: &'static str,
        storage: Storage,
    },
    /// Column of `joins[join]`; `or` is what stands there when no row was joined.
    Joined {
        join: usize,
        column: &'static str,
        storage: Storage,
        or: Fallback,
    },
    /// A string property over a stored enumeration: (value, text on the wire).
    Label {
        column: &'static str,
        labels: &'static [(i64, &'static str)],
    },
    /// A scalar over the row, in SQL that both databases understand, with the placeholders `{row}` (the row's own
    /// table), `{join.N}` (that of `joins[N]`), `{company}` and `{today}`. It is compiled in only where the property
    /// is selected, filtered on or ordered by. Never NULL unless `nullable`.
    Computed {
        sql: &'static str,
        storage: Storage,
        nullable: bool,
    },
    /// A string property over a computed member of an enumeration: as `Computed`, shown as in `Label`.
    ComputedLabel {
        sql: &'static str,
        labels: &'static [(i64, &'static str)],
    },
    /// `{uuid}-{number}`: the string key of a line, from the id of its document and its own number.
    LineKey {
        document: &'static str,
        line_number: &'static str,
    },
    /// The same text for every row.
    Constant(&'static str),
    /// Null in every row.
    Null,
    /// Two lines joined by CR LF, the first alone when the second is empty (`street`, SURFACE.md "Addresses").
    Lines {
        first: &'static str,
        second: &'static str,
    },
    /// A complex property, member by member.
    Complex(Vec<Source>),
    /// Made by the executor from other rows (a collection of complex values); not selectable in SQL.
    External,
    /// A stream, read by the executor at its own URL; not selectable in SQL.
    Stream,
}

/// What a joined value is when nothing was joined.
#[derive(Clone, Debug)]
pub enum Fallback {
    /// NULL.
    Null,
    /// The empty value of the storage: "" for text, zeros for a uuid, 0.
    Empty,
    /// The value of another join's column of the same storage (`currencyCode` falls back to the company's own).
    Joined { join: usize, column: &'static str },
}

/// Behind a navigation.
#[derive(Clone, Debug)]
pub enum Link {
    /// `target.foreign = this.local` within the company; storage of both columns.
    Columns {
        local: &'static str,
        foreign: &'static str,
        storage: Storage,
        /// Rows of other types are led to as well: that something has this value does not say that a row of this type
        /// has it.
        is_shared: bool,
    },
    /// `target.foreign` is one of the values that `through` pairs with `this.local`; storage of `local`.
    Through { local: &'static str, storage: Storage, foreign: &'static str, through: Through },
    /// All rows of the target in this company: the navigations of a company.
    Company,
    /// From a rootless singleton to a root set: all rows (`financials/companies`).
    All,
}

/// Pairs of values in a table of the company: what stands between two entities that do not name each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Through {
    pub table: &'static str,
    /// The column that holds the value of the row a navigation begins at.
    pub near: &'static str,
    /// The column that holds the value of the row it leads to.
    pub far: &'static str,
    /// What follows the conditions on company and `near`: further conditions (`AND …`), a grouping. No pair may come
    /// twice.
    pub further: &'static str,
}

impl Through {
    /// The pairs of a company as a SELECT in parentheses with the columns `near` and `far`; `condition` holds `near`.
    pub(crate) fn pairs(&self, company: &str, condition: &str) -> String {
        let Through { table, near, far, further } = self;
        format!(
            "(SELECT {near} AS near, {far} AS far FROM {table} WHERE company_id = {company} AND {condition}{further})"
        )
    }
}
