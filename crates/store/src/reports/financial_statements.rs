//! The four financial statements, which are one report over the rows of `report_lines` (FINANCE.md 8.3).

use jiff::civil::Date;
use odata_sql::compiled::SqlValue;
use odata_sql::mapping::Storage;
use odata_sql::report::{Given, ParameterKind, Report, ReportParameter};

use finance::report_periods::ReportPeriod;

const PARAMETERS: &[ReportParameter] =
    &[ReportParameter { property: "dateFilter", kind: ParameterKind::Dates }];

const VALUES: &[(&str, Storage)] = &[("from", Storage::Date), ("to", Storage::Date)];

/// The days of a balance sheet.
fn or_today(given: &Given, today: Date) -> Result<Vec<SqlValue>, String> {
    Ok(values(ReportPeriod::or_today(given.dates(0), today)))
}

/// The days of the other statements.
fn or_this_year(given: &Given, today: Date) -> Result<Vec<SqlValue>, String> {
    Ok(values(ReportPeriod::or_this_year(given.dates(0), today)))
}

fn values(period: ReportPeriod) -> Vec<SqlValue> {
    [period.from, period.to].map(|date| SqlValue::Text(date.to_string())).into()
}

/// One statement: its name, its number among [`finance::report_lines::FinancialStatement`], and its days.
///
/// Accounts are summed once, then added up by the rows that name them, then by the formulas that name those rows. An
/// entry on the closing date of the last day lies behind that day, so it is no movement within the period, but part of
/// the balance.
macro_rules! financial_statement {
    ($name:literal, $statement:literal, $calculate:path) => {
        Report {
            name: $name,
            rows: concat!(
                "WITH sums AS MATERIALIZED (SELECT e.account_id AS account_id, ",
                "CAST(sum(CASE WHEN e.posting_date >= {from} AND NOT (e.closing_date AND e.posting_date = {to}) ",
                "THEN e.amount ELSE 0 END) AS BIGINT) AS net_change, ",
                "CAST(sum(CASE WHEN e.posting_date < {from} THEN e.amount ELSE 0 END) AS BIGINT) AS beginning, ",
                "CAST(sum(e.amount) AS BIGINT) AS balance FROM general_ledger_entries e ",
                "WHERE e.company_id = {company} AND e.posting_date <= {to} GROUP BY e.account_id), ",
                "rows_of_accounts AS MATERIALIZED (SELECT l.line_number AS line_number, l.code AS code, ",
                "CAST(sum(CASE l.amount_kind WHEN 1 THEN sums.balance WHEN 2 THEN sums.beginning ",
                "ELSE sums.net_change END) AS BIGINT) AS amount FROM report_lines l ",
                "JOIN accounts a ON a.company_id = {company} AND funchal_in_intervals(a.number, l.totaling) ",
                "JOIN sums ON sums.account_id = a.id WHERE l.company_id = {company} AND l.statement = ", $statement,
                " AND l.totaling_kind = 1 GROUP BY l.line_number, l.code), ",
                "raw AS (SELECT l.id AS id, coalesce(CASE l.totaling_kind ",
                "WHEN 1 THEN (SELECT r.amount FROM rows_of_accounts r WHERE r.line_number = l.line_number) ",
                "WHEN 2 THEN (SELECT CAST(sum(r.amount) AS BIGINT) FROM rows_of_accounts r ",
                "WHERE funchal_in_intervals(r.code, l.totaling)) END, 0) AS amount FROM report_lines l ",
                "WHERE l.company_id = {company} AND l.statement = ", $statement, ") ",
                "SELECT l.company_id, l.id, l.line_number, l.description, l.indentation, {to} AS date_filter, ",
                "CASE WHEN l.totaling_kind = 0 AND l.description = '' THEN 'spacer' ",
                "WHEN l.totaling_kind = 1 AND l.bold THEN 'header' WHEN l.totaling_kind = 1 THEN 'detail' ",
                "ELSE 'total' END AS line_type, ",
                "CASE WHEN l.show_opposite_sign THEN -raw.amount ELSE raw.amount END AS amount ",
                "FROM report_lines l JOIN raw ON raw.id = l.id ",
                "WHERE l.company_id = {company} AND l.statement = ", $statement
            ),
            narrowed: None,
            parameters: PARAMETERS,
            values: VALUES,
            calculate: $calculate,
        }
    };
}

pub static BALANCE_SHEET: Report = financial_statement!("balance sheet", "1", or_today);
pub static INCOME_STATEMENT: Report = financial_statement!("income statement", "2", or_this_year);
pub static CASH_FLOW_STATEMENT: Report = financial_statement!("cash flow statement", "3", or_this_year);
pub static RETAINED_EARNINGS_STATEMENT: Report =
    financial_statement!("retained earnings statement", "4", or_this_year);
