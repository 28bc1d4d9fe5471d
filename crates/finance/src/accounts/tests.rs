//! Which accounts journals and setup may name.

use super::{Account, AccountCategory, AccountType, SetupUse, check_difference_account, check_vat_account};
use crate::Category;

fn account() -> Account {
    Account { number: "6500".into(), direct_posting: true, ..Account::default() }
}

/// What every account of setup has in common: a blank number is none, others must exist and be open.
fn refused_as_any(
    check: impl Fn(&str, Option<&Account>, &SetupUse) -> Option<Category>,
) -> [(&'static str, Option<Category>, Option<Category>); 5] {
    let none = SetupUse::default();
    let heading = Account { account_type: AccountType::Heading, ..account() };
    let blocked = Account { blocked: true, ..account() };
    [
        ("blank", check("", None, &none), None),
        ("unknown", check("6500", None, &none), Some(Category::Relation)),
        ("fit", check("6500", Some(&account()), &none), None),
        ("heading", check("6500", Some(&heading), &none), Some(Category::Field)),
        ("blocked", check("6500", Some(&blocked), &none), Some(Category::Field)),
    ]
}

#[test]
fn differences_go_to_accounts_of_their_own() {
    let check = |number: &str, account: Option<&Account>, known: &SetupUse| {
        let refused = check_difference_account("realizedGainsAccountNumber", number, account, known);
        refused.err().map(|error| error.category)
    };
    for (which, found, expected) in refused_as_any(check) {
        assert_eq!(found, expected, "{which}");
    }
    let none = SetupUse::default();
    let cases = [
        (SetupUse { subledger: true, ..none }, Some(Category::Field)),
        (SetupUse { vat: true, ..none }, Some(Category::Field)),
        (SetupUse { other: true, ..none }, None),
        (SetupUse { entries_without_vat: 3, ..none }, None),
    ];
    for (known, expected) in cases {
        for direct_posting in [true, false] {
            let account = Account { direct_posting, ..account() };
            assert_eq!(check("6500", Some(&account), &known), expected, "{known:?}");
        }
    }
}

#[test]
fn vat_goes_to_accounts_without_other_entries() {
    let check = |number: &str, account: Option<&Account>, known: &SetupUse| {
        check_vat_account("salesVatAccountNumber", number, account, known).err().map(|error| error.category)
    };
    for (which, found, expected) in refused_as_any(check) {
        assert_eq!(found, expected, "{which}");
    }
    let none = SetupUse::default();
    // What is known of the account; whether it is refused with and without direct posting.
    let cases = [
        (none, false, false),
        (SetupUse { vat: true, ..none }, false, false),
        (SetupUse { subledger: true, ..none }, true, true),
        (SetupUse { other: true, ..none }, false, true),
        (SetupUse { entries_without_vat: 1, ..none }, false, true),
    ];
    for (known, direct, closed) in cases {
        for (direct_posting, expected) in [(true, direct), (false, closed)] {
            let account = Account { direct_posting, ..account() };
            let refused = check("6500", Some(&account), &known);
            assert_eq!(refused, expected.then_some(Category::Field), "{known:?} {direct_posting}");
        }
    }
}

#[test]
fn journals_name_open_accounts_that_allow_it() {
    let cases = [
        (account(), None),
        (Account { account_type: AccountType::Total, ..account() }, Some("heading or a total")),
        (Account { blocked: true, ..account() }, Some("is blocked")),
        (Account { direct_posting: false, ..account() }, Some("does not allow direct posting")),
    ];
    for (account, sentence) in cases {
        let refused = account.check_usable_in_journal("accountNumber").err();
        assert_eq!(refused.is_some(), sentence.is_some(), "{account:?}");
        assert!(refused.is_none_or(|error| error.message.contains(sentence.unwrap())), "{account:?}");
    }
}

#[test]
fn income_cost_and_expense_make_the_income_statement() {
    use crate::Choice;
    let of_income: Vec<AccountCategory> =
        AccountCategory::ALL.iter().copied().filter(|category| category.is_income_statement()).collect();
    let expected = [AccountCategory::Income, AccountCategory::CostOfGoodsSold, AccountCategory::Expense];
    assert_eq!(of_income, expected);
}
