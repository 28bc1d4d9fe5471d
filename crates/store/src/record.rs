//! Records to rows and back: each record declares its columns once, and finds, inserts, changes and deletes follow.

use std::sync::OnceLock;

use finance::choices::Choice;
use finance::date_formulas::DateFormula;
use finance::default_dimensions::DimensionTable;
use jiff::civil::Date;
use money::{Amount, Rate};
use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use crate::row::{Row, RowExtension};
use crate::{Session, StoreError, StoreErrorKind};

/// A record of `finance` kept in a table of its own.
pub trait Record: Sized + Send {
    const TABLE: &'static str;
    /// In the order of [`Record::values`]; the first is `id`.
    const COLUMNS: &'static [&'static str];

    fn id(&self) -> Uuid;
    fn values(&self) -> Vec<SqlValue>;
    /// Reads the columns in order, beginning at `first`.
    fn from_row(row: &dyn Row, first: usize) -> Result<Self, StoreError>;
    /// Where the texts of its statements are kept.
    fn statements() -> &'static OnceLock<Statements>;

    /// Columns that follow from others and stand in the table for an index only.
    const DERIVED_COLUMNS: &'static [&'static str] = &[];
    fn derived_values(&self) -> Result<Vec<SqlValue>, StoreError> {
        Ok(Vec::new())
    }
}

/// When and as which version a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub row_version: i64,
    pub now_milliseconds: i64,
}

/// The statements of one record type.
pub struct Statements {
    insert: String,
    update: String,
    delete: String,
    select: String,
}

impl Statements {
    fn of<R: Record>() -> &'static Statements {
        R::statements().get_or_init(|| {
            let own: Vec<&str> = R::COLUMNS.iter().chain(R::DERIVED_COLUMNS).copied().collect();
            let count = own.len();
            let marks = |from: usize, many: usize| {
                (from..from + many).map(|number| format!("?{number}")).collect::<Vec<_>>().join(", ")
            };
            let assignments: Vec<String> =
                own.iter().enumerate().map(|(index, column)| format!("{column} = ?{}", index + 4)).collect();
            Statements {
                insert: format!(
                    "INSERT INTO {} (company_id, row_version, created_at, modified_at, {}) VALUES (?1, ?2, ?3, ?3, {})",
                    R::TABLE,
                    own.join(", "),
                    marks(4, count)
                ),
                // A row's own time never runs backwards, whatever the clock does (RELIABILITY.md T1).
                update: format!(
                    "UPDATE {} SET row_version = ?2, modified_at = CASE WHEN modified_at > ?3 THEN modified_at ELSE ?3 \
                     END, {} WHERE company_id = ?1 AND id = ?4",
                    R::TABLE,
                    assignments.join(", ")
                ),
                delete: format!("DELETE FROM {} WHERE company_id = ?1 AND id = ?2", R::TABLE),
                select: format!("SELECT row_version, {} FROM {} WHERE company_id = ?1", R::COLUMNS.join(", "), R::TABLE),
            }
        })
    }
}

fn written<R: Record>(company: Uuid, record: &R, stamp: Stamp) -> Result<Vec<SqlValue>, StoreError> {
    let mut values = vec![
        SqlValue::Uuid(company),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
    ];
    values.extend(record.values());
    values.extend(record.derived_values()?);
    Ok(values)
}

/// Nobody waits for it ([`Session::execute_later`]). Errors: `Duplicate` when the id or another unique value is taken.
pub async fn insert<R: Record + Sync>(
    session: &mut Session,
    company: Uuid,
    record: &R,
    stamp: Stamp,
) -> Result<(), StoreError> {
    session.execute_later(&Statements::of::<R>().insert, written(company, record, stamp)?, Some(1)).await
}

/// Writes every column of the row with the record's id; nobody waits for it ([`Session::execute_later`]). Errors:
/// `Internal` when there is none.
pub async fn update<R: Record + Sync>(
    session: &mut Session,
    company: Uuid,
    record: &R,
    stamp: Stamp,
) -> Result<(), StoreError> {
    session.execute_later(&Statements::of::<R>().update, written(company, record, stamp)?, Some(1)).await
}

/// As [`update`] for the columns from `first` on; those before it are left alone. Errors: `Internal` when there is no
/// such row or column.
pub async fn update_from<R: Record + Sync>(
    session: &mut Session,
    company: Uuid,
    record: &R,
    first: &'static str,
    stamp: Stamp,
) -> Result<(), StoreError> {
    let Some(from) = R::COLUMNS.iter().position(|column| *column == first) else {
        return Err(StoreError::internal(format!("{} has no column {first}", R::TABLE)));
    };
    let assignments: Vec<String> =
        R::COLUMNS[from..].iter().zip(5..).map(|(column, number)| format!("{column} = ?{number}")).collect();
    let text = format!(
        "UPDATE {} SET row_version = ?2, modified_at = CASE WHEN modified_at > ?3 THEN modified_at ELSE ?3 END, {} \
         WHERE company_id = ?1 AND id = ?4",
        R::TABLE,
        assignments.join(", ")
    );
    let mut parameters = vec![
        SqlValue::Uuid(company),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
        SqlValue::Uuid(record.id()),
    ];
    parameters.extend(record.values().into_iter().skip(from));
    session.execute_later(&text, parameters, Some(1)).await
}

pub async fn delete<R: Record>(session: &mut Session, company: Uuid, id: Uuid) -> Result<(), StoreError> {
    let parameters = vec![SqlValue::Uuid(company), SqlValue::Uuid(id)];
    session.execute_later(&Statements::of::<R>().delete, parameters, None).await
}

/// A record with its row version.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned<R> {
    pub record: R,
    pub row_version: i64,
}

fn versioned<R: Record>(row: &dyn Row) -> Result<Versioned<R>, StoreError> {
    Ok(Versioned { row_version: row.required_integer(0)?, record: R::from_row(row, 1)? })
}

pub async fn by_id<R: Record>(
    session: &mut Session,
    company: Uuid,
    id: Uuid,
) -> Result<Option<Versioned<R>>, StoreError> {
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(id)];
    session.query_one(&format!("{} AND id = ?2", Statements::of::<R>().select), &parameters, versioned).await
}

/// The row whose text column holds exactly `value` (a code or number; unique where this is called).
pub async fn by_text<R: Record>(
    session: &mut Session,
    company: Uuid,
    column: &'static str,
    value: &str,
) -> Result<Option<R>, StoreError> {
    let parameters = [SqlValue::Uuid(company), SqlValue::Text(value.to_owned())];
    let text = format!("{} AND {column} = ?2", Statements::of::<R>().select);
    Ok(session.query_one(&text, &parameters, versioned).await?.map(|found: Versioned<R>| found.record))
}

/// All rows that meet `condition`, which may use parameters from `?2` on and end in an order.
pub async fn list<R: Record>(
    session: &mut Session,
    company: Uuid,
    condition: &str,
    parameters: &[SqlValue],
) -> Result<Vec<R>, StoreError> {
    let mut all = vec![SqlValue::Uuid(company)];
    all.extend_from_slice(parameters);
    let mut found = Vec::new();
    let text = format!("{} {condition}", Statements::of::<R>().select);
    session
        .query_all(&text, &all, |row| {
            found.push(versioned::<R>(row)?.record);
            Ok(())
        })
        .await?;
    Ok(found)
}

/// Takes the next row version of the company and, with it, the company's place in the queue of writers: every write
/// begins here, so writes of one company follow each other and locks are always taken in the same order.
pub async fn next_stamp(
    session: &mut Session,
    company: Uuid,
    now_milliseconds: i64,
) -> Result<Stamp, StoreError> {
    let text = "UPDATE companies SET row_version_counter = row_version_counter + 1 WHERE id = ?1 \
                RETURNING row_version_counter";
    let version = session.query_one(text, &[SqlValue::Uuid(company)], |row| row.required_integer(0)).await?;
    let row_version =
        version.ok_or_else(|| StoreError::new(StoreErrorKind::Reference, "the company does not exist"))?;
    session.counter_taken(company, row_version);
    Ok(Stamp { row_version, now_milliseconds })
}

/// How a field is kept in a column.
pub trait ColumnValue: Sized {
    fn to_value(&self) -> SqlValue;
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError>;
}

impl ColumnValue for Uuid {
    fn to_value(&self) -> SqlValue {
        SqlValue::Uuid(*self)
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        row.required_uuid(index)
    }
}

impl ColumnValue for String {
    fn to_value(&self) -> SqlValue {
        SqlValue::Text(self.clone())
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        row.required_text(index)
    }
}

impl ColumnValue for bool {
    fn to_value(&self) -> SqlValue {
        SqlValue::Boolean(*self)
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        row.required_boolean(index)
    }
}

impl ColumnValue for i64 {
    fn to_value(&self) -> SqlValue {
        SqlValue::Integer(*self)
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        row.required_integer(index)
    }
}

impl ColumnValue for i32 {
    fn to_value(&self) -> SqlValue {
        SqlValue::Integer(i64::from(*self))
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        i32::try_from(row.required_integer(index)?).map_err(|_| damaged("a number of 32 bits"))
    }
}

impl ColumnValue for Amount {
    fn to_value(&self) -> SqlValue {
        SqlValue::Integer(self.scaled())
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        Ok(Amount::from_scaled(row.required_integer(index)?))
    }
}

impl ColumnValue for Rate {
    fn to_value(&self) -> SqlValue {
        SqlValue::Integer(self.scaled())
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        Ok(Rate::from_scaled(row.required_integer(index)?))
    }
}

impl ColumnValue for Date {
    fn to_value(&self) -> SqlValue {
        SqlValue::Text(self.to_string())
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        row.required_text(index)?.parse().map_err(|_| damaged("a date"))
    }
}

/// A choice is kept as its number.
pub fn choice_from_column<C: Choice>(row: &dyn Row, index: usize) -> Result<C, StoreError> {
    C::from_value(row.required_integer(index)?).ok_or_else(|| damaged("a known choice"))
}

/// A date formula is kept as its text.
pub fn formula_from_column(row: &dyn Row, index: usize) -> Result<DateFormula, StoreError> {
    DateFormula::parse("date formula", &row.required_text(index)?).map_err(|_| damaged("a date formula"))
}

/// The table a default dimension belongs to is kept as its number.
pub fn dimension_table_from_column(row: &dyn Row, index: usize) -> Result<DimensionTable, StoreError> {
    DimensionTable::from_value(row.required_integer(index)?).ok_or_else(|| damaged("a known table"))
}

/// A stored value that cannot be read.
pub(crate) fn damaged(wanted: &str) -> StoreError {
    StoreError::internal(format!("a stored value is not {wanted}; run `funchal check`"))
}

/// Declares the columns of a record: `field: kind = "column"`.
macro_rules! record {
    ($record:ident in $table:literal { $($field:ident : $kind:ident = $column:literal,)+ } $(derived { $($derived:literal = $value:expr,)+ })?) => {
        impl $crate::record::Record for $record {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$($column,)+];
            $(const DERIVED_COLUMNS: &'static [&'static str] = &[$($derived,)+];

            fn derived_values(&self) -> Result<Vec<$crate::SqlValue>, $crate::StoreError> {
                Ok(vec![$($value(self)?,)+])
            })?

            fn id(&self) -> uuid::Uuid {
                self.id
            }

            fn values(&self) -> Vec<$crate::SqlValue> {
                vec![$($crate::record::to_column!($kind, self.$field),)+]
            }

            #[allow(unused_assignments)] // the index after the last column
            fn from_row(row: &dyn $crate::Row, first: usize) -> Result<Self, $crate::StoreError> {
                let mut index = first;
                $(
                    let $field = $crate::record::from_column!($kind, row, index);
                    index += 1;
                )+
                Ok($record { $($field,)+ })
            }

            fn statements() -> &'static std::sync::OnceLock<$crate::record::Statements> {
                static STATEMENTS: std::sync::OnceLock<$crate::record::Statements> = std::sync::OnceLock::new();
                &STATEMENTS
            }
        }
    };
}
pub(crate) use record;

macro_rules! to_column {
    (value, $field:expr) => {
        $crate::record::ColumnValue::to_value(&$field)
    };
    (choice, $field:expr) => {
        $crate::SqlValue::Integer(finance::choices::Choice::value($field))
    };
    (dimension_table, $field:expr) => {
        $crate::SqlValue::Integer($field.value())
    };
    (formula, $field:expr) => {
        $crate::SqlValue::Text($field.to_string())
    };
    (dimension_set, $field:expr) => {
        $crate::SqlValue::Uuid($crate::dimension_sets::id_of(&$field))
    };
}
pub(crate) use to_column;

macro_rules! from_column {
    (value, $row:expr, $index:expr) => {
        $crate::record::ColumnValue::from_column($row, $index)?
    };
    (choice, $row:expr, $index:expr) => {
        $crate::record::choice_from_column($row, $index)?
    };
    (dimension_table, $row:expr, $index:expr) => {
        $crate::record::dimension_table_from_column($row, $index)?
    };
    (formula, $row:expr, $index:expr) => {
        $crate::record::formula_from_column($row, $index)?
    };
    (dimension_set, $row:expr, $index:expr) => {{
        // The pairs stand in another table; `dimension_sets::load` brings them when a rule needs them.
        let _ = $index;
        finance::dimensions::DimensionSet::default()
    }};
}
pub(crate) use from_column;
