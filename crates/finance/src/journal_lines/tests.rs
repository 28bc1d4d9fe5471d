//! Journal lines on a small company: sides, defaults, VAT setup, balancing side, refusals (FINANCE.md 1.3, 1.5).

mod records;

use jiff::civil::{Date, date};
use money::{Amount, Rate};
use uuid::Uuid;

use super::{BookFacts, JournalAccountType, JournalLine, LineProperties, NewLineFacts, change, create};
use crate::{
    BLANK_DATE, Category, RuleError,
    accounts::{Account, AccountType},
    bank_accounts::BankAccount,
    companies::GeneralLedgerSetup,
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    customers::{Customer, CustomerBlocked},
    default_dimensions::{DefaultDimension, DimensionTable, ValuePosting},
    dimension_values::DimensionValue,
    dimensions::{Dimension, DimensionFacts},
    journals::Journal,
    parties::Party,
    posting_setup::GeneralPostingType,
    tax_groups::TaxGroup,
};

const TODAY: Date = date(2026, 3, 2);
const OFFICE: Uuid = Uuid::from_u128(6100);
const BANK: Uuid = Uuid::from_u128(77);

struct Books {
    journal: Journal,
    setup: GeneralLedgerSetup,
    accounts: Vec<Account>,
    banks: Vec<BankAccount>,
    parties: Vec<Party>,
    rates: Vec<CurrencyExchangeRate>,
    currencies: Vec<Currency>,
    defaults: Vec<DefaultDimension>,
    dimensions: Vec<Dimension>,
    values: Vec<DimensionValue>,
}

fn account(number: u128, name: &str) -> Account {
    Account {
        id: Uuid::from_u128(number),
        number: number.to_string(),
        name: name.into(),
        direct_posting: true,
        ..Account::default()
    }
}

impl Books {
    fn new() -> Self {
        let customer = |number: &str, currency: &str, blocked| {
            Party::from(&Customer {
                id: Uuid::from_u128(100),
                number: number.into(),
                name: "Alder Foods".into(),
                currency_code: currency.into(),
                customer_posting_group: "HOME".into(),
                blocked,
                ..Customer::default()
            })
        };
        let rate = |amount: &str| Rate::parse(amount).unwrap();
        Books {
            journal: Journal {
                id: Uuid::from_u128(1),
                code: "DEFAULT".into(),
                balancing_account_number: "1110".into(),
                copy_vat_setup: true,
                ..Journal::default()
            },
            setup: GeneralLedgerSetup::default(),
            accounts: vec![
                Account {
                    general_posting_type: GeneralPostingType::Purchase,
                    general_business_posting_group: "HOME".into(),
                    general_product_posting_group: "SERVICES".into(),
                    vat_business_posting_group: "HOME".into(),
                    vat_product_posting_group: "STD".into(),
                    tax_group_code: "TAXED".into(),
                    ..account(6100, "Office")
                },
                account(1110, "Till"),
                Account { omit_default_description: true, ..account(1400, "Prepaid") },
                Account { account_type: AccountType::Total, ..account(1999, "Total") },
                Account { blocked: true, ..account(6200, "Travel") },
                Account { direct_posting: false, ..account(1200, "Customers") },
            ],
            banks: vec![
                BankAccount {
                    id: BANK,
                    number: "MAIN".into(),
                    name: "Main bank".into(),
                    ..BankAccount::default()
                },
                BankAccount { number: "EURO".into(), currency_code: "EUR".into(), ..BankAccount::default() },
                BankAccount { number: "OLD".into(), blocked: true, ..BankAccount::default() },
            ],
            parties: vec![
                customer("C-100", "", CustomerBlocked::Blank),
                customer("C-101", "EUR", CustomerBlocked::Blank),
                customer("C-102", "", CustomerBlocked::Invoice),
            ],
            rates: vec![CurrencyExchangeRate {
                id: Uuid::nil(),
                currency_code: "EUR".into(),
                starting_date: date(2026, 1, 1),
                exchange_rate_amount: rate("100"),
                relational_currency_code: String::new(),
                relational_exchange_rate_amount: rate("110"),
                adjustment_exchange_rate_amount: rate("100"),
                relational_adjustment_exchange_rate_amount: rate("110"),
            }],
            currencies: vec![Currency {
                code: "EUR".into(),
                amount_rounding_precision: Amount::from_hundredths(1),
                ..Currency::default()
            }],
            defaults: vec![DefaultDimension {
                id: Uuid::nil(),
                table: DimensionTable::Account,
                number: "6100".into(),
                parent_id: OFFICE,
                dimension_code: "AREA".into(),
                dimension_id: Uuid::nil(),
                dimension_value_code: "NORTH".into(),
                dimension_value_id: Uuid::nil(),
                value_posting: ValuePosting::Blank,
            }],
            dimensions: ["AREA", "DEPT"]
                .map(|code| Dimension { code: code.into(), ..Dimension::default() })
                .to_vec(),
            values: [("AREA", "SOUTH"), ("DEPT", "SALES")]
                .map(|(dimension, code)| DimensionValue {
                    dimension_code: dimension.into(),
                    code: code.into(),
                    ..DimensionValue::default()
                })
                .to_vec(),
        }
    }

    fn book(&self) -> BookFacts<'_> {
        BookFacts {
            journal: &self.journal,
            source_code: "GENJNL",
            setup: &self.setup,
            accounts: &self.accounts,
            bank_accounts: &self.banks,
            parties: &self.parties,
            currencies: &self.currencies,
            exchange_rates: &self.rates,
            default_dimensions: &self.defaults,
            dimension_priorities: &[],
            dimensions: DimensionFacts { dimensions: &self.dimensions, values: &self.values },
        }
    }

    fn create(&self, given: LineProperties) -> Result<JournalLine, RuleError> {
        self.create_with(given, &no_lines())
    }

    fn create_with(&self, given: LineProperties, new: &NewLineFacts<'_>) -> Result<JournalLine, RuleError> {
        create(Uuid::from_u128(9), &given.normalized()?, &self.book(), new, &groups())
    }

    fn change(&self, line: &JournalLine, given: LineProperties) -> Result<JournalLine, RuleError> {
        change(line, &given.normalized()?, &self.book(), false, &groups())
    }
}

/// A journal without lines and numbers.
fn no_lines() -> NewLineFacts<'static> {
    NewLineFacts {
        next_higher_line: None,
        last_line: None,
        balance_of_journal: Amount::ZERO,
        number_series: None,
        line_number_taken: false,
        today: TODAY,
    }
}

fn groups() -> Vec<TaxGroup> {
    vec![TaxGroup { code: "RED".into(), ..TaxGroup::default() }]
}

fn blank() -> LineProperties {
    LineProperties::default()
}

fn on(number: &str) -> LineProperties {
    LineProperties {
        account_number: Some(number.into()),
        amount: Some(Amount::from_integer(120)),
        ..LineProperties::default()
    }
}

fn of_kind(kind: JournalAccountType, number: &str) -> LineProperties {
    LineProperties { account_type: Some(kind), ..on(number) }
}

#[test]
fn an_account_brings_name_vat_setup_and_dimensions() {
    let books = Books::new();
    let line = books.create(on("6100")).unwrap();
    assert_eq!((line.line_number, line.account_id, line.description.as_str()), (10_000, OFFICE, "Office"));
    assert_eq!((line.posting_date, line.document_date), (TODAY, TODAY));
    assert_eq!(line.balancing_account_number, "1110");
    assert_eq!(line.balancing_account_id, Uuid::from_u128(1110));
    assert_eq!(line.general_posting_type, GeneralPostingType::Purchase);
    assert_eq!(line.vat_product_posting_group, "STD");
    assert_eq!((line.tax_code(), line.dimensions.value_of("AREA")), ("STD", "NORTH"));
    assert!(line.is_journal_line());

    let mut plain = Books::new();
    plain.journal.copy_vat_setup = false;
    let line = plain.create(on("6100")).unwrap();
    assert_eq!((line.general_posting_type, line.tax_code()), (GeneralPostingType::Blank, ""));
    assert_eq!(plain.create(on("1400")).unwrap().description, "");
    assert_eq!(plain.create(blank()).unwrap().account_number, "");
}

#[test]
fn ids_and_numbers_name_every_kind_of_account() {
    use JournalAccountType::{Account, BankAccount, Customer};
    let books = Books::new();
    let id = |id: Uuid| LineProperties { account_id: Some(id), ..blank() };
    let cases = [
        (id(OFFICE), Account, "6100"),
        (id(BANK), BankAccount, "MAIN"),
        (LineProperties { account_type: Some(BankAccount), ..id(BANK) }, BankAccount, "MAIN"),
        (LineProperties { account_number: Some("6100".into()), ..id(OFFICE) }, Account, "6100"),
        (LineProperties { account_number: Some("6100".into()), ..id(Uuid::nil()) }, Account, "6100"),
        (id(Uuid::nil()), Account, ""),
        (of_kind(Customer, "C-100"), Customer, "C-100"),
    ];
    for (given, kind, number) in cases {
        let line = books.create(given.clone()).unwrap();
        assert_eq!((line.account_type, line.account_number.as_str()), (kind, number), "{given:?}");
    }
    let customer = books.create(of_kind(Customer, "C-101")).unwrap();
    assert_eq!((customer.posting_group.as_str(), customer.currency_code.as_str()), ("HOME", "EUR"));
    assert_eq!(customer.amount_local.to_string(), "132");
    assert_eq!(books.create(of_kind(BankAccount, "EURO")).unwrap().currency_code, "EUR");
}

#[test]
fn what_a_line_may_not_name_is_refused() {
    use JournalAccountType::{Account, BankAccount, Customer, Employee};
    let books = Books::new();
    let with = |change: fn(&mut LineProperties)| {
        let mut given = on("6100");
        change(&mut given);
        given
    };
    let cases = [
        (on("9999"), Category::Dialog, "accountNumber"),
        (on("1999"), Category::Field, "accountNumber"),
        (on("6200"), Category::Field, "accountNumber"),
        (on("1200"), Category::Field, "accountNumber"),
        (of_kind(BankAccount, "OLD"), Category::Field, "accountNumber"),
        (of_kind(Customer, "C-102"), Category::Dialog, "accountNumber"),
        (of_kind(Employee, ""), Category::Field, "accountType"),
        (with(|given| given.account_id = Some(BANK)), Category::Dialog, "accountNumber"),
        // The kind given says what an id is the id of.
        (
            LineProperties { account_type: Some(Account), account_id: Some(BANK), ..blank() },
            Category::Dialog,
            "accountId",
        ),
        (
            LineProperties { account_type: Some(Customer), account_id: Some(BANK), ..blank() },
            Category::Dialog,
            "accountId",
        ),
        (with(|given| given.account_id = Some(Uuid::from_u128(5))), Category::Dialog, "accountId"),
        (with(|given| given.account_id = Some(Uuid::from_u128(1110))), Category::Dialog, "accountNumber"),
        (with(|given| given.posting_date = Some(BLANK_DATE)), Category::Field, "postingDate"),
        (with(|given| given.tax_code = Some("NONE".into())), Category::Relation, "taxCode"),
        (
            with(|given| given.balancing_account_number = Some("1999".into())),
            Category::Field,
            "balancingAccountNumber",
        ),
        (with(|given| given.journal_display_name = Some("X".into())), Category::Dialog, "journalDisplayName"),
        (with(|given| given.journal_id = Some(BANK)), Category::Dialog, "journalId"),
    ];
    for (given, category, property) in cases {
        let error = books.create(given).unwrap_err();
        assert_eq!((error.category, error.property), (category, Some(property)), "{error}");
    }
    let both = LineProperties {
        balancing_account_type: Some(Customer),
        balancing_account_number: Some("C-101".into()),
        ..of_kind(Customer, "C-100")
    };
    assert_eq!(books.create(both).unwrap_err().property, Some("balanceAccountType"));
}

#[test]
fn the_balancing_side_comes_from_the_batch_unless_given() {
    use JournalAccountType::{Account, BankAccount};
    let books = Books::new();
    let to = |kind, number: Option<&str>| LineProperties {
        balancing_account_type: kind,
        balancing_account_number: number.map(str::to_owned),
        ..on("6100")
    };
    let cases = [
        (to(None, None), Account, "1110"),
        (to(None, Some("")), Account, ""),
        (to(Some(Account), None), Account, "1110"),
        (to(Some(BankAccount), None), BankAccount, ""),
        (to(Some(BankAccount), Some("main")), BankAccount, "MAIN"),
        (LineProperties { balancing_account_id: Some(BANK), ..on("6100") }, BankAccount, "MAIN"),
    ];
    for (given, kind, number) in cases {
        let line = books.create(given).unwrap();
        assert_eq!((line.balancing_account_type, line.balancing_account_number.as_str()), (kind, number));
    }
}

#[test]
fn pairs_of_the_body_win_over_defaults_and_keep_the_others() {
    let books = Books::new();
    let pairs = |code: &str, value: &str| Some(vec![(code.to_owned(), value.to_owned())]);
    let line = books.create(LineProperties { dimensions: pairs("dept", "sales"), ..on("6100") }).unwrap();
    assert_eq!(line.dimensions.iter().collect::<Vec<_>>(), [("AREA", "NORTH"), ("DEPT", "SALES")]);
    let line = books.change(&line, LineProperties { dimensions: pairs("AREA", "SOUTH"), ..blank() }).unwrap();
    assert_eq!(line.dimensions.iter().collect::<Vec<_>>(), [("AREA", "SOUTH"), ("DEPT", "SALES")]);
    let line = books.change(&line, on("1110")).unwrap();
    assert!(line.dimensions.is_empty(), "naming an account computes the dimensions anew");
}

#[test]
fn a_change_validates_what_is_present() {
    let books = Books::new();
    let line = books.create(on("6100")).unwrap();
    assert_eq!(books.change(&line, blank()).unwrap(), line);
    let moved =
        books.change(&line, LineProperties { account_number: Some("1110".into()), ..blank() }).unwrap();
    assert_eq!((moved.description.as_str(), moved.tax_code()), ("Till", ""));
    let typed = JournalLine { description: "By hand".into(), ..line.clone() };
    let moved =
        books.change(&typed, LineProperties { account_number: Some("1110".into()), ..blank() }).unwrap();
    assert_eq!(moved.description, "By hand");
    let kind = LineProperties { account_type: Some(JournalAccountType::BankAccount), ..blank() };
    assert_eq!(books.change(&line, kind).unwrap().account_number, "", "another kind clears the number");
    let same = LineProperties { account_type: Some(JournalAccountType::Account), ..blank() };
    assert_eq!(books.change(&line, same).unwrap(), line);
    let taxed = books.change(&line, LineProperties { tax_code: Some("red".into()), ..blank() }).unwrap();
    assert_eq!(taxed.tax_code(), "RED");
    let amount = LineProperties { amount: Amount::parse("1.005").ok(), ..blank() };
    assert_eq!(books.change(&line, amount).unwrap().amount.to_string(), "1.01");
    let blank_text = LineProperties { description: Some(String::new()), ..blank() };
    assert_eq!(books.change(&line, blank_text).unwrap().description, "");
    let dated = LineProperties { posting_date: Some(date(2026, 4, 1)), ..blank() };
    let dated = books.change(&line, dated).unwrap();
    assert_eq!((dated.document_date, dated.due_date), (date(2026, 4, 1), date(2026, 4, 1)));
}
