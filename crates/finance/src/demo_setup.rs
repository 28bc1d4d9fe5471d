//! The demo company: a small consistent chart with all its setup (FINANCE.md 5.8), customers and payments.
//!
//! Everything is plain data in the records of this crate. Ids and the work date are arguments, so the same
//! arguments give the same company.

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    accounting_periods::AccountingPeriod,
    accounts::Account,
    bank_accounts::BankAccount,
    companies::{Company, GeneralLedgerSetup, NumberSeriesSetup},
    countries_regions::CountryRegion,
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    customer_templates::CustomerTemplate,
    customers::Customer,
    default_dimensions::DefaultDimension,
    dimension_values::DimensionValue,
    dimensions::Dimension,
    errors::RuleError,
    inventory_setup::InventorySetup,
    item_categories::ItemCategory,
    item_templates::ItemTemplate,
    item_variants::ItemVariant,
    items::{Item, ItemUnitOfMeasure},
    journal_lines::JournalLine,
    journal_templates::JournalTemplate,
    journals::Journal,
    locations::Location,
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    party_cards::PartyFacts,
    payment_methods::PaymentMethod,
    payment_terms::PaymentTerms,
    posting_groups::{
        BankPostingGroup, CustomerPostingGroup, GeneralBusinessPostingGroup, GeneralProductPostingGroup,
        InventoryPostingGroup, InventoryPostingSetup, VendorPostingGroup,
    },
    posting_setup::{GeneralPostingSetup, VatPostingSetup},
    report_lines::ReportLine,
    shipment_methods::ShipmentMethod,
    source_codes::SourceCode,
    tax_areas::TaxArea,
    tax_groups::TaxGroup,
    trade_setup::TradeSetup,
    units_of_measure::UnitOfMeasure,
    vendor_templates::VendorTemplate,
    vendors::Vendor,
};

mod chart;
mod customers;
mod dimensions;
mod items;
mod journals;
mod lists;
mod numbers;
mod payments;
mod posting;
mod setup;
mod statements;
mod templates;
mod vendors;

/// Every record of a company that has its setup, and of the demo company also its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSetup {
    pub company: Company,
    pub general_ledger_setup: GeneralLedgerSetup,
    pub number_series_setup: NumberSeriesSetup,
    /// Of sales and of purchases.
    pub trade_setup: Vec<TradeSetup>,
    pub inventory_setup: InventorySetup,
    pub accounting_periods: Vec<AccountingPeriod>,
    pub accounts: Vec<Account>,
    pub general_business_posting_groups: Vec<GeneralBusinessPostingGroup>,
    pub general_product_posting_groups: Vec<GeneralProductPostingGroup>,
    /// VAT business groups.
    pub tax_areas: Vec<TaxArea>,
    /// VAT product groups.
    pub tax_groups: Vec<TaxGroup>,
    pub vat_posting_setup: Vec<VatPostingSetup>,
    pub general_posting_setup: Vec<GeneralPostingSetup>,
    pub customer_posting_groups: Vec<CustomerPostingGroup>,
    pub vendor_posting_groups: Vec<VendorPostingGroup>,
    pub bank_posting_groups: Vec<BankPostingGroup>,
    pub bank_accounts: Vec<BankAccount>,
    pub inventory_posting_groups: Vec<InventoryPostingGroup>,
    pub inventory_posting_setup: Vec<InventoryPostingSetup>,
    pub number_series: Vec<NumberSeries>,
    pub number_series_lines: Vec<NumberSeriesLine>,
    pub source_codes: Vec<SourceCode>,
    pub journal_templates: Vec<JournalTemplate>,
    pub journals: Vec<Journal>,
    pub currencies: Vec<Currency>,
    pub currency_exchange_rates: Vec<CurrencyExchangeRate>,
    pub payment_terms: Vec<PaymentTerms>,
    pub payment_methods: Vec<PaymentMethod>,
    pub shipment_methods: Vec<ShipmentMethod>,
    pub countries_regions: Vec<CountryRegion>,
    pub dimensions: Vec<Dimension>,
    pub dimension_values: Vec<DimensionValue>,
    pub default_dimensions: Vec<DefaultDimension>,
    pub customer_templates: Vec<CustomerTemplate>,
    pub vendor_templates: Vec<VendorTemplate>,
    pub report_lines: Vec<ReportLine>,
    pub units_of_measure: Vec<UnitOfMeasure>,
    pub item_categories: Vec<ItemCategory>,
    pub item_templates: Vec<ItemTemplate>,
    pub locations: Vec<Location>,
    /// Empty until [`build`] adds them; see [`without_data`].
    pub customers: Vec<Customer>,
    /// As `customers`.
    pub vendors: Vec<Vendor>,
    /// As `customers`.
    pub items: Vec<Item>,
    pub item_units_of_measure: Vec<ItemUnitOfMeasure>,
    pub item_variants: Vec<ItemVariant>,
    /// Lines waiting in CASHRCPT/GENERAL.
    pub customer_payments: Vec<JournalLine>,
}

/// Where the ids of the records come from.
pub type NewId<'a> = &'a mut dyn FnMut() -> Uuid;

/// The setup alone, without customers and payments. Its accounting periods lie around the work date.
pub fn without_data(today: Date, new_id: NewId<'_>) -> DemoSetup {
    let (dimensions, dimension_values) = dimensions::dimensions(new_id);
    let accounts = chart::accounts(new_id);
    let templates = journals::templates(new_id);
    let journals = journals::journals(&templates, &accounts, new_id);
    let (number_series, number_series_lines) = numbers::series(new_id);
    let tax_areas = posting::tax_areas(new_id);
    let payment_terms = lists::payment_terms(new_id);
    let payment_methods = lists::payment_methods(new_id);
    let currencies = lists::currencies(new_id);
    let units_of_measure = items::units(new_id);
    let general_product_posting_groups = posting::product_groups(new_id);
    let tax_groups = posting::tax_groups(new_id);
    let inventory_posting_groups = posting::inventory_groups(new_id);
    let parts = items::TemplateParts {
        units: &units_of_measure,
        general_groups: &general_product_posting_groups,
        tax_groups: &tax_groups,
        inventory_groups: &inventory_posting_groups,
    };
    let item_templates = items::templates(&parts, new_id);
    DemoSetup {
        company: lists::company(new_id),
        general_ledger_setup: lists::general_ledger_setup(new_id),
        number_series_setup: numbers::setup(new_id),
        trade_setup: setup::trade(new_id),
        inventory_setup: setup::inventory(new_id),
        accounting_periods: setup::accounting_periods(today, new_id),
        general_business_posting_groups: posting::business_groups(new_id),
        vat_posting_setup: posting::vat_setup(new_id),
        general_posting_setup: posting::general_setup(new_id),
        customer_posting_groups: posting::customer_groups(new_id),
        vendor_posting_groups: posting::vendor_groups(new_id),
        bank_posting_groups: posting::bank_groups(new_id),
        inventory_posting_setup: posting::inventory_setup(new_id),
        source_codes: journals::source_codes(new_id),
        bank_accounts: posting::bank_accounts(&currencies, new_id),
        currencies,
        currency_exchange_rates: lists::exchange_rates(new_id),
        shipment_methods: lists::shipment_methods(new_id),
        countries_regions: lists::countries(new_id),
        default_dimensions: Vec::new(),
        customer_templates: templates::of_customers(&tax_areas, &payment_terms, &payment_methods, new_id),
        vendor_templates: templates::of_vendors(&tax_areas, &payment_terms, &payment_methods, new_id),
        report_lines: statements::lines(new_id),
        customers: Vec::new(),
        vendors: Vec::new(),
        items: Vec::new(),
        item_units_of_measure: Vec::new(),
        item_variants: Vec::new(),
        item_categories: items::categories(new_id),
        locations: items::locations(new_id),
        item_templates,
        units_of_measure,
        general_product_posting_groups,
        tax_groups,
        inventory_posting_groups,
        customer_payments: Vec::new(),
        accounts,
        tax_areas,
        number_series,
        number_series_lines,
        journal_templates: templates,
        journals,
        payment_terms,
        payment_methods,
        dimensions,
        dimension_values,
    }
}

/// The whole demo company on a work date. Customers and payments are made by the same rules that serve
/// requests, so an error would mean that the setup is not consistent.
pub fn build(today: Date, new_id: NewId<'_>) -> Result<DemoSetup, RuleError> {
    let mut setup = without_data(today, new_id);
    customers::add(&mut setup, today, new_id)?;
    vendors::add(&mut setup, today, new_id)?;
    items::add(&mut setup, today, new_id)?;
    dimensions::add_defaults(&mut setup, new_id);
    payments::add(&mut setup, today, new_id)?;
    Ok(setup)
}

impl DemoSetup {
    /// The series with this code; none when there is none.
    fn numbers(&self, code: &str) -> Option<NumberSource> {
        let series = self.number_series.iter().find(|series| series.code == code)?;
        let lines = self.number_series_lines.iter().filter(|line| line.series_code == code);
        Some(NumberSource { series: series.clone(), lines: lines.cloned().collect() })
    }

    /// Keeps the numbers taken from a series.
    fn keep_taken(&mut self, numbers: Option<NumberSource>) {
        for taken in numbers.into_iter().flat_map(|numbers| numbers.lines) {
            if let Some(line) = self.number_series_lines.iter_mut().find(|line| line.id == taken.id) {
                *line = taken;
            }
        }
    }

    /// What the rules of customers and vendors look up.
    fn party_facts(&self, today: Date) -> PartyFacts<'_> {
        PartyFacts {
            setup: &self.general_ledger_setup,
            countries: &self.countries_regions,
            currencies: &self.currencies,
            payment_terms: &self.payment_terms,
            payment_methods: &self.payment_methods,
            home_country: &self.company.country_region_code,
            number_taken: false,
            today,
        }
    }
}

#[cfg(test)]
mod tests;
