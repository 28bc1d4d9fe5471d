//! Expressions that are refused: names, types, malformed text, strict mode, bounds.

use crate::expressions::check_filters;
use crate::outcome;
use crate::toy_model::{business_central, strict};

#[test]
fn paths_that_lead_nowhere() {
    check_filters(
        &business_central(),
        &[
            (
                "customer/entries eq null",
                "BadRequest: 'entries' is a collection; any, all or $count must follow it. (at position 10 in $filter)",
            ),
            (
                "customer/entries/amount eq 1",
                "BadRequest: Only $count, any and all can follow a collection. (at position 18 in $filter)",
            ),
            (
                "customer/entries/all()",
                "BadRequest: Unexpected ')': the name of a lambda variable was expected. (at position 22 in $filter)",
            ),
            (
                "customer/entries/any(e:e/customer/entries/any(e:e/open))",
                "BadRequest: The lambda variable 'e' is already in use. (at position 47 in $filter)",
            ),
            (
                "customer/entries/$count($search=x) gt 1",
                "NotImplemented: $search of a counted collection is not implemented. (at position 25 in $filter)",
            ),
            (
                "customer eq 'x'",
                "BadRequest: A navigation property can only be compared with null. (at position 1 in $filter)",
            ),
            (
                "customer",
                "BadRequest: The operator '$filter' needs Edm.Boolean, but its operand is of type an entity. (at position 1 in $filter)",
            ),
            (
                "e/amount eq 1",
                "BadRequest: Could not find a property named 'e' on type 'Microsoft.NAV.entry'. (at position 1 in $filter)",
            ),
            ("amount/x eq 1", "BadRequest: The property 'amount' has no members. (at position 8 in $filter)"),
            (
                "address/x eq 'a'",
                "BadRequest: Could not find a property named 'x' on type 'Microsoft.NAV.addressType'. (at position 9 in $filter)",
            ),
            (
                "address eq null",
                "NotImplemented: Comparing complex values is not implemented. (at position 1 in $filter)",
            ),
            ("content eq null", "BadRequest: A stream has no value to compare. (at position 1 in $filter)"),
            (
                "dimensions eq null",
                "BadRequest: The property 'dimensions' cannot be used in an expression. (at position 1 in $filter)",
            ),
            (
                "Microsoft.NAV.entry/open",
                "NotImplemented: The segment 'Microsoft.NAV.entry' in an expression is not implemented. (at position 1 in $filter)",
            ),
            (
                "$root/companies eq null",
                "NotImplemented: '$root' is not implemented. (at position 1 in $filter)",
            ),
            (
                "$it eq null",
                "BadRequest: A row as a whole cannot be compared; name a property of it. (at position 1 in $filter)",
            ),
        ],
    );
}

#[test]
fn what_is_not_a_condition() {
    check_filters(
        &business_central(),
        &[
            (
                "amount",
                "BadRequest: The operator '$filter' needs Edm.Boolean, but its operand is of type Edm.Decimal. (at position 1 in $filter)",
            ),
            (
                "not amount eq 1",
                "BadRequest: The operator 'not' needs Edm.Boolean, but its operand is of type Edm.Decimal. (at position 5 in $filter)",
            ),
            (
                "open and number",
                "BadRequest: The operator 'and' needs Edm.Boolean, but its operand is of type Edm.String. (at position 10 in $filter)",
            ),
            ("null", "false"),
            (
                "number eq 5",
                "BadRequest: The operator 'eq' cannot be used between Edm.String and Edm.Int32. (at position 8 in $filter)",
            ),
            (
                "amount eq 'x'",
                "BadRequest: The operator 'eq' cannot be used between Edm.Decimal and Edm.String. (at position 8 in $filter)",
            ),
            (
                "id eq 'x'",
                "BadRequest: The operator 'eq' cannot be used between Edm.Guid and Edm.String. (at position 4 in $filter)",
            ),
            (
                "postingDate eq 2019-05-01T10:00:00Z",
                "BadRequest: The operator 'eq' cannot be used between Edm.Date and Edm.DateTimeOffset. (at position 13 in $filter)",
            ),
            (
                "lineNumber eq lineNumber has 'Open'",
                "BadRequest: The operator 'has' cannot be used between Edm.Int32 and Edm.String. (at position 26 in $filter)",
            ),
            (
                "nothing eq 1",
                "BadRequest: Could not find a property named 'nothing' on type 'Microsoft.NAV.entry'. (at position 1 in $filter)",
            ),
            (
                "open and customer/nothing eq 1",
                "BadRequest: Could not find a property named 'nothing' on type 'Microsoft.NAV.customer'. (at position 19 in $filter)",
            ),
        ],
    );
}

#[test]
fn malformed_text() {
    check_filters(
        &business_central(),
        &[
            (
                "",
                "BadRequest: The value ends too early: a value, a property or a function was expected. (at position 1 in $filter)",
            ),
            (
                "amount gt",
                "BadRequest: The value ends too early: a value, a property or a function was expected. (at position 10 in $filter)",
            ),
            ("(open", "BadRequest: The value ends too early: ')' is missing. (at position 6 in $filter)"),
            (
                "open)",
                "BadRequest: Unexpected ')': the end of the value was expected. (at position 5 in $filter)",
            ),
            (
                "number eq 'x",
                "BadRequest: The text that starts here has no closing quote. (at position 11 in $filter)",
            ),
            (
                "number eq 'æ' x",
                "BadRequest: Unexpected 'x': the end of the value was expected. (at position 15 in $filter)",
            ),
            (
                "amount eq 5M",
                "BadRequest: Unexpected 'M': a number cannot be followed by it. (at position 12 in $filter)",
            ),
            (
                "amount eq INF",
                "BadRequest: INF and NaN are not values of any type here. (at position 11 in $filter)",
            ),
            (
                "amount eq -INF",
                "BadRequest: INF and NaN are not values of any type here. (at position 11 in $filter)",
            ),
            (
                "amount eq NaN",
                "BadRequest: INF and NaN are not values of any type here. (at position 11 in $filter)",
            ),
            (
                "postingDate eq 2019-13-01",
                "BadRequest: '2019-13-01' is not a date. (at position 16 in $filter)",
            ),
            (
                "changed eq 2019-12-01T25:00Z",
                "BadRequest: '2019-12-01T25:00Z' is not a date and time. (at position 12 in $filter)",
            ),
            ("startTime eq 25:00", "BadRequest: '25:00' is not a time of day. (at position 14 in $filter)"),
            ("length eq duration'x'", "BadRequest: 'x' is not a duration. (at position 11 in $filter)"),
            (
                "amount eq 1e99",
                "BadRequest: '1e99' has more digits than a number can hold. (at position 11 in $filter)",
            ),
            (
                "amount eq [1]",
                "NotImplemented: A literal collection or object is not implemented. (at position 11 in $filter)",
            ),
        ],
    );
}

#[test]
fn strict_refuses_what_the_original_does() {
    let or = "NotImplemented: The 'OR' operator is not supported on distinct fields on an OData filter.";
    check_filters(
        &strict(),
        &[
            ("number eq 'a' or number eq 'b' or contains(number,'c')", ""),
            ("number eq 'aa' or open", or),
            ("number eq 'aa' or customer/displayName eq 'b'", or),
            ("open and (number eq 'a' or number eq 'b')", ""),
            (
                "customer/entries/any(e:e/open)",
                "NotImplemented: A lambda expression is not implemented. (at position 18 in $filter)",
            ),
        ],
    );
}

#[test]
fn nesting_is_bounded() {
    let model = business_central();
    let deep = |open: &str, close: &str, count: usize| {
        outcome(&model, &format!("/entries?$filter={}open{}", open.repeat(count), close.repeat(count)))
    };
    let refused = "LimitExceeded: The expression in $filter is nested deeper than 100.";
    assert_eq!(deep("(", ")", 90), "/companies(implied)/entries[] | filter open");
    assert_eq!(deep("(", ")", 1_000), refused);
    assert_eq!(deep("(", "", 10_000), refused);
    assert_eq!(deep("not ", "", 1_000), refused);
    assert_eq!(deep("not (", ")", 1_000), refused);
    assert_eq!(deep("length(", ")", 1_000), refused);
    assert_eq!(deep("case(open:", ")", 1_000), refused);
    assert_eq!(deep("true eq ", "", 1_000), refused);
    let sum = format!("/entries?$filter=amount{} eq 1", " add 1".repeat(200));
    assert_eq!(outcome(&model, &sum), refused);
}

#[test]
fn long_chains_are_not_deep() {
    let model = business_central();
    let chain = |count: usize| outcome(&model, &format!("/entries?$filter=open{}", " or open".repeat(count)));
    assert!(chain(500).starts_with("/companies(implied)/entries[] | filter open or open"));
    assert_eq!(chain(1_500), "LimitExceeded: The request has more than 2000 parts in its expressions.");
}

#[test]
fn lists_are_bounded() {
    let list = vec!["1"; 1_001].join(",");
    let found = outcome(&business_central(), &format!("/entries?$filter=lineNumber in ({list})"));
    assert_eq!(found, "LimitExceeded: A list after 'in' has more than 1000 items.");
}
