//! Pictures of records: which records have one.

use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// What a picture belongs to; the numbers are those of the published API.
    PictureParent {
        #[default]
        Customer = 1, "Customer";
        Item = 2, "Item";
        Vendor = 3, "Vendor";
        Employee = 4, "Employee";
        Contact = 5, "Contact";
        ItemVariant = 6, "Item Variant";
    }
}

/// A picture that is kept for a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Of the record.
    pub id: Uuid,
    /// In pixels.
    pub width: i64,
    /// In pixels.
    pub height: i64,
    /// Media type, such as `image/png`.
    pub content_type: String,
    pub content: Vec<u8>,
}
