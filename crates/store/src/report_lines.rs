//! Rows of the rows of financial statements.

use finance::report_lines::ReportLine;

use crate::record::record;

record! {
    ReportLine in "report_lines" {
        id: value = "id",
        statement: choice = "statement",
        line_number: value = "line_number",
        code: value = "code",
        description: value = "description",
        totaling_kind: choice = "totaling_kind",
        totaling: value = "totaling",
        amount_kind: choice = "amount_kind",
        bold: value = "bold",
        show_opposite_sign: value = "show_opposite_sign",
        indentation: value = "indentation",
    }
}
