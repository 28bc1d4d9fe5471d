//! Documents as lines for the ledger: the worked examples of FINANCE.md 4.6, 4.9 and 5.3.

use money::{Amount, Precision, Rate};
use uuid::Uuid;

use super::{PostFacts, PostingLine, posting_lines, rounding_line};
use crate::{
    accounts::Account,
    companies::GeneralLedgerSetup,
    currencies::VatRounding,
    dimensions::DimensionSet,
    payment_methods::PaymentMethod,
    posting_setup::{GeneralPostingSetup, VatCalculationType, VatPostingSetup},
    trade_document_lines::{TradeDocumentLine, TradeLineType},
    trade_documents::{
        DiscountPosting, Rounding, TradeDocument, TradeDocumentType, TradeSetup, TradeSide, distribute,
    },
};

mod checks;
mod records;

const CENTS: Rounding = Rounding { precision: Precision::CENT, vat: VatRounding::Nearest };

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn document(side: TradeSide, document_type: TradeDocumentType) -> TradeDocument {
    TradeDocument {
        number: "103001".into(),
        bill_to_number: "C-100".into(),
        ..TradeDocument::blank(side, document_type)
    }
}

/// A line of an item (`GOODS`) or of an account: quantity, price, percent of line discount, VAT.
fn line(
    document: &TradeDocument,
    account: Option<&str>,
    values: [&str; 3],
    vat: &VatPostingSetup,
) -> TradeDocumentLine {
    let [quantity, price, discount] = values.map(amount);
    let mut line = TradeDocumentLine {
        line_type: if account.is_some() { TradeLineType::Account } else { TradeLineType::Item },
        number: account.unwrap_or("LAMP").into(),
        account_id: account.map_or(Uuid::nil(), |number| Uuid::from_u128(number.parse().unwrap())),
        quantity,
        unit_price: price,
        discount_percent: discount,
        allow_invoice_discount: account.is_none(),
        general_business_posting_group: "HOME".into(),
        general_product_posting_group: if account.is_some() { "SERVICES" } else { "GOODS" }.into(),
        vat_business_posting_group: vat.vat_business_posting_group.clone(),
        vat_product_posting_group: vat.vat_product_posting_group.clone(),
        vat_identifier: vat.vat_identifier.clone(),
        vat_calculation_type: vat.calculation_type,
        vat_percent: match vat.calculation_type {
            VatCalculationType::NormalVat => vat.vat_percent,
            _ => Amount::ZERO,
        },
        ..TradeDocumentLine::blank(document)
    };
    let gross = super::super::gross(&line, Precision::CENT).unwrap();
    line.discount_amount = gross.ratio(discount, Amount::HUNDRED, Precision::CENT).unwrap();
    line.line_amount = gross.checked_sub(line.discount_amount).unwrap();
    line
}

fn vat(business: &str, product: &str, kind: VatCalculationType) -> VatPostingSetup {
    VatPostingSetup {
        vat_business_posting_group: business.into(),
        vat_product_posting_group: product.into(),
        calculation_type: kind,
        vat_percent: Amount::from_integer(20),
        vat_identifier: format!("{business}{product}"),
        ..VatPostingSetup::default()
    }
}

struct Setup {
    general: Vec<GeneralPostingSetup>,
    vat: Vec<VatPostingSetup>,
    accounts: Vec<Account>,
    ledger: GeneralLedgerSetup,
    trade: TradeSetup,
    method: Option<PaymentMethod>,
}

fn setup() -> Setup {
    let general = |product: &str, sales: &str, purchases: &str| GeneralPostingSetup {
        general_business_posting_group: "HOME".into(),
        general_product_posting_group: product.into(),
        sales_account: sales.into(),
        sales_credit_memo_account: "4100".into(),
        sales_line_discount_account: "4200".into(),
        sales_invoice_discount_account: "4200".into(),
        purchase_account: purchases.into(),
        purchase_credit_memo_account: purchases.into(),
        ..GeneralPostingSetup::default()
    };
    Setup {
        general: vec![general("GOODS", "4100", "5300"), general("SERVICES", "4110", "6100")],
        vat: vec![
            vat("HOME", "STD", VatCalculationType::NormalVat),
            vat("EU", "STD", VatCalculationType::ReverseChargeVat),
            vat("HOME", "IMPORT", VatCalculationType::FullVat),
        ],
        accounts: ["4110", "6100", "1210"]
            .map(|number| Account {
                id: Uuid::from_u128(number.parse().unwrap()),
                number: number.into(),
                direct_posting: true,
                ..Account::default()
            })
            .to_vec(),
        ledger: GeneralLedgerSetup::default(),
        trade: TradeSetup::new(TradeSide::Sales),
        method: None,
    }
}

fn no_dimensions(_: &DimensionSet) -> Uuid {
    Uuid::nil()
}

impl Setup {
    fn post(&self, document: &TradeDocument, lines: &[TradeDocumentLine], cost: &str) -> Vec<PostingLine> {
        let (mut document, mut lines) = (document.clone(), lines.to_vec());
        distribute(&mut document, &mut lines, CENTS).unwrap();
        let facts = PostFacts {
            setup: &self.ledger,
            trade: &self.trade,
            rounding: CENTS,
            general_posting_setup: &self.general,
            vat_posting_setup: &self.vat,
            accounts: &self.accounts,
            tax_jurisdictions: &[],
            payment_method: self.method.as_ref(),
            source_code: "SALES",
            cost: amount(cost),
            dimension_set_id: no_dimensions,
        };
        posting_lines(&document, &lines, &facts).unwrap()
    }
}

/// `account amount, of which base and VAT` of each line, then the party's turnover and profit.
fn table(lines: &[PostingLine]) -> Vec<String> {
    lines
        .iter()
        .map(|posting| match posting.extras.vat {
            Some(vat) => format!(
                "{} {} = {} + {}",
                posting.line.account_number, posting.line.amount_local, vat.base, vat.amount
            ),
            None => format!(
                "{} {} turnover {} profit {}",
                posting.line.account_number,
                posting.line.amount_local,
                posting.extras.net_trade_local,
                posting.extras.profit_local
            ),
        })
        .collect()
}

#[test]
fn s1_goods_and_services() {
    let (setup, invoice) = (setup(), document(TradeSide::Sales, TradeDocumentType::Invoice));
    let lines = [
        line(&invoice, None, ["4", "125", "10"], &setup.vat[0]),
        line(&invoice, Some("4110"), ["1", "100", "0"], &setup.vat[0]),
    ];
    assert_eq!(
        table(&setup.post(&invoice, &lines, "320")),
        ["4100 -540 = -450 + -90", "4110 -120 = -100 + -20", "C-100 660 turnover 550 profit 230"]
    );
    // S3: taken back, on the account of credit memos.
    let credit = document(TradeSide::Sales, TradeDocumentType::CreditMemo);
    assert_eq!(
        table(&setup.post(&credit, &lines, "320")),
        ["4100 540 = 450 + 90", "4110 120 = 100 + 20", "C-100 -660 turnover -550 profit -230"]
    );
}

#[test]
fn s2_discounts_on_accounts_of_their_own() {
    let mut setup = setup();
    setup.trade.discount_posting = DiscountPosting::All;
    let invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    let lines = [
        line(&invoice, None, ["4", "125", "10"], &setup.vat[0]),
        line(&invoice, Some("4110"), ["1", "100", "0"], &setup.vat[0]),
    ];
    assert_eq!(
        table(&setup.post(&invoice, &lines, "320")),
        [
            "4200 60 = 50 + 10",
            "4100 -600 = -500 + -100",
            "4110 -120 = -100 + -20",
            "C-100 660 turnover 550 profit 230"
        ]
    );
}

#[test]
fn b1_r1_f1_purchases() {
    let (setup, invoice) = (setup(), document(TradeSide::Purchases, TradeDocumentType::Invoice));
    for (line, expected) in [
        (
            line(&invoice, None, ["10", "80", "0"], &setup.vat[0]),
            ["5300 960 = 800 + 160", "C-100 -960 turnover -800 profit 0"],
        ),
        (
            line(&invoice, Some("6100"), ["1", "500", "0"], &setup.vat[1]),
            ["6100 500 = 500 + 100", "C-100 -500 turnover -500 profit 0"],
        ),
        (
            line(&invoice, Some("1210"), ["1", "75", "0"], &setup.vat[2]),
            ["1210 75 = 0 + 75", "C-100 -75 turnover 0 profit 0"],
        ),
    ] {
        assert_eq!(table(&setup.post(&invoice, &[line], "0")), expected);
    }
}

#[test]
fn lines_booked_alike_are_summed_and_local_amounts_add_up() {
    let setup = setup();
    let euro = TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.909090909091").unwrap(),
        ..document(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    // 0.11 EUR with VAT 0.13 is 0.14 in local currency each time, but 0.39 are 0.43.
    let lines = vec![line(&euro, Some("4110"), ["1", "0.11", "0"], &setup.vat[0]); 3];
    let posted = setup.post(&euro, &lines, "0");
    assert_eq!(table(&posted), ["4110 -0.44 = -0.36 + -0.08", "C-100 0.44 turnover 0.36 profit 0.36"]);
    assert_eq!(posted[1].line.amount, amount("0.4"));
}

#[test]
fn a_line_without_vat_has_none_in_local_currency() {
    let mut setup = setup();
    let zero =
        VatPostingSetup { vat_percent: Amount::ZERO, ..vat("HOME", "ZERO", VatCalculationType::NormalVat) };
    setup.vat.push(zero.clone());
    let euro = TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.909090909091").unwrap(),
        ..document(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    // 0.12 EUR with VAT are 0.13, all of 0.16 are 0.18: the second line of 0.04 takes the 0.05 that are left.
    let lines = [
        line(&euro, Some("4110"), ["1", "0.1", "0"], &setup.vat[0]),
        line(&euro, Some("4110"), ["1", "0.04", "0"], &zero),
    ];
    let posted = setup.post(&euro, &lines, "0");
    assert_eq!(
        table(&posted),
        ["4110 -0.13 = -0.11 + -0.02", "4110 -0.05 = -0.05 + 0", "C-100 0.18 turnover 0.16 profit 0.16"]
    );
}

#[test]
fn what_a_line_without_vat_took_is_missing_from_those_that_follow() {
    let mut setup = setup();
    let zero =
        VatPostingSetup { vat_percent: Amount::ZERO, ..vat("HOME", "ZERO", VatCalculationType::NormalVat) };
    setup.vat.push(zero.clone());
    let euro = TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.909090909091").unwrap(),
        ..document(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    let services = || line(&euro, Some("4110"), ["1", "0.1", "0"], &setup.vat[0]);
    let lines = [services(), line(&euro, Some("4110"), ["1", "0.04", "0"], &zero), services()];
    // Net 0.24 EUR are 0.26, all of 0.28 are 0.31: a base of 0.05 for 0.04 leaves 0.21 for the others.
    assert_eq!(
        table(&setup.post(&euro, &lines, "0")),
        ["4110 -0.26 = -0.21 + -0.05", "4110 -0.05 = -0.05 + 0", "C-100 0.31 turnover 0.26 profit 0.26"]
    );
}

#[test]
fn amounts_of_both_signs_are_booked_together() {
    let (setup, invoice) = (setup(), document(TradeSide::Sales, TradeDocumentType::Invoice));
    let lines = [
        line(&invoice, Some("4110"), ["5", "10", "0"], &setup.vat[0]),
        line(&invoice, Some("4110"), ["-2", "10", "0"], &setup.vat[0]),
    ];
    assert_eq!(
        table(&setup.post(&invoice, &lines, "0")),
        ["4110 -36 = -30 + -6", "C-100 36 turnover 30 profit 30"]
    );
}

#[test]
fn empty_lines_and_comments_are_not_booked() {
    let (setup, invoice) = (setup(), document(TradeSide::Sales, TradeDocumentType::Invoice));
    let services = line(&invoice, Some("4110"), ["5", "10", "0"], &setup.vat[0]);
    let empty = line(&invoice, Some("6100"), ["0", "0", "0"], &setup.vat[0]);
    let comment = TradeDocumentLine { line_type: TradeLineType::Comment, ..services.clone() };
    let free = line(&invoice, Some("6100"), ["3", "0", "0"], &setup.vat[0]);
    let expected = ["4110 -60 = -50 + -10", "C-100 60 turnover 50 profit 50"];
    assert_eq!(table(&setup.post(&invoice, &[services.clone(), empty, comment], "0")), expected);
    assert_eq!(setup.post(&invoice, &[services, free], "0").len(), 3, "what is free has a line of its own");
}

#[test]
fn a_method_with_a_balancing_account_pays_at_once() {
    let mut setup = setup();
    setup.method =
        Some(PaymentMethod { balancing_account_number: "1110".into(), ..PaymentMethod::default() });
    let invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    let lines = [line(&invoice, Some("4110"), ["1", "100", "0"], &setup.vat[0])];
    let posted = setup.post(&invoice, &lines, "0");
    let payment = &posted[2].line;
    assert_eq!(
        (
            payment.amount,
            payment.balancing_account_number.as_str(),
            payment.applies_to_document_number.as_str()
        ),
        (amount("-120"), "1110", "103001")
    );
}

#[test]
fn the_total_is_rounded_by_a_line() {
    let account = Account { number: "6400".into(), name: "Rounding".into(), ..Account::default() };
    let five = Precision::new(Amount::from_hundredths(5)).unwrap();
    let mut invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    for (total, expected) in [("10.12", Some("-0.02")), ("10.13", Some("0.02")), ("10.15", None)] {
        invoice.total_including_tax = amount(total);
        let made = rounding_line(Uuid::nil(), &invoice, &[], five, &account).unwrap();
        assert_eq!(made.map(|line| line.line_amount), expected.map(amount), "{total}");
    }
}
