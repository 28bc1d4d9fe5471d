//! `$expand` of a single entity by navigations that lead to one entity each: joined to its row, in one statement.

use odata::edm::EntityTypeId;
use odata::plan::Query;

use crate::compiled::{ExpandLevel, Level};
use crate::expand::{Companies, ExpandItem};
use crate::level::{LevelRequest, Origin, Window};
use crate::mapping::Link;
use crate::select::{Columns, Selection};
use crate::writer::{Context, Writer};

/// Whether all items of a level can be joined to its one row. If one cannot, a statement of its own follows for each.
pub(crate) fn joins_all(context: Context<'_>, request: &LevelRequest<'_>) -> bool {
    matches!((&request.window, &request.origin), (Window::Single, Origin::Path { .. }))
        && !request.expands.is_empty()
        && request.companies_below == Companies::OfRequest
        && !request.selection.needs_other_rows(context, request.entity)
        && request.expands.iter().all(|item| can_join(context, request.entity, item))
}

fn can_join(context: Context<'_>, parent: EntityTypeId, item: &ExpandItem<'_>) -> bool {
    let expand = item.expand;
    let target = context.entity(expand.entity_type);
    let collection = context.model.entity_type(parent).navigation(expand.navigation).collection;
    let link = &context.entity(parent).links[expand.navigation.0];
    let only_selects = Query { select: expand.query.select.clone(), ..Query::default() } == expand.query;
    !collection
        && !expand.reference
        && !expand.count_only
        && item.further_levels == 0
        && only_selects
        && matches!(link, Link::Columns { .. })
        && !target.is_company
        && !target.is_rootless
        && !target.is_view
        // A statement of its own reads no more of a report than the one row asked for.
        && target.report.is_none()
        && !selection(&expand.query).needs_other_rows(context, expand.entity_type)
}

fn selection(query: &Query) -> Selection<'_> {
    query.select.as_deref().map_or(Selection::All, Selection::Listed)
}

/// Joins the rows of all items; their columns come behind the level's own.
pub(crate) fn join_expands(
    writer: &mut Writer<'_>,
    request: &LevelRequest<'_>,
    columns: &mut Columns,
) -> Vec<ExpandLevel> {
    let mut levels = Vec::new();
    for item in &request.expands {
        let expand = item.expand;
        let row = writer.follow(&writer.it(), expand.navigation);
        let mut own = writer.properties(&row, selection(&expand.query));
        let identity = writer.identity(&row, &mut own);
        let first = columns.texts.len() + columns.joined.len();
        columns.joined.append(&mut own.texts);
        let level = Level {
            entity_type: expand.entity_type,
            rows: None,
            count: None,
            columns: own.columns,
            page_rows: None,
            remaining: None,
            order_key_columns: Vec::new(),
            token_shape: String::new(),
            key_columns: identity.key,
            id_column: Some(identity.id),
            row_version_column: identity.row_version,
            expands: Vec::new(),
        };
        levels.push(ExpandLevel {
            navigation: expand.navigation,
            collection: false,
            reference: false,
            count_only: false,
            joined_at: Some(first),
            parent_link_column: 0,
            link_column: 0,
            level: Box::new(level),
        });
    }
    levels
}
