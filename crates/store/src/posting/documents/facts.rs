//! What posting a document looks up beside the ledger's own facts.

use finance::Choice;
use finance::accounts::Account;
use finance::companies::{GeneralLedgerSetup, NumberSeriesSetup};
use finance::currencies::Currency;
use finance::customers::Customer;
use finance::item_variants::ItemVariant;
use finance::items::Item;
use finance::number_series::NumberSource;
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::payment_methods::PaymentMethod;
use finance::posting_groups::{CustomerPostingGroup, VendorPostingGroup};
use finance::posting_setup::{GeneralPostingSetup, VatPostingSetup};
use finance::tax_jurisdictions::TaxJurisdiction;
use finance::trade_document_lines::{TradeDocumentLine, TradeItem, TradeUnit, vat_setup};
use finance::trade_documents::{
    PostChecks, TradeDocument, TradeDocumentType, TradeParty, TradeSetup, TradeSide,
};
use finance::units_of_measure::UnitOfMeasure;
use finance::vendors::Vendor;
use finance::{Category, RuleError};
use money::Precision;
use uuid::Uuid;

use crate::posting::PostingError;
use crate::{Session, SqlValue, StoreError, items, number_series, record, sales_tax, trade_documents};

pub(super) struct DocumentFacts {
    pub setup: GeneralLedgerSetup,
    pub trade: TradeSetup,
    pub currencies: Vec<Currency>,
    pub party: Option<TradeParty>,
    pub bill_to: Option<TradeParty>,
    pub external_number_used: bool,
    pub accounts: Vec<Account>,
    pub items: Vec<TradeItem>,
    pub general_posting_setup: Vec<GeneralPostingSetup>,
    pub vat_posting_setup: Vec<VatPostingSetup>,
    /// Empty where no line has sales tax.
    pub tax_jurisdictions: Vec<TaxJurisdiction>,
    pub payment_method: Option<PaymentMethod>,
    /// Where setup wants totals rounded: the account that takes the difference.
    pub rounding_account: Option<Account>,
    /// The posted document it is applied to, and whether any of that is open.
    pub applied: Option<(TradeDocument, bool)>,
}

impl DocumentFacts {
    /// Errors: `NotFound` for a company without setup; `Dialog` when totals are to be rounded and the posting group
    /// names no account for it.
    pub async fn load(
        session: &mut Session,
        company: Uuid,
        document: &TradeDocument,
        lines: &[TradeDocumentLine],
    ) -> Result<DocumentFacts, PostingError> {
        let side = document.side;
        let setups: Vec<GeneralLedgerSetup> = record::list(session, company, "", &[]).await?;
        let setup = setups.into_iter().next().ok_or_else(|| {
            RuleError::of_record(Category::NotFound, "The company has no general ledger setup.")
        })?;
        let trade = trade_setup(session, company, side).await?;
        let method = record::by_id::<PaymentMethod>(session, company, document.payment_method_id).await?;
        let rounding_account = match trade.invoice_rounding {
            true => Some(rounding_account(session, company, document).await?),
            false => None,
        };
        Ok(DocumentFacts {
            party: party_by_id(session, company, side, document.party_id).await?,
            bill_to: party_by_id(session, company, side, document.bill_to_id).await?,
            external_number_used: trade_documents::is_external_number_used(session, company, document)
                .await?,
            currencies: record::list(session, company, "", &[]).await?,
            accounts: accounts(session, company, lines).await?,
            items: trade_items(session, company, lines.iter().map(|line| line.item_id), &[]).await?,
            general_posting_setup: record::list(session, company, "", &[]).await?,
            vat_posting_setup: record::list(session, company, "", &[]).await?,
            tax_jurisdictions: sales_tax::jurisdictions_of(session, company, lines).await?,
            payment_method: method.map(|found| found.record),
            rounding_account,
            applied: applied(session, company, document).await?,
            setup,
            trade,
        })
    }

    pub fn checks(&self) -> PostChecks<'_> {
        PostChecks {
            trade: &self.trade,
            party: self.party.as_ref(),
            bill_to: self.bill_to.as_ref(),
            external_number_used: self.external_number_used,
            items: &self.items,
            applied: self.applied.as_ref().map(|(applied, open)| (applied, *open)),
        }
    }

    /// What totals of invoices are a multiple of, in the document's currency.
    pub fn invoice_rounding_precision(&self, document: &TradeDocument) -> Precision {
        let currency = self.currencies.iter().find(|currency| currency.code == document.currency_code);
        let step = currency
            .map_or(self.setup.invoice_rounding_precision, |currency| currency.invoice_rounding_precision);
        Precision::new(step).unwrap_or(Precision::CENT)
    }

    /// The rounding line with the VAT of its groups; without setup for them it has none.
    pub fn with_vat(&self, mut line: TradeDocumentLine) -> TradeDocumentLine {
        if let Ok(setup) = vat_setup(&line, &self.vat_posting_setup) {
            line.vat_identifier.clone_from(&setup.vat_identifier);
            line.vat_calculation_type = setup.calculation_type;
        }
        line
    }
}

async fn applied(
    session: &mut Session,
    company: Uuid,
    document: &TradeDocument,
) -> Result<Option<(TradeDocument, bool)>, StoreError> {
    if document.applies_to_id.is_nil() {
        return Ok(None);
    }
    let Some(found) = trade_documents::find(session, company, document.applies_to_id).await? else {
        return Ok(None);
    };
    let entry = ledger_entry(session, company, &found.record).await?;
    Ok(Some((found.record, entry.is_some_and(|entry| entry.open))))
}

/// What a posted document left in the ledger of its party.
pub(super) async fn ledger_entry(
    session: &mut Session,
    company: Uuid,
    document: &TradeDocument,
) -> Result<Option<PartyLedgerEntry>, StoreError> {
    let number = [SqlValue::Integer(document.ledger_entry_number)];
    let found: Vec<PartyLedgerEntry> =
        record::list(session, company, "AND entry_number = ?2", &number).await?;
    Ok(found.into_iter().next())
}

async fn rounding_account(
    session: &mut Session,
    company: Uuid,
    document: &TradeDocument,
) -> Result<Account, PostingError> {
    let code = &document.party_posting_group;
    let number = match document.side {
        TradeSide::Sales => record::by_text::<CustomerPostingGroup>(session, company, "code", code)
            .await?
            .map(|group| group.invoice_rounding_account),
        TradeSide::Purchases => record::by_text::<VendorPostingGroup>(session, company, "code", code)
            .await?
            .map(|group| group.invoice_rounding_account),
    };
    let account = match number.filter(|number| !number.is_empty()) {
        Some(number) => record::by_text::<Account>(session, company, "number", &number).await?,
        None => None,
    };
    account.ok_or_else(|| {
        let message = format!("The posting group {code} has no usable account for invoice rounding.");
        RuleError::of_record(Category::Dialog, message).into()
    })
}

async fn accounts(
    session: &mut Session,
    company: Uuid,
    lines: &[TradeDocumentLine],
) -> Result<Vec<Account>, StoreError> {
    let mut ids: Vec<Uuid> = lines.iter().map(|line| line.account_id).filter(|id| !id.is_nil()).collect();
    ids.sort();
    ids.dedup();
    let mut found = Vec::new();
    for id in ids {
        found.extend(record::by_id::<Account>(session, company, id).await?.map(|found| found.record));
    }
    Ok(found)
}

/// The setup of a side; the initial values where a company has none.
pub async fn trade_setup(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
) -> Result<TradeSetup, StoreError> {
    let own = [SqlValue::Integer(side.value())];
    let found: Vec<TradeSetup> = record::list(session, company, "AND side = ?2", &own).await?;
    Ok(found.into_iter().next().unwrap_or_else(|| TradeSetup::new(side)))
}

/// The series that numbers a kind of document, or its posted form; none when setup names none that exists.
pub async fn number_source(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    document_type: TradeDocumentType,
    posted: bool,
) -> Result<Option<NumberSource>, StoreError> {
    let setups: Vec<NumberSeriesSetup> = record::list(session, company, "", &[]).await?;
    let Some(setup) = setups.first() else { return Ok(None) };
    match setup.of_documents(side, document_type, posted) {
        "" => Ok(None),
        code => number_series::source(session, company, code).await,
    }
}

/// The customer or vendor with an id.
pub async fn party_by_id(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    id: Uuid,
) -> Result<Option<TradeParty>, StoreError> {
    Ok(match side {
        TradeSide::Sales => {
            record::by_id::<Customer>(session, company, id).await?.map(|found| (&found.record).into())
        }
        TradeSide::Purchases => {
            record::by_id::<Vendor>(session, company, id).await?.map(|found| (&found.record).into())
        }
    })
}

/// The customer or vendor with a number.
pub async fn party_by_number(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    number: &str,
) -> Result<Option<TradeParty>, StoreError> {
    Ok(match side {
        TradeSide::Sales => record::by_text::<Customer>(session, company, "number", number)
            .await?
            .map(|found| (&found).into()),
        TradeSide::Purchases => {
            record::by_text::<Vendor>(session, company, "number", number).await?.map(|found| (&found).into())
        }
    })
}

/// The items with these ids, and the one with a number, as documents see them.
pub async fn trade_items(
    session: &mut Session,
    company: Uuid,
    ids: impl Iterator<Item = Uuid>,
    numbers: &[String],
) -> Result<Vec<TradeItem>, StoreError> {
    let mut ids: Vec<Uuid> = ids.filter(|id| !id.is_nil()).collect();
    ids.sort();
    ids.dedup();
    let mut found: Vec<Item> = Vec::new();
    for id in ids {
        found.extend(record::by_id::<Item>(session, company, id).await?.map(|found| found.record));
    }
    for number in numbers {
        if found.iter().all(|known| known.number != *number) {
            found.extend(record::by_text::<Item>(session, company, "number", number).await?);
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<UnitOfMeasure> = record::list(session, company, "", &[]).await?;
    let mut all = Vec::with_capacity(found.len());
    for item in &found {
        let units = items::units(session, company, item).await?;
        let units = units.into_iter().map(|unit| TradeUnit {
            id: known.iter().find(|known| known.code == unit.code).map_or(Uuid::nil(), |known| known.id),
            code: unit.code,
            quantity_per_unit: unit.quantity_per_unit,
        });
        let own = [SqlValue::Uuid(item.id)];
        let variants: Vec<ItemVariant> = record::list(session, company, "AND item_id = ?2", &own).await?;
        let variants = variants.into_iter().map(|variant| (variant.id, variant.description)).collect();
        all.push(TradeItem { units: units.collect(), variants, ..TradeItem::from(item) });
    }
    Ok(all)
}
