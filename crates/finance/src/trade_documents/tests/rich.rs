//! Books in which no field of what documents take over is blank.

use jiff::civil::{Date, date};
use money::{Amount, Rate};
use uuid::Uuid;

use crate::{
    BLANK_DATE,
    companies::{Company, GeneralLedgerSetup},
    countries_regions::CountryRegion,
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    date_formulas::DateFormula,
    default_dimensions::{DefaultDimension, DimensionTable, ValuePosting},
    dimension_values::DimensionValue,
    dimensions::{Dimension, DimensionFacts},
    errors::RuleError,
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    party_payments::PostedInvoice,
    payment_terms::PaymentTerms,
    shipment_methods::ShipmentMethod,
    trade_document_lines::TradeDocumentLine,
    trade_documents::{
        DocumentProperties, HeaderFacts, LineConsequence, PartyBlocked, TradeDocument, TradeDocumentType,
        TradeParty, TradeSetup, TradeSide, change, create,
    },
};

pub const TODAY: Date = date(2026, 3, 10);
pub const EURO: Uuid = Uuid::from_u128(0x9_01);
pub const DOLLAR: Uuid = Uuid::from_u128(0x9_02);
pub const TERMS: Uuid = Uuid::from_u128(0x3_01);
pub const OTHER_TERMS: Uuid = Uuid::from_u128(0x3_02);
pub const METHOD: Uuid = Uuid::from_u128(0x4_01);
pub const SHIPMENT_METHOD: Uuid = Uuid::from_u128(0x5_01);
pub const OTHER_SHIPMENT_METHOD: Uuid = Uuid::from_u128(0x5_02);
pub const DISPUTE: Uuid = Uuid::from_u128(0x6_01);
pub const OTHER_DISPUTE: Uuid = Uuid::from_u128(0x6_02);
pub const REASON: Uuid = Uuid::from_u128(0x7_01);
pub const INVOICE: Uuid = Uuid::from_u128(0x8_01);
pub const OTHER_INVOICE: Uuid = Uuid::from_u128(0x8_02);
pub const NORTH: Uuid = Uuid::from_u128(0x10_01);
pub const SOUTH: Uuid = Uuid::from_u128(0x10_02);
pub const UNKNOWN: Uuid = Uuid::from_u128(0xffff);
pub const DOCUMENT: Uuid = Uuid::from_u128(1);

/// The id of party `P-n`.
pub const fn party_id(number: u128) -> Uuid {
    Uuid::from_u128(0x100 + number)
}

pub struct Books {
    pub company: Company,
    pub setup: GeneralLedgerSetup,
    pub trade: TradeSetup,
    pub parties: Vec<TradeParty>,
    pub countries: Vec<CountryRegion>,
    pub currencies: Vec<Currency>,
    pub rates: Vec<CurrencyExchangeRate>,
    pub terms: Vec<PaymentTerms>,
    pub shipment_methods: Vec<ShipmentMethod>,
    pub invoices: Vec<PostedInvoice>,
    pub dispute_statuses: Vec<(Uuid, String)>,
    pub default_dimensions: Vec<DefaultDimension>,
    pub dimensions: Vec<Dimension>,
    pub values: Vec<DimensionValue>,
}

fn party(n: u128, pays: &str, blocked: PartyBlocked) -> TradeParty {
    let of = |field: &str| format!("{field} {n}");
    TradeParty {
        id: party_id(n),
        number: format!("P-{n}"),
        name: of("Party"),
        address: of("Street"),
        address_2: of("Floor"),
        city: of("City"),
        county: of("County"),
        country_region_code: "CH".into(),
        post_code: of("Post"),
        phone_number: of("Phone"),
        email: of("mail"),
        payment_terms_id: TERMS,
        payment_terms_code: "30D".into(),
        payment_method_id: METHOD,
        payment_method_code: "BANK".into(),
        shipment_method_id: SHIPMENT_METHOD,
        shipment_method_code: "EXW".into(),
        salesperson_code: "ANNA".into(),
        general_business_posting_group: "HOME".into(),
        vat_business_posting_group: "HOME".into(),
        posting_group: of("GROUP"),
        tax_area_code: "AREA".into(),
        tax_liable: true,
        vat_registration_number: of("VAT"),
        pays_number: pays.into(),
        blocked,
        ..TradeParty::default()
    }
}

fn rate(code: &str, from: Date, relational: &str) -> CurrencyExchangeRate {
    CurrencyExchangeRate {
        id: Uuid::nil(),
        currency_code: code.into(),
        starting_date: from,
        exchange_rate_amount: Rate::parse("100").unwrap(),
        relational_currency_code: String::new(),
        relational_exchange_rate_amount: Rate::parse(relational).unwrap(),
        adjustment_exchange_rate_amount: Rate::ZERO,
        relational_adjustment_exchange_rate_amount: Rate::ZERO,
    }
}

fn terms(id: Uuid, code: &str, due: &str, percent: i32, on_credit_memos: bool) -> PaymentTerms {
    PaymentTerms {
        id,
        code: code.into(),
        due_date_calculation: DateFormula::parse("formula", due).unwrap(),
        discount_date_calculation: DateFormula::parse("formula", "8D").unwrap(),
        discount_percent: Amount::from_integer(percent),
        calculate_discount_on_credit_memos: on_credit_memos,
        ..PaymentTerms::default()
    }
}

fn speaks(table: DimensionTable, number: &str, dimension: &str, value: &str) -> DefaultDimension {
    DefaultDimension {
        id: Uuid::nil(),
        table,
        number: number.into(),
        parent_id: Uuid::nil(),
        dimension_code: dimension.into(),
        dimension_id: Uuid::nil(),
        dimension_value_code: value.into(),
        dimension_value_id: Uuid::nil(),
        value_posting: ValuePosting::Blank,
    }
}

pub fn books(side: TradeSide) -> Books {
    let posted = |id, number: &str| PostedInvoice {
        id,
        number: number.into(),
        party_number: "P-1".into(),
        posting_date: date(2026, 2, 1),
    };
    let value = |id, dimension: &str, code: &str| DimensionValue {
        id,
        dimension_code: dimension.into(),
        code: code.into(),
        ..DimensionValue::default()
    };
    let dimension = |code: &str| Dimension { code: code.into(), ..Dimension::default() };
    let method = |id, code: &str| ShipmentMethod { id, code: code.into(), ..ShipmentMethod::default() };
    let country = |code: &str| CountryRegion { code: code.into(), ..CountryRegion::default() };
    let currency = |id, code: &str| Currency { id, code: code.into(), ..Currency::default() };
    Books {
        company: Company {
            display_name: "Levada".into(),
            address: "Own street".into(),
            address_2: "Own floor".into(),
            city: "Own city".into(),
            county: "Own county".into(),
            country_region_code: "PT".into(),
            post_code: "Own post".into(),
            ..Company::default()
        },
        setup: GeneralLedgerSetup {
            local_currency_code: "CHF".into(),
            global_dimension_1_code: "AREA".into(),
            global_dimension_2_code: "DEPT".into(),
            ..GeneralLedgerSetup::default()
        },
        trade: TradeSetup::new(side),
        parties: vec![
            party(1, "", PartyBlocked::No),
            TradeParty {
                currency_id: EURO,
                currency_code: "EUR".into(),
                general_business_posting_group: "EU".into(),
                vat_business_posting_group: "EU".into(),
                ..party(2, "", PartyBlocked::No)
            },
            party(3, "P-2", PartyBlocked::No),
            party(4, "P-9", PartyBlocked::No),
            TradeParty { currency_id: DOLLAR, currency_code: "CHF".into(), ..party(5, "", PartyBlocked::No) },
            party(6, "P-7", PartyBlocked::No),
            party(7, "", PartyBlocked::All),
            party(8, "", PartyBlocked::Invoice),
            party(10, "", PartyBlocked::Ship),
            party(11, "", PartyBlocked::Payment),
            TradeParty { vat_business_posting_group: "EU".into(), ..party(12, "", PartyBlocked::No) },
            TradeParty { general_business_posting_group: "EU".into(), ..party(13, "", PartyBlocked::No) },
        ],
        countries: vec![country("CH"), country("PT")],
        currencies: vec![currency(EURO, "EUR"), currency(DOLLAR, "USD")],
        rates: vec![
            rate("EUR", date(2020, 1, 1), "110"),
            rate("EUR", date(2026, 3, 20), "125"),
            rate("USD", date(2026, 3, 1), "80"),
        ],
        terms: vec![
            terms(TERMS, "30D", "30D", 2, false),
            terms(OTHER_TERMS, "14D", "14D", 3, true),
            terms(Uuid::from_u128(0x3_03), "NET", "10D", 0, false),
            terms(Uuid::from_u128(0x3_04), "FAR", "9999Y", 0, false),
        ],
        shipment_methods: vec![method(SHIPMENT_METHOD, "EXW"), method(OTHER_SHIPMENT_METHOD, "DDP")],
        invoices: vec![posted(INVOICE, "103001"), posted(OTHER_INVOICE, "103002")],
        dispute_statuses: vec![(DISPUTE, "PRICE".into()), (OTHER_DISPUTE, "QUALITY".into())],
        default_dimensions: vec![
            speaks(DimensionTable::Customer, "P-1", "AREA", "NORTH"),
            speaks(DimensionTable::Customer, "P-2", "DEPT", "SALES"),
            speaks(DimensionTable::Vendor, "P-1", "AREA", "SOUTH"),
            speaks(DimensionTable::Vendor, "P-2", "DEPT", "PURCHASE"),
        ],
        dimensions: vec![dimension("AREA"), dimension("DEPT")],
        values: vec![
            value(UNKNOWN, "DEPT", "NORTH"),
            value(NORTH, "AREA", "NORTH"),
            value(SOUTH, "AREA", "SOUTH"),
            value(UNKNOWN, "DEPT", "SALES"),
            value(UNKNOWN, "DEPT", "PURCHASE"),
        ],
    }
}

pub fn numbers() -> NumberSource {
    let line = NumberSeriesLine {
        id: Uuid::nil(),
        series_code: "S".into(),
        line_number: 10_000,
        starting_date: BLANK_DATE,
        starting_number: "1001".into(),
        ending_number: String::new(),
        warning_number: String::new(),
        last_number_used: String::new(),
        last_date_used: BLANK_DATE,
        increment: 1,
        open: true,
    };
    let series = NumberSeries { code: "S".into(), default_numbers: true, ..NumberSeries::default() };
    NumberSource { series, lines: vec![line] }
}

impl Books {
    pub fn facts(&self) -> HeaderFacts<'_> {
        HeaderFacts {
            company: &self.company,
            setup: &self.setup,
            trade: &self.trade,
            parties: &self.parties,
            countries: &self.countries,
            currencies: &self.currencies,
            exchange_rates: &self.rates,
            payment_terms: &self.terms,
            shipment_methods: &self.shipment_methods,
            invoices: &self.invoices,
            dispute_statuses: &self.dispute_statuses,
            return_reasons: &[REASON],
            default_dimensions: &self.default_dimensions,
            dimension_priorities: &[],
            dimensions: DimensionFacts { dimensions: &self.dimensions, values: &self.values },
            today: TODAY,
        }
    }

    pub fn create(
        &self,
        document_type: TradeDocumentType,
        given: &DocumentProperties,
    ) -> Result<TradeDocument, RuleError> {
        create(DOCUMENT, self.trade.side, document_type, given, Some(&mut numbers()), &self.facts())
    }

    pub fn change(
        &self,
        stored: &TradeDocument,
        lines: &[TradeDocumentLine],
        given: &DocumentProperties,
    ) -> Result<(TradeDocument, LineConsequence), RuleError> {
        change(stored, lines, given, &self.facts())
    }
}
