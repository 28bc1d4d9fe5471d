//! Sales tax of documents: what lines show, and what goes to whom when it is posted (FINANCE.md 5.4).

use money::{Amount, Precision, Rate};
use proptest::prelude::*;
use uuid::Uuid;

use super::super::{PostFacts, posting_lines};
use crate::{
    Category, RuleError,
    companies::GeneralLedgerSetup,
    currencies::VatRounding,
    dimensions::DimensionSet,
    posting::PostingLine,
    posting_setup::{GeneralPostingSetup, VatCalculationType, VatPostingSetup},
    sales_tax::{SalesTax, TaxRate, tests::any_rates},
    tax_details::SalesTaxType,
    tax_jurisdictions::TaxJurisdiction,
    trade_document_lines::{TradeDocumentLine, TradeLineType},
    trade_documents::{
        DiscountMode, DiscountPosting, Rounding, TradeDocument, TradeDocumentType, TradeSetup, TradeSide,
        distribute, gross,
    },
};

const CENTS: Rounding = Rounding { precision: Precision::CENT, vat: VatRounding::Nearest };

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn document(side: TradeSide, document_type: TradeDocumentType) -> TradeDocument {
    TradeDocument {
        number: "1".into(),
        bill_to_number: "C".into(),
        ..TradeDocument::blank(side, document_type)
    }
}

/// State, jurisdiction 1, and city, jurisdiction 2: percentages.
fn state_and_city(state: &str, city: &str) -> SalesTax {
    let rate = |id, percent: &str| TaxRate {
        jurisdiction_id: Uuid::from_u128(id),
        tax_type: SalesTaxType::SalesTax,
        maximum: Amount::ZERO,
        below: amount(percent),
        above: Amount::ZERO,
        on_tax: false,
    };
    SalesTax { use_tax: false, rates: vec![rate(1, state), rate(2, city)] }
}

/// A line of goods that may have an invoice discount.
fn line(document: &TradeDocument, quantity: &str, price: &str, sales_tax: &SalesTax) -> TradeDocumentLine {
    let mut line = TradeDocumentLine {
        line_type: TradeLineType::Item,
        number: "LAMP".into(),
        quantity: amount(quantity),
        unit_price: amount(price),
        allow_invoice_discount: true,
        vat_business_posting_group: "SEATTLE".into(),
        vat_product_posting_group: "STD".into(),
        vat_calculation_type: VatCalculationType::SalesTax,
        sales_tax: sales_tax.clone(),
        ..TradeDocumentLine::blank(document)
    };
    line.line_amount = gross(&line, Precision::CENT).unwrap();
    line
}

fn no_dimensions(_: &DimensionSet) -> Uuid {
    Uuid::nil()
}

fn jurisdictions() -> Vec<TaxJurisdiction> {
    let made = |id: u128| TaxJurisdiction {
        id: Uuid::from_u128(id),
        code: format!("J{id}"),
        sales_tax_account: format!("22{id}"),
        purchase_tax_account: format!("12{id}"),
        reverse_charge_account: format!("23{id}"),
        ..TaxJurisdiction::default()
    };
    (0..5).map(made).collect()
}

fn post(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    discounts: DiscountPosting,
    jurisdictions: &[TaxJurisdiction],
) -> Result<Vec<PostingLine>, RuleError> {
    let general = GeneralPostingSetup {
        sales_account: "4100".into(),
        sales_credit_memo_account: "4100".into(),
        sales_invoice_discount_account: "4200".into(),
        purchase_account: "5300".into(),
        purchase_credit_memo_account: "5300".into(),
        ..GeneralPostingSetup::default()
    };
    let cell = VatPostingSetup {
        vat_business_posting_group: "SEATTLE".into(),
        vat_product_posting_group: "STD".into(),
        calculation_type: VatCalculationType::SalesTax,
        ..VatPostingSetup::default()
    };
    let facts = PostFacts {
        setup: &GeneralLedgerSetup::default(),
        trade: &TradeSetup { discount_posting: discounts, ..TradeSetup::new(document.side) },
        rounding: CENTS,
        general_posting_setup: &[general],
        vat_posting_setup: &[cell],
        accounts: &[],
        tax_jurisdictions: jurisdictions,
        payment_method: None,
        source_code: "SALES",
        cost: Amount::ZERO,
        dimension_set_id: no_dimensions,
    };
    posting_lines(document, lines, &facts)
}

/// Each line as `account amount` and `account base amount` of each tax, use tax with both accounts.
fn table(lines: &[PostingLine]) -> Vec<String> {
    let of_line = |posting: &PostingLine| {
        let mut words = format!("{} {}", posting.line.account_number, posting.line.amount_local);
        for tax in &posting.extras.taxes {
            words += &format!(
                ", {}{} {} {}",
                tax.account_number, tax.reverse_account_number, tax.base, tax.amount
            );
        }
        words
    };
    lines.iter().map(of_line).collect()
}

#[test]
fn the_example_of_the_specification() {
    let mut invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    let mut lines = vec![line(&invoice, "1", "100", &state_and_city("6", "2"))];
    distribute(&mut invoice, &mut lines, CENTS).unwrap();
    assert_eq!((invoice.total_tax, lines[0].vat_percent), (amount("8"), amount("8")));
    let posted = post(&invoice, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(table(&posted), ["4100 -108, 221 -100 -6, 222 -100 -2", "C 108"]);
    let credit = TradeDocument { document_type: TradeDocumentType::CreditMemo, ..invoice };
    let posted = post(&credit, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(table(&posted), ["4100 108, 221 100 6, 222 100 2", "C -108"]);
}

#[test]
fn rates_that_differ_are_groups_of_their_own_and_no_rates_are_no_tax() {
    let mut invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    let mut lines = vec![
        line(&invoice, "1", "0.07", &state_and_city("6", "2")),
        line(&invoice, "1", "0.07", &state_and_city("6", "2")),
        line(&invoice, "1", "10", &state_and_city("1", "2")),
        line(&invoice, "1", "10", &SalesTax::default()),
    ];
    distribute(&mut invoice, &mut lines, CENTS).unwrap();
    // 0.14 at 8 % are 0.01, which the first line has already.
    let taxes: Vec<String> = lines.iter().map(|line| line.net_tax_amount.to_string()).collect();
    assert_eq!(taxes, ["0.01", "0", "0.3", "0"]);
    let percents: Vec<String> = lines.iter().map(|line| line.vat_percent.to_string()).collect();
    assert_eq!(percents, ["8", "8", "3", "0"]);
    let posted = post(&invoice, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(
        table(&posted),
        [
            "4100 -0.15, 221 -0.14 -0.01,  -0.14 0",
            "4100 -10.3, 221 -10 -0.1, 222 -10 -0.2",
            "4100 -10",
            "C 20.45"
        ]
    );
}

#[test]
fn prices_with_tax_and_discounts_booked_apart() {
    let mut invoice = TradeDocument {
        prices_including_vat: true,
        ..document(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    let mut lines = vec![line(&invoice, "1", "108", &state_and_city("6", "2"))];
    distribute(&mut invoice, &mut lines, CENTS).unwrap();
    assert_eq!((lines[0].net_amount, lines[0].net_tax_amount), (amount("100"), amount("8")));
    let mut invoice = TradeDocument {
        discount_mode: DiscountMode::Amount,
        discount_value: amount("10"),
        ..document(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    let mut lines = vec![line(&invoice, "1", "110", &state_and_city("6", "2"))];
    distribute(&mut invoice, &mut lines, CENTS).unwrap();
    let posted = post(&invoice, &lines, DiscountPosting::All, &jurisdictions()).unwrap();
    assert_eq!(
        table(&posted),
        ["4200 10.8, 221 10 0.6, 222 10 0.2", "4100 -118.8, 221 -110 -6.6, 222 -110 -2.2", "C 108"]
    );
}

#[test]
fn tax_on_tax_shows_in_the_base() {
    let mut rates = state_and_city("5", "10");
    rates.rates[1].on_tax = true;
    let mut invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    let mut lines = vec![line(&invoice, "1", "100", &rates)];
    distribute(&mut invoice, &mut lines, CENTS).unwrap();
    let posted = post(&invoice, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(table(&posted), ["4100 -115.5, 221 -100 -5, 222 -105 -10.5", "C 115.5"]);
}

#[test]
fn use_tax_is_owed_beside_what_is_paid() {
    let rates = SalesTax { use_tax: true, ..state_and_city("6", "2") };
    let mut invoice = document(TradeSide::Purchases, TradeDocumentType::Invoice);
    let mut lines = vec![line(&invoice, "1", "100", &rates), line(&invoice, "1", "0.07", &rates)];
    distribute(&mut invoice, &mut lines, CENTS).unwrap();
    assert_eq!((invoice.total_tax, invoice.total_including_tax), (Amount::ZERO, amount("100.07")));
    let posted = post(&invoice, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(table(&posted), ["5300 100.07, 121231 100.07 6.01, 122232 100.07 2", "C -100.07"]);
}

#[test]
fn local_taxes_are_those_of_the_rounded_document() {
    let mut euro = TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.909090909091").unwrap(),
        ..document(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    let mut lines = vec![line(&euro, "1", "0.11", &state_and_city("6", "4")); 3];
    distribute(&mut euro, &mut lines, CENTS).unwrap();
    assert_eq!(euro.total_including_tax, amount("0.36"));
    let posted = post(&euro, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(table(&posted), ["4100 -0.4, 221 -0.36 -0.02, 222 -0.36 -0.02", "C 0.4"]);
}

/// Maximums and taxes per unit are in local currency and count base units.
#[test]
fn taxes_of_units_and_maximums_in_another_currency() {
    let mut euro = TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.5").unwrap(),
        ..document(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    let mut rates = state_and_city("5", "2");
    rates.rates[0].maximum = amount("100");
    rates.rates[1].tax_type = SalesTaxType::ExciseTax;
    let boxes = TradeDocumentLine { quantity_per_unit: amount("12"), ..line(&euro, "2", "100", &rates) };
    let mut lines = vec![boxes];
    distribute(&mut euro, &mut lines, CENTS).unwrap();
    // 5 % of 50.00 EUR, and 1.00 EUR for each of 24 pieces.
    assert_eq!(euro.total_tax, amount("26.5"));
    let posted = post(&euro, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(table(&posted), ["4100 -453, 221 -400 -5, 222 -400 -48", "C 453"]);
}

#[test]
fn use_tax_is_owed_in_local_currency() {
    let rates = SalesTax { use_tax: true, ..state_and_city("6", "2") };
    let mut euro = TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.5").unwrap(),
        ..document(TradeSide::Purchases, TradeDocumentType::Invoice)
    };
    let mut lines = vec![line(&euro, "1", "100", &rates)];
    distribute(&mut euro, &mut lines, CENTS).unwrap();
    let posted = post(&euro, &lines, DiscountPosting::None, &jurisdictions()).unwrap();
    assert_eq!(table(&posted), ["5300 200, 121231 200 12, 122232 200 4", "C -200"]);
}

#[test]
fn what_setup_lacks_is_said() {
    let mut invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    let mut lines = vec![line(&invoice, "1", "100", &state_and_city("6", "2"))];
    distribute(&mut invoice, &mut lines, CENTS).unwrap();
    let mut known = jurisdictions();
    known[2].sales_tax_account.clear();
    let refused = post(&invoice, &lines, DiscountPosting::None, &known).unwrap_err();
    assert_eq!(refused.message, "The tax jurisdiction J2 has no sales tax account.");
    known.remove(2);
    assert_eq!(post(&invoice, &lines, DiscountPosting::None, &known).unwrap_err().category, Category::Dialog);
    // A line from before setup became sales tax.
    lines[0].vat_calculation_type = VatCalculationType::NormalVat;
    let refused = post(&invoice, &lines, DiscountPosting::None, &jurisdictions()).unwrap_err();
    assert_eq!(refused.category, Category::Dialog);
}

fn any_lines(document: TradeDocument) -> impl Strategy<Value = Vec<TradeDocumentLine>> {
    let values = (1_i64..2_000_000, -3_000_i32..60_000, 0_usize..2);
    (any_rates(), any_rates(), prop::collection::vec(values, 1..8)).prop_map(move |(one, other, values)| {
        let rates = [one, other].map(|rates| SalesTax { use_tax: false, rates });
        let made = |(quantity, price, which): (i64, i32, usize)| {
            let (quantity, price) = (Amount::from_scaled(quantity), Amount::from_hundredths(price));
            line(&document, &quantity.to_string(), &price.to_string(), &rates[which])
        };
        values.into_iter().map(made).collect()
    })
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    /// Taxes of jurisdictions add up to the tax of the document, which adds up to its total, and a credit memo takes
    /// all of it back.
    #[test]
    fn no_cent_is_lost_and_a_credit_memo_mirrors(
        lines in any_lines(document(TradeSide::Sales, TradeDocumentType::Invoice)),
        discount in 0_i32..5_000,
        including in any::<bool>(),
        apart in any::<bool>(),
        euro in any::<bool>(),
    ) {
        let mut invoice = TradeDocument {
            prices_including_vat: including,
            discount_mode: DiscountMode::Amount,
            discount_value: Amount::from_hundredths(discount),
            currency_code: if euro { "EUR".into() } else { String::new() },
            currency_factor: if euro { Rate::parse("0.909090909091").unwrap() } else { Rate::ZERO },
            ..document(TradeSide::Sales, TradeDocumentType::Invoice)
        };
        let mut lines = lines;
        distribute(&mut invoice, &mut lines, CENTS).unwrap();
        let sum = |field: fn(&TradeDocumentLine) -> Amount| Amount::sum(lines.iter().map(field)).unwrap();
        prop_assert_eq!(invoice.total_tax, sum(|line| line.net_tax_amount));
        let parts = invoice.total_excluding_tax.checked_add(invoice.total_tax).unwrap();
        prop_assert_eq!(invoice.total_including_tax, parts);
        let (mut again, mut renewed) = (invoice.clone(), lines.clone());
        distribute(&mut again, &mut renewed, CENTS).unwrap();
        prop_assert_eq!((&again, &renewed), (&invoice, &lines), "made again, the amounts are the same");

        let discounts = if apart { DiscountPosting::All } else { DiscountPosting::None };
        let posted = post(&invoice, &lines, discounts, &jurisdictions()).unwrap();
        let (party, accounts) = posted.split_last().unwrap();
        let mut whole = Amount::ZERO;
        for posting in accounts {
            let vat = posting.extras.vat.unwrap();
            let taxes = Amount::sum(posting.extras.taxes.iter().map(|tax| tax.amount)).unwrap();
            prop_assert_eq!(taxes, vat.amount, "{:?}", posting.extras);
            prop_assert!(posting.extras.taxes.iter().all(|tax| tax.amount.is_rounded(Precision::CENT)));
            let amount = vat.base.checked_add(vat.amount).unwrap();
            prop_assert_eq!(amount, posting.line.amount_local);
            whole = whole.checked_add(amount).unwrap();
        }
        prop_assert_eq!(whole.checked_add(party.line.amount_local).unwrap(), Amount::ZERO);

        let credit = TradeDocument { document_type: TradeDocumentType::CreditMemo, ..invoice };
        let taken_back = post(&credit, &lines, discounts, &jurisdictions()).unwrap();
        for (one, other) in posted.iter().zip(&taken_back) {
            prop_assert_eq!(one.line.amount_local.checked_neg().unwrap(), other.line.amount_local);
            for (one, other) in one.extras.taxes.iter().zip(&other.extras.taxes) {
                let mirror = (one.base.checked_neg().unwrap(), one.amount.checked_neg().unwrap());
                prop_assert_eq!(mirror, (other.base, other.amount));
            }
        }
    }
}
