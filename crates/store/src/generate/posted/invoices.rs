//! Posted sales invoices of services, each to a customer picked from the seed.

use finance::RuleError;
use finance::accounts::Account;
use finance::companies::{Company, NumberSeriesSetup};
use finance::dimensions::DimensionFacts;
use finance::number_series::NumberSource;
use finance::posting_setup::{GeneralPostingSetup, VatPostingSetup};
use finance::trade_document_lines::{self, LineFacts, LineProperties, TradeDocumentLine};
use finance::trade_documents::{
    self, DocumentProperties, HeaderFacts, PostFacts, TradeDocument, TradeDocumentType, TradeParty,
    TradeSide, distribute, posting_lines, rounding, unit_precision,
};
use finance::trade_setup::TradeSetup;
use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{Booked, Books, WAITING_INVOICES_MAX, invoice_series};
use crate::generate::random::Random;
use crate::sales_tax::SalesTaxSetup;
use crate::{
    Session, StoreError, StoreErrorKind, companies, dimension_sets, number_series, record, trade_setup,
};

/// Account of the lines, from the chart that every company made here has.
const SERVICES_ACCOUNT: &str = "4110";
const SOURCE_CODE: &str = "SALES";
/// Most lines of an invoice.
const LINES_MAX: u64 = 3;
/// Most a unit costs, in hundredths.
const PRICE_MAX: u64 = 40_000;

/// What invoices look up beside the facts of every generated row.
pub(super) struct Setup {
    company: Company,
    trade: TradeSetup,
    general_posting_setup: Vec<GeneralPostingSetup>,
    vat_posting_setup: Vec<VatPostingSetup>,
    sales_tax: SalesTaxSetup,
    accounts: Vec<Account>,
    pub numbers: Option<NumberSource>,
}

impl Setup {
    pub async fn load(session: &mut Session, company: Uuid) -> Result<Setup, StoreError> {
        let missing = |what: &str| {
            StoreError::new(
                StoreErrorKind::Reference,
                format!("the company has no {what}; run `funchal check`"),
            )
        };
        let series: Vec<NumberSeriesSetup> = record::list(session, company, "", &[]).await?;
        let series = series.into_iter().next().ok_or_else(|| missing("number series setup"))?;
        let trade = trade_setup::of_side(session, company, TradeSide::Sales).await?;
        let card = companies::find(session, company).await?;
        let vat_posting_setup: Vec<VatPostingSetup> = record::list(session, company, "", &[]).await?;
        Ok(Setup {
            company: card.ok_or_else(|| missing("record"))?,
            trade: trade.ok_or_else(|| missing("sales setup"))?,
            general_posting_setup: record::list(session, company, "", &[]).await?,
            sales_tax: SalesTaxSetup::load(session, company, &vat_posting_setup).await?,
            vat_posting_setup,
            accounts: record::list(session, company, "ORDER BY number", &[]).await?,
            numbers: number_series::source(session, company, invoice_series(&series)).await?,
        })
    }
}

impl Books<'_> {
    /// Posts one more invoice.
    pub(super) fn invoice(&mut self, random: &mut Random, date: Date) -> Result<Booked, RuleError> {
        let Some(customer) = random.pick(&self.customers).copied() else { return Err(no_customer()) };
        let party = TradeParty::from(customer);
        let (mut document, mut lines) = self.draft(random, party, date)?;
        let steps = rounding(&document, &self.facts.setup, &self.facts.currencies)?;
        distribute(&mut document, &mut lines, steps)?;
        document.number = self.invoice_numbers.take(date)?;
        document.number_series.clone_from(&self.invoice_numbers.series.code);
        document.posted = true;
        for line in &mut lines {
            line.posted = true;
        }
        let facts = PostFacts {
            setup: &self.facts.setup,
            trade: &self.documents.trade,
            rounding: steps,
            general_posting_setup: &self.documents.general_posting_setup,
            vat_posting_setup: &self.documents.vat_posting_setup,
            accounts: &self.documents.accounts,
            tax_jurisdictions: self.documents.sales_tax.facts().jurisdictions,
            payment_method: None,
            source_code: SOURCE_CODE,
            cost: Amount::ZERO,
            dimension_set_id: dimension_sets::id_of,
        };
        let postings = posting_lines(&document, &lines, &facts)?;
        let finished = self.post(&postings, Vec::new(), SOURCE_CODE, random.id())?;
        if let Some(entry) = finished.entries.party_ledger_entries.first() {
            document.ledger_entry_number = entry.entry_number;
            if self.open.len() < WAITING_INVOICES_MAX {
                self.open.push_back(entry.clone());
            }
        }
        Ok(Booked { finished, document: Some((document, lines)) })
    }

    fn draft(
        &self,
        random: &mut Random,
        party: TradeParty,
        date: Date,
    ) -> Result<(TradeDocument, Vec<TradeDocumentLine>), RuleError> {
        let given = DocumentProperties {
            party_id: Some(party.id),
            posting_date: Some(date),
            external_document_number: Some(format!("PO-{:06}", random.below(1_000_000))),
            ..DocumentProperties::default()
        };
        let facts = self.facts;
        let parties = [party];
        let header = HeaderFacts {
            company: &self.documents.company,
            setup: &facts.setup,
            trade: &self.documents.trade,
            parties: &parties,
            countries: &facts.countries,
            currencies: &facts.currencies,
            exchange_rates: &facts.exchange_rates,
            payment_terms: &facts.payment_terms,
            shipment_methods: &facts.shipment_methods,
            invoices: &[],
            dispute_statuses: &[],
            return_reasons: &[],
            default_dimensions: &[],
            dimension_priorities: &facts.dimension_priorities,
            dimensions: DimensionFacts { dimensions: &facts.dimensions, values: &facts.dimension_values },
            today: date,
        };
        let mut numbers = self.invoice_numbers.clone();
        let (side, kind) = (TradeSide::Sales, TradeDocumentType::Invoice);
        let document = trade_documents::create(random.id(), side, kind, &given, Some(&mut numbers), &header)?;
        let line_facts = LineFacts {
            setup: &facts.setup,
            trade: &self.documents.trade,
            rounding: rounding(&document, &facts.setup, &facts.currencies)?,
            unit_precision: unit_precision(&document, &facts.setup, &facts.currencies)?,
            accounts: &self.documents.accounts,
            units: &[],
            items: &[],
            vat_posting_setup: &self.documents.vat_posting_setup,
            tax_groups: &[],
            sales_tax: self.documents.sales_tax.facts(),
            locations: &[],
            default_dimensions: &[],
            dimension_priorities: &facts.dimension_priorities,
        };
        let mut lines = Vec::new();
        for _ in 0..=random.below(LINES_MAX) {
            let given = line_of(random);
            let line = trade_document_lines::create(random.id(), &document, &lines, &given, &line_facts)?;
            lines.push(line);
        }
        Ok((document, lines))
    }
}

fn line_of(random: &mut Random) -> LineProperties {
    let whole = |number: u64| i32::try_from(number).unwrap_or(1);
    LineProperties {
        object_number: Some(SERVICES_ACCOUNT.to_owned()),
        line_type: Some(trade_document_lines::TradeLineType::Account),
        quantity: Some(Amount::from_integer(whole(1 + random.below(8)))),
        unit_price: Some(Amount::from_hundredths(whole(500 + random.below(PRICE_MAX)))),
        ..LineProperties::default()
    }
}

fn no_customer() -> RuleError {
    RuleError::of_record(finance::Category::NotFound, "There is no customer to post an invoice for.")
}
