//! What the server promised its clients with each success, and whether a state of the books keeps it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::books::Books;

/// What one answered request stands for.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Promise {
    /// A journal line waits, or its document is posted.
    Line { id: String, document: String },
    /// These documents are posted, and their lines are gone.
    Posted { documents: Vec<String> },
    /// An invoice is there, drafted or posted.
    Draft { id: String },
    /// An invoice is posted.
    Invoice { id: String },
    /// A master record is there.
    Customer { id: String },
}

/// By the name of the request.
pub type Promises = BTreeMap<String, Promise>;

/// One promise a line, as `cargo xtask powerloss` wrote them down.
pub fn read(file: &Path) -> Result<Promises> {
    #[derive(Deserialize)]
    struct Line {
        request: String,
        #[serde(flatten)]
        promise: Promise,
    }
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let lines = text.lines().map(serde_json::from_str::<Line>);
    lines.map(|line| line.map(|line| (line.request, line.promise)).map_err(Into::into)).collect()
}

impl Promise {
    /// Why the books break this promise.
    pub fn broken_by(&self, books: &Books) -> Option<String> {
        let is_posted = |document: &String| books.posted_documents.contains(document);
        match self {
            Self::Line { id, document } => {
                let places = usize::from(books.lines.contains(id)) + usize::from(is_posted(document));
                (places != 1).then(|| format!("line {id} of {document} is in {places} places"))
            }
            Self::Posted { documents } => {
                let lost = documents.iter().find(|document| !is_posted(document))?;
                Some(format!("{lost} is not posted"))
            }
            Self::Draft { id } => {
                (!books.invoices.contains_key(id)).then(|| format!("invoice {id} is not there"))
            }
            Self::Invoice { id } => match books.invoices.get(id) {
                Some(true) => None,
                Some(false) => Some(format!("invoice {id} is not posted")),
                None => Some(format!("invoice {id} is not there")),
            },
            Self::Customer { id } => {
                (!books.customers.contains(id)).then(|| format!("customer {id} is not there"))
            }
        }
    }

    /// Documents that are posted together or not at all, whether or not anybody was told.
    pub fn half_done_in(&self, posted: &BTreeSet<String>) -> Option<String> {
        let Self::Posted { documents } = self else { return None };
        let done = documents.iter().filter(|document| posted.contains(*document)).count();
        let count = documents.len();
        (done != 0 && done != count)
            .then(|| format!("{done} of {count} documents were posted: {documents:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Books, Promise};

    #[test]
    fn a_line_waits_or_is_posted_and_never_both() {
        let line = Promise::Line { id: "l".into(), document: "D".into() };
        let mut books = Books::default();
        assert!(line.broken_by(&books).is_some());
        books.lines.insert("l".into());
        assert_eq!(line.broken_by(&books), None);
        books.posted_documents.insert("D".into());
        assert!(line.broken_by(&books).is_some());
        books.lines.clear();
        assert_eq!(line.broken_by(&books), None);
    }

    #[test]
    fn a_journal_is_posted_as_one() {
        let posted = Promise::Posted { documents: vec!["A".into(), "B".into()] };
        let mut books = Books::default();
        assert!(posted.broken_by(&books).is_some());
        assert_eq!(posted.half_done_in(&books.posted_documents), None);
        books.posted_documents.insert("A".into());
        assert!(posted.half_done_in(&books.posted_documents).is_some());
        books.posted_documents.insert("B".into());
        assert_eq!((posted.broken_by(&books), posted.half_done_in(&books.posted_documents)), (None, None));
    }

    #[test]
    fn an_invoice_stays_and_becomes_posted() {
        let (draft, invoice) = (Promise::Draft { id: "i".into() }, Promise::Invoice { id: "i".into() });
        let mut books = Books::default();
        assert!(draft.broken_by(&books).is_some() && invoice.broken_by(&books).is_some());
        books.invoices.insert("i".into(), false);
        assert!(draft.broken_by(&books).is_none() && invoice.broken_by(&books).is_some());
        books.invoices.insert("i".into(), true);
        assert!(draft.broken_by(&books).is_none() && invoice.broken_by(&books).is_none());
    }
}
