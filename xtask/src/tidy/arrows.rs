//! Rule `arrow`: which crate may depend on which. Development dependencies are exempt.

use super::{File, Finding, crate_of};

/// Each crate and those of ours it may depend on. A crate that is not here is a finding: decide first.
const ARROWS: &[(&str, &[&str])] = &[
    ("money", &[]),
    ("odata", &[]),
    ("odata_sql", &["odata"]),
    ("finance", &["money"]),
    ("store", &["finance", "money", "odata_sql"]),
    ("surfaces", &["odata", "odata_sql", "finance", "money", "store"]),
    ("auth", &[]),
    ("server", &["surfaces", "auth", "store", "odata"]),
    ("funchal", &["money", "odata", "odata_sql", "finance", "store", "surfaces", "auth", "server"]),
    ("seeds", &[]),
    (
        "testkit",
        &["money", "odata", "odata_sql", "finance", "store", "surfaces", "auth", "server", "funchal"],
    ),
];

/// Looks at the manifest of every crate below `crates/`.
pub fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let Some(name) = crate_of(&file.path).filter(|name| file.path == format!("crates/{name}/Cargo.toml"))
        else {
            continue;
        };
        let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else {
            let advice = "new crate: say in ARROWS of xtask/src/tidy/arrows.rs what it may depend on";
            findings.push(Finding::new(&file.path, 1, "arrow", advice));
            continue;
        };
        for (line, dependency) in dependencies(&file.text) {
            let is_ours = ARROWS.iter().any(|(ours, _)| *ours == dependency) || dependency == "xtask";
            if is_ours && !allowed.contains(&dependency.as_str()) {
                let advice =
                    format!("`{name}` must not depend on `{dependency}`; move the code or turn the arrow");
                findings.push(Finding::new(&file.path, line, "arrow", advice));
            }
        }
    }
    findings
}

/// The dependencies a manifest names, development ones left out: line and crate.
fn dependencies(manifest: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_dependencies = false;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            in_dependencies = is_dependencies(section);
            // `[dependencies.name]`
            let named = section.rsplit_once('.').filter(|(table, _)| is_dependencies(table));
            found.extend(named.map(|(_, name)| (index + 1, unquoted(name))));
        } else if let Some((key, value)) = line.split_once('=')
            && in_dependencies
        {
            // `name.workspace = true`, `name = "1"`, `other = { package = "name" }`
            let name = renamed(value).unwrap_or_else(|| key.split('.').next().unwrap_or_default());
            found.push((index + 1, unquoted(name)));
        }
    }
    found
}

fn is_dependencies(table: &str) -> bool {
    let last = table.rsplit('.').next().unwrap_or_default();
    last == "dependencies" || last == "build-dependencies"
}

fn renamed(value: &str) -> Option<&str> {
    let (_, after) = value.split_once("package")?;
    after.split('"').nth(1)
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches('"').replace('-', "_")
}
