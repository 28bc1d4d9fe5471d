//! Loading what posting looks up, for all lines of a run at once.

use std::collections::{BTreeMap, BTreeSet};

use finance::accounting_periods::{AccountingPeriod, first_open_date};
use finance::accounts::Account;
use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::currency_exchange_rates::CurrencyExchangeRate;
use finance::customers::{Customer, CustomerBlocked};
use finance::default_dimensions::DefaultDimension;
use finance::dimension_values::DimensionValue;
use finance::dimensions::Dimension;
use finance::journal_lines::{JournalAccountType, JournalDocumentType, JournalLine};
use finance::party_cards::ApplicationMethod;
use finance::party_ledger_entries::{PartyLedgerEntry, PartyType};
use finance::posting::{
    Counters, DimensionRules, OpenEntries, Party, PostingFacts, PostingLine, PostingRules,
};
use finance::posting_groups::{BankPostingGroup, CustomerPostingGroup, VendorPostingGroup};
use finance::trade_setup::{TradeSetup, TradeSide};
use finance::vat_entries::VatEntry;
use finance::vendors::{Vendor, VendorBlocked};
use finance::{BLANK_DATE, Choice, RuleError};
use uuid::Uuid;

use super::PostingError;
use super::undo::BY_NUMBER;
use crate::record::{self, Record};
use crate::row::RowExtension;
use crate::{Dialect, Session, SqlValue, StoreError, party_ledger_entries};

/// The customers and vendors that lines name, by number.
#[derive(Debug, Default)]
struct NamedParties {
    customers: BTreeSet<String>,
    vendors: BTreeSet<String>,
}

impl NamedParties {
    fn add(&mut self, line: &JournalLine) {
        for (account_type, number) in [
            (line.account_type, &line.account_number),
            (line.balancing_account_type, &line.balancing_account_number),
        ] {
            let numbers = match account_type {
                JournalAccountType::Customer => &mut self.customers,
                JournalAccountType::Vendor => &mut self.vendors,
                _ => continue,
            };
            if !number.is_empty() && !numbers.contains(number) {
                numbers.insert(number.clone());
            }
        }
    }
}

/// What lines name that is in the books whatever is posted.
#[derive(Debug, Default)]
pub struct Named {
    parties: NamedParties,
    /// Numbers of lines that post invoices and the like.
    documents: BTreeSet<String>,
    external: BTreeSet<String>,
}

impl Named {
    /// Adds what a further line names.
    pub fn add(&mut self, line: &JournalLine) {
        self.parties.add(line);
        if !matches!(line.document_type, JournalDocumentType::Payment | JournalDocumentType::Blank) {
            self.documents.insert(line.document_number.clone());
            if !line.external_document_number.is_empty() {
                self.external.insert(line.external_document_number.clone());
            }
        }
    }
}

/// What lines may be applied to, which changes while others are posted.
#[derive(Debug, Default)]
pub struct AppliedTo {
    parties: NamedParties,
    documents: BTreeSet<String>,
    has_marks: bool,
}

impl AppliedTo {
    pub fn of<'l>(lines: impl Iterator<Item = &'l JournalLine>) -> AppliedTo {
        let mut applied_to = AppliedTo::default();
        for line in lines {
            applied_to.parties.add(line);
            if !line.applies_to_document_number.is_empty() {
                applied_to.documents.insert(line.applies_to_document_number.clone());
            }
            applied_to.has_marks |= !line.applies_to_id.is_empty();
        }
        applied_to
    }
}

/// Everything that posting `lines` looks up, and the open entries they may be applied to. Errors: `NotFound` when the
/// company has no general ledger setup.
pub async fn load(
    session: &mut Session,
    company: Uuid,
    lines: &[PostingLine],
) -> Result<(PostingFacts, OpenEntries), PostingError> {
    load_for(session, company, lines.iter().map(|posting| &posting.line)).await
}

/// As [`load`], for lines that are not yet made into posting lines.
pub async fn load_for<'l>(
    session: &mut Session,
    company: Uuid,
    lines: impl Iterator<Item = &'l JournalLine> + Clone,
) -> Result<(PostingFacts, OpenEntries), PostingError> {
    let mut named = Named::default();
    lines.clone().for_each(|line| named.add(line));
    let facts = load_facts(session, company, &named).await?;
    let open = load_open(session, company, &AppliedTo::of(lines), &facts).await?;
    Ok((facts, open))
}

/// As [`load`], without open entries.
pub async fn load_facts(
    session: &mut Session,
    company: Uuid,
    named: &Named,
) -> Result<PostingFacts, PostingError> {
    let setup = setup(session, company).await?;
    let rules = rules(session, company, &setup).await?;
    let parties = parties(session, company, &named.parties).await?;
    let periods: Vec<AccountingPeriod> = all(session, company).await?;
    let used_external_numbers = used_external_numbers(session, company, named, &parties).await?;
    Ok(PostingFacts {
        rules,
        accounts: by_key(all::<Account>(session, company).await?, |account| account.number.clone()),
        parties,
        bank_accounts: by_key(all(session, company).await?, |bank: &finance::bank_accounts::BankAccount| {
            bank.number.clone()
        }),
        party_groups: party_groups(session, company).await?,
        bank_groups: by_key(all::<BankPostingGroup>(session, company).await?, |group| group.code.clone()),
        vat_setup: all(session, company).await?,
        general_setup: all(session, company).await?,
        currencies: all::<Currency>(session, company).await?,
        exchange_rates: all::<CurrencyExchangeRate>(session, company).await?,
        used_document_numbers: used_document_numbers(session, company, named).await?,
        used_external_numbers,
        dimensions: dimension_rules(session, company).await?,
        first_open_date: first_open_date(&periods).unwrap_or(BLANK_DATE),
        counters: counters(session, company).await?,
        setup,
    })
}

async fn all<R: Record>(session: &mut Session, company: Uuid) -> Result<Vec<R>, StoreError> {
    record::list(session, company, "", &[]).await
}

fn by_key<R>(records: Vec<R>, key: impl Fn(&R) -> String) -> BTreeMap<String, R> {
    records.into_iter().map(|record| (key(&record), record)).collect()
}

async fn setup(session: &mut Session, company: Uuid) -> Result<GeneralLedgerSetup, PostingError> {
    all::<GeneralLedgerSetup>(session, company).await?.into_iter().next().ok_or_else(|| {
        let message = "The company has no general ledger setup.";
        RuleError::of_record(finance::Category::NotFound, message).into()
    })
}

async fn rules(
    session: &mut Session,
    company: Uuid,
    setup: &GeneralLedgerSetup,
) -> Result<PostingRules, StoreError> {
    let sides: Vec<TradeSetup> = all(session, company).await?;
    let of_side = |side| sides.iter().find(|setup| setup.side == side);
    let mut rules = PostingRules::of_setup(setup);
    if let Some(sales) = of_side(TradeSide::Sales) {
        rules.application_between_customer_currencies = sales.application_between_currencies;
    }
    if let Some(purchases) = of_side(TradeSide::Purchases) {
        rules.application_between_vendor_currencies = purchases.application_between_currencies;
        rules.external_number_mandatory = purchases.external_number_mandatory;
    }
    Ok(rules)
}

async fn parties(
    session: &mut Session,
    company: Uuid,
    named: &NamedParties,
) -> Result<BTreeMap<(PartyType, String), Party>, StoreError> {
    let mut parties = BTreeMap::new();
    for customer in by_texts::<Customer>(session, company, "number", &named.customers).await? {
        let party = party_of_customer(customer);
        parties.insert((PartyType::Customer, party.number.clone()), party);
    }
    for vendor in by_texts::<Vendor>(session, company, "number", &named.vendors).await? {
        let party = party_of_vendor(vendor);
        parties.insert((PartyType::Vendor, party.number.clone()), party);
    }
    Ok(parties)
}

pub(super) fn party_of_customer(customer: Customer) -> Party {
    Party {
        party_type: PartyType::Customer,
        id: customer.id,
        number: customer.number,
        posting_group: customer.customer_posting_group,
        blocked_for_all: customer.blocked == CustomerBlocked::All,
        blocked_for_invoices: customer.blocked == CustomerBlocked::Invoice,
        blocked_for_payments: false,
        applies_to_oldest: customer.application_method == ApplicationMethod::ApplyToOldest,
        payment_tolerance_blocked: customer.block_payment_tolerance,
    }
}

pub(super) fn party_of_vendor(vendor: Vendor) -> Party {
    Party {
        party_type: PartyType::Vendor,
        id: vendor.id,
        number: vendor.number,
        posting_group: vendor.vendor_posting_group,
        blocked_for_all: vendor.blocked == VendorBlocked::All,
        blocked_for_invoices: false,
        blocked_for_payments: vendor.blocked == VendorBlocked::Payment,
        applies_to_oldest: vendor.application_method == ApplicationMethod::ApplyToOldest,
        payment_tolerance_blocked: vendor.block_payment_tolerance,
    }
}

/// Records whose text column holds one of many values.
async fn by_texts<R: Record>(
    session: &mut Session,
    company: Uuid,
    column: &str,
    values: &BTreeSet<String>,
) -> Result<Vec<R>, StoreError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let condition = format!("AND {}", in_texts(session.dialect(), column, 2));
    let list = SqlValue::TextList(values.iter().cloned().collect());
    record::list(session, company, &condition, &[list]).await
}

/// `column IN (the list bound as parameter n)` in the words of the database.
pub(super) fn in_texts(dialect: Dialect, column: &str, parameter: usize) -> String {
    match dialect {
        Dialect::Sqlite => format!("{column} IN rarray(?{parameter})"),
        Dialect::Postgres => format!("{column} = ANY(?{parameter}::text[])"),
    }
}

pub(crate) fn in_uuids(dialect: Dialect, column: &str, parameter: usize) -> String {
    match dialect {
        Dialect::Sqlite => format!("{column} IN rarray(?{parameter})"),
        Dialect::Postgres => format!("{column} = ANY(?{parameter}::uuid[])"),
    }
}

async fn party_groups(
    session: &mut Session,
    company: Uuid,
) -> Result<BTreeMap<(PartyType, String), finance::posting::PartyAccounts>, StoreError> {
    let mut groups = BTreeMap::new();
    for group in all::<CustomerPostingGroup>(session, company).await? {
        groups.insert((PartyType::Customer, group.code.clone()), group.into());
    }
    for group in all::<VendorPostingGroup>(session, company).await? {
        groups.insert((PartyType::Vendor, group.code.clone()), group.into());
    }
    Ok(groups)
}

/// Open entries named by an applies-to, marked for application, or of parties that apply to the oldest; as they are in
/// the ledger now.
pub async fn load_open(
    session: &mut Session,
    company: Uuid,
    applied_to: &AppliedTo,
    facts: &PostingFacts,
) -> Result<OpenEntries, StoreError> {
    let dialect = session.dialect();
    let mut found = BTreeMap::new();
    if !applied_to.documents.is_empty() {
        // Naming both kinds of party lets the index of document numbers be used, which begins with the kind.
        let condition =
            format!("AND open AND party_type IN (1, 2) AND {}", in_texts(dialect, "document_number", 2));
        let list = SqlValue::TextList(applied_to.documents.iter().cloned().collect());
        for entry in party_ledger_entries::list(session, company, &condition, &[list]).await? {
            found.insert(entry.entry_number, entry);
        }
    }
    let NamedParties { customers, vendors } = &applied_to.parties;
    let sides = [(PartyType::Customer, customers), (PartyType::Vendor, vendors)];
    let parties = sides.into_iter().flat_map(|(party_type, numbers)| {
        numbers.iter().filter_map(move |number| facts.parties.get(&(party_type, number.clone())))
    });
    let oldest = parties.filter(|party| applied_to.has_marks || party.applies_to_oldest);
    let ids: Vec<Uuid> = oldest.map(|party| party.id).collect();
    if !ids.is_empty() {
        let condition = format!("AND open AND {}", in_uuids(dialect, "party_id", 2));
        let list = [SqlValue::UuidList(ids)];
        for entry in party_ledger_entries::list(session, company, &condition, &list).await? {
            found.insert(entry.entry_number, entry);
        }
    }
    let entries: Vec<PartyLedgerEntry> = found.into_values().collect();
    let vat_entries = vat_of_documents(session, company, facts, &entries).await?;
    Ok(OpenEntries::new(entries).with_vat(vat_entries))
}

/// The VAT entries of the documents of some ledger entries; none where no VAT is taken out of discounts.
pub(super) async fn vat_of_documents(
    session: &mut Session,
    company: Uuid,
    facts: &PostingFacts,
    entries: &[PartyLedgerEntry],
) -> Result<Vec<VatEntry>, StoreError> {
    if !facts.rules.adjust_for_payment_discount || entries.is_empty() {
        return Ok(Vec::new());
    }
    let column = "transaction_number";
    let condition = match session.dialect() {
        Dialect::Sqlite => format!("AND {column} IN rarray(?2) {BY_NUMBER}"),
        Dialect::Postgres => format!("AND {column} = ANY(?2::bigint[]) {BY_NUMBER}"),
    };
    let transactions = entries.iter().map(|entry| entry.transaction_number).collect();
    record::list(session, company, &condition, &[SqlValue::IntegerList(transactions)]).await
}

async fn used_document_numbers(
    session: &mut Session,
    company: Uuid,
    named: &Named,
) -> Result<BTreeSet<(JournalDocumentType, String)>, StoreError> {
    let mut used = BTreeSet::new();
    if named.documents.is_empty() || named.parties.customers.is_empty() {
        return Ok(used);
    }
    let text = format!(
        "SELECT document_type, document_number FROM party_ledger_entries WHERE company_id = ?1 AND party_type = ?2 \
         AND {}",
        in_texts(session.dialect(), "document_number", 3)
    );
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(PartyType::Customer.value()),
        SqlValue::TextList(named.documents.iter().cloned().collect()),
    ];
    session
        .query_all(&text, &parameters, |row| {
            used.insert((record::choice_from_column(row, 0)?, row.required_text(1)?));
            Ok(())
        })
        .await?;
    Ok(used)
}

async fn used_external_numbers(
    session: &mut Session,
    company: Uuid,
    named: &Named,
    parties: &BTreeMap<(PartyType, String), Party>,
) -> Result<BTreeSet<(Uuid, JournalDocumentType, String)>, StoreError> {
    let mut used = BTreeSet::new();
    if named.external.is_empty() || named.parties.vendors.is_empty() {
        return Ok(used);
    }
    let text = format!(
        "SELECT party_id, document_type, external_document_number FROM party_ledger_entries WHERE company_id = ?1 \
         AND party_type = ?2 AND {} AND {} AND reversed_by_entry_number = 0",
        in_uuids(session.dialect(), "party_id", 3),
        in_texts(session.dialect(), "external_document_number", 4),
    );
    let vendors = parties.values().filter(|party| party.party_type == PartyType::Vendor);
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(PartyType::Vendor.value()),
        SqlValue::UuidList(vendors.map(|party| party.id).collect()),
        SqlValue::TextList(named.external.iter().cloned().collect()),
    ];
    session
        .query_all(&text, &parameters, |row| {
            used.insert((row.required_uuid(0)?, record::choice_from_column(row, 1)?, row.required_text(2)?));
            Ok(())
        })
        .await?;
    Ok(used)
}

async fn dimension_rules(session: &mut Session, company: Uuid) -> Result<DimensionRules, StoreError> {
    let blocked: Vec<Dimension> = record::list(session, company, "AND blocked", &[]).await?;
    let values: Vec<DimensionValue> = record::list(session, company, "AND blocked", &[]).await?;
    let condition = "AND value_posting <> 0";
    Ok(DimensionRules {
        defaults: record::list::<DefaultDimension>(session, company, condition, &[]).await?,
        blocked_dimensions: blocked.into_iter().map(|dimension| dimension.code).collect(),
        blocked_values: values.into_iter().map(|value| (value.dimension_code, value.code)).collect(),
    })
}

/// The last numbers used in the ledgers of a company. Writers of one company follow each other (see
/// [`record::next_stamp`]), so nobody else takes the next ones.
pub async fn counters(session: &mut Session, company: Uuid) -> Result<Counters, StoreError> {
    let last = |column: &str, table: &str| {
        format!("coalesce((SELECT max({column}) FROM {table} WHERE company_id = ?1), 0)")
    };
    let text = format!(
        "SELECT {}, {}, {}, {}, {}, {}",
        last("entry_number", "general_ledger_entries"),
        last("transaction_number", "general_ledger_entries"),
        last("transaction_number", "detailed_ledger_entries"),
        last("number", "general_ledger_registers"),
        last("entry_number", "detailed_ledger_entries"),
        last("entry_number", "vat_entries"),
    );
    let found = session
        .query_one(&text, &[SqlValue::Uuid(company)], |row| {
            Ok(Counters {
                general_ledger_entry: row.required_integer(0)?,
                transaction: row.required_integer(1)?.max(row.required_integer(2)?),
                register: row.required_integer(3)?,
                detailed_entry: row.required_integer(4)?,
                vat_entry: row.required_integer(5)?,
            })
        })
        .await?;
    Ok(found.unwrap_or_default())
}
