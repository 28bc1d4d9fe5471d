//! Makes the functions of `odata_sql::functions` known to a connection.

use odata_sql::compiled::SqlValue;
use odata_sql::functions::{Argument, SQLITE_FUNCTIONS};
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error};

pub(super) fn register(connection: &Connection) -> Result<(), Error> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for function in SQLITE_FUNCTIONS {
        connection.create_scalar_function(
            function.name,
            function.argument_count as i32,
            flags,
            move |context| {
                let mut arguments = Vec::with_capacity(function.argument_count);
                for index in 0..context.len() {
                    arguments.push(match context.get_raw(index) {
                        ValueRef::Null => Argument::Null,
                        ValueRef::Integer(number) => Argument::Integer(number),
                        ValueRef::Real(_) => Argument::Real,
                        ValueRef::Text(text) => Argument::Text(
                            std::str::from_utf8(text)
                                .map_err(|error| Error::UserFunctionError(error.into()))?,
                        ),
                        ValueRef::Blob(bytes) => Argument::Blob(bytes),
                    });
                }
                let result =
                    (function.call)(&arguments).map_err(|error| Error::UserFunctionError(error.into()))?;
                Ok(match result {
                    SqlValue::Integer(number) => Value::Integer(number),
                    SqlValue::Text(text) => Value::Text(text),
                    SqlValue::Boolean(value) => Value::Integer(i64::from(value)),
                    SqlValue::Uuid(id) => Value::Blob(id.as_bytes().to_vec()),
                    _ => Value::Null,
                })
            },
        )?;
    }
    Ok(())
}
