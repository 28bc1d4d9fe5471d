//! Runs statements on either database.

use odata_sql::compiled::{Dialect, Parameter, SqlValue, Statement};
use odata_sql::functions::{Argument, POSTGRES_FUNCTIONS, SQLITE_FUNCTIONS};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use std::rc::Rc;
use tokio::runtime::Runtime;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls};

use crate::plans::id;
use crate::rows::{Storage, Table, tables};

pub type Rows = Vec<Vec<SqlValue>>;

/// 2023-11-14T22:13:20.123Z.
pub const NOW_MILLISECONDS: i64 = 1_700_000_000_123;

pub enum Database {
    Sqlite(rusqlite::Connection),
    Postgres(Runtime, Client),
}

/// Values of the parameters that are not literals.
#[derive(Clone, Default)]
pub struct Bindings {
    /// Keys by hop.
    pub hop_keys: Vec<Option<SqlValue>>,
    pub parent_links: Option<SqlValue>,
    pub companies: Option<SqlValue>,
}

impl Bindings {
    fn value(&self, parameter: &Parameter) -> SqlValue {
        match parameter {
            Parameter::Company => SqlValue::Uuid(id(1, 1)),
            Parameter::HopKey(hop, _) => self.hop_keys[*hop].clone().unwrap(),
            Parameter::ParentLinks => self.parent_links.clone().unwrap(),
            Parameter::Companies => self.companies.clone().unwrap(),
            Parameter::Now => SqlValue::Integer(NOW_MILLISECONDS),
            Parameter::Today => SqlValue::Text(odata_sql::compiled::work_date(NOW_MILLISECONDS).to_string()),
            Parameter::Report(call, index) => {
                call.value(*index, odata_sql::compiled::work_date(NOW_MILLISECONDS))
            }
            Parameter::HopKeyDocument(_) | Parameter::HopKeyLine(_) => SqlValue::Null,
            Parameter::Value(value) => value.clone(),
        }
    }
}

impl Database {
    pub fn sqlite() -> Database {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        rusqlite::vtab::array::load_module(&connection).unwrap();
        let flags = FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_UTF8;
        for function in SQLITE_FUNCTIONS {
            let (count, call) = (i32::try_from(function.argument_count).unwrap(), function.call);
            connection
                .create_scalar_function(function.name, count, flags, move |context: &Context<'_>| {
                    let arguments: Vec<_> =
                        (0..context.len()).map(|at| argument(context.get_raw(at))).collect();
                    let value =
                        call(&arguments).map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
                    Ok(sqlite_value(&value))
                })
                .unwrap();
        }
        Database::filled(Database::Sqlite(connection))
    }

    /// A database of its own schema on the server that `cargo xtask test` starts.
    pub fn postgres(schema: &str) -> Database {
        let Ok(address) = std::env::var("FUNCHAL_TEST_POSTGRES") else {
            panic!("run cargo xtask test, which starts PostgreSQL (FUNCHAL_TEST_POSTGRES is not set)");
        };
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&address, NoTls).await.unwrap();
            tokio::spawn(connection);
            let setup = format!(
                "SET client_min_messages = warning; DROP SCHEMA IF EXISTS {schema} CASCADE;
                 CREATE SCHEMA {schema}; SET search_path = {schema};"
            );
            client.batch_execute(&setup).await.unwrap();
            client.batch_execute(POSTGRES_FUNCTIONS).await.unwrap();
            client
        });
        Database::filled(Database::Postgres(runtime, client))
    }

    pub fn dialect(&self) -> Dialect {
        match self {
            Database::Sqlite(_) => Dialect::Sqlite,
            Database::Postgres(..) => Dialect::Postgres,
        }
    }

    fn filled(self) -> Database {
        for table in tables() {
            self.create(&table);
        }
        self
    }

    fn create(&self, table: &Table) {
        let is_sqlite = self.dialect() == Dialect::Sqlite;
        let columns = table.columns.iter().map(|(name, storage)| {
            let kind = match storage {
                Storage::Uuid if is_sqlite => "BLOB",
                Storage::Uuid => "uuid",
                Storage::Text if is_sqlite => "TEXT",
                Storage::Text => "text COLLATE \"C\"",
                Storage::Integer => "bigint",
                Storage::Boolean => "boolean",
            };
            format!("{name} {kind} NOT NULL")
        });
        let text = format!("CREATE TABLE {} ({})", table.name, columns.collect::<Vec<_>>().join(", "));
        self.run(&Statement { text, parameters: vec![] }, &Bindings::default()).unwrap();
        for row in &table.rows {
            let mark = if is_sqlite { "?" } else { "$" };
            let marks: Vec<_> = (1..=row.len()).map(|at| format!("{mark}{at}")).collect();
            let text = format!("INSERT INTO {} VALUES ({})", table.name, marks.join(", "));
            let parameters = row.iter().cloned().map(Parameter::Value).collect();
            self.run(&Statement { text, parameters }, &Bindings::default()).unwrap();
        }
    }

    /// Runs a statement; the error is the database's text, for PostgreSQL the SQLSTATE.
    pub fn run(&self, statement: &Statement, bindings: &Bindings) -> Result<Rows, String> {
        let values: Vec<_> = statement.parameters.iter().map(|parameter| bindings.value(parameter)).collect();
        match self {
            Database::Sqlite(connection) => {
                run_sqlite(connection, &statement.text, &values).map_err(|error| error.to_string())
            }
            Database::Postgres(runtime, client) => {
                let values: Vec<Box<dyn ToSql + Sync>> = values.iter().map(postgres_value).collect();
                let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
                let rows = runtime.block_on(client.query(&statement.text, &values)).map_err(|error| {
                    error.code().map_or_else(|| format!("{error:?}"), |code| code.code().to_owned())
                        + &error.as_db_error().map_or(String::new(), |error| format!(" {error}"))
                })?;
                Ok(rows.iter().map(postgres_row).collect())
            }
        }
    }
}

fn argument(value: ValueRef<'_>) -> Argument<'_> {
    match value {
        ValueRef::Null => Argument::Null,
        ValueRef::Integer(value) => Argument::Integer(value),
        ValueRef::Real(_) => Argument::Real,
        ValueRef::Text(text) => Argument::Text(std::str::from_utf8(text).unwrap()),
        ValueRef::Blob(bytes) => Argument::Blob(bytes),
    }
}

fn sqlite_value(value: &SqlValue) -> Value {
    match value {
        SqlValue::Integer(value) => Value::Integer(*value),
        SqlValue::Boolean(value) => Value::Integer((*value).into()),
        SqlValue::Text(text) => Value::Text(text.clone()),
        SqlValue::Uuid(id) => Value::Blob(id.as_bytes().to_vec()),
        SqlValue::Bytes(bytes) => Value::Blob(bytes.clone()),
        SqlValue::Null | SqlValue::UuidList(_) | SqlValue::TextList(_) | SqlValue::IntegerList(_) => {
            Value::Null
        }
    }
}

fn run_sqlite(connection: &rusqlite::Connection, text: &str, values: &[SqlValue]) -> rusqlite::Result<Rows> {
    let mut statement = connection.prepare_cached(text)?;
    for (index, value) in values.iter().enumerate() {
        let list: Option<Vec<Value>> = match value {
            SqlValue::UuidList(ids) => {
                Some(ids.iter().map(|id| Value::Blob(id.as_bytes().to_vec())).collect())
            }
            SqlValue::TextList(texts) => Some(texts.iter().cloned().map(Value::Text).collect()),
            SqlValue::IntegerList(numbers) => Some(numbers.iter().copied().map(Value::Integer).collect()),
            _ => None,
        };
        match list {
            Some(list) => statement.raw_bind_parameter(index + 1, Rc::new(list))?,
            None => statement.raw_bind_parameter(index + 1, sqlite_value(value))?,
        }
    }
    let count = statement.column_count();
    let mut cursor = statement.raw_query();
    let mut rows = Rows::new();
    while let Some(row) = cursor.next()? {
        let values = (0..count).map(|at| match row.get_ref(at).unwrap() {
            ValueRef::Null => SqlValue::Null,
            ValueRef::Integer(value) => SqlValue::Integer(value),
            ValueRef::Real(value) => panic!("floating point {value}"),
            ValueRef::Text(text) => SqlValue::Text(String::from_utf8(text.to_vec()).unwrap()),
            ValueRef::Blob(bytes) => SqlValue::Uuid(uuid::Uuid::from_slice(bytes).unwrap()),
        });
        rows.push(values.collect());
    }
    Ok(rows)
}

fn postgres_value(value: &SqlValue) -> Box<dyn ToSql + Sync> {
    match value.clone() {
        SqlValue::Null => Box::new(None::<i64>),
        SqlValue::Integer(value) => Box::new(value),
        SqlValue::Text(value) => Box::new(value),
        SqlValue::Uuid(value) => Box::new(value),
        SqlValue::Boolean(value) => Box::new(value),
        SqlValue::Bytes(value) => Box::new(value),
        SqlValue::UuidList(values) => Box::new(values),
        SqlValue::TextList(values) => Box::new(values),
        SqlValue::IntegerList(values) => Box::new(values),
    }
}

/// Booleans as 0 and 1, as SQLite gives them.
fn postgres_row(row: &tokio_postgres::Row) -> Vec<SqlValue> {
    let value = |at: usize| match *row.columns()[at].type_() {
        Type::UUID => row.get::<_, Option<_>>(at).map(SqlValue::Uuid),
        Type::INT8 => row.get::<_, Option<_>>(at).map(SqlValue::Integer),
        Type::INT4 => row.get::<_, Option<i32>>(at).map(|value| SqlValue::Integer(value.into())),
        Type::BOOL => row.get::<_, Option<bool>>(at).map(|value| SqlValue::Integer(value.into())),
        _ => row.get::<_, Option<_>>(at).map(SqlValue::Text),
    };
    (0..row.len()).map(|at| value(at).unwrap_or(SqlValue::Null)).collect()
}
