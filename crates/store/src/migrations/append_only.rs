//! Guards that keep posted entries as they were posted, in the words of each database.

use crate::Dialect;

const MARK: &str = "{append_only:";
const TAKEN_AWAY: &str = "{no_longer_append_only:";
/// A column that a guarded table got later.
const COLUMN_MARK: &str = "{append_only_column:";

/// Writes the guards in place of their marks, and takes away those that are to go.
pub(super) fn expand(text: &str, dialect: Dialect) -> String {
    let whole = replace(text, TAKEN_AWAY, |table, _, _| taken_away(table, dialect));
    let whole = replace(&whole, COLUMN_MARK, |table, column, flag| {
        column_guard(table, column.unwrap_or_default(), flag.unwrap_or_default(), dialect)
    });
    replace(&whole, MARK, |table, columns, flag| guards(table, columns, flag, dialect))
}

/// Each mark, up to its brace, by what is made of its table, columns and flag.
fn replace(text: &str, mark: &str, make: impl Fn(&str, Option<&str>, Option<&str>) -> String) -> String {
    let mut expanded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark) {
        let (guard, behind) = after.split_once('}').unwrap_or((after, ""));
        expanded.push_str(before);
        let mut parts = guard.split(':').map(str::trim);
        let table = parts.next().unwrap_or_default();
        expanded.push_str(&make(table, parts.next(), parts.next()));
        rest = behind;
    }
    expanded.push_str(rest);
    expanded
}

/// A table without guards, for those that follow.
fn taken_away(table: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => {
            format!("DROP TRIGGER {table}_delete_guard;\nDROP TRIGGER {table}_update_guard;\n")
        }
        Dialect::Postgres => format!(
            "DROP TRIGGER {table}_row_guard ON {table};\nDROP TRIGGER {table}_truncate_guard ON {table};\n\
             DROP FUNCTION {table}_guard();\n"
        ),
    }
}

fn guards(table: &str, columns: Option<&str>, flag: Option<&str>, dialect: Dialect) -> String {
    let update = columns.map_or_else(|| "UPDATE".to_owned(), |columns| format!("UPDATE OF {columns}"));
    let guarded = flag.map_or_else(String::new, |flag| format!(" WHEN (OLD.{flag})"));
    let reason = format!("rows of {table} are never changed once they are posted");
    match dialect {
        Dialect::Sqlite => [("delete", "DELETE".to_owned()), ("update", update)]
            .map(|(name, event)| {
                format!(
                    "CREATE TRIGGER {table}_{name}_guard BEFORE {event} ON {table}{guarded} \
                     BEGIN SELECT RAISE(ABORT, '{reason}'); END;\n"
                )
            })
            .concat(),
        Dialect::Postgres => format!(
            "CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS \
             $guard$ BEGIN RAISE EXCEPTION '{reason}'; END $guard$;\n\
             CREATE TRIGGER {table}_row_guard BEFORE DELETE OR {update} ON {table} \
             FOR EACH ROW{guarded} EXECUTE FUNCTION {table}_guard();\n\
             CREATE TRIGGER {table}_truncate_guard BEFORE TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION {table}_guard();\n"
        ),
    }
}

/// Guards one more column of a table that [`guards`] was made for.
fn column_guard(table: &str, column: &str, flag: &str, dialect: Dialect) -> String {
    let event = format!("BEFORE UPDATE OF {column} ON {table}");
    match dialect {
        Dialect::Sqlite => format!(
            "CREATE TRIGGER {table}_{column}_guard {event} WHEN (OLD.{flag}) \
             BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed once they are posted'); END;\n"
        ),
        Dialect::Postgres => format!(
            "CREATE TRIGGER {table}_{column}_guard {event} FOR EACH ROW WHEN (OLD.{flag}) \
             EXECUTE FUNCTION {table}_guard();\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::expand;
    use crate::Dialect;

    #[test]
    fn a_mark_becomes_a_guard_against_deletes_and_changes() {
        let text =
            "CREATE TABLE t (a);\n{append_only:t}\n{append_only:u:\n a, b}\n{append_only:v:a:done}rest";
        let sqlite = expand(text, Dialect::Sqlite);
        assert!(sqlite.contains("BEFORE DELETE ON t ") && sqlite.contains("BEFORE UPDATE ON t "), "{sqlite}");
        assert!(sqlite.contains("BEFORE UPDATE OF a, b ON u "), "{sqlite}");
        assert!(sqlite.contains("BEFORE UPDATE OF a ON v WHEN (OLD.done) "), "{sqlite}");
        assert!(sqlite.ends_with("rest") && !sqlite.contains("{append_only"), "{sqlite}");
        let postgres = expand(text, Dialect::Postgres);
        assert!(postgres.contains("BEFORE DELETE OR UPDATE OF a, b ON u "), "{postgres}");
        let without = expand("{no_longer_append_only:t}\n{append_only:t:a}", Dialect::Sqlite);
        let dropped = without.find("DROP TRIGGER t_update_guard").unwrap();
        assert!(dropped < without.find("CREATE TRIGGER t_update_guard").unwrap(), "{without}");
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            let column = expand("{append_only_column:v:b:done}", dialect);
            assert!(
                column.contains("v_b_guard BEFORE UPDATE OF b ON v ") && !column.contains("DELETE"),
                "{column}"
            );
        }
    }
}
