//! What all acceptance tests share.

pub mod answer_text;
pub mod books;
pub mod case_file;
pub mod layout;
pub mod mask;
pub mod outside;
pub mod reference;
pub mod run;
pub mod setup;
pub mod statements;

use std::path::PathBuf;

/// The folder of the acceptance tests.
pub fn tests_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the documents.
pub fn documents_folder() -> PathBuf {
    tests_folder().join("../docs")
}

/// Whether files with expectations and printed documents are to be rewritten.
pub fn is_update_wanted() -> bool {
    std::env::var_os("UPDATE_EXPECTED").is_some()
}

/// Fails when a document differs from what its source says, or rewrites it when that is wanted.
pub fn check_document(name: &str, text: &str) {
    let path = documents_folder().join(name);
    if is_update_wanted() {
        std::fs::create_dir_all(documents_folder()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "docs/{name} is stale. Rewrite it with UPDATE_EXPECTED=1 and read the difference."
    );
}
