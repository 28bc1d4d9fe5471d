//! Rows of journal lines.

use finance::journal_lines::JournalLine;

use money::Amount;
use uuid::Uuid;

use crate::record::{self, Versioned, record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, Stamp, StoreError, dimension_sets};

record! {
    JournalLine in "journal_lines" {
        id: value = "id",
        journal_id: value = "journal_id",
        template_type: choice = "template_type",
        line_number: value = "line_number",
        account_type: choice = "account_type",
        account_number: value = "account_number",
        account_id: value = "account_id",
        posting_date: value = "posting_date",
        document_date: value = "document_date",
        due_date: value = "due_date",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        external_document_number: value = "external_document_number",
        description: value = "description",
        comment: value = "comment",
        contact_id: value = "contact_id",
        currency_code: value = "currency_code",
        currency_factor: value = "currency_factor",
        amount: value = "amount",
        amount_local: value = "amount_local",
        balancing_account_type: choice = "balancing_account_type",
        balancing_account_number: value = "balancing_account_number",
        balancing_account_id: value = "balancing_account_id",
        applies_to_document_type: choice = "applies_to_document_type",
        applies_to_document_number: value = "applies_to_document_number",
        applies_to_invoice_id: value = "applies_to_invoice_id",
        applies_to_id: value = "applies_to_id",
        payment_discount_date: value = "payment_discount_date",
        payment_discount_percent: value = "payment_discount_percent",
        posting_group: value = "posting_group",
        payment_terms_code: value = "payment_terms_code",
        payment_method_code: value = "payment_method_code",
        salesperson_code: value = "salesperson_code",
        recipient_bank_account_code: value = "recipient_bank_account_code",
        general_posting_type: choice = "general_posting_type",
        general_business_posting_group: value = "general_business_posting_group",
        general_product_posting_group: value = "general_product_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        vat_product_posting_group: value = "vat_product_posting_group",
        tax_area_code: value = "tax_area_code",
        tax_liable: value = "tax_liable",
        tax_group_code: value = "tax_group_code",
        dimensions: dimension_set = "dimension_set_id",
        source_code: value = "source_code",
        reason_code: value = "reason_code",
        posting_number_series: value = "posting_number_series",
        system_created: value = "system_created",
    }
    derived {
        "balance_local" = balance_local,
        "tax_code" = tax_code,
    }
}

/// What the line adds to the balance of its journal (FINANCE.md 1.3).
fn balance_local(line: &JournalLine) -> Result<SqlValue, StoreError> {
    let balance =
        line.balance().map_err(|_| StoreError::internal("the balance of a line is out of range"))?;
    Ok(SqlValue::Integer(balance.scaled()))
}

fn tax_code(line: &JournalLine) -> Result<SqlValue, StoreError> {
    Ok(SqlValue::Text(line.tax_code().to_owned()))
}

/// The line with its dimensions.
pub async fn find(
    session: &mut Session,
    company: Uuid,
    id: Uuid,
) -> Result<Option<Versioned<JournalLine>>, StoreError> {
    let Some(mut found) = record::by_id::<JournalLine>(session, company, id).await? else { return Ok(None) };
    load_dimensions(session, company, &mut found.record).await?;
    Ok(Some(found))
}

/// The last line of a journal, or the next one after a line number, with its dimensions.
pub async fn neighbour(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
    after: Option<i32>,
) -> Result<Option<JournalLine>, StoreError> {
    let mut parameters = vec![SqlValue::Uuid(journal)];
    let condition = match after {
        Some(line_number) => {
            parameters.push(SqlValue::Integer(i64::from(line_number)));
            "AND journal_id = ?2 AND line_number > ?3 ORDER BY line_number LIMIT 1"
        }
        None => "AND journal_id = ?2 ORDER BY line_number DESC LIMIT 1",
    };
    let found = record::list::<JournalLine>(session, company, condition, &parameters).await?;
    Ok(found.into_iter().next())
}

/// Sum of the balances of a journal's lines, in local currency.
pub async fn balance_of_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
) -> Result<Amount, StoreError> {
    let text = "SELECT CAST(coalesce(sum(balance_local), 0) AS BIGINT) FROM journal_lines \
                WHERE company_id = ?1 AND journal_id = ?2 AND balance_local <> 0";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(journal)];
    let sum = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    Ok(Amount::from_scaled(sum.unwrap_or(0)))
}

pub async fn insert(
    session: &mut Session,
    company: Uuid,
    line: &JournalLine,
    stamp: Stamp,
) -> Result<(), StoreError> {
    dimension_sets::keep(session, company, &line.dimensions).await?;
    record::insert(session, company, line, stamp).await
}

pub async fn update(
    session: &mut Session,
    company: Uuid,
    line: &JournalLine,
    stamp: Stamp,
) -> Result<(), StoreError> {
    dimension_sets::keep(session, company, &line.dimensions).await?;
    record::update(session, company, line, stamp).await
}

pub async fn delete_of_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
) -> Result<(), StoreError> {
    let parameters = vec![SqlValue::Uuid(company), SqlValue::Uuid(journal)];
    let text = "DELETE FROM journal_lines WHERE company_id = ?1 AND journal_id = ?2";
    session.execute_later(text, parameters, None).await
}

/// The columns of a record do not hold the pairs of its set; without this a later write would lose them.
async fn load_dimensions(
    session: &mut Session,
    company: Uuid,
    line: &mut JournalLine,
) -> Result<(), StoreError> {
    let text = "SELECT dimension_set_id FROM journal_lines WHERE company_id = ?1 AND id = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(line.id)];
    if let Some(set) = session.query_one(text, &parameters, |row| row.required_uuid(0)).await? {
        line.dimensions = dimension_sets::load(session, company, set).await?;
    }
    Ok(())
}

/// The line with a number, if the journal has it.
pub async fn id_by_line_number(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
    line_number: i32,
) -> Result<Option<Uuid>, StoreError> {
    let text = "SELECT id FROM journal_lines WHERE company_id = ?1 AND journal_id = ?2 AND line_number = ?3";
    let parameters =
        [SqlValue::Uuid(company), SqlValue::Uuid(journal), SqlValue::Integer(i64::from(line_number))];
    session.query_one(text, &parameters, |row| row.required_uuid(0)).await
}

/// Gives all lines of a journal a new version, when something of the journal shows in them.
pub async fn touch_of_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
    stamp: Stamp,
) -> Result<(), StoreError> {
    let text = "UPDATE journal_lines SET row_version = ?3 WHERE company_id = ?1 AND journal_id = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(journal), SqlValue::Integer(stamp.row_version)];
    session.execute(text, &parameters).await?;
    Ok(())
}
