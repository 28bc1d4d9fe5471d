//! What a company's writes have read before and need not read again.
//!
//! Setup is read by every write and changed by few. Rows read in a transaction that holds the company's row-version
//! counter stay true as long as nobody changes the company, and nobody changes it without moving the counter: when the
//! next write takes the version that follows the last one seen here, no other write, of this server or another, has
//! come between. Then what is remembered is what the database would answer; in all other cases it is forgotten.

use std::collections::HashMap;
use std::sync::Arc;

use odata_sql::compiled::SqlValue;
use tokio_postgres::Row;
use uuid::Uuid;

/// Tables whose rows may be remembered: setup and master data. They are written only by transactions that move the
/// company's counter, no trigger or cascade changes them, and every statement on them names its company.
const TABLES: &[&str] = &[
    "accounting_periods",
    "accounts",
    "bank_accounts",
    "bank_posting_groups",
    "countries_regions",
    "currencies",
    "currency_exchange_rates",
    "customer_posting_groups",
    "customer_templates",
    "customers",
    "default_dimension_priorities",
    "default_dimensions",
    "dimension_set_entries",
    "dimension_values",
    "dimensions",
    "general_business_posting_groups",
    "general_ledger_setup",
    "general_posting_setup",
    "general_product_posting_groups",
    "inventory_posting_groups",
    "inventory_posting_setup",
    "inventory_setup",
    "journal_templates",
    "journals",
    "number_series",
    "number_series_lines",
    "number_series_setup",
    "payment_methods",
    "payment_terms",
    "shipment_methods",
    "source_codes",
    "tax_area_lines",
    "tax_areas",
    "tax_details",
    "tax_groups",
    "tax_jurisdictions",
    "trade_setup",
    "vat_posting_setup",
    "vendor_posting_groups",
    "vendor_templates",
    "vendors",
];

/// Answers remembered for one company; beyond, all are forgotten.
const ANSWERS_MAX: usize = 512;
/// Rows of one remembered answer; a longer one is not remembered.
const ROWS_MAX: usize = 200;

/// What a company's writes remember; it goes with the transaction that runs for them.
pub(crate) struct Memory {
    company: Uuid,
    /// The last version taken by a write that is remembered here.
    version: i64,
    /// The transaction holds the counter, so what is read now stays true.
    holds_counter: bool,
    /// By statement and parameters.
    answers: HashMap<(String, Vec<SqlValue>), Arc<Answer>>,
    /// The tables of each statement met; `None` when its rows may not be remembered.
    tables_of: HashMap<String, Option<Vec<&'static str>>>,
}

/// The rows of one statement, and the tables they came from.
pub(crate) struct Answer {
    tables: Vec<&'static str>,
    pub rows: Vec<Row>,
}

impl Memory {
    pub fn new(company: Uuid) -> Memory {
        Memory {
            company,
            version: 0,
            holds_counter: false,
            answers: HashMap::new(),
            tables_of: HashMap::new(),
        }
    }

    pub fn company(&self) -> Uuid {
        self.company
    }

    /// The transaction has taken the counter of a company, and with it this version.
    pub fn counter_taken(&mut self, company: Uuid, version: i64) {
        if company != self.company {
            return;
        }
        if !self.holds_counter && version != self.version + 1 {
            self.answers.clear();
        }
        self.holds_counter = true;
        self.version = version;
    }

    /// The counter is free again: what comes next must show that nobody came between.
    pub fn counter_released(&mut self) {
        self.holds_counter = false;
    }

    /// Something was undone: what was read since may never have been true.
    pub fn forget(&mut self) {
        self.holds_counter = false;
        self.answers.clear();
    }

    /// Rows read before that are still true.
    pub fn recall(&self, text: &str, parameters: &[SqlValue]) -> Option<Arc<Answer>> {
        if !self.holds_counter {
            return None;
        }
        self.answers.get(&(text.to_owned(), parameters.to_vec())).cloned()
    }

    /// The tables of a statement whose rows may be kept.
    pub fn tables_to_keep(&mut self, text: &str, parameters: &[SqlValue]) -> Option<Vec<&'static str>> {
        if !self.holds_counter || !parameters.contains(&SqlValue::Uuid(self.company)) {
            return None;
        }
        if let Some(known) = self.tables_of.get(text) {
            return known.clone();
        }
        if self.tables_of.len() >= ANSWERS_MAX {
            self.tables_of.clear();
        }
        let tables = tables_read(text);
        self.tables_of.insert(text.to_owned(), tables.clone());
        tables
    }

    pub fn keep(&mut self, text: &str, parameters: &[SqlValue], tables: Vec<&'static str>, rows: Vec<Row>) {
        if rows.len() > ROWS_MAX {
            return;
        }
        if self.answers.len() >= ANSWERS_MAX {
            self.answers.clear();
        }
        self.answers.insert((text.to_owned(), parameters.to_vec()), Arc::new(Answer { tables, rows }));
    }

    /// A statement that is no plain read is about to run: forgets what it may change.
    pub fn note_change(&mut self, text: &str) {
        match table_written(text) {
            Some(table) => self.answers.retain(|_, answer| !answer.tables.contains(&table)),
            None => self.answers.clear(),
        }
    }
}

/// Whether a statement only reads.
pub(super) fn is_read(text: &str) -> bool {
    text.starts_with("SELECT")
}

/// The tables a statement reads, when all of them may be remembered and it is simple enough to be sure.
fn tables_read(text: &str) -> Option<Vec<&'static str>> {
    if !is_read(text) || text.contains(" FOR ") || text.contains("FROM (") {
        return None;
    }
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let mut tables = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if !matches!(word.trim_start_matches('('), "FROM" | "JOIN") {
            continue;
        }
        let name = words.get(index + 1)?.trim_end_matches(')');
        // `FROM a, b`, with or without an alias, names more than this would see.
        let lists = |at: usize| words.get(at).is_some_and(|word| word.ends_with(','));
        if lists(index + 1) || lists(index + 2) {
            return None;
        }
        tables.push(*TABLES.iter().find(|table| **table == name)?);
    }
    (!tables.is_empty()).then_some(tables)
}

/// The table a statement changes; `None` when that is not plain.
fn table_written(text: &str) -> Option<&str> {
    let rest =
        ["INSERT INTO ", "UPDATE ", "DELETE FROM "].iter().find_map(|start| text.strip_prefix(start))?;
    rest.split(|character: char| character.is_ascii_whitespace() || character == '(').next()
}

#[cfg(test)]
mod tests {
    use odata_sql::compiled::SqlValue;
    use uuid::Uuid;

    use super::{Memory, table_written, tables_read};

    #[test]
    fn only_plain_reads_of_setup_are_remembered() {
        for (text, expected) in [
            ("SELECT a FROM customers WHERE company_id = $1", Some(vec!["customers"])),
            (
                "SELECT t0.a FROM journals t0 LEFT JOIN journal_templates t1 ON t1.id = t0.b WHERE t0.c = $1",
                Some(vec!["journals", "journal_templates"]),
            ),
            (
                "SELECT a FROM customers WHERE EXISTS (SELECT 1 FROM currencies)",
                Some(vec!["customers", "currencies"]),
            ),
            ("SELECT a FROM journal_lines WHERE company_id = $1", None),
            ("SELECT a FROM customers t0 LEFT JOIN journal_lines t1 ON TRUE", None),
            ("SELECT a FROM customers, currencies", None),
            ("SELECT a FROM customers t0, currencies t1", None),
            ("SELECT a FROM (SELECT a FROM customers) numbered", None),
            ("SELECT a FROM customers WHERE id = $1 FOR UPDATE", None),
            ("SELECT 1", None),
            ("UPDATE customers SET a = 1 RETURNING a", None),
            ("WITH x AS (SELECT 1) SELECT a FROM customers", None),
        ] {
            assert_eq!(tables_read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_change_names_its_table() {
        for (text, expected) in [
            ("INSERT INTO customers (a) VALUES ($1)", Some("customers")),
            ("UPDATE customers SET a = 1", Some("customers")),
            ("DELETE FROM customers WHERE a = 1", Some("customers")),
            ("WITH x AS (DELETE FROM customers) SELECT 1", None),
        ] {
            assert_eq!(table_written(text), expected, "{text}");
        }
    }

    const TEXT: &str = "SELECT a FROM customers WHERE company_id = $1";

    fn remembering(company: Uuid) -> (Memory, Vec<SqlValue>) {
        let mut memory = Memory::new(company);
        let parameters = vec![SqlValue::Uuid(company)];
        memory.counter_taken(company, 7);
        let tables = memory.tables_to_keep(TEXT, &parameters).unwrap();
        memory.keep(TEXT, &parameters, tables, Vec::new());
        assert!(memory.recall(TEXT, &parameters).is_some());
        (memory, parameters)
    }

    #[test]
    fn what_was_read_holds_only_while_nobody_came_between() {
        let company = Uuid::from_u128(1);
        let (mut memory, parameters) = remembering(company);
        memory.counter_released();
        assert!(memory.recall(TEXT, &parameters).is_none(), "nothing holds without the counter");
        memory.counter_taken(company, 8);
        assert!(memory.recall(TEXT, &parameters).is_some(), "the next version follows");
        memory.counter_released();
        memory.counter_taken(company, 10);
        assert!(memory.recall(TEXT, &parameters).is_none(), "somebody took version 9");
    }

    #[test]
    fn changes_and_undone_work_are_forgotten() {
        let company = Uuid::from_u128(1);
        for (text, known) in [
            ("UPDATE customers SET a = 1", false),
            ("UPDATE currencies SET a = 1", true),
            ("WITH anything AS (SELECT 1) SELECT 2", false),
        ] {
            let (mut memory, parameters) = remembering(company);
            memory.note_change(text);
            assert_eq!(memory.recall(TEXT, &parameters).is_some(), known, "{text}");
        }
        let (mut memory, parameters) = remembering(company);
        memory.forget();
        memory.counter_taken(company, 8);
        assert!(memory.recall(TEXT, &parameters).is_none());
    }

    #[test]
    fn other_companies_are_not_remembered() {
        let (company, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut memory = Memory::new(company);
        memory.counter_taken(other, 1);
        assert!(memory.tables_to_keep(TEXT, &[SqlValue::Uuid(company)]).is_none(), "its counter is not held");
        memory.counter_taken(company, 1);
        assert!(memory.tables_to_keep(TEXT, &[SqlValue::Uuid(other)]).is_none());
        assert!(memory.tables_to_keep(TEXT, &[SqlValue::Uuid(company)]).is_some());
    }
}
