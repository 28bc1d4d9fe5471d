//! Rules about words: `float`, `unfinished`, `machine-path` and `sql`.

use super::source::Source;
use super::{File, Finding, crate_of, is_test};

/// Crates where an amount may pass by.
const EXACT_CRATES: &[&str] = &["money", "finance", "store", "odata", "odata_sql", "surfaces"];
/// On the line of a float or the line above, with the reason after it.
const FLOAT_ALLOWED: &str = concat!("// tidy", ": float allowed, because ");
/// Crates that make SQL.
const SQL_CRATES: &[&str] = &["store", "odata_sql"];
const SQL_OPENINGS: &[&str] = &["SELECT ", "INSERT INTO ", "INSERT OR ", "UPDATE ", "DELETE FROM "];
/// Beginnings of paths that exist on one machine only.
const MACHINE_PATHS: &[&str] = &[concat!("/", "work/"), concat!("/", "tmp/")];

/// What must not stay in code: as written, and the way out.
const UNFINISHED: &[(&str, &str)] = &[
    ("todo!(", "write it, or leave the feature out and list it as not offered"),
    ("unimplemented!(", "write it, or leave the feature out and list it as not offered"),
    ("dbg!(", "remove it, or log with `tracing`"),
    ("#[ignore", "make the test pass, or assert the known answer with a note"),
    ("dead_code", "remove what nobody calls instead of allowing it"),
];

/// Looks for banned words in every file they are banned in.
pub fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        findings.extend(machine_paths(file));
        if file.path.ends_with(".rs") {
            let source = Source::new(&file.text);
            findings.extend(floats(file, &source));
            findings.extend(unfinished(file, &source));
            findings.extend(sql(file, &source));
        }
    }
    findings
}

fn floats(file: &File, source: &Source) -> Vec<Finding> {
    if crate_of(&file.path).is_none_or(|name| !EXACT_CRATES.contains(&name)) {
        return Vec::new();
    }
    let lines: Vec<&str> = file.text.lines().collect();
    // Two lines: the one of line number `line` and the one above.
    let is_allowed =
        |line: usize| lines[line.saturating_sub(2)..line].iter().any(|line| line.contains(FLOAT_ALLOWED));
    let floats = source.words().filter(|(_, word)| is_float(word));
    floats
        .map(|(position, word)| (source.line(position), word))
        .filter(|(line, _)| !is_allowed(*line))
        .map(|(line, word)| {
            let advice = format!(
                "`{word}` is not exact: use `money`, or write `{FLOAT_ALLOWED}...` on the line above"
            );
            Finding::new(&file.path, line, "float", advice)
        })
        .collect()
}

/// `f64`, `1_f64`, but not `0xf32`.
fn is_float(word: &str) -> bool {
    let is_number = word.starts_with(|character: char| character.is_ascii_digit()) && !word.starts_with("0x");
    ["f32", "f64"].iter().any(|float| word == *float || (is_number && word.ends_with(float)))
}

fn unfinished(file: &File, source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (word, advice) in UNFINISHED {
        for (position, _) in source.code.match_indices(word) {
            let before = source.code[..position].chars().next_back();
            // `my_todo!(` and `not_dead_code` are words of their own.
            if !before.is_some_and(|character| character.is_alphanumeric() || character == '_') {
                let line = source.line(position);
                findings.push(Finding::new(&file.path, line, "unfinished", format!("`{word}`: {advice}")));
            }
        }
    }
    findings
}

fn machine_paths(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for path in MACHINE_PATHS {
            let starts_path = |position: usize| {
                let before = line[..position].chars().next_back();
                // `target/tmp/` and `https://host/work/` are other paths.
                !before.is_some_and(|character| character.is_alphanumeric() || "_-./)}>~".contains(character))
            };
            if line.match_indices(path).any(|(position, _)| starts_path(position)) {
                let advice = format!("`{path}` exists on one machine: use a path below the checkout");
                findings.push(Finding::new(&file.path, index + 1, "machine-path", advice));
            }
        }
    }
    findings
}

/// SQL is made in two crates; tests and tools may look at a database directly.
fn sql(file: &File, source: &Source) -> Vec<Finding> {
    if crate_of(&file.path).is_none_or(|name| SQL_CRATES.contains(&name)) || is_test(&file.path) {
        return Vec::new();
    }
    let tests = source.test_modules();
    let is_sql = |text: &str| SQL_OPENINGS.iter().any(|opening| text.trim_start().starts_with(opening));
    let strings = source.strings.iter().filter(|(_, text)| is_sql(text));
    strings
        .filter(|(position, _)| !tests.iter().any(|test| test.contains(position)))
        .map(|(position, _)| {
            let advice = "SQL lives in `store` and `odata_sql`: call a function there";
            Finding::new(&file.path, source.line(*position), "sql", advice)
        })
        .collect()
}
