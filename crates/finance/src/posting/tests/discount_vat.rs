//! VAT taken out of payment discounts and tolerances (FINANCE.md 3.5), and what taking them back does to it.

use jiff::civil::date;
use money::{Amount, Precision};

use super::books::{self, Books, amount, payment, taxed_invoice};
use crate::detailed_ledger_entries::DetailedEntryType;
use crate::journal_lines::{JournalAccountType as Account, JournalDocumentType as Document, JournalLine};
use crate::party_ledger_entries::PartyLedgerEntry;
use crate::posting::discount_vat::{Share, shares};
use crate::posting::{PostingFacts, PostingLine};
use crate::posting_setup::{GeneralPostingType, VatCalculationType, VatPostingSetup};
use crate::vat_entries::VatEntry;

/// 2 % within 8 days of 2026-03-10.
fn with_discount(posting: &mut PostingLine) {
    posting.line.payment_discount_date = date(2026, 3, 18);
    posting.line.payment_discount_percent = amount("2");
}

/// An invoice made of parts in tax groups, with a discount, and a payment of it on 15 March.
fn paid(parts: &[(&str, &str)], value: &str) -> Books {
    let mut books = Books::new();
    books.adjust_for_payment_discount();
    let mut lines = taxed_invoice("103001", parts);
    with_discount(&mut lines[0]);
    books.post(&lines).unwrap();
    let mut line = payment(value, "103001");
    (line.line.posting_date, line.line.document_date) = (date(2026, 3, 15), date(2026, 3, 15));
    line.line.external_document_number = "BT-1".to_owned();
    line.line.source_code = "CASHRECJNL".to_owned();
    books.post(&[line]).unwrap();
    books
}

/// Base and VAT of the VAT entries of the last run.
fn vat(books: &Books) -> Vec<(Amount, Amount)> {
    books.posted.vat_entries.iter().map(|entry| (entry.base, entry.amount)).collect()
}

#[test]
fn a_discount_is_split_into_net_and_vat() {
    let books = paid(&[("STD", "1200")], "-1176");
    assert_eq!(books.general_ledger(), "4 1110 1176, 5 1200 -1200, 6 4210 20, 7 2200 4");
    assert_eq!(
        books.details(),
        "5 Initial Entry -1176, 5 Payment Discount (VAT Excl.) -20, \
         5 Payment Discount (VAT Adjustment) -4, 1 Application -1200, 5 Application 1200"
    );
    // The entry of the correction has the groups of the invoice's VAT, and document and dates of the payment.
    let entry = &books.posted.vat_entries[0];
    let payment = &books.posted.general_ledger_entries[0];
    let register = books.register.as_ref().unwrap();
    let setup = books.facts.vat_setup.iter().find(|cell| cell.id == entry.vat_posting_setup_id).unwrap();
    let groups = [&setup.vat_business_posting_group, &setup.vat_product_posting_group];
    assert_eq!(groups, ["HOME", "STD"]);
    let expected = VatEntry {
        id: entry.id,
        entry_number: 2,
        transaction_number: payment.transaction_number,
        register_number: register.number,
        general_ledger_entry_number: 6,
        posting_type: GeneralPostingType::Sale,
        vat_posting_setup_id: setup.id,
        calculation_type: VatCalculationType::NormalVat,
        vat_percent: amount("20"),
        base: amount("20"),
        amount: amount("4"),
        posting_date: date(2026, 3, 15),
        document_date: date(2026, 3, 15),
        vat_date: date(2026, 3, 15),
        document_type: Document::Payment,
        document_number: payment.document_number.clone(),
        external_document_number: "BT-1".to_owned(),
        party_id: books.entry(1).party_id,
        source_code: "CASHRECJNL".to_owned(),
        ..VatEntry::default()
    };
    assert_eq!(*entry, expected);
    assert!(!entry.document_number.is_empty() && !entry.id.is_nil());
    assert_eq!(books.entry(1).payment_discount_given_local, amount("24"));
    assert!(books.open_entries().is_empty());
}

#[test]
fn only_where_vat_setup_says_so() {
    // 1200 with 20 %, 1050 with 5 %: the discount of 45 is shared 24 to 21.
    let books = paid(&[("STD", "1200"), ("RED", "1050")], "-2205");
    assert_eq!(books.general_ledger(), "6 1110 2205, 7 1200 -2250, 8 4210 20, 9 2200 4, 10 4210 21");
    assert!(books.details().contains("Payment Discount -21"), "{}", books.details());
    let whole = paid(&[("RED", "1050")], "-1029");
    assert_eq!(whole.general_ledger(), "4 1110 1029, 5 1200 -1050, 6 4210 21");
    assert!(vat(&whole).is_empty());
}

#[test]
fn parts_carry_the_remainders_of_those_before() {
    // Three parts of 33.33, 33.33 and 33.34: a discount of 2.00 in cents.
    let books = paid(&[("STD", "33.33"), ("STD", "33.33"), ("STD", "33.34")], "-98");
    let parts = vat(&books);
    let whole = Amount::sum(parts.iter().flat_map(|(base, vat)| [*base, *vat])).unwrap();
    assert_eq!((parts.len(), whole), (3, amount("2")));
    assert!(!books.details().contains("Payment Discount -"), "{}", books.details());
}

#[test]
fn taking_the_application_back_takes_back_the_vat() {
    let mut books = paid(&[("STD", "1200")], "-1176");
    books.unapply(5, date(2026, 3, 20)).unwrap();
    assert_eq!(books.general_ledger(), "8 1200 24, 9 4210 -20, 10 2200 -4");
    assert_eq!(vat(&books), [(amount("-20"), amount("-4"))]);
    assert_eq!(books.entry(1).remaining_amount, amount("1200"));
    assert_eq!(books.entry(1).remaining_payment_discount_possible, amount("24"));
    // Then the payment can be reversed, together with what was corrected.
    books.reverse(2).unwrap();
    assert_eq!(vat(&books), [(amount("-20"), amount("-4")), (amount("20"), amount("4"))]);
    assert_eq!(books.open_entries(), [1]);
}

#[test]
fn applying_posted_entries_splits_too() {
    let mut books = Books::new();
    books.adjust_for_payment_discount();
    let mut lines = taxed_invoice("103001", &[("STD", "1200")]);
    with_discount(&mut lines[0]);
    books.post(&lines).unwrap();
    books.post(&[payment("-1176", "")]).unwrap();
    books.apply(5, 1).unwrap();
    assert_eq!(books.general_ledger(), "6 4210 20, 7 2200 4, 8 1200 -24");
    books.unapply(5, date(2026, 3, 20)).unwrap();
    assert_eq!(books.open_entries(), [1, 5]);
}

#[test]
fn a_tolerance_is_split_as_well() {
    let mut books = Books::new();
    books.adjust_for_payment_discount();
    books.post(&taxed_invoice("103001", &[("STD", "1200")])).unwrap();
    books.change(1, |entry| entry.accepted_payment_tolerance = amount("6"));
    books.post(&[payment("-1194", "103001")]).unwrap();
    assert_eq!(books.general_ledger(), "4 1110 1194, 5 1200 -1200, 6 6400 5, 7 2200 1");
    assert!(books.details().contains("Payment Tolerance (VAT Excl.) -5"), "{}", books.details());
}

#[test]
fn under_reverse_charge_both_accounts_are_corrected() {
    let mut books = Books::new();
    books.adjust_for_payment_discount();
    let vendor = |document_type, value: &str| JournalLine {
        account_type: Account::Vendor,
        account_number: "V-10".to_owned(),
        external_document_number: "E-1".to_owned(),
        document_type,
        amount: amount(value),
        amount_local: amount(value),
        ..books::blank("B-1")
    };
    let mut bill = books::of_journal(vendor(Document::Invoice, "-500"));
    with_discount(&mut bill);
    let services = books::of_journal(JournalLine {
        document_type: Document::Invoice,
        account_number: "6100".to_owned(),
        amount: amount("500"),
        amount_local: amount("500"),
        general_posting_type: GeneralPostingType::Purchase,
        vat_business_posting_group: "EU".to_owned(),
        vat_product_posting_group: "STD".to_owned(),
        ..books::blank("B-1")
    });
    books.post(&[bill, services]).unwrap();
    assert_eq!(books.general_ledger(), "1 2100 -500, 2 6100 500, 3 1210 100, 4 2210 -100");
    let payment = JournalLine {
        document_number: "P-1".to_owned(),
        balancing_account_number: "1110".to_owned(),
        applies_to_document_type: Document::Invoice,
        applies_to_document_number: "B-1".to_owned(),
        ..vendor(Document::Payment, "490")
    };
    books.post(&[books::of_journal(payment)]).unwrap();
    assert_eq!(books.general_ledger(), "5 1110 -490, 6 2100 500, 7 5400 -10, 8 1210 -2, 9 2210 2");
    assert_eq!(vat(&books), [(amount("-10"), amount("-2"))]);
    assert_eq!(books.posted.vat_entries[0].calculation_type, VatCalculationType::ReverseChargeVat);
}

#[test]
fn only_vat_of_the_document_takes_part() {
    use DetailedEntryType::{PaymentDiscount, PaymentDiscountVatAdjustment, PaymentDiscountVatExcluded};
    let mut books = Books::new();
    books.adjust_for_payment_discount();
    let is_standard = |cell: &&VatPostingSetup| {
        (cell.vat_business_posting_group.as_str(), cell.vat_product_posting_group.as_str()) == ("HOME", "STD")
    };
    let setup = books.facts.vat_setup.iter().find(is_standard).unwrap().id;
    let invoice = PartyLedgerEntry {
        transaction_number: 1,
        document_type: Document::Invoice,
        document_number: "103001".to_owned(),
        original_amount_local: amount("1200"),
        ..PartyLedgerEntry::default()
    };
    let of_invoice = VatEntry {
        transaction_number: 1,
        document_type: Document::Invoice,
        document_number: "103001".to_owned(),
        vat_posting_setup_id: setup,
        base: amount("-1000"),
        amount: amount("-200"),
        ..VatEntry::default()
    };
    let shared = |facts: &PostingFacts, whole: (&str, &str), old: &PartyLedgerEntry, vat: &VatEntry| {
        let (value, local) = (amount(whole.0), amount(whole.1));
        let whole = Share { kind: PaymentDiscount, amount: value, local, vat: None };
        let parts = shares(whole, old, std::slice::from_ref(vat), facts, Precision::CENT).unwrap();
        parts.iter().map(|part| (part.kind, part.amount, part.local)).collect::<Vec<_>>()
    };
    let discount = ("-24", "-24");
    let split = [
        (PaymentDiscountVatExcluded, amount("-20"), amount("-20")),
        (PaymentDiscountVatAdjustment, amount("-4"), amount("-4")),
    ];
    assert_eq!(shared(&books.facts, discount, &invoice, &of_invoice), split);
    let whole = [(PaymentDiscount, amount("-24"), amount("-24"))];
    for other in [
        VatEntry { transaction_number: 2, ..of_invoice.clone() },
        VatEntry { document_type: Document::CreditMemo, ..of_invoice.clone() },
        VatEntry { document_number: "103002".to_owned(), ..of_invoice.clone() },
    ] {
        assert_eq!(shared(&books.facts, discount, &invoice, &other), whole, "{other:?}");
    }
    // A document of no amount cannot be shared by, and nothing is not shared.
    let of_nothing = PartyLedgerEntry { original_amount_local: Amount::ZERO, ..invoice.clone() };
    assert_eq!(shared(&books.facts, discount, &of_nothing, &of_invoice), whole);
    let nothing = [(PaymentDiscount, amount("-0.01"), Amount::ZERO)];
    assert_eq!(shared(&books.facts, ("-0.01", "0"), &invoice, &of_invoice), nothing);
    // What is left in local currency stays a discount, though nothing is left of the amount itself.
    let half = VatEntry { base: amount("-500"), amount: amount("-100"), ..of_invoice.clone() };
    let parts = [
        (PaymentDiscountVatExcluded, amount("0"), amount("-0.42")),
        (PaymentDiscountVatAdjustment, amount("-0.01"), amount("-0.08")),
        (PaymentDiscount, amount("0"), amount("-0.5")),
    ];
    assert_eq!(shared(&books.facts, ("-0.01", "-1"), &invoice, &half), parts);
    books.facts.rules.adjust_for_payment_discount = false;
    assert_eq!(shared(&books.facts, discount, &invoice, &of_invoice), whole);
}
