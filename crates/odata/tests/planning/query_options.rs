//! Every query option but `$filter`: reading, nesting, and where each may stand.

use crate::check;
use crate::toy_model::{business_central, graph};

/// Checks queries on `entries`; expected texts leave out the path.
fn check_queries(rows: &[(&str, &str)]) {
    let refused = ["BadRequest: ", "NotImplemented: ", "LimitExceeded: ", "NotAcceptable: "];
    let rows: Vec<(String, String)> = rows
        .iter()
        .map(|(query, expected)| {
            let expected = match *expected {
                "" => "/companies(implied)/entries[]".to_owned(),
                text if refused.iter().any(|kind| text.starts_with(kind)) => text.to_owned(),
                text => format!("/companies(implied)/entries[] | {text}"),
            };
            (format!("/entries?{query}"), expected)
        })
        .collect();
    let rows: Vec<(&str, &str)> =
        rows.iter().map(|(url, expected)| (url.as_str(), expected.as_str())).collect();
    check(&business_central(), &rows);
}

#[test]
fn names_of_options() {
    check_queries(&[
        ("", ""),
        ("&&", ""),
        ("top=1&SKIP=2&$Count=true", "top 1 | skip 2 | count"),
        ("%24top=1", "top 1"),
        ("$top=1&top=2", "BadRequest: The query option '$top' must not be given more than once."),
        ("$nothing=1", "BadRequest: The query option '$nothing' is not known."),
        ("nothing=1&b", "custom nothing=1 | custom b="),
        ("company=CRONUS%20AG+x", "custom company=CRONUS AG x"),
        ("@a=1&@a=2", "BadRequest: The parameter alias '@a' must not be given more than once."),
        (
            "$apply=aggregate(amount with sum as x)",
            "NotImplemented: The query option '$apply' is not implemented.",
        ),
        ("$deltatoken=x", "NotImplemented: The query option '$deltatoken' is not implemented."),
        ("$id=x", "NotImplemented: The query option '$id' is not implemented."),
        ("$index=1", "BadRequest: The query option '$index' does not go with this resource."),
        ("$levels=1", "BadRequest: The query option '$levels' does not go with this resource."),
        ("$schemaversion=2.1", ""),
        ("$schemaversion=*", ""),
        ("$schemaversion=3.0", "BadRequest: The schema version '3.0' is not offered; 1.0, 2.0 and 2.1 are."),
        ("$filter=%FF", "BadRequest: $filter is not UTF-8 after decoding."),
        ("a%FF=1", "BadRequest: a name in the query is not UTF-8 after decoding."),
        ("$search=a%00", "BadRequest: $search contains the character NUL."),
    ]);
}

#[test]
fn rows_and_counts() {
    check_queries(&[
        ("$top=0&$skip=0&$count=false", "top 0 | skip 0"),
        ("$top=9223372036854775807", "top 9223372036854775807"),
        (
            "$top=9223372036854775808",
            "BadRequest: '9223372036854775808' is not a whole number from 0. (at position 1 in $top)",
        ),
        ("$top=-1", "BadRequest: '-1' is not a whole number from 0. (at position 1 in $top)"),
        ("$skip=1.5", "BadRequest: '1.5' is not a whole number from 0. (at position 1 in $skip)"),
        ("$skip=", "BadRequest: '' is not a whole number from 0. (at position 1 in $skip)"),
        ("$count=yes", "BadRequest: $count must be true or false. (at position 1 in $count)"),
        ("$skiptoken=a%2Bb", "token a+b"),
    ]);
}

#[test]
fn formats() {
    check_queries(&[
        ("$format=json", "format=Json Minimal"),
        ("$format=xml", "format=Xml Minimal"),
        ("$format=text/plain", "format=Text Minimal"),
        ("$format=application/json;odata.metadata=none;IEEE754Compatible=true", "format=Json None ieee754"),
        ("$format=application/json;metadata=full", "format=Json Full"),
        ("$format=atom", "NotAcceptable: The format 'atom' is not offered."),
        ("$format=*/*", "NotAcceptable: The format '*/*' is not offered."),
        (
            "$format=application/json;odata.metadata=some",
            "NotAcceptable: The format 'application/json;odata.metadata=some' is not offered.",
        ),
    ]);
}

#[test]
fn orders() {
    check_queries(&[
        ("$orderby=number", "order number"),
        (
            "$orderby=number desc , amount ASC,length(number)",
            "order number desc | order amount | order length(number)",
        ),
        ("$orderby=customer/displayName desc", "order customer/displayName desc"),
        ("$orderby=address/city", "order address/city"),
        ("$orderby=customer/entries/$count", "order customer/entries/$count"),
        (
            "$orderby=number down",
            "BadRequest: Unexpected 'd': the end of the value was expected. (at position 8 in $orderby)",
        ),
        (
            "$orderby=customer",
            "BadRequest: A navigation property can only be compared with null. (at position 1 in $orderby)",
        ),
        ("$orderby=null", "BadRequest: null has no type and cannot stand here. (at position 1 in $orderby)"),
        (
            "$orderby=address",
            "NotImplemented: Comparing complex values is not implemented. (at position 1 in $orderby)",
        ),
        (
            "$orderby=",
            "BadRequest: The value ends too early: a value, a property or a function was expected. (at position 1 in $orderby)",
        ),
    ]);
}

#[test]
fn selections() {
    check_queries(&[
        ("$select=id,amount", "select id,amount"),
        ("$select= ID , Amount ", "select id,amount"),
        ("$select=id,id", "select id"),
        ("$select=*", ""),
        ("$select=id,*", ""),
        ("$select=address/city", "select address(city)"),
        ("$select=address/city,id,address/street", "select address(city,street),id"),
        ("$select=address/city,address", "select address"),
        ("$select=address,address/city", "select address"),
        ("$select=address($select=city,street),id", "select address(city,street),id"),
        ("$select=address($select=*)", "select address"),
        ("$select=customer", "select ->customer"),
        ("$select=Microsoft.NAV.*", "select "),
        ("$select=id,Microsoft.NAV.post", "select id"),
        ("$select=dimensions", "select dimensions"),
        (
            "$select=nothing",
            "BadRequest: Could not find a property named 'nothing' on type 'Microsoft.NAV.entry'. (at position 1 in $select)",
        ),
        (
            "$select=id amount",
            "BadRequest: Unexpected 'a': the end of the value was expected. (at position 4 in $select)",
        ),
        (
            "$select=id,",
            "BadRequest: The value ends too early: the name of a property was expected. (at position 4 in $select)",
        ),
        (
            "$select=customer/displayName",
            "BadRequest: What 'customer' shows is chosen in $expand, not in $select. (at position 1 in $select)",
        ),
        ("$select=amount/x", "BadRequest: The property 'amount' has no members. (at position 8 in $select)"),
        (
            "$select=address($top=1)",
            "BadRequest: The option $top does not go with 'address'. (at position 8 in $select)",
        ),
        (
            "$select=dimensions($filter=code eq 'x')",
            "NotImplemented: The option $filter inside $select of a collection is not implemented. (at position 11 in $select)",
        ),
    ]);
}

#[test]
fn expansions() {
    check_queries(&[
        ("$expand=customer", "expand customer"),
        (
            "$expand= customer ( $select = displayName ) ",
            "BadRequest: Unexpected '(': the end of the value was expected. (at position 11 in $expand)",
        ),
        ("$expand=customer($select=displayName, balance)", "expand customer(select displayName,balance)"),
        (
            "expand=Customer(select=displayName;expand=entries(top=2))",
            "expand customer(select displayName; expand entries(top 2))",
        ),
        (
            "$expand=customer($expand=entries($filter=number eq 'a;b)' and open;$orderby=amount desc,number;$top=2;$skip=1;$count=true;$search=x OR y;$select=id))",
            "expand customer(expand entries(select id; filter number eq 'a;b)' and open; order amount desc; order number; top 2; skip 1; count; search ('x' | 'y')))",
        ),
        ("$expand=customer/$ref", "expand customer/$ref"),
        ("$expand=customer($expand=entries/$ref($top=1))", "expand customer(expand entries/$ref(top 1))"),
        (
            "$expand=customer($expand=entries/$count($filter=open))",
            "expand customer(expand entries/$count(filter open))",
        ),
        ("$expand=*", "expand customer"),
        ("$expand=*/$ref", "expand customer/$ref"),
        ("$expand=*,customer($select=id)", "expand customer(select id)"),
        ("$expand=*($levels=2)", "expand customer"),
        (
            "$expand=customer($compute=balance mul 2 as twice;$select=twice)",
            "expand customer(select twice; compute twice=balance mul 2.0)",
        ),
        (
            "$expand=customer($expand=entries($filter=$this/open))",
            "expand customer(expand entries(filter open))",
        ),
        (
            "$expand=customer($expand=entries($filter=$it/open))",
            "NotImplemented: '$it' inside $expand is not implemented. (at position 34 in $expand)",
        ),
    ]);
}

#[test]
fn expansions_that_are_refused() {
    check_queries(&[
        (
            "$expand=customer,customer",
            "BadRequest: 'customer' is expanded more than once. (at position 10 in $expand)",
        ),
        (
            "$expand=amount",
            "BadRequest: 'amount' is not a navigation property of type 'Microsoft.NAV.entry'. (at position 1 in $expand)",
        ),
        (
            "$expand=nothing",
            "BadRequest: Could not find a property named 'nothing' on type 'Microsoft.NAV.entry'. (at position 1 in $expand)",
        ),
        (
            "$expand=customer/entries",
            "BadRequest: Only $ref and $count can follow here; what lies deeper is a nested $expand. (at position 10 in $expand)",
        ),
        (
            "$expand=customer/$count",
            "BadRequest: 'customer' is not a collection and has no $count. (at position 1 in $expand)",
        ),
        (
            "$expand=Microsoft.NAV.x/customer",
            "NotImplemented: The segment 'Microsoft.NAV.x' in $expand is not implemented. (at position 1 in $expand)",
        ),
        ("$expand=customer($top=1)", "BadRequest: The query option '$top' does not go with this resource."),
        (
            "$expand=customer/$ref($select=id)",
            "BadRequest: The query option '$select' does not go with this resource.",
        ),
        (
            "$expand=customer($format=json)",
            "BadRequest: The query option '$format' does not go with this resource.",
        ),
        (
            "$expand=customer($nothing=1)",
            "BadRequest: The nested option '$nothing' is not known. (at position 10 in $expand)",
        ),
        (
            "$expand=customer($select=id;$select=id)",
            "BadRequest: The query option '$select' must not be given more than once.",
        ),
        (
            "$expand=customer($select=id",
            "BadRequest: In the options that start here, a closing parenthesis is missing. (at position 10 in $expand)",
        ),
        (
            "$expand=customer($expand=entries($filter=number eq 'x)))",
            "BadRequest: In the options that start here, a quote is not closed. (at position 10 in $expand)",
        ),
        (
            "$expand=customer()",
            "BadRequest: The value ends too early: an option and its value were expected. (at position 10 in $expand)",
        ),
        (
            "$expand=customer($select=nothing)",
            "BadRequest: Could not find a property named 'nothing' on type 'Microsoft.NAV.customer'. (at position 18 in $expand)",
        ),
        (
            "$expand=",
            "BadRequest: The value ends too early: the name of a navigation property was expected. (at position 1 in $expand)",
        ),
    ]);
}

#[test]
fn levels() {
    check(
        &business_central(),
        &[
            ("/accounts?$expand=parent($levels=3)", "/companies(implied)/accounts[] | expand parent+2"),
            (
                "/accounts?$expand=children($levels=max;$select=id)",
                "/companies(implied)/accounts[] | expand children+9(select id)",
            ),
            (
                "/accounts?$expand=*($levels=2)",
                "/companies(implied)/accounts[] | expand parent+1 | expand children+1",
            ),
            ("/accounts?$expand=parent($levels=11)", "LimitExceeded: $levels must not be above 10 here."),
            (
                "/accounts?$expand=parent($levels=0)",
                "BadRequest: $levels must be a number from 1, or max. (at position 16 in $expand)",
            ),
            (
                "/entries?$expand=customer($levels=2)",
                "BadRequest: $levels above 1 needs a navigation property that leads to its own type. (at position 18 in $expand)",
            ),
            ("/entries?$expand=customer($levels=max)", "/companies(implied)/entries[] | expand customer"),
        ],
    );
}

#[test]
fn computed_properties() {
    check_queries(&[
        ("$compute=amount mul 2 as twice", "compute twice=amount mul 2.0"),
        (
            "$filter=twice gt 1&$orderby=twice desc&$select=id,twice&$compute=amount mul 2 as twice",
            "select id,twice | filter amount mul 2.0 gt 1.0 | order amount mul 2.0 desc | compute twice=amount mul 2.0",
        ),
        (
            "$compute=amount mul 2 as a,a add 1 as b",
            "compute a=amount mul 2.0 | compute b=amount mul 2.0 add 1.0",
        ),
        (
            "$compute=year(postingDate) as y&$filter=$it/y eq 2019",
            "filter year(postingDate) eq 2019 | compute y=year(postingDate)",
        ),
        (
            "$compute=customer/entries/any(e:e/open) as z&$filter=customer/entries/any(f:f/open and z)",
            "filter customer/entries/any(v1:v1/open and customer/entries/any(v2:v2/open)) | compute z=customer/entries/any(v1:v1/open)",
        ),
        (
            "$compute=amount mul 2",
            "BadRequest: The value ends too early: 'as' and a name were expected. (at position 13 in $compute)",
        ),
        (
            "$compute=amount as number",
            "BadRequest: 'number' cannot be the name of a computed property. (at position 11 in $compute)",
        ),
        (
            "$compute=amount as a,amount as A",
            "BadRequest: 'A' cannot be the name of a computed property. (at position 23 in $compute)",
        ),
        (
            "$compute=null as a",
            "BadRequest: null has no type and cannot stand here. (at position 1 in $compute)",
        ),
        (
            "$compute=amount as a&$filter=customer/a gt 1",
            "BadRequest: Could not find a property named 'a' on type 'Microsoft.NAV.customer'. (at position 10 in $filter)",
        ),
    ]);
}

#[test]
fn a_star_with_computed_properties_names_everything() {
    let query = "$select=*&$compute=amount as a";
    check_queries(&[(
        query,
        "select id,number,lineNumber,amount,open,postingDate,changed,startTime,length,status,address,dimensions,content,entryNumber,a | compute a=amount",
    )]);
}

#[test]
fn searches() {
    check_queries(&[
        ("$search=word", "search 'word'"),
        ("$search=two words", "search ('two' & 'words')"),
        ("$search=\"a phrase\" AND x", "search ('a phrase' & 'x')"),
        ("$search=a OR b c", "search ('a' | ('b' & 'c'))"),
        ("$search=(a OR b) NOT c", "search (('a' | 'b') & !'c')"),
        ("$search=NOT NOT a", "search 'a'"),
        ("$search=\"say \\\"x\\\"\"", "search 'say \"x\"'"),
        ("$search=and", "search 'and'"),
        ("$search=O'Neil", "search 'O'Neil'"),
        (
            "$search=",
            "BadRequest: The value ends too early: a word or phrase to search for was expected. (at position 1 in $search)",
        ),
        (
            "$search=a AND",
            "BadRequest: The value ends too early: a word or phrase to search for was expected. (at position 6 in $search)",
        ),
        (
            "$search=OR",
            "BadRequest: Unexpected 'O': a word or phrase to search for was expected. (at position 1 in $search)",
        ),
        (
            "$search=\"x",
            "BadRequest: The phrase that starts here has no closing quote. (at position 1 in $search)",
        ),
        ("$search=\"\"", "BadRequest: A phrase must not be empty. (at position 1 in $search)"),
        ("$search=(a", "BadRequest: The value ends too early: ')' is missing. (at position 3 in $search)"),
        (
            "$search=a)",
            "BadRequest: Unexpected ')': the end of the value was expected. (at position 2 in $search)",
        ),
    ]);
}

#[test]
fn options_that_do_not_go_with_the_resource() {
    let no =
        |option: &str| format!("BadRequest: The query option '{option}' does not go with this resource.");
    let (top, filter, select, order) = (no("$top"), no("$filter"), no("$select"), no("$orderby"));
    let one = "/entries(00000007-0000-0000-0000-00000000000a)";
    let at = |rest: &str| format!("{one}{rest}");
    check(
        &business_central(),
        &[
            (&at("?$top=1"), &top),
            (&at("?$filter=open"), &filter),
            (&at("/amount?$filter=open"), &filter),
            (&at("/amount?$select=id"), &select),
            (&at("/customer?$orderby=balance"), &order),
            (&at("/post?$select=id"), &select),
            (&at("/customer/$ref?$top=1"), &top),
            ("/entries/$count?$top=1", &top),
            ("/entries/$ref?$select=id", &select),
            ("/$metadata?$top=1", &top),
            ("?$select=x", &select),
            (
                &at("?$select=id&$expand=customer"),
                "/companies(implied)/entries(7) | select id | expand customer",
            ),
            (
                &at("/address?$select=city"),
                "/companies(implied)/entries(7) property address | select address(city)",
            ),
            (&at("/address?$select=*"), "/companies(implied)/entries(7) property address"),
            (&at("/customer?$select=id"), "/companies(implied)/entries(7)/customer | select id"),
            (
                "/entries/$count?$filter=open&$search=x",
                "/companies(implied)/entries[] Count | filter open | search 'x'",
            ),
            (
                "/entries/$ref?$filter=open&$top=1",
                "/companies(implied)/entries[] Reference | filter open | top 1",
            ),
            ("/$metadata?$format=xml", " Metadata | format=Xml Minimal"),
        ],
    );
}

#[test]
fn what_the_graph_client_sends() {
    check(
        &graph(),
        &[(
            "/financials/companies/00000007-0000-0000-0000-00000000000a/entries?$count=true&$expand=customer&$filter=contains%28number%2C%27a%20b%27%29&$orderby=number%20desc&$search=x&$select=id,number&$skip=1&$top=2",
            "/financials/companies(7)/entries[] | select id,number | expand customer | filter contains(number,'a b') | order number desc | top 2 | skip 1 | count | search 'x'",
        )],
    );
}
