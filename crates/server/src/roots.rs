//! From the path of a request to a face (PROTOCOL.md 1.1).

use surfaces::face::Face;

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root<'p> {
    pub face: Face,
    /// The root as called, without a slash at the end.
    pub root: &'p str,
    /// What follows, as the face's model reads it: empty or beginning with `/`.
    pub path: &'p str,
    /// The tenant the path names, as it names it.
    pub tenant: Option<&'p str>,
}

/// Documents that are of the whole of Graph and are found below `/financials` as well.
const GRAPH_DOCUMENTS: [&str; 3] = ["/$metadata", "/$batch", "/openapi.json"];

/// The face a path belongs to; `None` when it belongs to none.
pub fn find(path: &str) -> Option<Root<'_>> {
    let mut segments = Segments { path, start: 0 };
    let first = segments.next()?;
    if first.eq_ignore_ascii_case("beta") {
        let (root, path) = path.split_at(segments.start);
        return Some(Root { face: Face::GraphBeta, root, path: graph_path(path), tenant: None });
    }
    let tenant = if first.eq_ignore_ascii_case("api") {
        None
    } else {
        let is_old = first.eq_ignore_ascii_case("v1.0");
        if !is_old && !first.eq_ignore_ascii_case("v2.0") {
            return None;
        }
        before_api(&mut segments, is_old)?
    };
    let face = after_api(&mut segments)?;
    let (root, path) = path.split_at(segments.start);
    Some(Root { face, root, path, tenant })
}

/// Reads up to and including `api`: nothing, an environment, a tenant, or a tenant and an environment. Returns the
/// tenant when there is one.
fn before_api<'p>(segments: &mut Segments<'p>, is_old: bool) -> Option<Option<&'p str>> {
    let is_api = |segment: &str| segment.eq_ignore_ascii_case("api");
    let first = segments.next()?;
    if is_api(first) {
        // Only the older roots do without both (PROTOCOL.md 1.1).
        return is_old.then_some(None);
    }
    let second = segments.next()?;
    if is_api(second) {
        return Some((is_old && looks_like_tenant(first)).then_some(first));
    }
    is_api(segments.next()?).then_some(Some(first))
}

/// Reads the version, or publisher, group and version, as APIs of others than Business Central's maker have them.
fn after_api(segments: &mut Segments<'_>) -> Option<Face> {
    let first = segments.next()?;
    if first.eq_ignore_ascii_case("v2.0") {
        return Some(Face::V2);
    }
    if first.eq_ignore_ascii_case("v1.0") {
        return Some(Face::V1);
    }
    let is_own = first.eq_ignore_ascii_case("funchal")
        && segments.next()?.eq_ignore_ascii_case("finance")
        && segments.next()?.eq_ignore_ascii_case("v1.0");
    is_own.then_some(Face::Own)
}

/// A GUID or a domain name, where an environment could stand as well.
fn looks_like_tenant(segment: &str) -> bool {
    segment.contains('.') || uuid::Uuid::try_parse(segment).is_ok()
}

fn graph_path(path: &str) -> &str {
    const FINANCIALS: &str = "/financials";
    match path.get(..FINANCIALS.len()) {
        Some(head) if head.eq_ignore_ascii_case(FINANCIALS) => {
            let rest = &path[FINANCIALS.len()..];
            let is_document = GRAPH_DOCUMENTS.iter().any(|document| rest.eq_ignore_ascii_case(document));
            if is_document { rest } else { path }
        }
        _ => path,
    }
}

/// The segments of a path one by one; `start` is where the rest begins.
struct Segments<'p> {
    path: &'p str,
    start: usize,
}

impl<'p> Iterator for Segments<'p> {
    type Item = &'p str;

    fn next(&mut self) -> Option<&'p str> {
        let rest = self.path[self.start..].strip_prefix('/')?;
        let end = rest.find('/').unwrap_or(rest.len());
        self.start += 1 + end;
        Some(&rest[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::{Root, find};
    use surfaces::face::Face::{self, GraphBeta, Own, V1, V2};

    #[test]
    fn roots_of_all_faces() {
        let cases: &[(&str, Face, &str, &str, Option<&str>)] = &[
            ("/beta", GraphBeta, "/beta", "", None),
            ("/beta/", GraphBeta, "/beta", "/", None),
            ("/beta/financials/companies", GraphBeta, "/beta", "/financials/companies", None),
            ("/BETA/Financials/Companies", GraphBeta, "/BETA", "/Financials/Companies", None),
            ("/beta/$metadata", GraphBeta, "/beta", "/$metadata", None),
            ("/beta/financials/$metadata", GraphBeta, "/beta", "/$metadata", None),
            ("/beta/Financials/$batch", GraphBeta, "/beta", "/$batch", None),
            ("/beta/financials/openapi.json", GraphBeta, "/beta", "/openapi.json", None),
            ("/api/v2.0", V2, "/api/v2.0", "", None),
            ("/api/v2.0/companies(1)/items", V2, "/api/v2.0", "/companies(1)/items", None),
            ("/api/v1.0/$batch", V1, "/api/v1.0", "/$batch", None),
            ("/v2.0/production/api/v2.0/companies", V2, "/v2.0/production/api/v2.0", "/companies", None),
            (
                "/v2.0/t.example/sandbox/api/v1.0/",
                V1,
                "/v2.0/t.example/sandbox/api/v1.0",
                "/",
                Some("t.example"),
            ),
            ("/v1.0/api/v1.0/companies", V1, "/v1.0/api/v1.0", "/companies", None),
            ("/v1.0/sandbox/api/v1.0", V1, "/v1.0/sandbox/api/v1.0", "", None),
            ("/v1.0/t.example/api/v1.0/x", V1, "/v1.0/t.example/api/v1.0", "/x", Some("t.example")),
            ("/v1.0/t/sandbox/api/v2.0/x", V2, "/v1.0/t/sandbox/api/v2.0", "/x", Some("t")),
            ("/api/funchal/finance/v1.0", Own, "/api/funchal/finance/v1.0", "", None),
            ("/API/Funchal/Finance/V1.0/companies", Own, "/API/Funchal/Finance/V1.0", "/companies", None),
            ("/v2.0/e/api/funchal/finance/v1.0/x", Own, "/v2.0/e/api/funchal/finance/v1.0", "/x", None),
            (
                "/v2.0/t.example/e/api/funchal/finance/v1.0/$batch",
                Own,
                "/v2.0/t.example/e/api/funchal/finance/v1.0",
                "/$batch",
                Some("t.example"),
            ),
        ];
        for (path, face, root, rest, tenant) in cases {
            let expected = Root { face: *face, root, path: rest, tenant: *tenant };
            assert_eq!(find(path), Some(expected), "{path}");
        }
    }

    #[test]
    fn other_paths_belong_to_no_face() {
        for path in [
            "",
            "/",
            "/betas",
            "/beta2/x",
            "/api",
            "/api/",
            "/api/v3.0",
            "/api/v2.0x",
            "/api/funchal",
            "/api/funchal/finance",
            "/api/funchal/finance/v2.0",
            "/api/funchal/v1.0",
            "/api/microsoft/automation/v2.0",
            "/v2.0",
            "/v2.0/api/v2.0",
            "/v2.0/a/b/c/api/v2.0",
            "/v1.0/me",
            "/health",
            "beta",
            "*",
            "/é/api/v2.0",
        ] {
            assert_eq!(find(path), None, "{path}");
        }
    }
}
