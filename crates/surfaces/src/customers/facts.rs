//! What the rules of customers look up, loaded.

use finance::companies::{GeneralLedgerSetup, NumberSeriesSetup};
use finance::countries_regions::CountryRegion;
use finance::currencies::Currency;
use finance::customer_templates::CustomerTemplate;
use finance::customers::{Customer, CustomerFacts, CustomerProperties};
use finance::fields::{normalize_code, present_id};
use finance::number_series::NumberSource;
use finance::payment_methods::PaymentMethod;
use finance::payment_terms::PaymentTerms;
use finance::shipment_methods::ShipmentMethod;
use finance::tax_areas::{TaxArea, TaxType};
use jiff::civil::Date;
use store::{Record, Session, number_series, record};
use uuid::Uuid;

use crate::errors::ApiError;
use crate::write::Write;
use crate::write::coded::{general_ledger_setup, is_taken};

/// The records a body names, as far as they exist.
pub(super) struct Known {
    setup: GeneralLedgerSetup,
    countries: Vec<CountryRegion>,
    currencies: Vec<Currency>,
    payment_terms: Vec<PaymentTerms>,
    payment_methods: Vec<PaymentMethod>,
    shipment_methods: Vec<ShipmentMethod>,
    tax_areas: Vec<TaxArea>,
    number_taken: bool,
}

impl Known {
    pub async fn load(
        session: &mut Session,
        write: &Write,
        given: &CustomerProperties,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let setup = general_ledger_setup(session, company).await?;
        let mut currencies = by_code(session, company, given.currency_code.as_deref()).await?;
        currencies.extend(by_id(session, company, given.currency_id).await?);
        let mut tax_areas: Vec<TaxArea> = by_id(session, company, given.tax_area_id).await?;
        tax_areas.retain(|area| area.tax_type == TaxType::of_company(&setup));
        Ok(Known {
            countries: by_code(session, company, given.country.as_deref()).await?,
            currencies,
            payment_terms: by_id(session, company, given.payment_terms_id).await?,
            payment_methods: by_id(session, company, given.payment_method_id).await?,
            shipment_methods: by_id(session, company, given.shipment_method_id).await?,
            tax_areas,
            number_taken: match given.number_to_look_up()? {
                Some(number) => is_taken::<Customer>(session, write, "number", &number).await?,
                None => false,
            },
            setup,
        })
    }

    pub fn facts<'a>(&'a self, templates: &'a [CustomerTemplate], today: Date) -> CustomerFacts<'a> {
        CustomerFacts {
            setup: &self.setup,
            countries: &self.countries,
            currencies: &self.currencies,
            payment_terms: &self.payment_terms,
            payment_methods: &self.payment_methods,
            shipment_methods: &self.shipment_methods,
            tax_areas: &self.tax_areas,
            templates,
            number_taken: self.number_taken,
            today,
        }
    }
}

/// The series from which customers get their numbers; none when setup names none that exists.
pub(super) async fn numbers(session: &mut Session, company: Uuid) -> Result<Option<NumberSource>, ApiError> {
    let setups: Vec<NumberSeriesSetup> = record::list(session, company, "", &[]).await?;
    let Some(setup) = setups.first().filter(|setup| !setup.customers.is_empty()) else { return Ok(None) };
    Ok(number_series::source(session, company, &setup.customers).await?)
}

async fn by_id<R: Record>(
    session: &mut Session,
    company: Uuid,
    id: Option<Uuid>,
) -> Result<Vec<R>, ApiError> {
    let Some(id) = id.and_then(present_id) else { return Ok(Vec::new()) };
    let found = record::by_id::<R>(session, company, id).await?;
    Ok(found.map(|found| found.record).into_iter().collect())
}

async fn by_code<R: Record>(
    session: &mut Session,
    company: Uuid,
    code: Option<&str>,
) -> Result<Vec<R>, ApiError> {
    let Some(code) = code.map(normalize_code).filter(|code| !code.is_empty()) else { return Ok(Vec::new()) };
    Ok(record::by_text(session, company, "code", &code).await?.into_iter().collect())
}
