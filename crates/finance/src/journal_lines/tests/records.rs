//! Journal lines as whole records, what single fields mean, and how a line finds its number and document number.

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::{BANK, Books, OFFICE, TODAY, account, blank, no_lines, of_kind, on};
use crate::{
    BLANK_DATE, Category, Choice,
    accounts::Account,
    customers::Customer,
    default_dimensions::DimensionTable,
    dimensions::DimensionSet,
    journal_lines::{
        JournalAccountType, JournalDocumentType, JournalLine, Keys, LineProperties, NewLineFacts, change,
    },
    journal_templates::TemplateType,
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    parties::Party,
    posting_setup::GeneralPostingType,
    vendors::Vendor,
};

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect()
}

/// Books whose journal hands something down in every field that can be.
fn books() -> Books {
    let mut books = Books::new();
    books.journal.template_type = TemplateType::Payments;
    books.journal.reason_code = "WHY".into();
    books.journal.posting_number_series = "P01".into();
    books.accounts[0].tax_area_code = "AREA".into();
    books.accounts[0].tax_liable = true;
    books
}

/// What account 6100 makes of a line with the amount 120.
fn office() -> JournalLine {
    JournalLine {
        id: Uuid::from_u128(9),
        journal_id: Uuid::from_u128(1),
        template_type: TemplateType::Payments,
        line_number: 10_000,
        account_number: "6100".into(),
        account_id: OFFICE,
        posting_date: TODAY,
        document_date: TODAY,
        due_date: TODAY,
        description: "Office".into(),
        amount: Amount::from_integer(120),
        amount_local: Amount::from_integer(120),
        balancing_account_number: "1110".into(),
        balancing_account_id: Uuid::from_u128(1110),
        general_posting_type: GeneralPostingType::Purchase,
        general_business_posting_group: "HOME".into(),
        general_product_posting_group: "SERVICES".into(),
        vat_business_posting_group: "HOME".into(),
        vat_product_posting_group: "STD".into(),
        tax_area_code: "AREA".into(),
        tax_liable: true,
        tax_group_code: "TAXED".into(),
        dimensions: DimensionSet::from_iter(pairs(&[("AREA", "NORTH")])),
        source_code: "GENJNL".into(),
        reason_code: "WHY".into(),
        posting_number_series: "P01".into(),
        ..JournalLine::default()
    }
}

fn everything() -> LineProperties {
    LineProperties {
        journal_display_name: None,
        journal_id: Some(Uuid::from_u128(1)),
        line_number: Some(15_000),
        account_type: Some(JournalAccountType::Account),
        account_id: Some(Uuid::from_u128(1400)),
        account_number: Some("1400".into()),
        posting_date: Some(date(2026, 4, 1)),
        document_number: Some("x1".into()),
        external_document_number: Some("y1".into()),
        amount: Some(Amount::from_integer(7)),
        description: Some("By hand".into()),
        comment: Some("Note".into()),
        tax_code: Some("red".into()),
        balancing_account_type: Some(JournalAccountType::BankAccount),
        balancing_account_id: Some(BANK),
        balancing_account_number: Some("main".into()),
        dimensions: Some(pairs(&[("dept", "sales")])),
    }
}

#[test]
fn a_line_is_stored_as_sent() {
    let books = books();
    assert_eq!(books.create(on("6100")), Ok(office()));
    let blank_text = LineProperties { description: Some(String::new()), ..on("6100") };
    assert_eq!(books.create(blank_text), Ok(office()), "a blank description is none");
    let expected = JournalLine {
        line_number: 15_000,
        account_number: "1400".into(),
        account_id: Uuid::from_u128(1400),
        posting_date: date(2026, 4, 1),
        document_date: date(2026, 4, 1),
        due_date: date(2026, 4, 1),
        document_number: "X1".into(),
        external_document_number: "Y1".into(),
        description: "By hand".into(),
        comment: "Note".into(),
        amount: Amount::from_integer(7),
        amount_local: Amount::from_integer(7),
        balancing_account_type: JournalAccountType::BankAccount,
        balancing_account_number: "MAIN".into(),
        balancing_account_id: BANK,
        general_posting_type: GeneralPostingType::Blank,
        general_business_posting_group: String::new(),
        general_product_posting_group: String::new(),
        vat_business_posting_group: String::new(),
        vat_product_posting_group: "RED".into(),
        tax_area_code: String::new(),
        tax_liable: false,
        tax_group_code: String::new(),
        dimensions: DimensionSet::from_iter(pairs(&[("DEPT", "SALES")])),
        ..office()
    };
    assert_eq!(books.create(everything()), Ok(expected.clone()));
    // Patched onto another line, the same comes out.
    assert_eq!(books.change(&office(), everything()), Ok(expected));
}

#[test]
fn a_party_brings_its_terms_and_the_number_of_a_kind_names_that_kind() {
    let mut books = books();
    let customer = Customer {
        id: Uuid::from_u128(200),
        number: "P-1".into(),
        name: "Alder".into(),
        salesperson_code: "JO".into(),
        customer_posting_group: "HOME".into(),
        payment_terms_code: "30D".into(),
        payment_method_code: "BANK".into(),
        preferred_bank_account_code: "ECA".into(),
        ..Customer::default()
    };
    let vendor = Vendor {
        id: Uuid::from_u128(201),
        number: "P-1".into(),
        name: "Lumen".into(),
        vendor_posting_group: "ABROAD".into(),
        ..Vendor::default()
    };
    books.parties = vec![Party::from(&customer), Party::from(&vendor)];
    let plain = JournalLine {
        account_number: "P-1".into(),
        general_posting_type: GeneralPostingType::Blank,
        general_business_posting_group: String::new(),
        general_product_posting_group: String::new(),
        vat_business_posting_group: String::new(),
        vat_product_posting_group: String::new(),
        tax_area_code: String::new(),
        tax_liable: false,
        tax_group_code: String::new(),
        dimensions: DimensionSet::default(),
        ..office()
    };
    let of_customer = JournalLine {
        account_type: JournalAccountType::Customer,
        account_id: Uuid::from_u128(200),
        description: "Alder".into(),
        posting_group: "HOME".into(),
        payment_terms_code: "30D".into(),
        payment_method_code: "BANK".into(),
        salesperson_code: "JO".into(),
        recipient_bank_account_code: "ECA".into(),
        ..plain.clone()
    };
    let of_vendor = JournalLine {
        account_type: JournalAccountType::Vendor,
        account_id: Uuid::from_u128(201),
        description: "Lumen".into(),
        posting_group: "ABROAD".into(),
        ..plain
    };
    use JournalAccountType::{Customer as OfCustomer, Vendor as OfVendor};
    assert_eq!(books.create(of_kind(OfCustomer, "P-1")), Ok(of_customer.clone()));
    assert_eq!(books.create(of_kind(OfVendor, "p-1")), Ok(of_vendor.clone()));
    let by_id = |kind, id| LineProperties {
        account_type: Some(kind),
        account_id: Some(Uuid::from_u128(id)),
        amount: Some(Amount::from_integer(120)),
        ..blank()
    };
    assert_eq!(books.create(by_id(OfVendor, 201)), Ok(of_vendor));
    for (kind, id, noun) in [
        (OfVendor, 200, "no vendor with the id"),
        (OfCustomer, 201, "no customer with the id"),
        (JournalAccountType::BankAccount, 201, "no bank account with the id"),
        (JournalAccountType::Account, 201, "no account with the id"),
    ] {
        let refused = books.create(by_id(kind, id)).unwrap_err();
        assert_eq!((refused.category, refused.property), (Category::Dialog, Some("accountId")));
        assert!(refused.message.contains(noun), "{refused}");
    }
    // Back from the customer to an account: nothing of the customer is left.
    assert_eq!(
        books.change(&of_customer, on("6100")).map(|_| ()).unwrap_err().property,
        Some("accountNumber")
    );
    assert_eq!(books.change(&of_customer, of_kind(JournalAccountType::Account, "6100")), Ok(office()));
}

#[test]
fn a_change_takes_single_properties() {
    let books = books();
    let text = |value: &str| Some(value.to_owned());
    let cases = [
        (
            LineProperties { document_number: text("a1"), ..blank() },
            JournalLine { document_number: "A1".into(), ..office() },
        ),
        (
            LineProperties { external_document_number: text("b1"), ..blank() },
            JournalLine { external_document_number: "B1".into(), ..office() },
        ),
        (
            LineProperties { comment: text("Note"), ..blank() },
            JournalLine { comment: "Note".into(), ..office() },
        ),
        (LineProperties { line_number: Some(5), ..blank() }, JournalLine { line_number: 5, ..office() }),
        (
            LineProperties { tax_code: text(""), ..blank() },
            JournalLine { vat_product_posting_group: String::new(), ..office() },
        ),
        (LineProperties { account_id: Some(OFFICE), ..blank() }, office()),
        (LineProperties { balancing_account_type: Some(JournalAccountType::Account), ..blank() }, office()),
        (
            LineProperties { balancing_account_id: Some(BANK), ..blank() },
            JournalLine {
                balancing_account_type: JournalAccountType::BankAccount,
                balancing_account_number: "MAIN".into(),
                balancing_account_id: BANK,
                ..office()
            },
        ),
    ];
    for (given, expected) in cases {
        assert_eq!(books.change(&office(), given.clone()), Ok(expected), "{given:?}");
    }
    // Naming the account again by number or id takes its values anew; naming its kind alone leaves them.
    let edited = JournalLine { vat_product_posting_group: "RED".into(), ..office() };
    for renewed in [
        LineProperties { account_id: Some(OFFICE), ..blank() },
        LineProperties { account_number: text("6100"), ..blank() },
    ] {
        assert_eq!(books.change(&edited, renewed), Ok(office()));
    }
    let same_kind = LineProperties { account_type: Some(JournalAccountType::Account), ..blank() };
    assert_eq!(books.change(&edited, same_kind), Ok(edited));
    // A line whose sides no request could name is changed in everything else.
    let odd = JournalLine {
        account_type: JournalAccountType::Employee,
        balancing_account_type: JournalAccountType::Account,
        ..office()
    };
    let noted = LineProperties { comment: text("Note"), ..blank() };
    let expected = JournalLine { comment: "Note".into(), ..odd.clone() };
    assert_eq!(books.change(&odd, noted.clone()), Ok(expected));
    let odd = JournalLine { balancing_account_type: JournalAccountType::FixedAsset, ..office() };
    let expected = JournalLine { comment: "Note".into(), ..odd.clone() };
    assert_eq!(books.change(&odd, noted), Ok(expected));
    // A line number that another line has is refused, its own is not.
    let at = |number| LineProperties { line_number: Some(number), ..blank() };
    let taken = |number| {
        change(&office(), &at(number), &books.book(), true, &[])
            .map_err(|error| (error.category, error.property))
    };
    assert_eq!(taken(10_000), Ok(office()));
    assert_eq!(taken(20_000), Err((Category::Duplicate, Some("lineNumber"))));
    let free = |number| {
        change(&office(), &at(number), &books.book(), false, &[])
            .map_err(|error| (error.category, error.property))
    };
    assert_eq!(free(1), Ok(JournalLine { line_number: 1, ..office() }));
    for number in [0, -1] {
        assert_eq!(free(number), Err((Category::Field, Some("lineNumber"))));
    }
    let both_parties = JournalLine { account_type: JournalAccountType::Customer, ..office() };
    let vendor = LineProperties { balancing_account_type: Some(JournalAccountType::Vendor), ..blank() };
    let refused = books.change(&both_parties, vendor.clone()).unwrap_err();
    assert_eq!((refused.category, refused.property), (Category::Dialog, Some("balanceAccountType")));
    assert!(books.change(&office(), vendor).is_ok());
}

#[test]
fn a_sales_tax_company_keeps_tax_groups() {
    let mut books = books();
    books.setup.is_vat_company = false;
    let taxed = books.create(LineProperties { tax_code: Some("red".into()), ..on("6100") });
    assert_eq!(taxed, Ok(JournalLine { tax_group_code: "RED".into(), ..office() }));
    let of_group = JournalLine { tax_group_code: "RED".into(), ..JournalLine::default() };
    assert_eq!(of_group.tax_code(), "RED");
    let of_both = JournalLine { vat_product_posting_group: "STD".into(), ..of_group };
    assert_eq!(of_both.tax_code(), "STD");
}

/// One text of a request.
type Text = fn(&mut LineProperties) -> &mut Option<String>;

#[test]
fn texts_and_codes_have_lengths() {
    let long = |length: usize| Some("x".repeat(length));
    let cases: [(&str, usize, Text); 7] = [
        ("accountNumber", 20, |given| &mut given.account_number),
        ("documentNumber", 20, |given| &mut given.document_number),
        ("externalDocumentNumber", 35, |given| &mut given.external_document_number),
        ("description", 100, |given| &mut given.description),
        ("comment", 250, |given| &mut given.comment),
        ("taxCode", 20, |given| &mut given.tax_code),
        ("balancingAccountNumber", 20, |given| &mut given.balancing_account_number),
    ];
    for (property, length_max, field) in cases {
        let mut given = blank();
        *field(&mut given) = long(length_max);
        assert!(given.clone().normalized().is_ok(), "{property}");
        *field(&mut given) = long(length_max + 1);
        let error = given.normalized().unwrap_err();
        assert_eq!((error.category, error.property), (Category::Length, Some(property)));
    }
}

#[test]
fn the_records_of_request_and_line_are_loaded() {
    let given = LineProperties {
        account_id: Some(OFFICE),
        account_number: Some("6100".into()),
        balancing_account_id: Some(Uuid::nil()),
        balancing_account_number: Some(String::new()),
        ..blank()
    };
    let expected = Keys { ids: vec![OFFICE], numbers: vec!["6100".into()] };
    assert_eq!(given.account_keys(None), expected);
    let line = JournalLine {
        account_number: "C-100".into(),
        balancing_account_number: "1110".into(),
        ..JournalLine::default()
    };
    let given = LineProperties { balancing_account_id: Some(BANK), ..given };
    let expected =
        Keys { ids: vec![OFFICE, BANK], numbers: vec!["6100".into(), "C-100".into(), "1110".into()] };
    assert_eq!(given.account_keys(Some(&line)), expected);
}

#[test]
fn a_line_adds_to_its_journal_what_no_other_side_takes() {
    let line = |account: &str, balancing: &str| JournalLine {
        account_number: account.into(),
        balancing_account_number: balancing.into(),
        amount_local: Amount::from_integer(5),
        ..JournalLine::default()
    };
    for (account, balancing, balance) in [("A", "B", "0"), ("", "B", "-5"), ("A", "", "5"), ("", "", "5")] {
        let found = line(account, balancing).balance().unwrap();
        assert_eq!(found.to_string(), balance, "{account:?} {balancing:?}");
    }
}

#[test]
fn an_empty_line_has_neither_account_nor_amount() {
    let line = |account: &str, amount: i32, balancing: &str, system_created| JournalLine {
        account_number: account.into(),
        amount: Amount::from_integer(amount),
        balancing_account_number: balancing.into(),
        system_created,
        ..JournalLine::default()
    };
    // Only a line that the system made counts with its balancing account alone.
    let cases = [
        (line("", 0, "", false), true),
        (line("", 0, "", true), true),
        (line("", 0, "B", false), true),
        (line("", 0, "B", true), false),
        (line("A", 0, "", false), false),
        (line("", 1, "", false), false),
    ];
    for (line, expected) in cases {
        assert_eq!(line.is_empty(), expected, "{line:?}");
    }
    for document_type in JournalDocumentType::ALL {
        let line = JournalLine { document_type: *document_type, ..JournalLine::default() };
        assert_eq!(line.is_journal_line(), *document_type == JournalDocumentType::Blank);
    }
}

#[test]
fn defaults_of_dimensions_stand_at_the_table_of_the_account() {
    use JournalAccountType::{Account, BankAccount, Customer, Employee, Vendor};
    for kind in JournalAccountType::ALL {
        let expected = match *kind {
            Account => Some(DimensionTable::Account),
            Customer => Some(DimensionTable::Customer),
            Vendor => Some(DimensionTable::Vendor),
            BankAccount => Some(DimensionTable::BankAccount),
            Employee => Some(DimensionTable::Employee),
            _ => None,
        };
        assert_eq!(kind.dimension_table(), expected, "{kind:?}");
    }
}

/// A series that counts in tens from X100.
fn series() -> NumberSource {
    let line = NumberSeriesLine {
        id: Uuid::nil(),
        series_code: "X".into(),
        line_number: 10_000,
        starting_date: BLANK_DATE,
        starting_number: "X100".into(),
        ending_number: String::new(),
        warning_number: String::new(),
        last_number_used: String::new(),
        last_date_used: BLANK_DATE,
        increment: 10,
        open: true,
    };
    NumberSource {
        series: NumberSeries { default_numbers: true, ..NumberSeries::default() },
        lines: vec![line],
    }
}

#[test]
fn a_new_line_follows_the_lines_there_are() {
    let books = books();
    let series = series();
    let last = JournalLine {
        line_number: 20_000,
        account_number: "6100".into(),
        posting_date: date(2026, 2, 1),
        document_number: "X200".into(),
        external_document_number: "REF".into(),
        ..JournalLine::default()
    };
    let higher = JournalLine { line_number: 15_000, document_number: "X150".into(), ..last.clone() };
    let empty = JournalLine { account_number: String::new(), ..last.clone() };
    let undated = JournalLine { posting_date: BLANK_DATE, ..last.clone() };
    let long = JournalLine { document_number: "A".repeat(19) + "8", ..last.clone() };
    let full = JournalLine { document_number: "A".repeat(19) + "9", ..last.clone() };
    let new = |next_higher_line, last_line, balance: i32| NewLineFacts {
        next_higher_line,
        last_line,
        balance_of_journal: Amount::from_integer(balance),
        number_series: Some(&series),
        ..no_lines()
    };
    let at = |line_number, reference: &str| LineProperties {
        line_number,
        external_document_number: Some(reference.to_owned()),
        ..on("6100")
    };
    let some_last = Some(&last);
    let some_higher = Some(&higher);
    // Given, the lines; line number, document number and posting date of the new line.
    let cases = [
        (at(None, "REF"), new(None, None, 0), 10_000, "X100", TODAY),
        (at(None, "REF"), new(None, some_last, 0), 30_000, "X210", last.posting_date),
        // While the journal does not balance, its document goes on, unless the reference is another.
        (at(None, "REF"), new(None, some_last, 5), 30_000, "X200", last.posting_date),
        (at(None, "OTHER"), new(None, some_last, 5), 30_000, "X210", last.posting_date),
        (at(None, "REF"), new(None, Some(&empty), 0), 30_000, "X200", last.posting_date),
        // In between, the line below is copied; without a number that line does not matter.
        (at(Some(12_000), "REF"), new(some_higher, some_last, 0), 12_000, "X150", last.posting_date),
        (at(Some(12_000), "OTHER"), new(some_higher, some_last, 0), 12_000, "X160", last.posting_date),
        (at(Some(0), "REF"), new(some_higher, some_last, 0), 30_000, "X210", last.posting_date),
        (at(Some(15_000), "REF"), new(some_higher, some_last, 0), 15_000, "X210", last.posting_date),
        (at(None, "REF"), new(None, Some(&undated), 0), 30_000, "X210", TODAY),
    ];
    for (given, new, line_number, document_number, posting_date) in cases {
        let line = books.create_with(given.clone(), &new).unwrap();
        let found = (line.line_number, line.document_number.as_str(), line.posting_date);
        assert_eq!(found, (line_number, document_number, posting_date), "{given:?} {new:?}");
    }
    let next = books.create_with(at(None, "REF"), &new(None, Some(&long), 0)).unwrap();
    assert_eq!(next.document_number, full.document_number);
    let error = books.create_with(at(None, "REF"), &new(None, Some(&full), 0)).unwrap_err();
    assert_eq!((error.category, error.property), (Category::Dialog, Some("documentNumber")));
    let taken = NewLineFacts { line_number_taken: true, ..no_lines() };
    let error = books.create_with(at(Some(5), ""), &taken).unwrap_err();
    assert_eq!((error.category, error.property), (Category::Duplicate, Some("lineNumber")));
    assert!(books.create_with(at(None, ""), &taken).is_ok());
    let error = books.create_with(at(Some(-5), ""), &no_lines()).unwrap_err();
    assert_eq!((error.category, error.property), (Category::Field, Some("lineNumber")));
}

#[test]
fn the_balancing_account_of_a_journal_keeps_its_id_when_it_is_not_loaded() {
    let mut books = books();
    books.journal.balancing_account_id = Uuid::from_u128(77);
    books.accounts.retain(|account| account.number != "1110");
    let line = books.create(on("6100")).unwrap();
    let found = (line.balancing_account_number.as_str(), line.balancing_account_id);
    assert_eq!(found, ("1110", Uuid::from_u128(77)));
    let renumbered = Account { id: Uuid::from_u128(5), ..account(1110, "Till") };
    books.accounts.push(renumbered);
    assert_eq!(books.create(on("6100")).unwrap().balancing_account_id, Uuid::from_u128(5));
}
