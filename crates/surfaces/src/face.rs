//! The faces and what differs between them as a whole.

use odata::edm::Rules;

/// One of the three published APIs, or our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Face {
    /// Microsoft Graph beta, `/beta/financials/…`.
    GraphBeta,
    /// Business Central API v1.0.
    V1,
    /// Business Central API v2.0.
    V2,
    /// Our own API for what the others lack, `/api/funchal/finance/v1.0`; it behaves as v2.0 does.
    Own,
}

impl Face {
    pub const COUNT: usize = 4;
    pub const ALL: [Face; Face::COUNT] = [Face::GraphBeta, Face::V1, Face::V2, Face::Own];
    /// Those that others have published.
    pub const PUBLISHED: [Face; 3] = [Face::GraphBeta, Face::V1, Face::V2];

    pub fn index(self) -> usize {
        self as usize
    }

    pub fn is_graph(self) -> bool {
        self == Face::GraphBeta
    }

    /// v2.0 and what is made after it: enumerations, every row of a table, ids that a client may choose.
    pub fn follows_v2(self) -> bool {
        matches!(self, Face::V2 | Face::Own)
    }

    /// Schema namespace (PROTOCOL.md 1.1).
    pub fn namespace(self) -> &'static str {
        if self.is_graph() { "microsoft.graph" } else { "Microsoft.NAV" }
    }

    /// Name of the entity container.
    pub fn container(self) -> &'static str {
        if self.is_graph() { "GraphService" } else { "NAV" }
    }

    /// How URLs are read (PROTOCOL.md 1.2, 1.6, 2.5).
    pub fn rules(self, strict: bool) -> Rules {
        Rules {
            key_as_segment: self.is_graph(),
            names_without_case: self.is_graph(),
            top_is_page_size: self.is_graph(),
            strict,
        }
    }

    /// Most requests of one batch (PROTOCOL.md 5.1, 5.2).
    pub fn batch_requests_max(self) -> usize {
        if self.is_graph() { 20 } else { 100 }
    }

    /// What a person calls the face.
    pub fn title(self) -> &'static str {
        match self {
            Face::GraphBeta => "Microsoft Graph beta, financials",
            Face::V1 => "Business Central API v1.0",
            Face::V2 => "Business Central API v2.0",
            Face::Own => "funchal finance API v1.0",
        }
    }
}
