//! Context URLs of plans over the toy model.

use uuid::Uuid;

use super::*;
use crate::edm::{NavigationId, PropertyId};
use crate::json::toy::{self, COMPANY, CUSTOMER, INVOICE, LINE};
use crate::plan::Expand;

const ROOT: &str = "http://h/api/v2.0";

fn hop(step: Step, entity_type: EntityTypeId, key: Option<u128>, collection: bool) -> Hop {
    let key = key.map(|key| HopKey::Given(Value::Guid(Uuid::from_u128(key)).into()));
    Hop { step, entity_type, collection, key }
}

fn navigation(index: usize, entity_type: EntityTypeId, key: Option<u128>) -> Hop {
    hop(Step::Navigation(NavigationId(index)), entity_type, key, key.is_none())
}

fn company() -> Hop {
    hop(Step::Root(0), COMPANY, Some(0xc), false)
}

fn plan(hops: Vec<Hop>, tail: Tail, query: Query) -> Plan {
    Plan { hops, tail, query, format: None, custom_options: Vec::new(), has_reordered_key: false }
}

/// The part after `$metadata`, GUIDs shortened to their last digit.
fn fragment_in(model: &Model, plan: &Plan) -> String {
    let Some(url) = context_url(ROOT, plan, model) else { return "none".into() };
    let fragment = url.strip_prefix("http://h/api/v2.0/$metadata").unwrap();
    fragment.replace("00000000-0000-0000-0000-00000000000", "")
}

fn fragment(hops: Vec<Hop>, tail: Tail, query: Query) -> String {
    fragment_in(&toy::model(), &plan(hops, tail, query))
}

fn resource(hops: Vec<Hop>) -> String {
    fragment(hops, Tail::Resource, Query::default())
}

#[test]
fn sets_and_entities() {
    assert_eq!(fragment(vec![], Tail::ServiceDocument, Query::default()), "");
    assert_eq!(resource(vec![hop(Step::Root(0), COMPANY, None, true)]), "#companies");
    assert_eq!(resource(vec![company()]), "#companies/$entity");
    assert_eq!(resource(vec![company(), navigation(0, CUSTOMER, None)]), "#companies(c)/customers");
    assert_eq!(
        resource(vec![company(), navigation(0, CUSTOMER, Some(1))]),
        "#companies(c)/customers/$entity"
    );
    let lines = vec![company(), navigation(1, INVOICE, Some(1)), navigation(1, LINE, None)];
    assert_eq!(resource(lines), "#companies(c)/salesInvoices(1)/salesInvoiceLines");
}

#[test]
fn navigation_without_containment_leads_to_the_canonical_set() {
    let customer = || hop(Step::Navigation(NavigationId(0)), CUSTOMER, None, false);
    let invoice = || vec![company(), navigation(1, INVOICE, Some(1))];
    let hops = [invoice(), vec![customer()]].concat();
    assert_eq!(resource(hops.clone()), "#companies(c)/customers/$entity");
    let hops_of_invoices = [hops.clone(), vec![navigation(0, INVOICE, None)]].concat();
    assert_eq!(resource(hops_of_invoices), "#companies(c)/salesInvoices");
    let name = Tail::Property { property: PropertyId(1), member: None, raw: false };
    assert_eq!(fragment(hops, name, Query::default()), "#Edm.String");
}

#[test]
fn select_and_expand() {
    let nested = Query { select: Some(vec![Selected::Property(PropertyId(1))]), ..Query::default() };
    let expand = |query: Query| Expand {
        navigation: NavigationId(0),
        entity_type: CUSTOMER,
        reference: false,
        count_only: false,
        further_levels: 0,
        query,
    };
    let invoices = || vec![company(), navigation(1, INVOICE, None)];
    let of = |query| fragment(invoices(), Tail::Resource, query);
    let selected = vec![Selected::Property(PropertyId(0)), Selected::Property(PropertyId(4))];
    let set = "#companies(c)/salesInvoices";
    assert_eq!(
        of(Query { select: Some(selected.clone()), ..Query::default() }),
        format!("{set}(id,totalAmount)")
    );
    assert_eq!(
        of(Query { expand: vec![expand(Query::default())], ..Query::default() }),
        format!("{set}(customer())")
    );
    let both = Query {
        select: Some(vec![selected[0].clone(), Selected::Navigation(NavigationId(0))]),
        expand: vec![expand(nested.clone())],
        ..Query::default()
    };
    assert_eq!(of(both), format!("{set}(id,customer(displayName))"));
    let levels = Expand { further_levels: 2, ..expand(nested) };
    assert_eq!(
        of(Query { expand: vec![levels], ..Query::default() }),
        format!("{set}(customer+(displayName))")
    );
    let count = Expand { count_only: true, ..expand(Query::default()) };
    assert_eq!(of(Query { expand: vec![count], ..Query::default() }), set);
    let members = Query { select: Some(vec![Selected::Members(PropertyId(3), vec![1])]), ..Query::default() };
    let one = vec![company(), navigation(0, CUSTOMER, Some(1))];
    assert_eq!(fragment(one, Tail::Resource, members), "#companies(c)/customers(address/city)/$entity");
}

#[test]
fn references_and_properties() {
    let one = || vec![company(), navigation(0, CUSTOMER, Some(1))];
    let of = |tail| fragment(one(), tail, Query::default());
    assert_eq!(of(Tail::Reference), "#$ref");
    assert_eq!(of(Tail::Count), "none");
    let property = |property, member, raw| Tail::Property { property: PropertyId(property), member, raw };
    assert_eq!(of(property(1, None, false)), "#companies(c)/customers(1)/displayName");
    assert_eq!(of(property(3, Some(1), false)), "#companies(c)/customers(1)/address/city");
    assert_eq!(of(property(1, None, true)), "none");
    let many = vec![company(), navigation(0, CUSTOMER, None)];
    assert_eq!(fragment(many, Tail::Reference, Query::default()), "#Collection($ref)");
    assert_eq!(
        type_context_url(ROOT, EdmType::Int32, &toy::model()),
        "http://h/api/v2.0/$metadata#Edm.Int32"
    );
}

#[test]
fn below_a_singleton() {
    let model = toy::graph_model();
    let financials = hop(Step::Root(0), EntityTypeId(4), None, false);
    let of = |hops| fragment_in(&model, &plan(hops, Tail::Resource, Query::default()));
    assert_eq!(of(vec![financials.clone()]), "#financials");
    let company = navigation(0, COMPANY, Some(0xc));
    assert_eq!(of(vec![financials.clone(), company.clone()]), "#financials/companies/$entity");
    let invoice = vec![financials, company, navigation(1, INVOICE, Some(1))];
    let customer = hop(Step::Navigation(NavigationId(0)), CUSTOMER, None, false);
    assert_eq!(of([invoice, vec![customer]].concat()), "#financials/companies(c)/customers/$entity");
}

#[test]
fn one_template_serves_other_keys() {
    let plan = plan(
        vec![company(), navigation(1, INVOICE, Some(1)), navigation(1, LINE, None)],
        Tail::Resource,
        Query::default(),
    );
    let template = ContextTemplate::of_created(&plan, &toy::model()).unwrap();
    let mut out = Vec::new();
    template.write(
        &mut out,
        "",
        &[Value::String("CRONUS's \"A/S\"".into()).into(), Value::Integer(7).into()],
    );
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "/$metadata#companies('CRONUS''s%20%22A%2FS%22')/salesInvoices(7)/salesInvoiceLines/$entity"
    );
}

#[test]
fn parts_of_a_key_are_named() {
    let model = toy::model_with_two_part_key();
    let key: Key = [Value::Guid(Uuid::from_u128(1)), Value::Integer(10)].into_iter().collect();
    let line = Hop { key: Some(HopKey::Given(key.clone())), collection: false, ..navigation(1, LINE, None) };
    let hops = vec![company(), navigation(1, INVOICE, Some(1)), line];
    let quantity = Tail::Property { property: PropertyId(4), member: None, raw: false };
    assert_eq!(
        fragment_in(&model, &plan(hops, quantity, Query::default())),
        "#companies(c)/salesInvoices(1)/salesInvoiceLines(documentId=1,sequence=10)/quantity"
    );
    let mut out = Vec::new();
    super::key(&mut out, ["documentId", "sequence"], &key);
    assert_eq!(out, b"documentId=00000000-0000-0000-0000-000000000001,sequence=10");
}
