//! Rows of companies.

use finance::companies::{Company, GeneralLedgerSetup, NumberSeriesSetup};

use uuid::Uuid;

use crate::record::record;
use crate::row::RowExtension;
use crate::{Dialect, Record, Session, SqlValue, Stamp, StoreError};

/// Number of the advisory lock on PostgreSQL under which companies are added.
const NAMES_LOCK: i64 = 0x0066_756e_636f_0002;

record! {
    Company in "companies" {
        id: value = "id",
        name: value = "name",
        display_name: value = "display_name",
        system_version: value = "system_version",
        business_profile_id: value = "business_profile_id",
        address: value = "address",
        address_2: value = "address_2",
        city: value = "city",
        county: value = "county",
        country_region_code: value = "country_region_code",
        post_code: value = "post_code",
        phone_number: value = "phone_number",
        fax_number: value = "fax_number",
        email: value = "email",
        home_page: value = "home_page",
        vat_registration_number: value = "vat_registration_number",
        industrial_classification: value = "industrial_classification",
        experience: choice = "experience",
    }
}

record! {
    GeneralLedgerSetup in "general_ledger_setup" {
        id: value = "id",
        local_currency_code: value = "local_currency_code",
        local_currency_symbol: value = "local_currency_symbol",
        additional_reporting_currency: value = "additional_reporting_currency",
        amount_rounding_precision: value = "amount_rounding_precision",
        unit_amount_rounding_precision: value = "unit_amount_rounding_precision",
        invoice_rounding_precision: value = "invoice_rounding_precision",
        invoice_rounding_type: choice = "invoice_rounding_type",
        application_rounding_precision: value = "application_rounding_precision",
        allow_posting_from: value = "allow_posting_from",
        allow_posting_to: value = "allow_posting_to",
        is_vat_company: value = "is_vat_company",
        vat_rounding: choice = "vat_rounding",
        payment_discount_excluding_vat: value = "payment_discount_excluding_vat",
        adjust_for_payment_discount: value = "adjust_for_payment_discount",
        payment_discount_grace_period: formula = "payment_discount_grace_period",
        payment_discount_tolerance_posting: choice = "payment_discount_tolerance_posting",
        payment_tolerance_percent: value = "payment_tolerance_percent",
        max_payment_tolerance_amount: value = "max_payment_tolerance_amount",
        payment_tolerance_posting: choice = "payment_tolerance_posting",
        global_dimension_1_code: value = "global_dimension_1_code",
        global_dimension_2_code: value = "global_dimension_2_code",
    }
}

record! {
    NumberSeriesSetup in "number_series_setup" {
        id: value = "id",
        customers: value = "customers",
        vendors: value = "vendors",
        items: value = "items",
        employees: value = "employees",
        contacts: value = "contacts",
        sales_quotes: value = "sales_quotes",
        sales_orders: value = "sales_orders",
        sales_invoices: value = "sales_invoices",
        posted_sales_invoices: value = "posted_sales_invoices",
        sales_credit_memos: value = "sales_credit_memos",
        posted_sales_credit_memos: value = "posted_sales_credit_memos",
        posted_sales_shipments: value = "posted_sales_shipments",
        purchase_orders: value = "purchase_orders",
        purchase_invoices: value = "purchase_invoices",
        posted_purchase_invoices: value = "posted_purchase_invoices",
        purchase_credit_memos: value = "purchase_credit_memos",
        posted_purchase_credit_memos: value = "posted_purchase_credit_memos",
        posted_purchase_receipts: value = "posted_purchase_receipts",
    }
}

/// The company row itself: the one table whose key is not led by a company.
pub async fn insert(session: &mut Session, company: &Company, stamp: Stamp) -> Result<(), StoreError> {
    let columns = Company::COLUMNS;
    let marks: Vec<String> = (4..4 + columns.len()).map(|number| format!("?{number}")).collect();
    let text = format!(
        "INSERT INTO companies (row_version_counter, row_version, created_at, modified_at, created_by, \
         modified_by, {}) VALUES (?1, ?1, ?2, ?2, ?3, ?3, {})",
        columns.join(", "),
        marks.join(", ")
    );
    let mut parameters =
        vec![SqlValue::Integer(stamp.row_version), SqlValue::Integer(stamp.now_milliseconds)];
    // Companies are made by a command of the operator, who is no user of the service.
    parameters.push(SqlValue::Uuid(Uuid::nil()));
    parameters.extend(company.values());
    session.execute(&text, &parameters).await?;
    Ok(())
}

/// Keeps other servers from adding a company until the transaction ends, so that a name looked for and not found stays
/// free. SQLite has one writer anyway.
pub async fn hold_names(session: &mut Session) -> Result<(), StoreError> {
    match session.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => session.run_script(&format!("SELECT pg_advisory_xact_lock({NAMES_LOCK})")).await,
    }
}

/// One company.
pub async fn by_id(session: &mut Session, company: Uuid) -> Result<Option<Company>, StoreError> {
    let text = format!("SELECT {} FROM companies WHERE id = ?1", Company::COLUMNS.join(", "));
    session.query_one(&text, &[SqlValue::Uuid(company)], |row| Company::from_row(row, 0)).await
}

/// Writes every column of a company.
pub async fn update(session: &mut Session, company: &Company, stamp: Stamp) -> Result<(), StoreError> {
    let assignments: Vec<String> = Company::COLUMNS
        .iter()
        .enumerate()
        .map(|(index, column)| format!("{column} = ?{}", index + 3))
        .collect();
    let text = format!(
        "UPDATE companies SET row_version = ?1, modified_at = CASE WHEN modified_at > ?2 THEN modified_at ELSE ?2 END, \
         {} WHERE id = ?3",
        assignments.join(", ")
    );
    let mut parameters =
        vec![SqlValue::Integer(stamp.row_version), SqlValue::Integer(stamp.now_milliseconds)];
    parameters.extend(company.values());
    session.execute(&text, &parameters).await?;
    Ok(())
}

/// The company's own country; blank when it names none.
pub async fn home_country(session: &mut Session, company: Uuid) -> Result<String, StoreError> {
    Ok(by_id(session, company).await?.map(|company| company.country_region_code).unwrap_or_default())
}

/// Every company: id and name, by name.
pub async fn names(session: &mut Session) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut names = Vec::new();
    session
        .query_all("SELECT id, name FROM companies ORDER BY name, id", &[], |row| {
            names.push((row.required_uuid(0)?, row.required_text(1)?));
            Ok(())
        })
        .await?;
    Ok(names)
}

/// The company with an id.
pub async fn find(session: &mut Session, id: Uuid) -> Result<Option<Company>, StoreError> {
    let text = format!("SELECT {} FROM companies WHERE id = ?1", Company::COLUMNS.join(", "));
    session.query_one(&text, &[SqlValue::Uuid(id)], |row| Company::from_row(row, 0)).await
}
