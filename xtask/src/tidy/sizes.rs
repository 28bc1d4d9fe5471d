//! Rules `file-length`, `function-length` and `line-length`: what is small can be read.

use std::ops::Range;

use super::source::Source;
use super::{File, Finding, is_test};

const FILE_LINES_MAX: usize = 800;
const FILE_LINES_P90_MAX: usize = 400;
const FILE_LINES_MEDIAN_MAX: usize = 120;
const FUNCTION_LINES_MAX: usize = 70;
const LINE_CHARACTERS_MAX: usize = 120;

/// Looks at every hand-written Rust file. One with `@generated` in its first lines is not hand-written.
pub fn check(files: &[File]) -> Vec<Finding> {
    let hand_written = |file: &&File| {
        let is_generated = file.text.lines().take(5).any(|line| line.contains(concat!("@", "generated")));
        file.path.ends_with(".rs") && !is_generated
    };
    let files: Vec<&File> = files.iter().filter(hand_written).collect();
    let mut findings = file_lengths(&files);
    for file in files {
        let source = Source::new(&file.text);
        findings.extend(function_lengths(file, &source));
        findings.extend(line_lengths(file, &source));
    }
    findings
}

fn file_lengths(files: &[&File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lengths: Vec<usize> = files.iter().map(|file| file.text.lines().count()).collect();
    for (file, length) in files.iter().zip(&lengths) {
        if *length > FILE_LINES_MAX {
            let advice = format!("{length} lines, at most {FILE_LINES_MAX}: split it by noun");
            findings.push(Finding::new(&file.path, FILE_LINES_MAX + 1, "file-length", advice));
        }
    }
    lengths.sort_unstable();
    let percentile = |percent: usize| lengths.get((lengths.len() * percent / 100).min(lengths.len() - 1));
    for (name, percent, most) in
        [("median", 50, FILE_LINES_MEDIAN_MAX), ("90th percentile", 90, FILE_LINES_P90_MAX)]
    {
        if !lengths.is_empty()
            && let Some(length) = percentile(percent).filter(|length| **length > most)
        {
            let advice =
                format!("the {name} of the Rust files is {length} lines, at most {most}: split long files");
            findings.push(Finding::new(".", 1, "file-length", advice));
        }
    }
    findings
}

/// Tests may be long tables; everything else fits a screen.
fn function_lengths(file: &File, source: &Source) -> Vec<Finding> {
    if is_test(&file.path) {
        return Vec::new();
    }
    let tests = source.test_modules();
    let mut findings = Vec::new();
    for (name, range) in source.functions() {
        let length = source.line(range.end) - source.line(range.start) + 1;
        if length > FUNCTION_LINES_MAX && !tests.iter().any(|test| test.contains(&range.start)) {
            let advice = format!("`{name}` has {length} lines, at most {FUNCTION_LINES_MAX}: split it");
            findings.push(Finding::new(&file.path, source.line(range.start), "function-length", advice));
        }
    }
    findings
}

/// What is inside strings does not count, nor do tables: rows in comments, items under `rustfmt::skip`, and
/// macros with braces, which rustfmt leaves alone.
fn line_lengths(file: &File, source: &Source) -> Vec<Finding> {
    let tables = tables(source);
    let mut findings = Vec::new();
    for (index, line) in source.strings_removed.lines().enumerate() {
        let length = line.chars().count();
        let is_table_row = line.trim_start().trim_start_matches(['/', '!']).trim_start().starts_with('|');
        let is_in_table = tables.iter().any(|lines| lines.contains(&(index + 1)));
        if length > LINE_CHARACTERS_MAX && !is_table_row && !is_in_table {
            let advice = format!("{length} characters, at most {LINE_CHARACTERS_MAX}: break the line");
            findings.push(Finding::new(&file.path, index + 1, "line-length", advice));
        }
    }
    findings
}

/// The lines of tables in code.
fn tables(source: &Source) -> Vec<Range<usize>> {
    let lines = |range: Range<usize>| source.line(range.start)..source.line(range.end) + 1;
    let skipped = source.code.match_indices("rustfmt::skip]").filter_map(|(start, found)| {
        let is_whole_file = source.code[..start].ends_with("#![");
        let end = if is_whole_file { Some(source.code.len()) } else { source.item_end(start + found.len()) };
        end.map(|end| lines(start..end))
    });
    let macros = source.code.match_indices('!').filter_map(|(start, _)| {
        let opening = start + source.code[start..].find('{')?;
        // `name! {` and `macro_rules! name {`, not `!condition {`.
        let is_macro =
            source.code[..start].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let between = source.code[start + 1..opening].trim();
        let is_name = between.chars().all(|character| character.is_alphanumeric() || character == '_');
        (is_macro && is_name).then_some(lines(start..source.item_end(opening)?))
    });
    skipped.chain(macros).collect()
}
