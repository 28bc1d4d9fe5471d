//! One level of a read: its rows, its count, and which column is for what.

use odata::Refusal;
use odata::edm::EntityTypeId;
use odata::expression::{BinaryOperator, Expression, ExpressionKind};
use odata::plan::{Hop, Query};

use crate::compiled::{Level, Parameter, Role, Statement};
use crate::expand::{Companies, ExpandItem, expand_conditions, expand_levels};
use crate::join::{join_expands, joins_all};
use crate::mapping::{Link, Storage};
use crate::order::OrderKey;
use crate::page::{Page, PageRules};
use crate::report::{Parted, part};
use crate::select::{Columns, Selection};
use crate::template::Wanted;
use crate::token;
use crate::writer::{Context, PAIRS, Writer};

/// Where the rows of a level come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'p> {
    Path {
        hops: &'p [Hop],
    },
    /// The rows that a navigation leads to from the rows of the level above.
    Expanded {
        link: &'p Link,
        companies: Companies,
    },
}

/// Which of the rows are handed out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Window<'p> {
    /// At most one for each parent or path.
    Single,
    /// One page of the addressed collection.
    Page { rules: &'p PageRules, shape: &'p str },
    /// `$top` and `$skip` for each row of the level above.
    EachParent,
}

pub(crate) struct LevelRequest<'p> {
    pub entity: EntityTypeId,
    pub origin: Origin<'p>,
    pub query: &'p Query,
    pub selection: Selection<'p>,
    pub window: Window<'p>,
    pub wants_rows: bool,
    pub wants_count: bool,
    pub expands: Vec<ExpandItem<'p>>,
    /// Companies of the rows below.
    pub companies_below: Companies,
}

/// A level and the column that links it to the one above (0 for the addressed level).
pub(crate) struct Built {
    pub level: Level,
    pub link_column: usize,
}

/// Compiles a level and all below it.
pub(crate) fn build(context: Context<'_>, request: &LevelRequest<'_>) -> Result<Built, Refusal> {
    let mut level = Level {
        entity_type: request.entity,
        rows: None,
        count: None,
        columns: Vec::new(),
        page_rows: None,
        remaining: None,
        order_key_columns: Vec::new(),
        token_shape: String::new(),
        key_columns: Vec::new(),
        id_column: None,
        row_version_column: None,
        expands: Vec::new(),
    };
    let parted = part(
        context.entity(request.entity).report,
        context.model.entity_type(request.entity),
        request.query.filter.as_ref(),
    )?;
    if request.wants_count {
        level.count = Some(count(context, request, &parted)?);
    }
    if !request.wants_rows {
        return Ok(Built { level, link_column: 0 });
    }
    let mut writer = level_writer(context, request, &parted)?;
    let link_column;
    let parent_links;
    if context.entity(request.entity).is_rootless {
        let mut columns = writer.selected(request.selection, &[])?;
        link_column = columns.need(Role::Link, writer.no_link(), Storage::Integer, false);
        parent_links = parent_links_of(&writer, request, &mut columns);
        let text = format!("SELECT {}", columns.list());
        level.columns = columns.columns;
        level.rows = Some(writer.finish(text)?);
    } else {
        let conditions = writer.level_conditions(request, &parted)?;
        let mut columns = writer.selected(request.selection, &request.query.compute)?;
        let identity = writer.identity(&writer.it(), &mut columns);
        (level.key_columns, level.id_column) = (identity.key, Some(identity.id));
        level.row_version_column = identity.row_version;
        if joins_all(context, request) {
            level.expands = join_expands(&mut writer, request, &mut columns);
            rows(writer, request, conditions, columns, 0, &mut level)?;
            return Ok(Built { level, link_column: 0 });
        }
        parent_links = parent_links_of(&writer, request, &mut columns);
        link_column = match request.origin {
            Origin::Path { .. } => 0,
            Origin::Expanded { link, .. } => {
                let (text, storage) = writer.own_link(link);
                columns.need(Role::Link, &text, storage, false)
            }
        };
        rows(writer, request, conditions, columns, link_column, &mut level)?;
    }
    if level.rows.is_some() {
        level.expands = expand_levels(context, request, &parent_links)?;
    } else {
        level.columns.clear();
        level.key_columns.clear();
        (level.id_column, level.row_version_column) = (None, None);
    }
    Ok(Built { level, link_column })
}

fn parent_links_of(writer: &Writer<'_>, request: &LevelRequest<'_>, columns: &mut Columns) -> Vec<usize> {
    let mut indexes = Vec::new();
    for item in &request.expands {
        let link = &writer.context.entity(request.entity).links[item.expand.navigation.0];
        let (text, storage) = writer.parent_link(link);
        indexes.push(columns.need(Role::Link, &text, storage, false));
    }
    indexes
}

/// Writes the statement of the rows, by the kind of window.
fn rows(
    mut writer: Writer<'_>,
    request: &LevelRequest<'_>,
    mut conditions: Vec<String>,
    mut columns: Columns,
    link_column: usize,
    level: &mut Level,
) -> Result<(), Refusal> {
    let query = request.query;
    let text = match request.window {
        Window::Single => select(&writer, &columns.list(), &conditions),
        Window::EachParent => {
            let keys = writer.order_keys(&query.order_by)?;
            level.page_rows = query.top;
            each_parent(&writer, query, &conditions, &columns, link_column, &keys)
        }
        Window::Page { rules, shape } => {
            let keys = writer.order_keys(&query.order_by)?;
            let Page { rows, remaining } = page(&mut writer, query, rules, shape, &keys, &mut conditions)?;
            (level.page_rows, level.remaining) = (Some(rows), remaining);
            shape.clone_into(&mut level.token_shape);
            for key in &keys {
                let index = columns.need(Role::OrderKey, &key.text, key.storage, key.nullable);
                level.order_key_columns.push(index);
            }
            let mut text = select(&writer, &columns.list(), &conditions);
            let order = writer.order_by(&keys);
            text.push_str(&format!(" ORDER BY {order} LIMIT {}", rows.saturating_add(1)));
            if let (Some(skip), None) = (query.skip.filter(|skip| *skip > 0), &query.skip_token) {
                text.push_str(&format!(" OFFSET {}", skip.min(i64::MAX as u64)));
            }
            if rows == 0 {
                level.order_key_columns.clear();
                return Ok(());
            }
            text
        }
    };
    level.columns = columns.columns;
    level.rows = Some(writer.finish(text)?);
    Ok(())
}

/// The bounds of the page; with a token, also the condition that begins it behind the last row sent.
fn page(
    writer: &mut Writer<'_>,
    query: &Query,
    rules: &PageRules,
    shape: &str,
    keys: &[OrderKey],
    conditions: &mut Vec<String>,
) -> Result<Page, Refusal> {
    let Some(token) = &query.skip_token else { return Ok(rules.page(query, None)) };
    let storages: Vec<_> = keys.iter().map(|key| (key.storage, key.nullable)).collect();
    let token = token::decode(token, shape, &storages)?;
    conditions.push(writer.behind(keys, &token.values));
    Ok(rules.page(query, token.remaining))
}

/// Rows of every parent from its own `$skip` on and up to one more than its own `$top`.
fn each_parent(
    writer: &Writer<'_>,
    query: &Query,
    conditions: &[String],
    columns: &Columns,
    link_column: usize,
    keys: &[OrderKey],
) -> String {
    let order = writer.order_by(keys);
    let skip = query.skip.unwrap_or(0);
    if query.top.is_none() && skip == 0 {
        return format!("{} ORDER BY {order}", select(writer, &columns.list(), conditions));
    }
    let names: Vec<String> = (0..columns.texts.len()).map(|index| format!("c{index}")).collect();
    let mut inner: Vec<String> =
        columns.texts.iter().zip(&names).map(|(text, name)| format!("{text} AS {name}")).collect();
    let link = &columns.texts[link_column];
    inner.push(format!("row_number() OVER (PARTITION BY {link} ORDER BY {order}) AS place"));
    let inner = select(writer, &inner.join(", "), conditions);
    let mut bounds = Vec::new();
    if skip > 0 {
        bounds.push(format!("place > {}", skip.min(i64::MAX as u64)));
    }
    if let Some(top) = query.top {
        let last = skip.saturating_add(top).saturating_add(1).min(i64::MAX as u64);
        bounds.push(format!("place <= {last}"));
    }
    let (names, bounds) = (names.join(", "), bounds.join(" AND "));
    format!("SELECT {names} FROM ({inner}) numbered WHERE {bounds} ORDER BY place")
}

fn select(writer: &Writer<'_>, list: &str, conditions: &[String]) -> String {
    let mut text = format!("SELECT {list} FROM {}", writer.level_from());
    if !conditions.is_empty() {
        text.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    text
}

/// `SELECT count(*)`, for an expanded level by link; paging does not matter to it.
fn count(context: Context<'_>, request: &LevelRequest<'_>, parted: &Parted) -> Result<Statement, Refusal> {
    let mut writer = level_writer(context, request, parted)?;
    let conditions = writer.level_conditions(request, parted)?;
    let text = match request.origin {
        Origin::Path { .. } => select(&writer, "count(*)", &conditions),
        Origin::Expanded { link, .. } => {
            let (link_text, _) = writer.own_link(link);
            let counted = select(&writer, &format!("{link_text}, count(*)"), &conditions);
            if matches!(link, Link::All) { counted } else { format!("{counted} GROUP BY {link_text}") }
        }
    };
    writer.finish(text)
}

/// A statement over the rows of a level; those of a report no wider than path or parents ask for.
fn level_writer<'a>(
    context: Context<'a>,
    request: &LevelRequest<'_>,
    parted: &Parted,
) -> Result<Writer<'a>, Refusal> {
    Writer::calling(context, request.entity, parted.call.clone(), |writer| match request.origin {
        Origin::Path { hops } => writer.wanted_by_path(hops),
        Origin::Expanded { link: Link::Columns { foreign, storage: Storage::Uuid, .. }, .. } => {
            let report = context.entity(request.entity).report;
            let narrowed = report.and_then(|report| report.narrowed);
            let is_narrowed = narrowed.is_some_and(|(column, _)| column == *foreign);
            Ok(if is_narrowed { Wanted::ParentLinks } else { Wanted::Any })
        }
        Origin::Expanded { .. } => Ok(Wanted::Any),
    })
}

/// The conditions that a filter joins with `and`.
fn conjuncts(filter: &Expression) -> Vec<&Expression> {
    match &filter.kind {
        ExpressionKind::Binary { operator: BinaryOperator::And, left, right } => {
            [conjuncts(left), conjuncts(right)].concat()
        }
        _ => vec![filter],
    }
}

impl Writer<'_> {
    /// Company, path or parents, then `$filter` and `$search`.
    fn level_conditions(
        &mut self,
        request: &LevelRequest<'_>,
        parted: &Parted,
    ) -> Result<Vec<String>, Refusal> {
        let row = self.it();
        let mut conditions = match request.origin {
            Origin::Path { hops } => self.path_conditions(hops, hops.len() - 1, &row)?,
            Origin::Expanded { link, companies } => expand_conditions(self, link, companies)?,
        };
        let mut can_fail = Vec::new();
        for part in parted.filter.iter().flat_map(conjuncts) {
            self.can_fail = false;
            let condition = self.condition(part)?.condition();
            if self.can_fail { can_fail.push(condition) } else { conditions.push(condition) }
        }
        if let Some(search) = &request.query.search {
            conditions.push(self.search(search)?.condition());
        }
        // The databases look at conditions in orders of their own. What fails for some rows is left for those that
        // all other conditions take, so that none fails for a row that nobody asked for.
        if !can_fail.is_empty() {
            let (others, can_fail) = (conditions.join(" AND "), can_fail.join(" AND "));
            conditions.push(match others.as_str() {
                "" => can_fail,
                _ => format!("CASE WHEN {others} THEN {can_fail} ELSE FALSE END"),
            });
        }
        Ok(conditions)
    }

    /// Stands for the link where there is nothing to link by.
    fn no_link(&self) -> &'static str {
        if self.context.is_postgres() { "0::bigint" } else { "0" }
    }

    /// The value of the level's own row that a level below links to.
    fn parent_link(&self, link: &Link) -> (String, Storage) {
        match link {
            Link::Columns { local, storage, .. } | Link::Through { local, storage, .. } => {
                (format!("{}.{local}", self.it().alias), *storage)
            }
            Link::Company => (self.company_column(&self.it()), Storage::Uuid),
            Link::All => (self.no_link().to_owned(), Storage::Integer),
        }
    }

    /// The value of the level's own row that links it to the level above.
    fn own_link(&self, link: &Link) -> (String, Storage) {
        match link {
            Link::Columns { foreign, storage, .. } => (format!("{}.{foreign}", self.it().alias), *storage),
            Link::Through { storage, .. } => (format!("{PAIRS}.near"), *storage),
            Link::Company => (self.company_column(&self.it()), Storage::Uuid),
            Link::All => (self.no_link().to_owned(), Storage::Integer),
        }
    }

    /// The condition that holds the level's rows to the company of the request.
    pub fn company_condition(&mut self) -> String {
        let column = self.company_column(&self.it());
        format!("{column} = {}", self.bind(Parameter::Company, Storage::Uuid))
    }
}
