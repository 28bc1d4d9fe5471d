//! A small model with one of everything: two faces, enums, complex values, recursion, a singleton.

use odata::edm::*;

pub const ENTRY: EntityTypeId = EntityTypeId(2);

fn property(name: &str, edm_type: EdmType) -> Property {
    Property {
        name: name.into(),
        edm_type,
        nullable: true,
        max_length: None,
        read_only: false,
        immutable: false,
        filterable: !matches!(edm_type, EdmType::ComplexCollection(_)),
    }
}

fn navigation(name: &str, target: usize, collection: bool) -> Navigation {
    Navigation {
        name: name.into(),
        target: EntityTypeId(target),
        collection,
        contained: collection,
        partner: None,
        referential: None,
    }
}

fn entity(name: &str, set: &str, properties: Vec<Property>, navigations: Vec<Navigation>) -> EntityType {
    EntityType {
        name: name.into(),
        set_name: set.into(),
        key: vec![PropertyId(0)],
        properties,
        navigations,
        actions: vec![Action { name: "post".into(), ..Action::default() }],
        ..EntityType::default()
    }
}

fn company() -> EntityType {
    let properties = vec![property("id", EdmType::Guid), property("name", EdmType::String)];
    let navigations = vec![
        navigation("entries", 2, true),
        navigation("customers", 3, true),
        navigation("accounts", 4, true),
        navigation("quotas", 5, true),
    ];
    entity("company", "companies", properties, navigations)
}

fn entry() -> EntityType {
    let properties = vec![
        property("id", EdmType::Guid),
        property("number", EdmType::String),
        property("lineNumber", EdmType::Int32),
        property("amount", EdmType::Decimal),
        property("open", EdmType::Boolean),
        property("postingDate", EdmType::Date),
        property("changed", EdmType::DateTimeOffset),
        property("startTime", EdmType::TimeOfDay),
        property("length", EdmType::Duration),
        property("status", EdmType::Enum(EnumTypeId(0))),
        property("address", EdmType::Complex(ComplexTypeId(0))),
        property("dimensions", EdmType::ComplexCollection(ComplexTypeId(1))),
        property("content", EdmType::Stream),
        property("entryNumber", EdmType::Int64),
    ];
    entity("entry", "entries", properties, vec![navigation("customer", 3, false)])
}

fn customer() -> EntityType {
    let properties = vec![
        property("id", EdmType::Guid),
        property("displayName", EdmType::String),
        property("balance", EdmType::Decimal),
        property("blocked", EdmType::Boolean),
    ];
    entity("customer", "customers", properties, vec![navigation("entries", 2, true)])
}

fn account() -> EntityType {
    let properties = vec![property("id", EdmType::Guid), property("number", EdmType::String)];
    let navigations = vec![navigation("parent", 4, false), navigation("children", 4, true)];
    entity("account", "accounts", properties, navigations)
}

/// Known by a customer and a name.
fn quota() -> EntityType {
    let properties = vec![
        property("amount", EdmType::Decimal),
        property("customerId", EdmType::Guid),
        property("name", EdmType::String),
    ];
    EntityType {
        key: vec![PropertyId(1), PropertyId(2)],
        ..entity("quota", "quotas", properties, vec![navigation("customer", 3, false)])
    }
}

fn financials() -> EntityType {
    EntityType {
        key: Vec::new(),
        ..entity("financials", "financials", vec![], vec![navigation("companies", 1, true)])
    }
}

fn member(name: &str, label: &str, value: i64) -> EnumMember {
    EnumMember { name: name.into(), label: label.into(), value }
}

fn complex(name: &str, members: &[&str]) -> ComplexType {
    let members = members.iter().map(|name| property(name, EdmType::String)).collect();
    ComplexType { name: name.into(), members }
}

fn model(namespace: &str, root: Root, rules: Rules) -> Model {
    let members = vec![
        member("_x0020_", " ", 0),
        member("Open", "Open", 1),
        member("In_x0020_Progress", "In Progress", 2),
        member("Closed", "Closed", 4),
    ];
    Model {
        namespace: namespace.into(),
        container: "container".into(),
        entity_types: vec![financials(), company(), entry(), customer(), account(), quota()],
        complex_types: vec![complex("addressType", &["street", "city"]), complex("dimensionType", &["code"])],
        enum_types: vec![EnumType { name: "status".into(), members }],
        roots: vec![root],
        implied: None,
        rules,
    }
}

/// As on the Business Central roots: keys in parentheses, the company may be implied.
pub fn business_central() -> Model {
    let root = Root { name: "companies".into(), entity_type: EntityTypeId(1), singleton: false };
    Model { implied: Some(EntityTypeId(1)), ..model("Microsoft.NAV", root, Rules::default()) }
}

/// The same, answering as the original does.
pub fn strict() -> Model {
    let model = business_central();
    Model { rules: Rules { strict: true, ..model.rules }, ..model }
}

/// As on the Graph root: a singleton first, keys as segments too.
pub fn graph() -> Model {
    let root = Root { name: "financials".into(), entity_type: EntityTypeId(0), singleton: true };
    let rules =
        Rules { key_as_segment: true, names_without_case: true, top_is_page_size: true, strict: false };
    model("microsoft.graph", root, rules)
}
