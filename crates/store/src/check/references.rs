//! Codes that name another record, and ids of records that pictures belong to: the record exists (FINANCE.md 10, rules
//! 23 to 25).

use super::{Checking, noun};
use crate::StoreError;
use crate::row::RowExtension;

/// A column that names a record of another table; blank names none.
struct Reference {
    table: &'static str,
    column: &'static str,
    target: &'static str,
    target_column: &'static str,
    /// The record may have been deleted while it was named (FINANCE.md 7.3): worth a look, not wrong.
    may_be_gone: bool,
}

impl Reference {
    const fn or_gone(self) -> Reference {
        Reference { may_be_gone: true, ..self }
    }
}

const fn reference(
    table: &'static str,
    column: &'static str,
    target: &'static str,
    target_column: &'static str,
) -> Reference {
    Reference { table, column, target, target_column, may_be_gone: false }
}

/// Not here: payment terms, methods, countries and VAT groups, which may be deleted while in use (FINANCE.md 7.3).
const REFERENCES: &[Reference] = &[
    reference("currency_exchange_rates", "currency_code", "currencies", "code"),
    reference("currency_exchange_rates", "relational_currency_code", "currencies", "code").or_gone(),
    reference("customers", "currency_code", "currencies", "code").or_gone(),
    reference("default_dimensions", "dimension_code", "dimensions", "code"),
    reference("dimension_values", "dimension_code", "dimensions", "code"),
    reference("journal_lines", "currency_code", "currencies", "code").or_gone(),
    reference("journal_templates", "number_series", "number_series", "code"),
    reference("journal_templates", "posting_number_series", "number_series", "code"),
    reference("journals", "number_series", "number_series", "code"),
    reference("journals", "posting_number_series", "number_series", "code"),
    reference("journals", "template_name", "journal_templates", "name"),
    reference("vendors", "currency_code", "currencies", "code").or_gone(),
    reference("number_series_lines", "series_code", "number_series", "code"),
    // A VAT business or product group goes without a question, also when it is a tax area or tax group.
    reference("tax_area_lines", "tax_area_code", "tax_areas", "code").or_gone(),
    reference("tax_area_lines", "tax_jurisdiction_code", "tax_jurisdictions", "code"),
    reference("tax_details", "tax_group_code", "tax_groups", "code").or_gone(),
    reference("tax_details", "tax_jurisdiction_code", "tax_jurisdictions", "code"),
    reference("tax_jurisdictions", "report_to_jurisdiction", "tax_jurisdictions", "code"),
];

pub(super) async fn check(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    for Reference { table, column, target, target_column, may_be_gone } in REFERENCES {
        let mut findings = Vec::new();
        let text = format!(
            "SELECT t.company_id, t.id, t.{column} FROM {table} t LEFT JOIN {target} o ON o.company_id = t.company_id \
             AND o.{target_column} = t.{column} WHERE t.{column} <> '' AND o.id IS NULL"
        );
        checking
            .session
            .query_all(&text, &[], |row| {
                let (company, id, code) =
                    (row.required_uuid(0)?, row.required_uuid(1)?, row.required_text(2)?);
                let (noun, target) = (noun(table), noun(target));
                findings.push((
                    company,
                    format!("The {noun} {id} names the {target} \"{code}\", which does not exist."),
                ));
                Ok(())
            })
            .await?;
        if *may_be_gone {
            findings.into_iter().for_each(|(company, sentence)| checking.warn(company, sentence));
        } else {
            checking.all_found(findings);
        }
    }
    journals_of_lines(checking).await?;
    dimension_sets(checking).await?;
    pictures(checking).await
}

/// Every picture belongs to a record that exists.
async fn pictures(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let mut findings = Vec::new();
    let text = "SELECT c.company_id, c.id FROM picture_contents c LEFT JOIN pictures p \
                ON p.company_id = c.company_id AND p.id = c.id WHERE p.id IS NULL";
    checking
        .session
        .query_all(text, &[], |row| {
            let (company, id) = (row.required_uuid(0)?, row.required_uuid(1)?);
            findings.push((company, format!("A picture is kept for the record {id}, which does not exist.")));
            Ok(())
        })
        .await?;
    checking.all_found(findings);
    Ok(())
}

/// Every line stands in a journal that exists, and knows its kind.
async fn journals_of_lines(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let mut findings = Vec::new();
    let text = "SELECT l.company_id, l.id, l.journal_id, j.code FROM journal_lines l LEFT JOIN journals j \
                ON j.company_id = l.company_id AND j.id = l.journal_id \
                WHERE j.id IS NULL OR j.template_type <> l.template_type";
    checking
        .session
        .query_all(text, &[], |row| {
            let (company, id, journal) =
                (row.required_uuid(0)?, row.required_uuid(1)?, row.required_uuid(2)?);
            findings.push((
                company,
                match row.text(3)? {
                    Some(code) => format!("The journal line {id} is not of the kind of its journal {code}."),
                    None => format!(
                        "The journal line {id} stands in the journal {journal}, which does not exist."
                    ),
                },
            ));
            Ok(())
        })
        .await?;
    checking.all_found(findings);
    Ok(())
}

/// The set of a line is kept, and its pairs name values that exist.
async fn dimension_sets(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let mut findings = Vec::new();
    let lines = "SELECT l.company_id, l.id FROM journal_lines l WHERE l.dimension_set_id <> ?1 AND NOT EXISTS \
                 (SELECT 1 FROM dimension_set_entries e WHERE e.company_id = l.company_id \
                 AND e.dimension_set_id = l.dimension_set_id)";
    checking
        .session
        .query_all(lines, &[crate::SqlValue::Uuid(uuid::Uuid::nil())], |row| {
            let (company, id) = (row.required_uuid(0)?, row.required_uuid(1)?);
            findings.push((
                company,
                format!("The journal line {id} names a set of dimensions that does not exist."),
            ));
            Ok(())
        })
        .await?;
    let pairs = "SELECT e.company_id, e.dimension_code, e.dimension_value_code FROM dimension_set_entries e \
                 LEFT JOIN dimension_values v ON v.company_id = e.company_id AND v.dimension_code = e.dimension_code \
                 AND v.code = e.dimension_value_code WHERE v.id IS NULL";
    checking
        .session
        .query_all(pairs, &[], |row| {
            let (company, dimension, value) = (row.required_uuid(0)?, row.required_text(1)?, row.required_text(2)?);
            findings.push((
                company,
                format!("A set of dimensions names the value \"{value}\" of \"{dimension}\", which does not exist."),
            ));
            Ok(())
        })
        .await?;
    checking.all_found(findings);
    Ok(())
}
