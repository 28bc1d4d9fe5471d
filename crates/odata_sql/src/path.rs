//! The path of a request as conditions: each hop is held to the one before it.

use odata::plan::{Hop, HopKey, Step};
use odata::{Refusal, RefusalKind, Value};

use crate::compiled::{Ancestor, Parameter};
use crate::mapping::{Link, Source, Storage};
use crate::template::Wanted;
use crate::writer::{Context, Row, Writer, paired};

impl<'a> Writer<'a> {
    /// Conditions that make `row` one of those the hops up to `index` lead to, the company first.
    pub fn path_conditions(&mut self, hops: &[Hop], index: usize, row: &Row) -> Result<Vec<String>, Refusal> {
        let hop = &hops[index];
        let entity = self.context.entity(hop.entity_type);
        let mut conditions = Vec::new();
        let alias = row.alias.clone();
        if !entity.is_company {
            let company = self.bind(Parameter::Company, Storage::Uuid);
            conditions.push(format!("{alias}.company_id = {company}"));
        }
        if let Some(key) = &hop.key {
            conditions.push(self.key_condition(index, key, hop, &alias));
        }
        conditions.extend(self.own_conditions(row));
        if let Step::Navigation(navigation) = hop.step {
            let Some(parent_index) = index.checked_sub(1) else {
                return Err(Refusal::new(RefusalKind::BadRequest, "The path begins with a navigation."));
            };
            let parent = self.context.entity(hops[parent_index].entity_type);
            if let Link::Columns { local, foreign, storage } = &parent.links[navigation.0] {
                let value = self.parent_value(hops, parent_index, local, *storage)?;
                conditions.push(format!("{alias}.{foreign} = {value}"));
            } else if let Link::Through { local, storage, foreign, through } = &parent.links[navigation.0] {
                let value = self.parent_value(hops, parent_index, local, *storage)?;
                let company = self.bind(Parameter::Company, Storage::Uuid);
                conditions.push(paired(&format!("{alias}.{foreign}"), through, &company, &value));
            } else if entity.is_company && hop.key.is_none() && !hop.collection {
                let company = self.bind(Parameter::Company, Storage::Uuid);
                conditions.push(format!("{alias}.id = {company}"));
            }
        }
        Ok(conditions)
    }

    fn key_condition(&mut self, index: usize, key: &HopKey, hop: &Hop, alias: &str) -> String {
        match (key, key_of(self.context, hop)) {
            (HopKey::Implied, _) => format!("{alias}.id = {}", self.bind(Parameter::Company, Storage::Uuid)),
            (HopKey::Value(value), key) if is_row_id(value, key) => {
                format!("{alias}.id = {}", self.bind(Parameter::HopKey(index), Storage::Uuid))
            }
            (_, Key::Column(column, storage)) => {
                format!("{alias}.{column} = {}", self.bind(Parameter::HopKey(index), storage))
            }
            (_, Key::Line { document, line_number }) => {
                let id = self.bind(Parameter::HopKeyDocument(index), Storage::Uuid);
                let number = self.bind(Parameter::HopKeyLine(index), Storage::Integer);
                format!("{alias}.{document} = {id} AND {alias}.{line_number} = {number}")
            }
        }
    }

    /// The values of a report's column that the last hop of a path holds its rows to.
    pub fn wanted_by_path(&mut self, hops: &[Hop]) -> Result<Wanted, Refusal> {
        let index = hops.len() - 1;
        let hop = &hops[index];
        let entity = self.context.entity(hop.entity_type);
        let Some((narrowed, _)) = entity.report.and_then(|report| report.narrowed) else {
            return Ok(Wanted::Any);
        };
        if let Some(HopKey::Value(value)) = &hop.key {
            let key = key_of(self.context, hop);
            let is_narrowed =
                key == Key::Column(narrowed, Storage::Uuid) || narrowed == "id" && is_row_id(value, key);
            if is_narrowed {
                return Ok(Wanted::One(self.bind(Parameter::HopKey(index), Storage::Uuid)));
            }
        }
        let (Step::Navigation(navigation), Some(parent_index)) = (hop.step, index.checked_sub(1)) else {
            return Ok(Wanted::Any);
        };
        match &self.context.entity(hops[parent_index].entity_type).links[navigation.0] {
            Link::Columns { local, foreign, storage: Storage::Uuid } if *foreign == narrowed => {
                Ok(Wanted::One(self.parent_value(hops, parent_index, local, Storage::Uuid)?))
            }
            _ => Ok(Wanted::Any),
        }
    }

    /// The value of a column of the row that hop `index` addresses.
    fn parent_value(
        &mut self,
        hops: &[Hop],
        index: usize,
        local: &str,
        storage: Storage,
    ) -> Result<String, Refusal> {
        let hop = &hops[index];
        let key = key_of(self.context, hop);
        match &hop.key {
            Some(HopKey::Value(value)) if local == "id" && is_row_id(value, key) => {
                return Ok(self.bind(Parameter::HopKey(index), storage));
            }
            Some(HopKey::Value(value)) if Key::Column(local, storage) == key && !is_row_id(value, key) => {
                return Ok(self.bind(Parameter::HopKey(index), storage));
            }
            Some(HopKey::Implied) if local == "id" => return Ok(self.bind(Parameter::Company, storage)),
            _ => {}
        }
        // No expression ever names this row.
        let row = self.open(odata::expression::VariableId(usize::MAX), hop.entity_type);
        let conditions = self.path_conditions(hops, index, &row)?;
        let from = self.close();
        Ok(format!("(SELECT {}.{local} FROM {from} WHERE {})", row.alias, conditions.join(" AND ")))
    }
}

/// What the key of a type is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key<'a> {
    Column(&'a str, Storage),
    Line { document: &'a str, line_number: &'a str },
}

fn key_of<'a>(context: Context<'a>, hop: &Hop) -> Key<'a> {
    let key = context.model.entity_type(hop.entity_type).key;
    match key.map(|key| &context.entity(hop.entity_type).sources[key.0]) {
        Some(Source::Column { column, storage }) => Key::Column(column, *storage),
        Some(Source::LineKey { document, line_number }) => Key::Line { document, line_number },
        _ => Key::Column("id", Storage::Uuid),
    }
}

/// A uuid in place of a key of another type is the row's own id. No URL gives one; a write reads back by it what it
/// has just made.
fn is_row_id(value: &Value, key: Key<'_>) -> bool {
    matches!(value, Value::Guid(_)) && !matches!(key, Key::Column(_, Storage::Uuid))
}

/// Statements that find the ancestors of the addressed resource: every hop that has a row of its own except the last,
/// and the last too when a single-valued navigation leads to it.
pub(crate) fn ancestors(context: Context<'_>, hops: &[Hop]) -> Result<Vec<Ancestor>, Refusal> {
    let mut ancestors = Vec::new();
    for (index, hop) in hops.iter().enumerate() {
        let is_last = index + 1 == hops.len();
        let is_single_navigation =
            matches!(hop.step, Step::Navigation(_)) && !hop.collection && hop.key.is_none();
        if context.entity(hop.entity_type).is_rootless || (is_last && !is_single_navigation) {
            continue;
        }
        let mut writer = Writer::new(context, hop.entity_type);
        let row = writer.it();
        let conditions = writer.path_conditions(hops, index, &row)?;
        let mut text = format!("SELECT 1 FROM {}", writer.level_from());
        if !conditions.is_empty() {
            text.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
        }
        ancestors.push(Ancestor { hop: index, statement: writer.finish(text)? });
    }
    Ok(ancestors)
}
