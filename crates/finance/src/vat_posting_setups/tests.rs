//! What VAT posting setup takes and refuses.

use money::Amount;
use uuid::Uuid;

use super::{VatPostingSetupFacts, VatPostingSetupProperties as Properties, change, check_delete, create};
use crate::{
    Category,
    accounts::{Account, AccountType, SetupUse},
    companies::GeneralLedgerSetup,
    posting_setup::{VatCalculationType, VatPostingSetup},
    tax_areas::TaxArea,
    tax_groups::TaxGroup,
};

fn amount(text: &str) -> Option<Amount> {
    Amount::parse(text).ok()
}

fn cell(id: u128, area: &str, group: &str, percent: &str, identifier: &str) -> VatPostingSetup {
    VatPostingSetup {
        id: Uuid::from_u128(id),
        vat_business_posting_group: area.into(),
        vat_product_posting_group: group.into(),
        vat_percent: amount(percent).unwrap(),
        vat_identifier: identifier.into(),
        ..VatPostingSetup::default()
    }
}

/// The matrix HOME × STD, RED; accounts for VAT, for customers, and one that other setup names.
fn with_facts<T>(draft_lines: u64, run: impl FnOnce(&VatPostingSetupFacts<'_>) -> T) -> T {
    let cells = [cell(1, "HOME", "STD", "20", "VAT20"), cell(2, "HOME", "RED", "5", "VAT5")];
    let areas = [TaxArea { code: "HOME".into(), ..TaxArea::default() }];
    let groups = ["STD", "RED", "MID"].map(|code| TaxGroup { code: code.into(), ..TaxGroup::default() });
    let account = |number: &str| Account { number: number.into(), ..Account::default() };
    let none = SetupUse::default();
    let accounts = [
        (account("2200"), SetupUse { vat: true, ..none }),
        (account("1200"), SetupUse { subledger: true, ..none }),
        (account("4210"), SetupUse { other: true, ..none }),
        (Account { direct_posting: true, ..account("4100") }, SetupUse { other: true, ..none }),
        (account("5200"), SetupUse { entries_without_vat: 3, ..none }),
        (Account { blocked: true, ..account("9100") }, none),
        (Account { account_type: AccountType::Heading, ..account("9000") }, none),
    ];
    run(&VatPostingSetupFacts {
        setup: &GeneralLedgerSetup::default(),
        cells: &cells,
        areas: &areas,
        groups: &groups,
        accounts: &accounts,
        draft_lines,
        entries: 0,
    })
}

#[test]
fn a_new_cell_is_normal_vat_with_an_identifier() {
    let given = Properties {
        tax_area_code: Some(" home".into()),
        tax_group_code: Some("mid".into()),
        percent: amount("10"),
        sales_vat_account: Some("2200".into()),
        ..Properties::default()
    };
    let made = with_facts(0, |facts| create(Uuid::from_u128(9), &given, facts)).unwrap();
    let expected =
        VatPostingSetup { sales_vat_account: "2200".into(), ..cell(9, "HOME", "MID", "10", "MID") };
    assert_eq!(made, expected);
    // The rate of an identifier that others have.
    let shared = Properties { identifier: Some("vat20".into()), percent: None, ..given };
    let made = with_facts(0, |facts| create(Uuid::from_u128(9), &shared, facts)).unwrap();
    assert_eq!((made.vat_percent, made.vat_identifier.as_str()), (amount("20").unwrap(), "VAT20"));
}

#[test]
fn cells_that_cannot_be_are_refused() {
    let pair = |area: &str, group: &str| Properties {
        tax_area_code: Some(area.into()),
        tax_group_code: Some(group.into()),
        ..Properties::default()
    };
    let mid = || pair("HOME", "MID");
    let account = |number: &str| Properties { sales_vat_account: Some(number.into()), ..mid() };
    let sales_tax = || Properties { calculation_type: Some(VatCalculationType::SalesTax), ..mid() };
    let two_rates = Properties { identifier: Some("VAT20".into()), percent: amount("21"), ..mid() };
    let cases = [
        (pair("AWAY", "MID"), Category::Relation, "taxAreaCode"),
        (pair("HOME", "NONE"), Category::Relation, "taxGroupCode"),
        (pair("HOME", "STD"), Category::Duplicate, "taxGroupCode"),
        (pair("HOME", &"X".repeat(21)), Category::Length, "taxGroupCode"),
        (Properties { percent: amount("8"), ..sales_tax() }, Category::Field, "taxPercent"),
        (Properties { tax_area_code: None, ..sales_tax() }, Category::Field, "calculationType"),
        (
            Properties { adjust_for_payment_discount: Some(true), ..sales_tax() },
            Category::Field,
            "adjustForPaymentDiscount",
        ),
        (Properties { use_tax: Some(true), ..mid() }, Category::Field, "useTax"),
        (two_rates, Category::Dialog, "vatIdentifier"),
        (Properties { identifier: Some(" ".into()), ..mid() }, Category::Field, "vatIdentifier"),
        (Properties { percent: amount("100.5"), ..mid() }, Category::Field, "taxPercent"),
        (account("7777"), Category::Relation, "salesVatAccountNumber"),
        (account("1200"), Category::Field, "salesVatAccountNumber"),
        (account("4210"), Category::Field, "salesVatAccountNumber"),
        (account("5200"), Category::Field, "salesVatAccountNumber"),
        (account("9000"), Category::Field, "salesVatAccountNumber"),
        (account("9100"), Category::Field, "salesVatAccountNumber"),
        (
            Properties { adjust_for_payment_discount: Some(true), ..mid() },
            Category::Field,
            "adjustForPaymentDiscount",
        ),
    ];
    for (given, category, property) in cases {
        let refused = with_facts(0, |facts| create(Uuid::nil(), &given, facts)).unwrap_err();
        assert_eq!((refused.category, refused.property), (category, Some(property)), "{given:?}");
    }
    // Accounts that journals may post to are not compared with VAT entries.
    assert!(with_facts(0, |facts| create(Uuid::nil(), &account("4100"), facts)).is_ok());
    let sales_tax = GeneralLedgerSetup { is_vat_company: false, ..GeneralLedgerSetup::default() };
    let refused = with_facts(0, |facts| {
        create(Uuid::nil(), &mid(), &VatPostingSetupFacts { setup: &sales_tax, ..*facts })
    });
    assert_eq!(refused.unwrap_err().category, Category::Dialog);
}

#[test]
fn sales_tax_has_no_percentage_and_may_be_use_tax() {
    let given = Properties {
        tax_area_code: Some("HOME".into()),
        tax_group_code: Some("MID".into()),
        calculation_type: Some(VatCalculationType::SalesTax),
        use_tax: Some(true),
        ..Properties::default()
    };
    let made = with_facts(0, |facts| create(Uuid::from_u128(9), &given, facts)).unwrap();
    assert_eq!((made.vat_percent, made.use_tax), (Amount::ZERO, true));
    // A cell that becomes one loses its percentage; one that ceases to be one is no use tax.
    let stored = cell(1, "HOME", "STD", "20", "VAT20");
    let to =
        |calculation_type| Properties { calculation_type: Some(calculation_type), ..Properties::default() };
    let changed = with_facts(0, |facts| change(&stored, &to(VatCalculationType::SalesTax), facts)).unwrap();
    assert_eq!(changed.vat_percent, Amount::ZERO);
    let normal = with_facts(0, |facts| change(&made, &to(VatCalculationType::NormalVat), facts)).unwrap();
    assert!(!normal.use_tax);
}

#[test]
fn drafts_hold_the_calculation_and_entries_the_cell() {
    let stored = cell(1, "HOME", "STD", "20", "VAT20");
    let reverse =
        Properties { calculation_type: Some(VatCalculationType::ReverseChargeVat), ..Properties::default() };
    let rate = Properties { percent: amount("21"), ..Properties::default() };
    let other = Properties { tax_group_code: Some("RED".into()), ..Properties::default() };
    let same = Properties { tax_group_code: Some("std".into()), ..Properties::default() };
    let changed = |draft_lines, given: &Properties| {
        with_facts(draft_lines, |facts| change(&stored, given, facts)).map_err(|error| error.category)
    };
    assert_eq!(changed(2, &reverse), Err(Category::Dialog));
    assert_eq!(changed(0, &reverse).unwrap().calculation_type, VatCalculationType::ReverseChargeVat);
    let posted =
        with_facts(0, |facts| change(&stored, &reverse, &VatPostingSetupFacts { entries: 1, ..*facts }));
    assert_eq!(posted.unwrap_err().category, Category::Dialog);
    assert_eq!(changed(2, &rate).unwrap().vat_percent, amount("21").unwrap());
    assert_eq!(changed(0, &other), Err(Category::Dialog));
    assert_eq!(changed(0, &same).unwrap(), stored);
    assert_eq!(check_delete(&stored, 0), Ok(()));
    assert_eq!(check_delete(&stored, 1).unwrap_err().category, Category::Dialog);
}

#[test]
fn a_cell_is_stored_as_sent() {
    let given = Properties {
        tax_area_code: Some("home".into()),
        tax_group_code: Some("mid".into()),
        calculation_type: Some(VatCalculationType::ReverseChargeVat),
        percent: amount("10"),
        identifier: Some(" rc10 ".into()),
        sales_vat_account: Some(" 2200 ".into()),
        purchase_vat_account: Some("2200".into()),
        reverse_charge_vat_account: Some("4100".into()),
        adjust_for_payment_discount: Some(true),
        blocked: Some(true),
        use_tax: Some(false),
    };
    assert_eq!(given.accounts(), ["2200", "2200", "4100"]);
    assert_eq!(Properties::default().accounts(), [""; 0]);
    let setup = GeneralLedgerSetup { adjust_for_payment_discount: true, ..GeneralLedgerSetup::default() };
    let expected = VatPostingSetup {
        calculation_type: VatCalculationType::ReverseChargeVat,
        sales_vat_account: "2200".into(),
        purchase_vat_account: "2200".into(),
        reverse_charge_vat_account: "4100".into(),
        adjust_for_payment_discount: true,
        blocked: true,
        ..cell(9, "HOME", "MID", "10", "RC10")
    };
    with_facts(0, |facts| {
        let facts = VatPostingSetupFacts { setup: &setup, ..*facts };
        assert_eq!(create(Uuid::from_u128(9), &given, &facts), Ok(expected.clone()));
        assert_eq!(change(&expected, &Properties::default(), &facts), Ok(expected.clone()));
        let back = Properties {
            adjust_for_payment_discount: Some(false),
            blocked: Some(false),
            ..Properties::default()
        };
        let reset =
            VatPostingSetup { adjust_for_payment_discount: false, blocked: false, ..expected.clone() };
        assert_eq!(change(&expected, &back, &facts), Ok(reset));
    });
    // Without setup of the ledger, what does not ask for a correction is taken all the same.
    let plain = Properties { adjust_for_payment_discount: Some(false), ..Properties::default() };
    let stored = cell(1, "HOME", "STD", "20", "VAT20");
    assert_eq!(with_facts(0, |facts| change(&stored, &plain, facts)), Ok(stored.clone()));
    // Without groups it is that of what has none.
    let blank = with_facts(0, |facts| create(Uuid::from_u128(9), &Properties::default(), facts));
    assert_eq!(blank, Ok(cell(9, "", "", "0", "VAT")));
}

#[test]
fn an_identifier_stands_for_one_rate_in_each_area() {
    let rate = Properties { percent: amount("21"), ..Properties::default() };
    let stored = cell(1, "HOME", "STD", "20", "VAT20");
    for (other, allowed) in [
        (stored.clone(), true),
        (cell(2, "HOME", "RED", "20", "VAT20"), false),
        (cell(2, "HOME", "RED", "21", "VAT20"), true),
        (cell(2, "AWAY", "STD", "20", "VAT20"), true),
        (cell(2, "HOME", "RED", "20", "VAT5"), true),
    ] {
        let changed = with_facts(0, |facts| {
            change(&stored, &rate, &VatPostingSetupFacts { cells: std::slice::from_ref(&other), ..*facts })
                .is_ok()
        });
        assert_eq!(changed, allowed, "{other:?}");
    }
}

#[test]
fn groups_stay_and_what_was_calculated_is_counted() {
    let stored = cell(1, "HOME", "STD", "20", "VAT20");
    let away = Properties { tax_area_code: Some("away".into()), ..Properties::default() };
    let home = Properties { tax_area_code: Some(" home".into()), ..Properties::default() };
    with_facts(0, |facts| {
        assert_eq!(change(&stored, &away, facts).unwrap_err().property, Some("taxAreaCode"));
        assert_eq!(change(&stored, &home, facts), Ok(stored.clone()));
    });
    let full = Properties { calculation_type: Some(VatCalculationType::FullVat), ..Properties::default() };
    let normal =
        Properties { calculation_type: Some(VatCalculationType::NormalVat), ..Properties::default() };
    for (draft_lines, entries, allowed) in
        [(0, 0, true), (1, 0, false), (0, 1, false), (1, 1, false), (1, 2, false)]
    {
        with_facts(draft_lines, |facts| {
            let facts = VatPostingSetupFacts { entries, ..*facts };
            assert_eq!(change(&stored, &full, &facts).is_ok(), allowed, "{draft_lines} {entries}");
            assert!(change(&stored, &normal, &facts).is_ok());
        });
    }
}
