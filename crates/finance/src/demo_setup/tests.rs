//! The demo company is complete and fits together.

use std::collections::BTreeSet;

use jiff::civil::date;
use uuid::Uuid;

use super::{DemoSetup, build};
use crate::{accounts::AccountType, customer_payments::CUSTOMER_PAYMENTS};

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
