//! Rules that hold for a whole batch: ids, prerequisites, groups, methods.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use super::{BatchFormat, BatchItem, Dialect, malformed};
use crate::Refusal;

const METHODS: [&str; 5] = ["GET", "POST", "PATCH", "PUT", "DELETE"];

pub(super) fn check(requests: &[BatchItem], format: BatchFormat, dialect: &Dialect) -> Result<(), Refusal> {
    let mut ids: HashSet<&str> = HashSet::new();
    let mut closed_groups: HashSet<&str> = HashSet::new();
    let mut open_group: Option<&str> = None;
    for (index, request) in requests.iter().enumerate() {
        let group = request.atomicity_group.as_deref();
        if open_group != group {
            closed_groups.extend(open_group);
            open_group = group;
        }
        if let Some(group) = group.filter(|group| closed_groups.contains(group)) {
            return Err(malformed(format!("The requests of the group '{group}' must stand together.")));
        }
        check_request(request)?;
        for prerequisite in &request.depends_on {
            // The own group is still open, so that it is no valid prerequisite.
            if !ids.contains(prerequisite.as_str()) && !closed_groups.contains(prerequisite.as_str()) {
                return Err(malformed(format!(
                    "'{prerequisite}' in 'dependsOn' names no earlier request or group of the batch."
                ))
                .at("dependsOn"));
            }
        }
        match &request.id {
            Some(id) if id.is_empty() => return Err(malformed("An 'id' must not be empty.").at("id")),
            Some(id) if !ids.insert(id) => {
                return Err(malformed(format!("The id '{id}' appears more than once in the batch.")).at("id"));
            }
            None if dialect.ids_required && format == BatchFormat::Json => {
                return Err(malformed(format!("requests[{index}] has no 'id'.")).at("id"));
            }
            _ => {}
        }
    }
    closed_groups.extend(open_group);
    match closed_groups.intersection(&ids).next() {
        Some(name) if format == BatchFormat::Json => {
            Err(malformed(format!("'{name}' is both the id of a request and the name of a group.")).at("id"))
        }
        _ => Ok(()),
    }
}

fn check_request(request: &BatchItem) -> Result<(), Refusal> {
    if !METHODS.contains(&request.method.as_str()) {
        let message = format!("The method '{}' cannot be part of a batch.", request.method);
        return Err(malformed(message).at("method"));
    }
    let path = request.url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    if percent_decode_str(last).decode_utf8_lossy().eq_ignore_ascii_case("$batch") {
        return Err(malformed("A batch cannot contain another batch.").at("url"));
    }
    Ok(())
}
