//! How often master data is used by entries and documents: what the rules for deleting ask (FINANCE.md 7.4).

use finance::accounting_periods::{AccountingPeriod, first_open_date};
use finance::accounts::{Account, SetupUse};
use finance::currencies::Currency;
use finance::items::{ItemDeleteFacts, ItemUse};
use finance::party_cards::PartyDeleteFacts;
use finance::posting_groups::{
    BankPostingGroup, CustomerPostingGroup, InventoryPostingSetup, VendorPostingGroup,
};
use finance::posting_setup::{GeneralPostingSetup, VatPostingSetup};
use finance::tax_jurisdictions::{self, TaxJurisdiction};
use uuid::Uuid;

use crate::record::{self, Record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError};

/// How a customer or vendor is used.
pub async fn of_party(
    session: &mut Session,
    company: Uuid,
    party: Uuid,
) -> Result<PartyDeleteFacts, StoreError> {
    let open_from = open_from(session, company).await?;
    let mut count = Counting { session, company, id: party };
    let entries = "SELECT count(*) FROM party_ledger_entries WHERE company_id = ?1 AND party_id = ?2";
    let lines = "SELECT count(*) FROM trade_document_lines l JOIN trade_documents d ON d.company_id = l.company_id \
                 AND d.id = l.document_id WHERE d.company_id = ?1 AND NOT d.posted \
                 AND (d.party_id = ?2 OR d.bill_to_id = ?2)";
    Ok(PartyDeleteFacts {
        projects: 0,
        entries_in_open_years: count
            .of(&format!("{entries} AND posting_date >= ?3"), Some(&open_from))
            .await?,
        open_entries: count.of(&format!("{entries} AND open"), None).await?,
        unposted_document_lines: count.of(lines, None).await?,
    })
}

/// How an item is used.
pub async fn of_item(
    session: &mut Session,
    company: Uuid,
    item: Uuid,
) -> Result<(ItemUse, ItemDeleteFacts), StoreError> {
    let open_from = open_from(session, company).await?;
    let mut count = Counting { session, company, id: item };
    let entries = "SELECT count(*) FROM item_ledger_entries WHERE company_id = ?1 AND item_id = ?2";
    let lines =
        "SELECT count(*) FROM trade_document_lines WHERE company_id = ?1 AND item_id = ?2 AND NOT posted";
    let document_lines = count.of(lines, None).await?;
    let in_use = ItemUse {
        entries: count.of(entries, None).await?,
        open_entries: count.of(&format!("{entries} AND open"), None).await?,
        lines: document_lines,
    };
    let facts = ItemDeleteFacts {
        journal_lines: 0,
        document_lines,
        entries_in_open_years: count
            .of(&format!("{entries} AND posting_date >= ?3"), Some(&open_from))
            .await?,
        unsettled_entries: count
            .of(&format!("{entries} AND (open OR invoiced_quantity <> quantity)"), None)
            .await?,
    };
    Ok((in_use, facts))
}

/// Entries of customers and vendors in a currency that are still open.
pub async fn of_currency(session: &mut Session, company: Uuid, currency: Uuid) -> Result<u64, StoreError> {
    let text =
        "SELECT count(*) FROM party_ledger_entries WHERE company_id = ?1 AND currency_id = ?2 AND open";
    Counting { session, company, id: currency }.of(text, None).await
}

/// Lines of documents and journals in a currency that are not posted yet.
pub async fn unposted_in_currency(
    session: &mut Session,
    company: Uuid,
    currency: &Currency,
) -> Result<u64, StoreError> {
    let of_documents = "SELECT count(*) FROM trade_document_lines l JOIN trade_documents d ON d.company_id = l.company_id \
                        AND d.id = l.document_id WHERE d.company_id = ?1 AND NOT d.posted AND d.currency_id = ?2 \
                        AND l.line_type <> 0";
    let of_journals = "SELECT count(*) FROM journal_lines WHERE company_id = ?1 AND currency_code = ?2";
    let with = |value| [SqlValue::Uuid(company), value];
    Ok(counted(session, of_documents, &with(SqlValue::Uuid(currency.id))).await?
        + counted(session, of_journals, &with(SqlValue::Text(currency.code.clone()))).await?)
}

/// Entries of a bank account.
pub async fn of_bank_account(session: &mut Session, company: Uuid, account: Uuid) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM bank_ledger_entries WHERE company_id = ?1 AND bank_account_id = ?2";
    Counting { session, company, id: account }.of(text, None).await
}

/// What setup and the general ledger use an account for.
pub async fn of_account(
    session: &mut Session,
    company: Uuid,
    account: &Account,
) -> Result<SetupUse, StoreError> {
    let number = account.number.as_str();
    let subledger = is_named_in::<CustomerPostingGroup>(session, company, number, is_control).await?
        || is_named_in::<VendorPostingGroup>(session, company, number, is_control).await?
        || is_named_in::<BankPostingGroup>(session, company, number, is_account).await?
        || is_named_in::<InventoryPostingSetup>(session, company, number, is_account).await?;
    let other = is_named_in::<CustomerPostingGroup>(session, company, number, is_account).await?
        || is_named_in::<VendorPostingGroup>(session, company, number, is_account).await?
        || is_named_in::<GeneralPostingSetup>(session, company, number, is_account).await?
        || is_named_in::<Currency>(session, company, number, is_account).await?;
    // VAT follows the entry of its base, under reverse charge twice; entries of sales tax are named.
    let text = "SELECT count(*) FROM general_ledger_entries e WHERE e.company_id = ?1 AND e.account_id = ?2 \
                AND e.amount <> 0 AND NOT EXISTS (SELECT 1 FROM vat_entries v WHERE v.company_id = e.company_id \
                AND v.transaction_number = e.transaction_number AND (v.general_ledger_entry_number + 1 = e.entry_number \
                OR v.general_ledger_entry_number + 2 = e.entry_number OR (v.tax_entry_number <> 0 \
                AND (v.tax_entry_number = e.entry_number OR v.tax_entry_number + 1 = e.entry_number))))";
    Ok(SetupUse {
        subledger,
        vat: is_named_in::<VatPostingSetup>(session, company, number, is_account).await?
            || is_named_in::<TaxJurisdiction>(session, company, number, is_account).await?,
        other,
        entries_without_vat: Counting { session, company, id: account.id }.of(text, None).await?,
    })
}

/// Whether a column of the record names a control account of customers or vendors.
fn is_control(column: &str) -> bool {
    matches!(column, "receivables_account" | "payables_account")
}

/// Whether a column of setup names an account.
fn is_account(column: &str) -> bool {
    column.ends_with("_account") || column == "account_number"
}

/// Whether one of these columns holds the number of the account.
async fn is_named_in<R: Record>(
    session: &mut Session,
    company: Uuid,
    number: &str,
    is_meant: fn(&str) -> bool,
) -> Result<bool, StoreError> {
    let columns = R::COLUMNS.iter().filter(|column| is_meant(column));
    let conditions: Vec<String> = columns.map(|column| format!("{column} = ?2")).collect();
    let text =
        format!("SELECT count(*) FROM {} WHERE company_id = ?1 AND ({})", R::TABLE, conditions.join(" OR "));
    let parameters = [SqlValue::Uuid(company), SqlValue::Text(number.to_owned())];
    Ok(counted(session, &text, &parameters).await? > 0)
}

/// VAT entries that name a cell of VAT posting setup.
pub async fn of_vat_posting_setup(session: &mut Session, company: Uuid, id: Uuid) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM vat_entries WHERE company_id = ?1 AND vat_posting_setup_id = ?2";
    Counting { session, company, id }.of(text, None).await
}

/// Lines of documents not posted yet that are calculated with a cell of VAT posting setup.
pub async fn drafts_of_vat_posting_setup(
    session: &mut Session,
    company: Uuid,
    setup: &VatPostingSetup,
) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM trade_document_lines WHERE company_id = ?1 AND NOT posted AND line_type <> 0 \
                AND vat_business_posting_group = ?2 AND vat_product_posting_group = ?3";
    let groups = [&setup.vat_business_posting_group, &setup.vat_product_posting_group];
    let mut parameters = vec![SqlValue::Uuid(company)];
    parameters.extend(groups.map(|group| SqlValue::Text(group.clone())));
    counted(session, text, &parameters).await
}

/// Who names a tax jurisdiction. Lines of documents know it by its id among their rates.
pub async fn of_tax_jurisdiction(
    session: &mut Session,
    company: Uuid,
    jurisdiction: &TaxJurisdiction,
) -> Result<tax_jurisdictions::DeleteFacts, StoreError> {
    let entries = "SELECT count(*) FROM vat_entries WHERE company_id = ?1 AND tax_jurisdiction_id = ?2";
    let lines = "SELECT count(*) FROM trade_document_lines WHERE company_id = ?1 AND NOT posted AND sales_tax LIKE ?2";
    let reporting =
        "SELECT count(*) FROM tax_jurisdictions WHERE company_id = ?1 AND report_to_jurisdiction = ?2";
    let with = |value| [SqlValue::Uuid(company), value];
    let among_rates = SqlValue::Text(format!("%{}%", jurisdiction.id.simple()));
    Ok(tax_jurisdictions::DeleteFacts {
        entries: counted(session, entries, &with(SqlValue::Uuid(jurisdiction.id))).await?,
        draft_lines: counted(session, lines, &with(among_rates)).await?,
        reporting: counted(session, reporting, &with(SqlValue::Text(jurisdiction.code.clone()))).await?,
    })
}

/// Movements of goods that name a location, by its code.
pub async fn of_location(session: &mut Session, company: Uuid, code: &str) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM item_ledger_entries WHERE company_id = ?1 AND location_code = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Text(code.to_owned())];
    counted(session, text, &parameters).await
}

/// The first day of a fiscal year that is not closed; without periods every day counts.
async fn open_from(session: &mut Session, company: Uuid) -> Result<String, StoreError> {
    let periods: Vec<AccountingPeriod> = record::list(session, company, "", &[]).await?;
    Ok(first_open_date(&periods).map_or_else(String::new, |date| date.to_string()))
}

struct Counting<'a> {
    session: &'a mut Session,
    company: Uuid,
    id: Uuid,
}

impl Counting<'_> {
    async fn of(&mut self, text: &str, date: Option<&str>) -> Result<u64, StoreError> {
        let mut parameters = vec![SqlValue::Uuid(self.company), SqlValue::Uuid(self.id)];
        parameters.extend(date.map(|date| SqlValue::Text(date.to_owned())));
        counted(self.session, text, &parameters).await
    }
}

async fn counted(session: &mut Session, text: &str, parameters: &[SqlValue]) -> Result<u64, StoreError> {
    let count = session.query_one(text, parameters, |row| row.required_integer(0)).await?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}
