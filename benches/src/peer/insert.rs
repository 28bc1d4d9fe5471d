//! The row that a POST inserts: a copy of one that is there, with keys of its own. As wide as funchal's.

use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use uuid::Uuid;

/// Behind all lines that were generated.
const FIRST_LINE_NUMBER: i64 = 1_500_000_000;

pub const MODEL_ROW: &str = "SELECT * FROM journal_lines LIMIT 1";

/// The statement, and where the own values stand.
pub struct Insert {
    pub text: String,
    company: usize,
    journal: usize,
    id: usize,
    line_number: usize,
    last_line_number: AtomicI64,
}

/// A new row's own values.
pub struct NewRow {
    pub company: Uuid,
    pub journal: Uuid,
    pub id: Uuid,
    pub line_number: i64,
}

/// Which of them a column takes.
pub enum Own {
    Guid(Uuid),
    Integer(i64),
}

impl Insert {
    /// For a table with these columns; `mark` is `?` or `$`.
    pub fn new(columns: &[String], mark: char) -> Result<Insert> {
        let position = |name: &str| {
            let found = columns.iter().position(|column| column == name);
            found.with_context(|| format!("journal_lines has no column {name}"))
        };
        let marks: Vec<String> = (1..=columns.len()).map(|number| format!("{mark}{number}")).collect();
        let text =
            format!("INSERT INTO journal_lines ({}) VALUES ({})", columns.join(", "), marks.join(", "));
        Ok(Insert {
            text,
            company: position("company_id")?,
            journal: position("journal_id")?,
            id: position("id")?,
            line_number: position("line_number")?,
            last_line_number: AtomicI64::new(FIRST_LINE_NUMBER),
        })
    }

    pub fn new_row(&self, company: Uuid, journal: Uuid) -> NewRow {
        let line_number = self.last_line_number.fetch_add(1, Ordering::Relaxed);
        NewRow { company, journal, id: Uuid::new_v4(), line_number }
    }

    /// What stands in a column instead of the model's value.
    pub fn own(&self, row: &NewRow, column: usize) -> Option<Own> {
        match column {
            _ if column == self.company => Some(Own::Guid(row.company)),
            _ if column == self.journal => Some(Own::Guid(row.journal)),
            _ if column == self.id => Some(Own::Guid(row.id)),
            _ if column == self.line_number => Some(Own::Integer(row.line_number)),
            _ => None,
        }
    }
}
