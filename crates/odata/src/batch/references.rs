//! `$<id>` at the start of a URL: the entity an earlier request of the batch created or returned.

use std::borrow::Cow;
use std::collections::HashMap;

/// Replaces `$id` and `$id/…` at the start of a URL by the location that goes with the id (OData Protocol 11.7.3.1).
/// `locations` holds absolute URLs or paths without a slash at their end. Other URLs, `$metadata` among them, and ids
/// that are not known come back as they are. Also good for the URLs of `@odata.bind` and `@id` in bodies.
pub fn resolve_references<'a>(url: &'a str, locations: &HashMap<String, String>) -> Cow<'a, str> {
    let Some(reference) = url.strip_prefix("/$").or_else(|| url.strip_prefix('$')) else {
        return Cow::Borrowed(url);
    };
    let end = reference.find(['/', '?', '#']).unwrap_or(reference.len());
    let (id, rest) = reference.split_at(end);
    match locations.get(id) {
        Some(location) => Cow::Owned(format!("{}{rest}", location.trim_end_matches('/'))),
        None => Cow::Borrowed(url),
    }
}
