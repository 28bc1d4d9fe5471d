//! The path of a request as conditions: each hop is held to the one before it.

use odata::plan::{Hop, HopKey, Step};
use odata::{Key, Refusal, RefusalKind, Value};

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
            if let Link::Columns { local, foreign, storage, is_shared } = &parent.links[navigation.0] {
                let value = match is_shared {
                    true => self.looked_up(hops, parent_index, local)?,
                    false => self.parent_value(hops, parent_index, local, *storage)?,
                };
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
            (HopKey::Given(given), key) if is_row_id(given, &key) => {
                format!("{alias}.id = {}", self.bind(Parameter::HopKey(index, 0), Storage::Uuid))
            }
            (_, KeyColumns::Plain(columns)) => {
                let mut conditions = Vec::with_capacity(columns.len());
                for (part, (column, storage)) in columns.into_iter().enumerate() {
                    let value = self.bind(Parameter::HopKey(index, part), storage);
                    conditions.push(format!("{alias}.{column} = {value}"));
                }
                conditions.join(" AND ")
            }
            (_, KeyColumns::Line { document, line_number }) => {
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
        if let Some(HopKey::Given(given)) = &hop.key
            && is_value_of(given, &key_of(self.context, hop), narrowed, Storage::Uuid)
        {
            return Ok(Wanted::One(self.bind(Parameter::HopKey(index, 0), Storage::Uuid)));
        }
        let (Step::Navigation(navigation), Some(parent_index)) = (hop.step, index.checked_sub(1)) else {
            return Ok(Wanted::Any);
        };
        match &self.context.entity(hops[parent_index].entity_type).links[navigation.0] {
            Link::Columns { local, foreign, storage: Storage::Uuid, .. } if *foreign == narrowed => {
                Ok(Wanted::One(self.parent_value(hops, parent_index, local, Storage::Uuid)?))
            }
            _ => Ok(Wanted::Any),
        }
    }

    /// The value of a column of the row that hop `index` addresses; that of its key without looking for the row.
    fn parent_value(
        &mut self,
        hops: &[Hop],
        index: usize,
        local: &str,
        storage: Storage,
    ) -> Result<String, Refusal> {
        let hop = &hops[index];
        match &hop.key {
            Some(HopKey::Given(given)) if is_value_of(given, &key_of(self.context, hop), local, storage) => {
                return Ok(self.bind(Parameter::HopKey(index, 0), storage));
            }
            Some(HopKey::Implied) if local == "id" => return Ok(self.bind(Parameter::Company, storage)),
            _ => {}
        }
        self.looked_up(hops, index, local)
    }

    /// The value of a column of the row that hop `index` addresses; NULL when there is none.
    fn looked_up(&mut self, hops: &[Hop], index: usize, local: &str) -> Result<String, Refusal> {
        let hop = &hops[index];
        // No expression ever names this row.
        let row = self.open(odata::expression::VariableId(usize::MAX), hop.entity_type);
        let conditions = self.path_conditions(hops, index, &row)?;
        let from = self.close();
        Ok(format!("(SELECT {}.{local} FROM {from} WHERE {})", row.alias, conditions.join(" AND ")))
    }
}

/// What the key of a type is made of.
enum KeyColumns<'a> {
    /// One column for each part.
    Plain(Vec<(&'a str, Storage)>),
    Line {
        document: &'a str,
        line_number: &'a str,
    },
}

fn key_of<'a>(context: Context<'a>, hop: &Hop) -> KeyColumns<'a> {
    let sources = &context.entity(hop.entity_type).sources;
    let mut columns = Vec::with_capacity(1);
    for part in &context.model.entity_type(hop.entity_type).key {
        match &sources[part.0] {
            Source::Column { column, storage } => columns.push((*column, *storage)),
            Source::LineKey { document, line_number } => return KeyColumns::Line { document, line_number },
            // No face has keys of anything else.
            _ => columns.push(("id", Storage::Uuid)),
        }
    }
    if columns.is_empty() {
        columns.push(("id", Storage::Uuid));
    }
    KeyColumns::Plain(columns)
}

/// One uuid in place of a key of another form is the row's own id. No URL gives one; a write reads back by it what it
/// has just made.
fn is_row_id(given: &Key, key: &KeyColumns<'_>) -> bool {
    let is_uuid = matches!(key, KeyColumns::Plain(columns) if matches!(&columns[..], [(_, Storage::Uuid)]));
    matches!(given.only(), Some(Value::Guid(_))) && !is_uuid
}

/// Whether a key that was given is the value of a column, and so all that needs to be known of its row.
fn is_value_of(given: &Key, key: &KeyColumns<'_>, column: &str, storage: Storage) -> bool {
    match key {
        _ if is_row_id(given, key) => column == "id",
        KeyColumns::Plain(columns) => matches!(&columns[..], [only] if *only == (column, storage)),
        KeyColumns::Line { .. } => false,
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
        let mut text = format!("SELECT 1 FROM {}", writer.level_from());
        if !conditions.is_empty() {
            text.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
        }
        ancestors.push(Ancestor { hop: index, statement: writer.finish(text)? });
    }
    Ok(ancestors)
}
