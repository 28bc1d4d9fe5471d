//! The schema: one folder per change, applied in order, each in a transaction of its own.
//!
//! A migration is one SQL text for both databases; `{uuid}`, `{text}`, `{integer}`, `{boolean}` and `{bytes}` stand for
//! their own words, `{nil}` for the id that is none, `{append_only:TABLE}` for a guard against every change,
//! `{append_only:TABLE:COLUMNS}` for one against deletes and changes of these columns,
//! `{append_only:TABLE:COLUMNS:FLAG}` for one that guards the rows with this flag,
//! `{append_only_column:TABLE:COLUMN:FLAG}` for a column that such a table got later, and
//! `{no_longer_append_only:TABLE}` for the end of the guards before others are made. What was released is never edited:
//! a correction is a new migration.

mod append_only;

use rusqlite::Connection;

use crate::row::RowExtension;
use crate::{Dialect, Session, StoreError, StoreErrorKind};

struct Migration {
    version: i64,
    name: &'static str,
    text: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "foundation", text: include_str!("m0001_foundation/up.sql") },
    Migration { version: 2, name: "ledgers", text: include_str!("m0002_ledgers/up.sql") },
    Migration { version: 3, name: "master_data", text: include_str!("m0003_master_data/up.sql") },
    Migration { version: 4, name: "trade_documents", text: include_str!("m0004_trade_documents/up.sql") },
    Migration { version: 5, name: "idempotency", text: include_str!("m0005_idempotency/up.sql") },
    Migration { version: 6, name: "reports", text: include_str!("m0006_reports/up.sql") },
    Migration { version: 7, name: "journals", text: include_str!("m0007_journals/up.sql") },
    Migration {
        version: 8,
        name: "dimension_set_lines",
        text: include_str!("m0008_dimension_set_lines/up.sql"),
    },
    Migration { version: 9, name: "pictures", text: include_str!("m0009_pictures/up.sql") },
    Migration { version: 10, name: "revaluation", text: include_str!("m0010_revaluation/up.sql") },
    Migration {
        version: 11,
        name: "goods_before_invoices",
        text: include_str!("m0011_goods_before_invoices/up.sql"),
    },
    Migration { version: 12, name: "sales_tax", text: include_str!("m0012_sales_tax/up.sql") },
    Migration { version: 13, name: "turnover", text: include_str!("m0013_turnover/up.sql") },
];

/// Any number will do, as long as nothing else in the database locks the same one.
const POSTGRES_MIGRATION_LOCK: i64 = 0x0066_756e_6368_616c;

const SCHEMA_VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_versions \
     (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// The version this program knows.
pub fn newest_version() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// Errors: `TooNew` when the database was made by a newer program; nothing was touched.
pub(crate) fn apply_to_sqlite(connection: &mut Connection, now_milliseconds: i64) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let known: i64 = transaction.query_row(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_versions'",
        [],
        |row| row.get(0),
    )?;
    let version: i64 = match known {
        0 => 0,
        _ => transaction
            .query_row("SELECT coalesce(max(version), 0) FROM schema_versions", [], |row| row.get(0))?,
    };
    refuse_newer(version)?;
    if version == newest_version() {
        return Ok(());
    }
    transaction.execute_batch(SCHEMA_VERSIONS)?;
    for migration in MIGRATIONS.iter().filter(|migration| migration.version > version) {
        transaction.execute_batch(&in_dialect(migration.text, Dialect::Sqlite))?;
        transaction.execute(
            "INSERT INTO schema_versions (version, name, applied_at) VALUES (?1, ?2, ?3)",
            (migration.version, migration.name, now_milliseconds),
        )?;
    }
    Ok(transaction.commit()?)
}

/// A table, view, index or trigger as SQLite keeps it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SchemaObject {
    pub kind: String,
    pub name: String,
    /// The statement that made it; none for an index that belongs to a constraint.
    pub text: Option<String>,
}

/// The statement that lists them, in the columns of [`SchemaObject`].
pub(crate) const SQLITE_OBJECTS: &str = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";

/// What all migrations together make of an empty SQLite database.
pub(crate) fn sqlite_objects() -> Result<Vec<SchemaObject>, StoreError> {
    let mut connection = Connection::open_in_memory()?;
    apply_to_sqlite(&mut connection, 0)?;
    let mut statement = connection.prepare(SQLITE_OBJECTS)?;
    let objects = statement
        .query_map([], |row| Ok(SchemaObject { kind: row.get(0)?, name: row.get(1)?, text: row.get(2)? }))?;
    Ok(objects.collect::<Result<_, _>>()?)
}

/// As [`apply_to_sqlite`]; servers that start together wait for each other.
pub(crate) async fn apply_to_postgres(
    session: &mut Session,
    now_milliseconds: i64,
) -> Result<(), StoreError> {
    session.run_script("BEGIN").await?;
    let outcome = migrate_postgres(session, now_milliseconds).await;
    session.run_script(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
    outcome
}

async fn migrate_postgres(session: &mut Session, now_milliseconds: i64) -> Result<(), StoreError> {
    session.run_script(&format!("SELECT pg_advisory_xact_lock({POSTGRES_MIGRATION_LOCK})")).await?;
    session.run_script(SCHEMA_VERSIONS).await?;
    let version = session
        .query_one("SELECT coalesce(max(version), 0) FROM schema_versions", &[], |row| {
            row.required_integer(0)
        })
        .await?
        .unwrap_or(0);
    refuse_newer(version)?;
    for migration in MIGRATIONS.iter().filter(|migration| migration.version > version) {
        session.run_script(&in_dialect(migration.text, Dialect::Postgres)).await?;
        let text = format!(
            "INSERT INTO schema_versions (version, name, applied_at) VALUES ({}, '{}', {now_milliseconds})",
            migration.version, migration.name
        );
        session.run_script(&text).await?;
    }
    if version < newest_version() {
        session.run_script(odata_sql::functions::POSTGRES_FUNCTIONS).await?;
    }
    Ok(())
}

fn refuse_newer(version: i64) -> Result<(), StoreError> {
    let newest = newest_version();
    if version > newest {
        return Err(StoreError::new(
            StoreErrorKind::TooNew,
            format!(
                "the database has schema version {version}, this program knows up to {newest}. \
                 Use the newer funchal that made it; nothing was changed."
            ),
        ));
    }
    Ok(())
}

fn in_dialect(text: &str, dialect: Dialect) -> String {
    let words = match dialect {
        Dialect::Sqlite => {
            ["BLOB", "TEXT", "INTEGER", "INTEGER", "BLOB", "X'00000000000000000000000000000000'"]
        }
        Dialect::Postgres => [
            "uuid",
            "text COLLATE \"C\"",
            "bigint",
            "boolean",
            "bytea",
            "'00000000-0000-0000-0000-000000000000'",
        ],
    };
    let mut text = text.to_owned();
    for (mark, word) in ["{uuid}", "{text}", "{integer}", "{boolean}", "{bytes}", "{nil}"].iter().zip(words) {
        text = text.replace(mark, word);
    }
    append_only::expand(&text, dialect)
}
