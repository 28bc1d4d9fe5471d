//! The dimensions a line gets from the defaults of its accounts.

use std::collections::BTreeMap;

use super::DimensionSet;
use crate::default_dimensions::{DefaultDimension, DefaultDimensionPriority, DimensionTable};

/// The default set of a line (FINANCE.md 1.6). `sources` are the accounts in order of weight: account,
/// balancing account, and so on; each speaks first with its own defaults, then with those of its table. The
/// first to name a dimension wins, unless both tables have a priority for the line's source code: then the
/// lower one. Defaults without a value are passed over.
pub fn default_set(
    sources: &[(DimensionTable, &str)],
    defaults: &[DefaultDimension],
    priorities: &[DefaultDimensionPriority],
    source_code: &str,
) -> DimensionSet {
    let priority_of = |table: DimensionTable| {
        priorities
            .iter()
            .find(|priority| priority.table == table && priority.source_code == source_code)
            .map(|priority| priority.priority)
    };
    let mut chosen: BTreeMap<&str, &DefaultDimension> = BTreeMap::new();
    for (table, number) in sources.iter().filter(|(_, number)| !number.is_empty()) {
        for speaker in [*number, ""] {
            let spoken = defaults.iter().filter(|default| {
                default.table == *table
                    && default.number == speaker
                    && !default.dimension_value_code.is_empty()
            });
            for default in spoken {
                let code = default.dimension_code.as_str();
                let overrules = chosen.get(code).is_none_or(|first| {
                    matches!((priority_of(first.table), priority_of(*table)), (Some(held), Some(new)) if new < held)
                });
                if overrules {
                    chosen.insert(code, default);
                }
            }
        }
    }
    chosen
        .into_iter()
        .map(|(code, default)| (code.to_owned(), default.dimension_value_code.clone()))
        .collect()
}
