//! The audiences a token may be made out to.

use std::collections::BTreeSet;

/// Microsoft Graph, as resource address.
pub const GRAPH: &str = "https://graph.microsoft.com";
/// Microsoft Graph, as application id.
pub const GRAPH_APPLICATION_ID: &str = "00000003-0000-0000-c000-000000000000";
/// Business Central, as resource address.
pub const BUSINESS_CENTRAL: &str = "https://api.businesscentral.dynamics.com";
/// Business Central, as application id.
pub const BUSINESS_CENTRAL_APPLICATION_ID: &str = "996def3d-b36c-4153-8607-a6fd3c01b89f";
/// This server itself, whatever name it is reached by.
pub const OWN: &str = "api://funchal";

/// The audiences accepted in claim `aud`, with and without one trailing slash (PROTOCOL.md 7.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audiences(BTreeSet<String>);

impl Audiences {
    /// What tokens of the embedded issuer may name: Graph and Business Central by address and by id, and this
    /// server's own stable name.
    pub fn standard() -> Self {
        Self::of([GRAPH, GRAPH_APPLICATION_ID, BUSINESS_CENTRAL, BUSINESS_CENTRAL_APPLICATION_ID, OWN])
    }

    /// Exactly these.
    pub fn of<T: AsRef<str>>(audiences: impl IntoIterator<Item = T>) -> Self {
        Self::default().with(audiences)
    }

    /// These added. Empty names are left out.
    #[must_use]
    pub fn with<T: AsRef<str>>(mut self, audiences: impl IntoIterator<Item = T>) -> Self {
        for audience in audiences {
            let audience = without_slash(audience.as_ref());
            if !audience.is_empty() {
                self.0.insert(audience.to_owned());
            }
        }
        self
    }

    /// True when `audience`, with or without one trailing slash, is one of these, letter for letter.
    pub fn accepts(&self, audience: &str) -> bool {
        self.0.contains(without_slash(audience))
    }
}

fn without_slash(audience: &str) -> &str {
    audience.strip_suffix('/').unwrap_or(audience)
}

#[cfg(test)]
mod tests {
    use super::Audiences;

    #[test]
    fn one_trailing_slash_makes_no_difference() {
        let audiences = Audiences::standard().with(["api://mine/", ""]);
        for good in
            ["https://graph.microsoft.com", "https://graph.microsoft.com/", "api://mine", "api://mine/"]
        {
            assert!(audiences.accepts(good), "{good}");
        }
        for bad in ["", "/", "https://graph.microsoft.com//", "HTTPS://graph.microsoft.com", "api://min"] {
            assert!(!audiences.accepts(bad), "{bad}");
        }
    }
}
