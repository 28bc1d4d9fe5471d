//! How the columns of a level are written as JSON, worked out once per plan.

use odata::edm::{EdmType, EntityTypeId, Model, NavigationId, PropertyId};
use odata::json::write;
use odata::plan::{Format, MetadataLevel, Query, Selected};
use odata_sql::compiled::{Level, Role};
use odata_sql::mapping::{Source, Storage};
use store::{Row, StoreError};

use super::rows::{EntityAddress, key_columns, key_of};
use crate::etag;
use crate::model::FaceModel;

/// Writes one row of a level.
#[derive(Debug)]
pub struct Program {
    /// Column of the row version, when etags are written.
    pub version_column: Option<usize>,
    pub key_columns: Vec<(usize, Storage)>,
    fields: Vec<Field>,
    /// The `dimensions` of a line are wanted: their name as JSON, and the field they stand before.
    pub dimensions: Option<(Vec<u8>, usize)>,
    /// Table of the rows, to which the `dimensions` belong.
    pub table: &'static str,
    pub expands: Vec<ExpandProgram>,
    /// Only the reference to the entity is wanted (`$expand=customer/$ref`).
    reference: bool,
    metadata: MetadataLevel,
    ieee754: bool,
    /// `"@odata.type":"#namespace.name"` for full metadata.
    type_name: String,
    address: EntityAddress,
    /// Names of the selected stream properties as JSON, for their links: read and, where it can be written, edit.
    streams: Vec<StreamLinks>,
    /// Names of the selected navigation properties that are not expanded, for full metadata.
    navigation_links: Vec<String>,
}

#[derive(Debug)]
pub struct ExpandProgram {
    /// Name of the navigation property.
    pub name: String,
    pub program: Program,
}

#[derive(Debug)]
struct StreamLinks {
    property: String,
    can_be_written: bool,
}

#[derive(Debug)]
struct Field {
    /// `"name":`
    name: Vec<u8>,
    value: FieldValue,
}

#[derive(Debug)]
enum FieldValue {
    Guid(usize),
    Text(usize),
    Integer(usize),
    Int64(usize),
    Decimal(usize),
    Boolean(usize),
    Date(usize),
    Instant(usize),
    /// Member name or label by stored value, already as JSON.
    Choice(usize, Vec<(i64, Vec<u8>)>),
    Time(usize),
    Duration(usize),
    Complex(Vec<Field>),
}

impl Program {
    pub fn new(face: &FaceModel, level: &Level, query: &Query, format: Format) -> Program {
        let entity_type = face.model.entity_type(level.entity_type);
        let expands = level.expands.iter().zip(&query.expand).map(|(expand, item)| ExpandProgram {
            name: entity_type.navigation(expand.navigation).name.clone(),
            program: Program {
                reference: expand.reference,
                ..Program::new(face, &expand.level, &item.query, format)
            },
        });
        Program {
            version_column: level.row_version_column,
            key_columns: key_columns(level),
            fields: fields(face, level, query),
            dimensions: dimensions_place(face, level, query),
            table: face.mapping.entities[level.entity_type.0].table,
            expands: expands.collect(),
            reference: false,
            metadata: format.metadata,
            ieee754: format.ieee754_compatible,
            type_name: format!("#{}.{}", face.model.namespace, entity_type.name),
            address: EntityAddress::of(entity_type),
            streams: streams(face, level, query),
            navigation_links: navigation_links(face, level, query),
        }
    }

    /// Writes the row without its closing brace, and gives the place in `out` where `dimensions` belong;
    /// `context` is the `@odata.context` of a single entity. `base` is the URL of the set of the row's company,
    /// for full metadata.
    pub fn write_row(
        &self,
        row: &dyn Row,
        context: Option<&[u8]>,
        base: &str,
        out: &mut Vec<u8>,
    ) -> Result<usize, StoreError> {
        let mut place = 0;
        out.push(b'{');
        if self.reference {
            out.extend_from_slice(b"\"@odata.id\":");
            let key = self.key(row)?.unwrap_or_else(|| odata::Value::Null.into());
            write::string(out, &self.address.url(base, &key));
            return Ok(out.len());
        }
        if let Some(context) = context
            && self.metadata != MetadataLevel::None
        {
            out.extend_from_slice(b"\"@odata.context\":\"");
            out.extend_from_slice(context);
            out.push(b'"');
        }
        let url = match self.metadata {
            MetadataLevel::Full => self.write_type_and_id(row, base, out)?,
            _ => None,
        };
        if let Some(column) = self.version_column
            && self.metadata != MetadataLevel::None
            && let Some(version) = row.integer(column)?
        {
            separate(out);
            out.extend_from_slice(b"\"@odata.etag\":\"");
            etag::write_in_json(version, out);
            out.push(b'"');
        }
        if let Some(url) = &url {
            separate(out);
            out.extend_from_slice(b"\"@odata.editLink\":");
            write::string(out, url);
        }
        for (index, field) in self.fields.iter().enumerate() {
            if self.dimensions.as_ref().is_some_and(|(_, before)| *before == index) {
                place = out.len();
            }
            field.write(row, self.ieee754, out)?;
        }
        if place == 0 {
            place = out.len();
        }
        self.write_stream_links(row, base, out)?;
        if let Some(url) = &url {
            for name in &self.navigation_links {
                write_navigation_link(url, name, out);
            }
        }
        Ok(place)
    }

    /// `"name@odata.mediaEditLink"` and `"name@odata.mediaReadLink"` (PROTOCOL.md 3.6).
    fn write_stream_links(&self, row: &dyn Row, base: &str, out: &mut Vec<u8>) -> Result<(), StoreError> {
        if self.streams.is_empty() || self.metadata == MetadataLevel::None {
            return Ok(());
        }
        let Some(key) = self.key(row)? else { return Ok(()) };
        let entity = self.address.url(base, &key);
        for StreamLinks { property, can_be_written } in &self.streams {
            let url = format!("{entity}/{property}");
            for kind in ["mediaEditLink", "mediaReadLink"].into_iter().skip(usize::from(!can_be_written)) {
                separate(out);
                out.extend_from_slice(&name_in_json(&format!("{property}@odata.{kind}")));
                write::string(out, &url);
            }
        }
        Ok(())
    }

    /// The key of a row.
    pub fn key(&self, row: &dyn Row) -> Result<Option<odata::Key>, StoreError> {
        key_of(row, &self.key_columns)
    }

    /// Whether expanded navigations carry their link.
    pub fn has_links(&self) -> bool {
        self.metadata == MetadataLevel::Full
    }

    pub(super) fn address(&self) -> &EntityAddress {
        &self.address
    }

    /// Writes the value of the only field, as JSON; nothing when there is none.
    pub fn write_only_value(&self, row: &dyn Row, out: &mut Vec<u8>) -> Result<(), StoreError> {
        match self.fields.first() {
            Some(Field { value: FieldValue::Complex(members), .. }) if members.len() == 1 => {
                members[0].write_value(row, self.ieee754, out)
            }
            Some(field) => field.write_value(row, self.ieee754, out),
            None => Ok(()),
        }
    }

    /// Type and id of full metadata, which stand before everything else; gives the URL of the entity.
    fn write_type_and_id(
        &self,
        row: &dyn Row,
        base: &str,
        out: &mut Vec<u8>,
    ) -> Result<Option<String>, StoreError> {
        separate(out);
        out.extend_from_slice(b"\"@odata.type\":");
        write::string(out, &self.type_name);
        let Some(key) = self.key(row)? else { return Ok(None) };
        let url = self.address.url(base, &key);
        separate(out);
        out.extend_from_slice(b"\"@odata.id\":");
        write::string(out, &url);
        Ok(Some(url))
    }
}

/// `"name@odata.navigationLink":"url/name"`.
pub fn write_navigation_link(url: &str, name: &str, out: &mut Vec<u8>) {
    separate(out);
    out.extend_from_slice(&name_in_json(&format!("{name}@odata.navigationLink")));
    write::string(out, &format!("{url}/{name}"));
}

/// A comma, unless the object has just begun.
pub fn separate(out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
}

/// `"name":`
pub fn name_in_json(name: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len() + 3);
    write::string(&mut out, name);
    out.push(b':');
    out
}

fn streams(face: &FaceModel, level: &Level, query: &Query) -> Vec<StreamLinks> {
    let entity_type = face.model.entity_type(level.entity_type);
    let is_selected = |index: usize| {
        let id = Selected::Property(PropertyId(index));
        query.select.as_ref().is_none_or(|selected| selected.contains(&id))
    };
    let streams = entity_type.properties.iter().enumerate();
    let streams =
        streams.filter(|(index, property)| property.edm_type == EdmType::Stream && is_selected(*index));
    let links = streams.map(|(_, property)| StreamLinks {
        property: property.name.clone(),
        can_be_written: entity_type.capabilities.updatable && !property.read_only,
    });
    links.collect()
}

fn navigation_links(face: &FaceModel, level: &Level, query: &Query) -> Vec<String> {
    let navigations = &face.model.entity_type(level.entity_type).navigations;
    let wanted = |index: usize| {
        let id = NavigationId(index);
        let selected =
            query.select.as_ref().is_none_or(|selected| selected.contains(&Selected::Navigation(id)));
        selected && !query.expand.iter().any(|expand| expand.navigation == id)
    };
    let names = navigations.iter().enumerate().filter(|(index, _)| wanted(*index));
    names.map(|(_, navigation)| navigation.name.clone()).collect()
}

/// The fields in the order of the type, then the dynamic ones.
fn fields(face: &FaceModel, level: &Level, query: &Query) -> Vec<Field> {
    let entity_type = face.model.entity_type(level.entity_type);
    let mut fields: Vec<Field> = Vec::new();
    let mut complex: Option<PropertyId> = None;
    for (index, column) in level.columns.iter().enumerate() {
        match column.role {
            Role::Property(id) => {
                let property = entity_type.property(id);
                let value = value_of(face, level.entity_type, id, property.edm_type, column.storage, index);
                fields.push(Field { name: name_in_json(&property.name), value });
            }
            Role::Member(id, member) => {
                let property = entity_type.property(id);
                let EdmType::Complex(complex_type) = property.edm_type else { continue };
                let member = &face.model.complex_type(complex_type).members[member];
                let value = FieldValue::Text(index);
                let field = Field { name: name_in_json(&member.name), value };
                match fields.last_mut().map(|field| &mut field.value) {
                    Some(FieldValue::Complex(members)) if complex == Some(id) => members.push(field),
                    _ => {
                        complex = Some(id);
                        fields.push(Field {
                            name: name_in_json(&property.name),
                            value: FieldValue::Complex(vec![field]),
                        });
                    }
                }
            }
            Role::Computed(number) => {
                let computed = &query.compute[number];
                let value = computed_value(&face.model, computed.expression.edm_type, column.storage, index);
                fields.push(Field { name: name_in_json(&computed.name), value });
            }
            Role::Key | Role::Id | Role::RowVersion | Role::Link | Role::OrderKey => {}
        }
    }
    fields
}

fn value_of(
    face: &FaceModel,
    entity_type: EntityTypeId,
    id: PropertyId,
    edm_type: EdmType,
    storage: Storage,
    index: usize,
) -> FieldValue {
    if let Source::Label { labels, .. } | Source::ComputedLabel { labels, .. } =
        &face.mapping.entities[entity_type.0].sources[id.0]
    {
        return FieldValue::Choice(
            index,
            labels.iter().map(|(value, label)| (*value, as_json(label))).collect(),
        );
    }
    computed_value(&face.model, Some(edm_type), storage, index)
}

fn computed_value(model: &Model, edm_type: Option<EdmType>, storage: Storage, index: usize) -> FieldValue {
    match (storage, edm_type) {
        (Storage::Enum, Some(EdmType::Enum(id))) => {
            let members = &model.enum_type(id).members;
            FieldValue::Choice(
                index,
                members.iter().map(|member| (member.value, as_json(&member.name))).collect(),
            )
        }
        (_, Some(EdmType::TimeOfDay)) => FieldValue::Time(index),
        (_, Some(EdmType::Duration)) => FieldValue::Duration(index),
        (_, Some(EdmType::Int64)) => FieldValue::Int64(index),
        (Storage::Uuid, _) => FieldValue::Guid(index),
        (Storage::Text, _) => FieldValue::Text(index),
        (Storage::Integer | Storage::Enum, _) => FieldValue::Integer(index),
        (Storage::Decimal, _) => FieldValue::Decimal(index),
        (Storage::Boolean, _) => FieldValue::Boolean(index),
        (Storage::Date, _) => FieldValue::Date(index),
        (Storage::Instant, _) => FieldValue::Instant(index),
    }
}

fn as_json(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write::string(&mut out, text);
    out
}

fn dimensions_place(face: &FaceModel, level: &Level, query: &Query) -> Option<(Vec<u8>, usize)> {
    let entity_type = face.model.entity_type(level.entity_type);
    let sources = &face.mapping.entities[level.entity_type.0].sources;
    let external = sources.iter().position(|source| matches!(source, Source::External))?;
    let wanted = match &query.select {
        None => true,
        Some(selected) => selected.contains(&Selected::Property(PropertyId(external))),
    };
    let before = level.columns.iter().filter(|column| match column.role {
        Role::Property(id) => id.0 < external,
        _ => false,
    });
    let name = name_in_json(&entity_type.properties[external].name);
    (wanted && level.rows.is_some()).then(|| (name, before.count()))
}

impl Field {
    fn write(&self, row: &dyn Row, ieee754: bool, out: &mut Vec<u8>) -> Result<(), StoreError> {
        separate(out);
        out.extend_from_slice(&self.name);
        self.write_value(row, ieee754, out)
    }

    fn write_value(&self, row: &dyn Row, ieee754: bool, out: &mut Vec<u8>) -> Result<(), StoreError> {
        let written = match &self.value {
            FieldValue::Guid(index) => row.uuid(*index)?.map(|value| write::guid(out, &value)),
            FieldValue::Text(index) => row.text(*index)?.map(|value| write::string(out, value)),
            FieldValue::Integer(index) => row.integer(*index)?.map(|value| write::integer(out, value, false)),
            FieldValue::Int64(index) => row.integer(*index)?.map(|value| write::integer(out, value, ieee754)),
            FieldValue::Decimal(index) => {
                row.integer(*index)?.map(|value| write::decimal_scaled(out, value, ieee754))
            }
            FieldValue::Boolean(index) => row.boolean(*index)?.map(|value| write::boolean(out, value)),
            FieldValue::Date(index) => row.text(*index)?.map(|value| {
                out.push(b'"');
                out.extend_from_slice(value.as_bytes());
                out.push(b'"');
            }),
            FieldValue::Instant(index) => row.integer(*index)?.map(|value| write::instant(out, value)),
            FieldValue::Choice(index, names) => {
                row.integer(*index)?.map(|value| match names.iter().find(|(known, _)| *known == value) {
                    Some((_, name)) => out.extend_from_slice(name),
                    None => write::integer(out, value, true),
                })
            }
            FieldValue::Time(index) => row.integer(*index)?.map(|value| write_time(out, value)),
            FieldValue::Duration(index) => row.integer(*index)?.map(|value| write::duration(out, value)),
            FieldValue::Complex(fields) => {
                out.push(b'{');
                for field in fields {
                    field.write(row, ieee754, out)?;
                }
                out.push(b'}');
                Some(())
            }
        };
        if written.is_none() {
            out.extend_from_slice(b"null");
        }
        Ok(())
    }
}

/// A time of day, given in milliseconds since midnight.
fn write_time(out: &mut Vec<u8>, milliseconds: i64) {
    let since_midnight = jiff::SignedDuration::from_millis(milliseconds);
    let time =
        jiff::civil::Time::midnight().checked_add(since_midnight).unwrap_or(jiff::civil::Time::midnight());
    write::time_of_day(out, time);
}
