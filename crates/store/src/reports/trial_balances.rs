//! The trial balance: movements and balance of every account, as text (FINANCE.md 8.2).

use finance::report_periods::ReportPeriod;
use odata_sql::compiled::SqlValue;
use odata_sql::mapping::Storage;
use odata_sql::report::{ParameterKind, Report, ReportParameter};

macro_rules! sums {
    ($only:literal) => {
        concat!(
            "SELECT e.account_id AS account_id, ",
            "CAST(sum(CASE WHEN e.posting_date >= {from} AND NOT (e.closing_date AND e.posting_date = {to}) ",
            "THEN e.debit_amount ELSE 0 END) AS BIGINT) AS debit, ",
            "CAST(sum(CASE WHEN e.posting_date >= {from} AND NOT (e.closing_date AND e.posting_date = {to}) ",
            "THEN e.credit_amount ELSE 0 END) AS BIGINT) AS credit, ",
            "CAST(sum(e.amount) AS BIGINT) AS balance FROM general_ledger_entries e ",
            "WHERE e.company_id = {company} AND e.posting_date <= {to}",
            $only,
            " GROUP BY e.account_id"
        )
    };
}

/// Headings and the beginnings of totals have no amounts.
macro_rules! accounts {
    ($amounts:literal, $only:literal) => {
        concat!(
            "SELECT a.company_id, a.id, a.number, a.name, a.account_type, {to} AS date_filter, ",
            "CASE WHEN a.account_type IN (1, 3) THEN '' ELSE funchal_amount_text(coalesce(m.debit, 0)) END AS debit, ",
            "CASE WHEN a.account_type IN (1, 3) THEN '' ELSE funchal_amount_text(coalesce(m.credit, 0)) END AS credit, ",
            "CASE WHEN a.account_type IN (1, 3) THEN '' ELSE funchal_amount_text(CASE WHEN m.balance >= 0 ",
            "THEN m.balance ELSE 0 END) END AS balance_debit, ",
            "CASE WHEN a.account_type IN (1, 3) THEN '' ELSE funchal_amount_text(CASE WHEN m.balance < 0 ",
            "THEN -m.balance ELSE 0 END) END AS balance_credit FROM accounts a ",
            "LEFT JOIN ", $amounts, " m ON m.account_id = a.id WHERE a.company_id = {company}", $only
        )
    };
}

/// Sums by posting account, read once; total accounts add up those of their interval. An entry on the closing date of
/// the last day lies behind that day, so it is no movement within the period, but part of the balance.
pub static TRIAL_BALANCE: Report = Report {
    name: "trial balance",
    rows: concat!(
        "WITH sums AS MATERIALIZED (",
        sums!(""),
        "), totals AS (SELECT t.id AS account_id, CAST(sum(sums.debit) AS BIGINT) AS debit, ",
        "CAST(sum(sums.credit) AS BIGINT) AS credit, CAST(sum(sums.balance) AS BIGINT) AS balance ",
        "FROM sums JOIN accounts a ON a.company_id = {company} AND a.id = sums.account_id ",
        "JOIN accounts t ON t.company_id = {company} AND t.account_type IN (2, 4) ",
        "AND funchal_in_intervals(a.number, t.totaling) GROUP BY t.id), ",
        "amounts AS (SELECT * FROM sums UNION ALL SELECT * FROM totals) ",
        accounts!("amounts", "")
    ),
    narrowed: Some((
        "id",
        concat!(
            "WITH amounts AS (SELECT a.id AS account_id, CAST(sum(sums.debit) AS BIGINT) AS debit, ",
            "CAST(sum(sums.credit) AS BIGINT) AS credit, CAST(sum(sums.balance) AS BIGINT) AS balance ",
            "FROM accounts a JOIN accounts p ON p.company_id = {company} AND p.account_type = 0 ",
            "AND (p.id = a.id OR (a.account_type IN (2, 4) AND funchal_in_intervals(p.number, a.totaling))) JOIN (",
            sums!(
                " AND e.account_id IN (SELECT n.id FROM accounts n JOIN accounts o ON o.company_id = {company} \
                 AND {only o.id} AND (n.id = o.id OR (o.account_type IN (2, 4) \
                 AND funchal_in_intervals(n.number, o.totaling))) WHERE n.company_id = {company})"
            ),
            ") sums ON sums.account_id = p.id WHERE a.company_id = {company} AND {only a.id} GROUP BY a.id) ",
            accounts!("amounts", " AND {only a.id}")
        ),
    )),
    parameters: &[ReportParameter { property: "dateFilter", kind: ParameterKind::Dates }],
    values: &[("from", Storage::Date), ("to", Storage::Date)],
    calculate: |given, today| {
        let period = ReportPeriod::or_today(given.dates(0), today);
        Ok([period.from, period.to].map(|date| SqlValue::Text(date.to_string())).into())
    },
};
