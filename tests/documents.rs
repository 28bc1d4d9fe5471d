//! The documents that are printed from tests: errors, compatibility, OData conformance.

use std::collections::BTreeSet;
use std::fmt::Write;

use acceptance::support::reference::{Reference, ReferenceEntity};
use acceptance::support::{check_document, run, tests_folder};
use surfaces::face::Face;
use surfaces::model::FaceModel;

use crate::model::NOT_OFFERED;

/// Longest line of a request that is printed whole.
const LINE_LENGTH_MAX: usize = 200;

const NAMES: [&str; 3] = ["Graph beta", "v1.0", "v2.0"];

#[test]
fn errors() {
    let mut text = String::from(
        "# Errors\n\nEvery error has a code, a status and a sentence; where one property, option or header is at \
         fault, it is named (`at …`). This page is printed from `tests/errors/`, where each request is sent to both \
         databases. `[graph]`, `[v1 v2]` mark answers that differ by face. Names in braces stand for ids.\n\n\
         Status 401 and 403 come from the check of the token, 413, 429 and 503 from the limits of the server; see \
         [limits.md](limits.md).\n",
    );
    for path in run::files_of("errors") {
        let file = run::read(&path);
        write!(text, "\n## {}\n", file.preamble.trim().trim_end_matches('.')).unwrap();
        for case in &file.cases {
            write!(text, "\n### {}\n", case.title).unwrap();
            for step in &case.steps {
                let request = step.source.lines().filter(|line| !line.starts_with('@')).map(shortened);
                let request = request.collect::<Vec<_>>().join("\n");
                write!(text, "\n```\n{request}\n```\n```\n{}\n```\n", step.expected).unwrap();
            }
        }
    }
    check_document("errors.md", &text);
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(LINE_LENGTH_MAX) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line.to_owned(),
    }
}

/// A list file: headings, and lines of columns with ` | ` between them.
fn lines_of(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(tests_folder().join(name)).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.split(" | ").map(|column| column.trim().to_owned()).collect()).collect()
}

/// Fails when a case that a list names does not exist.
fn check_case(name: &str) {
    let (path, title) = name.split_once(": ").unwrap_or_else(|| panic!("no case: {name}"));
    let file = run::read(&tests_folder().join(path));
    assert!(file.cases.iter().any(|case| case.title == title), "{path} has no case \"{title}\"");
}

#[test]
fn odata_conformance() {
    let mut text = String::from(
        "# OData conformance\n\nThe clauses of OData 4.0 and 4.01 (Protocol, chapter Conformance), by level and \
         number, and the test that shows how funchal stands to each. \"Should\" and \"may\" are marked; the rest is \
         \"must\". Printed from `tests/odata/conformance.list`; the tests named here exist and run on both \
         databases.\n",
    );
    for columns in lines_of("odata/conformance.list") {
        match columns.as_slice() {
            [heading] => {
                write!(text, "\n{heading}\n\n| clause | what | status | test |\n|---|---|---|---|\n").unwrap()
            }
            [clause, what, status, test] => {
                check_case(test);
                writeln!(text, "| {clause} | {what} | {status} | `{test}` |").unwrap();
            }
            other => panic!("not four columns: {other:?}"),
        }
    }
    check_document("odata-conformance.md", &text);
}

#[test]
fn compatibility() {
    let faces = Face::PUBLISHED.map(|face| (FaceModel::new(face, false), Reference::of(face)));
    let mut text = String::from(
        "# Compatibility\n\nWhat the three published APIs have, and what of it funchal offers. Printed by a test from \
         the model and from the facts in `tests/reference/`; other tests compare types, lengths, read-only flags and \
         enumerations.\n\nLetters: G get, P post, M patch, D delete, U put.\n",
    );
    write_sets(&mut text, &faces);
    write_entities(&mut text, &faces);
    write_actions(&mut text, &faces);
    write_own(&mut text);
    text.push_str("\n## Deliberate differences\n\n");
    for columns in lines_of("reference/differences.list") {
        let [difference, test] = columns.as_slice() else { panic!("not two columns: {columns:?}") };
        check_case(test);
        writeln!(text, "- {difference} (`{test}`)").unwrap();
    }
    text.push_str("\n## Rules of bookkeeping that are not kept\n\n| rule | instead |\n|---|---|\n");
    for columns in lines_of("reference/not_kept.list") {
        let [rule, instead] = columns.as_slice() else { panic!("not two columns: {columns:?}") };
        writeln!(text, "| {rule} | {instead} |").unwrap();
    }
    check_document("COMPATIBILITY.md", &text);
}

type Faces = [(FaceModel, Reference); 3];

fn offered<'f>(face: &'f FaceModel, type_name: &str) -> Option<&'f odata::edm::EntityType> {
    face.model.entity_types.iter().find(|entity| entity.name == type_name)
}

fn write_sets(text: &mut String, faces: &Faces) {
    text.push_str("\n## Sets\n\n| set | Graph beta | v1.0 | v2.0 | |\n|---|---|---|---|---|\n");
    let sets: BTreeSet<&str> = faces
        .iter()
        .flat_map(|(_, reference)| &reference.entities)
        .map(|entity| entity.set.as_str())
        .collect();
    for set in sets {
        let mut cells = Vec::new();
        let mut reason = "";
        for (face, reference) in faces {
            let Some(entity) = reference.entities.iter().find(|entity| entity.set == set) else {
                cells.push(String::new());
                continue;
            };
            if let Some(offered) = offered(face, &entity.type_name) {
                cells.push(format!("**{}**", letters(offered)));
            } else {
                cells.push(format!("{}, not offered", entity.methods));
                reason = reason_of(entity);
            }
        }
        writeln!(text, "| `{set}` | {} | {reason} |", cells.join(" | ")).unwrap();
    }
}

/// Why a set is not offered.
fn reason_of(entity: &ReferenceEntity) -> &'static str {
    let has = |name: &str| entity.set.contains(name);
    match () {
        () if entity.route.contains("automation") => "administration, not financials",
        () if entity.route.contains("powerbi") => "reports of another product, not financials",
        () if entity.set == "subscriptions" => "webhooks are not offered yet",
        () if has("ttachments") || has("pdfDocument") => "files beside records are not offered yet",
        () => "the set is not offered yet",
    }
}

fn write_entities(text: &mut String, faces: &Faces) {
    text.push_str("\n## Properties and navigation of the offered sets\n\n`r`: read-only. A number is a length in characters.\n");
    for type_name in offered_types(faces) {
        write!(text, "\n### {type_name}\n\n| property | {} |\n|---|---|---|---|\n", NAMES.join(" | "))
            .unwrap();
        let published: Vec<_> = faces.iter().map(|(_, reference)| reference.entity(type_name)).collect();
        let mut properties: Vec<&str> = Vec::new();
        for property in published.iter().flatten().flat_map(|entity| entity.properties.iter().flatten()) {
            if !properties.contains(&property.name.as_str()) {
                properties.push(&property.name);
            }
        }
        for property in properties {
            let cells: Vec<String> =
                faces.iter().map(|face| property_cell(face, type_name, property)).collect();
            writeln!(text, "| `{property}` | {} |", cells.join(" | ")).unwrap();
        }
        write_navigation(text, faces, type_name);
    }
}

/// What our own API has: nobody has published it, so the model alone says.
fn write_own(text: &mut String) {
    text.push_str(
        "\n## Our own API\n\nWhat the published APIs lack stands below `/api/funchal/finance/v1.0/companies({id})/…`, \
         which otherwise behaves as v2.0 does. Its `$metadata` and `openapi.json` have the details.\n\n\
         | set | methods | navigation | actions |\n|---|---|---|---|\n",
    );
    let model = FaceModel::new(Face::Own, false).model;
    for entity in &model.entity_types {
        let navigations: Vec<String> = match entity.name.as_str() {
            "company" => Vec::new(),
            _ => entity.navigations.iter().map(|navigation| format!("`{}`", navigation.name)).collect(),
        };
        let action = |action: &odata::edm::Action| {
            let parameters: Vec<&str> =
                action.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            format!("`{}({})`", action.name, parameters.join(", "))
        };
        let actions: Vec<String> = entity.actions.iter().map(action).collect();
        let (navigations, actions) = (navigations.join(", "), actions.join(", "));
        writeln!(text, "| `{}` | {} | {navigations} | {actions} |", entity.set_name, letters(entity))
            .unwrap();
    }
}

fn letters(entity: &odata::edm::EntityType) -> String {
    let may = entity.capabilities;
    let letters = [(true, 'G'), (may.insertable, 'P'), (may.updatable, 'M'), (may.deletable, 'D')];
    letters.iter().filter(|(can, _)| *can).map(|(_, letter)| *letter).collect()
}

/// The entity types that any face offers, those of v2.0 first.
fn offered_types(faces: &Faces) -> Vec<&str> {
    let mut names = Vec::new();
    for (face, _) in faces.iter().rev() {
        for entity in &face.model.entity_types {
            if entity.name != "financials" && !names.contains(&entity.name.as_str()) {
                names.push(entity.name.as_str());
            }
        }
    }
    names
}

fn property_cell((face, reference): &(FaceModel, Reference), type_name: &str, name: &str) -> String {
    let published = reference.entity(type_name).and_then(|entity| entity.properties.as_ref());
    if !published.is_some_and(|all| all.iter().any(|property| property.name == name)) {
        return String::new();
    }
    let entity = face.model.entity_types.iter().find(|entity| entity.name == type_name);
    let known = entity.and_then(|entity| entity.properties.iter().find(|property| property.name == name));
    let Some(known) = known else {
        let is_picture = NOT_OFFERED.contains(&(type_name, name));
        return if is_picture { "not offered: no API writes it" } else { "not offered" }.into();
    };
    let type_text = face.model.type_name(known.edm_type);
    let type_text =
        type_text.replace("Microsoft.NAV.", "").replace("microsoft.graph.", "").replace("Edm.", "");
    let length = known.max_length.map_or(String::new(), |length| format!(" {length}"));
    let access = match (known.read_only, known.immutable) {
        (true, _) => " r",
        (_, true) => " once",
        _ => "",
    };
    format!("{type_text}{length}{access}")
}

fn write_navigation(text: &mut String, faces: &Faces, type_name: &str) {
    // Below a company stand all sets; they have a table of their own.
    if type_name == "company" {
        return;
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (_, reference) in faces {
        let published = reference.entity(type_name).into_iter().flat_map(|entity| &entity.navigations);
        names.extend(published.map(|navigation| navigation.name.as_str()));
    }
    if names.is_empty() {
        return;
    }
    write!(text, "\n| navigation | {} |\n|---|---|---|---|\n", NAMES.join(" | ")).unwrap();
    for name in names {
        let cells = faces.iter().map(|(face, reference)| {
            let published = reference.entity(type_name).into_iter().flat_map(|entity| &entity.navigations);
            let entity = face.model.entity_types.iter().find(|entity| entity.name == type_name);
            let offered = entity.is_some_and(|entity| entity.find_navigation(name).is_some());
            match (published.into_iter().any(|known| known.name == name), offered) {
                (false, _) => "",
                (true, true) => "offered",
                (true, false) => "not offered: its set is not",
            }
        });
        let cells: Vec<&str> = cells.collect();
        writeln!(text, "| `{name}` | {} |", cells.join(" | ")).unwrap();
    }
}

fn write_actions(text: &mut String, faces: &Faces) {
    write!(text, "\n## Actions\n\n| action | {} | |\n|---|---|---|---|---|\n", NAMES.join(" | ")).unwrap();
    let mut actions: BTreeSet<(String, &'static str)> = BTreeSet::new();
    for (_, reference) in faces {
        for entity in &reference.entities {
            let named = entity.actions.iter().map(|action| format!("{}.{action}", entity.type_name));
            actions.extend(named.map(|action| (action, reason_of(entity))));
        }
    }
    for (action, reason) in actions {
        let (type_name, name) = action.split_once('.').unwrap();
        let cells = faces.iter().map(|(face, reference)| {
            let published = reference.entity(type_name);
            let entity = face.model.entity_types.iter().find(|entity| entity.name == type_name);
            let offered = entity.is_some_and(|entity| entity.actions.iter().any(|known| known.name == name));
            match (published.is_some_and(|entity| entity.actions.iter().any(|known| known == name)), offered)
            {
                (false, _) => "",
                (true, true) => "offered",
                (true, false) => "not offered",
            }
        });
        let cells: Vec<&str> = cells.collect();
        let reason = if cells.contains(&"not offered") { reason } else { "" };
        writeln!(text, "| `{action}` | {} | {reason} |", cells.join(" | ")).unwrap();
    }
}
