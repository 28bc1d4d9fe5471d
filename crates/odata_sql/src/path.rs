//! The path of a request as conditions: each hop is held to the one before it.

use odata::plan::{Hop, HopKey, Step};
use odata::{Refusal, RefusalKind};

use crate::compiled::{Ancestor, Parameter};
use crate::mapping::{EntityMapping, Link, Source, Storage};
use crate::writer::{Context, Row, Writer};

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
            conditions.push(self.key_condition(index, key, entity, hop, &alias));
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
            } else if entity.is_company && hop.key.is_none() && !hop.collection {
                let company = self.bind(Parameter::Company, Storage::Uuid);
                conditions.push(format!("{alias}.id = {company}"));
            }
        }
        Ok(conditions)
    }

    fn key_condition(
        &mut self,
        index: usize,
        key: &HopKey,
        entity: &EntityMapping,
        hop: &Hop,
        alias: &str,
    ) -> String {
        let (column, storage) = key_column(self.context, hop, entity);
        let parameter = match key {
            HopKey::Implied => Parameter::Company,
            HopKey::Value(_) => Parameter::HopKey(index),
        };
        format!("{alias}.{column} = {}", self.bind(parameter, storage))
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
        let entity = self.context.entity(hop.entity_type);
        let (key, key_storage) = key_column(self.context, hop, entity);
        match &hop.key {
            Some(HopKey::Value(_)) if local == key && storage == key_storage => {
                return Ok(self.bind(Parameter::HopKey(index), storage));
            }
            Some(HopKey::Implied) if local == key => return Ok(self.bind(Parameter::Company, storage)),
            _ => {}
        }
        let row = self.row_of_hop(hop);
        let conditions = self.path_conditions(hops, index, &row)?;
        let alias = &row.alias;
        let table = entity.table;
        Ok(format!("(SELECT {alias}.{local} FROM {table} {alias} WHERE {})", conditions.join(" AND ")))
    }

    fn row_of_hop(&mut self, hop: &Hop) -> Row {
        // Only the conditions are needed: no expression ever names this row, so its FROM clause is written by hand.
        let row = self.open(odata::expression::VariableId(usize::MAX), hop.entity_type);
        self.close();
        row
    }
}

/// The column and storage of the key of a hop's type.
fn key_column(context: Context<'_>, hop: &Hop, entity: &EntityMapping) -> (&'static str, Storage) {
    let key = context.model.entity_type(hop.entity_type).key;
    match key.map(|key| &entity.sources[key.0]) {
        Some(Source::Column { column, storage }) => (column, *storage),
        _ => ("id", Storage::Uuid),
    }
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
        let mut text = format!("SELECT 1 FROM {}", writer.own_from());
        if !conditions.is_empty() {
            text.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
        }
        ancestors.push(Ancestor { hop: index, statement: writer.finish(text)? });
    }
    Ok(ancestors)
}
