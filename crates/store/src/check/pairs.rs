//! Ids and the codes beside them: both belong to the same record (FINANCE.md 10, rule 25).

use uuid::Uuid;

use super::{Checking, noun};
use crate::row::RowExtension;
use crate::{SqlValue, StoreError};

/// An id and a code of one record in another table.
struct Pair {
    table: &'static str,
    id: &'static str,
    code: &'static str,
    target: &'static str,
    target_code: &'static str,
    /// The pair holds only where this is true; `t` is the table.
    condition: &'static str,
    /// The record may have been deleted since (FINANCE.md 7.3, 7.4): then neither id nor code leads anywhere.
    may_be_gone: bool,
}

const fn pair(
    table: &'static str,
    (id, code): (&'static str, &'static str),
    (target, target_code): (&'static str, &'static str),
) -> Pair {
    Pair { table, id, code, target, target_code, condition: "1 = 1", may_be_gone: true }
}

impl Pair {
    const fn when(self, condition: &'static str) -> Pair {
        Pair { condition, ..self }
    }

    const fn never_gone(self) -> Pair {
        Pair { may_be_gone: false, ..self }
    }
}

const PAIRS: &[Pair] = &[
    pair("journal_lines", ("account_id", "account_number"), ("accounts", "number"))
        .when("t.account_type = 0"),
    pair("journal_lines", ("account_id", "account_number"), ("customers", "number"))
        .when("t.account_type = 1"),
    pair("journal_lines", ("account_id", "account_number"), ("vendors", "number")).when("t.account_type = 2"),
    pair("journal_lines", ("account_id", "account_number"), ("bank_accounts", "number"))
        .when("t.account_type = 3"),
    pair("journal_lines", ("balancing_account_id", "balancing_account_number"), ("accounts", "number"))
        .when("t.balancing_account_type = 0"),
    pair("journal_lines", ("balancing_account_id", "balancing_account_number"), ("bank_accounts", "number"))
        .when("t.balancing_account_type = 3"),
    pair("customers", ("currency_id", "currency_code"), ("currencies", "code")),
    pair("customers", ("payment_terms_id", "payment_terms_code"), ("payment_terms", "code")),
    pair("customers", ("payment_method_id", "payment_method_code"), ("payment_methods", "code")),
    pair("customers", ("shipment_method_id", "shipment_method_code"), ("shipment_methods", "code")),
    pair("bank_accounts", ("currency_id", "currency_code"), ("currencies", "code")),
    pair("items", ("item_category_id", "item_category_code"), ("item_categories", "code")),
    pair("items", ("base_unit_of_measure_id", "base_unit_of_measure"), ("units_of_measure", "code")),
    pair(
        "items",
        ("inventory_posting_group_id", "inventory_posting_group"),
        ("inventory_posting_groups", "code"),
    ),
    pair("default_dimensions", ("parent_id", "number"), ("accounts", "number")).when("t.table_number = 15"),
    pair("default_dimensions", ("parent_id", "number"), ("items", "number")).when("t.table_number = 27"),
    pair("vendors", ("currency_id", "currency_code"), ("currencies", "code")),
    pair("vendors", ("payment_terms_id", "payment_terms_code"), ("payment_terms", "code")),
    pair("vendors", ("payment_method_id", "payment_method_code"), ("payment_methods", "code")),
    pair("vendor_templates", ("payment_terms_id", "payment_terms_code"), ("payment_terms", "code")),
    pair("vendor_templates", ("payment_method_id", "payment_method_code"), ("payment_methods", "code")),
    pair("customer_templates", ("payment_terms_id", "payment_terms_code"), ("payment_terms", "code")),
    pair("customer_templates", ("payment_method_id", "payment_method_code"), ("payment_methods", "code")),
    pair("journals", ("balancing_account_id", "balancing_account_number"), ("accounts", "number"))
        .when("t.balancing_account_type = 0"),
    pair("journals", ("template_id", "template_name"), ("journal_templates", "name")).never_gone(),
    pair("dimension_values", ("dimension_id", "dimension_code"), ("dimensions", "code")).never_gone(),
    pair("default_dimensions", ("dimension_id", "dimension_code"), ("dimensions", "code")).never_gone(),
    pair("default_dimensions", ("dimension_value_id", "dimension_value_code"), ("dimension_values", "code"))
        .never_gone(),
    pair("default_dimensions", ("parent_id", "number"), ("customers", "number")).when("t.table_number = 18"),
    pair("default_dimensions", ("parent_id", "number"), ("vendors", "number")).when("t.table_number = 23"),
    pair("trade_documents", ("party_id", "party_number"), ("customers", "number")).when("t.side = 0"),
    pair("trade_documents", ("party_id", "party_number"), ("vendors", "number")).when("t.side = 1"),
    pair("trade_documents", ("bill_to_id", "bill_to_number"), ("customers", "number")).when("t.side = 0"),
    pair("trade_documents", ("bill_to_id", "bill_to_number"), ("vendors", "number")).when("t.side = 1"),
    pair("trade_documents", ("currency_id", "currency_code"), ("currencies", "code")),
    pair("trade_documents", ("payment_terms_id", "payment_terms_code"), ("payment_terms", "code")),
    pair("trade_documents", ("payment_method_id", "payment_method_code"), ("payment_methods", "code")),
    pair("trade_documents", ("shipment_method_id", "shipment_method_code"), ("shipment_methods", "code")),
    pair("trade_document_lines", ("item_id", "number"), ("items", "number")).when("t.line_type = 2"),
    pair("trade_document_lines", ("account_id", "number"), ("accounts", "number")).when("t.line_type = 1"),
    pair(
        "trade_document_lines",
        ("unit_of_measure_id", "unit_of_measure_code"),
        ("units_of_measure", "code"),
    )
    .when("t.line_type <> 0"),
    pair("trade_document_lines", ("location_id", "location_code"), ("locations", "code")),
];

pub(super) async fn check(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    for pair in PAIRS {
        let mut findings = Vec::new();
        let text = statement(pair);
        checking
            .session
            .query_all(&text, &[SqlValue::Uuid(Uuid::nil())], |row| {
                let (company, id) = (row.required_uuid(0)?, row.required_uuid(1)?);
                let (own_id, own_code) = (row.required_uuid(2)?, row.required_text(3)?);
                findings.push((
                    company,
                    format!(
                        "The {} {id} has {} {own_id} and {} \"{own_code}\", which are not of one {}.",
                        noun(pair.table),
                        pair.id,
                        pair.code,
                        noun(pair.target)
                    ),
                ));
                Ok(())
            })
            .await?;
        checking.all_found(findings);
    }
    Ok(())
}

/// Rows whose id leads to a record with another code, whose id leads nowhere while the code leads somewhere, or, when
/// the record cannot have been deleted, whose id or code leads nowhere.
fn statement(pair: &Pair) -> String {
    let Pair { table, id, code, target, target_code, condition, may_be_gone } = pair;
    let by_code = format!(
        "EXISTS (SELECT 1 FROM {target} c WHERE c.company_id = t.company_id AND c.{target_code} = t.{code})"
    );
    let lost = if *may_be_gone { by_code } else { format!("(t.{id} <> ?1 OR t.{code} <> '')") };
    format!(
        "SELECT t.company_id, t.id, t.{id}, t.{code} FROM {table} t LEFT JOIN {target} o \
         ON o.company_id = t.company_id AND o.id = t.{id} \
         WHERE {condition} AND (o.{target_code} <> t.{code} OR (o.id IS NULL AND {lost}) OR (t.{id} <> ?1 AND t.{code} = ''))"
    )
}
