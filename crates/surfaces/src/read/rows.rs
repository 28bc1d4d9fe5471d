//! Runs the statements of a level and of the levels below it, and puts their rows together as JSON.
//!
//! The rows of a level are written first, then one statement per level below brings the rows of all of them at once.
//! A level without anything below it is simpler; see `plain`.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use odata::edm::{EntityType, EntityTypeId};
use odata::json::write;
use odata::{Key, Value};
use odata_sql::compiled::{Level, Parameter, SqlValue, Statement, line_key_parts, work_date};
use odata_sql::mapping::Storage;
use store::{Row, Session, StoreError, StoreErrorKind};
use uuid::Uuid;

use super::program::{Program, name_in_json, separate, write_navigation_link};
use crate::pieces::Outlet;

/// Rows that one `$expand` item may bring in one answer, over all rows above it.
pub const EXPANDED_ROWS_MAX: usize = 20_000;
/// Rows whose expanded entities are read and written together.
const SLICE_ROWS: usize = 4_096;

/// The values a compiled read is run with.
#[derive(Clone, Debug)]
pub struct Bindings {
    pub company: Uuid,
    /// By hop of the path.
    pub keys: Vec<Option<Key>>,
    pub now_milliseconds: i64,
    /// Type of companies, to know which ids span a read over several of them.
    pub company_type: EntityTypeId,
    /// URL of the company (or of the companies), for full metadata and links.
    pub base_url: String,
}

/// The rows of a level, each a JSON object without its closing brace.
pub(crate) struct Rows {
    bytes: Vec<u8>,
    rows: Vec<RowEntry>,
    /// Numbers of `$count`, by link value.
    counts: HashMap<Option<LinkValue>, i64>,
    /// There is a row beyond the page.
    more: bool,
    /// Values of the last row's order keys, for the next page.
    last_order_keys: Vec<SqlValue>,
    /// For the etag of a single entity.
    first_row_version: Option<i64>,
}

struct RowEntry {
    start: usize,
    /// Where `dimensions` belong, in page order.
    dimensions_at: usize,
    end: usize,
    id: Option<Uuid>,
    /// Where links are written.
    key: Option<Key>,
    /// Value that links back to the row above.
    link: Option<LinkValue>,
    /// Values that link to the levels below, in their order.
    links: Vec<Option<LinkValue>>,
}

/// What rows of two levels have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LinkValue {
    Uuid(Uuid),
    Integer(i64),
}

impl LinkValue {
    fn read(row: &dyn Row, column: usize, storage: Storage) -> Result<Option<LinkValue>, StoreError> {
        Ok(match storage {
            Storage::Integer => row.integer(column)?.map(LinkValue::Integer),
            _ => row.uuid(column)?.map(LinkValue::Uuid),
        })
    }
}

/// Where the rows of an expanded level come from.
#[derive(Clone, Copy)]
pub(crate) struct Above<'a> {
    links: &'a [LinkValue],
    link_column: usize,
    link_storage: Storage,
    /// Companies listed above, when a read spans several.
    companies: &'a [Uuid],
}

impl Above<'_> {
    fn list(&self) -> SqlValue {
        let uuids = || {
            self.links.iter().filter_map(|link| match link {
                LinkValue::Uuid(id) => Some(*id),
                LinkValue::Integer(_) => None,
            })
        };
        let integers = || {
            self.links.iter().filter_map(|link| match link {
                LinkValue::Integer(number) => Some(*number),
                LinkValue::Uuid(_) => None,
            })
        };
        match self.link_storage {
            Storage::Integer => SqlValue::IntegerList(integers().collect()),
            _ => SqlValue::UuidList(uuids().collect()),
        }
    }
}

pub(crate) fn parameters(
    statement: &Statement,
    bindings: &Bindings,
    above: Option<Above<'_>>,
) -> Vec<SqlValue> {
    let value = |parameter: &Parameter| match parameter {
        Parameter::Company => SqlValue::Uuid(bindings.company),
        Parameter::HopKey(hop, part) => {
            let part = bindings.key(*hop).and_then(|key| key.parts().get(*part));
            part.map_or(SqlValue::Null, key_parameter)
        }
        Parameter::HopKeyDocument(hop) => {
            bindings.line_key(*hop).map_or(SqlValue::Null, |(document, _)| SqlValue::Uuid(document))
        }
        Parameter::HopKeyLine(hop) => {
            bindings.line_key(*hop).map_or(SqlValue::Null, |(_, line)| SqlValue::Integer(line))
        }
        Parameter::ParentLinks => above.map_or(SqlValue::UuidList(Vec::new()), |above| above.list()),
        Parameter::Companies => {
            SqlValue::UuidList(above.map_or_else(Vec::new, |above| above.companies.to_vec()))
        }
        Parameter::Now => SqlValue::Integer(bindings.now_milliseconds),
        Parameter::Today => SqlValue::Text(work_date(bindings.now_milliseconds).to_string()),
        Parameter::Report(call, index) => call.value(*index, work_date(bindings.now_milliseconds)),
        Parameter::Value(value) => value.clone(),
    };
    statement.parameters.iter().map(value).collect()
}

impl Bindings {
    fn key(&self, hop: usize) -> Option<&Key> {
        self.keys.get(hop).and_then(Option::as_ref)
    }

    fn line_key(&self, hop: usize) -> Option<(Uuid, i64)> {
        match self.key(hop)?.only() {
            Some(Value::String(text)) => line_key_parts(text),
            _ => None,
        }
    }
}

fn key_parameter(key: &Value) -> SqlValue {
    match key {
        Value::Guid(id) => SqlValue::Uuid(*id),
        Value::Integer(number) => SqlValue::Integer(*number),
        Value::String(text) => SqlValue::Text(text.clone()),
        _ => SqlValue::Null,
    }
}

/// The key of a row of a level; nothing where there is none.
pub(crate) fn key_of(row: &dyn Row, columns: &[(usize, Storage)]) -> Result<Option<Key>, StoreError> {
    if columns.is_empty() {
        return Ok(None);
    }
    let part = |(column, storage): &(usize, Storage)| {
        Ok(match storage {
            Storage::Uuid => row.uuid(*column)?.map(Value::Guid),
            Storage::Text => row.text(*column)?.map(|text| Value::String(text.to_owned())),
            _ => row.integer(*column)?.map(Value::Integer),
        })
    };
    columns.iter().map(part).collect()
}

/// The columns of the key in the rows of a level.
pub(crate) fn key_columns(level: &Level) -> Vec<(usize, Storage)> {
    level.key_columns.iter().map(|column| (*column, level.columns[*column].storage)).collect()
}

/// Outcome of writing a level straight into the answer.
pub(crate) struct Written {
    pub count: u64,
    pub more: bool,
    pub last_order_keys: Vec<SqlValue>,
    pub row_version: Option<i64>,
}

pub(super) fn order_keys(level: &Level, row: &dyn Row) -> Result<Vec<SqlValue>, StoreError> {
    let value = |&index: &usize| {
        Ok(match level.columns[index].storage {
            Storage::Uuid => row.uuid(index)?.map_or(SqlValue::Null, SqlValue::Uuid),
            Storage::Text | Storage::Date => {
                row.text(index)?.map_or(SqlValue::Null, |text| SqlValue::Text(text.to_owned()))
            }
            Storage::Boolean => row.boolean(index)?.map_or(SqlValue::Null, SqlValue::Boolean),
            Storage::Integer | Storage::Decimal | Storage::Instant | Storage::Enum => {
                row.integer(index)?.map_or(SqlValue::Null, SqlValue::Integer)
            }
        })
    };
    level.order_key_columns.iter().map(value).collect()
}

/// Reads a level with all below it and writes its rows, separated by commas.
///
/// Where each row brings at most one row of each kind along, what stands below is read and written for a slice of the
/// rows at a time. Otherwise all of it is read first, so that too much of it can still be refused.
pub(crate) async fn write_collected(
    session: &mut Session,
    program: &Program,
    level: &Level,
    bindings: &Bindings,
    context: Option<&[u8]>,
    outlet: &mut Outlet<'_>,
) -> Result<Written, StoreError> {
    let mut rows = read_rows(session, program, level, bindings, None, context).await?;
    let entries = std::mem::take(&mut rows.rows);
    let slice_rows = if brings_one_each(level) { SLICE_ROWS } else { entries.len() };
    for (number, slice) in entries.chunks(slice_rows.max(1)).enumerate() {
        let below = gather_below(session, program, level, bindings, None, slice).await?;
        for (index, entry) in slice.iter().enumerate() {
            if number > 0 || index > 0 {
                outlet.bytes.push(b',');
            }
            below.write_entry(program, level, bindings, &rows.bytes, entry, &mut outlet.bytes);
            outlet.bytes.push(b'}');
            outlet.hand_on()?;
        }
    }
    Ok(Written {
        count: entries.len() as u64,
        more: rows.more,
        last_order_keys: rows.last_order_keys,
        row_version: rows.first_row_version,
    })
}

/// Whether no row of the level can bring more than one row of each level below along.
fn brings_one_each(level: &Level) -> bool {
    level.expands.iter().all(|expand| !expand.collection && brings_one_each(&expand.level))
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Reads a level and all below it, put together.
pub(crate) fn collect<'a>(
    session: &'a mut Session,
    program: &'a Program,
    level: &'a Level,
    bindings: &'a Bindings,
    above: Option<Above<'a>>,
) -> Boxed<'a, Rows> {
    Box::pin(async move {
        let mut rows = read_rows(session, program, level, bindings, above, None).await?;
        if let (Some(statement), Some(above)) = (&level.count, above) {
            let values = parameters(statement, bindings, Some(above));
            let counts = &mut rows.counts;
            session
                .query(&statement.text, &values, &mut |row| {
                    let link = LinkValue::read(row, 0, above.link_storage)?;
                    counts.insert(link, row.integer(1)?.unwrap_or(0));
                    Ok(())
                })
                .await?;
        }
        let below = gather_below(session, program, level, bindings, above, &rows.rows).await?;
        Ok(below.put_together(program, level, bindings, rows))
    })
}

/// Reads all that stands below rows of a level.
async fn gather_below(
    session: &mut Session,
    program: &Program,
    level: &Level,
    bindings: &Bindings,
    above: Option<Above<'_>>,
    rows: &[RowEntry],
) -> Result<Below, StoreError> {
    let mut levels = Vec::with_capacity(level.expands.len());
    let companies: Vec<Uuid> = if level.entity_type == bindings.company_type {
        rows.iter().filter_map(|row| row.id).collect()
    } else {
        above.map_or_else(Vec::new, |above| above.companies.to_vec())
    };
    for (number, expand) in level.expands.iter().enumerate() {
        let mut links: Vec<LinkValue> = rows.iter().filter_map(|row| row.links[number]).collect();
        links.sort_unstable();
        links.dedup();
        let above = Above {
            links: &links,
            link_column: expand.link_column,
            link_storage: level
                .columns
                .get(expand.parent_link_column)
                .map_or(Storage::Uuid, |column| column.storage),
            companies: &companies,
        };
        let program = &program.expands[number].program;
        levels.push(collect(session, program, &expand.level, bindings, Some(above)).await?);
    }
    let dimensions = read_dimensions(session, program, bindings, rows).await?;
    let by_link = levels.iter().map(Rows::by_link).collect();
    Ok(Below { levels, by_link, dimensions })
}

async fn read_rows(
    session: &mut Session,
    program: &Program,
    level: &Level,
    bindings: &Bindings,
    above: Option<Above<'_>>,
    context: Option<&[u8]>,
) -> Result<Rows, StoreError> {
    let mut rows = Rows {
        bytes: Vec::new(),
        rows: Vec::new(),
        counts: HashMap::new(),
        more: false,
        last_order_keys: Vec::new(),
        first_row_version: None,
    };
    let Some(statement) = &level.rows else { return Ok(rows) };
    let values = parameters(statement, bindings, above);
    // Below the addressed level the page bounds the rows of each parent, which the statement itself sees to.
    let page_rows = if above.is_some() { u64::MAX } else { level.page_rows.unwrap_or(u64::MAX) };
    let rows_max = if above.is_some() { EXPANDED_ROWS_MAX } else { usize::MAX };
    session
        .query(&statement.text, &values, &mut |row| {
            if rows.rows.len() as u64 == page_rows {
                rows.more = true;
                return Ok(());
            }
            if rows.rows.len() == rows_max {
                return Err(too_many_rows());
            }
            if rows.rows.is_empty() {
                rows.first_row_version =
                    level.row_version_column.map(|column| row.integer(column)).transpose()?.flatten();
            }
            let start = rows.bytes.len();
            let dimensions_at = program.write_row(row, context, &bindings.base_url, &mut rows.bytes)?;
            let links = level.expands.iter().map(|expand| {
                let column = expand.parent_link_column;
                LinkValue::read(row, column, level.columns[column].storage)
            });
            let link = above.map(|above| LinkValue::read(row, above.link_column, above.link_storage));
            rows.rows.push(RowEntry {
                start,
                dimensions_at,
                end: rows.bytes.len(),
                id: level.id_column.map(|column| row.uuid(column)).transpose()?.flatten(),
                key: if program.has_links() { program.key(row)? } else { None },
                link: link.transpose()?.flatten(),
                links: links.collect::<Result<_, _>>()?,
            });
            if rows.rows.len() as u64 == page_rows {
                rows.last_order_keys = order_keys(level, row)?;
            }
            Ok(())
        })
        .await?;
    Ok(rows)
}

fn too_many_rows() -> StoreError {
    StoreError::new(
        StoreErrorKind::TooManyRows,
        format!(
            "One $expand of the request reaches more than {EXPANDED_ROWS_MAX} rows. Narrow it with $top or $filter, or \
             read the set by itself."
        ),
    )
}

/// The pairs of `dimensions` of each row, as JSON objects.
async fn read_dimensions(
    session: &mut Session,
    program: &Program,
    bindings: &Bindings,
    rows: &[RowEntry],
) -> Result<HashMap<Uuid, Vec<u8>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<u8>> = HashMap::new();
    if program.dimensions.is_none() || rows.is_empty() {
        return Ok(found);
    }
    let lines: Vec<Uuid> = rows.iter().filter_map(|row| row.id).collect();
    for pair in store::dimension_sets::of_lines(session, bindings.company, program.table, &lines).await? {
        let out = found.entry(pair.line_id).or_default();
        if !out.is_empty() {
            out.push(b',');
        }
        let names = ["code", "displayName", "valueCode", "valueDisplayName"];
        out.push(b'{');
        for (name, value) in names.iter().zip([pair.code, pair.name, pair.value_code, pair.value_name]) {
            separate(out);
            write::string(out, name);
            out.push(b':');
            write::string(out, &value);
        }
        out.push(b'}');
    }
    Ok(found)
}

/// What stands below rows of a level, not yet put together with them.
struct Below {
    levels: Vec<Rows>,
    /// For each level below, its rows by the value that links them.
    by_link: Vec<HashMap<LinkValue, Vec<usize>>>,
    dimensions: HashMap<Uuid, Vec<u8>>,
}

impl Below {
    fn put_together(self, program: &Program, level: &Level, bindings: &Bindings, mut rows: Rows) -> Rows {
        if self.levels.is_empty() && program.dimensions.is_none() {
            return rows;
        }
        let mut bytes = Vec::with_capacity(rows.bytes.len());
        for entry in &mut rows.rows {
            let start = bytes.len();
            self.write_entry(program, level, bindings, &rows.bytes, entry, &mut bytes);
            (entry.start, entry.end) = (start, bytes.len());
        }
        rows.bytes = bytes;
        rows
    }

    /// Writes a row with everything below it, without its closing brace.
    fn write_entry(
        &self,
        program: &Program,
        level: &Level,
        bindings: &Bindings,
        bytes: &[u8],
        entry: &RowEntry,
        out: &mut Vec<u8>,
    ) {
        out.extend_from_slice(&bytes[entry.start..entry.dimensions_at]);
        let rest = &bytes[entry.dimensions_at..entry.end];
        if let Some((name, _)) = &program.dimensions {
            separate(out);
            out.extend_from_slice(name);
            out.push(b'[');
            let pairs = entry.id.and_then(|key| self.dimensions.get(&key));
            out.extend_from_slice(pairs.map_or(&[][..], Vec::as_slice));
            out.push(b']');
            if !rest.is_empty() && !rest.starts_with(b",") {
                out.push(b',');
            }
        }
        out.extend_from_slice(rest);
        for (number, expand) in level.expands.iter().enumerate() {
            let link = entry.links[number];
            let matching =
                link.and_then(|link| self.by_link[number].get(&link)).map_or(&[][..], Vec::as_slice);
            let child = Child {
                expand,
                name: &program.expands[number].name,
                rows: &self.levels[number],
                matching,
                count: self.levels[number].count_of(link),
                has_link: program.has_links(),
            };
            child.write(&bindings.base_url, program.address(), entry, out);
        }
    }
}

/// What one expanded navigation adds to one row.
struct Child<'a> {
    expand: &'a odata_sql::compiled::ExpandLevel,
    name: &'a str,
    rows: &'a Rows,
    matching: &'a [usize],
    count: i64,
    has_link: bool,
}

impl Child<'_> {
    fn write(&self, base_url: &str, address: &EntityAddress, parent: &RowEntry, out: &mut Vec<u8>) {
        if self.expand.level.count.is_some() || self.expand.count_only {
            separate(out);
            out.extend_from_slice(&name_in_json(&format!("{}@odata.count", self.name)));
            write::integer(out, self.count, false);
        }
        if self.expand.count_only {
            return;
        }
        if self.has_link
            && let Some(key) = &parent.key
        {
            write_navigation_link(&address.url(base_url, key), self.name, out);
        }
        separate(out);
        out.extend_from_slice(&name_in_json(self.name));
        if !self.expand.collection {
            match self.matching.first() {
                Some(&index) => self.rows.write_one(index, out),
                None => out.extend_from_slice(b"null"),
            }
            return;
        }
        let page_rows = self.expand.level.page_rows.unwrap_or(u64::MAX) as usize;
        out.push(b'[');
        for (number, &index) in self.matching.iter().take(page_rows).enumerate() {
            if number > 0 {
                out.push(b',');
            }
            self.rows.write_one(index, out);
        }
        out.push(b']');
    }
}

/// How entities of a type are addressed.
#[derive(Debug)]
pub(crate) struct EntityAddress {
    set: String,
    /// Names of the parts of the key.
    key: Vec<String>,
}

impl EntityAddress {
    pub fn of(entity_type: &EntityType) -> EntityAddress {
        let key = entity_type.key_properties().map(|property| property.name.clone());
        EntityAddress { set: entity_type.set_name.clone(), key: key.collect() }
    }

    /// Of a set whose entities are addressed by their id.
    pub fn by_id(set: &str) -> EntityAddress {
        EntityAddress { set: set.to_owned(), key: Vec::new() }
    }

    pub fn set(&self) -> &str {
        &self.set
    }

    /// URL of an entity; `base_url` is that of its company, or of the companies for a company itself.
    pub fn url(&self, base_url: &str, key: &Key) -> String {
        let mut text = Vec::with_capacity(40);
        odata::context_url::key(&mut text, self.key.iter().map(String::as_str), key);
        let key = String::from_utf8_lossy(&text);
        match self.set.as_str() {
            "companies" => format!("{base_url}({key})"),
            set => format!("{base_url}/{set}({key})"),
        }
    }
}

impl Rows {
    fn by_link(&self) -> HashMap<LinkValue, Vec<usize>> {
        let mut found: HashMap<LinkValue, Vec<usize>> = HashMap::new();
        for (index, row) in self.rows.iter().enumerate() {
            if let Some(link) = row.link {
                found.entry(link).or_default().push(index);
            }
        }
        found
    }

    fn count_of(&self, link: Option<LinkValue>) -> i64 {
        self.counts.get(&link).copied().unwrap_or(0)
    }

    fn write_one(&self, index: usize, out: &mut Vec<u8>) {
        let row = &self.rows[index];
        out.extend_from_slice(&self.bytes[row.start..row.end]);
        out.push(b'}');
    }
}
