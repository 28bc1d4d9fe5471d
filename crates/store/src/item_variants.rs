//! Rows of item variants.

use finance::item_variants::ItemVariant;

use crate::record::record;

record! {
    ItemVariant in "item_variants" {
        id: value = "id",
        item_id: value = "item_id",
        code: value = "code",
        description: value = "description",
    }
}
