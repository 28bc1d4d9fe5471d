//! Random filters, computed values, orders and pages: what the database answers beside the naive evaluation.

use std::sync::LazyLock;

use odata::Value;
use odata::edm::Model;
use odata::expression::Expression;
use odata::plan::{Computed, IT, Plan, Query, Selected};
use odata_sql::compiled::{Column, Level, SqlValue};
use odata_sql::mapping::{Mapping, Storage};
use odata_sql::{PageRules, compile, token};
use proptest::prelude::*;
use uuid::Uuid;

use crate::database::{Bindings, Database, Rows};
use crate::generate::Choices;
use crate::naive::{World, compare};
use crate::plans::{customers, filtered, id, order};
use crate::rows::CUSTOMER_COUNT;
use crate::toy::{CUSTOMER, mapping, model};

pub const RULES: PageRules = PageRules {
    page_rows_default: 20_000,
    page_rows_max: 20_000,
    client_max_page_size: None,
    top_is_page_size: false,
};

pub fn bindings() -> Bindings {
    Bindings { hop_keys: vec![Some(SqlValue::Uuid(id(1, 1))); 4], ..Bindings::default() }
}

/// Compiles and runs the addressed level.
pub fn read(database: &Database, plan: &Plan, rules: &PageRules) -> Result<(Level, Rows), String> {
    static TOY: LazyLock<(Model, Mapping)> = LazyLock::new(|| (model(), mapping()));
    let read = compile(&TOY.0, &TOY.1, plan, database.dialect(), rules);
    let root = read.map_err(|refusal| refusal.message)?.root;
    let statement = root.rows.clone().unwrap();
    let rows = database
        .run(&statement, &bindings())
        .map_err(|error| format!("{error}\n{}\n{:?}", statement.text, statement.parameters))?;
    Ok((root, rows))
}

pub fn ids(level: &Level, rows: &Rows) -> Vec<Uuid> {
    let key = level.key_columns[0];
    let ids = rows.iter().map(|row| match &row[key] {
        SqlValue::Uuid(id) => *id,
        other => panic!("{other:?}"),
    });
    ids.collect()
}

fn naive_value(world: &World, expression: &Expression, n: usize) -> Value {
    world.value(expression, &[(IT, (CUSTOMER, n - 1))])
}

/// A value as a statement yields it.
fn stored(value: &Value) -> SqlValue {
    let scaled = |number: &rust_decimal::Decimal| {
        let mut number = *number;
        number.rescale(5);
        SqlValue::Integer(i64::try_from(number.mantissa()).unwrap())
    };
    match value {
        Value::Null => SqlValue::Null,
        Value::Boolean(value) => SqlValue::Integer((*value).into()),
        Value::Integer(value) => SqlValue::Integer(*value),
        Value::Decimal(number) => scaled(number),
        Value::String(text) => SqlValue::Text(text.clone()),
        other => panic!("{other:?}"),
    }
}

fn check_filter(database: &Database, world: &World, filter: Expression) {
    let expected: Vec<Uuid> = (1..=CUSTOMER_COUNT)
        .filter(|n| naive_value(world, &filter, *n) == Value::Boolean(true))
        .map(|n| id(2, n))
        .collect();
    let (level, rows) = read(database, &filtered(filter), &RULES).unwrap();
    let mut found = ids(&level, &rows);
    found.sort();
    assert_eq!(found, expected, "{}", level.rows.unwrap().text);
}

fn check_computed(database: &Database, world: &World, expression: &Expression) {
    let query = Query {
        compute: vec![Computed { name: "c".into(), expression: expression.clone() }],
        select: Some(vec![Selected::Computed(0)]),
        ..Query::default()
    };
    let (level, rows) = read(database, &customers(query), &RULES).unwrap();
    assert_eq!(rows.len(), CUSTOMER_COUNT);
    for (row, id) in rows.iter().zip(ids(&level, &rows)) {
        let value = naive_value(world, expression, id.as_u128() as u8 as usize);
        let mut expected = stored(&value);
        // A whole number in a place that also holds decimals.
        if let (Value::Integer(number), Storage::Decimal) = (&value, level.columns[0].storage) {
            expected = SqlValue::Integer(number * 100_000);
        }
        if let (Value::Decimal(_), Storage::Integer, SqlValue::Integer(number)) =
            (&value, level.columns[0].storage, &expected)
        {
            expected = SqlValue::Integer(number / 100_000);
        }
        assert_eq!(row[0], expected, "{}", level.rows.as_ref().unwrap().text);
    }
}

/// Values of a row's order keys, typed for a token.
fn order_values(columns: &[Column], row: &[SqlValue], indexes: &[usize]) -> Vec<SqlValue> {
    let typed = indexes.iter().map(|index| match (&row[*index], columns[*index].storage) {
        (SqlValue::Integer(value), Storage::Boolean) => SqlValue::Boolean(*value != 0),
        (value, _) => value.clone(),
    });
    typed.collect()
}

/// Follows next links from the first page to the last.
pub fn walk(database: &Database, plan: &Plan, rules: &PageRules) -> Vec<Uuid> {
    let mut plan = plan.clone();
    let mut found = Vec::new();
    loop {
        let (level, rows) = read(database, &plan, rules).unwrap();
        let page_rows = level.page_rows.unwrap() as usize;
        let has_more = rows.len() > page_rows && level.remaining.is_none_or(|rest| rest > page_rows as u64);
        let page: Rows = rows.into_iter().take(page_rows).collect();
        found.extend(ids(&level, &page));
        if !has_more {
            return found;
        }
        let values = order_values(&level.columns, page.last().unwrap(), &level.order_key_columns);
        let remaining = level.remaining.map(|rest| rest - page_rows as u64);
        plan.query.skip_token = Some(token::encode(&values, &level.token_shape, remaining));
    }
}

fn check_order(database: &Database, world: &World, choices: &mut Choices<'_>) {
    let keys = [
        (choices.text(1), choices.boolean(0)),
        (choices.number(1), choices.boolean(0)),
        (choices.boolean(1), choices.boolean(0)),
    ];
    // The second of each pair only lends its shape as a coin.
    let keys: Vec<_> =
        keys.into_iter().map(|(key, coin)| order(key, format!("{coin:?}").len() % 2 == 0)).collect();
    let mut expected: Vec<usize> = (1..=CUSTOMER_COUNT).collect();
    expected.sort_by(|a, b| {
        let by_keys = keys.iter().map(|key| {
            let order =
                compare(&naive_value(world, &key.expression, *a), &naive_value(world, &key.expression, *b));
            if key.descending { order.reverse() } else { order }
        });
        let descending = keys[2].descending;
        let by_id = if descending { b.cmp(a) } else { a.cmp(b) };
        by_keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(by_id)
    });
    let expected: Vec<Uuid> = expected.into_iter().map(|n| id(2, n)).collect();
    let plan = customers(Query { order_by: keys, ..Query::default() });
    let (level, rows) = read(database, &plan, &RULES).unwrap();
    assert_eq!(ids(&level, &rows), expected, "{}", level.rows.unwrap().text);
    let rules = PageRules { client_max_page_size: Some(3), ..RULES };
    assert_eq!(walk(database, &plan, &rules), expected);
}

/// Random filters on each database: the figure of H3 (RELIABILITY.md 4.3).
pub const FILTERS: u32 = 20_000;

/// Random filters, several predicates in each: the same rows as the naive evaluation.
pub fn check_filters(database: &Database, filters: u32) {
    let world = World::new();
    let config = seeds::config_of(module_path!(), filters);
    proptest!(config, |(choices in proptest::collection::vec(any::<u8>(), 0..60))| {
        check_filter(database, &world, Choices(choices.iter()).boolean(3));
    });
}

/// Everything one list of choices can be made into.
pub fn check(database: &Database, world: &World, choices: &[u8]) {
    let start = || Choices(choices.iter());
    check_filter(database, world, start().boolean(3));
    check_computed(database, world, &start().number(3));
    check_computed(database, world, &start().text(3));
    check_computed(database, world, &start().boolean(2));
    check_order(database, world, &mut start());
}

#[test]
fn random_filters_on_sqlite() {
    check_filters(&Database::sqlite(), FILTERS);
}

#[test]
fn random_expressions_on_sqlite() {
    let (database, world) = (Database::sqlite(), World::new());
    let config = seeds::config_of(module_path!(), 400);
    proptest!(config, |(choices in proptest::collection::vec(any::<u8>(), 0..60))| {
        check(&database, &world, &choices);
    });
}
