//! Rows of dimensions.

use finance::dimensions::Dimension;

use crate::record::record;

record! {
    Dimension in "dimensions" {
        id: value = "id",
        code: value = "code",
        name: value = "name",
        consolidation_code: value = "consolidation_code",
        blocked: value = "blocked",
    }
}
