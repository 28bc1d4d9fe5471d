//! URLs of requests within a batch: absolute, from the host, or relative to the root (PROTOCOL.md 5.1, 5.2).

/// Path below the root and query of a URL within a batch; `None` when it leads elsewhere.
///
/// Graph's own form `/companies` is relative to the version root although it begins with a slash; clients also send
/// whole URLs and paths that repeat the root.
pub(super) fn below_root(root_url: &str, url: &str) -> Option<(String, Option<String>)> {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (url, None),
    };
    let root_path = path_of(root_url)?;
    let below = if path.contains("://") {
        after_root(path_of(path)?, root_path)?
    } else if let Some(below) = after_root(path, root_path) {
        below
    } else {
        path
    };
    let below =
        if below.starts_with('/') || below.is_empty() { below.to_owned() } else { format!("/{below}") };
    Some((below, query))
}

/// The path of an absolute URL.
fn path_of(url: &str) -> Option<&str> {
    let after_scheme = url.split_once("://")?.1;
    Some(after_scheme.find('/').map_or("", |slash| &after_scheme[slash..]))
}

fn after_root<'a>(path: &'a str, root_path: &str) -> Option<&'a str> {
    let head = path.get(..root_path.len())?;
    let rest = &path[root_path.len()..];
    (!root_path.is_empty()
        && head.eq_ignore_ascii_case(root_path)
        && (rest.is_empty() || rest.starts_with('/')))
    .then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::below_root;

    #[test]
    fn addresses() {
        let root = "http://127.0.0.1:8080/api/v2.0";
        for (url, path, query) in [
            ("companies(1)/items", "/companies(1)/items", None),
            ("/companies(1)/items?$top=1", "/companies(1)/items", Some("$top=1")),
            ("/api/v2.0/companies", "/companies", None),
            ("/API/v2.0/companies", "/companies", None),
            ("http://127.0.0.1:8080/api/v2.0/companies", "/companies", None),
            ("https://elsewhere/api/v2.0/companies", "/companies", None),
            ("http://127.0.0.1:8080/api/v2.0", "", None),
        ] {
            assert_eq!(below_root(root, url), Some((path.to_owned(), query.map(str::to_owned))), "{url}");
        }
        assert_eq!(below_root(root, "http://127.0.0.1:8080/beta/companies"), None);
    }
}
