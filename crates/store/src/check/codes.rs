//! Codes and numbers: trimmed, in capitals, not blank, and no two records with one.

use finance::fields::normalize_code;

use super::{Checking, noun};
use crate::StoreError;
use crate::row::RowExtension;

/// Table, and the column that names a record.
const CODES: &[(&str, &str)] = &[
    ("accounts", "number"),
    ("bank_accounts", "number"),
    ("countries_regions", "code"),
    ("currencies", "code"),
    ("customer_templates", "code"),
    ("customers", "number"),
    ("dimension_values", "code"),
    ("dimensions", "code"),
    ("journal_templates", "name"),
    ("journals", "code"),
    ("number_series", "code"),
    ("payment_methods", "code"),
    ("payment_terms", "code"),
    ("shipment_methods", "code"),
    ("source_codes", "code"),
    ("tax_areas", "code"),
    ("tax_groups", "code"),
    ("tax_jurisdictions", "code"),
    ("item_categories", "code"),
    ("item_templates", "code"),
    ("item_variants", "code"),
    ("items", "number"),
    ("locations", "code"),
    ("units_of_measure", "code"),
    ("vendor_templates", "code"),
    ("vendors", "number"),
];

/// Table, and the columns that are unique within a company (FINANCE.md 10, rule 23 among them). The database refuses
/// a second one, but an index may be damaged.
const UNIQUE: &[(&str, &str)] = &[
    ("customers", "number"),
    ("vendors", "number"),
    ("items", "number"),
    ("accounts", "number"),
    ("journals", "template_name, code"),
    ("journal_lines", "journal_id, line_number"),
    ("trade_documents", "side, document_type, posted, number"),
    ("trade_document_lines", "document_id, sequence"),
];

pub(super) async fn check(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    for (table, column) in CODES {
        let mut findings = Vec::new();
        let text = format!("SELECT company_id, id, {column} FROM {table}");
        checking
            .session
            .query_all(&text, &[], |row| {
                let (company, id, code) =
                    (row.required_uuid(0)?, row.required_uuid(1)?, row.required_text(2)?);
                let noun = noun(table);
                if code.trim().is_empty() {
                    findings.push((company, format!("The {noun} {id} has a blank {column}.")));
                } else if normalize_code(&code) != code {
                    let sentence =
                        format!("The {column} \"{code}\" of a {noun} is not trimmed and in capitals.");
                    findings.push((company, sentence));
                }
                Ok(())
            })
            .await?;
        checking.all_found(findings);
    }
    for (table, columns) in UNIQUE {
        let mut findings = Vec::new();
        // `+` and the like are not portable, so the index may be used; SQLite's own check compares it with the table.
        let text = format!(
            "SELECT company_id, count(*) FROM {table} GROUP BY company_id, {columns} HAVING count(*) > 1"
        );
        checking
            .session
            .query_all(&text, &[], |row| {
                let (company, count) = (row.required_uuid(0)?, row.required_integer(1)?);
                findings.push((company, format!("{count} records of {table} have the same {columns}.")));
                Ok(())
            })
            .await?;
        checking.all_found(findings);
    }
    Ok(())
}
