//! Row versions and times: no row is newer than its company's counter, or changed before it was made.

use super::{Checking, noun};
use crate::StoreError;
use crate::row::RowExtension;

/// Every table whose rows carry a version.
const TABLES: &[&str] = &[
    "accounting_periods",
    "accounts",
    "bank_accounts",
    "bank_ledger_entries",
    "bank_posting_groups",
    "countries_regions",
    "currencies",
    "currency_exchange_rates",
    "customer_posting_groups",
    "customer_templates",
    "customers",
    "default_dimension_priorities",
    "default_dimensions",
    "detailed_ledger_entries",
    "dimension_values",
    "dimensions",
    "general_business_posting_groups",
    "general_ledger_entries",
    "general_ledger_registers",
    "general_ledger_setup",
    "general_posting_setup",
    "general_product_posting_groups",
    "inventory_posting_groups",
    "inventory_posting_setup",
    "inventory_setup",
    "item_application_entries",
    "item_categories",
    "item_ledger_entries",
    "item_templates",
    "item_units_of_measure",
    "item_variants",
    "items",
    "journal_lines",
    "journal_templates",
    "journals",
    "locations",
    "number_series",
    "number_series_lines",
    "number_series_setup",
    "party_ledger_entries",
    "payment_applications",
    "payment_methods",
    "payment_terms",
    "picture_contents",
    "shipment_methods",
    "source_codes",
    "tax_area_lines",
    "tax_areas",
    "tax_details",
    "tax_groups",
    "tax_jurisdictions",
    "trade_document_lines",
    "trade_documents",
    "trade_setup",
    "units_of_measure",
    "value_entries",
    "vat_entries",
    "vat_posting_setup",
    "vendor_posting_groups",
    "vendor_templates",
    "vendors",
];

pub(super) async fn check(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    for table in TABLES {
        let mut findings = Vec::new();
        let text = format!(
            "SELECT t.company_id, t.id, t.row_version, c.row_version_counter, t.created_at, t.modified_at \
             FROM {table} t JOIN companies c ON c.id = t.company_id WHERE t.row_version < 1 \
             OR t.row_version > c.row_version_counter OR t.modified_at < t.created_at"
        );
        checking
            .session
            .query_all(&text, &[], |row| {
                let (company, id) = (row.required_uuid(0)?, row.required_uuid(1)?);
                let (version, counter) = (row.required_integer(2)?, row.required_integer(3)?);
                let noun = noun(table);
                findings.push((
                    company,
                    if version < 1 || version > counter {
                        format!("The {noun} {id} has row version {version}, but the company's counter is {counter}.")
                    } else {
                        format!("The {noun} {id} was changed before it was made.")
                    },
                ));
                Ok(())
            })
            .await?;
        checking.all_found(findings);
        checking.summary.records += count(checking, table).await?;
    }
    Ok(())
}

async fn count(checking: &mut Checking<'_>, table: &str) -> Result<u64, StoreError> {
    let text = format!("SELECT count(*) FROM {table}");
    let count = checking.session.query_one(&text, &[], |row| row.required_integer(0)).await?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn no_table_with_versions_is_forgotten() {
        let schema = include_str!("../migrations/m0001_foundation/up.sql");
        for table in
            schema.split("CREATE TABLE ").skip(1).filter(|table| table.contains("row_version {integer}"))
        {
            let name = table.split_whitespace().next().unwrap_or_default();
            assert!(name == "companies" || TABLES.contains(&name), "{name}");
        }
    }
}
