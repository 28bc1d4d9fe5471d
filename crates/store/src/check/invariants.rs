//! Invariants as data: a query that finds what breaks one, and the sentence that says so.

use uuid::Uuid;

use super::Checking;
use crate::row::RowExtension;
use crate::{Dialect, SqlValue, StoreError};

/// A rule of FINANCE.md section 10. The query takes the company as `?1` and gives one row for each break of the rule: a
/// number that names it, what was found and what was expected (whole numbers), and a text where the sentence wants one;
/// `{nil}` in it is the id that is none.
pub(super) struct Invariant {
    /// `{key}`, `{found}`, `{expected}`; with `{found amount}` and `{expected amount}` as money; `{name}` is the text.
    pub sentence: &'static str,
    pub query: &'static str,
}

/// At most so many breaks of one rule are told one by one in a company; the rest is counted.
const TOLD_MAX: usize = 20;

/// Checks all rules of a list over all companies.
pub(super) async fn check(checking: &mut Checking<'_>, rules: &[Invariant]) -> Result<(), StoreError> {
    let companies: Vec<Uuid> = checking.companies.keys().copied().collect();
    let nil = match checking.session.dialect() {
        Dialect::Sqlite => "X'00000000000000000000000000000000'",
        Dialect::Postgres => "'00000000-0000-0000-0000-000000000000'::uuid",
    };
    for company in companies {
        for rule in rules {
            let query = rule.query.replace("{nil}", nil);
            let has_name = rule.sentence.contains("{name}");
            let mut broken = Vec::new();
            let mut untold = 0_u64;
            checking
                .session
                .query_all(&query, &[SqlValue::Uuid(company)], |row| {
                    if broken.len() == TOLD_MAX {
                        untold += 1;
                        return Ok(());
                    }
                    let (key, found) = (row.required_integer(0)?, row.required_integer(1)?);
                    let told = sentence(rule.sentence, key, found, row.required_integer(2)?);
                    broken.push(match has_name {
                        true => told.replace("{name}", &row.required_text(3)?),
                        false => told,
                    });
                    Ok(())
                })
                .await?;
            for sentence in broken {
                checking.found(Some(company), sentence);
            }
            if untold > 0 {
                checking.found(Some(company), format!("The same is wrong {untold} more times."));
            }
        }
    }
    Ok(())
}

fn sentence(pattern: &str, key: i64, found: i64, expected: i64) -> String {
    let amount = |scaled| money::Amount::from_scaled(scaled).to_string();
    pattern
        .replace("{key}", &key.to_string())
        .replace("{found amount}", &amount(found))
        .replace("{expected amount}", &amount(expected))
        .replace("{found}", &found.to_string())
        .replace("{expected}", &expected.to_string())
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_sentence_names_what_is_wrong() {
        let pattern = "Entry {key} has {found amount} instead of {expected amount} ({found}, {expected}).";
        let expected = "Entry 7 has 1.5 instead of -2 (150000, -200000).";
        assert_eq!(sentence(pattern, 7, 150_000, -200_000), expected);
    }
}
