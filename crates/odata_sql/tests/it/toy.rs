//! A toy model and its mapping: one property for each kind of source, one navigation for each kind of link.

use odata::edm::{
    ComplexType, ComplexTypeId, EdmType, EntityType, EntityTypeId, EnumMember, EnumType, EnumTypeId, Model,
    Navigation, Property, PropertyId, Root,
};
use odata_sql::mapping::{EntityMapping, Fallback, Join, Link, Mapping, Source, Storage};

pub const FINANCIALS: EntityTypeId = EntityTypeId(0);
pub const COMPANY: EntityTypeId = EntityTypeId(1);
pub const CUSTOMER: EntityTypeId = EntityTypeId(2);
pub const CURRENCY: EntityTypeId = EntityTypeId(3);
pub const INVOICE: EntityTypeId = EntityTypeId(4);

const BLOCKED: &[(i64, &str)] = &[(0, " "), (1, "Ship"), (2, "All"), (3, "All")];

fn property(name: &str, edm_type: EdmType) -> Property {
    Property {
        name: name.into(),
        edm_type,
        nullable: true,
        max_length: None,
        read_only: false,
        immutable: false,
        filterable: true,
    }
}

fn navigation(name: &str, target: EntityTypeId, collection: bool) -> Navigation {
    Navigation { name: name.into(), target, collection, contained: false, partner: None, referential: None }
}

fn entity(name: &str, properties: &[(&str, EdmType)], navigations: Vec<Navigation>) -> EntityType {
    EntityType {
        name: name.into(),
        set_name: format!("{name}s"),
        key: vec![PropertyId(0)],
        properties: properties.iter().map(|(name, edm_type)| property(name, *edm_type)).collect(),
        navigations,
        ..EntityType::default()
    }
}

pub fn model() -> Model {
    use EdmType::*;
    let customer = [
        ("id", Guid),
        ("number", String),
        ("name", String),
        ("street", String),
        ("currencyId", Guid),
        ("currencyCode", String),
        ("rateName", String),
        ("balance", Decimal),
        ("blocked", String),
        ("status", Enum(EnumTypeId(0))),
        ("active", Boolean),
        ("since", Date),
        ("modified", DateTimeOffset),
        ("credit", Int64),
        ("taxId", String),
        ("address", Complex(ComplexTypeId(0))),
        ("kind", String),
        ("dimensions", ComplexCollection(ComplexTypeId(0))),
    ];
    Model {
        namespace: "toy".into(),
        container: "default".into(),
        entity_types: vec![
            entity("financial", &[("id", String)], vec![navigation("companies", COMPANY, true)]),
            entity(
                "company",
                &[("id", Guid), ("name", String)],
                vec![navigation("customers", CUSTOMER, true), navigation("currencies", CURRENCY, true)],
            ),
            entity(
                "customer",
                &customer,
                vec![
                    navigation("currency", CURRENCY, false),
                    navigation("invoices", INVOICE, true),
                    navigation("manager", CUSTOMER, false),
                    navigation("reports", CUSTOMER, true),
                ],
            ),
            entity(
                "currency",
                &[("id", Guid), ("code", String), ("rate", Decimal)],
                vec![navigation("customers", CUSTOMER, true)],
            ),
            entity(
                "invoice",
                &[("id", Guid), ("number", String), ("amount", Decimal), ("customerNumber", String)],
                vec![navigation("customer", CUSTOMER, false)],
            ),
        ],
        complex_types: vec![ComplexType {
            name: "address".into(),
            members: vec![property("line", String), property("city", String)],
        }],
        enum_types: vec![EnumType {
            name: "status".into(),
            members: [("Open", 0), ("Paid", 1), ("Void", 2)]
                .map(|(name, value)| EnumMember { name: name.into(), label: name.into(), value })
                .into(),
        }],
        roots: vec![
            Root { name: "companies".into(), entity_type: COMPANY, singleton: false },
            Root { name: "financials".into(), entity_type: FINANCIALS, singleton: true },
        ],
        ..Model::default()
    }
}

fn column(column: &'static str, storage: Storage) -> Source {
    Source::Column { column, storage }
}

fn link(local: &'static str, foreign: &'static str) -> Link {
    Link::Columns { local, foreign, storage: Storage::Uuid, is_shared: false }
}

fn mapped(table: &'static str, sources: Vec<Source>, links: Vec<Link>) -> EntityMapping {
    EntityMapping {
        table,
        conditions: Vec::new(),
        flags: Vec::new(),
        joins: Vec::new(),
        sources,
        links,
        default_order: vec![("number", Storage::Text)],
        ..EntityMapping::default()
    }
}

fn customer() -> EntityMapping {
    use Storage::*;
    let joined = |column, or| Source::Joined { join: 0, column, storage: Text, or };
    let sources = vec![
        column("id", Uuid),
        column("number", Text),
        column("name", Text),
        Source::Lines { first: "street", second: "street2" },
        column("currency_id", Uuid),
        joined("code", Fallback::Joined { join: 1, column: "currency_code" }),
        joined("title", Fallback::Null),
        column("balance", Decimal),
        Source::Label { column: "blocked", labels: BLOCKED },
        column("status", Enum),
        column("active", Boolean),
        column("since", Date),
        column("modified", Instant),
        column("credit", Integer),
        column("tax_id", Uuid),
        Source::Complex(vec![column("street", Text), column("city", Text)]),
        Source::Constant("it's"),
        Source::External,
    ];
    let links = vec![
        link("currency_id", "id"),
        link("id", "customer_id"),
        link("manager_id", "id"),
        link("id", "manager_id"),
    ];
    let joins = vec![
        Join { table: "currencies", on: vec![("currency_id", "id")] },
        Join { table: "companies", on: vec![] },
    ];
    EntityMapping { joins, ..mapped("customers", sources, links) }
}

pub fn mapping() -> Mapping {
    use Storage::*;
    let rootless = EntityMapping {
        is_rootless: true,
        default_order: vec![],
        ..mapped("", vec![Source::Constant("")], vec![Link::All])
    };
    let company = EntityMapping {
        is_company: true,
        default_order: vec![("name", Text)],
        ..mapped(
            "companies",
            vec![column("id", Uuid), column("name", Text)],
            vec![Link::Company, Link::Company],
        )
    };
    let currency = EntityMapping {
        default_order: vec![("code", Text)],
        ..mapped(
            "currencies",
            vec![column("id", Uuid), column("code", Text), column("rate", Decimal)],
            vec![link("id", "currency_id")],
        )
    };
    let number = Source::Joined { join: 0, column: "number", storage: Text, or: Fallback::Empty };
    let invoice = EntityMapping {
        conditions: vec![("document_type", 2)],
        flags: Vec::new(),
        joins: vec![Join { table: "customers", on: vec![("customer_id", "id")] }],
        ..mapped(
            "documents",
            vec![column("id", Uuid), column("number", Text), column("amount", Decimal), number],
            vec![link("customer_id", "id")],
        )
    };
    Mapping { entities: vec![rootless, company, customer(), currency, invoice] }
}
