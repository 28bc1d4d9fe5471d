//! The black-box tests: one binary. Case files stand in folders by noun; see `README.md` for their form.

mod authorization;
mod documents;
mod hostile;
mod idempotency;
mod mail;
mod mass_assignment;
mod model;
mod pictures_over_http;
mod reports;
mod walks;

use acceptance::support::{case_file, run, tests_folder};

/// One test for each folder of case files.
macro_rules! case_folders {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            run::folder(stringify!($name));
        })*

        const FOLDERS: &[&str] = &[$(stringify!($name)),*];
    };
}

// One on a line, so that new ones do not meet.
case_folders! {
    accounts
    aged_accounts_payable
    aged_accounts_receivable
    apply_vendor_entries
    bank_accounts
    batch
    companies
    company_information
    countries_regions
    currencies
    currency_exchange_rates
    customer_payment_journals
    customer_payments
    customer_sales
    customers
    default_dimensions
    dimension_set_lines
    dimensions
    errors
    financial_statements
    general_ledger_entries
    general_ledger_setup
    idempotency
    journal_lines
    journals
    item_categories
    item_ledger_entries
    item_variants
    items
    locations
    odata
    own_api
    payment_methods
    payment_terms
    pictures
    posting
    purchase_credit_memos
    purchase_invoices
    purchase_orders
    sales_credit_memos
    sales_invoices
    sales_orders
    sales_quotes
    sales_tax
    posting_groups
    setup
    shipment_methods
    strict
    tax_area_lines
    tax_areas
    tax_details
    tax_groups
    tax_jurisdictions
    trial_balances
    vat_posting_setups
    vendor_payments
    units_of_measure
    vendors
}

#[test]
fn every_folder_of_case_files_is_run() {
    for entry in std::fs::read_dir(tests_folder()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // `clients` holds the real clients, which are run by the project's own command, `seeds` what random tests keep.
        let is_other = matches!(name.as_str(), "clients" | "seeds");
        let has_cases = !is_other && entry.path().is_dir() && !run::files_of(&name).is_empty();
        assert!(!has_cases || FOLDERS.contains(&name.as_str()), "add {name} to case_folders! in main.rs");
    }
}

#[test]
fn a_case_file_is_written_as_it_was_read() {
    let text = "What it holds.\n\n# A case\n\n// why\n@raw\nGET all /x => name\nPrefer: a\n\n{\"b\":1}\n---\n200\n\n{\n}\n";
    let file = case_file::parse(text);
    let answers: Vec<Vec<String>> =
        file.cases.iter().map(|case| case.steps.iter().map(|step| step.expected.clone()).collect()).collect();
    assert_eq!(case_file::write(&file, &answers), text);
}
