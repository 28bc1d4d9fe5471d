//! Lines and their sales tax: where the rates come from, and when they are taken anew (FINANCE.md 5.4).

use jiff::civil::date;
use money::{Amount, Precision};
use uuid::Uuid;

use super::{LineFacts, LineProperties, TradeDocumentLine, TradeLineType, create, recreate, renew_sales_tax};
use crate::{
    BLANK_DATE, Category, RuleError,
    accounts::Account,
    companies::GeneralLedgerSetup,
    currencies::VatRounding,
    posting_setup::{VatCalculationType, VatPostingSetup},
    sales_tax::SalesTaxFacts,
    tax_area_lines::TaxAreaLine,
    tax_details::TaxDetail,
    tax_jurisdictions::TaxJurisdiction,
    trade_documents::{Rounding, TradeDocument, TradeDocumentType, TradeSetup, TradeSide},
};

mod changes;
mod records;
mod requests;
mod rich;

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// A document of a liable party in the area, dated 2026-03-10.
fn document(side: TradeSide) -> TradeDocument {
    TradeDocument {
        vat_business_posting_group: "SEATTLE".into(),
        tax_liable: true,
        posting_date: date(2026, 3, 10),
        ..TradeDocument::blank(side, TradeDocumentType::Invoice)
    }
}

/// Setup of an area where the state takes 6 %, and 7 % from July on; with use tax or without.
fn with_facts<T>(use_tax: bool, run: impl FnOnce(&LineFacts<'_>) -> T) -> T {
    let cell = |group: &str, calculation_type| VatPostingSetup {
        vat_business_posting_group: "SEATTLE".into(),
        vat_product_posting_group: group.into(),
        calculation_type,
        vat_identifier: group.into(),
        vat_percent: amount("20"),
        use_tax,
        ..VatPostingSetup::default()
    };
    let cells = [cell("STD", VatCalculationType::SalesTax), cell("VAT", VatCalculationType::NormalVat)];
    let account = Account {
        id: Uuid::from_u128(7),
        number: "4110".into(),
        direct_posting: true,
        vat_product_posting_group: "STD".into(),
        ..Account::default()
    };
    let line = TaxAreaLine {
        tax_area_code: "SEATTLE".into(),
        tax_jurisdiction_code: "STATE".into(),
        ..TaxAreaLine::default()
    };
    let state =
        TaxJurisdiction { id: Uuid::from_u128(1), code: "STATE".into(), ..TaxJurisdiction::default() };
    let detail = |from, percent| TaxDetail {
        tax_jurisdiction_code: "STATE".into(),
        effective_date: from,
        tax_below_maximum: amount(percent),
        ..TaxDetail::default()
    };
    let details = [detail(BLANK_DATE, "6"), detail(date(2026, 7, 1), "7")];
    run(&LineFacts {
        setup: &GeneralLedgerSetup::default(),
        trade: &TradeSetup::new(TradeSide::Sales),
        rounding: Rounding { precision: Precision::CENT, vat: VatRounding::Nearest },
        unit_precision: Precision::FINEST,
        accounts: &[account],
        units: &[],
        items: &[],
        vat_posting_setup: &cells,
        tax_groups: &["VAT".into(), "NONE".into()],
        sales_tax: SalesTaxFacts { area_lines: &[line], jurisdictions: &[state], details: &details },
        locations: &[],
        default_dimensions: &[],
        dimension_priorities: &[],
    })
}

fn made(
    document: &TradeDocument,
    tax_code: Option<&str>,
    use_tax: bool,
) -> Result<TradeDocumentLine, RuleError> {
    let given = LineProperties {
        account_id: Some(Uuid::from_u128(7)),
        quantity: Some(Amount::ONE),
        unit_price: Some(Amount::HUNDRED),
        tax_code: tax_code.map(Into::into),
        ..LineProperties::default()
    };
    with_facts(use_tax, |facts| create(Uuid::from_u128(9), document, &[], &given, facts))
}

/// Percentage and number of rates.
fn taxed(line: &TradeDocumentLine) -> (Amount, usize) {
    (line.vat_percent, line.sales_tax.rates.len())
}

#[test]
fn rates_are_those_of_the_date_of_the_document() {
    let invoice = document(TradeSide::Sales);
    let line = made(&invoice, None, false).unwrap();
    assert_eq!(
        (line.line_type, line.vat_calculation_type),
        (TradeLineType::Account, VatCalculationType::SalesTax)
    );
    assert_eq!(taxed(&line), (amount("6"), 1));
    // A quote has no posting date.
    let quote =
        TradeDocument { posting_date: BLANK_DATE, document_date: date(2026, 7, 1), ..invoice.clone() };
    assert_eq!(taxed(&made(&quote, None, false).unwrap()), (amount("7"), 1));
    let free = TradeDocument { tax_liable: false, ..invoice.clone() };
    assert_eq!(taxed(&made(&free, None, false).unwrap()), (Amount::ZERO, 0));
    // VAT beside it has no rates of jurisdictions, also when it comes from sales tax.
    let vat = made(&invoice, Some("VAT"), false).unwrap();
    assert_eq!((taxed(&vat), vat.vat_calculation_type), ((amount("20"), 0), VatCalculationType::NormalVat));
    assert_eq!(made(&invoice, Some("NONE"), false).unwrap_err().category, Category::NotFound);
}

#[test]
fn rates_are_taken_anew_with_the_date_and_the_party() {
    let invoice = document(TradeSide::Sales);
    let line = made(&invoice, None, false).unwrap();
    let later = TradeDocument { posting_date: date(2026, 7, 1), ..invoice.clone() };
    let renewed = with_facts(false, |facts| renew_sales_tax(&line, &later, facts.sales_tax)).unwrap();
    assert_eq!(taxed(&renewed), (amount("7"), 1));
    let vat = made(&invoice, Some("VAT"), false).unwrap();
    assert_eq!(with_facts(false, |facts| renew_sales_tax(&vat, &later, facts.sales_tax)).unwrap(), vat);
    let comment = TradeDocumentLine {
        vat_calculation_type: VatCalculationType::SalesTax,
        ..TradeDocumentLine::blank(&invoice)
    };
    let same = with_facts(false, |facts| renew_sales_tax(&comment, &later, facts.sales_tax)).unwrap();
    assert_eq!(same, comment);
    let free = TradeDocument { tax_liable: false, ..invoice };
    let remade = with_facts(false, |facts| recreate(&line, &free, facts)).unwrap();
    assert_eq!(taxed(&remade), (Amount::ZERO, 0));
}

#[test]
fn use_tax_is_a_matter_of_purchases() {
    let purchase = made(&document(TradeSide::Purchases), None, true).unwrap();
    assert!(purchase.sales_tax.use_tax);
    assert_eq!(taxed(&purchase), (Amount::ZERO, 1));
    let sale = made(&document(TradeSide::Sales), None, true).unwrap();
    assert!(!sale.sales_tax.use_tax);
    let charged = made(&document(TradeSide::Purchases), None, false).unwrap();
    assert_eq!((charged.sales_tax.use_tax, taxed(&charged)), (false, (amount("6"), 1)));
    // The date moves, the kind of tax stays.
    let later = TradeDocument { posting_date: date(2026, 7, 1), ..document(TradeSide::Purchases) };
    let renewed = with_facts(false, |facts| renew_sales_tax(&purchase, &later, facts.sales_tax)).unwrap();
    assert!(renewed.sales_tax.use_tax);
    assert_eq!(renewed.sales_tax.rates[0].below, amount("7"));
}
