//! Properties that hold for every input: no panic, and printed expressions mean what they meant.

use odata::display::DisplayExpression;
use odata::edm::Model;
use odata::{Limits, plan};
use proptest::prelude::*;

use crate::toy_model::{ENTRY, business_central, graph};

/// A filter that prints as `text` does the second time too.
fn check_printed_again(model: &Model, filter: &str) -> Result<(), TestCaseError> {
    let parse = |filter: &str| {
        let encoded = filter.replace('%', "%25").replace('+', "%2B").replace('&', "%26");
        plan(model, "entries", Some(&format!("$filter={encoded}")), &Limits::default())
    };
    let Ok(first) = parse(filter) else { return Ok(()) };
    let Some(expression) = &first.query.filter else { return Ok(()) };
    let printed = DisplayExpression { model, entity_type: ENTRY, expression }.to_string();
    let second = parse(&printed).map_err(|refusal| TestCaseError::fail(format!("{printed}: {refusal}")))?;
    prop_assert_eq!(&first.query.filter, &second.query.filter, "{} printed as {}", filter, printed);
    Ok(())
}

/// Words of the grammar in any order: most are nonsense, some are not.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "(",
        ")",
        ",",
        " ",
        " ",
        " eq ",
        " and ",
        " or ",
        "not ",
        "-",
        " in ",
        " has ",
        " add ",
        " divby ",
        "amount",
        "lineNumber",
        "number",
        "open",
        "status",
        "changed",
        "customer",
        "/",
        "entries",
        "any(",
        "all(",
        "e:",
        "e/",
        "$count",
        "$it/",
        "$filter=",
        "'a'",
        "''",
        "1",
        "2.5",
        "null",
        "true",
        "2019-05-01",
        "12:30",
        "contains(",
        "case(",
        ":",
        "now()",
        "@a",
        "duration'PT1S'",
        "00000007-0000-0000-0000-00000000000a",
        ";",
        "*",
        "desc",
        " as x",
        "$select=",
        "æ",
        "%",
        "\"",
    ]);
    prop::collection::vec(word, 0..20).prop_map(|words| words.concat())
}

fn number(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("amount".to_owned()),
        Just("lineNumber".to_owned()),
        Just("entryNumber".to_owned()),
        Just("customer/balance".to_owned()),
        Just("customer/entries/$count".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        (any::<i32>(), 0..1_000_u32).prop_map(|(whole, fraction)| format!("{whole}.{fraction}")),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let operator = prop::sample::select(vec!["add", "sub", "mul", "div", "divby", "mod"]);
    prop_oneof![
        leaf,
        number(depth - 1).prop_map(|inner| format!("-({inner})")),
        number(depth - 1).prop_map(|inner| format!("round({inner})")),
        condition(depth - 1).prop_map(|inner| format!("customer/entries/$count($filter={inner})")),
        (condition(depth - 1), number(depth - 1)).prop_map(|(test, value)| format!("case({test} : {value})")),
        (number(depth - 1), operator, number(depth - 1), any::<bool>()).prop_map(
            |(left, word, right, plain)| {
                if plain { format!("{left} {word} {right}") } else { format!("({left}) {word} ({right})") }
            }
        ),
    ]
    .boxed()
}

fn condition(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("open".to_owned()),
        Just("status in ('Open',4,null)".to_owned()),
        Just("changed sub 2019-05-01T10:00:00Z gt length mul 2".to_owned()),
        Just("customer ne null".to_owned()),
        "[a-z'% ]{0,5}".prop_map(|text| format!("contains(number,'{}')", text.replace('\'', "''"))),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let compare = prop::sample::select(vec!["eq", "ne", "lt", "le", "gt", "ge"]);
    let join = prop::sample::select(vec!["and", "or", "eq"]);
    prop_oneof![
        leaf,
        condition(depth - 1).prop_map(|inner| format!("not ({inner})")),
        condition(depth - 1)
            .prop_map(move |inner| format!("customer/entries/any(x{depth}:x{depth}/open and ({inner}))")),
        (number(depth - 1), compare, number(depth - 1))
            .prop_map(|(left, word, right)| format!("({left}) {word} ({right})")),
        (condition(depth - 1), join, condition(depth - 1), any::<bool>()).prop_map(
            |(left, word, right, plain)| {
                if plain { format!("{left} {word} {right}") } else { format!("({left}) {word} ({right})") }
            }
        ),
    ]
    .boxed()
}

proptest! {
    #![proptest_config(seeds::config_of(module_path!(), 1_000))]

    #[test]
    fn no_target_panics(path in any::<String>(), query in any::<String>()) {
        let _ = plan(&business_central(), &path, Some(&query), &Limits::default());
        let _ = plan(&graph(), &path, Some(&query), &Limits::default());
    }

    #[test]
    fn no_option_panics(option in "[$]?(filter|orderby|select|expand|compute|search|top|levels|format)", value in words()) {
        let _ = plan(&business_central(), "entries", Some(&format!("{option}={value}&@a=1")), &Limits::default());
        let _ = plan(&graph(), &format!("financials/companies({value})"), None, &Limits::default());
    }

    #[test]
    fn no_header_panics(header in any::<String>()) {
        let _ = odata::accept::negotiate(Some(&header), None);
        let _ = odata::version::check(Some(&header), Some(&header));
        odata::prefer::parse([header.as_str()]);
    }

    #[test]
    fn nonsense_that_parses_prints_as_it_was_meant(filter in words()) {
        check_printed_again(&business_central(), &filter)?;
    }

    #[test]
    fn printed_expressions_parse_to_the_same(filter in condition(4)) {
        check_printed_again(&business_central(), &filter)?;
    }
}
