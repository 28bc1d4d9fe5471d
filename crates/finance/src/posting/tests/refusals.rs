//! What is refused, at the limits of each rule of FINANCE.md 2.2, and the words it is refused with.

use jiff::civil::date;
use uuid::Uuid;

use super::books::{self, Books, amount, foreign, of_journal, payment};
use crate::accounts::AccountType;
use crate::choices::Choice;
use crate::companies::{GeneralLedgerSetup, TolerancePosting};
use crate::date_formulas::DateFormula;
use crate::default_dimensions::{DefaultDimension, DimensionTable, ValuePosting};
use crate::errors::Category;
use crate::journal_lines::{JournalAccountType as Account, JournalDocumentType as Document, JournalLine};
use crate::journal_templates::TemplateType;
use crate::party_ledger_entries::PartyType;
use crate::posting::{
    DocumentExtras, Party, PartyAccounts, PostingLine, PostingRules, RuleError, ToleranceSetup, VatAmounts,
    check_line, vat::vat_of,
};
use crate::posting_setup::{GeneralPostingType, VatCalculationType, VatPostingSetup};

#[track_caller]
fn refused(result: Result<(), RuleError>, category: Category, message: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.category, error.message.as_str()), (category, message));
}

/// Posts one line, without the checks of journals, on books that were prepared.
fn post(prepare: impl FnOnce(&mut Books), posting: &PostingLine) -> Result<(), RuleError> {
    let mut books = Books::new();
    prepare(&mut books);
    books.run(|poster| poster.post(posting))
}

/// Rule 2: both ends of the range count, and a range may be open at its end.
#[test]
fn the_first_and_the_last_day_are_allowed() {
    let mut books = Books::new();
    let allowed = |books: &Books, month, day| {
        let line = JournalLine { posting_date: date(2026, month, day), ..payment("-1", "").line };
        check_line(&line, &books.facts).is_ok()
    };
    (books.facts.setup.allow_posting_from, books.facts.setup.allow_posting_to) =
        (date(2026, 3, 1), date(2026, 4, 30));
    let days = [(2, 28), (3, 1), (4, 30), (5, 1)].map(|(month, day)| allowed(&books, month, day));
    assert_eq!(days, [false, true, true, false]);
    books.facts.setup.allow_posting_to = crate::BLANK_DATE;
    assert_eq!([(2, 28), (12, 31)].map(|(month, day)| allowed(&books, month, day)), [false, true]);
}

/// Rule 10: the whole table of FINANCE.md 2.2, on either side of a line.
#[test]
fn the_sign_of_every_kind_of_document() {
    let books = Books::new();
    let kinds = [
        (Document::Payment, "-", "+"),
        (Document::Invoice, "+", "-"),
        (Document::CreditMemo, "-", "+"),
        (Document::FinanceChargeMemo, "", "-"),
        (Document::Refund, "+", "-"),
        (Document::Reminder, "+", "-"),
        (Document::Blank, "", ""),
    ];
    for (kind, of_customer, of_vendor) in kinds {
        for (account_type, number, wanted) in
            [(Account::Customer, "C-100", of_customer), (Account::Vendor, "V-10", of_vendor)]
        {
            for (sign, balancing) in [("-", false), ("+", false), ("-", true), ("+", true)] {
                let value = if (sign == "+") == balancing { amount("-5") } else { amount("5") };
                let mut line = JournalLine { document_type: kind, amount: value, ..books::blank("G1") };
                let party = (account_type, number.to_owned());
                let other = (Account::Account, "1110".to_owned());
                let (own, against) = if balancing { (other, party) } else { (party, other) };
                (line.account_type, line.account_number) = own;
                (line.balancing_account_type, line.balancing_account_number) = against;
                line.amount_local = value;
                let result = check_line(&line, &books.facts);
                if wanted.is_empty() || wanted == sign {
                    result.unwrap();
                } else {
                    let word = if wanted == "+" { "positive" } else { "negative" };
                    let (kind, account) = (kind.label(), account_type.label());
                    let message = format!("amount must be {word} on a {kind} of a {account}.");
                    refused(result, Category::Field, &message);
                }
            }
        }
    }
}

/// Rule 10: a vendor pays back what a credit memo left, from a payments template only.
#[test]
fn a_vendor_pays_back() {
    let books = Books::new();
    for (template, applied, negative) in [
        (TemplateType::Payments, Document::CreditMemo, true),
        (TemplateType::Payments, Document::Invoice, false),
        (TemplateType::General, Document::CreditMemo, false),
    ] {
        let mut line = payment("-5", "").line;
        (line.account_type, line.account_number) = (Account::Vendor, "V-10".to_owned());
        (line.template_type, line.applies_to_document_type) = (template, applied);
        assert_eq!(check_line(&line, &books.facts).is_ok(), negative, "{template:?} {applied:?}");
        (line.amount, line.amount_local) = (amount("5"), amount("5"));
        assert_eq!(check_line(&line, &books.facts).is_ok(), !negative, "{template:?} {applied:?}");
    }
}

/// Rules 6, 8, 9, 12 and 13, where one of two conditions is not enough.
#[test]
fn lines_that_pass_by_a_hair() {
    let books = Books::new();
    let check = |change: fn(&mut JournalLine)| {
        let mut line = payment("-600", "").line;
        change(&mut line);
        check_line(&line, &books.facts)
    };
    // A foreign amount so small that it is nothing in local currency has no sign there.
    check(|line| line.amount_local = amount("0")).unwrap();
    check(|line| line.applies_to_id = "MARK".to_owned()).unwrap();
    // Without a number the balancing side is no party either.
    check(|line| {
        (line.balancing_account_type, line.balancing_account_number) = (Account::Vendor, String::new());
    })
    .unwrap();
    check(|line| {
        line.account_type = Account::Account;
        line.account_number = "6100".to_owned();
        line.document_type = Document::Blank;
        // Of no account: the type alone mixes nothing.
        (line.balancing_account_type, line.balancing_account_number) = (Account::Customer, String::new());
        line.general_posting_type = GeneralPostingType::Purchase;
    })
    .unwrap();
    // A party's number alone makes no party, nor does its type.
    for number in ["", "C-100"] {
        let mut line = payment("-600", "103001").line;
        (line.account_type, line.account_number) = (Account::Account, "6100".to_owned());
        (line.document_type, line.balancing_account_number) = (Document::Blank, number.to_owned());
        line.balancing_account_type = Account::Customer;
        assert_eq!(check_line(&line, &books.facts).is_ok(), !number.is_empty());
    }
    let message = "Posting groups and VAT belong to lines of G/L accounts only.";
    refused(check(|line| line.vat_product_posting_group = "STD".to_owned()), Category::Field, message);
    let message = "The account and the balancing account may not both be customers, vendors, fixed assets or \
                   intercompany partners.";
    for account_type in [Account::FixedAsset, Account::IntercompanyPartner] {
        let mut line = payment("-600", "").line;
        line.balancing_account_type = account_type;
        refused(check_line(&line, &books.facts), Category::Dialog, message);
    }
}

/// Rule 14.
#[test]
fn blocked_parties() {
    type Block = fn(&mut Party);
    let all: Block = |party| party.blocked_for_all = true;
    let invoices: Block = |party| party.blocked_for_invoices = true;
    let payments: Block = |party| party.blocked_for_payments = true;
    let cases = [
        (all, Document::Payment, true),
        (all, Document::Invoice, true),
        (all, Document::Blank, true),
        (invoices, Document::Payment, false),
        (invoices, Document::CreditMemo, false),
        (invoices, Document::Invoice, true),
        (invoices, Document::Blank, true),
        (payments, Document::Payment, true),
        (payments, Document::Invoice, false),
        (payments, Document::Blank, false),
        ((|_| {}) as Block, Document::Invoice, false),
    ];
    for (block, kind, blocked) in cases {
        for (party_type, account_type, number) in
            [(PartyType::Customer, Account::Customer, "C-100"), (PartyType::Vendor, Account::Vendor, "V-10")]
        {
            let mut books = Books::new();
            block(books.facts.parties.get_mut(&(party_type, number.to_owned())).unwrap());
            let mut line = books::invoice("103001", "5").line;
            (line.account_type, line.account_number) = (account_type, number.to_owned());
            line.document_type = kind;
            let negative = matches!((account_type, kind), (Account::Vendor, Document::Invoice))
                || matches!(
                    (account_type, kind),
                    (Account::Customer, Document::Payment | Document::CreditMemo)
                );
            let value = if negative { amount("-5") } else { amount("5") };
            (line.amount, line.amount_local) = (value, value);
            let result = check_line(&line, &books.facts);
            if blocked {
                let noun = account_type.label();
                let message = format!("{noun} {number} is blocked, so that this line cannot be posted.");
                refused(result, Category::Dialog, &message);
            } else {
                result.unwrap();
            }
        }
    }
    let books = Books::new();
    for (account_type, noun) in [(Account::Customer, "customer"), (Account::Vendor, "vendor")] {
        let mut line = books::invoice("103001", "5").line;
        (line.account_type, line.account_number) = (account_type, "X".to_owned());
        line.document_type = Document::Blank;
        let message = format!("There is no {noun} \"X\".");
        refused(check_line(&line, &books.facts), Category::Dialog, &message);
    }
}

/// Rule 16 and FINANCE.md 7.5.
#[test]
fn dimensions_that_accounts_demand() {
    use ValuePosting::{Blank, CodeMandatory, NoCode, SameCode};
    let rule = |number: &str, dimension: &str, value: &str, value_posting| DefaultDimension {
        id: Uuid::nil(),
        table: DimensionTable::Customer,
        number: number.to_owned(),
        parent_id: Uuid::nil(),
        dimension_code: dimension.to_owned(),
        dimension_id: Uuid::nil(),
        dimension_value_code: value.to_owned(),
        dimension_value_id: Uuid::nil(),
        value_posting,
    };
    let check = |rules: &[DefaultDimension], value: &str| {
        let mut books = Books::new();
        books.facts.dimensions.defaults = rules.to_vec();
        let mut line = payment("-5", "").line;
        if !value.is_empty() {
            line.dimensions.0.insert("AREA".to_owned(), value.to_owned());
        }
        check_line(&line, &books.facts).map_err(|error| {
            assert_eq!((error.category, error.property), (Category::Dialog, Some("dimensions")));
            error.message
        })
    };
    let needs = Err("The account C-100 needs a value of the dimension AREA.".to_owned());
    let needs_north = |value: &str| {
        let message =
            format!("The account C-100 needs the value \"NORTH\" of the dimension AREA, not \"{value}\".");
        Err(message)
    };
    let takes_none = Err("The account C-100 takes no value of the dimension AREA.".to_owned());
    let single = [
        (Blank, "NORTH", [Ok(()), Ok(()), Ok(())]),
        (CodeMandatory, "NORTH", [needs.clone(), Ok(()), Ok(())]),
        (SameCode, "NORTH", [needs_north(""), Ok(()), needs_north("SOUTH")]),
        (NoCode, "", [Ok(()), takes_none.clone(), takes_none.clone()]),
    ];
    for (value_posting, value, expected) in single {
        let rules = [rule("C-100", "AREA", value, value_posting)];
        assert_eq!(["", "NORTH", "SOUTH"].map(|value| check(&rules, value)), expected, "{value_posting:?}");
    }
    // A blank number speaks for all customers, except where a customer has a rule of its own for the dimension.
    let of_all = rule("", "AREA", "", CodeMandatory);
    assert_eq!(check(std::slice::from_ref(&of_all), ""), needs);
    assert_eq!(check(&[of_all.clone(), rule("C-100", "AREA", "", Blank)], ""), Ok(()));
    assert_eq!(check(&[of_all.clone(), rule("C-100", "DEPARTMENT", "", Blank)], ""), needs);
    assert_eq!(check(&[of_all.clone(), rule("C-200", "AREA", "", Blank)], ""), needs);
    // Others' rules: another customer, and another table with the same number.
    let vendors =
        DefaultDimension { table: DimensionTable::Vendor, ..rule("C-100", "AREA", "", CodeMandatory) };
    let all_vendors = DefaultDimension { number: String::new(), ..vendors.clone() };
    assert_eq!(check(&[rule("C-200", "AREA", "", CodeMandatory), vendors.clone(), all_vendors], ""), Ok(()));
    let own_of_vendor = DefaultDimension { value_posting: Blank, ..vendors };
    assert_eq!(check(&[of_all, own_of_vendor], ""), needs);

    let mut books = Books::new();
    let mut line = payment("-5", "").line;
    line.dimensions.0.insert("AREA".to_owned(), "NORTH".to_owned());
    books.facts.dimensions.blocked_values.insert(("AREA".to_owned(), "SOUTH".to_owned()));
    check_line(&line, &books.facts).unwrap();
    books.facts.dimensions.blocked_values.insert(("AREA".to_owned(), "NORTH".to_owned()));
    let message = "The value NORTH of the dimension AREA is blocked.";
    refused(check_line(&line, &books.facts), Category::Dialog, message);
    books.facts.dimensions.blocked_dimensions.insert("AREA".to_owned());
    refused(check_line(&line, &books.facts), Category::Dialog, "The dimension AREA is blocked.");
    // The account of either side counts, one that is not named does not.
    let mut books = Books::new();
    let of_accounts = DefaultDimension {
        table: DimensionTable::Account,
        number: "1110".to_owned(),
        ..rule("", "AREA", "", CodeMandatory)
    };
    books.facts.dimensions.defaults = vec![of_accounts.clone()];
    let message = "The account 1110 needs a value of the dimension AREA.";
    refused(check_line(&payment("-5", "").line, &books.facts), Category::Dialog, message);
    books.facts.dimensions.defaults = vec![DefaultDimension { number: String::new(), ..of_accounts }];
    let alone = JournalLine { balancing_account_number: String::new(), ..payment("-5", "").line };
    check_line(&alone, &books.facts).unwrap();
}

/// Rules 22 and 23, and account types without a ledger here.
#[test]
fn amounts_and_accounts_that_cannot_be_posted() {
    let mut dollars = foreign(payment("-5", ""), "100", "-5");
    dollars.line.currency_code = "GBP".to_owned();
    let result = post(|_| {}, &dollars);
    refused(result, Category::Relation, "currencyCode: there is no currency \"GBP\".");
    let mut yen = foreign(payment("-5.5", ""), "1", "-0.06");
    yen.line.currency_code = "JPY".to_owned();
    refused(post(|_| {}, &yen), Category::Field, "amount: -5.5 is not rounded to 1.");
    let mut unrated = foreign(payment("-5", ""), "100", "-5");
    unrated.line.currency_factor = money::Rate::ZERO;
    refused(post(|_| {}, &unrated), Category::Field, "The line in EUR has no exchange rate.");
    let mut uneven = payment("-5", "");
    uneven.line.amount_local = amount("-5.001");
    let message = "amount: -5.001 in local currency is not rounded.";
    refused(post(|_| {}, &uneven), Category::Field, message);
    // The local currency may be named too.
    let mut named = payment("-5", "");
    named.line.currency_code = Books::new().facts.setup.local_currency_code;
    post(|_| {}, &named).unwrap();

    let with_account = |number: &str| {
        let mut posting = payment("-5", "");
        posting.line.balancing_account_number = number.to_owned();
        posting
    };
    let message = "The G/L account 1000 is a heading or total and cannot be posted to.";
    refused(post(|_| {}, &with_account("1000")), Category::Field, message);
    let message = "accountNumber: there is no G/L account \"1111\".";
    refused(post(|_| {}, &with_account("1111")), Category::Relation, message);
    let block = |books: &mut Books| books.facts.accounts.get_mut("1110").unwrap().blocked = true;
    refused(post(block, &with_account("1110")), Category::Field, "The G/L account 1110 is blocked.");
    let retype = |books: &mut Books| {
        books.facts.accounts.get_mut("1110").unwrap().account_type = AccountType::Heading;
    };
    assert!(post(retype, &with_account("1110")).is_err());

    let mut employee = payment("-5", "");
    employee.line.account_type = Account::Employee;
    let message = "Lines of account type Employee cannot be posted: this server keeps no ledger for them.";
    refused(post(|_| {}, &employee), Category::Dialog, message);
}

/// Rule 23: accounts of subledgers are closed to what is entered, but not to what the program posts.
#[test]
fn accounts_without_direct_posting() {
    type Change = fn(&mut PostingLine);
    let cases: [(Change, bool); 4] = [
        (|_| {}, false),
        (|posting| posting.extras.system_line = true, true),
        (|posting| posting.line.system_created = true, true),
        (|posting| posting.extras.closing_date = true, true),
    ];
    for (change, allowed) in cases {
        let mut posting = payment("-5", "");
        posting.line.balancing_account_number = "4210".to_owned();
        change(&mut posting);
        let result = post(|_| {}, &posting);
        if allowed {
            result.unwrap();
        } else {
            let message = "The G/L account 4210 takes no direct posting: it belongs to a subledger or is posted by \
                           the program.";
            refused(result, Category::Field, message);
        }
    }
}

/// Rule 31; a bank in local currency takes any currency, at its value.
#[test]
fn banks_that_do_not_fit() {
    let through = |bank: &str| {
        let mut posting = payment("-5", "");
        posting.line.balancing_account_type = Account::BankAccount;
        posting.line.balancing_account_number = bank.to_owned();
        posting
    };
    let local = Books::new().facts.setup.local_currency_code;
    let message = format!("The bank account EURO is kept in EUR, the line is in {local}.");
    refused(post(|_| {}, &through("EURO")), Category::Field, &message);
    let mut dollars = foreign(through("EURO"), "95", "-4.75");
    dollars.line.currency_code = "USD".to_owned();
    let message = "The bank account EURO is kept in EUR, the line is in USD.";
    refused(post(|_| {}, &dollars), Category::Field, message);
    let message = "accountNumber: there is no bank account \"TILL\".";
    refused(post(|_| {}, &through("TILL")), Category::Relation, message);
    let block = |books: &mut Books| books.facts.bank_accounts.get_mut("MAIN").unwrap().blocked = true;
    refused(post(block, &through("MAIN")), Category::Field, "The bank account MAIN is blocked.");
    let ungroup = |books: &mut Books| books.facts.bank_groups.clear();
    let message = "The bank account MAIN has no usable posting group.";
    refused(post(ungroup, &through("MAIN")), Category::Field, message);

    let mut books = Books::new();
    books.post(&[foreign(through("MAIN"), "110", "-5.5")]).unwrap();
    let entry = &books.posted.bank_ledger_entries[0];
    assert_eq!((entry.amount, entry.amount_local), (amount("5.5"), amount("5.5")));
    assert!(entry.currency_id.is_nil());
}

/// Rules 24 and 25.
#[test]
fn posting_groups_of_parties() {
    let of_line = |group: &str| {
        let mut posting = payment("-5", "");
        posting.line.posting_group = group.to_owned();
        posting
    };
    let several = |books: &mut Books| books.facts.rules.several_posting_groups = true;
    post(|_| {}, &of_line("HOME")).unwrap();
    post(several, &of_line("ABROAD")).unwrap();
    let message = "The line has the posting group ABROAD, but customer C-100 has HOME. Name the account again to \
                   renew it.";
    refused(post(|_| {}, &of_line("ABROAD")), Category::Field, message);
    let message = "There is no customer posting group \"NONE\".";
    refused(post(several, &of_line("NONE")), Category::Field, message);
    let without = |books: &mut Books| {
        let key = (PartyType::Customer, "C-100".to_owned());
        books.facts.parties.get_mut(&key).unwrap().posting_group = String::new();
    };
    refused(post(without, &of_line("")), Category::Field, "Customer C-100 has no posting group.");
    // The group of a line is that of its own account: a balancing party keeps its own.
    let mut turned = of_line("ABROAD");
    std::mem::swap(&mut turned.line.account_number, &mut turned.line.balancing_account_number);
    (turned.line.account_type, turned.line.balancing_account_type) = (Account::Account, Account::Customer);
    let mut books = Books::new();
    books.run(|poster| poster.post(&turned)).unwrap();
    assert_eq!(books.posted.party_ledger_entries[0].posting_group, "HOME");
}

/// Rules 26 and 27: numbers used before, in the run or earlier, and those that may be used again.
#[test]
fn numbers_of_documents() {
    let twice = |posting: &PostingLine| {
        let mut books = Books::new();
        books.run(|poster| poster.post(posting).and_then(|()| poster.post(posting)))
    };
    let of_customer = |kind| {
        let mut posting = books::invoice("103001", "5");
        posting.line.document_type = kind;
        posting
    };
    for kind in [Document::Invoice, Document::CreditMemo, Document::FinanceChargeMemo, Document::Reminder] {
        let label = kind.label();
        let message = format!("documentNumber: a {label} with the number 103001 has been posted already.");
        refused(twice(&of_customer(kind)), Category::Dialog, &message);
        let used = |books: &mut Books| {
            books.facts.used_document_numbers.insert((kind, "103001".to_owned()));
        };
        refused(post(used, &of_customer(kind)), Category::Dialog, &message);
    }
    for kind in [Document::Payment, Document::Refund, Document::Blank] {
        twice(&of_customer(kind)).unwrap();
    }
    let of_vendor = |kind, external: &str| {
        let mut posting = books::invoice("103001", "-5");
        (posting.line.account_type, posting.line.account_number) = (Account::Vendor, "V-10".to_owned());
        (posting.line.document_type, posting.line.external_document_number) = (kind, external.to_owned());
        posting
    };
    for kind in [Document::Invoice, Document::CreditMemo] {
        let label = kind.label();
        let message =
            format!("externalDocumentNumber: the {label} X-1 of vendor V-10 has been posted already.");
        refused(twice(&of_vendor(kind, "X-1")), Category::Dialog, &message);
        let used = |books: &mut Books| {
            books.facts.used_external_numbers.insert((Uuid::from_u128(200), kind, "X-1".to_owned()));
        };
        refused(post(used, &of_vendor(kind, "X-1")), Category::Dialog, &message);
        let message = "externalDocumentNumber must have a value on invoices and credit memos of vendors.";
        refused(post(|_| {}, &of_vendor(kind, "")), Category::Field, message);
        let optional = |books: &mut Books| books.facts.rules.external_number_mandatory = false;
        post(optional, &of_vendor(kind, "")).unwrap();
    }
    twice(&of_vendor(Document::Payment, "X-1")).unwrap();
    twice(&of_vendor(Document::Payment, "")).unwrap();
}

/// Rule 28, with the words for an entry of no type.
#[test]
fn nothing_open_to_apply_to() {
    let mut posting = payment("-5", "G7");
    let message = |kind: &str| {
        format!(
            "appliesToInvoiceNumber: the account of the line has no open {kind} \"G7\" to apply to. It may be closed \
             already, belong to another account, or not be posted."
        )
    };
    refused(post(|_| {}, &posting), Category::NotFound, &message("Invoice"));
    posting.line.applies_to_document_type = Document::Blank;
    refused(post(|_| {}, &posting), Category::NotFound, &message("document"));
}

fn with_vat(posting_type: GeneralPostingType) -> PostingLine {
    of_journal(JournalLine {
        account_number: "6100".to_owned(),
        amount: amount("120"),
        amount_local: amount("120"),
        balancing_account_number: "1110".to_owned(),
        general_posting_type: posting_type,
        vat_business_posting_group: "HOME".to_owned(),
        vat_product_posting_group: "STD".to_owned(),
        ..books::blank("G00002")
    })
}

/// FINANCE.md 5.1: what is missing in VAT setup.
#[test]
fn vat_setup_that_cannot_be_used() {
    use GeneralPostingType::{Purchase, Sale};
    let change = |change: fn(&mut VatPostingSetup), posting_type| {
        let prepare = |books: &mut Books| change(&mut books.facts.vat_setup[3]);
        post(prepare, &with_vat(posting_type))
    };
    let message =
        "There is no VAT posting setup for the business group \"HOME\" and the product group \"STD\".";
    let missing = |setup: &mut VatPostingSetup| setup.vat_business_posting_group = "NONE".to_owned();
    refused(change(missing, Purchase), Category::NotFound, message);
    let missing = |setup: &mut VatPostingSetup| setup.vat_product_posting_group = "NONE".to_owned();
    refused(change(missing, Purchase), Category::NotFound, message);
    let message = "The VAT posting setup of \"HOME\" and \"STD\" is blocked.";
    refused(change(|setup| setup.blocked = true, Purchase), Category::Field, message);
    let no_accounts = |setup: &mut VatPostingSetup| {
        (setup.purchase_vat_account, setup.sales_vat_account) = Default::default();
    };
    let missing =
        |what: &str| format!("The VAT posting setup of \"HOME\" and \"STD\" has no {what} VAT account.");
    refused(change(no_accounts, Purchase), Category::Dialog, &missing("purchase"));
    refused(change(no_accounts, Sale), Category::Dialog, &missing("sales"));
    change(
        |setup| {
            (setup.purchase_vat_account, setup.vat_percent) = (String::new(), amount("0"));
        },
        Purchase,
    )
    .unwrap();
    let reverse = |setup: &mut VatPostingSetup| setup.calculation_type = VatCalculationType::ReverseChargeVat;
    refused(change(reverse, Purchase), Category::Dialog, &missing("reverse charge"));
    change(reverse, Sale).unwrap();
    let full = |setup: &mut VatPostingSetup| {
        (setup.calculation_type, setup.vat_percent) = (VatCalculationType::FullVat, amount("0"));
    };
    let message = "The G/L account of a line with full VAT must be the VAT account 1210, not 6100.";
    refused(change(full, Purchase), Category::Field, message);
    // VAT on the balancing side is none: its posting type is that of the line's own account.
    let mut books = Books::new();
    let turned = PostingLine {
        line: JournalLine { account_number: String::new(), ..with_vat(Purchase).line },
        extras: DocumentExtras { vat: Some(VatAmounts::default()), ..DocumentExtras::default() },
        ..PostingLine::default()
    };
    let result = books.run(|poster| {
        poster.post(&turned)?;
        poster.post(&of_journal(JournalLine {
            account_number: "6100".to_owned(),
            balancing_account_number: String::new(),
            general_posting_type: GeneralPostingType::Blank,
            ..with_vat(Purchase).line
        }))
    });
    result.unwrap();
    assert_eq!(books.general_ledger(), "1 1110 -120, 2 6100 120");
}

/// FINANCE.md 5.2, each way of computing.
#[test]
fn vat_out_of_an_amount() {
    use GeneralPostingType::{Purchase, Sale};
    use VatCalculationType::{FullVat, NoTaxableVat, NormalVat, ReverseChargeVat, SalesTax};
    let cases = [
        (NormalVat, Purchase, "100", "20"),
        (NormalVat, Sale, "100", "20"),
        (ReverseChargeVat, Purchase, "120", "24"),
        (ReverseChargeVat, Sale, "120", "0"),
        (FullVat, Purchase, "0", "120"),
        (SalesTax, Sale, "120", "0"),
        (NoTaxableVat, Sale, "120", "0"),
    ];
    for (calculation_type, posting_type, base, vat) in cases {
        let setup =
            VatPostingSetup { calculation_type, vat_percent: amount("20"), ..VatPostingSetup::default() };
        let amounts = vat_of(amount("120"), &setup, posting_type, money::Precision::CENT).unwrap();
        assert_eq!(
            amounts,
            VatAmounts { base: amount(base), amount: amount(vat), percent: amount("20") },
            "{calculation_type:?}"
        );
    }
}

/// What general ledger setup and the posting groups say reaches posting, each field where it belongs.
#[test]
fn rules_of_setup() {
    let accounts = TolerancePosting::PaymentDiscountAccounts;
    let mut setup = GeneralLedgerSetup {
        application_rounding_precision: amount("0.05"),
        payment_tolerance_percent: amount("2"),
        max_payment_tolerance_amount: amount("10"),
        payment_discount_grace_period: DateFormula::parse("x", "5D").unwrap(),
        payment_tolerance_posting: accounts,
        ..GeneralLedgerSetup::default()
    };
    let expected = PostingRules {
        application_rounding_precision: amount("0.05"),
        payment_tolerance: ToleranceSetup {
            percent: amount("2"),
            max_amount: amount("10"),
            grace_period: DateFormula::parse("x", "5D").unwrap(),
        },
        tolerance_on_discount_accounts: true,
        ..PostingRules::default()
    };
    assert_eq!(PostingRules::of_setup(&setup), expected);
    setup.payment_tolerance_posting = TolerancePosting::PaymentToleranceAccounts;
    setup.payment_discount_tolerance_posting = accounts;
    setup.adjust_for_payment_discount = true;
    let expected = PostingRules {
        tolerance_on_discount_accounts: false,
        discount_tolerance_on_discount_accounts: true,
        adjust_for_payment_discount: true,
        ..expected
    };
    assert_eq!(PostingRules::of_setup(&setup), expected);

    let group = crate::posting_groups::CustomerPostingGroup {
        receivables_account: "1".to_owned(),
        payment_discount_debit_account: "2".to_owned(),
        payment_discount_credit_account: "3".to_owned(),
        invoice_rounding_account: "4".to_owned(),
        application_rounding_debit_account: "5".to_owned(),
        application_rounding_credit_account: "6".to_owned(),
        debit_rounding_account: "7".to_owned(),
        credit_rounding_account: "8".to_owned(),
        payment_tolerance_debit_account: "9".to_owned(),
        payment_tolerance_credit_account: "10".to_owned(),
        ..Default::default()
    };
    let accounts = PartyAccounts {
        control: "1".to_owned(),
        payment_discount_debit: "2".to_owned(),
        payment_discount_credit: "3".to_owned(),
        invoice_rounding: "4".to_owned(),
        application_rounding_debit: "5".to_owned(),
        application_rounding_credit: "6".to_owned(),
        rounding_debit: "7".to_owned(),
        rounding_credit: "8".to_owned(),
        payment_tolerance_debit: "9".to_owned(),
        payment_tolerance_credit: "10".to_owned(),
    };
    assert_eq!(PartyAccounts::from(group), accounts);
}
