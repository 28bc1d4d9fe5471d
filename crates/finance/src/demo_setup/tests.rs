//! The demo company is complete and fits together.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use jiff::civil::date;
use uuid::Uuid;

use super::{DemoSetup, build, without_data};
use crate::{
    accounts::AccountType,
    customer_payments::CUSTOMER_PAYMENTS,
    shown::{Fields, fields, section},
};

fn demo() -> DemoSetup {
    let mut last = 0_u128;
    let mut new_id = || {
        last += 1;
        Uuid::from_u128(last)
    };
    build(date(2026, 3, 10), &mut new_id).unwrap()
}

#[test]
fn the_demo_company_is_the_same_every_time_and_complete() {
    let demo = demo();
    assert_eq!(demo, self::demo());
    assert_eq!(demo.accounts.len(), 42);
    assert_eq!(demo.vat_posting_setup.len(), 12);
    assert_eq!(demo.general_posting_setup.len(), 9);
    assert_eq!(demo.currencies.len(), 3);
    assert_eq!((demo.customers.len(), demo.customer_payments.len()), (20, 12));
    let currencies: BTreeSet<_> =
        demo.customers.iter().map(|customer| customer.currency_code.as_str()).collect();
    assert_eq!(currencies.into_iter().collect::<Vec<_>>(), ["", "EUR", "USD"]);
    assert_eq!(
        (demo.customers[0].number.as_str(), demo.customers[0].name.as_str()),
        ("C-100", "Alder Foods")
    );
    let customers = demo.number_series_lines.iter().find(|line| line.series_code == "CUST").unwrap();
    assert_eq!(customers.last_number_used, "C-119");
}

#[test]
fn every_account_named_in_setup_is_a_posting_account() {
    let demo = demo();
    let posting: BTreeSet<&str> = demo
        .accounts
        .iter()
        .filter(|account| account.account_type == AccountType::Posting)
        .map(|account| account.number.as_str())
        .collect();
    let mut named: Vec<&str> = Vec::new();
    for cell in &demo.vat_posting_setup {
        named.extend([
            &*cell.sales_vat_account,
            &*cell.purchase_vat_account,
            &*cell.reverse_charge_vat_account,
        ]);
    }
    for cell in &demo.general_posting_setup {
        named.extend([&*cell.sales_account, &*cell.purchase_account, &*cell.cost_of_goods_sold_account]);
        named.extend([&*cell.inventory_adjustment_account, &*cell.direct_cost_applied_account]);
    }
    for group in &demo.customer_posting_groups {
        named.extend([&*group.receivables_account, &*group.payment_discount_debit_account]);
    }
    named.extend(demo.vendor_posting_groups.iter().map(|group| &*group.payables_account));
    named.extend(demo.bank_posting_groups.iter().map(|group| &*group.account_number));
    named.extend(demo.currencies.iter().map(|currency| &*currency.realized_gains_account));
    for number in named.into_iter().filter(|number| !number.is_empty()) {
        assert!(posting.contains(number), "{number}");
    }
}

#[test]
fn customers_and_payments_can_be_posted_later() {
    let demo = demo();
    for customer in &demo.customers {
        let group = &customer.customer_posting_group;
        assert!(demo.customer_posting_groups.iter().any(|known| known.code == *group), "{}", customer.number);
        assert!(!customer.vat_business_posting_group.is_empty(), "{}", customer.number);
        assert!(demo.countries_regions.iter().any(|country| country.code == customer.country_region_code));
    }
    for (index, line) in demo.customer_payments.iter().enumerate() {
        assert!(CUSTOMER_PAYMENTS.is_payment(line));
        assert_eq!(line.document_number, format!("G020{:02}", index + 1));
        assert_eq!(line.balancing_account_number, "1110");
        assert!(line.amount_local.is_negative());
        assert!(line.posting_date <= date(2026, 3, 10));
    }
}

#[test]
fn journals_may_use_their_balancing_account_and_series() {
    let demo = demo();
    for journal in &demo.journals {
        assert!(demo.number_series.iter().any(|series| series.code == journal.number_series));
        let account = demo.accounts.iter().find(|account| account.id == journal.balancing_account_id);
        if let Some(account) = account {
            assert_eq!(account.check_usable_in_journal("balancingAccountId"), Ok(()));
        }
    }
    assert_eq!(demo.journals.len(), 3);
}

/// Kinds of records, each with its rows.
#[derive(Default)]
struct Shown(Vec<(&'static str, Vec<Fields>)>);

impl Shown {
    /// Records with the fields that are not blank.
    fn filled<T: Debug + Default>(&mut self, title: &'static str, records: &[T]) {
        let blank = T::default();
        let rows = records.iter().map(|record| fields(record, Some(&blank), &BTreeMap::new()));
        self.0.push((title, rows.collect()));
    }

    /// Records of which there is no blank one.
    fn whole<T: Debug>(&mut self, title: &'static str, records: &[T]) {
        let rows = records.iter().map(|record| fields(record, None, &BTreeMap::new()));
        self.0.push((title, rows.collect()));
    }

    /// All of them, with the number, code or name of a record instead of its id.
    fn text(mut self) -> String {
        let rows = self.0.iter().flat_map(|(_, rows)| rows);
        let names: BTreeMap<String, String> = rows
            .filter_map(|row| {
                let of = |name: &str| row.iter().find(|field| field.0 == name).map(|field| field.1.clone());
                let name = ["number", "code", "name"].iter().find_map(|name| of(name));
                // A missing id has no name, so that it shows.
                let id = of("id").filter(|id| *id != Uuid::nil().to_string())?;
                Some((id, name.unwrap_or_else(|| "its own".to_owned())))
            })
            .collect();
        let fields = self.0.iter_mut().flat_map(|(_, rows)| rows.iter_mut().flatten());
        for (_, value) in fields {
            if let Some(name) = names.get(value) {
                value.clone_from(name);
            }
        }
        let mut text = String::new();
        for (title, rows) in self.0 {
            section(&mut text, title, rows);
        }
        text
    }
}

/// Every record of the demo company, to be read by whoever changes it.
#[test]
fn the_demo_company_is_as_it_is_written_down() {
    let mut shown = Shown::default();
    // Named one by one, so that a new kind of record is not forgotten here.
    let DemoSetup {
        company,
        general_ledger_setup,
        number_series_setup,
        trade_setup,
        inventory_setup,
        accounting_periods,
        accounts,
        general_business_posting_groups,
        general_product_posting_groups,
        tax_areas,
        tax_groups,
        vat_posting_setup,
        general_posting_setup,
        customer_posting_groups,
        vendor_posting_groups,
        bank_posting_groups,
        bank_accounts,
        inventory_posting_groups,
        inventory_posting_setup,
        number_series,
        number_series_lines,
        source_codes,
        journal_templates,
        journals,
        currencies,
        currency_exchange_rates,
        payment_terms,
        payment_methods,
        shipment_methods,
        countries_regions,
        dimensions,
        dimension_values,
        default_dimensions,
        customer_templates,
        vendor_templates,
        report_lines,
        units_of_measure,
        item_categories,
        item_templates,
        locations,
        customers,
        vendors,
        items,
        item_units_of_measure,
        item_variants,
        customer_payments,
    } = demo();
    shown.filled("company", &[company]);
    shown.filled("general_ledger_setup", &[general_ledger_setup]);
    shown.filled("number_series_setup", &[number_series_setup]);
    shown.whole("trade_setup", &trade_setup);
    shown.filled("inventory_setup", &[inventory_setup]);
    shown.whole("accounting_periods", &accounting_periods);
    shown.filled("accounts", &accounts);
    shown.filled("general_business_posting_groups", &general_business_posting_groups);
    shown.filled("general_product_posting_groups", &general_product_posting_groups);
    shown.filled("tax_areas", &tax_areas);
    shown.filled("tax_groups", &tax_groups);
    shown.filled("vat_posting_setup", &vat_posting_setup);
    shown.filled("general_posting_setup", &general_posting_setup);
    shown.filled("customer_posting_groups", &customer_posting_groups);
    shown.filled("vendor_posting_groups", &vendor_posting_groups);
    shown.filled("bank_posting_groups", &bank_posting_groups);
    shown.filled("bank_accounts", &bank_accounts);
    shown.filled("inventory_posting_groups", &inventory_posting_groups);
    shown.filled("inventory_posting_setup", &inventory_posting_setup);
    shown.filled("number_series", &number_series);
    shown.whole("number_series_lines", &number_series_lines);
    shown.filled("source_codes", &source_codes);
    shown.filled("journal_templates", &journal_templates);
    shown.filled("journals", &journals);
    shown.filled("currencies", &currencies);
    shown.whole("currency_exchange_rates", &currency_exchange_rates);
    shown.filled("payment_terms", &payment_terms);
    shown.filled("payment_methods", &payment_methods);
    shown.filled("shipment_methods", &shipment_methods);
    shown.filled("countries_regions", &countries_regions);
    shown.filled("dimensions", &dimensions);
    shown.filled("dimension_values", &dimension_values);
    shown.whole("default_dimensions", &default_dimensions);
    shown.filled("customer_templates", &customer_templates);
    shown.filled("vendor_templates", &vendor_templates);
    shown.filled("report_lines", &report_lines);
    shown.filled("units_of_measure", &units_of_measure);
    shown.filled("item_categories", &item_categories);
    shown.filled("item_templates", &item_templates);
    shown.filled("locations", &locations);
    shown.filled("customers", &customers);
    shown.filled("vendors", &vendors);
    shown.filled("items", &items);
    shown.whole("item_units_of_measure", &item_units_of_measure);
    shown.filled("item_variants", &item_variants);
    shown.filled("customer_payments", &customer_payments);
    insta::assert_snapshot!(shown.text());
}

#[test]
fn a_series_comes_with_its_flags_and_lines() {
    let demo = demo();
    for (code, manual_numbers) in [("CUST", true), ("EMPL", false)] {
        let numbers = demo.numbers(code).unwrap();
        assert_eq!((numbers.series.code.as_str(), numbers.series.manual_numbers), (code, manual_numbers));
        assert!(numbers.lines.iter().all(|line| line.series_code == code));
        assert_eq!(numbers.lines.len(), 1);
    }
    assert_eq!(demo.numbers("NONE"), None);
}

#[test]
fn a_company_without_data_has_the_same_setup() {
    let mut last = 0_u128;
    let setup = without_data(date(2026, 3, 10), &mut || {
        last += 1;
        Uuid::from_u128(last)
    });
    let demo = demo();
    let without_data = DemoSetup {
        // The demo data took numbers.
        number_series_lines: setup.number_series_lines.clone(),
        default_dimensions: Vec::new(),
        customers: Vec::new(),
        vendors: Vec::new(),
        items: Vec::new(),
        item_units_of_measure: Vec::new(),
        item_variants: Vec::new(),
        customer_payments: Vec::new(),
        ..demo
    };
    assert_eq!(setup, without_data);
}
