//! What the rules look up in the company, loaded once.

use finance::accounts::Account;
use finance::companies::{GeneralLedgerSetup, NumberSeriesSetup};
use finance::countries_regions::CountryRegion;
use finance::currencies::Currency;
use finance::currency_exchange_rates::CurrencyExchangeRate;
use finance::customer_templates::CustomerTemplate;
use finance::customers::Customer;
use finance::default_dimensions::{DefaultDimension, DefaultDimensionPriority};
use finance::dimension_values::DimensionValue;
use finance::dimensions::Dimension;
use finance::journal_templates::{JournalTemplate, TemplateType, default_template};
use finance::number_series::NumberSource;
use finance::payment_methods::PaymentMethod;
use finance::payment_terms::PaymentTerms;
use finance::shipment_methods::ShipmentMethod;
use finance::tax_areas::TaxArea;
use uuid::Uuid;

use crate::{Record, Session, StoreError, StoreErrorKind, companies, number_series, record};

pub(super) struct Facts {
    pub setup: GeneralLedgerSetup,
    pub home_country: String,
    pub accounts: Vec<Account>,
    pub countries: Vec<CountryRegion>,
    pub currencies: Vec<Currency>,
    pub exchange_rates: Vec<CurrencyExchangeRate>,
    pub payment_terms: Vec<PaymentTerms>,
    pub payment_methods: Vec<PaymentMethod>,
    pub shipment_methods: Vec<ShipmentMethod>,
    pub tax_areas: Vec<TaxArea>,
    pub customer_templates: Vec<CustomerTemplate>,
    pub dimensions: Vec<Dimension>,
    pub dimension_values: Vec<DimensionValue>,
    pub default_dimensions: Vec<DefaultDimension>,
    pub dimension_priorities: Vec<DefaultDimensionPriority>,
    /// The template of customer payment journals.
    pub template: JournalTemplate,
    pub customer_numbers: Option<NumberSource>,
    pub payment_numbers: Option<NumberSource>,
    /// Those that are there, and those made.
    pub customers: Vec<Customer>,
}

impl Facts {
    /// Errors: `Reference` when the company has no general ledger setup or no template of the kind.
    pub async fn load(session: &mut Session, company: Uuid) -> Result<Facts, StoreError> {
        let setup = first::<GeneralLedgerSetup>(session, company, "general ledger setup").await?;
        let series = first::<NumberSeriesSetup>(session, company, "number series setup").await?;
        let templates: Vec<JournalTemplate> = all(session, company).await?;
        let template = default_template(&templates, TemplateType::CashReceipts)
            .cloned()
            .ok_or_else(|| missing("template for cash receipts"))?;
        Ok(Facts {
            setup,
            home_country: companies::home_country(session, company).await?,
            accounts: all(session, company).await?,
            countries: all(session, company).await?,
            currencies: all(session, company).await?,
            exchange_rates: all(session, company).await?,
            payment_terms: all(session, company).await?,
            payment_methods: all(session, company).await?,
            shipment_methods: all(session, company).await?,
            tax_areas: all(session, company).await?,
            customer_templates: all(session, company).await?,
            dimensions: all(session, company).await?,
            dimension_values: all(session, company).await?,
            default_dimensions: all(session, company).await?,
            dimension_priorities: all(session, company).await?,
            customer_numbers: number_series::source(session, company, &series.customers).await?,
            payment_numbers: number_series::source(session, company, &template.number_series).await?,
            customers: all(session, company).await?,
            template,
        })
    }
}

/// In the order of ids, so that a pick by number is the same on both databases.
async fn all<R: Record>(session: &mut Session, company: Uuid) -> Result<Vec<R>, StoreError> {
    record::list(session, company, "ORDER BY id", &[]).await
}

async fn first<R: Record>(session: &mut Session, company: Uuid, noun: &str) -> Result<R, StoreError> {
    all(session, company).await?.into_iter().next().ok_or_else(|| missing(noun))
}

fn missing(noun: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Reference, format!("the company has no {noun}; run `funchal check`"))
}
