//! The columns of a level's rows: selected properties first, then what links, etags and tokens need.

use odata::Refusal;
use odata::edm::{EdmType, EntityTypeId, PropertyId};
use odata::plan::{Computed, Selected};

use crate::compiled::{Column, Role};
use crate::fragment::Kind;
use crate::mapping::{Source, Storage};
use crate::source::Stored;
use crate::writer::{Context, Row, Writer};

/// Which properties are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Selection<'p> {
    /// All of them, and what `$compute` adds.
    All,
    Listed(&'p [Selected]),
    /// None: only the entity's identity counts.
    Identity,
    /// One property or member, addressed by the path.
    One(PropertyId, Option<usize>),
}

impl Selection<'_> {
    fn members(&self, property: PropertyId, count: usize) -> Vec<usize> {
        let listed = match self {
            Selection::All => return (0..count).collect(),
            Selection::Identity => return Vec::new(),
            Selection::One(own, member) if *own == property => {
                return member.map_or_else(|| (0..count).collect(), |member| vec![member]);
            }
            Selection::One(..) => return Vec::new(),
            Selection::Listed(listed) => listed,
        };
        let is_wanted = |member: usize| {
            listed.iter().any(|selected| match selected {
                Selected::Property(own) => *own == property,
                Selected::Members(own, members) => *own == property && members.contains(&member),
                Selected::Computed(_) | Selected::Navigation(_) => false,
            })
        };
        (0..count).filter(|member| is_wanted(*member)).collect()
    }

    /// Whether a value is wanted that no statement reads.
    pub fn needs_other_rows(&self, context: Context<'_>, entity: EntityTypeId) -> bool {
        let sources = context.entity(entity).sources.iter().enumerate();
        let mut external = sources.filter(|(_, source)| matches!(source, Source::External));
        external.any(|(index, _)| !self.members(PropertyId(index), 1).is_empty())
    }

    fn computed(&self, index: usize) -> bool {
        match self {
            Selection::All => true,
            Selection::Listed(listed) => listed.contains(&Selected::Computed(index)),
            Selection::Identity | Selection::One(..) => false,
        }
    }
}

/// The columns gathered so far and the SQL of each.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub columns: Vec<Column>,
    pub texts: Vec<String>,
    /// The SQL of columns of rows joined to this one, behind its own.
    pub joined: Vec<String>,
}

impl Columns {
    fn push(&mut self, role: Role, stored: Stored) -> usize {
        self.columns.push(Column { role, storage: stored.storage, nullable: stored.nullable });
        self.texts.push(stored.text);
        self.texts.len() - 1
    }

    /// Index of a column with this SQL: one that is there already, or a new one in the role given.
    pub fn need(&mut self, role: Role, text: &str, storage: Storage, nullable: bool) -> usize {
        let known = self.texts.iter().zip(&self.columns);
        let found = known.into_iter().position(|(other, column)| other == text && column.storage == storage);
        let text = text.to_owned();
        found.unwrap_or_else(|| self.push(role, Stored { text, storage, nullable, is_column: false }))
    }

    /// The SELECT list.
    pub fn list(&self) -> String {
        let all: Vec<&str> = self.texts.iter().chain(&self.joined).map(String::as_str).collect();
        all.join(", ")
    }
}

impl Writer<'_> {
    /// The columns of the wanted properties of the level's row, in the order of the type, then of `$compute`.
    pub fn selected(&mut self, selection: Selection<'_>, compute: &[Computed]) -> Result<Columns, Refusal> {
        let mut columns = self.properties(&self.it(), selection);
        for (index, computed) in compute.iter().enumerate().filter(|(index, _)| selection.computed(*index)) {
            let value = self.value(&computed.expression)?;
            let is_null = value.kind == Kind::Null;
            let text = if is_null { self.typed_null(Kind::Text) } else { value.text.clone() };
            let nullable = value.nullable;
            let stored = Stored { text, storage: value.kind.storage(), nullable, is_column: false };
            columns.push(Role::Computed(index), stored);
            self.remember(computed.expression.clone(), value);
        }
        Ok(columns)
    }

    /// The columns of the wanted properties of a row, in the order of the type.
    pub fn properties(&mut self, row: &Row, selection: Selection<'_>) -> Columns {
        let mut columns = Columns::default();
        let properties = &self.context.model.entity_type(row.entity).properties;
        for (index, property) in properties.iter().enumerate() {
            let id = PropertyId(index);
            let source = &self.context.entity(row.entity).sources[index];
            if let (Source::Complex(sources), EdmType::Complex(_)) = (source, property.edm_type) {
                for member in selection.members(id, sources.len()) {
                    if let Some(stored) = self.stored(row, &sources[member]) {
                        columns.push(Role::Member(id, member), stored);
                    }
                }
            } else if !selection.members(id, 1).is_empty()
                && let Some(stored) = self.stored(row, source)
            {
                columns.push(Role::Property(id), stored);
            }
        }
        columns
    }

    /// Adds the key, the row's own id and, if it has one, its version; gives their indexes.
    pub fn identity(&mut self, row: &Row, columns: &mut Columns) -> Identity {
        let mut key = Vec::with_capacity(1);
        for part in &self.context.model.entity_type(row.entity).key {
            if let Some(part) = self.stored(row, &self.context.entity(row.entity).sources[part.0]) {
                key.push(columns.need(Role::Key, &part.text, part.storage, part.nullable));
            }
        }
        let id = format!("{}.id", row.alias);
        if key.is_empty() {
            key.push(columns.need(Role::Key, &id, Storage::Uuid, false));
        }
        let id = columns.need(Role::Id, &id, Storage::Uuid, false);
        let is_stored = self.context.entity(row.entity).report.is_none();
        let row_version = is_stored.then(|| {
            let version = format!("{}.row_version", row.alias);
            columns.need(Role::RowVersion, &version, Storage::Integer, false)
        });
        Identity { key, id, row_version }
    }
}

/// Which columns tell who a row is.
pub(crate) struct Identity {
    /// The parts of the key.
    pub key: Vec<usize>,
    pub id: usize,
    pub row_version: Option<usize>,
}
