//! Rows of source codes.

use finance::source_codes::SourceCode;

use crate::record::record;

record! {
    SourceCode in "source_codes" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
    }
}
