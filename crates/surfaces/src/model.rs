//! From the entity tables to the metadata and the mapping of one face.

use odata::edm::{
    Action as EdmAction, Capabilities, ComplexType, ComplexTypeId, EdmType, EntityType, EntityTypeId,
    EnumMember, EnumType, EnumTypeId, Model, Navigation as EdmNavigation, Property as EdmProperty,
    PropertyId, Root,
};
use odata_sql::mapping::{EntityMapping, Fallback, Join, Link, Mapping, Source, Storage};

use crate::actions::{BoundAction, Parameter, ParameterKind, ResultShape, Shape};
use crate::entities::{self, COMPANY, ENTITIES};
use crate::entity::{Access, ChoiceType, Computed, Entity, Kind, Navigation, Property, SAME};
use crate::face::Face;

/// Name of the singleton above the companies of the Graph face.
const FINANCIALS: &str = "financials";

/// Everything a face knows about itself.
pub struct FaceModel {
    pub face: Face,
    pub model: Model,
    pub mapping: Mapping,
    /// The same, without the conditions of entities that have an action for any row of their table.
    pub any_row_mapping: Mapping,
    /// By entity type; `None` for the singleton above the companies.
    pub entities: Vec<Option<&'static Entity>>,
    /// For each entity type and property, the row of the property table it came from.
    pub properties: Vec<Vec<&'static Property>>,
    /// For each entity type and action, the row of the table it came from.
    pub actions: Vec<Vec<&'static BoundAction>>,
    pub company_type: EntityTypeId,
}

impl FaceModel {
    /// Builds the model of a face. `strict`: refuse what the originals refuse.
    pub fn new(face: Face, strict: bool) -> FaceModel {
        let mut builder = Builder { face, model: Model::default(), names: Vec::new() };
        builder.model.namespace = face.namespace().into();
        builder.model.container = face.container().into();
        builder.model.rules = face.rules(strict);
        if face.is_graph() {
            builder.names.push(FINANCIALS);
        }
        builder.names.extend(ENTITIES.iter().filter(|entity| entity.is_on(face)).map(|entity| entity.name));
        builder.build()
    }
}

struct Builder {
    face: Face,
    model: Model,
    /// Names of the entity types, in order.
    names: Vec<&'static str>,
}

impl Builder {
    fn build(mut self) -> FaceModel {
        let mut mapping = Mapping::default();
        let mut found = Vec::new();
        let mut tables = Vec::new();
        let mut actions = Vec::new();
        for name in self.names.clone() {
            let entity = entities::by_name(name);
            let rows = entity.map_or_else(Vec::new, |entity| self.properties_of(entity));
            let (entity_type, entity_mapping) = match entity {
                Some(entity) => (self.entity_type(entity, &rows), self.entity_mapping(entity, &rows)),
                None => self.financials(),
            };
            self.model.entity_types.push(entity_type);
            mapping.entities.push(entity_mapping);
            found.push(entity);
            tables.push(rows);
            actions.push(entity.map_or_else(Vec::new, |entity| self.actions_of(entity)));
        }
        let any_row_mapping = self.any_row_mapping(&mapping, &actions);
        let company_type = self.type_id(COMPANY);
        if self.face.is_graph() {
            self.model.roots = vec![Root {
                name: FINANCIALS.into(),
                entity_type: self.type_id(FINANCIALS),
                singleton: true,
            }];
        } else {
            self.model.roots =
                vec![Root { name: "companies".into(), entity_type: company_type, singleton: false }];
            self.model.implied = Some(company_type);
        }
        FaceModel {
            face: self.face,
            model: self.model,
            mapping,
            any_row_mapping,
            entities: found,
            properties: tables,
            actions,
            company_type,
        }
    }

    fn actions_of(&self, entity: &'static Entity) -> Vec<&'static BoundAction> {
        entity.actions.iter().filter(|action| action.faces[self.face.index()]).collect()
    }

    fn action(&mut self, action: &BoundAction) -> EdmAction {
        let result = action.result.map(|result| match result {
            ResultShape::One(shape) => EdmType::Complex(self.shape(shape)),
            ResultShape::Many(shape) => EdmType::ComplexCollection(self.shape(shape)),
        });
        EdmAction { name: action.name.into(), parameters: self.parameters(action.parameters), result }
    }

    fn parameters(&mut self, parameters: &[Parameter]) -> Vec<EdmProperty> {
        let parameter = |parameter: &Parameter| EdmProperty {
            name: parameter.name.into(),
            edm_type: match parameter.kind {
                ParameterKind::Simple(storage) => type_of(storage),
                ParameterKind::Int32 => EdmType::Int32,
                ParameterKind::Choice(choice) if self.face.follows_v2() => {
                    EdmType::Enum(self.enum_type(choice))
                }
                ParameterKind::Choice(_) => EdmType::String,
                ParameterKind::Complex(shape) => EdmType::Complex(self.shape(shape)),
                ParameterKind::Collection(shape) => EdmType::ComplexCollection(self.shape(shape)),
            },
            nullable: !parameter.required,
            max_length: parameter.length_max,
            read_only: false,
            immutable: false,
            filterable: false,
        };
        parameters.iter().map(parameter).collect()
    }

    fn shape(&mut self, shape: &Shape) -> ComplexTypeId {
        self.complex_type(shape.name, |builder| builder.parameters(shape.members))
    }

    /// With `--strict`, Graph and v1.0 keep to the rows they show.
    fn any_row_mapping(&self, mapping: &Mapping, actions: &[Vec<&'static BoundAction>]) -> Mapping {
        let mut wide = mapping.clone();
        let keeps_to_its_rows = self.model.rules.strict && !self.face.follows_v2();
        for (entity, actions) in wide.entities.iter_mut().zip(actions) {
            if !keeps_to_its_rows && actions.iter().any(|action| action.of_any_row) {
                entity.conditions.clear();
                entity.flags.clear();
            }
        }
        wide
    }

    fn type_id(&self, name: &str) -> EntityTypeId {
        EntityTypeId(self.names.iter().position(|known| *known == name).unwrap_or_default())
    }

    fn properties_of(&self, entity: &'static Entity) -> Vec<&'static Property> {
        entity.properties.iter().filter(|property| property.access_on(self.face) != Access::Absent).collect()
    }

    fn entity_type(&mut self, entity: &'static Entity, rows: &[&'static Property]) -> EntityType {
        let properties: Vec<EdmProperty> = rows.iter().map(|row| self.property(row)).collect();
        let is_key = |index: &usize| rows[*index].is_key_on(self.face);
        let key = (0..rows.len()).filter(is_key).map(PropertyId).collect();
        let methods = entity.methods_on(self.face);
        let actions = self.actions_of(entity).into_iter().map(|action| self.action(action)).collect();
        EntityType {
            name: entity.type_name(self.face).into(),
            set_name: entity.set_name(self.face).into(),
            key,
            needs_filter_on: entity
                .needs_filter_on
                .iter()
                .filter_map(|name| rows.iter().position(|row| row.name == *name).map(PropertyId))
                .collect(),
            properties,
            navigations: self.navigations(entity).into_iter().map(|(edm, _)| edm).collect(),
            actions,
            capabilities: Capabilities {
                insertable: methods.post,
                updatable: methods.patch,
                deletable: methods.delete,
            },
        }
    }

    fn property(&mut self, row: &Property) -> EdmProperty {
        let access = row.access_on(self.face);
        EdmProperty {
            name: row.name.into(),
            edm_type: self.edm_type(row),
            // The originals never send null, but take it in place of the empty value.
            nullable: !row.is_key_on(self.face),
            max_length: row.length_max,
            read_only: access == Access::ReadOnly,
            immutable: access == Access::Once,
            filterable: !matches!(row.kind, Kind::Dimensions | Kind::Stream),
        }
    }

    fn edm_type(&mut self, row: &Property) -> EdmType {
        match row.kind {
            Kind::Column(_, storage) | Kind::Joined(_, _, storage) | Kind::JoinedOr(_, _, storage, _, _) => {
                type_of(storage)
            }
            Kind::Computed(Computed::Stored(storage), _) => type_of(storage),
            Kind::Int32(_) | Kind::Computed(Computed::Int32, _) => EdmType::Int32,
            Kind::Choice(_, choice) | Kind::Computed(Computed::Choice(choice), _)
                if self.face.follows_v2() =>
            {
                EdmType::Enum(self.enum_type(choice))
            }
            Kind::Choice(..)
            | Kind::Computed(Computed::Choice(_), _)
            | Kind::Label(..)
            | Kind::Constant(_)
            | Kind::GuidText(_)
            | Kind::LineKey(..) => EdmType::String,
            Kind::Texts(name, members) => {
                let named: Vec<(&str, u32)> =
                    members.iter().map(|(name, _, length)| (*name, *length)).collect();
                EdmType::Complex(self.complex_type(name, |_| texts(&named)))
            }
            Kind::Address(_) => {
                EdmType::Complex(self.complex_type("postalAddressType", |_| texts(POSTAL_ADDRESS)))
            }
            Kind::UnitOfMeasure(_) => EdmType::Complex(self.unit_of_measure_type()),
            Kind::Stream => EdmType::Stream,
            Kind::Dimensions => {
                EdmType::ComplexCollection(self.complex_type("dimensionType", |_| texts(DIMENSION)))
            }
        }
    }

    fn enum_type(&mut self, choice: &ChoiceType) -> EnumTypeId {
        let types = &mut self.model.enum_types;
        let known = types.iter().position(|known| known.name == choice.name);
        EnumTypeId(known.unwrap_or_else(|| {
            let members = (choice.members)()
                .iter()
                .map(|(value, label)| EnumMember {
                    name: finance::choices::encode_name(label),
                    label: (*label).into(),
                    value: *value,
                })
                .collect();
            types.push(EnumType { name: choice.name.into(), members });
            types.len() - 1
        }))
    }

    /// `unitOfMeasureType`, whose conversion is never there: a base unit converts to nothing.
    fn unit_of_measure_type(&mut self) -> ComplexTypeId {
        let conversion = self.complex_type("itemUnitOfMeasureConversionType", |_| {
            let mut members = texts(&[("toUnitOfMeasure", 10)]);
            members.push(member("fromToConversionRate", EdmType::Decimal));
            members
        });
        self.complex_type("unitOfMeasureType", |_| {
            let mut members = texts(UNIT_OF_MEASURE);
            members.push(member("unitConversion", EdmType::Complex(conversion)));
            members
        })
    }

    /// The complex type of a name, made from its members when it is new.
    fn complex_type(
        &mut self,
        name: &str,
        members: impl FnOnce(&mut Builder) -> Vec<EdmProperty>,
    ) -> ComplexTypeId {
        if let Some(known) = self.model.complex_types.iter().position(|known| known.name == name) {
            return ComplexTypeId(known);
        }
        let members = members(self);
        self.model.complex_types.push(ComplexType { name: name.into(), members });
        ComplexTypeId(self.model.complex_types.len() - 1)
    }

    /// The navigations of an entity on this face with what stands behind them.
    fn navigations(&self, entity: &'static Entity) -> Vec<(EdmNavigation, Link)> {
        if entity.name == COMPANY {
            let below = ENTITIES.iter().filter(|other| other.name != COMPANY && other.is_on(self.face));
            return below.map(|other| (self.set_of_company(other), Link::Company)).collect();
        }
        let own = self.own_navigations(entity);
        own.map(|navigation| (self.navigation(navigation), link(navigation))).collect()
    }

    fn set_of_company(&self, entity: &Entity) -> EdmNavigation {
        EdmNavigation {
            name: entity.set_name(self.face).into(),
            target: self.type_id(entity.name),
            collection: true,
            contained: true,
            partner: None,
            referential: None,
        }
    }

    fn navigation(&self, navigation: &Navigation) -> EdmNavigation {
        EdmNavigation {
            name: navigation.name.into(),
            target: self.type_id(navigation.target),
            collection: navigation.collection,
            contained: navigation.collection || self.face.is_graph(),
            partner: navigation
                .partner
                .filter(|name| self.has_navigation(navigation.target, name))
                .map(Into::into),
            referential: navigation.referential.map(Into::into),
        }
    }

    /// Whether this face shows the navigation of a type: not every way back is on every face.
    fn has_navigation(&self, entity: &str, name: &str) -> bool {
        entities::by_name(entity)
            .is_some_and(|entity| self.own_navigations(entity).any(|navigation| navigation.name == name))
    }

    fn own_navigations(&self, entity: &'static Entity) -> impl Iterator<Item = &'static Navigation> + '_ {
        entity.navigations.iter().filter(|navigation| {
            navigation.faces[self.face.index()] && self.names.contains(&navigation.target)
        })
    }

    fn entity_mapping(&self, entity: &'static Entity, rows: &[&'static Property]) -> EntityMapping {
        let narrowing = if self.face.follows_v2() { SAME } else { entity.before_v2 };
        EntityMapping {
            table: entity.table,
            is_view: entity.is_view,
            report: entity.report,
            conditions: [entity.conditions, narrowing.conditions].concat(),
            flags: narrowing.flags.to_vec(),
            joins: entity.joins.iter().map(|(table, on)| Join { table, on: on.to_vec() }).collect(),
            sources: rows.iter().map(|row| source(row, self.face)).collect(),
            links: self.navigations(entity).into_iter().map(|(_, link)| link).collect(),
            default_order: entity.default_order.to_vec(),
            tie_break: if entity.key_within_parent { entity.default_order.to_vec() } else { Vec::new() },
            is_company: entity.name == COMPANY,
            ..EntityMapping::default()
        }
    }

    fn financials(&self) -> (EntityType, EntityMapping) {
        let companies = EdmNavigation {
            name: "companies".into(),
            target: self.type_id(COMPANY),
            collection: true,
            contained: true,
            partner: None,
            referential: None,
        };
        let entity_type = EntityType {
            name: FINANCIALS.into(),
            set_name: FINANCIALS.into(),
            navigations: vec![companies],
            ..EntityType::default()
        };
        let mapping = EntityMapping { links: vec![Link::All], is_rootless: true, ..EntityMapping::default() };
        (entity_type, mapping)
    }
}

/// Members of `postalAddressType` and their lengths (SURFACE.md "Addresses"): two lines and the break between them.
const POSTAL_ADDRESS: &[(&str, u32)] =
    &[("street", 152), ("city", 30), ("state", 30), ("countryLetterCode", 10), ("postalCode", 20)];

/// Columns of a unit behind the members of `unitOfMeasureType`.
const UNIT_OF_MEASURE_COLUMNS: [&str; 3] = ["code", "description", "symbol"];
const UNIT_OF_MEASURE: &[(&str, u32)] = &[("code", 10), ("displayName", 50), ("symbol", 10)];

const DIMENSION: &[(&str, u32)] =
    &[("code", 20), ("displayName", 30), ("valueCode", 20), ("valueDisplayName", 50)];

/// A member of a complex type that no filter looks at.
fn member(name: &str, edm_type: EdmType) -> EdmProperty {
    EdmProperty {
        name: name.into(),
        edm_type,
        nullable: true,
        max_length: None,
        read_only: false,
        immutable: false,
        filterable: false,
    }
}

fn texts(members: &[(&str, u32)]) -> Vec<EdmProperty> {
    let member = |(name, length_max): &(&str, u32)| EdmProperty {
        name: (*name).into(),
        edm_type: EdmType::String,
        nullable: true,
        max_length: Some(*length_max),
        read_only: false,
        immutable: false,
        filterable: true,
    };
    members.iter().map(member).collect()
}

fn type_of(storage: Storage) -> EdmType {
    match storage {
        Storage::Uuid => EdmType::Guid,
        Storage::Text => EdmType::String,
        Storage::Integer => EdmType::Int64,
        Storage::Decimal => EdmType::Decimal,
        Storage::Boolean => EdmType::Boolean,
        Storage::Date => EdmType::Date,
        Storage::Instant => EdmType::DateTimeOffset,
        Storage::Enum => EdmType::String,
    }
}

fn source(row: &Property, face: Face) -> Source {
    match row.kind {
        Kind::Column(column, storage) => Source::Column { column, storage },
        Kind::Int32(column) => Source::Column { column, storage: Storage::Integer },
        Kind::Joined(join, column, storage) => Source::Joined { join, column, storage, or: Fallback::Empty },
        Kind::JoinedOr(join, column, storage, other, other_column) => Source::Joined {
            join,
            column,
            storage,
            or: Fallback::Joined { join: other, column: other_column },
        },
        Kind::Choice(column, _) if face.follows_v2() => Source::Column { column, storage: Storage::Enum },
        Kind::Choice(column, choice) | Kind::Label(column, choice) => {
            Source::Label { column, labels: (choice.members)() }
        }
        Kind::Computed(Computed::Stored(storage), sql) => Source::Computed { sql, storage, nullable: false },
        Kind::Computed(Computed::Int32, sql) => {
            Source::Computed { sql, storage: Storage::Integer, nullable: false }
        }
        Kind::Computed(Computed::Choice(_), sql) if face.follows_v2() => {
            Source::Computed { sql, storage: Storage::Enum, nullable: false }
        }
        Kind::Computed(Computed::Choice(choice), sql) => {
            Source::ComputedLabel { sql, labels: (choice.members)() }
        }
        Kind::GuidText(column) => Source::Column { column, storage: Storage::Uuid },
        Kind::LineKey(document, line_number) => Source::LineKey { document, line_number },
        Kind::Constant(text) => Source::Constant(text),
        Kind::Texts(_, members) => Source::Complex(
            members.iter().map(|(_, column, _)| Source::Column { column, storage: Storage::Text }).collect(),
        ),
        Kind::Address([first, second, city, county, country, post_code]) => Source::Complex(
            std::iter::once(Source::Lines { first, second })
                .chain(
                    [city, county, country, post_code]
                        .map(|column| Source::Column { column, storage: Storage::Text }),
                )
                .collect(),
        ),
        Kind::UnitOfMeasure(join) => {
            let members = UNIT_OF_MEASURE_COLUMNS.map(|column| Source::Joined {
                join,
                column,
                storage: Storage::Text,
                or: Fallback::Empty,
            });
            Source::Complex(members.into_iter().chain([Source::Null]).collect())
        }
        Kind::Dimensions => Source::External,
        Kind::Stream => Source::Stream,
    }
}

fn link(navigation: &Navigation) -> Link {
    let Navigation { local, foreign, storage, is_shared, .. } = *navigation;
    match navigation.through {
        Some(through) => Link::Through { local, storage, foreign, through },
        None => Link::Columns { local, foreign, storage, is_shared },
    }
}
