//! `$expand`: one level per item, read for all rows of the level above at once.

use odata::plan::{Expand, Query};
use odata::{Refusal, RefusalKind};

use crate::compiled::{ExpandLevel, Parameter};
use crate::level::{Built, LevelRequest, Origin, Window, build};
use crate::mapping::{Link, Storage};
use crate::select::Selection;
use crate::writer::{Context, Writer};

/// Deepest `$levels` that is followed; deeper chains of accounts or categories do not occur.
const LEVELS_MAX: u32 = 64;

/// Which companies the rows of a level may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Companies {
    /// The one of the request.
    OfRequest,
    /// Those listed by a level above.
    Listed,
}

/// An item of `$expand` and how often its navigation is still to be followed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExpandItem<'p> {
    pub expand: &'p Expand,
    pub further_levels: u32,
}

/// The items of a query.
pub(crate) fn items(query: &Query) -> Vec<ExpandItem<'_>> {
    query.expand.iter().map(|expand| ExpandItem { expand, further_levels: expand.further_levels }).collect()
}

/// The levels below one; `parent_links` holds the index of each item's link column.
pub(crate) fn expand_levels(
    context: Context<'_>,
    parent: &LevelRequest<'_>,
    parent_links: &[usize],
) -> Result<Vec<ExpandLevel>, Refusal> {
    let mut levels = Vec::new();
    for (item, parent_link_column) in parent.expands.iter().zip(parent_links) {
        levels.push(expand_level(context, parent, *item, *parent_link_column)?);
    }
    Ok(levels)
}

fn expand_level(
    context: Context<'_>,
    parent: &LevelRequest<'_>,
    item: ExpandItem<'_>,
    parent_link_column: usize,
) -> Result<ExpandLevel, Refusal> {
    let expand = item.expand;
    let query = &expand.query;
    let navigation = context.model.entity_type(parent.entity).navigation(expand.navigation);
    let link = &context.entity(parent.entity).links[expand.navigation.0];
    let target = context.entity(expand.entity_type);
    let lists_companies = target.is_company && matches!(link, Link::All);
    let mut expands = if expand.reference || expand.count_only { Vec::new() } else { items(query) };
    if item.further_levels > 0 && !expand.reference && !expand.count_only {
        if expand.entity_type != parent.entity {
            let message =
                format!("'{}' does not lead back to its own type, as '$levels' needs.", navigation.name);
            return Err(Refusal::new(RefusalKind::BadRequest, message).at("$levels"));
        }
        if item.further_levels > LEVELS_MAX {
            let message = format!("'$levels' follows a navigation at most {LEVELS_MAX} times.");
            return Err(Refusal::new(RefusalKind::LimitExceeded, message).at("$levels"));
        }
        expands.push(ExpandItem { expand, further_levels: item.further_levels - 1 });
    }
    let request = LevelRequest {
        entity: expand.entity_type,
        origin: Origin::Expanded { link, companies: parent.companies_below },
        query,
        selection: match &query.select {
            _ if expand.reference => Selection::Identity,
            Some(selected) => Selection::Listed(selected),
            None => Selection::All,
        },
        window: if navigation.collection { Window::EachParent } else { Window::Single },
        wants_rows: !expand.count_only && query.top != Some(0),
        wants_count: expand.count_only || query.count,
        expands,
        companies_below: if lists_companies { Companies::Listed } else { parent.companies_below },
    };
    let Built { level, link_column } = build(context, &request)?;
    Ok(ExpandLevel {
        navigation: expand.navigation,
        collection: navigation.collection,
        reference: expand.reference,
        count_only: expand.count_only,
        joined_at: None,
        parent_link_column,
        link_column,
        level: Box::new(level),
    })
}

/// Holds the rows of an expanded level to their companies and to the rows of the level above.
pub(crate) fn expand_conditions(
    writer: &mut Writer<'_>,
    link: &Link,
    companies: Companies,
) -> Result<Vec<String>, Refusal> {
    let row = writer.it();
    let mut conditions = Vec::new();
    let column = writer.company_column(&row);
    match (link, companies) {
        (Link::All, _) => {}
        (_, Companies::OfRequest) => conditions.push(writer.company_condition()),
        (Link::Company, Companies::Listed) => {
            conditions.push(writer.is_one_of(&column, Parameter::ParentLinks, Storage::Uuid));
        }
        (Link::Columns { storage: Storage::Uuid, .. }, Companies::Listed) => {
            conditions.push(writer.is_one_of(&column, Parameter::Companies, Storage::Uuid));
        }
        // A code or number means one thing in one company and another in the next.
        (Link::Columns { .. } | Link::Through { .. }, Companies::Listed) => {
            let message = "This '$expand' is not offered across several companies; address one company.";
            return Err(Refusal::new(RefusalKind::NotImplemented, message).at("$expand"));
        }
    }
    if let Link::Columns { foreign, storage, .. } = link {
        let foreign = format!("{}.{foreign}", row.alias);
        conditions.push(writer.is_one_of(&foreign, Parameter::ParentLinks, *storage));
    }
    if let Link::Through { storage, foreign, through, .. } = link {
        writer.join_pairs(foreign, through, *storage);
    }
    conditions.extend(writer.own_conditions(&row));
    Ok(conditions)
}
