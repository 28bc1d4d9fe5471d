//! The rows the statements run over, the same in both databases and in the naive evaluation.

use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use crate::plans::id;

pub struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Storage)],
    pub rows: Vec<Vec<SqlValue>>,
}

#[derive(Clone, Copy)]
pub enum Storage {
    Uuid,
    Text,
    Integer,
    Boolean,
}

use Storage::{Boolean, Integer, Text, Uuid as Id};

const COMPANIES: &[(&str, Storage)] =
    &[("id", Id), ("row_version", Integer), ("name", Text), ("currency_code", Text)];
const CURRENCIES: &[(&str, Storage)] = &[
    ("company_id", Id),
    ("id", Id),
    ("row_version", Integer),
    ("code", Text),
    ("title", Text),
    ("rate", Integer),
];
const CUSTOMERS: &[(&str, Storage)] = &[
    ("company_id", Id),
    ("id", Id),
    ("row_version", Integer),
    ("number", Text),
    ("name", Text),
    ("street", Text),
    ("street2", Text),
    ("city", Text),
    ("currency_id", Id),
    ("manager_id", Id),
    ("tax_id", Id),
    ("balance", Integer),
    ("blocked", Integer),
    ("status", Integer),
    ("active", Boolean),
    ("since", Text),
    ("modified", Integer),
    ("credit", Integer),
];
const DOCUMENTS: &[(&str, Storage)] = &[
    ("company_id", Id),
    ("id", Id),
    ("row_version", Integer),
    ("document_type", Integer),
    ("number", Text),
    ("customer_id", Id),
    ("amount", Integer),
];

pub const CUSTOMER_COUNT: usize = 14;
/// Rows of company 1 come first; then come this many of company 2.
pub const OTHER_COUNT: usize = 3;

const NAMES: [&str; 8] = ["Ána", "ana", "B_b", "b%b", "", "Straße", " c ", "ΣΑΣ"];
const CITIES: [&str; 3] = ["Funchal", "", "funchal"];
const BALANCES: [i64; 7] = [0, 100_000, 150_000, -150_000, 100_001, 12_345_678, -99_999];
const INSTANTS: [i64; 5] = [0, -1, 1_700_000_000_123, -62_135_596_800_000, 253_402_207_200_000];
const DATES: [&str; 4] = ["0001-01-01", "2024-02-29", "2023-12-31", "2024-03-01"];

fn text(text: &str) -> SqlValue {
    SqlValue::Text(text.into())
}

fn reference(kind: u8, n: usize) -> SqlValue {
    SqlValue::Uuid(if n == 0 { Uuid::nil() } else { id(kind, n) })
}

fn customer(company: usize, n: usize) -> Vec<SqlValue> {
    let integer = SqlValue::Integer;
    vec![
        reference(1, company),
        reference(2, n),
        integer(n as i64),
        text(&format!("C{:03}", n * 7 % 100)),
        text(NAMES[n % 8]),
        text(&format!("Rua {}", n % 3)),
        text(if n.is_multiple_of(2) { "" } else { "Loja" }),
        text(CITIES[n % 3]),
        reference(3, n % 4),
        reference(2, if n <= 3 || company == 2 { 0 } else { n / 2 }),
        reference(9, n % 5),
        integer(BALANCES[n % 7]),
        integer((n % 4) as i64),
        integer((n % 3) as i64),
        SqlValue::Boolean(n.is_multiple_of(2)),
        text(DATES[n % 4]),
        integer(INSTANTS[n % 5]),
        integer(n as i64 % 4 - 1),
    ]
}

fn document(n: usize) -> Vec<SqlValue> {
    vec![
        reference(1, 1),
        reference(4, n),
        SqlValue::Integer(n as i64),
        SqlValue::Integer(if n.is_multiple_of(5) { 1 } else { 2 }),
        text(&format!("D{n:03}")),
        reference(2, n * n % 11),
        SqlValue::Integer(BALANCES[n % 7] * (n as i64 % 3)),
    ]
}

pub fn tables() -> Vec<Table> {
    let company = |n: usize, name: &str, code: &str| {
        vec![reference(1, n), SqlValue::Integer(1), text(name), text(code)]
    };
    let currency = |n: usize| {
        let code = ["EUR", "USD", "eur"][n - 1];
        let title = format!("Title {code}");
        let rate = SqlValue::Integer(n as i64 * 110_000);
        vec![reference(1, 1), reference(3, n), SqlValue::Integer(1), text(code), text(&title), rate]
    };
    let own = (1..=CUSTOMER_COUNT).map(|n| customer(1, n));
    let other = (1..=OTHER_COUNT).map(|n| customer(2, CUSTOMER_COUNT + n));
    // In the order of the model's types that have rows.
    vec![
        Table {
            name: "companies",
            columns: COMPANIES,
            rows: vec![company(1, "One", "PTE"), company(2, "Two", "GBP")],
        },
        Table { name: "customers", columns: CUSTOMERS, rows: own.chain(other).collect() },
        Table { name: "currencies", columns: CURRENCIES, rows: (1..=2).map(currency).collect() },
        Table { name: "documents", columns: DOCUMENTS, rows: (1..=30).map(document).collect() },
    ]
}
