//! Makes the functions of `odata_sql::functions` known to a connection.

use rusqlite::Connection;

pub(super) fn register(_connection: &Connection) -> Result<(), rusqlite::Error> {
    Ok(())
}
