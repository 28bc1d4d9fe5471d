//! Default sets, payloads, merging.

use uuid::Uuid;

use super::{Dimension, DimensionFacts, DimensionSet, checked_pairs, default_set, merged};
use crate::{
    Category,
    default_dimensions::{DefaultDimension, DefaultDimensionPriority, DimensionTable, ValuePosting},
    dimension_values::DimensionValue,
};

use DimensionTable::{Account, Customer};

type Pairs = &'static [(&'static str, &'static str)];

fn set(pairs: &[(&str, &str)]) -> DimensionSet {
    pairs.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect()
}

fn default(table: DimensionTable, number: &str, code: &str, value: &str) -> DefaultDimension {
    DefaultDimension {
        id: Uuid::nil(),
        table,
        number: number.into(),
        parent_id: Uuid::nil(),
        dimension_code: code.into(),
        dimension_id: Uuid::nil(),
        dimension_value_code: value.into(),
        dimension_value_id: Uuid::nil(),
        value_posting: ValuePosting::Blank,
    }
}

fn priority(table: DimensionTable, source_code: &str, priority: i64) -> DefaultDimensionPriority {
    DefaultDimensionPriority { id: Uuid::nil(), source_code: source_code.into(), table, priority }
}

#[test]
fn the_first_source_wins_unless_priorities_say_otherwise() {
    let defaults = [
        default(Customer, "C1", "AREA", "NORTH"),
        default(Customer, "", "AREA", "ANY"),
        default(Customer, "", "LINE", "TOYS"),
        default(Customer, "C1", "BLANK", ""),
        default(Customer, "C2", "AREA", "SOUTH"),
        default(Account, "1110", "AREA", "WEST"),
        default(Account, "1110", "DEPT", "SALES"),
    ];
    let both = [priority(Customer, "CASH", 2), priority(Account, "CASH", 1)];
    let expected = set(&[("AREA", "NORTH"), ("DEPT", "SALES"), ("LINE", "TOYS")]);
    let by_priority = set(&[("AREA", "WEST"), ("DEPT", "SALES"), ("LINE", "TOYS")]);
    let sources = [(Customer, "C1"), (Account, "1110")];
    assert_eq!(default_set(&sources, &defaults, &[], "CASH"), expected);
    assert_eq!(default_set(&sources, &defaults, &both, "CASH"), by_priority);
    assert_eq!(default_set(&sources, &defaults, &both, "OTHER"), expected);
    assert_eq!(default_set(&sources, &defaults, &both[..1], "CASH"), expected);
    let equal = [priority(Customer, "CASH", 1), priority(Account, "CASH", 1)];
    assert_eq!(default_set(&sources, &defaults, &equal, "CASH"), expected);
    let elsewhere = [priority(Customer, "CASH", 2), priority(Account, "OTHER", 1)];
    assert_eq!(default_set(&sources, &defaults, &elsewhere, "CASH"), expected);
    assert_eq!(default_set(&[(Customer, "")], &defaults, &[], "CASH"), set(&[]));
}

#[test]
fn payload_pairs_are_checked() {
    let dimension = |code: &str| Dimension { code: code.into(), ..Dimension::default() };
    let value = |dimension: &str, code: &str| DimensionValue {
        dimension_code: dimension.into(),
        code: code.into(),
        ..DimensionValue::default()
    };
    let dimensions = [dimension("AREA"), dimension("DEPT")];
    let values = [value("AREA", "NORTH"), value("DEPT", "SALES")];
    let facts = DimensionFacts { dimensions: &dimensions, values: &values };
    let cases: [(Pairs, Result<DimensionSet, Category>); 6] = [
        (&[(" area", "north ")], Ok(set(&[("AREA", "NORTH")]))),
        (&[("AREA", "SALES")], Err(Category::Dialog)),
        (&[("NONE", "NORTH")], Err(Category::Dialog)),
        (&[("AREA", "NORTH"), ("area", "NORTH")], Err(Category::Dialog)),
        (&[("", "NORTH")], Err(Category::Field)),
        (&[("ABCDEFGHIJKLMNOPQRSTU", "NORTH")], Err(Category::Length)),
    ];
    for (pairs, expected) in cases {
        let owned: Vec<(String, String)> =
            pairs.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect();
        let result = checked_pairs("dimensions", &owned, facts).map_err(|error| error.category);
        assert_eq!(result, expected, "{pairs:?}");
    }
}

#[test]
fn a_pair_names_a_dimension_and_a_value_of_it() {
    let dimensions = [Dimension { code: "AREA".into(), ..Dimension::default() }];
    let values =
        [DimensionValue { dimension_code: "AREA".into(), code: "NORTH".into(), ..DimensionValue::default() }];
    let facts = DimensionFacts { dimensions: &dimensions, values: &values };
    let refused =
        |dimension, value| facts.check_pair("dimensions", dimension, value).err().map(|error| error.message);
    assert_eq!(refused("AREA", "NORTH"), None);
    let unknown = "dimensions: there is no dimension \"DEPT\".";
    assert_eq!(refused("DEPT", "NORTH").as_deref(), Some(unknown));
    let no_value = "dimensions: the dimension \"AREA\" has no value \"SOUTH\".";
    assert_eq!(refused("AREA", "SOUTH").as_deref(), Some(no_value));
}

#[test]
fn a_payload_wins_over_defaults() {
    let defaults = set(&[("AREA", "NORTH"), ("DEPT", "SALES")]);
    assert_eq!(merged(defaults, set(&[("AREA", "WEST")])), set(&[("AREA", "WEST"), ("DEPT", "SALES")]));
}

#[test]
fn a_set_gives_its_values_in_order() {
    let pairs = set(&[("DEPT", "SALES"), ("AREA", "NORTH")]);
    assert_eq!(pairs.iter().collect::<Vec<_>>(), [("AREA", "NORTH"), ("DEPT", "SALES")]);
    assert_eq!((pairs.value_of("DEPT"), pairs.value_of("LINE")), ("SALES", ""));
    assert_eq!((pairs.is_empty(), set(&[]).is_empty()), (false, true));
}

#[test]
fn a_line_follows_what_changes_on_its_document() {
    let before = set(&[("AREA", "NORTH"), ("LINE", "TOYS"), ("SITE", "A")]);
    let after = set(&[("AREA", "SOUTH"), ("SITE", "A"), ("TEAM", "1")]);
    for (line, followed) in [
        (set(&[("AREA", "NORTH"), ("LINE", "TOYS"), ("SITE", "A")]), after.clone()),
        (set(&[("SITE", "B"), ("LINE", "BOOKS")]), set(&[("AREA", "SOUTH"), ("SITE", "B"), ("TEAM", "1")])),
        (set(&[("OWN", "1")]), set(&[("OWN", "1"), ("AREA", "SOUTH"), ("TEAM", "1")])),
    ] {
        assert_eq!(line.followed(&before, &after), followed);
        assert_eq!(line.followed(&before, &before), line);
    }
}
