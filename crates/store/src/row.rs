//! One row of an answer, read by position, the same for both databases.

use uuid::Uuid;

use crate::StoreError;

/// Reads values of the current row by position. A wrong type is a mistake of this program, never of a caller.
pub trait Row {
    /// `None` for NULL.
    fn integer(&self, index: usize) -> Result<Option<i64>, StoreError>;
    fn text(&self, index: usize) -> Result<Option<&str>, StoreError>;
    fn uuid(&self, index: usize) -> Result<Option<Uuid>, StoreError>;
    fn boolean(&self, index: usize) -> Result<Option<bool>, StoreError>;
    fn bytes(&self, index: usize) -> Result<Option<&[u8]>, StoreError>;
}

/// Reads values that the schema declares NOT NULL.
pub trait RowExtension {
    fn required_integer(&self, index: usize) -> Result<i64, StoreError>;
    fn required_text(&self, index: usize) -> Result<String, StoreError>;
    fn required_uuid(&self, index: usize) -> Result<Uuid, StoreError>;
    fn required_boolean(&self, index: usize) -> Result<bool, StoreError>;
}

impl<R: Row + ?Sized> RowExtension for R {
    fn required_integer(&self, index: usize) -> Result<i64, StoreError> {
        self.integer(index)?.ok_or_else(|| missing(index))
    }

    fn required_text(&self, index: usize) -> Result<String, StoreError> {
        self.text(index)?.map(str::to_owned).ok_or_else(|| missing(index))
    }

    fn required_uuid(&self, index: usize) -> Result<Uuid, StoreError> {
        self.uuid(index)?.ok_or_else(|| missing(index))
    }

    fn required_boolean(&self, index: usize) -> Result<bool, StoreError> {
        self.boolean(index)?.ok_or_else(|| missing(index))
    }
}

fn missing(index: usize) -> StoreError {
    StoreError::internal(format!("column {index} is NULL where the schema promises a value"))
}
