//! What the rules of documents look up, loaded from the company's records.

use finance::accounts::Account;
use finance::companies::{Company, GeneralLedgerSetup};
use finance::countries_regions::CountryRegion;
use finance::currencies::Currency;
use finance::currency_exchange_rates::CurrencyExchangeRate;
use finance::default_dimensions::{DefaultDimension, DefaultDimensionPriority};
use finance::dimension_values::DimensionValue;
use finance::dimensions::{Dimension, DimensionFacts};
use finance::fields::normalize_code;
use finance::locations::Location;
use finance::party_payments::PostedInvoice;
use finance::payment_terms::PaymentTerms;
use finance::posting_setup::VatPostingSetup;
use finance::shipment_methods::ShipmentMethod;
use finance::tax_groups::TaxGroup;
use finance::trade_document_lines::{LineFacts, LineProperties, TradeDocumentLine, TradeItem, TradeUnit};
use finance::trade_documents::{
    DocumentProperties, HeaderFacts, TradeDocument, TradeParty, TradeSetup, TradeSide, rounding,
    unit_precision,
};
use finance::units_of_measure::UnitOfMeasure;
use jiff::civil::Date;
use money::Amount;
use store::posting::documents::{party_by_id, party_by_number, trade_items, trade_setup};
use store::sales_tax::SalesTaxSetup;
use store::{Session, SqlValue, record, trade_documents};

use uuid::Uuid;

use crate::errors::ApiError;
use crate::write::coded::general_ledger_setup;
use crate::write::related;

/// Everything around one document.
pub(crate) struct Around {
    company: Company,
    pub setup: GeneralLedgerSetup,
    pub trade: TradeSetup,
    parties: Vec<TradeParty>,
    countries: Vec<CountryRegion>,
    pub currencies: Vec<Currency>,
    exchange_rates: Vec<CurrencyExchangeRate>,
    payment_terms: Vec<PaymentTerms>,
    shipment_methods: Vec<ShipmentMethod>,
    invoices: Vec<PostedInvoice>,
    dispute_statuses: Vec<(Uuid, String)>,
    return_reasons: Vec<Uuid>,
    default_dimensions: Vec<DefaultDimension>,
    priorities: Vec<DefaultDimensionPriority>,
    dimensions: Vec<Dimension>,
    dimension_values: Vec<DimensionValue>,
    today: Date,
}

impl Around {
    /// For a request on a document of a side; `stored` is the document as it stands, if there is one.
    pub async fn load(
        session: &mut Session,
        company: Uuid,
        side: TradeSide,
        given: &DocumentProperties,
        stored: Option<&TradeDocument>,
        today: Date,
    ) -> Result<Around, ApiError> {
        let setup = general_ledger_setup(session, company).await?;
        let parties = parties(session, company, side, given).await?;
        let currencies: Vec<Currency> = record::list(session, company, "", &[]).await?;
        let exchange_rates = exchange_rates(session, company, given, stored, &parties, &currencies).await?;
        let default_dimensions: Vec<DefaultDimension> = record::list(session, company, "", &[]).await?;
        let priorities = match default_dimensions.is_empty() {
            true => Vec::new(),
            false => record::list(session, company, "", &[]).await?,
        };
        let values = "AND dimension_code IN (?2, ?3)";
        let globals = [&setup.global_dimension_1_code, &setup.global_dimension_2_code];
        let globals = globals.map(|code| SqlValue::Text(code.clone()));
        Ok(Around {
            company: store::companies::find(session, company)
                .await?
                .ok_or_else(|| ApiError::not_found("company", company))?,
            trade: trade_setup(session, company, side).await?,
            parties,
            countries: countries(session, company, given).await?,
            currencies,
            exchange_rates,
            payment_terms: record::list(session, company, "", &[]).await?,
            shipment_methods: record::list(session, company, "", &[]).await?,
            invoices: invoices(session, company, side, given).await?,
            dispute_statuses: Vec::new(),
            return_reasons: Vec::new(),
            default_dimensions,
            priorities,
            dimensions: record::list(session, company, "", &[]).await?,
            dimension_values: record::list(session, company, values, &globals).await?,
            setup,
            today,
        })
    }

    /// For a request on a line alone, which looks up less.
    pub async fn for_line(
        session: &mut Session,
        company: Uuid,
        document: &TradeDocument,
        today: Date,
    ) -> Result<Around, ApiError> {
        let default_dimensions: Vec<DefaultDimension> = record::list(session, company, "", &[]).await?;
        let code = [SqlValue::Text(document.currency_code.clone())];
        Ok(Around {
            company: Company::default(),
            setup: general_ledger_setup(session, company).await?,
            trade: trade_setup(session, company, document.side).await?,
            currencies: match document.currency_code.is_empty() {
                true => Vec::new(),
                false => record::list(session, company, "AND code = ?2", &code).await?,
            },
            priorities: match default_dimensions.is_empty() {
                true => Vec::new(),
                false => record::list(session, company, "", &[]).await?,
            },
            default_dimensions,
            parties: Vec::new(),
            countries: Vec::new(),
            exchange_rates: Vec::new(),
            payment_terms: Vec::new(),
            shipment_methods: Vec::new(),
            invoices: Vec::new(),
            dispute_statuses: Vec::new(),
            return_reasons: Vec::new(),
            dimensions: Vec::new(),
            dimension_values: Vec::new(),
            today,
        })
    }

    pub fn header(&self) -> HeaderFacts<'_> {
        HeaderFacts {
            company: &self.company,
            setup: &self.setup,
            trade: &self.trade,
            parties: &self.parties,
            countries: &self.countries,
            currencies: &self.currencies,
            exchange_rates: &self.exchange_rates,
            payment_terms: &self.payment_terms,
            shipment_methods: &self.shipment_methods,
            invoices: &self.invoices,
            dispute_statuses: &self.dispute_statuses,
            return_reasons: &self.return_reasons,
            default_dimensions: &self.default_dimensions,
            dimension_priorities: &self.priorities,
            dimensions: DimensionFacts { dimensions: &self.dimensions, values: &self.dimension_values },
            today: self.today,
        }
    }
}

/// The customers or vendors a request names, and those that pay for them.
async fn parties(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    given: &DocumentProperties,
) -> Result<Vec<TradeParty>, ApiError> {
    let (ids, numbers) = given.party_keys();
    let mut found: Vec<TradeParty> = Vec::new();
    for id in ids {
        if !found.iter().any(|known| known.id == id) {
            found.extend(party_by_id(session, company, side, id).await?);
        }
    }
    for number in numbers {
        if !found.iter().any(|known| known.number == number) {
            found.extend(party_by_number(session, company, side, &number).await?);
        }
    }
    let payers: Vec<String> = found.iter().map(|party| party.pays_number.clone()).collect();
    for number in payers.into_iter().filter(|number| !number.is_empty()) {
        if !found.iter().any(|known| known.number == number) {
            found.extend(party_by_number(session, company, side, &number).await?);
        }
    }
    Ok(found)
}

/// The rates of the currencies that the document may come to have.
async fn exchange_rates(
    session: &mut Session,
    company: Uuid,
    given: &DocumentProperties,
    stored: Option<&TradeDocument>,
    parties: &[TradeParty],
    currencies: &[Currency],
) -> Result<Vec<CurrencyExchangeRate>, ApiError> {
    let of_id = given.currency_id.and_then(|id| currencies.iter().find(|currency| currency.id == id));
    let mut codes: Vec<String> = parties.iter().map(|party| party.currency_code.clone()).collect();
    codes.extend(of_id.map(|currency| currency.code.clone()));
    codes.extend(given.currency_code.as_deref().map(normalize_code));
    codes.extend(stored.map(|document| document.currency_code.clone()));
    codes.retain(|code| currencies.iter().any(|currency| currency.code == *code));
    codes.sort();
    codes.dedup();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    // A rate may be quoted in another currency, whose rates are then needed too.
    Ok(record::list(session, company, "", &[]).await?)
}

async fn countries(
    session: &mut Session,
    company: Uuid,
    given: &DocumentProperties,
) -> Result<Vec<CountryRegion>, ApiError> {
    let addresses = [&given.party_address, &given.bill_to_address, &given.ship_to_address];
    let mut found = Vec::new();
    for code in addresses.into_iter().filter_map(|address| address.country_region_code.as_deref()) {
        found
            .extend(record::by_text::<CountryRegion>(session, company, "code", &normalize_code(code)).await?);
    }
    Ok(found)
}

async fn invoices(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    given: &DocumentProperties,
) -> Result<Vec<PostedInvoice>, ApiError> {
    let mut found = Vec::new();
    if let Some(id) = given.applies_to_id.filter(|id| !id.is_nil()) {
        found.extend(trade_documents::posted_invoice(session, company, side, id).await?);
    }
    if let Some(number) = &given.applies_to_number {
        let number = normalize_code(number);
        found.extend(trade_documents::posted_invoice_by_number(session, company, side, &number).await?);
    }
    Ok(found)
}

/// What the rules of lines look up besides.
pub(crate) struct AroundLines {
    accounts: Vec<Account>,
    units: Vec<TradeUnit>,
    items: Vec<TradeItem>,
    vat_posting_setup: Vec<VatPostingSetup>,
    tax_groups: Vec<String>,
    sales_tax: SalesTaxSetup,
    locations: Vec<(Uuid, String)>,
}

impl AroundLines {
    /// For lines of a document and what a request gives for some of them.
    pub async fn load(
        session: &mut Session,
        company: Uuid,
        lines: &[TradeDocumentLine],
        given: &[LineProperties],
    ) -> Result<AroundLines, ApiError> {
        let mut numbers: Vec<String> =
            given.iter().filter_map(LineProperties::object_number_to_look_up).collect();
        numbers.sort();
        numbers.dedup();
        let items =
            lines.iter().map(|line| line.item_id).chain(given.iter().filter_map(|given| given.item_id));
        let vat_posting_setup: Vec<VatPostingSetup> = record::list(session, company, "", &[]).await?;
        Ok(AroundLines {
            accounts: accounts(session, company, lines, given, &numbers).await?,
            units: units(session, company, given).await?,
            items: trade_items(session, company, items, &numbers).await?,
            sales_tax: SalesTaxSetup::load(session, company, &vat_posting_setup).await?,
            vat_posting_setup,
            tax_groups: tax_groups(session, company, given).await?,
            locations: locations(session, company, given).await?,
        })
    }
}

async fn locations(
    session: &mut Session,
    company: Uuid,
    given: &[LineProperties],
) -> Result<Vec<(Uuid, String)>, ApiError> {
    let mut found = Vec::new();
    for id in distinct(given.iter().filter_map(|given| given.location_id)) {
        found.extend(related::by_id::<Location>(session, company, Some(id)).await?);
    }
    Ok(found.into_iter().map(|location| (location.id, location.code)).collect())
}

/// The codes of the tax groups that a request names, as far as there are such groups.
async fn tax_groups(
    session: &mut Session,
    company: Uuid,
    given: &[LineProperties],
) -> Result<Vec<String>, ApiError> {
    let mut codes: Vec<String> =
        given.iter().filter_map(|given| given.tax_code.as_deref().map(normalize_code)).collect();
    codes.sort();
    codes.dedup();
    let mut found = Vec::new();
    for code in codes {
        let group = record::by_text::<TaxGroup>(session, company, "code", &code).await?;
        found.extend(group.map(|group| group.code));
    }
    Ok(found)
}

/// The units there are, where a request names one.
async fn units(
    session: &mut Session,
    company: Uuid,
    given: &[LineProperties],
) -> Result<Vec<TradeUnit>, ApiError> {
    if given.iter().all(|given| given.unit_of_measure_id.is_none() && given.unit_of_measure_code.is_none()) {
        return Ok(Vec::new());
    }
    let known: Vec<UnitOfMeasure> = record::list(session, company, "", &[]).await?;
    let unit =
        |unit: UnitOfMeasure| TradeUnit { id: unit.id, code: unit.code, quantity_per_unit: Amount::ONE };
    Ok(known.into_iter().map(unit).collect())
}

async fn accounts(
    session: &mut Session,
    company: Uuid,
    lines: &[TradeDocumentLine],
    given: &[LineProperties],
    numbers: &[String],
) -> Result<Vec<Account>, ApiError> {
    let ids =
        lines.iter().map(|line| line.account_id).chain(given.iter().filter_map(|given| given.account_id));
    let mut found: Vec<Account> = Vec::new();
    for id in distinct(ids) {
        found.extend(record::by_id::<Account>(session, company, id).await?.map(|found| found.record));
    }
    for number in numbers {
        if found.iter().all(|known| known.number != *number) {
            found.extend(record::by_text::<Account>(session, company, "number", number).await?);
        }
    }
    Ok(found)
}

/// The ids that are some, each once.
fn distinct(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.filter(|id| !id.is_nil()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The facts of the lines of a document.
pub(crate) fn line_facts<'a>(
    around: &'a Around,
    lines: &'a AroundLines,
    document: &TradeDocument,
) -> Result<LineFacts<'a>, ApiError> {
    Ok(LineFacts {
        setup: &around.setup,
        trade: &around.trade,
        rounding: rounding(document, &around.setup, &around.currencies)?,
        unit_precision: unit_precision(document, &around.setup, &around.currencies)?,
        accounts: &lines.accounts,
        units: &lines.units,
        items: &lines.items,
        vat_posting_setup: &lines.vat_posting_setup,
        tax_groups: &lines.tax_groups,
        sales_tax: lines.sales_tax.facts(),
        locations: &lines.locations,
        default_dimensions: &around.default_dimensions,
        dimension_priorities: &around.priorities,
    })
}
