//! The rows of the financial statements: which accounts each adds up and how it is shown (FINANCE.md 8.3).

use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// A financial statement.
    FinancialStatement {
        #[default]
        BalanceSheet = 1, "Balance Sheet";
        IncomeStatement = 2, "Income Statement";
        CashFlowStatement = 3, "Cash Flow Statement";
        RetainedEarningsStatement = 4, "Retained Earnings Statement";
    }
}

choices! {
    /// What the totaling of a row names.
    TotalingKind {
        /// Nothing: the row is a heading or an empty line.
        #[default]
        Blank = 0, " ";
        /// Accounts, by number: intervals and single numbers, as in the chart.
        PostingAccounts = 1, "Posting Accounts";
        /// Other rows that name accounts, by code.
        Formula = 2, "Formula";
    }
}

choices! {
    /// Which entries of the accounts count.
    ReportAmount {
        /// Those within the period.
        #[default]
        NetChange = 0, "Net Change";
        /// All up to its end.
        BalanceAtDate = 1, "Balance at Date";
        /// All before its beginning.
        BeginningBalance = 2, "Beginning Balance";
    }
}

/// One row of a statement. Amounts are added with the signs of the ledger and turned around last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportLine {
    pub id: Uuid,
    pub statement: FinancialStatement,
    pub line_number: i32,
    /// By which formulas name it.
    pub code: String,
    pub description: String,
    pub totaling_kind: TotalingKind,
    pub totaling: String,
    pub amount_kind: ReportAmount,
    pub bold: bool,
    pub show_opposite_sign: bool,
    pub indentation: i32,
}
