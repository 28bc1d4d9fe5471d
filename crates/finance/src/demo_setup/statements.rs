//! The rows of the financial statements over the demo chart (FINANCE.md 8.3).

use crate::{
    demo_setup::NewId,
    report_lines::{FinancialStatement, ReportAmount, ReportLine, TotalingKind},
};

use FinancialStatement::{BalanceSheet, CashFlowStatement, IncomeStatement, RetainedEarningsStatement};
use ReportAmount::{BalanceAtDate, BeginningBalance, NetChange};

/// What a row adds up.
enum Of {
    /// A heading, or with an empty text a space.
    Nothing,
    /// Accounts, as in the ledger.
    Accounts(&'static str),
    /// Accounts, with the opposite sign.
    Opposite(&'static str),
    /// Rows of accounts.
    Rows(&'static str),
    RowsOpposite(&'static str),
}

use Of::{Accounts, Nothing, Opposite, Rows, RowsOpposite};

type Row = (&'static str, ReportAmount, Of, i32);

const BALANCE_SHEET: &[Row] = &[
    ("Assets", BalanceAtDate, Nothing, 0),
    ("Till and payments in transit", BalanceAtDate, Accounts("1110"), 1),
    ("Current account at bank", BalanceAtDate, Accounts("1120"), 1),
    ("Customers", BalanceAtDate, Accounts("1200"), 1),
    ("VAT on purchases", BalanceAtDate, Accounts("1210"), 1),
    ("Goods in stock", BalanceAtDate, Accounts("1300"), 1),
    (
        "Prepaid costs and other assets",
        BalanceAtDate,
        Accounts("1000..1109|1121..1199|1211..1299|1301..1999"),
        1,
    ),
    ("Assets, total", BalanceAtDate, Rows("20..70"), 0),
    ("", BalanceAtDate, Nothing, 0),
    ("Debts and own funds", BalanceAtDate, Nothing, 0),
    ("Debts", BalanceAtDate, Opposite("2000..2999"), 1),
    ("Own funds", BalanceAtDate, Opposite("3000..3999"), 1),
    ("Current result", BalanceAtDate, Opposite("4000..9999"), 1),
    ("Debts and own funds, total", BalanceAtDate, RowsOpposite("110..130"), 0),
];

const INCOME_STATEMENT: &[Row] = &[
    ("Revenue", NetChange, Opposite("4000..4999"), 0),
    ("Cost of goods", NetChange, Accounts("5000..5999"), 0),
    ("Gross profit", NetChange, RowsOpposite("10|20"), 0),
    ("Running costs", NetChange, Accounts("6000..6999"), 0),
    ("Result", NetChange, RowsOpposite("10|20|40"), 0),
];

/// Everything that is not money explains, turned around, what happened to the money.
const CASH_FLOW_STATEMENT: &[Row] = &[
    ("Result", NetChange, Opposite("4000..9999"), 0),
    ("Change in customers", NetChange, Opposite("1200..1209"), 1),
    ("Change in goods in stock", NetChange, Opposite("1300..1399"), 1),
    ("Change in suppliers", NetChange, Opposite("2100..2199"), 1),
    ("Change in VAT", NetChange, Opposite("1210..1299|2200..2299"), 1),
    (
        "Change in everything else",
        NetChange,
        Opposite("1000..1099|1130..1199|1400..1999|2000..2099|2300..2999|3000..3999"),
        1,
    ),
    ("Net change in money", NetChange, RowsOpposite("10..60"), 0),
    ("", NetChange, Nothing, 0),
    ("Money at the start", BeginningBalance, Accounts("1100..1129"), 0),
    ("Money at the end", BalanceAtDate, Accounts("1100..1129"), 0),
];

const RETAINED_EARNINGS_STATEMENT: &[Row] = &[
    ("Profit brought forward", BeginningBalance, Opposite("3200"), 0),
    ("Moved within own funds", NetChange, Opposite("3200"), 0),
    ("Result", NetChange, Opposite("4000..9999"), 0),
    ("Profit to carry forward", NetChange, RowsOpposite("10|20|30"), 0),
];

pub(super) fn lines(new_id: NewId<'_>) -> Vec<ReportLine> {
    let statements = [
        (BalanceSheet, BALANCE_SHEET),
        (IncomeStatement, INCOME_STATEMENT),
        (CashFlowStatement, CASH_FLOW_STATEMENT),
        (RetainedEarningsStatement, RETAINED_EARNINGS_STATEMENT),
    ];
    let mut lines = Vec::new();
    for (statement, rows) in statements {
        for (number, (description, amount_kind, of, indentation)) in (1..).zip(rows) {
            lines.push(line(statement, number, (description, *amount_kind, of, *indentation), new_id));
        }
    }
    lines
}

fn line(
    statement: FinancialStatement,
    number: i32,
    (description, amount_kind, of, indentation): (&str, ReportAmount, &Of, i32),
    new_id: NewId<'_>,
) -> ReportLine {
    let (totaling_kind, totaling, show_opposite_sign) = match of {
        // A heading belongs to the accounts below it, and adds up none.
        Nothing if !description.is_empty() => (TotalingKind::PostingAccounts, "", false),
        Nothing => (TotalingKind::Blank, "", false),
        Accounts(accounts) => (TotalingKind::PostingAccounts, *accounts, false),
        Opposite(accounts) => (TotalingKind::PostingAccounts, *accounts, true),
        Rows(rows) => (TotalingKind::Formula, *rows, false),
        RowsOpposite(rows) => (TotalingKind::Formula, *rows, true),
    };
    ReportLine {
        id: new_id(),
        statement,
        line_number: number * 10_000,
        // Codes are compared as texts, so all of one statement have the same length.
        code: format!("{:03}", number * 10),
        description: description.to_owned(),
        totaling_kind,
        totaling: codes_of_three_digits(totaling_kind, totaling),
        amount_kind,
        bold: matches!(of, Nothing | Rows(_) | RowsOpposite(_)),
        show_opposite_sign,
        indentation,
    }
}

/// `10|20..30` as `010|020..030`.
fn codes_of_three_digits(kind: TotalingKind, totaling: &str) -> String {
    if kind != TotalingKind::Formula {
        return totaling.to_owned();
    }
    let interval = |interval: &str| {
        let codes: Vec<String> = interval.split("..").map(|code| format!("{code:0>3}")).collect();
        codes.join("..")
    };
    totaling.split('|').map(interval).collect::<Vec<_>>().join("|")
}
