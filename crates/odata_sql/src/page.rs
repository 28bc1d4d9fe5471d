//! How many rows one answer holds (PROTOCOL.md 2.5).

use odata::plan::Query;

/// The limits that apply to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRules {
    /// Rows of a page when nothing else is asked for.
    pub page_rows_default: u64,
    /// Rows of a page at most.
    pub page_rows_max: u64,
    /// `Prefer: maxpagesize`.
    pub client_max_page_size: Option<u64>,
    /// `$top` is the size of a page (Graph) rather than a bound on the whole result.
    pub top_is_page_size: bool,
}

/// The bounds of one page of the addressed collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub rows: u64,
    /// Rows a bound on the whole result leaves, this page included.
    pub remaining: Option<u64>,
}

impl PageRules {
    /// `remaining` comes from the token of a later page and then stands for `$top`.
    pub(crate) fn page(&self, query: &Query, remaining: Option<u64>) -> Page {
        let page = self.client_max_page_size.unwrap_or(self.page_rows_default).min(self.page_rows_max);
        if self.top_is_page_size {
            return Page { rows: query.top.unwrap_or(page).min(page), remaining: None };
        }
        let remaining = remaining.or(query.top);
        Page { rows: remaining.unwrap_or(page).min(page), remaining }
    }
}
