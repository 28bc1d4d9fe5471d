//! The text of compiled statements.

use odata::edm::{EntityTypeId, PropertyId};
use odata::expression::{BinaryOperator, Function, VariableId};
use odata::plan::{Hop, HopKey, Plan, Query, Search, Selected, Step, Tail};
use odata::{RefusalKind, Value};
use odata_sql::compiled::{Dialect, Level, Read, SqlValue};
use odata_sql::{PageRules, compile, token};

use crate::execution::RULES;
use crate::plans::*;
use crate::toy::{COMPANY, CUSTOMER, FINANCIALS, INVOICE, mapping, model};

fn compiled(plan: &Plan, dialect: Dialect) -> Read {
    compile(&model(), &mapping(), plan, dialect, &RULES).unwrap()
}

fn write_level(text: &mut String, depth: usize, level: &Level) {
    let statements = [("rows", &level.rows), ("count", &level.count)];
    for (name, statement) in statements {
        if let Some(statement) = statement {
            text.push_str(&format!("{}{name}: {}\n", "  ".repeat(depth), statement.text));
        }
    }
    for expand in &level.expands {
        write_level(text, depth + 1, &expand.level);
    }
}

/// All statements of a read, in SQLite's words unless said otherwise.
fn texts(plan: &Plan, dialect: Dialect) -> String {
    let read = compiled(plan, dialect);
    let mut text = String::new();
    write_level(&mut text, 0, &read.root);
    for ancestor in &read.ancestors {
        text.push_str(&format!("hop {}: {}\n", ancestor.hop, ancestor.statement.text));
    }
    text
}

fn sqlite(plan: &Plan) -> String {
    texts(plan, Dialect::Sqlite)
}

fn postgres(plan: &Plan) -> String {
    texts(plan, Dialect::Postgres)
}

/// `id` and `number`.
fn narrow() -> Query {
    let select = [0, 1].map(|index| Selected::Property(PropertyId(index)));
    Query { select: Some(select.into()), ..Query::default() }
}

/// The WHERE clause of a filter, without what is always there.
fn filter(dialect: Dialect, filter: odata::expression::Expression) -> String {
    let plan = customers(Query { filter: Some(filter), ..narrow() });
    let text = compiled(&plan, dialect).root.rows.unwrap().text;
    let text = text.split_once(" FROM customers t0").unwrap().1;
    text.split_once(" ORDER BY").unwrap().0.replace(" WHERE t0.company_id = ", "| ")
}

fn filters(expression: odata::expression::Expression) -> String {
    format!("{}\n{}", filter(Dialect::Sqlite, expression.clone()), filter(Dialect::Postgres, expression))
}

#[test]
fn every_column_of_a_type() {
    let plan = customers(Query::default());
    insta::assert_snapshot!(sqlite(&plan), @"");
    insta::assert_snapshot!(postgres(&plan), @"");
}

#[test]
fn seed_request() {
    let plan = plan(path(&[("customers", Some(id(2, 1))), ("invoices", Some(id(4, 1)))]), narrow());
    insta::assert_snapshot!(postgres(&plan), @"");
}

#[test]
fn paths_through_single_navigations() {
    let steps = [("customers", Some(id(2, 1))), ("manager", None), ("currency", None)];
    let plan = plan(path(&steps), Query { select: Some(vec![]), ..Query::default() });
    insta::assert_snapshot!(sqlite(&plan), @"");
}

#[test]
fn companies_and_the_singleton() {
    let mut hops = path(&[]);
    (hops[0].collection, hops[0].key) = (true, None);
    insta::assert_snapshot!(sqlite(&plan(hops.clone(), Query::default())), @"");
    hops[0] = Hop { collection: false, key: Some(HopKey::Implied), ..hops[0].clone() };
    insta::assert_snapshot!(sqlite(&plan(hops, Query::default())), @"");
    let singleton = Hop { step: Step::Root(1), entity_type: FINANCIALS, collection: false, key: None };
    let expand = vec![expand(FINANCIALS, "companies", Query::default())];
    let query = Query { expand, ..Query::default() };
    insta::assert_snapshot!(postgres(&plan(vec![singleton], query)), @"");
}

#[test]
fn comparisons() {
    let cases = [
        equal(property("name"), text("x")),
        equal(property("rateName"), text("x")),
        not(equal(property("rateName"), text("x"))),
        binary(BinaryOperator::NotEqual, property("manager/name"), property("rateName")),
        equal(property("rateName"), literal(Value::Null)),
        equal(property("name"), literal(Value::Null)),
        binary(BinaryOperator::Greater, property("balance"), decimal("1.000001")),
        binary(BinaryOperator::GreaterOrEqual, decimal("1e3"), property("credit")),
        equal(property("balance"), decimal("1.000001")),
        equal(property("blocked"), text("All")),
        equal(property("taxId"), text("nonsense")),
        is_in(property("number"), vec![text("a"), text("b"), literal(Value::Null)]),
        binary(BinaryOperator::Less, property("blocked"), text("b")),
    ];
    let texts: Vec<String> = cases.into_iter().map(filters).collect();
    insta::assert_snapshot!(texts.join("\n"), @"");
}

#[test]
fn functions_and_collections() {
    let amount = || property_of(VariableId(1), INVOICE, "amount");
    let large = || binary(BinaryOperator::Greater, amount(), property("balance"));
    let product = binary(BinaryOperator::Multiply, property("balance"), property("credit"));
    let cases = [
        call(Function::StartsWith, vec![property("number"), text("C0")]),
        call(Function::Contains, vec![call(Function::ToLower, vec![property("name")]), text("a_b")]),
        binary(BinaryOperator::Less, product, decimal("1.5")),
        any("invoices", Some(large())),
        lambda(true, "manager/invoices", Some(large())),
        equal(count_of("invoices", None), integer(2)),
        equal(call(Function::Year, vec![property("modified")]), integer(2024)),
    ];
    let texts: Vec<String> = cases.into_iter().map(filters).collect();
    insta::assert_snapshot!(texts.join("\n"), @"");
}

#[test]
fn order_and_pages() {
    let order_by = vec![order(property("rateName"), true), order(property("name"), false)];
    let query = Query { order_by, top: Some(5), skip: Some(10), count: true, ..narrow() };
    insta::assert_snapshot!(postgres(&customers(query.clone())), @"");

    let shape = compiled(&customers(query.clone()), Dialect::Sqlite).root.token_shape;
    let values = [SqlValue::Text("r".into()), SqlValue::Text("n".into()), SqlValue::Uuid(id(2, 1))];
    let skip_token = Some(token::encode(&values, &shape, Some(3)));
    let next = customers(Query { skip_token: skip_token.clone(), ..query.clone() });
    insta::assert_snapshot!(postgres(&next), @"");
    assert_eq!(compiled(&next, Dialect::Postgres).root.remaining, Some(3));

    // By the default order both databases can go straight to the place.
    let plain = customers(narrow());
    let shape = compiled(&plain, Dialect::Sqlite).root.token_shape;
    let by_default = token::encode(&[SqlValue::Text("C1".into())], &shape, None);
    insta::assert_snapshot!(sqlite(&customers(Query { skip_token: Some(by_default), ..narrow() })), @"");

    let refused = |token: Option<String>, query: Query| {
        let plan = customers(Query { skip_token: token, ..query });
        let refusal = compile(&model(), &mapping(), &plan, Dialect::Sqlite, &RULES).unwrap_err();
        (refusal.kind, refusal.target.unwrap())
    };
    let expected = (RefusalKind::BadRequest, "$skiptoken".to_owned());
    assert_eq!(refused(skip_token, narrow()), expected);
    assert_eq!(refused(Some("x".into()), query.clone()), expected);
    assert_eq!(refused(Some(token::encode(&[], &shape, None)), query), expected);
}

#[test]
fn sizes_of_pages() {
    let page = |top: Option<u64>, client_max_page_size, top_is_page_size| {
        let rules = PageRules { client_max_page_size, top_is_page_size, ..RULES };
        let plan = customers(Query { top, ..narrow() });
        let root = compile(&model(), &mapping(), &plan, Dialect::Sqlite, &rules).unwrap().root;
        (root.page_rows.unwrap(), root.remaining, root.rows.is_some())
    };
    assert_eq!(page(None, None, false), (20_000, None, true));
    assert_eq!(page(None, Some(7), false), (7, None, true));
    assert_eq!(page(None, Some(70_000), false), (20_000, None, true));
    assert_eq!(page(Some(9), Some(7), false), (7, Some(9), true));
    assert_eq!(page(Some(9), None, true), (9, None, true));
    assert_eq!(page(Some(0), None, false), (0, Some(0), false));
}

#[test]
fn expanded_levels() {
    let lines = Query { top: Some(2), skip: Some(1), select: Some(vec![]), ..Query::default() };
    let mut count = expand(CUSTOMER, "invoices", Query::default());
    count.count_only = true;
    let mut reports = expand(CUSTOMER, "reports", Query { select: Some(vec![]), ..Query::default() });
    reports.further_levels = 1;
    let currency = expand(CUSTOMER, "currency", Query { select: Some(vec![]), ..Query::default() });
    let expand = vec![expand(CUSTOMER, "invoices", lines), count, reports, currency];
    let plan = customers(Query { expand, ..narrow() });
    insta::assert_snapshot!(sqlite(&plan), @"");
    insta::assert_snapshot!(postgres(&plan), @"");
}

#[test]
fn companies_with_their_customers() {
    let currency = expand(CUSTOMER, "currency", Query { select: Some(vec![]), ..Query::default() });
    let inner = Query { expand: vec![currency], select: Some(vec![]), ..Query::default() };
    let mut hops = path(&[]);
    (hops[0].collection, hops[0].key) = (true, None);
    let query = Query { expand: vec![expand(COMPANY, "customers", inner)], ..Query::default() };
    insta::assert_snapshot!(postgres(&plan(hops, query)), @"");
}

#[test]
fn tails() {
    let with_tail = |tail| Plan { tail, ..plan(path(&[("customers", Some(id(2, 1)))]), Query::default()) };
    let property = |property, member| Tail::Property { property: PropertyId(property), member, raw: false };
    insta::assert_snapshot!(sqlite(&with_tail(Tail::Reference)), @"");
    insta::assert_snapshot!(sqlite(&with_tail(property(15, Some(1)))), @"");
    let search = Search::Term("x".into());
    let counted = Plan {
        tail: Tail::Count,
        ..plan(path(&[("currencies", None)]), Query { search: Some(search), ..Query::default() })
    };
    insta::assert_snapshot!(sqlite(&counted), @"");
    let nothing = compile(&model(), &mapping(), &with_tail(Tail::Metadata), Dialect::Sqlite, &RULES);
    assert_eq!(nothing.unwrap_err().kind, RefusalKind::BadRequest);
    assert_eq!(EntityTypeId(1), COMPANY);
}
