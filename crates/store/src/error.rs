//! What can go wrong at the database, sorted by what the caller should do about it.

/// A failure with a kind to act on and a sentence for the log.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    pub kind: StoreErrorKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// A unique constraint would be broken.
    Duplicate,
    /// A referenced row is missing, or a referenced row would go.
    Reference,
    /// Division by zero or a number out of range inside a request's expression (the caller's fault).
    Arithmetic,
    /// Lost against a concurrent transaction; worth another try.
    Conflict,
    /// The database cannot be reached, or refuses work for now. Nothing was done.
    Unavailable,
    /// No space left. Nothing was done; reads go on.
    Full,
    /// The disk failed while it was written, flushed or read. What was being written is there whole or not at all:
    /// which of the two shows when the database is opened again.
    Disk,
    /// A read reaches more rows than one answer may hold; the sentence is for the caller.
    TooManyRows,
    /// Made by a newer program; nothing was touched.
    TooNew,
    /// Another server holds this SQLite file.
    Locked,
    /// Anything else: damage, a statement that does not fit the schema.
    Internal,
}

impl StoreError {
    pub fn new(kind: StoreErrorKind, message: impl Into<String>) -> Self {
        StoreError { kind, message: message.into() }
    }

    pub fn internal(message: impl Into<String>) -> Self {
        StoreError::new(StoreErrorKind::Internal, message)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::*;
        let message = error.to_string();
        // Functions of ours mark refusals of a computation with this word; see odata_sql::functions.
        if message.contains("funchal:") || message.contains("integer overflow") {
            return StoreError::new(StoreErrorKind::Arithmetic, message);
        }
        let kind = match error.sqlite_error() {
            Some(failure) => match failure.code {
                ConstraintViolation
                    if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY =>
                {
                    StoreErrorKind::Reference
                }
                // A guard of ours refused; nothing a caller sends may lead here.
                ConstraintViolation if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER => {
                    StoreErrorKind::Internal
                }
                ConstraintViolation => StoreErrorKind::Duplicate,
                DatabaseBusy | DatabaseLocked => StoreErrorKind::Unavailable,
                DiskFull => StoreErrorKind::Full,
                // The shared index of the log, which is no part of what is kept, found no room to grow.
                SystemIoFailure if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => {
                    StoreErrorKind::Full
                }
                SystemIoFailure => StoreErrorKind::Disk,
                CannotOpen | ReadOnly | PermissionDenied => StoreErrorKind::Unavailable,
                _ => StoreErrorKind::Internal,
            },
            None => StoreErrorKind::Internal,
        };
        StoreError::new(kind, message)
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(database) = error.as_db_error() else {
            let kind = if error.is_closed()
                || std::error::Error::source(&error).is_some_and(|s| s.is::<std::io::Error>())
            {
                StoreErrorKind::Unavailable
            } else {
                StoreErrorKind::Internal
            };
            return StoreError::new(kind, error.to_string());
        };
        let kind = match database.code().code() {
            "23505" => StoreErrorKind::Duplicate,
            "23503" => StoreErrorKind::Reference,
            "22012" | "22003" | "22008" | "22015" => StoreErrorKind::Arithmetic,
            "40001" | "40P01" => StoreErrorKind::Conflict,
            "53100" => StoreErrorKind::Full,
            "58030" => StoreErrorKind::Disk,
            "57P01" | "57P02" | "57P03" | "53300" => StoreErrorKind::Unavailable,
            _ => StoreErrorKind::Internal,
        };
        StoreError::new(kind, format!("{} ({})", database.message(), database.code().code()))
    }
}
