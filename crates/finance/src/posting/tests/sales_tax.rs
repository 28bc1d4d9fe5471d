//! Sales tax in the ledger: its entries, what VAT entries say of them, and what cannot be (FINANCE.md 5.4).

use uuid::Uuid;

use super::books::{self, Books, amount, invoice};
use crate::Category;
use crate::journal_lines::{JournalDocumentType as Document, JournalLine};
use crate::posting::{DocumentExtras, PostingLine, TaxPart, VatAmounts};
use crate::posting_setup::{GeneralPostingType, VatCalculationType};
use crate::tax_details::SalesTaxType;

/// Books whose sales at home at the standard rate have sales tax.
fn taxed_books() -> Books {
    let mut books = Books::new();
    for setup in &mut books.facts.vat_setup {
        if setup.vat_business_posting_group == "HOME" && setup.vat_product_posting_group == "STD" {
            (setup.calculation_type, setup.vat_percent) = (VatCalculationType::SalesTax, amount("0"));
        }
    }
    books
}

fn part(jurisdiction: u128, base: &str, value: &str, accounts: [&str; 2]) -> TaxPart {
    TaxPart {
        jurisdiction_id: Uuid::from_u128(jurisdiction),
        tax_type: if jurisdiction == 3 { SalesTaxType::ExciseTax } else { SalesTaxType::SalesTax },
        use_tax: !accounts[1].is_empty(),
        percent: amount("6"),
        base: amount(base),
        amount: amount(value),
        account_number: accounts[0].to_owned(),
        reverse_account_number: accounts[1].to_owned(),
    }
}

/// A line of a document on an account, with base, whole tax and parts.
fn line(account: &str, kind: GeneralPostingType, values: [&str; 3], taxes: Vec<TaxPart>) -> PostingLine {
    let [payable, base, tax] = values.map(amount);
    let line = JournalLine {
        document_type: Document::Invoice,
        account_number: account.to_owned(),
        amount: payable,
        amount_local: payable,
        general_posting_type: kind,
        vat_business_posting_group: "HOME".to_owned(),
        vat_product_posting_group: "STD".to_owned(),
        ..books::blank("103001")
    };
    let vat = VatAmounts { base, amount: tax, percent: amount("0") };
    let quantity = amount("-3");
    let extras = DocumentExtras {
        vat: Some(vat),
        taxes,
        quantity,
        system_line: true,
        vat_party_id: Uuid::from_u128(100),
        ..DocumentExtras::default()
    };
    PostingLine { line, dimension_set_id: Uuid::nil(), extras }
}

/// `jurisdiction type base amount, base entry, tax entry` of each VAT entry of the last run.
fn vat(books: &Books) -> Vec<String> {
    let shown = |vat: &crate::vat_entries::VatEntry| {
        format!(
            "{} {:?} {} {} at {} and {}",
            vat.tax_jurisdiction_id.as_u128(),
            vat.tax_type,
            vat.base,
            vat.amount,
            vat.general_ledger_entry_number,
            vat.tax_entry_number
        )
    };
    books.posted.vat_entries.iter().map(shown).collect()
}

#[test]
fn each_jurisdiction_has_its_entries() {
    let mut books = taxed_books();
    let taxes = vec![
        part(1, "-100", "-6", ["2200", ""]),
        part(2, "-100", "0", ["", ""]),
        part(3, "-106", "-2", ["2200", ""]),
    ];
    let sale = line("4110", GeneralPostingType::Sale, ["-108", "-100", "-8"], taxes);
    let mut customer = invoice("103001", "108");
    customer.line.balancing_account_number.clear();
    books.run(|poster| [sale, customer].iter().try_for_each(|posting| poster.post(posting))).unwrap();
    assert_eq!(books.general_ledger(), "1 4110 -100, 2 2200 -6, 3 2200 -2, 4 1200 108");
    assert_eq!(
        vat(&books),
        ["1 SalesTax -100 -6 at 1 and 2", "2 SalesTax -100 0 at 1 and 0", "3 ExciseTax -106 -2 at 1 and 3"]
    );
    let general = &books.posted.general_ledger_entries;
    assert_eq!((general[0].vat_amount, general[0].quantity), (amount("-8"), amount("-3")));
    assert!(general[1].system_created && general[1].quantity.is_zero() && general[1].vat_amount.is_zero());
    assert_eq!(general[1].source_id, Uuid::from_u128(100));
    let entry = &books.posted.vat_entries[0];
    assert_eq!((entry.vat_percent, entry.calculation_type), (amount("6"), VatCalculationType::SalesTax));
    assert!(!entry.use_tax);
    // A mirror of the transaction names its own entries.
    let facts = books.reversal_facts(1);
    books.run(|poster| crate::posting::reverse(poster, facts)).unwrap();
    assert_eq!(
        vat(&books),
        ["1 SalesTax 100 6 at 5 and 6", "2 SalesTax 100 0 at 5 and 0", "3 ExciseTax 106 2 at 5 and 7"]
    );
}

#[test]
fn use_tax_is_owed_and_deducted() {
    let mut books = taxed_books();
    let taxes = vec![part(1, "100", "6", ["1210", "2210"]), part(2, "100", "2", ["1210", "2210"])];
    let purchase = line("6100", GeneralPostingType::Purchase, ["100", "100", "8"], taxes);
    let paid = JournalLine {
        account_number: "1110".to_owned(),
        amount: amount("-100"),
        amount_local: amount("-100"),
        ..books::blank("103001")
    };
    let lines = [purchase, books::of_journal(paid)];
    books.run(|poster| lines.iter().try_for_each(|posting| poster.post(posting))).unwrap();
    assert_eq!(books.general_ledger(), "1 6100 100, 2 1210 6, 3 2210 -6, 4 1210 2, 5 2210 -2, 6 1110 -100");
    assert_eq!(vat(&books), ["1 SalesTax 100 6 at 1 and 2", "2 SalesTax 100 2 at 1 and 4"]);
    assert!(books.posted.vat_entries.iter().all(|vat| vat.use_tax));
}

#[test]
fn no_tax_owed_is_said_by_one_entry() {
    let mut books = taxed_books();
    let sale = line("4110", GeneralPostingType::Sale, ["-100", "-100", "0"], Vec::new());
    let mut customer = invoice("103001", "100");
    customer.line.balancing_account_number.clear();
    books.run(|poster| [sale, customer].iter().try_for_each(|posting| poster.post(posting))).unwrap();
    assert_eq!(books.general_ledger(), "1 4110 -100, 2 1200 100");
    assert_eq!(vat(&books), ["0 SalesTax -100 0 at 1 and 0"]);
}

#[test]
fn journal_lines_and_unusable_accounts_are_refused() {
    let mut books = taxed_books();
    let mut of_journal = line("4110", GeneralPostingType::Sale, ["-108", "-100", "-8"], Vec::new());
    of_journal.extras = DocumentExtras::default();
    let refused = books.run(|poster| poster.post(&of_journal)).unwrap_err();
    assert_eq!(refused.category, Category::Dialog);
    assert!(refused.message.contains("not on journal lines"), "{refused}");
    for (account, category) in [("9876", Category::Relation), ("2999", Category::Field)] {
        let taxes = vec![part(1, "-100", "-8", [account, ""])];
        let sale = line("4110", GeneralPostingType::Sale, ["-108", "-100", "-8"], taxes);
        assert_eq!(books.run(|poster| poster.post(&sale)).unwrap_err().category, category, "{account}");
    }
}
