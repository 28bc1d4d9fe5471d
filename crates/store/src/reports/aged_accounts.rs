//! The aged accounts of customers and of vendors, which are one report over two kinds of party (FINANCE.md 8.1).

use finance::aged_accounts::AgeingPeriods;
use jiff::civil::Date;
use odata_sql::compiled::SqlValue;
use odata_sql::mapping::Storage;
use odata_sql::report::{Given, ParameterKind, Report, ReportParameter};

/// In the order of [`parameters`].
const PARAMETERS: &[ReportParameter] = &[
    ReportParameter { property: "agedAsOfDate", kind: ParameterKind::Date },
    ReportParameter { property: "periodLengthFilter", kind: ParameterKind::Text },
];

const VALUES: &[(&str, Storage)] = &[
    ("as of", Storage::Date),
    ("first", Storage::Date),
    ("second", Storage::Date),
    ("length", Storage::Text),
    ("label 1", Storage::Text),
    ("label 2", Storage::Text),
    ("label 3", Storage::Text),
];

/// The bounds of the periods, by [`VALUES`]. Errors: a length that is none.
fn parameters(given: &Given, today: Date) -> Result<Vec<SqlValue>, String> {
    let as_of = given.dates(0).0.unwrap_or(today);
    let periods = AgeingPeriods::back_from(as_of, given.text(1)).map_err(|error| error.message)?;
    let dates = [periods.as_of, periods.first, periods.second].map(|date| date.to_string());
    let labels = periods.labels();
    let texts = dates.into_iter().chain([periods.length]).chain(labels);
    Ok(texts.map(SqlValue::Text).collect())
}

/// The SQL of the report for one kind of party: its table, its number among party types, the sign that makes what is
/// owed positive, and the code shown for local currency.
///
/// `$narrowed` is the same for single parties, whose entries alone are then read.
macro_rules! aged_accounts {
    ($table:literal, $party_type:literal, $sign:literal, $local_currency:literal) => {
        Report {
            name: concat!("aged accounts of ", $table),
            rows: concat!(
                "WITH aged AS MATERIALIZED (", aged_accounts!(@sums $party_type, $sign, ""), ") ",
                aged_accounts!(@parties $table, $local_currency, "aged", ""),
                " UNION ALL ", aged_accounts!(@total),
                " CAST(coalesce(sum(aged.current_amount), 0) AS BIGINT), ",
                "CAST(coalesce(sum(aged.period_1_amount), 0) AS BIGINT), ",
                "CAST(coalesce(sum(aged.period_2_amount), 0) AS BIGINT), ",
                "CAST(coalesce(sum(aged.period_3_amount), 0) AS BIGINT), ",
                "CAST(coalesce(sum(aged.balance), 0) AS BIGINT) FROM aged"
            ),
            narrowed: Some((
                "id",
                concat!(
                    aged_accounts!(
                        @parties $table, $local_currency,
                        concat!("(", aged_accounts!(@sums $party_type, $sign, " AND {only d.party_id}"), ") aged"),
                        " AND {only p.id}"
                    ),
                    " UNION ALL ", aged_accounts!(@total), aged_accounts!(@amounts $sign),
                    " FROM detailed_ledger_entries d WHERE d.company_id = {company} AND d.party_type = ",
                    $party_type, " AND {wants nil}"
                ),
            )),
            parameters: PARAMETERS,
            values: VALUES,
            calculate: parameters,
        }
    };
    (@amounts $sign:literal) => {
        concat!(
            " CAST(coalesce(", $sign, "sum(CASE WHEN d.initial_entry_due_date >= {as of} THEN d.amount_local ",
            "ELSE 0 END), 0) AS BIGINT) AS current_amount, ",
            "CAST(coalesce(", $sign, "sum(CASE WHEN d.initial_entry_due_date >= {first} ",
            "AND d.initial_entry_due_date < {as of} THEN d.amount_local ELSE 0 END), 0) AS BIGINT) AS period_1_amount, ",
            "CAST(coalesce(", $sign, "sum(CASE WHEN d.initial_entry_due_date >= {second} ",
            "AND d.initial_entry_due_date < {first} THEN d.amount_local ELSE 0 END), 0) AS BIGINT) AS period_2_amount, ",
            "CAST(coalesce(", $sign, "sum(CASE WHEN d.initial_entry_due_date < {second} THEN d.amount_local ",
            "ELSE 0 END), 0) AS BIGINT) AS period_3_amount, ",
            "CAST(coalesce(", $sign, "sum(d.amount_local), 0) AS BIGINT) AS balance"
        )
    };
    (@sums $party_type:literal, $sign:literal, $only:literal) => {
        concat!(
            "SELECT d.party_id AS party_id,", aged_accounts!(@amounts $sign),
            " FROM detailed_ledger_entries d WHERE d.company_id = {company} AND d.party_type = ", $party_type,
            $only, " GROUP BY d.party_id"
        )
    };
    (@parties $table:literal, $local_currency:literal, $aged:expr, $only:literal) => {
        concat!(
            "SELECT p.company_id, p.id, CAST(0 AS BIGINT) AS place, p.number, p.name, coalesce(c.code, ", $local_currency,
            ") AS currency_code, {as of} AS as_of_date, {length} AS period_length, {label 1} AS label_1, ",
            "{label 2} AS label_2, {label 3} AS label_3, coalesce(aged.current_amount, 0) AS current_amount, ",
            "coalesce(aged.period_1_amount, 0) AS period_1_amount, coalesce(aged.period_2_amount, 0) AS period_2_amount, ",
            "coalesce(aged.period_3_amount, 0) AS period_3_amount, coalesce(aged.balance, 0) AS balance FROM ", $table,
            " p LEFT JOIN currencies c ON c.company_id = p.company_id AND c.id = p.currency_id ",
            "LEFT JOIN general_ledger_setup s ON s.company_id = p.company_id LEFT JOIN ", $aged,
            " ON aged.party_id = p.id WHERE p.company_id = {company}", $only
        )
    };
    (@total) => {
        "SELECT {company}, {nil}, CAST(1 AS BIGINT), '', 'Total', '', {as of}, {length}, '', '', '',"
    };
}

/// What customers owe; local currency shows with its code.
pub static RECEIVABLE: Report = aged_accounts!("customers", "1", "", "s.local_currency_code");
/// What is owed to vendors; local currency shows as blank.
pub static PAYABLE: Report = aged_accounts!("vendors", "2", "-", "''");
