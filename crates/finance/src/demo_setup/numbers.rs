//! Number series of the demo company, and which record uses which.

use crate::{
    BLANK_DATE,
    companies::NumberSeriesSetup,
    demo_setup::NewId,
    number_series::{NumberSeries, NumberSeriesLine},
};

/// Code, description, first number, numbers by hand allowed.
const SERIES: &[(&str, &str, &str, bool)] = &[
    ("CUST", "Customers", "C-100", true),
    ("VEND", "Vendors", "V-10", true),
    ("ITEM", "Items", "1000", true),
    ("EMPL", "Employees", "E-10", false),
    ("CONT", "Contacts", "CT-100", false),
    ("S-QUO", "Sales quotes", "1001", false),
    ("S-ORD", "Sales orders", "101001", false),
    ("S-INV", "Draft sales invoices", "1001", false),
    ("S-INV+", "Posted sales invoices", "103001", false),
    ("S-CR", "Draft sales credit memos", "1001", false),
    ("S-CR+", "Posted sales credit memos", "104001", false),
    ("S-SHPT", "Sales shipments", "102001", false),
    ("P-ORD", "Purchase orders", "106001", false),
    ("P-INV", "Draft purchase invoices", "107001", false),
    ("P-INV+", "Posted purchase invoices", "108001", false),
    ("P-CR", "Draft purchase credit memos", "1001", false),
    ("P-CR+", "Posted purchase credit memos", "109001", false),
    ("P-RCPT", "Purchase receipts", "110001", false),
    ("G00001", "General journal", "G00001", true),
    ("G02001", "Cash receipt journal", "G02001", true),
    ("G04001", "Payment journal", "G04001", true),
];

pub(super) fn series(new_id: NewId<'_>) -> (Vec<NumberSeries>, Vec<NumberSeriesLine>) {
    SERIES
        .iter()
        .map(|&(code, description, first, manual_numbers)| {
            let series = NumberSeries {
                id: new_id(),
                code: code.to_owned(),
                description: description.to_owned(),
                default_numbers: true,
                manual_numbers,
                date_order: false,
            };
            let line = NumberSeriesLine {
                id: new_id(),
                series_code: code.to_owned(),
                line_number: 10_000,
                starting_date: BLANK_DATE,
                starting_number: first.to_owned(),
                ending_number: String::new(),
                warning_number: String::new(),
                last_number_used: String::new(),
                last_date_used: BLANK_DATE,
                increment: 1,
                open: true,
            };
            (series, line)
        })
        .unzip()
}

pub(super) fn setup(new_id: NewId<'_>) -> NumberSeriesSetup {
    NumberSeriesSetup {
        id: new_id(),
        customers: "CUST".to_owned(),
        vendors: "VEND".to_owned(),
        items: "ITEM".to_owned(),
        employees: "EMPL".to_owned(),
        contacts: "CONT".to_owned(),
        sales_quotes: "S-QUO".to_owned(),
        sales_orders: "S-ORD".to_owned(),
        sales_invoices: "S-INV".to_owned(),
        posted_sales_invoices: "S-INV+".to_owned(),
        sales_credit_memos: "S-CR".to_owned(),
        posted_sales_credit_memos: "S-CR+".to_owned(),
        posted_sales_shipments: "S-SHPT".to_owned(),
        purchase_orders: "P-ORD".to_owned(),
        purchase_invoices: "P-INV".to_owned(),
        posted_purchase_invoices: "P-INV+".to_owned(),
        purchase_credit_memos: "P-CR".to_owned(),
        posted_purchase_credit_memos: "P-CR+".to_owned(),
        posted_purchase_receipts: "P-RCPT".to_owned(),
    }
}
