//! The demo company, and companies that have their setup but no data yet.

use finance::choices::Choice;
use finance::companies::Company;
use finance::demo_setup::{self, DemoSetup};
use finance::journal_lines::{JournalAccountType, JournalDocumentType};
use finance::journal_templates::TemplateType;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::row::RowExtension;
use crate::{Record, Session, SqlValue, Stamp, StoreError, companies, journal_lines, record};

/// Where ids come from.
pub type MakeId<'a> = &'a mut (dyn FnMut() -> Uuid + Send);

/// The unique name of the demo company.
pub const NAME: &str = "Levada Trading";

/// The id of the company with exactly this name.
pub async fn find(session: &mut Session, name: &str) -> Result<Option<Uuid>, StoreError> {
    let text = "SELECT id FROM companies WHERE name = ?1 ORDER BY id LIMIT 1";
    session.query_one(text, &[SqlValue::Text(name.to_owned())], |row| row.required_uuid(0)).await
}

/// Whether the demo company is there.
pub async fn exists(session: &mut Session) -> Result<bool, StoreError> {
    Ok(find(session, NAME).await?.is_some())
}

/// The demo company, made unless it is there; servers that start together on one database make one between them.
pub async fn find_or_create(
    session: &mut Session,
    make_id: MakeId<'_>,
    today: Date,
    now_milliseconds: i64,
) -> Result<Uuid, StoreError> {
    if let Some(company) = find(session, NAME).await? {
        return Ok(company);
    }
    companies::hold_names(session).await?;
    match find(session, NAME).await? {
        Some(company) => Ok(company),
        None => create(session, make_id, today, now_milliseconds).await,
    }
}

/// One customer payment of a company and the journal it stands in, to be shown as an example.
pub async fn example_payment(
    session: &mut Session,
    company: Uuid,
) -> Result<Option<(Uuid, Uuid)>, StoreError> {
    let text = "SELECT journal_id, id FROM journal_lines WHERE company_id = ?1 AND template_type = ?2 \
                AND document_type = ?3 AND account_type = ?4 AND applies_to_document_type = ?5 ORDER BY id LIMIT 1";
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(TemplateType::CashReceipts.value()),
        SqlValue::Integer(JournalDocumentType::Payment.value()),
        SqlValue::Integer(JournalAccountType::Customer.value()),
        SqlValue::Integer(JournalDocumentType::Invoice.value()),
    ];
    session.query_one(text, &parameters, |row| Ok((row.required_uuid(0)?, row.required_uuid(1)?))).await
}

/// Makes the demo company (FINANCE.md 5.8) with its customers and payments on the work date `today`, inside the
/// caller's transaction. Returns its id. The same ids and dates give the same company.
pub async fn create(
    session: &mut Session,
    make_id: MakeId<'_>,
    today: Date,
    now_milliseconds: i64,
) -> Result<Uuid, StoreError> {
    let setup = demo_setup::build(today, make_id)
        .map_err(|error| StoreError::internal(format!("the demo company does not fit together: {error}")))?;
    insert(session, &setup, now_milliseconds).await
}

/// Makes a company with chart, posting groups, VAT setup, number series and journals, without customers or
/// payments. Errors: `Duplicate` when a company has the name.
pub async fn create_without_data(
    session: &mut Session,
    make_id: MakeId<'_>,
    name: &str,
    now_milliseconds: i64,
) -> Result<Uuid, StoreError> {
    companies::hold_names(session).await?;
    if find(session, name).await?.is_some() {
        let message = format!("there is already a company with the name {name}");
        return Err(StoreError::new(crate::StoreErrorKind::Duplicate, message));
    }
    let today = Timestamp::from_millisecond(now_milliseconds)
        .map_err(|error| StoreError::internal(format!("the clock is out of range: {error}")))?
        .to_zoned(TimeZone::UTC)
        .date();
    let mut setup = demo_setup::without_data(today, make_id);
    setup.company = Company {
        id: setup.company.id,
        name: name.to_owned(),
        display_name: name.to_owned(),
        country_region_code: setup.company.country_region_code,
        ..Company::default()
    };
    insert(session, &setup, now_milliseconds).await
}

async fn insert(session: &mut Session, setup: &DemoSetup, now_milliseconds: i64) -> Result<Uuid, StoreError> {
    let company = setup.company.id;
    let mut rows = Rows { session, company, stamp: Stamp { row_version: 1, now_milliseconds } };
    companies::insert(rows.session, &setup.company, rows.stamp).await?;
    rows.add(std::slice::from_ref(&setup.general_ledger_setup)).await?;
    rows.add(std::slice::from_ref(&setup.number_series_setup)).await?;
    rows.add(&setup.trade_setup).await?;
    rows.add(std::slice::from_ref(&setup.inventory_setup)).await?;
    rows.add(&setup.accounting_periods).await?;
    rows.add(&setup.accounts).await?;
    posting(&mut rows, setup).await?;
    rows.add(&setup.number_series).await?;
    rows.add(&setup.number_series_lines).await?;
    rows.add(&setup.source_codes).await?;
    rows.add(&setup.currencies).await?;
    rows.add(&setup.currency_exchange_rates).await?;
    rows.add(&setup.payment_terms).await?;
    rows.add(&setup.payment_methods).await?;
    rows.add(&setup.shipment_methods).await?;
    rows.add(&setup.countries_regions).await?;
    rows.add(&setup.dimensions).await?;
    rows.add(&setup.dimension_values).await?;
    rows.add(&setup.journal_templates).await?;
    rows.add(&setup.journals).await?;
    rows.add(&setup.customer_templates).await?;
    rows.add(&setup.vendor_templates).await?;
    rows.add(&setup.report_lines).await?;
    rows.add(&setup.customers).await?;
    rows.add(&setup.vendors).await?;
    rows.add(&setup.units_of_measure).await?;
    rows.add(&setup.item_categories).await?;
    rows.add(&setup.item_templates).await?;
    rows.add(&setup.locations).await?;
    rows.add(&setup.items).await?;
    rows.add(&setup.item_units_of_measure).await?;
    rows.add(&setup.item_variants).await?;
    rows.add(&setup.default_dimensions).await?;
    for line in &setup.customer_payments {
        let stamp = rows.next();
        journal_lines::insert(rows.session, company, line, stamp).await?;
    }
    let last = rows.stamp.row_version;
    let text = "UPDATE companies SET row_version_counter = ?2 WHERE id = ?1";
    session.execute(text, &[SqlValue::Uuid(company), SqlValue::Integer(last)]).await?;
    Ok(company)
}

async fn posting(rows: &mut Rows<'_>, setup: &DemoSetup) -> Result<(), StoreError> {
    rows.add(&setup.general_business_posting_groups).await?;
    rows.add(&setup.general_product_posting_groups).await?;
    rows.add(&setup.tax_areas).await?;
    rows.add(&setup.tax_groups).await?;
    rows.add(&setup.vat_posting_setup).await?;
    rows.add(&setup.general_posting_setup).await?;
    rows.add(&setup.customer_posting_groups).await?;
    rows.add(&setup.vendor_posting_groups).await?;
    rows.add(&setup.bank_posting_groups).await?;
    rows.add(&setup.bank_accounts).await?;
    rows.add(&setup.inventory_posting_groups).await?;
    rows.add(&setup.inventory_posting_setup).await
}

/// Rows of one new company, each with a version of its own. Nobody else sees the company yet, so the versions are
/// counted here and the counter is written once.
struct Rows<'a> {
    session: &'a mut Session,
    company: Uuid,
    stamp: Stamp,
}

impl Rows<'_> {
    fn next(&mut self) -> Stamp {
        self.stamp.row_version += 1;
        self.stamp
    }

    async fn add<R: Record + Sync>(&mut self, records: &[R]) -> Result<(), StoreError> {
        for record in records {
            let stamp = self.next();
            record::insert(self.session, self.company, record, stamp).await?;
        }
        Ok(())
    }
}
