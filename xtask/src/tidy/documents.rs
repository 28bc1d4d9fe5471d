//! Rules `document`, `code-map` and `opening-line`: what a reader must find.

use std::collections::BTreeSet;

use super::{File, Finding, crate_of};

const CODE_MAP: &str = "ARCHITECTURE.md";
const DOCUMENTS: &[&str] = &["README.md", "CHANGELOG.md", CODE_MAP];

/// Documents exist, the code map names every crate, every source file says what lives there.
pub fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in DOCUMENTS {
        if text_of(files, name).is_none_or(|text| text.trim().is_empty()) {
            findings.push(Finding::new(name, 1, "document", "write it: a reader looks for it first"));
        }
    }
    findings.extend(code_map(files));
    for file in files.iter().filter(|file| file.path.ends_with(".rs") && !file.text.starts_with("//!")) {
        let advice = "open the file with one `//!` line that says what lives there";
        findings.push(Finding::new(&file.path, 1, "opening-line", advice));
    }
    findings
}

fn code_map(files: &[File]) -> Vec<Finding> {
    let Some(map) = text_of(files, CODE_MAP) else { return Vec::new() };
    let crates: BTreeSet<&str> = files.iter().filter_map(|file| crate_of(&file.path)).collect();
    let is_named = |name: &&str| {
        let words = map.split(|character: char| !(character.is_alphanumeric() || "_-".contains(character)));
        words.into_iter().any(|word| word == *name)
    };
    let missing = crates.into_iter().filter(|name| !is_named(name));
    missing
        .map(|name| {
            let advice = format!("say what crates/{name} knows and what it must not know");
            Finding::new(CODE_MAP, 1, "code-map", advice)
        })
        .collect()
}

fn text_of<'files>(files: &'files [File], path: &str) -> Option<&'files str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}
