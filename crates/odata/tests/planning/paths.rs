//! Paths: roots, keys, navigation, properties, actions, and what they are refused for.

use crate::check;
use crate::toy_model::{business_central, graph};

const ID: &str = "00000007-0000-0000-0000-00000000000a";

/// Rows may write `{}` for a key whose first field is 7.
fn check_with_id(model: &odata::edm::Model, rows: &[(&str, &str)]) {
    let rows: Vec<(String, &str)> =
        rows.iter().map(|(url, expected)| (url.replace("{}", ID), *expected)).collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(url, expected)| (url.as_str(), *expected)).collect();
    check(model, &rows);
}

#[test]
fn documents_of_the_root() {
    check(
        &business_central(),
        &[
            ("", " ServiceDocument"),
            ("/", " ServiceDocument"),
            ("/$metadata", " Metadata"),
            ("$metadata", " Metadata"),
            ("/%24metadata/", " Metadata"),
            ("/$batch", " Batch"),
            ("/openapi.json", " OpenApi"),
            ("/$metadata/x", "SegmentNotFound: Resource not found for the segment 'x'."),
            ("/$crossjoin(companies)", "NotImplemented: '$crossjoin' in a path is not implemented."),
            ("/$all", "NotImplemented: '$all' in a path is not implemented."),
            ("/$entity?$id=companies", "NotImplemented: '$entity' in a path is not implemented."),
            ("/$nothing", "SegmentNotFound: Resource not found for the segment '$nothing'."),
        ],
    );
}

#[test]
fn keys_in_parentheses() {
    check_with_id(
        &business_central(),
        &[
            ("/companies", "/companies[]"),
            ("/companies({})", "/companies(7)"),
            ("/companies('{}')", "/companies(7)"),
            ("/companies(%27{}%27)/", "/companies(7)"),
            ("/companies(id={})", "/companies(7)"),
            ("/companies( id = '{}' )", "/companies(7)"),
            ("/companies(00000007-0000-0000-0000-00000000000A)", "/companies(7)"),
            ("/companies(@k)?@k={}", "/companies(7)"),
            ("/companies(id=@k)?@k='{}'", "/companies(7)"),
            ("/companies(@k)", "BadKey: The parameter alias '@k' of a key has no value."),
            ("/companies(5)", "BadKey: '5' is not a key of 'company'."),
            ("/companies('CRONUS')", "BadKey: 'CRONUS' is not a key of 'company'."),
            ("/companies()", "BadKey: '' is not a key of 'company'."),
            ("/companies(null)", "BadKey: 'null' is not a key of 'company'."),
            ("/companies(name='x')", "BadKey: 'name' is not the key of 'company'."),
            (
                "/companies({})({})",
                "BadKey: '00000007-0000-0000-0000-00000000000a)(00000007-0000-0000-0000-00000000000a' is not a key of 'company'.",
            ),
            (
                "/companies/{}",
                "SegmentNotFound: Resource not found for the segment '00000007-0000-0000-0000-00000000000a'.",
            ),
        ],
    );
}

#[test]
fn keys_of_several_parts() {
    let misshapen = "BadRequest: The key of 'quota' is made of 'customerId' and 'name'";
    let missing = format!("{misshapen}: 'name' is missing.");
    let too_many = format!("{misshapen}: 3 are too many.");
    let unknown = format!("{misshapen}: 'id' is none of them.");
    let twice = format!("{misshapen}: 'name' stands there twice.");
    let mixed = format!("{misshapen}: name each of them, or none.");
    let no_customer = |text: &str| format!("BadKey: '{text}' is not a 'customerId' in the key of 'quota'.");
    check_with_id(
        &business_central(),
        &[
            ("/quotas({},'a')", "/companies(implied)/quotas(7, String(\"a\"))"),
            ("/quotas( {} , 'a,b=''c''' )", "/companies(implied)/quotas(7, String(\"a,b='c'\"))"),
            ("/quotas(customerId={},name='a')", "/companies(implied)/quotas(7, String(\"a\"))"),
            ("/quotas(name='x=y',CustomerId='{}')", "/companies(implied)/quotas(7, String(\"x=y\"))"),
            ("/quotas(name=@n,customerId=@c)?@c={}&@n='a'", "/companies(implied)/quotas(7, String(\"a\"))"),
            (
                "/quotas({},'a')/customer/displayName",
                "/companies(implied)/quotas(7, String(\"a\"))/customer property displayName",
            ),
            ("/quotas({})", &missing),
            ("/quotas(customerId={})", &missing),
            ("/quotas({},'a','b')", &too_many),
            ("/quotas(id={},name='a')", &unknown),
            ("/quotas(name='a',name='b')", &twice),
            ("/quotas({},name='a')", &mixed),
            ("/quotas(name='a',{})", &mixed),
            ("/quotas()", &no_customer("")),
            ("/quotas(5,'a')", &no_customer("5")),
            ("/quotas(name='a',customerId=null)", &no_customer("null")),
            ("/quotas({},)", "BadKey: '' is not a 'name' in the key of 'quota'."),
            ("/quotas({},@n)", "BadKey: The parameter alias '@n' of a key has no value."),
        ],
    );
    let segments = format!("{misshapen}: write them in parentheses.");
    check_with_id(
        &graph(),
        &[
            ("/financials/companies/{}/quotas/{}", &segments),
            ("/financials/companies/{}/quotas({},'a')", "/financials/companies(7)/quotas(7, String(\"a\"))"),
        ],
    );
}

#[test]
fn a_plan_says_when_a_key_is_in_another_order() {
    for (path, is_reordered) in [
        ("/quotas({},'a')", false),
        ("/quotas(customerId={},name='a')", false),
        ("/quotas(name='a',customerId={})", true),
        ("/quotas(name='a',customerId={})/customer", true),
    ] {
        let path = path.replace("{}", ID);
        let plan = odata::plan(&business_central(), &path, None, &odata::Limits::default()).unwrap();
        assert_eq!(plan.has_reordered_key, is_reordered, "{path}");
    }
}

#[test]
fn navigation_properties_and_actions() {
    check_with_id(
        &business_central(),
        &[
            ("/companies({})/entries", "/companies(7)/entries[]"),
            ("//companies({})//entries/", "/companies(7)/entries[]"),
            ("/COMPANIES({})/Entries({})/CUSTOMER", "/companies(7)/entries(7)/customer"),
            (
                "/companies({})/entries({})/customer/displayName",
                "/companies(7)/entries(7)/customer property displayName",
            ),
            ("/companies({})/entries({})/amount/$value", "/companies(7)/entries(7) property amount raw"),
            ("/companies({})/entries({})/address", "/companies(7)/entries(7) property address"),
            ("/companies({})/entries({})/address/city", "/companies(7)/entries(7) property address/city"),
            (
                "/companies({})/entries({})/address/city/$value",
                "/companies(7)/entries(7) property address/city raw",
            ),
            ("/companies({})/entries({})/content", "/companies(7)/entries(7) property content"),
            ("/companies({})/entries/$count", "/companies(7)/entries[] Count"),
            ("/companies({})/entries/$ref", "/companies(7)/entries[] Reference"),
            ("/companies({})/entries({})/customer/$ref", "/companies(7)/entries(7)/customer Reference"),
            ("/companies({})/entries({})/Microsoft.NAV.post", "/companies(7)/entries(7) action post"),
            ("/companies({})/entries({})/microsoft.nav.Post", "/companies(7)/entries(7) action post"),
            ("/companies({})/entries({})/post", "/companies(7)/entries(7) action post"),
            (
                "/companies({})/entries({})/Other.post",
                "SegmentNotFound: Resource not found for the segment 'Other.post'.",
            ),
            ("/companies({})/entries/post", "SegmentNotFound: Resource not found for the segment 'post'."),
            (
                "/companies({})/entries/Microsoft.NAV.entry",
                "NotImplemented: The type cast 'Microsoft.NAV.entry' in a path is not implemented.",
            ),
            (
                "/companies({})/entries/$filter(open)",
                "NotImplemented: '$filter' in a path is not implemented.",
            ),
            (
                "/companies({})/entries({})/Microsoft.NAV.send",
                "SegmentNotFound: Resource not found for the segment 'Microsoft.NAV.send'.",
            ),
            ("/companies({})/nothing", "SegmentNotFound: Resource not found for the segment 'nothing'."),
            (
                "/companies({})/entries({})/customer({})",
                "BadKey: 'customer(00000007-0000-0000-0000-00000000000a)' is a single entity and takes no key.",
            ),
            ("/companies({})/$count", "BadRequest: '/$count' needs a collection before it."),
            ("/companies({})/$value", "BadRequest: '/$value' needs a property before it."),
            (
                "/companies({})/entries({})/address/$value",
                "BadRequest: '/$value' needs a property without members before it.",
            ),
            (
                "/companies({})/entries({})/amount/x",
                "SegmentNotFound: Resource not found for the segment 'x'.",
            ),
            ("/companies({})/entries/$count/x", "SegmentNotFound: Resource not found for the segment 'x'."),
            (
                "/companies({})/entries({})/dimensions/$count",
                "NotImplemented: '/$count' of a collection of complex values in a path is not implemented.",
            ),
        ],
    );
}

#[test]
fn the_company_may_be_implied() {
    check_with_id(
        &business_central(),
        &[
            ("/entries", "/companies(implied)/entries[]"),
            (
                "/Entries({})/customer?company={}",
                "/companies(implied)/entries(7)/customer | custom company=00000007-0000-0000-0000-00000000000a",
            ),
            ("/name", "SegmentNotFound: Resource not found for the segment 'name'."),
        ],
    );
}

#[test]
fn keys_as_segments() {
    check_with_id(
        &graph(),
        &[
            ("/financials", "/financials"),
            ("/FINANCIALS/Companies/", "/financials/companies[]"),
            ("/financials/companies/{}", "/financials/companies(7)"),
            ("/financials/companies({})", "/financials/companies(7)"),
            ("/financials/companies('{}')/entries/'{}'", "/financials/companies(7)/entries(7)"),
            ("/financials/companies/{}/entries/$count", "/financials/companies(7)/entries[] Count"),
            ("/financials/companies/{}/entries/{}/post", "/financials/companies(7)/entries(7) action post"),
            (
                "/financials/companies/{}/entries/{}/microsoft.graph.post",
                "/financials/companies(7)/entries(7) action post",
            ),
            ("/financials/companies/entries", "BadKey: 'entries' is not a key of 'company'."),
            (
                "/financials({})",
                "BadKey: 'financials(00000007-0000-0000-0000-00000000000a)' is a single entity and takes no key.",
            ),
            ("/companies", "SegmentNotFound: Resource not found for the segment 'companies'."),
        ],
    );
}

#[test]
fn bytes_that_are_no_text() {
    check(
        &business_central(),
        &[
            ("/%FF", "BadRequest: The path is not UTF-8 after decoding."),
            ("/a%00", "BadRequest: The path contains the character NUL."),
        ],
    );
}
