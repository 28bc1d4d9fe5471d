//! The link to the next page: the URL as called, with a token in place of what it replaces.

/// Builds `@odata.nextLink`. `url` is the absolute URL without query as the client called it; options keep the text
/// they were sent with. `drop_top`: the token carries what is left of `$top` (Business Central).
pub fn next_link(url: &str, query: Option<&str>, token: &str, drop_top: bool) -> String {
    let mut link = format!("{url}?");
    for pair in query.unwrap_or("").split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or(pair);
        let name =
            name.strip_prefix("%24").or_else(|| name.strip_prefix('$')).unwrap_or(name).to_ascii_lowercase();
        let replaced = name == "skiptoken" || name == "skip" || (drop_top && name == "top");
        if !replaced {
            link.push_str(pair);
            link.push('&');
        }
    }
    link.push_str("$skiptoken=");
    link.push_str(token);
    link
}

#[cfg(test)]
mod tests {
    use super::next_link;

    #[test]
    fn options_are_kept_as_sent() {
        for (query, drop_top, expected) in [
            (None, false, "u?$skiptoken=T"),
            (Some("$top=2&$select=id"), false, "u?$top=2&$select=id&$skiptoken=T"),
            (Some("$top=2&$select=id"), true, "u?$select=id&$skiptoken=T"),
            (Some("%24skip=4&filter=a%20eq%201"), false, "u?filter=a%20eq%201&$skiptoken=T"),
            (Some("$SkipToken=old&count=true"), false, "u?count=true&$skiptoken=T"),
        ] {
            assert_eq!(next_link("u", query, "T", drop_top), expected);
        }
    }
}
