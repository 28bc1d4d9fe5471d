//! How much one request may ask for before anything is read.

/// Bounds on the shape of a URL. Each is checked while parsing, so that no input costs more than its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Path and query together, as received. The server checks the whole request line with the same figure.
    pub url_bytes_max: usize,
    /// Nesting of one expression: parentheses, calls, lambdas, aliases, and the height of its tree.
    pub expression_depth_max: usize,
    /// Nodes of all expressions of the request together.
    pub expression_nodes_max: usize,
    /// `$expand` within `$expand`, levels of `$levels` included.
    pub expand_depth_max: usize,
    /// Items of all `$expand` options together, those that `*` stands for included.
    pub expand_items_max: usize,
    /// Items of one `in (…)`.
    pub in_list_items_max: usize,
    /// Items of all `$select` options together.
    pub select_items_max: usize,
    /// Words and phrases of all `$search` options together.
    pub search_terms_max: usize,
    /// What `$levels=max` stands for, and the highest number accepted there.
    pub levels_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            url_bytes_max: 16_384,
            expression_depth_max: 100,
            expression_nodes_max: 2_000,
            expand_depth_max: 10,
            expand_items_max: 100,
            in_list_items_max: 1_000,
            select_items_max: 500,
            search_terms_max: 100,
            levels_max: 10,
        }
    }
}
