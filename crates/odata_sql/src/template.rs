//! SQL written in a property table: the text with its placeholders filled in.
//!
//! Such a text must be understood alike by both databases; whole numbers that are sums are brought back with
//! `CAST(… AS BIGINT)`, because PostgreSQL sums up to `numeric`.

use std::sync::Arc;

use crate::compiled::Parameter;
use crate::mapping::{EntityMapping, Storage};
use crate::report::{Report, ReportCall};
use crate::writer::{Row, Writer};

/// The values of a column that alone are wanted of a report.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// All rows.
    Any,
    /// SQL of the one value.
    One(String),
    /// Those of the rows of the level above.
    ParentLinks,
}

impl Writer<'_> {
    /// The SQL of a computed value of a row. Placeholders: `{row}` for the row's own table, `{join.N}` for the table
    /// behind join N, `{today}` for the work date, `{company}` for the company of the row.
    pub fn computed(&mut self, row: &Row, sql: &str) -> String {
        let mut text = String::with_capacity(sql.len() + 16);
        for piece in pieces(sql) {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Placeholder("row") => text.push_str(&row.alias),
                Piece::Placeholder("today") => text.push_str(&self.bind(Parameter::Today, Storage::Date)),
                Piece::Placeholder("company") => text.push_str(&self.company_column(row)),
                Piece::Placeholder(name) => {
                    let join = name.strip_prefix("join.").and_then(|index| index.parse().ok());
                    debug_assert!(join.is_some(), "unknown placeholder {name}");
                    text.push_str(&self.source_join(row, join.unwrap_or(0)));
                }
            }
        }
        text
    }

    /// What stands behind FROM for an entity: its table, or its SELECT in parentheses.
    pub fn table(
        &mut self,
        entity: &EntityMapping,
        call: Option<Arc<ReportCall>>,
        wanted: &Wanted,
    ) -> String {
        let Some(report) = entity.report else { return entity.table.to_owned() };
        let call = call.unwrap_or_else(|| report.call());
        let (text, wanted) = match (wanted, report.narrowed) {
            (Wanted::One(_) | Wanted::ParentLinks, Some((_, narrowed))) => (narrowed, wanted),
            _ => (report.rows, &Wanted::Any),
        };
        format!("({})", self.report(report, text, &call, wanted))
    }

    fn report(&mut self, report: &Report, sql: &str, call: &Arc<ReportCall>, wanted: &Wanted) -> String {
        let mut text = String::with_capacity(sql.len() + 64);
        for piece in pieces(sql) {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Placeholder("company") => text.push_str(&self.bind(Parameter::Company, Storage::Uuid)),
                Piece::Placeholder("today") => text.push_str(&self.bind(Parameter::Today, Storage::Date)),
                Piece::Placeholder("wants nil") => text.push_str(&self.wants_nil(wanted)),
                Piece::Placeholder("nil") => text.push_str(self.empty(Storage::Uuid)),
                Piece::Placeholder(name) => match name.strip_prefix("only ") {
                    Some(column) => text.push_str(&self.is_wanted(column, wanted)),
                    None => {
                        let value = report.values.iter().position(|(known, _)| *known == name);
                        debug_assert!(value.is_some(), "unknown placeholder {name}");
                        let index = value.unwrap_or(0);
                        let storage = report.values.get(index).map_or(Storage::Text, |(_, storage)| *storage);
                        text.push_str(&self.bind(Parameter::Report(call.clone(), index), storage));
                    }
                },
            }
        }
        text
    }

    fn is_wanted(&mut self, column: &str, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Any => "TRUE".to_owned(),
            Wanted::One(value) => format!("{column} = {value}"),
            Wanted::ParentLinks => self.is_one_of(column, Parameter::ParentLinks, Storage::Uuid),
        }
    }

    fn wants_nil(&self, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Any => "TRUE".to_owned(),
            Wanted::One(value) => format!("{value} = {}", self.empty(Storage::Uuid)),
            // Rows above have ids, none of them empty.
            Wanted::ParentLinks => "FALSE".to_owned(),
        }
    }
}

enum Piece<'t> {
    Text(&'t str),
    Placeholder(&'t str),
}

fn pieces(sql: &str) -> impl Iterator<Item = Piece<'_>> {
    sql.split('{').enumerate().flat_map(|(number, part)| {
        let (placeholder, text) = match part.split_once('}') {
            Some((name, text)) if number > 0 => (Some(Piece::Placeholder(name)), text),
            _ => (None, part),
        };
        placeholder.into_iter().chain(std::iter::once(Piece::Text(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn placeholders() {
        let words: Vec<String> = pieces("a {b} c{d e}")
            .map(|piece| match piece {
                Piece::Text(text) => format!("t:{text}"),
                Piece::Placeholder(name) => format!("p:{name}"),
            })
            .collect();
        assert_eq!(words, ["t:a ", "p:b", "t: c", "p:d e", "t:"]);
    }
}
