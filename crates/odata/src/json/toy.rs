//! A small model for the tests of this crate's documents: companies with customers, invoices and their lines.

use crate::edm::*;

pub(crate) const COMPANY: EntityTypeId = EntityTypeId(0);
pub(crate) const CUSTOMER: EntityTypeId = EntityTypeId(1);
pub(crate) const INVOICE: EntityTypeId = EntityTypeId(2);
pub(crate) const LINE: EntityTypeId = EntityTypeId(3);

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

fn id() -> Property {
    Property { nullable: false, read_only: true, ..property("id", EdmType::Guid) }
}

fn text(name: &str, max_length: u32) -> Property {
    Property { max_length: Some(max_length), ..property(name, EdmType::String) }
}

fn navigation(name: &str, target: EntityTypeId, collection: bool, contained: bool) -> Navigation {
    Navigation { name: name.into(), target, collection, contained, partner: None, referential: None }
}

fn entity(name: &str, set_name: &str, properties: Vec<Property>, navigations: Vec<Navigation>) -> EntityType {
    EntityType {
        name: name.into(),
        set_name: set_name.into(),
        key: vec![PropertyId(0)],
        properties,
        navigations,
        capabilities: Capabilities { insertable: true, updatable: true, deletable: true },
        ..EntityType::default()
    }
}

fn member(name: &str, label: &str, value: i64) -> EnumMember {
    EnumMember { name: name.into(), label: label.into(), value }
}

fn invoice() -> EntityType {
    let mut customer = navigation("customer", CUSTOMER, false, false);
    customer.referential = Some("customerId".into());
    let mut lines = navigation("salesInvoiceLines", LINE, true, true);
    lines.partner = Some("salesInvoice".into());
    let properties = vec![
        id(),
        Property { read_only: true, ..text("number", 20) },
        property("customerId", EdmType::Guid),
        property("invoiceDate", EdmType::Date),
        property("totalAmount", EdmType::Decimal),
        property("pdf", EdmType::Stream),
    ];
    let mut invoice = entity("salesInvoice", "salesInvoices", properties, vec![customer, lines]);
    invoice.actions.push(Action { name: "post".into(), ..Action::default() });
    invoice
}

fn line() -> EntityType {
    let properties = vec![
        id(),
        Property { immutable: true, ..property("documentId", EdmType::Guid) },
        property("sequence", EdmType::Int32),
        property("entryNumber", EdmType::Int64),
        property("quantity", EdmType::Decimal),
    ];
    let mut parent = navigation("salesInvoice", INVOICE, false, false);
    parent.partner = Some("salesInvoiceLines".into());
    entity("salesInvoiceLine", "salesInvoiceLines", properties, vec![parent])
}

/// The Business Central form: `companies` and the entities below them.
pub(crate) fn model() -> Model {
    let mut company = entity(
        "company",
        "companies",
        vec![id(), Property { read_only: true, ..text("name", 30) }],
        vec![
            navigation("customers", CUSTOMER, true, true),
            navigation("salesInvoices", INVOICE, true, true),
            navigation("salesInvoiceLines", LINE, true, true),
        ],
    );
    company.capabilities = Capabilities::default();
    let customer_properties = vec![
        id(),
        text("displayName", 10),
        property("type", EdmType::Enum(EnumTypeId(0))),
        property("address", EdmType::Complex(ComplexTypeId(0))),
        property("blocked", EdmType::Boolean),
        property("modifiedAt", EdmType::DateTimeOffset),
        Property { filterable: false, ..property("tags", EdmType::ComplexCollection(ComplexTypeId(0))) },
    ];
    let invoices = navigation("salesInvoices", INVOICE, true, false);
    let customer = entity("customer", "customers", customer_properties, vec![invoices]);
    Model {
        namespace: "Microsoft.NAV".into(),
        container: "NAV".into(),
        entity_types: vec![company, customer, invoice(), line()],
        complex_types: vec![ComplexType {
            name: "address".into(),
            members: vec![text("street", 100), text("city", 30)],
        }],
        enum_types: vec![EnumType {
            name: "contactType".into(),
            members: vec![
                member("_x0020_", " ", 0),
                member("Company", "Company", 1),
                member("In_x0020_Progress", "In Progress", 2),
            ],
        }],
        roots: vec![Root { name: "companies".into(), entity_type: COMPANY, singleton: false }],
        implied: Some(COMPANY),
        rules: Rules::default(),
    }
}

/// With lines known by invoice and sequence.
pub(crate) fn model_with_two_part_key() -> Model {
    let mut model = model();
    model.entity_types[LINE.0].key = vec![PropertyId(1), PropertyId(2)];
    model
}

/// The Graph form: the same below a singleton `financials` without a key.
pub(crate) fn graph_model() -> Model {
    let mut model = model();
    model.namespace = "microsoft.graph".into();
    let financials = EntityType {
        name: "financials".into(),
        navigations: vec![navigation("companies", COMPANY, true, true)],
        ..EntityType::default()
    };
    model.entity_types.push(financials);
    model.roots = vec![Root { name: "financials".into(), entity_type: EntityTypeId(4), singleton: true }];
    model.implied = None;
    model
}
