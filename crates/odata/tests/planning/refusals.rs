//! Limits of the request as a whole, and what a refusal names.

use odata::{Limits, RefusalKind, plan};

use crate::outcome;
use crate::toy_model::business_central;

#[test]
fn a_long_url_is_not_read() {
    let model = business_central();
    let query = format!("x={}", "a".repeat(16_384));
    let refusal = plan(&model, "/entries", Some(&query), &Limits::default()).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::LimitExceeded);
    assert_eq!(refusal.message, "The URL has 16395 bytes; at most 16384 are read.");
}

#[test]
fn a_refusal_names_the_option() {
    let model = business_central();
    let target = |query: &str| plan(&model, "/entries", Some(query), &Limits::default()).unwrap_err().target;
    let rows = [
        ("$filter=x", "$filter"),
        ("orderby=x", "$orderby"),
        ("$expand=customer($select=x)", "$expand"),
        ("$top=x", "$top"),
        ("$nothing=1", "$nothing"),
        ("$filter=open eq @a&@a=x", "@a"),
        ("$format=atom", "$format"),
        ("$schemaversion=9", "$schemaversion"),
    ];
    for (query, expected) in rows {
        assert_eq!(target(query).as_deref(), Some(expected), "{query}");
    }
}

#[test]
fn lists_and_nesting_are_bounded() {
    let model = business_central();
    let nested = |depth: usize| {
        let open: String =
            (0..depth).map(|level| ["parent($expand=", "children($expand="][level % 2]).collect();
        outcome(&model, &format!("/accounts?$expand={open}parent{}", ")".repeat(depth)))
    };
    assert!(nested(9).starts_with("/companies(implied)/accounts[] | expand parent"));
    assert_eq!(nested(10), "LimitExceeded: $expand is nested deeper than 10 levels.");
    assert_eq!(nested(500), "LimitExceeded: $expand is nested deeper than 10 levels.");

    let repeated = |option: &str, item: &str, separator: &str, count: usize| {
        outcome(&model, &format!("/entries?{option}={}", vec![item; count].join(separator)))
    };
    assert_eq!(
        repeated("$select", "id", ",", 501),
        "LimitExceeded: The request has more than 500 items in $select."
    );
    assert_eq!(
        repeated("$search", "a", " ", 101),
        "LimitExceeded: The request has more than 100 terms in $search."
    );
    assert_eq!(repeated("$search", "(", "", 200), "LimitExceeded: $search is nested too deeply.");
    let few = Limits { expand_items_max: 1, ..Limits::default() };
    let refusal = plan(&model, "accounts", Some("$expand=parent,children"), &few).unwrap_err();
    assert_eq!(refusal.message, "The request has more than 1 items in $expand.");
}

#[test]
fn computed_properties_cannot_grow_without_bound() {
    let doubled: Vec<String> =
        (1..20).map(|step| format!("x{} add x{} as x{step}", step - 1, step - 1)).collect();
    let url = format!("/entries?$compute=amount as x0,{}", doubled.join(","));
    assert_eq!(
        outcome(&business_central(), &url),
        "LimitExceeded: The request has more than 2000 parts in its expressions."
    );
}
