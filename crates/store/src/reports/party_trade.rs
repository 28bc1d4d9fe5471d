//! Sales by customer and purchases by vendor, which are one query over two kinds of party (FINANCE.md 8.4).

use finance::fields::BLANK_DATE;
use finance::report_periods::ReportPeriod;
use jiff::civil::Date;
use odata_sql::compiled::SqlValue;
use odata_sql::mapping::Storage;
use odata_sql::report::{Given, ParameterKind, Report, ReportParameter};

const PARAMETERS: &[ReportParameter] =
    &[ReportParameter { property: "dateFilter_FilterOnly", kind: ParameterKind::Dates }];

const VALUES: &[(&str, Storage)] =
    &[("from", Storage::Date), ("to", Storage::Date), ("shown", Storage::Date)];

/// First and last posting date, and what the property that filters them shows: the last, or blank without a filter.
fn parameters(given: &Given, _: Date) -> Result<Vec<SqlValue>, String> {
    let given = given.dates(0);
    let period = ReportPeriod::open(given);
    let shown = if given == (None, None) { BLANK_DATE } else { period.to };
    Ok([period.from, period.to, shown].map(|date| SqlValue::Text(date.to_string())).into())
}

/// The query for one kind of party: its table, the condition on its ledger entries, and the sign that makes the amount
/// of an ordinary invoice positive. A party without entries has an amount of zero.
macro_rules! party_trade {
    ($table:literal, $entries:literal, $sign:literal) => {
        Report {
            name: concat!("trade of ", $table),
            rows: party_trade!(@rows $table, $entries, $sign, "", ""),
            narrowed: Some((
                "id",
                party_trade!(@rows $table, $entries, $sign, " AND {only e.party_id}", " AND {only p.id}"),
            )),
            parameters: PARAMETERS,
            values: VALUES,
            calculate: parameters,
        }
    };
    (@rows $table:literal, $entries:literal, $sign:literal, $only_entries:literal, $only:literal) => {
        concat!(
            "SELECT p.company_id, p.id, p.number, p.name, coalesce(trade.amount, 0) AS amount, ",
            "{shown} AS date_filter FROM ", $table, " p LEFT JOIN (SELECT e.party_id AS party_id, CAST(",
            $sign, "sum(e.net_trade_local) AS BIGINT) AS amount FROM party_ledger_entries e ",
            "WHERE e.company_id = {company} AND ", $entries, " AND e.posting_date >= {from} AND e.posting_date <= {to}",
            $only_entries, " GROUP BY e.party_id) trade ON trade.party_id = p.id WHERE p.company_id = {company}", $only
        )
    };
}

/// Invoices and credit memos of customers.
pub static CUSTOMER_SALES: Report =
    party_trade!("customers", "e.party_type = 1 AND e.document_type IN (2, 3)", "");
/// All entries of vendors.
pub static VENDOR_PURCHASES: Report = party_trade!("vendors", "e.party_type = 2", "-");
