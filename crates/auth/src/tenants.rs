//! The tenants the embedded issuer serves, and the names they answer to in a path.

use uuid::Uuid;

/// A directory tenant: an id and the domain names that mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    pub id: Uuid,
    /// Such as `contoso.example`; compared without case.
    pub domains: Vec<String>,
}

/// The tenants of this server. The first is home: what `common` and `organizations` mean here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tenants(pub Vec<Tenant>);

impl Tenants {
    /// One tenant without domain names.
    pub fn single(id: Uuid) -> Self {
        Self(vec![Tenant { id, domains: Vec::new() }])
    }

    /// The tenant a path segment names: a GUID, a domain name, `common` or `organizations` (PROTOCOL.md 7.4).
    /// `None` for anything else; `consumers` is nobody here, since personal accounts are refused.
    pub fn resolve(&self, segment: &str) -> Option<&Tenant> {
        if ["common", "organizations"].iter().any(|name| segment.eq_ignore_ascii_case(name)) {
            return self.0.first();
        }
        let id = Uuid::try_parse(segment).ok();
        self.0.iter().find(|tenant| {
            Some(tenant.id) == id || tenant.domains.iter().any(|name| name.eq_ignore_ascii_case(segment))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Tenant, Tenants};
    use uuid::Uuid;

    #[test]
    fn a_tenant_answers_to_its_id_its_domains_and_the_shared_names() {
        let home = Tenant { id: Uuid::from_u128(1), domains: vec!["contoso.example".to_owned()] };
        let other = Tenant { id: Uuid::from_u128(2), domains: Vec::new() };
        let tenants = Tenants(vec![home, other]);
        let cases = [
            ("00000000-0000-0000-0000-000000000001", Some(1)),
            ("00000000-0000-0000-0000-000000000002", Some(2)),
            ("Contoso.Example", Some(1)),
            ("common", Some(1)),
            ("organizations", Some(1)),
            ("consumers", None),
            ("", None),
            ("fabrikam.example", None),
            ("00000000-0000-0000-0000-000000000003", None),
        ];
        for (segment, expected) in cases {
            assert_eq!(tenants.resolve(segment).map(|tenant| tenant.id.as_u128()), expected, "{segment}");
        }
    }
}
