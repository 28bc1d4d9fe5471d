//! Creating and changing journals, row by row.

use uuid::Uuid;

use super::{Journal, JournalFacts, JournalProperties, change, chosen_template, code_to_look_up, create};
use crate::{
    Category,
    accounts::{Account, AccountType},
    journal_lines::JournalAccountType,
    journal_templates::{JournalTemplate, TemplateType, default_template},
};

fn template() -> JournalTemplate {
    JournalTemplate {
        name: "CASHRCPT".into(),
        template_type: TemplateType::CashReceipts,
        balancing_account_number: "1110".into(),
        number_series: "G02001".into(),
        ..JournalTemplate::default()
    }
}

fn till() -> Account {
    Account { id: Uuid::from_u128(7), number: "1110".into(), direct_posting: true, ..Account::default() }
}

fn given(code: &str) -> JournalProperties {
    JournalProperties { code: Some(code.into()), ..JournalProperties::default() }
}

fn with_account(id: u128) -> JournalProperties {
    JournalProperties { balancing_account_id: Some(Uuid::from_u128(id)), ..given("a") }
}

fn made(properties: &JournalProperties, account: &Account, taken: bool) -> Result<Journal, Category> {
    let template = template();
    let facts = JournalFacts {
        template: Some(&template),
        balancing_account: Some(account),
        template_balancing_account_id: Uuid::from_u128(7),
        code_taken: taken,
    };
    create(Uuid::from_u128(1), properties, &facts).map_err(|error| error.category)
}

#[test]
fn a_new_journal_inherits_from_its_template() {
    let journal = made(&given(" daily "), &till(), false).unwrap();
    assert_eq!(journal.code, "DAILY");
    assert_eq!(journal.description, "");
    assert_eq!(journal.template_name, "CASHRCPT");
    assert_eq!(journal.number_series, "G02001");
    assert_eq!(journal.balancing_account_number, "1110");
    assert_eq!(journal.balancing_account_id, Uuid::from_u128(7));
    assert_eq!(journal.balancing_account_type, JournalAccountType::Account);
    assert!(journal.copy_vat_setup);
    assert!(!journal.allow_payment_export);
}

#[test]
fn a_template_hands_down_everything_but_code_and_name() {
    let payments = JournalTemplate {
        id: Uuid::from_u128(3),
        name: "PAYMENT".into(),
        description: "Payments".into(),
        template_type: TemplateType::Payments,
        recurring: false,
        source_code: "PAYMENTJNL".into(),
        reason_code: "WHY".into(),
        balancing_account_type: JournalAccountType::BankAccount,
        balancing_account_number: "MAIN".into(),
        number_series: "G04001".into(),
        posting_number_series: "P04001".into(),
        force_document_balance: true,
        copy_vat_setup: false,
        allow_vat_difference: true,
    };
    let expected = Journal {
        id: Uuid::from_u128(1),
        template_id: Uuid::from_u128(3),
        template_name: "PAYMENT".into(),
        template_type: TemplateType::Payments,
        code: String::new(),
        description: String::new(),
        balancing_account_type: JournalAccountType::BankAccount,
        balancing_account_number: "MAIN".into(),
        balancing_account_id: Uuid::from_u128(7),
        number_series: "G04001".into(),
        posting_number_series: "P04001".into(),
        reason_code: "WHY".into(),
        copy_vat_setup: false,
        allow_vat_difference: true,
        // Only payments are exported.
        allow_payment_export: true,
        suggest_balancing_amount: false,
    };
    assert_eq!(Journal::of_template(Uuid::from_u128(1), &payments, Uuid::from_u128(7)), expected);
    let receipts = Journal::of_template(Uuid::from_u128(1), &template(), Uuid::from_u128(7));
    assert_eq!((receipts.allow_payment_export, receipts.copy_vat_setup), (false, true));
}

#[test]
fn a_template_is_named_or_the_default_of_its_kind() {
    use TemplateType::{CashReceipts, General, Payments};
    let templates = [
        template(),
        JournalTemplate { name: "GENERAL".into(), template_type: TemplateType::General, ..template() },
    ];
    let named = |name: Option<&str>| JournalProperties {
        template_name: name.map(str::to_owned),
        ..JournalProperties::default()
    };
    let cases = [
        (None, General, Ok("GENERAL")),
        (Some(" "), CashReceipts, Ok("CASHRCPT")),
        (Some("general "), CashReceipts, Ok("GENERAL")),
        (Some("OTHER"), General, Err((Category::Relation, Some("templateDisplayName")))),
        (None, Payments, Err((Category::NotFound, None))),
    ];
    for (name, kind, expected) in cases {
        let found = chosen_template(&templates, &named(name), kind)
            .map(|template| template.name.as_str())
            .map_err(|error| (error.category, error.property));
        assert_eq!(found, expected, "{name:?} {kind:?}");
    }
    // A journal stays with its template, which may be named again.
    let journal = made(&given("a"), &till(), false).unwrap();
    let facts = JournalFacts {
        template: None,
        balancing_account: None,
        template_balancing_account_id: Uuid::nil(),
        code_taken: false,
    };
    for (name, expected) in [(" cashrcpt", None), ("", None), ("general", Some(Category::Dialog))] {
        let refused = change(&journal, &named(Some(name)), &facts).err().map(|error| error.category);
        assert_eq!(refused, expected, "{name:?}");
    }
}

#[test]
fn a_code_is_looked_up_in_its_stored_form() {
    assert_eq!(code_to_look_up(&given(" daily ")), Ok(Some("DAILY".into())));
    assert_eq!(code_to_look_up(&JournalProperties::default()), Ok(None));
    assert_eq!(code_to_look_up(&given("ELEVEN-LONG")).unwrap_err().category, Category::Length);
}

#[test]
fn bad_properties_are_refused() {
    let total = Account { account_type: AccountType::Total, ..till() };
    let blocked = Account { blocked: true, ..till() };
    let control = Account { direct_posting: false, ..till() };
    let long_name = JournalProperties { display_name: Some("x".repeat(101)), ..given("a") };
    let cases = [
        (given(""), till(), false, Category::Field),
        (given("  "), till(), false, Category::Field),
        (JournalProperties::default(), till(), false, Category::Field),
        (given("ELEVEN-LONG"), till(), false, Category::Length),
        (given("a"), till(), true, Category::Duplicate),
        (long_name, till(), false, Category::Length),
        (with_account(8), till(), false, Category::Dialog),
        (with_account(7), total, false, Category::Field),
        (with_account(7), blocked, false, Category::Field),
        (with_account(7), control, false, Category::Field),
    ];
    for (properties, account, taken, category) in cases {
        assert_eq!(made(&properties, &account, taken), Err(category), "{properties:?}");
    }
    let no_template = JournalFacts {
        template: None,
        balancing_account: None,
        template_balancing_account_id: Uuid::nil(),
        code_taken: false,
    };
    assert_eq!(create(Uuid::nil(), &given("a"), &no_template).unwrap_err().category, Category::NotFound);
    let recurring = JournalTemplate { recurring: true, ..template() };
    let till = till();
    let facts = JournalFacts { template: Some(&recurring), balancing_account: Some(&till), ..no_template };
    assert_eq!(create(Uuid::nil(), &with_account(7), &facts).unwrap_err().category, Category::Field);
}

#[test]
fn a_change_renames_and_clears() {
    let journal = made(&with_account(7), &till(), false).unwrap();
    let facts = JournalFacts {
        template: None,
        balancing_account: None,
        template_balancing_account_id: Uuid::nil(),
        code_taken: true,
    };
    let cleared = change(&journal, &with_account(0), &facts).unwrap();
    assert_eq!((cleared.balancing_account_number.as_str(), cleared.balancing_account_id), ("", Uuid::nil()));
    assert_eq!(cleared.code, "A");
    assert_eq!(change(&journal, &given("b"), &facts).unwrap_err().category, Category::Duplicate);
    assert_eq!(change(&journal, &given(""), &facts).unwrap_err().category, Category::Field);
    let free = JournalFacts { code_taken: false, ..facts };
    let named = JournalProperties { display_name: Some("Daily".into()), ..given("b") };
    let expected = Journal { code: "B".into(), description: "Daily".into(), ..journal.clone() };
    assert_eq!(change(&journal, &named, &free), Ok(expected));
    assert_eq!(change(&journal, &given("a"), &facts), Ok(journal.clone()), "its own code is not taken");
    // An account of the body takes the place of a bank.
    let banked = Journal {
        balancing_account_type: JournalAccountType::BankAccount,
        balancing_account_number: "MAIN".into(),
        balancing_account_id: Uuid::from_u128(9),
        ..journal.clone()
    };
    let till = till();
    let known = JournalFacts { balancing_account: Some(&till), ..facts };
    assert_eq!(change(&banked, &with_account(7), &known), Ok(journal));
}

#[test]
fn the_first_template_of_the_kind_that_is_not_recurring_is_the_default() {
    let named = |name: &str, recurring| JournalTemplate { name: name.into(), recurring, ..template() };
    let templates = [named("C", false), named("A", true), named("B", false)];
    let found = default_template(&templates, TemplateType::CashReceipts);
    assert_eq!(found.map(|template| template.name.as_str()), Some("B"));
    assert_eq!(default_template(&templates, TemplateType::General), None);
}
