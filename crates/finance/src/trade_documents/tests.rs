//! Headers of documents: defaults, dates and refusals, row by row of FINANCE.md 4.3.

use jiff::civil::{Date, date};
use money::Amount;
use uuid::Uuid;

use super::{
    DocumentProperties, HeaderFacts, LineConsequence, PartyBlocked, TradeDocument, TradeDocumentType,
    TradeParty, TradeSetup, TradeSide, change, check_delete, create,
};
use crate::{
    BLANK_DATE, Category, RuleError,
    companies::{Company, GeneralLedgerSetup},
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    date_formulas::DateFormula,
    dimensions::DimensionFacts,
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    payment_terms::PaymentTerms,
};
use money::Rate;

mod convert;
mod names;
mod records;
mod rich;

const TODAY: Date = date(2026, 3, 10);
const ALDER: Uuid = Uuid::from_u128(100);
const BIRCH: Uuid = Uuid::from_u128(101);
const EURO: Uuid = Uuid::from_u128(9);

struct Books {
    company: Company,
    setup: GeneralLedgerSetup,
    trade: TradeSetup,
    parties: Vec<TradeParty>,
    currencies: Vec<Currency>,
    rates: Vec<CurrencyExchangeRate>,
    terms: Vec<PaymentTerms>,
}

fn party(id: u128, pays: &str, blocked: PartyBlocked) -> TradeParty {
    TradeParty {
        id: Uuid::from_u128(id),
        number: format!("C-{id}"),
        name: format!("Customer {id}"),
        city: "Basel".into(),
        payment_terms_code: "30D".into(),
        general_business_posting_group: "HOME".into(),
        vat_business_posting_group: "HOME".into(),
        posting_group: "HOME".into(),
        pays_number: pays.into(),
        blocked,
        ..TradeParty::default()
    }
}

fn books() -> Books {
    let rate = |from: Date, relational: &str| CurrencyExchangeRate {
        id: Uuid::nil(),
        currency_code: "EUR".into(),
        starting_date: from,
        exchange_rate_amount: Rate::parse("100").unwrap(),
        relational_currency_code: String::new(),
        relational_exchange_rate_amount: Rate::parse(relational).unwrap(),
        adjustment_exchange_rate_amount: Rate::ZERO,
        relational_adjustment_exchange_rate_amount: Rate::ZERO,
    };
    let formula = |text| DateFormula::parse("formula", text).unwrap();
    Books {
        company: Company { display_name: "Levada".into(), ..Company::default() },
        setup: GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() },
        trade: TradeSetup::new(TradeSide::Sales),
        parties: vec![
            party(100, "", PartyBlocked::No),
            TradeParty { currency_id: EURO, currency_code: "EUR".into(), ..party(101, "", PartyBlocked::No) },
            party(102, "", PartyBlocked::All),
            party(103, "", PartyBlocked::Invoice),
            party(104, "", PartyBlocked::Ship),
            party(105, "C-101", PartyBlocked::No),
        ],
        currencies: vec![Currency { id: EURO, code: "EUR".into(), ..Currency::default() }],
        rates: vec![rate(date(2020, 1, 1), "110"), rate(date(2026, 3, 20), "125")],
        terms: vec![PaymentTerms {
            id: Uuid::from_u128(30),
            code: "30D".into(),
            due_date_calculation: formula("30D"),
            discount_date_calculation: formula("8D"),
            discount_percent: Amount::from_integer(2),
            ..PaymentTerms::default()
        }],
    }
}

impl Books {
    fn facts(&self) -> HeaderFacts<'_> {
        HeaderFacts {
            company: &self.company,
            setup: &self.setup,
            trade: &self.trade,
            parties: &self.parties,
            countries: &[],
            currencies: &self.currencies,
            exchange_rates: &self.rates,
            payment_terms: &self.terms,
            shipment_methods: &[],
            invoices: &[],
            dispute_statuses: &[],
            return_reasons: &[],
            default_dimensions: &[],
            dimension_priorities: &[],
            dimensions: DimensionFacts::default(),
            today: TODAY,
        }
    }

    fn create(
        &self,
        document_type: TradeDocumentType,
        given: &DocumentProperties,
    ) -> Result<TradeDocument, RuleError> {
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
        let mut numbers = NumberSource { series, lines: vec![line] };
        create(Uuid::from_u128(1), TradeSide::Sales, document_type, given, Some(&mut numbers), &self.facts())
    }
}

fn for_customer(number: u128) -> DocumentProperties {
    DocumentProperties { party_number: Some(format!("c-{number} ")), ..DocumentProperties::default() }
}

#[test]
fn dates_follow_one_another() {
    let (books, day) = (books(), |month, day| Some(date(2026, month, day)));
    let dated = |posting_date, document_date, due_date| DocumentProperties {
        posting_date,
        document_date,
        due_date,
        ..for_customer(100)
    };
    for (given, posting, document, due) in [
        (dated(None, None, None), day(3, 10), day(3, 10), day(4, 9)),
        (dated(day(3, 5), None, None), day(3, 5), day(3, 5), day(4, 4)),
        (dated(None, day(3, 1), None), day(3, 10), day(3, 1), day(3, 31)),
        (dated(day(3, 5), day(3, 1), None), day(3, 5), day(3, 1), day(3, 31)),
        (dated(None, day(3, 1), day(3, 15)), day(3, 10), day(3, 1), day(3, 15)),
    ] {
        let made = books.create(TradeDocumentType::Invoice, &given).unwrap();
        assert_eq!(
            (Some(made.posting_date), Some(made.document_date), Some(made.due_date)),
            (posting, document, due)
        );
    }
    let made = books.create(TradeDocumentType::Invoice, &for_customer(100)).unwrap();
    let later = DocumentProperties { posting_date: day(3, 20), ..DocumentProperties::default() };
    let (moved, consequence) = change(&made, &[], &later, &books.facts()).unwrap();
    assert_eq!(consequence, LineConsequence::Redistribute);
    assert_eq!(
        (moved.posting_date, moved.document_date, moved.due_date, moved.payment_discount_date),
        (date(2026, 3, 20), date(2026, 3, 20), date(2026, 4, 19), date(2026, 3, 28))
    );
    let quote = books.create(TradeDocumentType::Quote, &for_customer(100)).unwrap();
    assert_eq!((quote.posting_date, quote.document_date), (BLANK_DATE, TODAY));
    let credit_memo = books.create(TradeDocumentType::CreditMemo, &for_customer(100)).unwrap();
    assert_eq!((credit_memo.due_date, credit_memo.payment_discount_date), (TODAY, BLANK_DATE));
}

#[test]
fn a_document_takes_over_from_its_customer_and_from_the_one_that_pays() {
    let books = books();
    let made = books.create(TradeDocumentType::Invoice, &for_customer(105)).unwrap();
    assert_eq!(made.number, "1001");
    assert_eq!(made.posting_description, "Invoice 1001");
    assert_eq!((made.party_number.as_str(), made.bill_to_number.as_str()), ("C-105", "C-101"));
    assert_eq!((made.ship_to_name.as_str(), made.bill_to_name.as_str()), ("Customer 105", "Customer 101"));
    assert_eq!((made.currency_code.as_str(), made.currency_id), ("EUR", EURO));
    assert_eq!(made.currency_factor, Rate::parse("0.909090909091").unwrap());
    // A later rate holds from its day on.
    let later = DocumentProperties { posting_date: Some(date(2026, 3, 21)), ..DocumentProperties::default() };
    let (moved, _) = change(&made, &[], &later, &books.facts()).unwrap();
    assert_eq!(moved.currency_factor, Rate::parse("0.8").unwrap());
    let local = DocumentProperties { currency_code: Some("chf".into()), ..DocumentProperties::default() };
    let (local, consequence) = change(&moved, &[], &local, &books.facts()).unwrap();
    assert_eq!((local.currency_code.as_str(), local.currency_factor), ("", Rate::ZERO));
    assert_eq!(consequence, LineConsequence::Recreate);
}

#[test]
fn what_is_refused() {
    use TradeDocumentType::{CreditMemo, Invoice, Order, Quote};
    let books = books();
    let id = |id: Uuid| DocumentProperties { party_id: Some(id), ..DocumentProperties::default() };
    let with = |change: fn(&mut DocumentProperties)| {
        let mut given = for_customer(100);
        change(&mut given);
        given
    };
    for (document_type, given, refusal) in [
        (Invoice, DocumentProperties::default(), "Dialog customerId"),
        (Invoice, id(Uuid::from_u128(7)), "Dialog customerId"),
        (Invoice, for_customer(999), "Dialog customerNumber"),
        (Invoice, DocumentProperties { party_id: Some(BIRCH), ..for_customer(100) }, "Dialog customerNumber"),
        (Invoice, for_customer(102), "Dialog customerNumber"),
        (CreditMemo, for_customer(102), "Dialog customerNumber"),
        (Invoice, for_customer(103), "Dialog customerNumber"),
        (Quote, for_customer(103), "Dialog customerNumber"),
        (Order, for_customer(104), "Dialog customerNumber"),
        (Invoice, with(|given| given.posting_date = Some(BLANK_DATE)), "Field postingDate"),
        (Invoice, with(|given| given.discount_amount = Some(Amount::ONE)), "Dialog discountAmount"),
        (Invoice, with(|given| given.currency_id = Some(ALDER)), "Dialog currencyId"),
        (Invoice, with(|given| given.currency_code = Some("XXX".into())), "Dialog currencyCode"),
        (Invoice, with(|given| given.payment_terms_id = Some(ALDER)), "Dialog paymentTermsId"),
        (
            Invoice,
            with(|given| {
                given.currency_id = Some(EURO);
                given.currency_code = Some("CHF".into());
            }),
            "Dialog currencyCode",
        ),
        (Invoice, with(|given| given.email = Some("x".repeat(81))), "Length email"),
    ] {
        let error = books.create(document_type, &given).unwrap_err();
        assert_eq!(format!("{:?} {}", error.category, error.property.unwrap_or("")), refusal, "{error}");
    }
    for (document_type, number) in [(CreditMemo, 103), (CreditMemo, 104), (Invoice, 104)] {
        books.create(document_type, &for_customer(number)).unwrap();
    }
}

#[test]
fn of_a_posted_invoice_only_the_due_date_changes() {
    let books = books();
    let mut posted = books.create(TradeDocumentType::Invoice, &for_customer(100)).unwrap();
    posted.posted = true;
    let due = DocumentProperties { due_date: Some(date(2026, 5, 1)), ..DocumentProperties::default() };
    let (changed, _) = change(&posted, &[], &due, &books.facts()).unwrap();
    assert_eq!(changed, TradeDocument { due_date: date(2026, 5, 1), ..posted.clone() });
    for given in [
        DocumentProperties::default(),
        DocumentProperties { email: Some(String::new()), ..due },
        for_customer(100),
    ] {
        assert_eq!(change(&posted, &[], &given, &books.facts()).unwrap_err().category, Category::Dialog);
    }
    assert_eq!(check_delete(&posted, &[]).unwrap_err().category, Category::Dialog);
    posted.posted = false;
    check_delete(&posted, &[]).unwrap();
    let promised = DocumentProperties { promised_pay_date: Some(TODAY), ..DocumentProperties::default() };
    assert_eq!(change(&posted, &[], &promised, &books.facts()).unwrap_err().category, Category::Field);
}
