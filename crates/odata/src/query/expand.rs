//! `$expand` (OData 4.01 URL Conventions 5.1.3).

use crate::edm::{EntityTypeId, NavigationId};
use crate::error::Refusal;
use crate::plan::Expand;
use crate::query::context::{Context, limit_exceeded};
use crate::query::cursor::Cursor;
use crate::query::level::{Level, Shape, parse_level};
use crate::query::nested::take_nested_options;
use crate::query::options::{LevelOptions, SystemOption};

/// Reads the whole of `cursor`: what is expanded on entities of `entity_type`, which stand `depth` levels below the
/// addressed ones.
pub(crate) fn parse_expand(
    context: &Context,
    mut cursor: Cursor,
    entity_type: EntityTypeId,
    depth: usize,
) -> Result<Vec<Expand>, Refusal> {
    if depth >= context.limits.expand_depth_max {
        return Err(too_deep(context));
    }
    let mut expansion = Expansion { context, entity_type, depth, named: Vec::new(), all: Vec::new() };
    loop {
        cursor.skip_blanks();
        expansion.item(&mut cursor)?;
        if !cursor.take_between_blanks(b',') {
            break;
        }
    }
    cursor.expect_end()?;
    Ok(expansion.finish())
}

struct Expansion<'c, 'a> {
    context: &'c Context<'a>,
    entity_type: EntityTypeId,
    depth: usize,
    named: Vec<Expand>,
    /// What `*` stands for; named items go before it.
    all: Vec<Expand>,
}

/// What stands behind the name: `/$ref`, `/$count`, or nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suffix {
    None,
    Reference,
    Count,
}

impl Expansion<'_, '_> {
    fn item(&mut self, cursor: &mut Cursor) -> Result<(), Refusal> {
        let start = cursor.offset;
        if cursor.take(b'*') {
            return self.everything(cursor, start);
        }
        let name = cursor.peek_qualified_name();
        cursor.offset += name.len();
        if name.is_empty() {
            return Err(cursor.unexpected("the name of a navigation property was expected"));
        }
        if name.contains('.') {
            return Err(cursor.not_implemented(start, &format!("The segment '{name}' in $expand")));
        }
        let entity = self.context.model.entity_type(self.entity_type);
        let Some(navigation) = entity.find_navigation(name) else {
            let type_name = self.context.entity_type_name(self.entity_type);
            let message = match entity.find_property(name) {
                Some(_) => format!("'{name}' is not a navigation property of type '{type_name}'."),
                None => format!("Could not find a property named '{name}' on type '{type_name}'."),
            };
            return Err(cursor.bad(start, message));
        };
        if self.named.iter().any(|known| known.navigation == navigation) {
            return Err(cursor.bad(start, format!("'{name}' is expanded more than once.")));
        }
        let suffix = take_suffix(cursor)?;
        if suffix == Suffix::Count && !entity.navigation(navigation).collection {
            return Err(cursor.bad(start, format!("'{name}' is not a collection and has no $count.")));
        }
        let options = take_nested_options(cursor)?.unwrap_or_default();
        let item = self.expand(navigation, suffix, &options, false)?;
        self.named.push(item);
        Ok(())
    }

    /// `*` stands for every navigation property; it takes `$levels` and `/$ref` only.
    fn everything(&mut self, cursor: &mut Cursor, start: usize) -> Result<(), Refusal> {
        let suffix = take_suffix(cursor)?;
        if suffix == Suffix::Count {
            return Err(cursor.bad(start, "$count cannot follow '*'."));
        }
        let options = take_nested_options(cursor)?.unwrap_or_default();
        if let Some(option) = options.names().find(|option| *option != SystemOption::Levels) {
            return Err(cursor.bad(start, format!("The option {} does not go with '*'.", option.name())));
        }
        if !self.all.is_empty() {
            return Err(cursor.bad(start, "'*' is expanded more than once."));
        }
        let count = self.context.model.entity_type(self.entity_type).navigations.len();
        for index in 0..count {
            let item = self.expand(NavigationId(index), suffix, &options, true)?;
            self.all.push(item);
        }
        Ok(())
    }

    fn expand(
        &self,
        navigation: NavigationId,
        suffix: Suffix,
        options: &LevelOptions,
        from_star: bool,
    ) -> Result<Expand, Refusal> {
        self.context.spend_expand_item()?;
        let declared = self.context.model.entity_type(self.entity_type).navigation(navigation);
        let shape = match (suffix, declared.collection) {
            (Suffix::None, true) => Shape::ExpandedCollection,
            (Suffix::None, false) => Shape::ExpandedEntity,
            (Suffix::Reference, true) => Shape::ExpandedReferences,
            (Suffix::Reference, false) => Shape::ExpandedReference,
            (Suffix::Count, _) => Shape::Count,
        };
        let level = Level { entity_type: declared.target, shape, depth: self.depth + 1 };
        let further_levels = match options.get(SystemOption::Levels) {
            Some(levels) => self.further_levels(levels, declared.target, from_star)?,
            None => 0,
        };
        let query = if from_star { Default::default() } else { parse_level(self.context, options, level)? };
        Ok(Expand {
            navigation,
            entity_type: declared.target,
            reference: suffix == Suffix::Reference,
            count_only: suffix == Suffix::Count,
            further_levels,
            query,
        })
    }

    /// `$levels`: a number from 1, or `max`. Only a navigation back to its own type can be followed further.
    fn further_levels(
        &self,
        mut cursor: Cursor,
        target: EntityTypeId,
        from_star: bool,
    ) -> Result<u32, Refusal> {
        let start = cursor.offset;
        let text = cursor.rest().trim();
        cursor.skip_blanks();
        let recursive = target == self.entity_type;
        let room = u32::try_from(self.context.limits.expand_depth_max - self.depth).unwrap_or(u32::MAX);
        let most = self.context.limits.levels_max.min(room);
        if text.eq_ignore_ascii_case("max") {
            return Ok(if recursive { most.saturating_sub(1) } else { 0 });
        }
        let levels = match text.parse::<u32>() {
            Ok(levels) if levels > 0 => levels,
            _ => return Err(cursor.bad(start, "$levels must be a number from 1, or max.")),
        };
        if levels > most {
            return Err(limit_exceeded(format!("$levels must not be above {most} here.")).at("$levels"));
        }
        match (recursive, levels) {
            (true, _) => Ok(levels - 1),
            (false, 1) => Ok(0),
            (false, _) if from_star => Ok(0),
            (false, _) => {
                Err(cursor
                    .bad(start, "$levels above 1 needs a navigation property that leads to its own type."))
            }
        }
    }

    fn finish(mut self) -> Vec<Expand> {
        let named = &self.named;
        self.all.retain(|item| named.iter().all(|known| known.navigation != item.navigation));
        self.named.append(&mut self.all);
        self.named
    }
}

fn take_suffix(cursor: &mut Cursor) -> Result<Suffix, Refusal> {
    if !cursor.take(b'/') {
        return Ok(Suffix::None);
    }
    let start = cursor.offset;
    if cursor.take(b'$') {
        if cursor.take_word("ref") {
            return Ok(Suffix::Reference);
        }
        if cursor.take_word("count") {
            return Ok(Suffix::Count);
        }
        if cursor.take_word("value") {
            return Err(cursor.not_implemented(start, "Expanding a stream"));
        }
    }
    if cursor.peek_qualified_name().contains('.') {
        return Err(cursor.not_implemented(start, "A type cast in $expand"));
    }
    Err(cursor.bad(start, "Only $ref and $count can follow here; what lies deeper is a nested $expand."))
}

fn too_deep(context: &Context) -> Refusal {
    let max = context.limits.expand_depth_max;
    limit_exceeded(format!("$expand is nested deeper than {max} levels.")).at("$expand")
}
