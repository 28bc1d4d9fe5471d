//! Rows of item variants.

use finance::item_variants::ItemVariant;

use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, StoreError, pictures};

record! {
    ItemVariant in "item_variants" {
        id: value = "id",
        item_id: value = "item_id",
        code: value = "code",
        description: value = "description",
    }
}

/// Deletes a variant together with its picture.
pub async fn delete(session: &mut Session, company: Uuid, id: Uuid) -> Result<(), StoreError> {
    pictures::delete_of(session, company, id).await?;
    record::delete::<ItemVariant>(session, company, id).await
}
