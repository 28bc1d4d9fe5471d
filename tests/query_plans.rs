//! Posting finds its rows by an index: however large the books are, no statement of it looks through all entries of a
//! company. A binary of its own: what is heard of the store is decided for a whole process.
//!
//! The statements are those that the case files of posting run, so a new one is looked at as soon as a case reaches it.

use std::collections::{BTreeMap, BTreeSet};

use acceptance::support::books::{Books, DatabaseKind, START};
use acceptance::support::statements::{self, Statement};
use acceptance::support::{outside, run};
use serde_json::{Value, json};
use store::generate::{self, Plan};
use store::row::RowExtension;
use store::{Row, Session, SqlValue};
use surfaces::face::Face;
use surfaces::service::ServiceOptions;

/// Case files that post, apply, take back and reverse.
const FOLDERS: &[&str] = &[
    "posting",
    "apply_vendor_entries",
    "own_api",
    "purchase_credit_memos",
    "purchase_invoices",
    "purchase_orders",
    "sales_credit_memos",
    "sales_invoices",
    "sales_orders",
    "vendor_payments",
];

/// Tables that are setup: they hold what somebody typed in, and posting reads some of them whole.
const SETUP: &[&str] = &[
    "accounts",
    "accounting_periods",
    "bank_accounts",
    "bank_posting_groups",
    "companies",
    "currencies",
    "currency_exchange_rates",
    "customer_posting_groups",
    "default_dimension_priorities",
    "default_dimensions",
    "dimension_values",
    "dimensions",
    "general_ledger_setup",
    "general_posting_setup",
    "inventory_posting_setup",
    "inventory_setup",
    "journal_templates",
    "number_series",
    "number_series_lines",
    "number_series_setup",
    "source_codes",
    "tax_area_lines",
    "tax_areas",
    "tax_details",
    "tax_groups",
    "tax_jurisdictions",
    "trade_setup",
    "units_of_measure",
    "vat_posting_setup",
    "vendor_posting_groups",
];

/// Parts of statements that look through many entries because they are about many, and why.
const WHOLE: &[(&str, &str)] = &[("GROUP BY account_id", "a year is closed with all that was posted in it")];

/// How a statement reaches the rows of a table.
#[derive(Debug, PartialEq, Eq)]
struct Access {
    table: String,
    /// What the index is asked for beside the company; nothing when all rows are looked through.
    conditions: Vec<String>,
}

#[test]
fn posting_looks_up_entries_by_an_index() {
    statements::begin();
    FOLDERS.iter().for_each(|folder| run::folder(folder));
    assert_eq!(about_sales_tax(), 0, "books with VAT alone are kept without a look at sales tax");
    run::folder("sales_tax");
    assert!(about_sales_tax() > 0);
    let heard = statements::heard();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut wrong = Vec::new();
    for kind in DatabaseKind::BOTH {
        let statements: Vec<&Statement> =
            heard.iter().filter(|statement| statement.dialect == format!("{kind:?}")).collect();
        assert!(statements.len() > 100, "only {} statements on {kind:?}", statements.len());
        runtime.block_on(async {
            let books = Books::open(kind, ServiceOptions::default()).await;
            let mut session = books.service.store().reader().await.unwrap();
            let tables = tables(&mut session, kind).await;
            if kind == DatabaseKind::Postgres {
                fill(&books).await;
                session.run_script(AS_IF_LARGE).await.unwrap();
            }
            for statement in statements {
                let plan = plan(&mut session, kind, &statement.text).await;
                let found = accesses(kind, &statement.text, &plan);
                for access in found.iter().filter(|access| is_wrong(access, &tables, &statement.text)) {
                    wrong.push(format!(
                        "{kind:?} {}:\n  {}\n  {}",
                        access.table,
                        statement.text,
                        plan.join("\n  ")
                    ));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{} statements look through a table\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// How many statements so far look up setup of sales tax.
fn about_sales_tax() -> usize {
    let tables = ["tax_jurisdictions", "tax_area_lines", "tax_details"];
    let is_meant = |statement: &&Statement| tables.iter().any(|table| statement.text.contains(table));
    statements::heard().iter().filter(is_meant).count()
}

fn is_wrong(access: &Access, tables: &BTreeSet<String>, text: &str) -> bool {
    if WHOLE.iter().any(|(part, _)| text.contains(part)) {
        return false;
    }
    let is_growing = tables.contains(&access.table) && !SETUP.contains(&access.table.as_str());
    is_growing && access.conditions.is_empty() && !takes_the_last(text)
}

/// Whether a statement asks for the last number of a company, which is one end of an index.
fn takes_the_last(text: &str) -> bool {
    text.contains("SELECT max(") && !text.contains("GROUP BY") || text.ends_with("DESC LIMIT 1")
}

/// Lets PostgreSQL plan for large books: it counts rows by the size of a table and how many fit on a page of it, and
/// takes each condition to be met by few rows while it knows nothing of their values. A plan for all values of the
/// parameters, and no look through a whole table unless there is no other way.
const AS_IF_LARGE: &str = "DELETE FROM pg_statistic; \
    UPDATE pg_class SET relpages = 1, reltuples = 1000000 \
    WHERE relkind IN ('r', 'i') AND relnamespace = current_schema()::regnamespace; \
    SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";

/// Puts rows into the ledgers: a table without any is not planned for as a large one.
async fn fill(books: &Books) {
    let plan =
        Plan { customers: 2, invoices: 2, payments: 2, posted_payments: 2, journals: Some(1), seed: 1 };
    let now: jiff::Timestamp = START.parse().unwrap();
    generate::run(books.service.store(), &plan, now.as_millisecond(), &mut |_| {}).await.unwrap();
    let line = json!({ "lineType": "Item", "lineObjectNumber": "LAMP", "quantity": 2 });
    let bought =
        json!({ "vendorNumber": "V-10", "vendorInvoiceNumber": "P-1", "purchaseInvoiceLines": [line] });
    let sold = json!({ "customerNumber": "C-100", "salesInvoiceLines": [line] });
    let bought = send(books, Face::V2, "purchaseInvoices", &bought).await;
    send(books, Face::V2, &format!("purchaseInvoices({bought})/Microsoft.NAV.post"), &json!({})).await;
    let sold = send(books, Face::V2, "salesInvoices", &sold).await;
    send(books, Face::V2, &format!("salesInvoices({sold})/Microsoft.NAV.post"), &json!({})).await;
    let payment = json!({ "customerNumber": "C-100", "amount": -1 });
    let journal = send(books, Face::V2, "customerPaymentJournals", &json!({ "code": "PLANS" })).await;
    let payments = format!("customerPaymentJournals({journal})/customerPayments");
    let payment = send(books, Face::V2, &payments, &payment).await;
    let applications = format!("customerPayments({payment})/applications");
    send(books, Face::Own, &applications, &json!({ "invoiceId": sold })).await;
}

/// Sends a POST to something below the company, and gives the id of what it made.
async fn send(books: &Books, face: Face, path: &str, body: &Value) -> String {
    let url = format!("/companies({})/{path}", books.company);
    let request = outside::request(face, "POST", &url, &[], &body.to_string(), START.parse().unwrap());
    let answer = books.send(&request).await;
    assert!(answer.status < 300, "{url}: {}", String::from_utf8_lossy(&answer.body));
    let made: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    made["id"].as_str().unwrap_or_default().to_owned()
}

async fn tables(session: &mut Session, kind: DatabaseKind) -> BTreeSet<String> {
    let text = match kind {
        DatabaseKind::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        DatabaseKind::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()",
    };
    first_texts(session, text, 0, &[]).await.into_iter().collect()
}

/// The lines of a statement's plan.
async fn plan(session: &mut Session, kind: DatabaseKind, text: &str) -> Vec<String> {
    let count = parameter_count(text);
    match kind {
        DatabaseKind::Sqlite => {
            let nothing = vec![SqlValue::Null; count];
            first_texts(session, &format!("EXPLAIN QUERY PLAN {text}"), 3, &nothing).await
        }
        DatabaseKind::Postgres => {
            session.run_script(&format!("PREPARE probe AS {text}")).await.unwrap();
            let nothing = vec!["NULL"; count].join(", ");
            let nothing = if count == 0 { String::new() } else { format!("({nothing})") };
            let lines = first_texts(session, &format!("EXPLAIN EXECUTE probe{nothing}"), 0, &[]).await;
            session.run_script("DEALLOCATE probe").await.unwrap();
            lines
        }
    }
}

/// The highest number of a parameter in a statement: `?3`, `$3`.
fn parameter_count(text: &str) -> usize {
    let behind_marks = text.split(['?', '$']).skip(1);
    let numbers = behind_marks.map(|rest| {
        let end = rest.find(|one: char| !one.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

async fn first_texts(
    session: &mut Session,
    text: &str,
    column: usize,
    parameters: &[SqlValue],
) -> Vec<String> {
    let mut found = Vec::new();
    let mut keep = |row: &dyn Row| {
        found.push(row.required_text(column)?);
        Ok(())
    };
    session.query(text, parameters, &mut keep).await.unwrap_or_else(|error| panic!("{error}: {text}"));
    found
}

fn accesses(kind: DatabaseKind, text: &str, plan: &[String]) -> Vec<Access> {
    match kind {
        DatabaseKind::Sqlite => of_sqlite(text, plan),
        DatabaseKind::Postgres => of_postgres(plan),
    }
}

/// `SEARCH e USING INDEX name (company_id=? AND number=?)`, `SCAN e`; a table is named as the statement calls it.
fn of_sqlite(text: &str, plan: &[String]) -> Vec<Access> {
    let names = names_of_tables(text);
    let mut found = Vec::new();
    for line in plan {
        let mut words = line.split_whitespace();
        let is_access = matches!(words.next(), Some("SEARCH" | "SCAN"));
        let Some(name) = words.next().filter(|_| is_access && !line.contains("VIRTUAL TABLE")) else {
            continue;
        };
        let table = names.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let conditions = line.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
        found.push(Access { table, conditions: beside_company(conditions) });
    }
    found
}

/// What a statement calls its tables.
fn names_of_tables(text: &str) -> BTreeMap<String, String> {
    let words: Vec<&str> = text
        .split(|one: char| !one.is_alphanumeric() && one != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut names = BTreeMap::new();
    for (index, word) in words.iter().enumerate() {
        if let ("FROM" | "JOIN" | "UPDATE" | "INTO", Some(table)) = (*word, words.get(index + 1)) {
            let next = words.get(index + 2).filter(|next| **next != "AS").or_else(|| words.get(index + 3));
            names.insert((*table).to_owned(), (*table).to_owned());
            if let Some(name) = next.filter(|name| name.chars().all(|one| !one.is_uppercase())) {
                names.insert((*name).to_owned(), (*table).to_owned());
            }
        }
    }
    names
}

/// `Index Scan using name on table alias`, `Bitmap Heap Scan on table`, and behind it what the index is asked for.
fn of_postgres(plan: &[String]) -> Vec<Access> {
    let mut found: Vec<Access> = Vec::new();
    for line in plan {
        let line = line.trim_start_matches([' ', '-', '>']);
        let node = line.split_once("  (cost").map_or("", |(node, _)| node);
        if let Some((_, table)) = node.split_once(" on ").filter(|(node, _)| node.contains("Scan"))
            && !node.starts_with("Bitmap Index Scan")
        {
            let table = table.split(' ').next().unwrap_or(table).to_owned();
            found.push(Access { table, conditions: Vec::new() });
        }
        let condition = line.strip_prefix("Index Cond: ").or_else(|| line.strip_prefix("Recheck Cond: "));
        if let (Some(access), Some(condition)) = (found.last_mut(), condition) {
            access.conditions.extend(beside_company(condition));
        }
    }
    found
}

/// The conditions that an index is asked for beside that on the company.
fn beside_company(conditions: &str) -> Vec<String> {
    let parts = conditions.split(" AND ").filter(|part| !part.is_empty() && !part.contains("company_id"));
    parts.map(|part| part.trim_matches(['(', ')']).to_owned()).collect()
}
