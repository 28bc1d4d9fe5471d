//! What a request target becomes: plans, refusals, and properties of the parser, against a toy model.

mod expression_refusals;
mod expressions;
mod headers;
mod paths;
mod printing;
mod properties;
mod query_options;
mod refusals;
mod toy_model;

use odata::edm::Model;
use odata::{Limits, plan};

/// Splits `path?query` and returns the plan in the compact form of [`printing`], or kind and sentence of the refusal.
fn outcome(model: &Model, url: &str) -> String {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (url, None),
    };
    match plan(model, path, query, &Limits::default()) {
        Ok(plan) => printing::compact(model, &plan),
        Err(refusal) => format!("{:?}: {}", refusal.kind, refusal.message),
    }
}

/// Checks rows of URL and outcome, showing all that differ at once.
fn check(model: &Model, rows: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (url, expected) in rows {
        let found = outcome(model, url);
        if found != *expected {
            wrong.push_str(&format!("\n  {url}\n    expected {expected}\n    found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
