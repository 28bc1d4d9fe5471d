//! Posting lines as whole records, for both sides, with discounts, currencies, payments and refusals.

use std::collections::BTreeMap;

use jiff::civil::date;
use money::{Amount, Precision, Rate};
use uuid::Uuid;

use super::{CENTS, Setup, amount, line, setup};
use crate::{
    RuleError,
    accounts::Account,
    dimensions::DimensionSet,
    journal_lines::JournalLine,
    payment_methods::{PaymentBalancingAccountType, PaymentMethod},
    posting::{DocumentExtras, PostingLine},
    posting_setup::VatCalculationType,
    shown::{Fields, fields, joined, section},
    trade_document_lines::TradeDocumentLine,
    trade_documents::{
        DiscountMode, DiscountPosting, PostFacts, Rounding, TradeDocument, TradeDocumentType, TradeSide,
        distribute, posting_lines, rounding_line,
    },
};
use TradeDocumentType::{CreditMemo, Invoice};

pub const SIDES: [TradeSide; 2] = [TradeSide::Sales, TradeSide::Purchases];

fn names() -> BTreeMap<Uuid, String> {
    let known = [(1, "of the document"), (2, "of the party"), (3, "of the payer"), (6, "of the rounding")];
    let sets = [(100, "of no dimension"), (101, "of one dimension"), (102, "of two dimensions")];
    known.into_iter().chain(sets).map(|(id, name)| (Uuid::from_u128(id), name.to_owned())).collect()
}

fn by_number_of_dimensions(set: &DimensionSet) -> Uuid {
    Uuid::from_u128(100 + set.iter().count() as u128)
}

/// A document in which nothing is blank that its lines show.
pub fn full(side: TradeSide, document_type: TradeDocumentType) -> TradeDocument {
    TradeDocument {
        id: Uuid::from_u128(1),
        number: "103001".into(),
        party_id: Uuid::from_u128(2),
        party_number: "C-99".into(),
        bill_to_id: Uuid::from_u128(3),
        bill_to_number: "C-100".into(),
        external_document_number: "X1".into(),
        posting_date: date(2026, 3, 10),
        document_date: date(2026, 3, 9),
        due_date: date(2026, 4, 9),
        payment_discount_percent: Amount::from_integer(2),
        payment_discount_date: date(2026, 3, 17),
        payment_terms_code: "30D".into(),
        payment_method_code: "CASH".into(),
        salesperson_code: "ANNA".into(),
        general_business_posting_group: "HOME".into(),
        vat_business_posting_group: "HOME".into(),
        party_posting_group: "GROUP".into(),
        posting_description: "Document 103001".into(),
        dimensions: [("AREA".to_owned(), "NORTH".to_owned())].into_iter().collect(),
        discount_mode: DiscountMode::Amount,
        discount_value: amount("33.33"),
        ..TradeDocument::blank(side, document_type)
    }
}

/// Two lines of goods booked alike, one of other dimensions, an account, a comment, and duty.
fn lines(document: &TradeDocument, setup: &Setup) -> Vec<TradeDocumentLine> {
    let two = [("AREA", "NORTH"), ("DEPT", "SALES")].map(|(code, value)| (code.to_owned(), value.to_owned()));
    let goods = line(document, None, ["4", "125", "10"], &setup.vat[0]);
    let tagged = TradeDocumentLine { tax_group_code: "TAXED".into(), ..goods.clone() };
    vec![
        tagged.clone(),
        TradeDocumentLine { quantity: amount("3"), ..tagged },
        TradeDocumentLine { dimensions: two.into_iter().collect(), ..goods },
        line(document, Some("4110"), ["2", "100", "5"], &setup.vat[0]),
        TradeDocumentLine { description: "Words".into(), ..TradeDocumentLine::blank(document) },
        line(document, Some("1210"), ["1", "75", "0"], &setup.vat[2]),
    ]
}

/// Setup in which every account is another one.
fn rich() -> Setup {
    let mut setup = setup();
    for general in &mut setup.general {
        let group = general.general_product_posting_group.clone();
        let of = |name: &str| format!("{name} {group}");
        general.sales_account = of("sales");
        general.sales_credit_memo_account = of("sales credit");
        general.sales_line_discount_account = of("sales line discount");
        general.sales_invoice_discount_account = of("sales invoice discount");
        general.purchase_account = of("purchase");
        general.purchase_credit_memo_account = of("purchase credit");
        general.purchase_line_discount_account = of("purchase line discount");
        general.purchase_invoice_discount_account = of("purchase invoice discount");
    }
    setup
}

fn try_post(
    setup: &Setup,
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
) -> Result<Vec<PostingLine>, RuleError> {
    let (mut document, mut lines) = (document.clone(), lines.to_vec());
    let yen = Rounding { precision: Precision::new(Amount::ONE).unwrap(), ..CENTS };
    let rounding = if document.currency_code == "JPY" { yen } else { CENTS };
    distribute(&mut document, &mut lines, rounding).unwrap();
    let facts = PostFacts {
        setup: &setup.ledger,
        trade: &setup.trade,
        rounding,
        general_posting_setup: &setup.general,
        vat_posting_setup: &setup.vat,
        accounts: &setup.accounts,
        tax_jurisdictions: &[],
        payment_method: setup.method.as_ref(),
        source_code: "SALES",
        cost: amount("320"),
        dimension_set_id: by_number_of_dimensions,
    };
    posting_lines(&document, &lines, &facts)
}

fn shown(title: &str, posted: &[PostingLine]) -> String {
    let mut text = String::new();
    let row = |posting: &PostingLine| -> Fields {
        let mut row = fields(&posting.line, Some(&JournalLine::default()), &names());
        row.extend(fields(&posting.extras, Some(&DocumentExtras::default()), &names()));
        row.push(("set".into(), names()[&posting.dimension_set_id].clone()));
        row
    };
    section(&mut text, title, posted.iter().map(row).collect());
    text
}

#[test]
fn lines_of_every_kind_of_document() {
    let mut text = String::new();
    for side in SIDES {
        for kind in [Invoice, CreditMemo] {
            for discounts in
                [DiscountPosting::None, DiscountPosting::Line, DiscountPosting::Invoice, DiscountPosting::All]
            {
                let mut setup = rich();
                setup.trade.discount_posting = discounts;
                let document = full(side, kind);
                let posted = try_post(&setup, &document, &lines(&document, &setup)).unwrap();
                text += &shown(&format!("{side:?} {kind:?}, {discounts:?}"), &posted);
            }
        }
    }
    insta::assert_snapshot!("every_kind", text);
}

#[test]
fn prices_with_vat_and_other_currencies() {
    let mut text = String::new();
    for side in SIDES {
        for (including, foreign) in [(true, false), (false, true), (true, true)] {
            let mut setup = rich();
            setup.trade.discount_posting = DiscountPosting::All;
            let mut document = TradeDocument { prices_including_vat: including, ..full(side, Invoice) };
            if foreign {
                document.currency_code = "EUR".into();
                document.currency_factor = Rate::parse("0.909090909091").unwrap();
            }
            let posted = try_post(&setup, &document, &lines(&document, &setup)).unwrap();
            text += &shown(&format!("{side:?}, with VAT {including}, foreign {foreign}"), &posted);
        }
        for including in [false, true] {
            let mut setup = rich();
            setup.trade.discount_posting = DiscountPosting::All;
            let document = TradeDocument {
                prices_including_vat: including,
                currency_code: "JPY".into(),
                currency_factor: Rate::parse("156.25").unwrap(),
                ..full(side, Invoice)
            };
            let posted = try_post(&setup, &document, &lines(&document, &setup)).unwrap();
            text += &shown(&format!("{side:?}, yen, with VAT {including}"), &posted);
            let abroad = TradeDocument { vat_business_posting_group: "EU".into(), ..document };
            let services = line(&abroad, Some("6100"), ["1", "500", "0"], &setup.vat[1]);
            let posted = try_post(&setup, &abroad, &[services]).unwrap();
            text += &shown(&format!("{side:?}, reverse charge in yen, with VAT {including}"), &posted);
        }
        let mut setup = rich();
        setup.ledger.is_vat_company = false;
        let document = full(side, Invoice);
        let posted = try_post(&setup, &document, &lines(&document, &setup)).unwrap();
        text += &shown(&format!("{side:?}, no VAT"), &posted);
        let setup = rich();
        let reverse = TradeDocument { vat_business_posting_group: "EU".into(), ..full(side, Invoice) };
        let services = line(&reverse, Some("6100"), ["1", "500", "0"], &setup.vat[1]);
        text +=
            &shown(&format!("{side:?}, reverse charge"), &try_post(&setup, &reverse, &[services]).unwrap());
        let mut later = rich();
        let sold = lines(&document, &later);
        later.vat[0].vat_percent = amount("25");
        let posted = try_post(&later, &document, &sold).unwrap();
        text += &shown(&format!("{side:?}, setup has another rate since"), &posted);
    }
    insta::assert_snapshot!("currencies", text);
}

#[test]
fn payments_at_once_and_applied_documents() {
    let mut text = String::new();
    for side in SIDES {
        for kind in [Invoice, CreditMemo] {
            for balancing in [PaymentBalancingAccountType::Account, PaymentBalancingAccountType::BankAccount]
            {
                let mut setup = rich();
                setup.method = Some(PaymentMethod {
                    balancing_account_type: balancing,
                    balancing_account_number: "1110".into(),
                    ..PaymentMethod::default()
                });
                let document = TradeDocument { applies_to_number: String::new(), ..full(side, kind) };
                let posted = try_post(&setup, &document, &lines(&document, &setup)).unwrap();
                text += &shown(&format!("{side:?} {kind:?}, {balancing:?}"), &posted[posted.len() - 2..]);
                // What is applied to another document is settled by that.
                let document = TradeDocument { applies_to_number: "102999".into(), ..document };
                let applied = try_post(&setup, &document, &lines(&document, &setup)).unwrap();
                assert_eq!(applied.len(), posted.len() - 1);
                text += &shown("applied", &applied[applied.len() - 1..]);
            }
        }
        let mut setup = rich();
        setup.method = Some(PaymentMethod::default());
        let document = full(side, Invoice);
        let some = lines(&document, &setup);
        let count = try_post(&setup, &document, &some).unwrap().len();
        setup.method = None;
        assert_eq!(try_post(&setup, &document, &some).unwrap().len(), count);
        setup.method =
            Some(PaymentMethod { balancing_account_number: "1110".into(), ..PaymentMethod::default() });
        let free = line(&document, Some("4110"), ["1", "0", "0"], &setup.vat[0]);
        assert_eq!(try_post(&setup, &document, &[free]).unwrap().len(), 2, "nothing is paid");
    }
    insta::assert_snapshot!("payments", text);
}

/// What is wrong with setup or with the only line of a document.
type Wrong<'a> = (&'a str, &'a dyn Fn(&mut Setup), &'a dyn Fn(&Setup) -> TradeDocumentLine);

#[test]
fn what_cannot_be_booked() {
    let mut text = String::new();
    for (side, kind) in SIDES.into_iter().flat_map(|side| [(side, Invoice), (side, CreditMemo)]) {
        let document = full(side, kind);
        let goods = |setup: &Setup| line(&document, None, ["4", "125", "10"], &setup.vat[0]);
        let whole = |setup: &Setup| line(&document, None, ["4", "125", "0"], &setup.vat[0]);
        let service = |setup: &Setup| line(&document, Some("4110"), ["4", "125", "0"], &setup.vat[0]);
        let unnamed = |setup: &Setup| TradeDocumentLine { number: String::new(), ..goods(setup) };
        let taxed = |setup: &Setup| TradeDocumentLine {
            vat_calculation_type: VatCalculationType::SalesTax,
            ..goods(setup)
        };
        let no_account = |setup: &mut Setup| {
            setup.general[0].sales_account.clear();
            setup.general[0].sales_credit_memo_account.clear();
            setup.general[0].purchase_account.clear();
            setup.general[0].purchase_credit_memo_account.clear();
        };
        let no_line_discount = |setup: &mut Setup| {
            setup.general[0].sales_line_discount_account.clear();
            setup.general[0].purchase_line_discount_account.clear();
        };
        let no_invoice_discount = |setup: &mut Setup| {
            setup.general[0].sales_invoice_discount_account.clear();
            setup.general[0].purchase_invoice_discount_account.clear();
        };
        let cases: [Wrong<'_>; 15] = [
            ("no VAT setup", &|setup| setup.vat.clear(), &goods),
            ("blocked VAT setup", &|setup| setup.vat[0].blocked = true, &goods),
            ("no setup", &|setup| setup.general.clear(), &whole),
            ("other product", &|setup| setup.general[0].general_product_posting_group.clear(), &whole),
            ("other business", &|setup| setup.general[0].general_business_posting_group.clear(), &whole),
            ("blocked setup", &|setup| setup.general[0].blocked = true, &whole),
            ("no account", &no_account, &whole),
            ("no line discount", &no_line_discount, &goods),
            ("no invoice discount", &no_invoice_discount, &goods),
            ("gone", &|setup| setup.accounts.clear(), &service),
            ("blocked account", &|setup| setup.accounts[0].blocked = true, &service),
            ("no direct posting", &|setup| setup.accounts[0].direct_posting = false, &service),
            ("no item", &|_| {}, &unnamed),
            ("now sales tax", &|setup| setup.vat[0].calculation_type = VatCalculationType::SalesTax, &goods),
            ("no sales tax any more", &|_| {}, &taxed),
        ];
        for (title, change, line) in cases {
            let mut setup = rich();
            setup.trade.discount_posting = DiscountPosting::All;
            let line = line(&setup);
            change(&mut setup);
            let error = try_post(&setup, &document, &[line]).unwrap_err();
            let property = error.property.unwrap_or("-");
            text +=
                &format!("{side:?} {kind:?}, {title}: {:?} {property} | {}\n", error.category, error.message);
        }
    }
    insta::assert_snapshot!("refused", text);
}

#[test]
fn the_line_that_rounds_the_total() {
    let account = Account {
        id: Uuid::from_u128(6),
        number: "6400".into(),
        name: "Rounding".into(),
        general_product_posting_group: "MISC".into(),
        vat_product_posting_group: "ZERO".into(),
        ..Account::default()
    };
    let five = Precision::new(Amount::from_hundredths(5)).unwrap();
    let invoice = TradeDocument { total_including_tax: amount("10.12"), ..full(TradeSide::Sales, Invoice) };
    let at = |sequence: i32| TradeDocumentLine { sequence, ..TradeDocumentLine::default() };
    let mut text = String::new();
    for lines in [vec![], vec![at(30_000), at(20_000)]] {
        let made = rounding_line(Uuid::from_u128(7), &invoice, &lines, five, &account).unwrap().unwrap();
        let blank = TradeDocumentLine::default();
        text += &format!("{}\n", joined(&fields(&made, Some(&blank), &names())));
    }
    insta::assert_snapshot!("rounding_line", text);
}
