//! The entity data model of one face: types, properties, navigation, actions, as plain data built at start.

/// Index of an entity type in [`Model::entity_types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityTypeId(pub usize);

/// Index of a property in [`EntityType::properties`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyId(pub usize);

/// Index of a navigation property in [`EntityType::navigations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NavigationId(pub usize);

/// Index of an enumeration in [`Model::enum_types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnumTypeId(pub usize);

/// Index of a complex type in [`Model::complex_types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ComplexTypeId(pub usize);

/// Index of an action in [`EntityType::actions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActionId(pub usize);

/// Type of a property, of a literal or of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EdmType {
    Guid,
    String,
    Int32,
    Int64,
    Decimal,
    Boolean,
    Date,
    DateTimeOffset,
    TimeOfDay,
    Duration,
    Stream,
    Enum(EnumTypeId),
    Complex(ComplexTypeId),
    /// A collection of complex values, such as `dimensions` of v1.0.
    ComplexCollection(ComplexTypeId),
}

/// The whole model of a face (OData CSDL 4.01).
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Schema namespace: `microsoft.graph` or `Microsoft.NAV`. Also the default namespace of actions.
    pub namespace: String,
    /// Name of the entity container.
    pub container: String,
    pub entity_types: Vec<EntityType>,
    pub complex_types: Vec<ComplexType>,
    pub enum_types: Vec<EnumType>,
    /// What stands directly below the service root.
    pub roots: Vec<Root>,
    /// Type whose navigation may also be addressed without naming it: `companies` on the Business Central roots, where
    /// the company may come from `?company=` or be the only one (PROTOCOL.md 1.3). The first hop of such a path is
    /// the root set of this type with [`crate::plan::HopKey::Implied`].
    pub implied: Option<EntityTypeId>,
    pub rules: Rules,
}

/// Where the faces differ in reading a URL (PROTOCOL.md 1.2, 1.6, 2.4, 2.5).
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// `/set/key` beside `/set(key)`.
    pub key_as_segment: bool,
    /// Context URLs and links aside, names of any case are taken as equal; elsewhere an exact match is tried first.
    pub names_without_case: bool,
    /// `$top` is a page size (Graph) instead of a limit of the whole result.
    pub top_is_page_size: bool,
    /// Answer as the originals do where they refuse what OData allows (501).
    pub strict: bool,
}

/// An entity set or singleton at the root.
#[derive(Clone, Debug)]
pub struct Root {
    pub name: String,
    pub entity_type: EntityTypeId,
    pub singleton: bool,
}

#[derive(Clone, Debug, Default)]
pub struct EntityType {
    pub name: String,
    /// Name of the set that holds entities of this type below a company (`customers`).
    pub set_name: String,
    /// The key properties, in the order of metadata; most types have one. None for a singleton without a key.
    pub key: Vec<PropertyId>,
    pub properties: Vec<Property>,
    pub navigations: Vec<Navigation>,
    pub actions: Vec<Action>,
    pub capabilities: Capabilities,
    /// A read of the whole set needs a filter on one of these properties or a parent in the path (PROTOCOL.md 1.4).
    pub needs_filter_on: Vec<PropertyId>,
}

/// What may be done with entities of a type.
#[derive(Clone, Copy, Debug, Default)]
pub struct Capabilities {
    pub insertable: bool,
    pub updatable: bool,
    pub deletable: bool,
}

#[derive(Clone, Debug)]
pub struct Property {
    pub name: String,
    pub edm_type: EdmType,
    pub nullable: bool,
    /// In characters; strings only.
    pub max_length: Option<u32>,
    pub read_only: bool,
    /// Sent once at creation, refused later.
    pub immutable: bool,
    /// `false` for values that no filter or order can use (collections of complex values).
    pub filterable: bool,
}

#[derive(Clone, Debug)]
pub struct Navigation {
    pub name: String,
    pub target: EntityTypeId,
    pub collection: bool,
    /// `ContainsTarget`: the target's canonical URL runs through this navigation.
    pub contained: bool,
    /// Name of the opposite navigation, when there is one.
    pub partner: Option<String>,
    /// Name of the property of this type that equals the target's key.
    pub referential: Option<String>,
}

/// A bound action (OData CSDL 12.1), which is bound to one entity of its type.
#[derive(Clone, Debug, Default)]
pub struct Action {
    pub name: String,
    /// What the body may hold, beside the entity. What is not nullable must be sent.
    pub parameters: Vec<Property>,
    /// Type of what it answers with; `None`: it answers with nothing.
    pub result: Option<EdmType>,
}

#[derive(Clone, Debug)]
pub struct ComplexType {
    pub name: String,
    pub members: Vec<Property>,
}

#[derive(Clone, Debug)]
pub struct EnumType {
    pub name: String,
    pub members: Vec<EnumMember>,
}

#[derive(Clone, Debug)]
pub struct EnumMember {
    /// Name on the wire, `_xHHHH_`-encoded (`_x0020_`).
    pub name: String,
    /// What a person reads (a blank for `_x0020_`).
    pub label: String,
    pub value: i64,
}

impl Model {
    pub fn entity_type(&self, id: EntityTypeId) -> &EntityType {
        &self.entity_types[id.0]
    }

    pub fn enum_type(&self, id: EnumTypeId) -> &EnumType {
        &self.enum_types[id.0]
    }

    pub fn complex_type(&self, id: ComplexTypeId) -> &ComplexType {
        &self.complex_types[id.0]
    }

    pub fn find_entity_type(&self, name: &str) -> Option<EntityTypeId> {
        self.entity_types.iter().position(|entity| entity.name == name).map(EntityTypeId)
    }

    /// Name of a type as metadata writes it: `Edm.Guid`, `Microsoft.NAV.contactType`.
    pub fn type_name(&self, edm_type: EdmType) -> String {
        match edm_type {
            EdmType::Guid => "Edm.Guid".into(),
            EdmType::String => "Edm.String".into(),
            EdmType::Int32 => "Edm.Int32".into(),
            EdmType::Int64 => "Edm.Int64".into(),
            EdmType::Decimal => "Edm.Decimal".into(),
            EdmType::Boolean => "Edm.Boolean".into(),
            EdmType::Date => "Edm.Date".into(),
            EdmType::DateTimeOffset => "Edm.DateTimeOffset".into(),
            EdmType::TimeOfDay => "Edm.TimeOfDay".into(),
            EdmType::Duration => "Edm.Duration".into(),
            EdmType::Stream => "Edm.Stream".into(),
            EdmType::Enum(id) => format!("{}.{}", self.namespace, self.enum_type(id).name),
            EdmType::Complex(id) => format!("{}.{}", self.namespace, self.complex_type(id).name),
            EdmType::ComplexCollection(id) => {
                format!("Collection({}.{})", self.namespace, self.complex_type(id).name)
            }
        }
    }
}

impl EntityType {
    /// Finds by exact name first, then without case (PROTOCOL.md 1.6).
    pub fn find_property(&self, name: &str) -> Option<PropertyId> {
        find(&self.properties, name, |property| &property.name).map(PropertyId)
    }

    pub fn find_navigation(&self, name: &str) -> Option<NavigationId> {
        find(&self.navigations, name, |navigation| &navigation.name).map(NavigationId)
    }

    pub fn find_action(&self, name: &str) -> Option<ActionId> {
        find(&self.actions, name, |action| &action.name).map(ActionId)
    }

    pub fn property(&self, id: PropertyId) -> &Property {
        &self.properties[id.0]
    }

    pub fn key_properties(&self) -> impl ExactSizeIterator<Item = &Property> {
        self.key.iter().map(|id| self.property(*id))
    }

    /// The key property of a type that has exactly one.
    pub fn only_key(&self) -> Option<PropertyId> {
        match self.key.as_slice() {
            [key] => Some(*key),
            _ => None,
        }
    }

    pub fn navigation(&self, id: NavigationId) -> &Navigation {
        &self.navigations[id.0]
    }

    pub fn action(&self, id: ActionId) -> &Action {
        &self.actions[id.0]
    }
}

impl ComplexType {
    /// Index of a member, by exact name first, then without case.
    pub fn find_member(&self, name: &str) -> Option<usize> {
        find(&self.members, name, |member| &member.name)
    }
}

fn find<T>(items: &[T], name: &str, name_of: impl Fn(&T) -> &String) -> Option<usize> {
    items
        .iter()
        .position(|item| name_of(item) == name)
        .or_else(|| items.iter().position(|item| name_of(item).eq_ignore_ascii_case(name)))
}
