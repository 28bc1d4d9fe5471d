//! All query options of one level, the request's own or those of an expanded item.

use crate::edm::{EntityTypeId, PropertyId};
use crate::error::{Refusal, RefusalKind};
use crate::expression::Expression;
use crate::plan::{Computed, OrderBy, Query};
use crate::query::context::{ComputedName, Context, Scope};
use crate::query::cursor::Cursor;
use crate::query::expand::parse_expand;
use crate::query::expressions::{Parser, checked_condition};
use crate::query::options::{LevelOptions, SystemOption};
use crate::query::search::parse_search;
use crate::query::select::{parse_member_select, parse_select};

/// What the options are about; decides which of them make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Collection,
    Entity,
    Count,
    References,
    Reference,
    ComplexValue(PropertyId),
    /// A property without structure, an action, a document of the root.
    Plain,
    ExpandedCollection,
    ExpandedEntity,
    ExpandedReferences,
    ExpandedReference,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    pub entity_type: EntityTypeId,
    pub shape: Shape,
    /// 0 for the request itself.
    pub depth: usize,
}

impl Shape {
    fn is_expanded(self) -> bool {
        use Shape::{ExpandedCollection, ExpandedEntity, ExpandedReference, ExpandedReferences};
        matches!(self, ExpandedCollection | ExpandedEntity | ExpandedReferences | ExpandedReference)
    }

    /// Which options go with what is addressed (OData 4.01 Protocol 11.2.6, 11.2.9, 11.2.10).
    fn allows(self, option: SystemOption) -> bool {
        use SystemOption::{
            Compute, Count, Expand, Filter, Levels, OrderBy, Search, Select, Skip, SkipToken, Top,
        };
        match self {
            Shape::Collection => option != Levels,
            Shape::ExpandedCollection => option != SkipToken,
            Shape::Entity => matches!(option, Select | Expand | Compute),
            Shape::ExpandedEntity => matches!(option, Select | Expand | Compute | Levels),
            Shape::Count => matches!(option, Filter | Search | Compute),
            Shape::References => {
                matches!(option, Filter | Search | OrderBy | Top | Skip | Count | Compute | SkipToken)
            }
            Shape::ExpandedReferences => {
                matches!(option, Filter | Search | OrderBy | Top | Skip | Count | Compute)
            }
            Shape::ComplexValue(_) => option == Select,
            Shape::Reference | Shape::ExpandedReference | Shape::Plain => false,
        }
    }
}

/// Reads and checks the options of one level against its entity type.
pub(crate) fn parse_level(context: &Context, options: &LevelOptions, level: Level) -> Result<Query, Refusal> {
    check_allowed(options, level)?;
    let computed = match options.get(SystemOption::Compute) {
        Some(cursor) => parse_compute(context, cursor, level)?,
        None => Vec::new(),
    };
    let mut query = Query::default();
    let scope = || Scope::new(level.entity_type, &computed, level.depth > 0);
    if let Some(cursor) = options.get(SystemOption::Filter) {
        query.filter = Some(parse_filter(context, cursor, scope())?);
    }
    if let Some(cursor) = options.get(SystemOption::OrderBy) {
        query.order_by = parse_order_by(context, cursor, scope())?;
    }
    query.select = match (options.get(SystemOption::Select), level.shape) {
        (Some(cursor), Shape::ComplexValue(property)) => {
            parse_member_select(context, cursor, level.entity_type, property)?
        }
        (Some(cursor), _) => parse_select(context, cursor, level.entity_type, &computed)?,
        (None, _) => None,
    };
    if let Some(cursor) = options.get(SystemOption::Expand) {
        query.expand = parse_expand(context, cursor, level.entity_type, level.depth)?;
    }
    if let Some(cursor) = options.get(SystemOption::Search) {
        query.search = Some(parse_search(context, cursor)?);
    }
    query.top = options.get(SystemOption::Top).map(parse_row_count).transpose()?;
    query.skip = options.get(SystemOption::Skip).map(parse_row_count).transpose()?;
    query.count = options.get(SystemOption::Count).map(parse_count).transpose()?.unwrap_or(false);
    query.skip_token = options.get(SystemOption::SkipToken).map(|cursor| cursor.rest().to_owned());
    query.compute = computed
        .into_iter()
        .map(|computed| Computed { name: computed.name, expression: computed.expression })
        .collect();
    Ok(query)
}

fn check_allowed(options: &LevelOptions, level: Level) -> Result<(), Refusal> {
    for option in options.names() {
        if matches!(option, SystemOption::Apply | SystemOption::DeltaToken | SystemOption::Id) {
            let message = format!("The query option '{}' is not implemented.", option.name());
            return Err(Refusal::new(RefusalKind::NotImplemented, message).at(option.name()));
        }
        let everywhere = matches!(option, SystemOption::Format | SystemOption::SchemaVersion);
        let allowed = (everywhere && !level.shape.is_expanded()) || level.shape.allows(option) && !everywhere;
        if !allowed || option == SystemOption::Index {
            let message = format!("The query option '{}' does not go with this resource.", option.name());
            return Err(Refusal::new(RefusalKind::BadRequest, message).at(option.name()));
        }
    }
    Ok(())
}

fn parse_filter<'a>(
    context: &Context<'a>,
    cursor: Cursor<'a>,
    scope: Scope<'a>,
) -> Result<Expression, Refusal> {
    let mut parser = Parser::new(context, cursor, scope);
    let condition = parser.expression()?;
    parser.cursor.expect_end()?;
    checked_condition(&parser, condition)
}

fn parse_order_by<'a>(
    context: &Context<'a>,
    cursor: Cursor<'a>,
    scope: Scope<'a>,
) -> Result<Vec<OrderBy>, Refusal> {
    let mut parser = Parser::new(context, cursor, scope);
    let mut items = Vec::new();
    loop {
        let value = parser.value()?;
        let descending = parser.cursor.take_word("desc");
        if !descending {
            parser.cursor.take_word("asc");
        }
        items.push(OrderBy { expression: value.expression, descending });
        if !parser.cursor.take_between_blanks(b',') {
            parser.cursor.expect_end()?;
            return Ok(items);
        }
    }
}

/// `expression as name,…` (OData 4.01 Protocol 11.2.5.3): later items may use earlier ones.
fn parse_compute(context: &Context, mut cursor: Cursor, level: Level) -> Result<Vec<ComputedName>, Refusal> {
    let mut computed = Vec::new();
    loop {
        let (item, end) = parse_compute_item(context, cursor, level, &computed)?;
        computed.push(item);
        cursor.offset = end;
        if !cursor.take_between_blanks(b',') {
            cursor.expect_end()?;
            return Ok(computed);
        }
    }
}

/// One item, and the byte offset where it ends.
fn parse_compute_item<'a>(
    context: &Context<'a>,
    mut cursor: Cursor<'a>,
    level: Level,
    known: &'a [ComputedName],
) -> Result<(ComputedName, usize), Refusal> {
    let before = context.nodes_spent();
    let mut parser = Parser::new(context, cursor, Scope::new(level.entity_type, known, level.depth > 0));
    let value = parser.value()?;
    cursor.offset = parser.cursor.offset;
    if !cursor.take_word("as") {
        return Err(cursor.unexpected("'as' and a name were expected"));
    }
    cursor.skip_blanks();
    let name = cursor.peek_name();
    let entity = context.model.entity_type(level.entity_type);
    let taken = entity.find_property(name).is_some()
        || entity.find_navigation(name).is_some()
        || known.iter().any(|known| known.name.eq_ignore_ascii_case(name));
    if name.is_empty() || taken {
        return Err(cursor.bad(cursor.offset, format!("'{name}' cannot be the name of a computed property.")));
    }
    cursor.offset += name.len();
    let nodes = context.nodes_spent() - before;
    let (expression, depth) = (value.expression, value.depth);
    Ok((ComputedName { name: name.to_owned(), expression, depth, nodes }, cursor.offset))
}

/// `$top`, `$skip`: a whole number from 0 that fits 63 bits.
fn parse_row_count(cursor: Cursor) -> Result<u64, Refusal> {
    let text = cursor.rest().trim();
    let number = text.parse::<i64>().ok().filter(|number| *number >= 0 && !text.starts_with('+'));
    number.and_then(|number| u64::try_from(number).ok()).ok_or_else(|| {
        let message = format!("'{text}' is not a whole number from 0.");
        cursor.bad(cursor.offset, message)
    })
}

fn parse_count(cursor: Cursor) -> Result<bool, Refusal> {
    let text = cursor.rest().trim();
    if text.eq_ignore_ascii_case("true") {
        return Ok(true);
    }
    if text.eq_ignore_ascii_case("false") {
        return Ok(false);
    }
    Err(cursor.bad(cursor.offset, "$count must be true or false."))
}
