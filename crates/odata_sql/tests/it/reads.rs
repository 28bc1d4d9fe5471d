//! Whole reads: paths, counts, search, expanded levels, errors of arithmetic.

use odata::Value;
use odata::edm::PropertyId;
use odata::expression::{BinaryOperator, Expression, Function};
use odata::plan::{Plan, Query, Search, Selected};
use odata_sql::compiled::{ExpandLevel, SqlValue};
use odata_sql::{PageRules, compile};
use uuid::Uuid;

use crate::database::{Bindings, Database, NOW_MILLISECONDS};
use crate::execution::{RULES, bindings, ids, read, walk};
use crate::plans::*;
use crate::rows::CUSTOMER_COUNT;
use crate::toy::{CUSTOMER, mapping, model};

#[test]
fn reads_on_sqlite() {
    check_all(&Database::sqlite());
}

pub fn check_all(database: &Database) {
    paths(database);
    searches(database);
    pages(database);
    expands(database);
    joins(database);
    levels(database);
    arithmetic_errors(database);
    numbers_no_row_has(database);
    calculations_for_rows_that_are_left_out(database);
    clock(database);
}

fn numbers(ids: &[Uuid]) -> Vec<u128> {
    ids.iter().map(|id| id.as_u128() & 0xffff).collect()
}

fn found(database: &Database, plan: &Plan) -> Vec<u128> {
    let (level, rows) = read(database, plan, &RULES).unwrap();
    let mut found = numbers(&ids(&level, &rows));
    found.sort_unstable();
    found
}

fn ancestors(database: &Database, plan: &Plan, bindings: &Bindings) -> Vec<usize> {
    let read = compile(&model(), &mapping(), plan, database.dialect(), &RULES).unwrap();
    let exists = |statement| !database.run(statement, bindings).unwrap().is_empty();
    read.ancestors.iter().filter(|one| exists(&one.statement)).map(|one| one.hop).collect()
}

fn paths(database: &Database) {
    let customer = |n| ("customers", Some(id(2, n)));
    let keyed = |kind, n| {
        let company = SqlValue::Uuid(id(1, 1));
        Bindings { hop_keys: vec![Some(company), Some(SqlValue::Uuid(id(kind, n)))], ..bindings() }
    };
    let run = |steps: &[(&str, Option<Uuid>)], n: usize| {
        let plan = Plan::of_resource(path(steps), Query::default());
        let read = compile(&model(), &mapping(), &plan, database.dialect(), &RULES).unwrap();
        let rows = database.run(&read.root.rows.clone().unwrap(), &keyed(2, n)).unwrap();
        (numbers(&ids(&read.root, &rows)), ancestors(database, &plan, &keyed(2, n)))
    };
    assert_eq!(run(&[customer(5)], 5), (vec![5], vec![0]));
    assert_eq!(run(&[customer(99)], 99), (vec![], vec![0]));
    // A customer of the other company.
    assert_eq!(run(&[customer(15)], 15), (vec![], vec![0]));
    assert_eq!(run(&[customer(5), ("currency", None)], 5), (vec![1], vec![0, 1, 2]));
    // 3 leads to a currency that is gone, 99 does not exist.
    assert_eq!(run(&[customer(3), ("currency", None)], 3), (vec![], vec![0, 1]));
    assert_eq!(run(&[customer(99), ("currency", None)], 99), (vec![], vec![0]));
    let (invoices, _) = run(&[customer(4), ("invoices", None)], 4);
    assert_eq!(invoices, [2, 9, 13, 24]);
    let (invoices, _) = run(&[customer(9), ("manager", None), ("invoices", None)], 9);
    assert_eq!(invoices, [2, 9, 13, 24]);
    let (reports, found) = run(&[customer(9), ("manager", None), ("reports", None)], 9);
    assert_eq!((reports, found), (vec![8, 9], vec![0, 1, 2]));
}

fn searches(database: &Database) {
    let term = |text: &str| Box::new(Search::Term(text.into()));
    let search = |search| found(database, &customers(Query { search: Some(search), ..Query::default() }));
    assert_eq!(search(*term("ÁNA")), [8]);
    assert_eq!(search(*term("b_B")), [2, 10]);
    assert_eq!(search(*term("c056")), [8]);
    assert_eq!(search(Search::And(term("b_b"), term("c0"))), [2, 10]);
    assert_eq!(search(Search::Not(Box::new(Search::Or(term("0"), term("9"))))), Vec::<u128>::new());
    assert_eq!(search(Search::And(term("title usd"), Box::new(Search::Not(term("rua 2"))))), [6, 10]);
}

fn pages(database: &Database) {
    let by_number: Vec<u128> = {
        let (level, rows) = read(database, &customers(Query::default()), &RULES).unwrap();
        numbers(&ids(&level, &rows))
    };
    let small = PageRules { client_max_page_size: Some(4), ..RULES };
    let all = walk(database, &customers(Query::default()), &small);
    assert_eq!(numbers(&all), by_number);
    // `$top` bounds the whole, `$skip` counts once.
    let query = Query { top: Some(9), skip: Some(2), ..Query::default() };
    assert_eq!(numbers(&walk(database, &customers(query.clone()), &small)), by_number[2..11]);
    // `$top` as a page size goes on to the end.
    let graph = PageRules { top_is_page_size: true, ..RULES };
    assert_eq!(numbers(&walk(database, &customers(query), &graph)), by_number[2..]);
}

/// Rows of one expanded level, as (link, id) pairs.
fn linked(database: &Database, expand: &ExpandLevel, parents: &[Vec<SqlValue>]) -> Vec<(u128, u128)> {
    let as_uuid = |value: &SqlValue| match value {
        SqlValue::Uuid(id) => *id,
        other => panic!("{other:?}"),
    };
    let links = parents.iter().map(|row| as_uuid(&row[expand.parent_link_column])).collect();
    let bindings = Bindings { parent_links: Some(SqlValue::UuidList(links)), ..bindings() };
    let number = |id: Uuid| id.as_u128() & 0xffff;
    if let Some(count) = &expand.level.count {
        let rows = database.run(count, &bindings).unwrap();
        let counted = rows.iter().map(|row| match row[1] {
            SqlValue::Integer(count) => (number(as_uuid(&row[0])), count as u128),
            _ => panic!("{row:?}"),
        });
        let mut counted: Vec<_> = counted.collect();
        counted.sort_unstable();
        return counted;
    }
    let rows = database.run(expand.level.rows.as_ref().unwrap(), &bindings).unwrap();
    let found = ids(&expand.level, &rows);
    let mut pairs: Vec<_> = rows
        .iter()
        .zip(found)
        .map(|(row, id)| (number(as_uuid(&row[expand.link_column])), number(id)))
        .collect();
    pairs.sort_by_key(|(link, _)| *link);
    pairs
}

fn expanded(database: &Database, name: &str, query: Query) -> Vec<(u128, u128)> {
    let filter = is_in(property("id"), (3..=5).map(|n| literal(Value::Guid(id(2, n)))).collect());
    let mut item = expand(CUSTOMER, name, query);
    item.count_only = item.query.count;
    let query = Query {
        filter: Some(filter),
        select: Some(vec![Selected::Property(PropertyId(1))]),
        expand: vec![item],
        ..Query::default()
    };
    let (level, rows) = read(database, &customers(query), &RULES).unwrap();
    linked(database, &level.expands[0], &rows)
}

fn expands(database: &Database) {
    let amount = || property_of(odata::plan::IT, crate::toy::INVOICE, "amount");
    let query = Query { order_by: vec![order(amount(), true)], ..Query::default() };
    let all = expanded(database, "invoices", query.clone());
    // By amount, the highest first; 28, 27 and 6 are alike and follow their ids.
    assert_eq!(all[..5], [(3, 16), (3, 28), (3, 27), (3, 6), (3, 17)]);
    // One more than `$top` for each parent, in the order asked for.
    let place = |parent: u128| all.iter().copied().filter(move |(link, _)| *link == parent);
    let top = expanded(database, "invoices", Query { top: Some(1), skip: Some(1), ..query });
    let expected: Vec<_> = (3..=5).flat_map(|parent| place(parent).skip(1).take(2)).collect();
    assert_eq!(top, expected);
    let counted = expanded(database, "invoices", Query { count: true, ..Query::default() });
    let expected: Vec<_> = (3..=5).map(|parent| (parent, place(parent).count() as u128)).collect();
    assert_eq!(counted, expected.into_iter().filter(|(_, count)| *count > 0).collect::<Vec<_>>());
    assert_eq!(expanded(database, "manager", Query::default()), [(2, 2)]);
    assert_eq!(
        expanded(database, "reports", Query::default()),
        [(3, 6), (3, 7), (4, 8), (4, 9), (5, 10), (5, 11)]
    );
}

/// A single entity brings what it leads to along in its own row, as a read of that would show it.
fn joins(database: &Database) {
    let single = |n: usize, query: Query| {
        let plan = Plan::of_resource(path(&[("customers", Some(id(2, n)))]), query);
        let read = compile(&model(), &mapping(), &plan, database.dialect(), &RULES).unwrap();
        let hop_keys = [id(1, 1), id(2, n)].map(|id| Some(SqlValue::Uuid(id))).to_vec();
        let bindings = Bindings { hop_keys, ..bindings() };
        let mut rows = database.run(read.root.rows.as_ref().unwrap(), &bindings).unwrap();
        assert_eq!(rows.len(), 1);
        (read.root, rows.remove(0))
    };
    // All but what is read from other rows, which a join cannot bring.
    let stored = || {
        let properties = (0..17).map(|index| Selected::Property(PropertyId(index)));
        Query { select: Some(properties.collect()), ..Query::default() }
    };
    let (mut with, mut without) = (0, 0);
    for n in 1..=CUSTOMER_COUNT {
        let manager = expand(CUSTOMER, "manager", stored());
        let currency = expand(CUSTOMER, "currency", Query { select: Some(vec![]), ..Query::default() });
        let (level, row) = single(n, Query { expand: vec![manager, currency], ..stored() });
        let (alone, own) = single(n, stored());
        assert_eq!(row[..own.len()], own);
        assert_eq!(level.columns, alone.columns);
        let [manager, currency] = &level.expands[..] else { panic!("{:?}", level.expands) };
        let columns = |expand: &ExpandLevel| {
            assert!(expand.level.rows.is_none());
            let first = expand.joined_at.unwrap();
            row[first..first + expand.level.columns.len()].to_vec()
        };
        assert_eq!(columns(currency).len(), 2, "key and version");
        let manager_columns = columns(manager);
        match &manager_columns[manager.level.key_columns[0]] {
            SqlValue::Uuid(id) => {
                let (_, expected) = single((id.as_u128() & 0xffff) as usize, stored());
                assert_eq!(manager_columns, expected);
                with += 1;
            }
            _ => without += 1,
        }
    }
    assert!(with > 0 && without > 0, "{with} with a manager, {without} without");
    // What a join cannot say keeps a statement of its own.
    for name in ["invoices", "reports"] {
        let expand = vec![expand(CUSTOMER, name, stored())];
        let (level, _) = single(3, Query { expand, ..stored() });
        assert!(level.expands[0].joined_at.is_none() && level.expands[0].level.rows.is_some());
    }
    let filter = Some(equal(property_of(odata::plan::IT, CUSTOMER, "name"), text("ana")));
    let filtered = expand(CUSTOMER, "manager", Query { filter, ..stored() });
    let (level, _) = single(3, Query { expand: vec![filtered], ..stored() });
    assert!(level.expands[0].joined_at.is_none());
    let (level, _) =
        single(3, Query { expand: vec![expand(CUSTOMER, "manager", stored())], ..Query::default() });
    assert!(level.expands[0].joined_at.is_none());
}

/// `$levels`, and companies with what they hold.
fn levels(database: &Database) {
    let mut item = expand(CUSTOMER, "reports", Query::default());
    item.further_levels = 1;
    let query = Query { expand: vec![item], ..Query::default() };
    let (level, _) = read(database, &customers(query), &RULES).unwrap();
    let below = &level.expands[0].level.expands;
    assert_eq!((below.len(), below[0].level.expands.len()), (1, 0));

    let currency = expand(CUSTOMER, "currency", Query::default());
    let nested = Query { expand: vec![currency], ..Query::default() };
    let item = expand(crate::toy::COMPANY, "customers", nested);
    let mut hops = path(&[]);
    (hops[0].collection, hops[0].key) = (true, None);
    let query = Query { expand: vec![item], ..Query::default() };
    let (level, rows) = read(database, &Plan::of_resource(hops, query), &RULES).unwrap();
    assert_eq!(rows.len(), 2);
    let customers = &level.expands[0];
    assert_eq!(linked(database, customers, &rows).len(), 17);
    let companies = SqlValue::UuidList(vec![id(1, 2)]);
    let links = SqlValue::UuidList(vec![id(3, 1)]);
    let bindings = Bindings { parent_links: Some(links), companies: Some(companies), ..bindings() };
    let currencies = customers.level.expands[0].level.rows.as_ref().unwrap();
    assert!(database.run(currencies, &bindings).unwrap().is_empty());
}

fn arithmetic_errors(database: &Database) {
    let error = |expression: Expression| {
        let filter = binary(BinaryOperator::Greater, expression, integer(0));
        read(database, &filtered(filter), &RULES).unwrap_err()
    };
    let zero = binary(BinaryOperator::Subtract, property("credit"), property("credit"));
    let largest = || integer(i64::MAX);
    let cases = [
        (BinaryOperator::Divide, property("credit"), zero.clone(), "division by zero", "22012"),
        (BinaryOperator::Modulo, property("credit"), zero.clone(), "division by zero", "22012"),
        (BinaryOperator::Divide, property("balance"), zero.clone(), "division by zero", "22012"),
        (BinaryOperator::DivideBy, property("credit"), zero, "division by zero", "22012"),
        (BinaryOperator::Add, property("credit"), largest(), "number out of range", "22003"),
        (BinaryOperator::Multiply, property("credit"), largest(), "number out of range", "22003"),
        (
            BinaryOperator::Multiply,
            property("balance"),
            decimal("90000000000000"),
            "number out of range",
            "22003",
        ),
    ];
    for (operator, left, right, sqlite, postgres) in cases {
        let error = error(binary(operator, left, right));
        let is_known = error.starts_with(postgres) || error.starts_with(&format!("funchal: {sqlite}"));
        assert!(is_known, "{error}");
    }
}

/// A number that no row has is no reason to calculate with it.
fn numbers_no_row_has(database: &Database) {
    let huge = || decimal("99999999999999999");
    let product = || binary(BinaryOperator::Multiply, property("balance"), property("credit"));
    for has_huge in [equal(property("credit"), huge()), is_in(property("credit"), vec![huge()])] {
        for other in [
            equal(property("credit"), property("balance")),
            binary(BinaryOperator::Greater, product(), integer(0)),
        ] {
            let both = binary(BinaryOperator::And, other, has_huge.clone());
            assert!(found(database, &filtered(both)).is_empty());
        }
    }
}

/// A calculation fails for no row that another condition leaves out, wherever it stands in the filter.
fn calculations_for_rows_that_are_left_out(database: &Database) {
    let quotient = || binary(BinaryOperator::Divide, property("balance"), property("credit"));
    let divides = || binary(BinaryOperator::Greater, quotient(), integer(-1_000));
    let some = || binary(BinaryOperator::NotEqual, property("credit"), integer(0));
    let expected = found(database, &filtered(some()));
    for both in
        [binary(BinaryOperator::And, some(), divides()), binary(BinaryOperator::And, divides(), some())]
    {
        assert_eq!(found(database, &filtered(both)), expected);
    }
    let alone = read(database, &filtered(divides()), &RULES);
    assert!(alone.is_err(), "some customers have no credit");
}

fn clock(database: &Database) {
    let now = || call(Function::Now, vec![]);
    let filter = equal(property("modified"), now());
    // Instants repeat every five rows; the third of them is the clock of the tests.
    assert_eq!(NOW_MILLISECONDS, 1_700_000_000_123);
    assert_eq!(found(database, &filtered(filter)), [2, 7, 12]);
    let minute = literal(Value::DurationMilliseconds(60_000));
    let later = binary(BinaryOperator::Add, property("modified"), minute);
    let filter = binary(BinaryOperator::Greater, later, now());
    assert_eq!(found(database, &filtered(filter)), [2, 4, 7, 9, 12, 14]);
    let filter =
        binary(BinaryOperator::LessOrEqual, property("modified"), call(Function::MinDateTime, vec![]));
    assert_eq!(found(database, &filtered(filter)), [3, 8, 13]);
}
