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
    insta::assert_snapshot!(sqlite(&plan), @r#"
    rows: SELECT t0.id, t0.number, t0.name, CASE WHEN t0.street2 = '' THEN t0.street ELSE t0.street || char(13, 10) || t0.street2 END, t0.currency_id, coalesce(t1.code, t2.currency_code), t1.title, t0.balance, t0.blocked, t0.status, t0.active, t0.since, t0.modified, t0.credit, t0.tax_id, t0.street, t0.city, 'it''s', t0.row_version FROM customers t0 LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id LEFT JOIN companies t2 ON t2.id = t0.company_id WHERE t0.company_id = ?1 ORDER BY t0.number LIMIT 20001
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    "#);
    insta::assert_snapshot!(postgres(&plan), @r#"
    rows: SELECT t0.id, t0.number, t0.name, CASE WHEN t0.street2 = '' THEN t0.street ELSE t0.street || chr(13) || chr(10) || t0.street2 END, t0.currency_id, coalesce(t1.code, t2.currency_code), t1.title, t0.balance, t0.blocked, t0.status, t0.active, t0.since, t0.modified, t0.credit, t0.tax_id, t0.street, t0.city, 'it''s'::text, t0.row_version FROM customers t0 LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id LEFT JOIN companies t2 ON t2.id = t0.company_id WHERE t0.company_id = $1::uuid ORDER BY t0.number LIMIT 20001
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = $1::uuid
    "#);
}

#[test]
fn seed_request() {
    let plan =
        Plan::of_resource(path(&[("customers", Some(id(2, 1))), ("invoices", Some(id(4, 1)))]), narrow());
    insta::assert_snapshot!(postgres(&plan), @r#"
    rows: SELECT t0.id, t0.number, t0.row_version FROM documents t0 WHERE t0.company_id = $1::uuid AND t0.id = $2::uuid AND t0.document_type = 2 AND t0.customer_id = $3::uuid
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = $1::uuid
    hop 1: SELECT 1 FROM customers t0 WHERE t0.company_id = $1::uuid AND t0.id = $2::uuid
    "#);
}

#[test]
fn paths_through_single_navigations() {
    let steps = [("customers", Some(id(2, 1))), ("manager", None), ("currency", None)];
    let plan = Plan::of_resource(path(&steps), Query { select: Some(vec![]), ..Query::default() });
    insta::assert_snapshot!(sqlite(&plan), @r#"
    rows: SELECT t0.id, t0.row_version FROM currencies t0 WHERE t0.company_id = ?1 AND t0.id = (SELECT t1.currency_id FROM customers t1 WHERE t1.company_id = ?1 AND t1.id = (SELECT t2.manager_id FROM customers t2 WHERE t2.company_id = ?1 AND t2.id = ?2))
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    hop 1: SELECT 1 FROM customers t0 WHERE t0.company_id = ?1 AND t0.id = ?2
    hop 2: SELECT 1 FROM customers t0 WHERE t0.company_id = ?1 AND t0.id = (SELECT t1.manager_id FROM customers t1 WHERE t1.company_id = ?1 AND t1.id = ?2)
    hop 3: SELECT 1 FROM currencies t0 WHERE t0.company_id = ?1 AND t0.id = (SELECT t1.currency_id FROM customers t1 WHERE t1.company_id = ?1 AND t1.id = (SELECT t2.manager_id FROM customers t2 WHERE t2.company_id = ?1 AND t2.id = ?2))
    "#);
}

#[test]
fn companies_and_the_singleton() {
    let mut hops = path(&[]);
    (hops[0].collection, hops[0].key) = (true, None);
    insta::assert_snapshot!(sqlite(&Plan::of_resource(hops.clone(), Query::default())), @r#"
    rows: SELECT t0.id, t0.name, t0.row_version FROM companies t0 ORDER BY t0.name, t0.id LIMIT 20001
    "#);
    hops[0] = Hop { collection: false, key: Some(HopKey::Implied), ..hops[0].clone() };
    insta::assert_snapshot!(sqlite(&Plan::of_resource(hops, Query::default())), @r#"
    rows: SELECT t0.id, t0.name, t0.row_version FROM companies t0 WHERE t0.id = ?1
    "#);
    let singleton = Hop { step: Step::Root(1), entity_type: FINANCIALS, collection: false, key: None };
    let expand = vec![expand(FINANCIALS, "companies", Query::default())];
    let query = Query { expand, ..Query::default() };
    insta::assert_snapshot!(postgres(&Plan::of_resource(vec![singleton], query)), @r#"
    rows: SELECT ''::text, 0::bigint
      rows: SELECT t0.id, t0.name, t0.row_version, 0::bigint FROM companies t0 ORDER BY t0.name, t0.id
    "#);
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
    insta::assert_snapshot!(texts.join("\n"), @r#"
    | ?1 AND t0.name = ?2
    | $1::uuid AND t0.name = $2::text
     LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id| ?1 AND t1.title = ?2
     LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id| $1::uuid AND t1.title = $2::text
     LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id| ?1 AND NOT (t1.title IS ?2)
     LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id| $1::uuid AND NOT (t1.title IS NOT DISTINCT FROM $2::text)
     LEFT JOIN customers t1 ON t1.company_id = t0.company_id AND t1.id = t0.manager_id LEFT JOIN currencies t2 ON t2.company_id = t0.company_id AND t2.id = t0.currency_id| ?1 AND t1.name IS NOT t2.title
     LEFT JOIN customers t1 ON t1.company_id = t0.company_id AND t1.id = t0.manager_id LEFT JOIN currencies t2 ON t2.company_id = t0.company_id AND t2.id = t0.currency_id| $1::uuid AND t1.name IS DISTINCT FROM t2.title
     LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id| ?1 AND t1.title IS NULL
     LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id| $1::uuid AND t1.title IS NULL
    | ?1 AND FALSE
    | $1::uuid AND FALSE
    | ?1 AND t0.balance > ?2
    | $1::uuid AND t0.balance > $2::bigint
    | ?1 AND t0.credit <= ?2
    | $1::uuid AND t0.credit <= $2::bigint
    | ?1 AND FALSE
    | $1::uuid AND FALSE
    | ?1 AND (t0.blocked = ?2 OR t0.blocked = ?3)
    | $1::uuid AND (t0.blocked = $2::bigint OR t0.blocked = $3::bigint)
    | ?1 AND FALSE
    | $1::uuid AND FALSE
    | ?1 AND t0.number IN (?2, ?3)
    | $1::uuid AND t0.number IN ($2::text, $3::text)
    | ?1 AND (CASE t0.blocked WHEN 0 THEN ' ' WHEN 1 THEN 'Ship' WHEN 2 THEN 'All' WHEN 3 THEN 'All' ELSE '' END) < ?2
    | $1::uuid AND (CASE t0.blocked WHEN 0 THEN ' '::text WHEN 1 THEN 'Ship'::text WHEN 2 THEN 'All'::text WHEN 3 THEN 'All'::text ELSE '' END) < $2::text COLLATE "C"
    "#);
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
    insta::assert_snapshot!(texts.join("\n"), @r#"
    | ?1 AND t0.number >= ?2 AND t0.number < ?3
    | $1::uuid AND t0.number >= $2::text AND t0.number < $3::text
    | ?1 AND instr(funchal_lower(t0.name), ?2) > 0
    | $1::uuid AND strpos((lower(t0.name COLLATE "und-x-icu") COLLATE "C"), $2::text) > 0
    | ?1 AND CASE WHEN t0.company_id = ?1 THEN funchal_decimal_multiply(t0.balance, funchal_integer_multiply(t0.credit, 100000)) < ?2 ELSE FALSE END
    | $1::uuid AND CASE WHEN t0.company_id = $1::uuid THEN funchal_decimal_multiply(t0.balance, t0.credit * 100000) < $2::bigint ELSE FALSE END
    | ?1 AND EXISTS (SELECT 1 FROM documents t1 WHERE t1.company_id = t0.company_id AND t1.customer_id = t0.id AND t1.document_type = 2 AND t1.amount > t0.balance)
    | $1::uuid AND EXISTS (SELECT 1 FROM documents t1 WHERE t1.company_id = t0.company_id AND t1.customer_id = t0.id AND t1.document_type = 2 AND t1.amount > t0.balance)
     LEFT JOIN customers t1 ON t1.company_id = t0.company_id AND t1.id = t0.manager_id| ?1 AND NOT EXISTS (SELECT 1 FROM documents t2 WHERE t2.company_id = t1.company_id AND t2.customer_id = t1.id AND t2.document_type = 2 AND (t2.amount > t0.balance) IS NOT TRUE)
     LEFT JOIN customers t1 ON t1.company_id = t0.company_id AND t1.id = t0.manager_id| $1::uuid AND NOT EXISTS (SELECT 1 FROM documents t2 WHERE t2.company_id = t1.company_id AND t2.customer_id = t1.id AND t2.document_type = 2 AND (t2.amount > t0.balance) IS NOT TRUE)
    | ?1 AND (SELECT count(*) FROM documents t1 WHERE t1.company_id = t0.company_id AND t1.customer_id = t0.id AND t1.document_type = 2) = ?2
    | $1::uuid AND (SELECT count(*) FROM documents t1 WHERE t1.company_id = t0.company_id AND t1.customer_id = t0.id AND t1.document_type = 2) = $2::bigint
    | ?1 AND CAST(substr(funchal_instant_date(t0.modified), 1, 4) AS INTEGER) = ?2
    | $1::uuid AND substr(funchal_instant_date(t0.modified), 1, 4)::bigint = $2::bigint
    "#);
}

#[test]
fn order_and_pages() {
    let order_by = vec![order(property("rateName"), true), order(property("name"), false)];
    let query = Query { order_by, top: Some(5), skip: Some(10), count: true, ..narrow() };
    insta::assert_snapshot!(postgres(&customers(query.clone())), @r#"
    rows: SELECT t0.id, t0.number, t0.row_version, t1.title, t0.name FROM customers t0 LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id WHERE t0.company_id = $1::uuid ORDER BY t1.title DESC NULLS LAST, t0.name, t0.id LIMIT 6 OFFSET 10
    count: SELECT count(*) FROM customers t0 WHERE t0.company_id = $1::uuid
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = $1::uuid
    "#);

    let shape = compiled(&customers(query.clone()), Dialect::Sqlite).root.token_shape;
    let values = [SqlValue::Text("r".into()), SqlValue::Text("n".into()), SqlValue::Uuid(id(2, 1))];
    let skip_token = Some(token::encode(&values, &shape, Some(3)));
    let next = customers(Query { skip_token: skip_token.clone(), ..query.clone() });
    insta::assert_snapshot!(postgres(&next), @r#"
    rows: SELECT t0.id, t0.number, t0.row_version, t1.title, t0.name FROM customers t0 LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id WHERE t0.company_id = $1::uuid AND (t1.title < $2::text OR t1.title IS NULL OR t1.title = $2::text AND (t0.name >= $3::text AND (t0.name > $3::text OR t0.name = $3::text AND (t0.id > $4::uuid)))) ORDER BY t1.title DESC NULLS LAST, t0.name, t0.id LIMIT 4
    count: SELECT count(*) FROM customers t0 WHERE t0.company_id = $1::uuid
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = $1::uuid
    "#);
    assert_eq!(compiled(&next, Dialect::Postgres).root.remaining, Some(3));

    // By the default order both databases can go straight to the place.
    let plain = customers(narrow());
    let shape = compiled(&plain, Dialect::Sqlite).root.token_shape;
    let by_default = token::encode(&[SqlValue::Text("C1".into())], &shape, None);
    insta::assert_snapshot!(sqlite(&customers(Query { skip_token: Some(by_default), ..narrow() })), @r#"
    rows: SELECT t0.id, t0.number, t0.row_version FROM customers t0 WHERE t0.company_id = ?1 AND t0.number > ?2 ORDER BY t0.number LIMIT 20001
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    "#);

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
    insta::assert_snapshot!(sqlite(&plan), @r#"
    rows: SELECT t0.id, t0.number, t0.row_version, t0.currency_id FROM customers t0 WHERE t0.company_id = ?1 ORDER BY t0.number LIMIT 20001
      rows: SELECT c0, c1, c2 FROM (SELECT t0.id AS c0, t0.row_version AS c1, t0.customer_id AS c2, row_number() OVER (PARTITION BY t0.customer_id ORDER BY t0.number) AS place FROM documents t0 WHERE t0.company_id = ?1 AND t0.customer_id IN rarray(?2) AND t0.document_type = 2) numbered WHERE place > 1 AND place <= 4 ORDER BY place
      count: SELECT t0.customer_id, count(*) FROM documents t0 WHERE t0.company_id = ?1 AND t0.customer_id IN rarray(?2) AND t0.document_type = 2 GROUP BY t0.customer_id
      rows: SELECT t0.id, t0.row_version, t0.manager_id FROM customers t0 WHERE t0.company_id = ?1 AND t0.manager_id IN rarray(?2) ORDER BY t0.number
        rows: SELECT t0.id, t0.row_version, t0.manager_id FROM customers t0 WHERE t0.company_id = ?1 AND t0.manager_id IN rarray(?2) ORDER BY t0.number
      rows: SELECT t0.id, t0.row_version FROM currencies t0 WHERE t0.company_id = ?1 AND t0.id IN rarray(?2)
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    "#);
    insta::assert_snapshot!(postgres(&plan), @r#"
    rows: SELECT t0.id, t0.number, t0.row_version, t0.currency_id FROM customers t0 WHERE t0.company_id = $1::uuid ORDER BY t0.number LIMIT 20001
      rows: SELECT c0, c1, c2 FROM (SELECT t0.id AS c0, t0.row_version AS c1, t0.customer_id AS c2, row_number() OVER (PARTITION BY t0.customer_id ORDER BY t0.number) AS place FROM documents t0 WHERE t0.company_id = $1::uuid AND t0.customer_id = ANY($2::uuid[]) AND t0.document_type = 2) numbered WHERE place > 1 AND place <= 4 ORDER BY place
      count: SELECT t0.customer_id, count(*) FROM documents t0 WHERE t0.company_id = $1::uuid AND t0.customer_id = ANY($2::uuid[]) AND t0.document_type = 2 GROUP BY t0.customer_id
      rows: SELECT t0.id, t0.row_version, t0.manager_id FROM customers t0 WHERE t0.company_id = $1::uuid AND t0.manager_id = ANY($2::uuid[]) ORDER BY t0.number
        rows: SELECT t0.id, t0.row_version, t0.manager_id FROM customers t0 WHERE t0.company_id = $1::uuid AND t0.manager_id = ANY($2::uuid[]) ORDER BY t0.number
      rows: SELECT t0.id, t0.row_version FROM currencies t0 WHERE t0.company_id = $1::uuid AND t0.id = ANY($2::uuid[])
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = $1::uuid
    "#);
}

#[test]
fn a_single_entity_and_what_it_leads_to() {
    let currency = expand(CUSTOMER, "currency", Query { select: Some(vec![]), ..Query::default() });
    let plan = Plan::of_resource(
        path(&[("customers", Some(id(2, 5)))]),
        Query { expand: vec![currency], ..narrow() },
    );
    insta::assert_snapshot!(sqlite(&plan), @"
    rows: SELECT t0.id, t0.number, t0.row_version, t1.id, t1.row_version FROM customers t0 LEFT JOIN currencies t1 ON t1.company_id = t0.company_id AND t1.id = t0.currency_id WHERE t0.company_id = ?1 AND t0.id = ?2
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    ");
}

#[test]
fn companies_with_their_customers() {
    let currency = expand(CUSTOMER, "currency", Query { select: Some(vec![]), ..Query::default() });
    let inner = Query { expand: vec![currency], select: Some(vec![]), ..Query::default() };
    let mut hops = path(&[]);
    (hops[0].collection, hops[0].key) = (true, None);
    let query = Query { expand: vec![expand(COMPANY, "customers", inner)], ..Query::default() };
    insta::assert_snapshot!(postgres(&Plan::of_resource(hops, query)), @r#"
    rows: SELECT t0.id, t0.name, t0.row_version FROM companies t0 ORDER BY t0.name, t0.id LIMIT 20001
      rows: SELECT t0.id, t0.row_version, t0.currency_id, t0.company_id FROM customers t0 WHERE t0.company_id = ANY($1::uuid[]) ORDER BY t0.number
        rows: SELECT t0.id, t0.row_version FROM currencies t0 WHERE t0.company_id = ANY($1::uuid[]) AND t0.id = ANY($2::uuid[])
    "#);
}

#[test]
fn tails() {
    let with_tail =
        |tail| Plan { tail, ..Plan::of_resource(path(&[("customers", Some(id(2, 1)))]), Query::default()) };
    let property = |property, member| Tail::Property { property: PropertyId(property), member, raw: false };
    insta::assert_snapshot!(sqlite(&with_tail(Tail::Reference)), @r#"
    rows: SELECT t0.id, t0.row_version FROM customers t0 WHERE t0.company_id = ?1 AND t0.id = ?2
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    "#);
    insta::assert_snapshot!(sqlite(&with_tail(property(15, Some(1)))), @r#"
    rows: SELECT t0.city, t0.id, t0.row_version FROM customers t0 WHERE t0.company_id = ?1 AND t0.id = ?2
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    "#);
    let search = Search::Term("x".into());
    let counted = Plan {
        tail: Tail::Count,
        ..Plan::of_resource(path(&[("currencies", None)]), Query { search: Some(search), ..Query::default() })
    };
    insta::assert_snapshot!(sqlite(&counted), @r#"
    count: SELECT count(*) FROM currencies t0 WHERE t0.company_id = ?1 AND instr(funchal_lower(t0.code), ?2) > 0
    hop 0: SELECT 1 FROM companies t0 WHERE t0.id = ?1
    "#);
    let nothing = compile(&model(), &mapping(), &with_tail(Tail::Metadata), Dialect::Sqlite, &RULES);
    assert_eq!(nothing.unwrap_err().kind, RefusalKind::BadRequest);
    assert_eq!(EntityTypeId(1), COMPANY);
}
