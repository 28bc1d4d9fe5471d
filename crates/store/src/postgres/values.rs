//! Values to and from PostgreSQL's binary form.

use bytes::{BufMut, BytesMut};
use odata_sql::compiled::SqlValue;
use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::StoreError;
use crate::row::Row;

type AnyError = Box<dyn std::error::Error + Sync + Send>;

#[derive(Debug)]
pub(super) struct Bound<'a>(pub &'a SqlValue);

impl ToSql for Bound<'_> {
    fn to_sql(&self, expected: &Type, out: &mut BytesMut) -> Result<IsNull, AnyError> {
        match self.0 {
            SqlValue::Null => return Ok(IsNull::Yes),
            SqlValue::Integer(value) => match *expected {
                Type::INT4 => out.put_i32(i32::try_from(*value)?),
                Type::INT2 => out.put_i16(i16::try_from(*value)?),
                _ => out.put_i64(*value),
            },
            SqlValue::Boolean(value) => out.put_u8(u8::from(*value)),
            SqlValue::Text(value) => out.put_slice(value.as_bytes()),
            SqlValue::Bytes(value) => out.put_slice(value),
            SqlValue::Uuid(value) => match *expected {
                Type::BYTEA | Type::UUID => out.put_slice(value.as_bytes()),
                _ => return Err(format!("a GUID was bound where {expected} is expected").into()),
            },
            SqlValue::UuidList(list) => return list.to_sql(expected, out),
            SqlValue::TextList(list) => return list.to_sql(expected, out),
            SqlValue::IntegerList(list) => return list.to_sql(expected, out),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The bytes of a value as they came, whatever its type.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, AnyError> {
        Ok(Raw(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(super) struct PostgresRow<'a>(pub &'a tokio_postgres::Row);

impl PostgresRow<'_> {
    fn raw(&self, index: usize) -> Result<Option<&[u8]>, StoreError> {
        Ok(self.0.try_get::<_, Option<Raw<'_>>>(index)?.map(|raw| raw.0))
    }
}

impl Row for PostgresRow<'_> {
    fn integer(&self, index: usize) -> Result<Option<i64>, StoreError> {
        let Some(raw) = self.raw(index)? else { return Ok(None) };
        match raw.len() {
            8 => Ok(Some(i64::from_be_bytes(raw.try_into().unwrap_or_default()))),
            4 => Ok(Some(i64::from(i32::from_be_bytes(raw.try_into().unwrap_or_default())))),
            2 => Ok(Some(i64::from(i16::from_be_bytes(raw.try_into().unwrap_or_default())))),
            1 => Ok(Some(i64::from(raw[0]))),
            _ => Err(unexpected(index, "an integer")),
        }
    }

    fn text(&self, index: usize) -> Result<Option<&str>, StoreError> {
        let Some(raw) = self.raw(index)? else { return Ok(None) };
        std::str::from_utf8(raw).map(Some).map_err(|_| unexpected(index, "text"))
    }

    fn uuid(&self, index: usize) -> Result<Option<Uuid>, StoreError> {
        let Some(raw) = self.raw(index)? else { return Ok(None) };
        Uuid::from_slice(raw).map(Some).map_err(|_| unexpected(index, "a GUID"))
    }

    fn boolean(&self, index: usize) -> Result<Option<bool>, StoreError> {
        Ok(self.integer(index)?.map(|value| value != 0))
    }

    fn bytes(&self, index: usize) -> Result<Option<&[u8]>, StoreError> {
        self.raw(index)
    }
}

fn unexpected(index: usize, wanted: &str) -> StoreError {
    StoreError::internal(format!("column {index} does not hold {wanted}"))
}
