//! Calculated rows and values: their text, their parameters, and that nothing is calculated that nobody asked for.

use odata::edm::{EdmType, EntityType, EntityTypeId, Model, Navigation, Property, PropertyId};
use odata::{Limits, Refusal, RefusalKind};
use odata_sql::compiled::{Dialect, Parameter, Read, SqlValue, work_date};
use odata_sql::mapping::{EntityMapping, Link, Mapping, Source, Storage};
use odata_sql::report::{ParameterKind, Report, ReportParameter};
use odata_sql::{PageRules, compile};

use crate::database::{Bindings, Database};
use crate::execution::{RULES, bindings};
use crate::plans::id;
use crate::toy::{COMPANY, CURRENCY, CUSTOMER, mapping, model};

/// Turnover by customer, and in all.
static TURNOVER: Report = Report {
    name: "turnover",
    rows: "WITH sums AS MATERIALIZED (SELECT d.customer_id AS customer_id, CAST(sum(d.amount) AS BIGINT) AS amount \
           FROM documents d WHERE d.company_id = {company} GROUP BY d.customer_id) \
           SELECT c.company_id, c.id, c.number, coalesce(sums.amount, 0) AS amount, {last} AS last_day \
           FROM customers c LEFT JOIN sums ON sums.customer_id = c.id WHERE c.company_id = {company} \
           UNION ALL SELECT {company}, {nil}, 'Total', CAST(coalesce(sum(sums.amount), 0) AS BIGINT), {last} FROM sums",
    narrowed: Some((
        "id",
        "SELECT c.company_id, c.id, c.number, coalesce(sums.amount, 0) AS amount, {last} AS last_day \
         FROM customers c LEFT JOIN (SELECT d.customer_id AS customer_id, CAST(sum(d.amount) AS BIGINT) AS amount \
         FROM documents d WHERE d.company_id = {company} AND {only d.customer_id} GROUP BY d.customer_id) sums \
         ON sums.customer_id = c.id WHERE c.company_id = {company} AND {only c.id} \
         UNION ALL SELECT {company}, {nil}, 'Total', CAST(coalesce(sum(d.amount), 0) AS BIGINT), {last} \
         FROM documents d WHERE d.company_id = {company} AND {wants nil}",
    )),
    parameters: &[
        ReportParameter { property: "lastDay", kind: ParameterKind::Dates },
        ReportParameter { property: "length", kind: ParameterKind::Text },
    ],
    values: &[("first", Storage::Date), ("last", Storage::Date)],
    calculate: |given, today| {
        if given.text(1) == Some("") {
            return Err("The length is missing.".into());
        }
        let (from, to) = given.dates(0);
        let texts = [from.unwrap_or(today), to.unwrap_or(today)].map(|date| SqlValue::Text(date.to_string()));
        Ok(texts.into())
    },
};

const TURNOVER_TYPE: EntityTypeId = EntityTypeId(5);
const LINE_TYPE: EntityTypeId = EntityTypeId(6);
const STAKE_TYPE: EntityTypeId = EntityTypeId(7);

fn property(name: &str, edm_type: EdmType) -> Property {
    Property {
        name: name.into(),
        edm_type,
        nullable: true,
        max_length: None,
        read_only: true,
        immutable: false,
        filterable: true,
    }
}

fn set(name: &str, target: EntityTypeId) -> Navigation {
    Navigation {
        name: name.into(),
        target,
        collection: true,
        contained: true,
        partner: None,
        referential: None,
    }
}

fn entity(name: &str, properties: &[(&str, EdmType)]) -> EntityType {
    EntityType {
        name: name.into(),
        set_name: format!("{name}s"),
        key: vec![PropertyId(0)],
        properties: properties.iter().map(|(name, edm_type)| property(name, *edm_type)).collect(),
        ..EntityType::default()
    }
}

fn models() -> (Model, Mapping) {
    use EdmType::{Date, Decimal, Guid, Int64, String as Text};
    let (mut model, mut mapping) = (model(), mapping());
    let turnover = [("id", Guid), ("number", Text), ("amount", Decimal), ("lastDay", Date), ("length", Text)];
    model.entity_types.push(entity("turnover", &turnover));
    model.entity_types.push(entity("line", &[("key", Text), ("documents", Int64), ("overdue", Text)]));
    let manager = Navigation { collection: false, contained: false, ..set("manager", CUSTOMER) };
    model.entity_types.push(EntityType {
        key: vec![PropertyId(0), PropertyId(1)],
        navigations: vec![manager],
        ..entity("stake", &[("managerId", Guid), ("number", Text), ("credit", Int64)])
    });
    model.entity_types[COMPANY.0].navigations.extend([
        set("turnovers", TURNOVER_TYPE),
        set("lines", LINE_TYPE),
        set("stakes", STAKE_TYPE),
    ]);
    model.entity_types[CUSTOMER.0]
        .navigations
        .push(Navigation { collection: false, ..set("turnover", TURNOVER_TYPE) });
    let column = |column, storage| Source::Column { column, storage };
    mapping.entities.push(EntityMapping {
        report: Some(&TURNOVER),
        sources: vec![
            column("id", Storage::Uuid),
            column("number", Storage::Text),
            column("amount", Storage::Decimal),
            column("last_day", Storage::Date),
            Source::Constant("30D"),
        ],
        default_order: vec![("number", Storage::Text)],
        ..EntityMapping::default()
    });
    mapping.entities.push(EntityMapping {
        table: "customers",
        sources: vec![
            Source::LineKey { document: "currency_id", line_number: "credit" },
            Source::Computed {
                sql: "SELECT count(*) FROM documents d WHERE d.company_id = {row}.company_id AND d.customer_id = {row}.id",
                storage: Storage::Integer,
                nullable: false,
            },
            Source::ComputedLabel {
                sql: "CASE WHEN {row}.since < {today} THEN 1 ELSE 0 END",
                labels: &[(0, "No"), (1, "Yes")],
            },
        ],
        default_order: vec![("number", Storage::Text)],
        ..EntityMapping::default()
    });
    mapping.entities.push(EntityMapping {
        table: "customers",
        sources: vec![
            column("manager_id", Storage::Uuid),
            column("number", Storage::Text),
            column("credit", Storage::Integer),
        ],
        links: vec![Link::Columns {
            local: "manager_id",
            foreign: "id",
            storage: Storage::Uuid,
            is_shared: false,
        }],
        default_order: vec![("manager_id", Storage::Uuid), ("number", Storage::Text)],
        tie_break: vec![("manager_id", Storage::Uuid), ("number", Storage::Text)],
        ..EntityMapping::default()
    });
    mapping.entities[COMPANY.0].links.extend([Link::Company, Link::Company, Link::Company]);
    let turnover = Link::Columns { local: "id", foreign: "id", storage: Storage::Uuid, is_shared: false };
    mapping.entities[CUSTOMER.0].links.push(turnover);
    (model, mapping)
}

fn compiled(path: &str, query: &str, dialect: Dialect) -> Result<Read, Refusal> {
    let (model, mapping) = models();
    let path = format!("/companies({})/{path}", id(1, 1));
    let plan = odata::plan(&model, &path, Some(query), &Limits::default())?;
    compile(&model, &mapping, &plan, dialect, &PageRules { ..RULES })
}

fn text(path: &str, query: &str) -> String {
    compiled(path, query, Dialect::Sqlite).unwrap().root.rows.unwrap().text
}

#[test]
fn a_computed_value_is_compiled_in_only_where_it_is_asked_for() {
    assert!(!text("lines", "$select=key").contains("documents"));
    for query in
        ["$select=documents", "$select=key&$filter=documents gt 1", "$select=key&$orderby=documents", ""]
    {
        let text = text("lines", query);
        assert!(
            text.contains("(SELECT count(*) FROM documents d WHERE d.company_id = t0.company_id"),
            "{text}"
        );
    }
    let labels = text("lines", "$select=key&$filter=overdue eq 'Yes'");
    assert!(labels.contains("CASE (CASE WHEN t0.since < ?2 THEN 1 ELSE 0 END) WHEN 0 THEN 'No'"), "{labels}");
}

#[test]
fn computed_values_are_those_of_the_row() {
    let database = Database::sqlite();
    let all = database.run(
        &compiled("lines", "$select=documents&$filter=documents ge 0", Dialect::Sqlite)
            .unwrap()
            .root
            .rows
            .unwrap(),
        &bindings(),
    );
    let sum = |rows: &[Vec<SqlValue>]| -> i64 {
        rows.iter()
            .map(|row| if let SqlValue::Integer(number) = row[0] { number } else { panic!("{row:?}") })
            .sum()
    };
    let documents = "$select=documents&$filter=documents gt 1";
    let some = database
        .run(&compiled("lines", documents, Dialect::Sqlite).unwrap().root.rows.unwrap(), &bindings())
        .unwrap();
    let all = all.unwrap();
    assert!(sum(&all) >= sum(&some) && sum(&some) > 0 && some.len() < all.len());
}

#[test]
fn a_line_key_is_found_by_its_parts() {
    let key = format!("lines('{}-10000')", id(3, 1));
    let read = compiled(&key, "", Dialect::Postgres).unwrap();
    let statement = read.root.rows.unwrap();
    assert!(
        statement.text.contains("t0.currency_id = $2::uuid AND t0.credit = $3::bigint"),
        "{}",
        statement.text
    );
    assert_eq!(statement.parameters[1..3], [Parameter::HopKeyDocument(1), Parameter::HopKeyLine(1)]);
    assert_ne!(read.root.key_columns, [read.root.id_column.unwrap()]);
}

#[test]
fn a_key_of_several_columns_is_compared_with_each() {
    let one = format!("stakes({},'C1')", id(2, 1));
    let read = compiled(&one, "", Dialect::Sqlite).unwrap();
    let statement = read.root.rows.unwrap();
    let condition = statement.text.split_once(" WHERE ").unwrap().1;
    assert_eq!(condition, "t0.company_id = ?1 AND t0.manager_id = ?2 AND t0.number = ?3");
    assert_eq!(statement.parameters[1..], [Parameter::HopKey(1, 0), Parameter::HopKey(1, 1)]);
    assert_eq!(read.root.key_columns, [0, 1]);
    // A part alone does not say that there is such a row.
    let manager = compiled(&format!("{one}/manager"), "$select=number", Dialect::Sqlite).unwrap();
    let statement = manager.root.rows.unwrap().text;
    let condition = statement.split_once(" WHERE ").unwrap().1;
    assert_eq!(
        condition,
        "t0.company_id = ?1 AND t0.id = (SELECT t1.manager_id FROM customers t1 WHERE t1.company_id = ?1 AND \
         t1.manager_id = ?2 AND t1.number = ?3)"
    );
}

#[test]
fn a_shared_link_needs_the_row_it_begins_at() {
    let (model, mut mapping) = models();
    let path = format!("/companies({})/customers({})/invoices", id(1, 1), id(2, 1));
    let plan = odata::plan(&model, &path, Some("$select=number"), &Limits::default()).unwrap();
    let condition = |mapping: &Mapping| {
        let read = compile(&model, mapping, &plan, Dialect::Sqlite, &PageRules { ..RULES }).unwrap();
        let text = read.root.rows.unwrap().text;
        text.split_once(" AND t0.customer_id = ").unwrap().1.split_once(" ORDER BY").unwrap().0.to_owned()
    };
    assert_eq!(condition(&mapping), "?2");
    let Link::Columns { is_shared, .. } = &mut mapping.entities[CUSTOMER.0].links[1] else { panic!() };
    *is_shared = true;
    assert_eq!(
        condition(&mapping),
        "(SELECT t1.id FROM customers t1 WHERE t1.company_id = ?1 AND t1.id = ?2)"
    );
}

#[test]
fn a_view_is_not_joined() {
    let (model, mut mapping) = models();
    let path = format!("/companies({})/customers({})", id(1, 1), id(2, 1));
    let query = Some("$select=number&$expand=currency($select=code)");
    let plan = odata::plan(&model, &path, query, &Limits::default()).unwrap();
    let is_joined = |mapping: &Mapping| {
        let read = compile(&model, mapping, &plan, Dialect::Sqlite, &PageRules { ..RULES }).unwrap();
        read.root.expands[0].joined_at.is_some()
    };
    assert!(is_joined(&mapping));
    mapping.entities[CURRENCY.0].is_view = true;
    assert!(!is_joined(&mapping));
}

#[test]
fn ties_are_broken_by_what_tells_rows_apart() {
    let order = |query: &str| {
        let text = text("stakes", query);
        text.split_once(" ORDER BY ").unwrap().1.split_once(" LIMIT").unwrap().0.to_owned()
    };
    assert_eq!(order(""), "t0.manager_id, t0.number");
    assert_eq!(order("$orderby=credit desc"), "t0.credit DESC, t0.manager_id DESC, t0.number DESC");
    assert_eq!(order("$orderby=number,credit"), "t0.number, t0.credit, t0.manager_id");
}

#[test]
fn parameters_leave_the_filter_and_reach_the_rows() {
    let query =
        "$filter=lastDay ge 2026-01-01 and amount gt 5 and lastDay le 2026-03-31 and 2026-02-28 ge lastDay";
    let statement = compiled("turnovers", query, Dialect::Sqlite).unwrap().root.rows.unwrap();
    let filter = statement.text.rsplit_once("t0 WHERE").unwrap().1;
    assert!(!filter.contains("last_day") && filter.contains("t0.amount > "), "{filter}");
    let now = 1_790_000_000_000;
    let mut values = statement.parameters.iter().filter_map(|parameter| match parameter {
        Parameter::Report(call, 1) => Some(call.value(1, work_date(now))),
        _ => None,
    });
    assert_eq!(values.next(), Some(SqlValue::Text("2026-02-28".into())));
    let statement = compiled("turnovers", "", Dialect::Sqlite).unwrap().root.rows.unwrap();
    let today = statement.parameters.iter().find_map(|parameter| match parameter {
        Parameter::Report(call, index) => Some(call.value(*index, work_date(now))),
        _ => None,
    });
    assert_eq!(today, Some(SqlValue::Text("2026-09-21".into())));
}

#[test]
fn parameters_anywhere_else_are_refused() {
    let refused = |query: &str| compiled("turnovers", query, Dialect::Sqlite).unwrap_err();
    for query in [
        "$filter=lastDay eq 2026-01-01 or amount gt 5",
        "$filter=not (lastDay eq 2026-01-01)",
        "$filter=lastDay ne 2026-01-01",
        "$filter=year(lastDay) eq 2026",
        "$filter=lastDay in (2026-01-01)",
        "$filter=length gt 'a'",
        "$filter=contains(length,'3')",
        "$filter=lastDay eq null",
    ] {
        assert_eq!(refused(query).kind, RefusalKind::NotImplemented, "{query}");
    }
    let message = refused("$filter=length eq ''").message;
    assert_eq!(message, "The length is missing.");
}

#[test]
fn rows_add_up_and_a_key_reads_its_own_rows() {
    let database = Database::sqlite();
    let run = |path: &str, query: &str, bindings: &Bindings| {
        let read = compiled(path, query, Dialect::Sqlite).unwrap();
        assert_eq!(read.root.row_version_column, None);
        database.run(&read.root.rows.unwrap(), bindings).unwrap()
    };
    let all = run("turnovers", "$select=number,amount", &bindings());
    let amount =
        |row: &Vec<SqlValue>| if let SqlValue::Integer(amount) = row[1] { amount } else { panic!("{row:?}") };
    let (total, rows): (Vec<_>, Vec<_>) =
        all.iter().partition(|row| row[0] == SqlValue::Text("Total".into()));
    assert!(rows.len() > 2 && amount(total[0]) != 0);
    for (key, expected) in [(id(2, 1), None), (uuid::Uuid::nil(), Some(amount(total[0])))] {
        let hop_keys = vec![Some(SqlValue::Uuid(id(1, 1))), Some(SqlValue::Uuid(key))];
        let path = format!("turnovers({key})");
        let one = run(&path, "$select=number,amount", &Bindings { hop_keys, ..Bindings::default() });
        assert_eq!(one.len(), 1);
        let same = all.iter().find(|row| row[..2] == one[0][..2]);
        assert!(same.is_some() && expected.is_none_or(|expected| amount(&one[0]) == expected), "{one:?}");
    }
    let single = compiled(&format!("customers({})/turnover", id(2, 1)), "", Dialect::Sqlite).unwrap();
    let text = single.root.rows.unwrap().text;
    assert!(text.contains("AND d.customer_id = ?1 GROUP BY") && text.contains("?1 = x'0000"), "{text}");
    let expanded = compiled("customers", "$expand=turnover", Dialect::Postgres).unwrap();
    let text = &expanded.root.expands[0].level.rows.as_ref().unwrap().text;
    assert!(text.contains("AND d.customer_id = ANY($") && text.contains("AND FALSE"), "{text}");
}
