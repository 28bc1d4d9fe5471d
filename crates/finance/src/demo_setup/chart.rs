//! The chart of accounts of the demo company.

use crate::{
    accounts::{Account, AccountCategory, AccountType},
    demo_setup::NewId,
    posting_setup::GeneralPostingType,
};

use AccountCategory::{Assets, CostOfGoodsSold, Equity, Expense, Income, Liabilities};
use AccountType::{BeginTotal, EndTotal, Posting, Total};

/// Number, name, type, category, direct posting, totaling.
type Row = (&'static str, &'static str, AccountType, AccountCategory, bool, &'static str);

const CHART: &[Row] = &[
    ("1000", "Assets", BeginTotal, Assets, false, ""),
    ("1110", "Till and payments in transit", Posting, Assets, true, ""),
    ("1120", "Current account at bank", Posting, Assets, false, ""),
    ("1200", "Customers", Posting, Assets, false, ""),
    ("1210", "VAT on purchases", Posting, Assets, false, ""),
    ("1300", "Goods in stock", Posting, Assets, false, ""),
    ("1400", "Prepaid costs", Posting, Assets, true, ""),
    ("1999", "Assets, total", EndTotal, Assets, false, "1000..1999"),
    ("2000", "Debts", BeginTotal, Liabilities, false, ""),
    ("2100", "Suppliers", Posting, Liabilities, false, ""),
    ("2200", "VAT on sales", Posting, Liabilities, false, ""),
    ("2210", "VAT, reverse charge", Posting, Liabilities, false, ""),
    ("2220", "VAT owed", Posting, Liabilities, true, ""),
    ("2300", "Wages owed", Posting, Liabilities, true, ""),
    ("2999", "Debts, total", EndTotal, Liabilities, false, "2000..2999"),
    ("3000", "Own funds", BeginTotal, Equity, false, ""),
    ("3100", "Capital paid in", Posting, Equity, true, ""),
    ("3200", "Profit brought forward", Posting, Equity, true, ""),
    ("3999", "Own funds, total", EndTotal, Equity, false, "3000..3999"),
    ("4000", "Revenue", BeginTotal, Income, false, ""),
    ("4100", "Goods sold", Posting, Income, true, ""),
    ("4110", "Services sold", Posting, Income, true, ""),
    ("4200", "Discounts on invoices", Posting, Income, true, ""),
    ("4210", "Discounts for early payment", Posting, Income, false, ""),
    ("4300", "Currency gains", Posting, Income, false, ""),
    ("4999", "Revenue, total", EndTotal, Income, false, "4000..4999"),
    ("5000", "Cost of goods", BeginTotal, CostOfGoodsSold, false, ""),
    ("5100", "Cost of goods sold", Posting, CostOfGoodsSold, false, ""),
    ("5200", "Stock corrections", Posting, CostOfGoodsSold, false, ""),
    ("5300", "Goods purchased", Posting, CostOfGoodsSold, true, ""),
    ("5310", "Purchases moved to stock", Posting, CostOfGoodsSold, false, ""),
    ("5400", "Discounts from suppliers", Posting, CostOfGoodsSold, false, ""),
    ("5999", "Cost of goods, total", EndTotal, CostOfGoodsSold, false, "5000..5999"),
    ("6000", "Running costs", BeginTotal, Expense, false, ""),
    ("6100", "Office", Posting, Expense, true, ""),
    ("6200", "Travel", Posting, Expense, true, ""),
    ("6300", "Bank charges and interest", Posting, Expense, true, ""),
    ("6400", "Rounding and small differences", Posting, Expense, true, ""),
    ("6500", "Currency losses", Posting, Expense, false, ""),
    ("6600", "Wages", Posting, Expense, true, ""),
    ("6999", "Running costs, total", EndTotal, Expense, false, "6000..6999"),
    ("9990", "Result", Total, Income, false, "4000..6999"),
];

/// Accounts that lines of documents name: posting type, general and VAT product group. Journal lines take them over
/// too, and carry no VAT as long as they have no VAT business group (FINANCE.md 5.8).
const TRADED: &[(&str, GeneralPostingType, &str, &str)] = &[
    ("4100", GeneralPostingType::Sale, "GOODS", "STD"),
    ("4110", GeneralPostingType::Sale, "SERVICES", "STD"),
    ("5300", GeneralPostingType::Purchase, "GOODS", "STD"),
    ("6100", GeneralPostingType::Purchase, "SERVICES", "STD"),
    ("6200", GeneralPostingType::Purchase, "SERVICES", "STD"),
    ("6300", GeneralPostingType::Purchase, "OTHER", "ZERO"),
    ("6400", GeneralPostingType::Purchase, "OTHER", "ZERO"),
];

pub(super) fn accounts(new_id: NewId<'_>) -> Vec<Account> {
    CHART
        .iter()
        .map(|&(number, name, account_type, category, direct_posting, totaling)| {
            let mut account = Account {
                id: new_id(),
                number: number.to_owned(),
                name: name.to_owned(),
                account_type,
                category,
                direct_posting,
                totaling: totaling.to_owned(),
                ..Account::default()
            };
            if let Some((_, posting_type, product, vat)) = TRADED.iter().find(|traded| traded.0 == number) {
                account.general_posting_type = *posting_type;
                (*product).clone_into(&mut account.general_product_posting_group);
                (*vat).clone_into(&mut account.vat_product_posting_group);
            }
            account
        })
        .collect()
}
