//! `$filter` and `$orderby` expressions: what they mean, shown with the parentheses that are needed.

use odata::edm::Model;

use crate::toy_model::{business_central, graph};
use crate::{check, outcome};

/// Checks filters on `entries`; an expected text without a kind of refusal is the filter printed back.
pub fn check_filters(model: &Model, rows: &[(&str, &str)]) {
    let rows: Vec<(String, String)> = rows
        .iter()
        .map(|(filter, expected)| {
            let refused = ["BadRequest: ", "NotImplemented: ", "LimitExceeded: "];
            let refused = refused.iter().any(|kind| expected.starts_with(kind));
            let wanted = match *expected {
                "" => filter.replace("%2B", "+"),
                other => other.to_owned(),
            };
            let wanted =
                if refused { wanted } else { format!("/companies(implied)/entries[] | filter {wanted}") };
            (format!("/entries?$filter={filter}"), wanted)
        })
        .collect();
    let rows: Vec<(&str, &str)> =
        rows.iter().map(|(url, expected)| (url.as_str(), expected.as_str())).collect();
    check(model, &rows);
}

#[test]
fn precedence_and_parentheses() {
    check_filters(
        &business_central(),
        &[
            ("amount eq 1.5 or amount eq 2.5 and open", ""),
            ("(amount eq 1.5 or amount eq 2.5) and open", ""),
            ("((open))", "open"),
            ("not open and open", ""),
            ("not (open and open)", ""),
            ("not(open)", "not open"),
            ("NOT open", "not open"),
            ("not not open", ""),
            ("not lineNumber in (1,2)", ""),
            ("not (lineNumber eq 1)", ""),
            ("amount add 1.5 mul 2.5 gt 3.5", ""),
            ("(amount add 1.5) mul 2.5 gt 3.5", ""),
            ("amount sub 1.5 sub 2.5 gt 0.5", ""),
            ("amount sub (1.5 sub 2.5) gt 0.5", ""),
            ("amount gt 1.5 eq open", ""),
            ("amount gt 1.5 eq (open eq true)", ""),
            ("-amount lt -5.5", ""),
            ("- amount lt 5.5", "-amount lt 5.5"),
            ("-(amount add 1.5) lt 5.5", ""),
            ("--amount lt 5.5", ""),
            ("-(5) lt lineNumber", ""),
            ("amount div 2.5 mod 3.5 divby 1.5 eq 1.5", ""),
            ("AMOUNT Gt 1.5 AND Open", "amount gt 1.5 and open"),
            ("  open   and\topen  ", "open and open"),
            ("(open)and(open)", "open and open"),
            ("open and open and open or open or open", ""),
            ("open and (open and open)", "open and open and open"),
        ],
    );
}

#[test]
fn literals_of_every_type() {
    check_filters(
        &business_central(),
        &[
            ("id eq 00000007-0000-0000-0000-00000000000A", "id eq 00000007-0000-0000-0000-00000000000a"),
            ("id eq abcdef07-0000-0000-0000-00000000000a", ""),
            ("id eq '00000007-0000-0000-0000-00000000000a'", "id eq 00000007-0000-0000-0000-00000000000a"),
            ("number eq 'it''s'", ""),
            ("number eq ''", ""),
            ("number eq 'a%2Bb'", "number eq 'a+b'"),
            ("number eq 'a+b'", "number eq 'a b'"),
            ("number eq '%C3%A6'", "number eq 'æ'"),
            ("number eq '%2527'", "number eq '%27'"),
            (
                "number eq 00000007-0000-0000-0000-00000000000A",
                "number eq '00000007-0000-0000-0000-00000000000a'",
            ),
            ("lineNumber eq -5", ""),
            ("lineNumber eq 5.0", "lineNumber eq 5"),
            ("lineNumber eq '5'", "lineNumber eq 5"),
            ("entryNumber eq 5000000000", ""),
            ("amount eq 5", "amount eq 5.0"),
            ("amount eq 1.25e2", "amount eq 125.0"),
            ("amount eq 1.25E-2", "amount eq 0.0125"),
            ("amount eq '1.5'", "amount eq 1.5"),
            ("open eq true", ""),
            ("open eq 'false'", "open eq false"),
            ("postingDate eq 2019-05-01", ""),
            ("postingDate eq '2019-05-01'", "postingDate eq 2019-05-01"),
            ("postingDate ge 2019-05-01T00:00:00Z", "postingDate ge 2019-05-01"),
            ("changed ge 2019-05-01T10:00:00Z", ""),
            ("changed ge 2019-05-01T10:00:00.123Z", ""),
            ("changed ge 2019-05-01T10:00", "changed ge 2019-05-01T10:00:00Z"),
            ("changed ge 2019-05-01T10:00:00%2B02:00", "changed ge 2019-05-01T08:00:00Z"),
            ("changed ge 2019-05-01T10:00:00+02:00", "changed ge 2019-05-01T08:00:00Z"),
            ("changed ge 2019-05-01T10:00:00-02:30", "changed ge 2019-05-01T12:30:00Z"),
            ("changed ge 2019-05-01", "changed ge 2019-05-01T00:00:00Z"),
            ("changed ge '2019-05-01T10:00:00Z'", "changed ge 2019-05-01T10:00:00Z"),
            ("changed le 9999-12-31T23:59:59Z", "changed le 9999-12-30T22:00:00.999999999Z"),
            ("changed ge 0001-01-01T00:00:00Z", ""),
            ("startTime lt 08:30", "startTime lt 08:30:00"),
            ("startTime lt '08:30:15.5'", "startTime lt 08:30:15.5"),
            ("length gt duration'P1DT2H3M4.5S'", "length gt duration'PT93784.500S'"),
            ("length gt 'PT1H'", "length gt duration'PT3600.000S'"),
            ("length gt -PT1H", "length gt -(duration'PT3600.000S')"),
            ("length gt duration'-PT1H'", "length gt duration'-PT3600.000S'"),
            ("number eq null", ""),
            ("null ne number", ""),
        ],
    );
}

#[test]
fn enumerations() {
    check_filters(
        &business_central(),
        &[
            ("status eq 'Open'", "status eq Microsoft.NAV.status'Open'"),
            ("status eq Microsoft.NAV.status'Open'", ""),
            ("status eq microsoft.nav.STATUS'open'", "status eq Microsoft.NAV.status'Open'"),
            ("status eq 'In Progress'", "status eq Microsoft.NAV.status'In_x0020_Progress'"),
            ("status eq 'In_x0020_Progress'", "status eq Microsoft.NAV.status'In_x0020_Progress'"),
            ("status eq ' '", "status eq Microsoft.NAV.status'_x0020_'"),
            ("status eq ''", "status eq Microsoft.NAV.status'_x0020_'"),
            ("status eq '_x0020_'", "status eq Microsoft.NAV.status'_x0020_'"),
            ("status eq 4", "status eq Microsoft.NAV.status'Closed'"),
            ("status eq '4'", "status eq Microsoft.NAV.status'Closed'"),
            ("status gt 'Open'", "status gt Microsoft.NAV.status'Open'"),
            ("status has 'Open'", "status has Microsoft.NAV.status'Open'"),
            (
                "status in ('Open','Closed')",
                "status in (Microsoft.NAV.status'Open',Microsoft.NAV.status'Closed')",
            ),
            (
                "status eq 'x'",
                "BadRequest: 'x' is not a member of Microsoft.NAV.status. The members are: _x0020_, Open, In_x0020_Progress, Closed. (at position 11 in $filter)",
            ),
            (
                "status eq 9",
                "BadRequest: '9' is not a member of Microsoft.NAV.status. The members are: _x0020_, Open, In_x0020_Progress, Closed. (at position 11 in $filter)",
            ),
            (
                "status in ('Open','x')",
                "BadRequest: 'x' is not a member of Microsoft.NAV.status. The members are: _x0020_, Open, In_x0020_Progress, Closed. (at position 19 in $filter)",
            ),
            (
                "status eq Microsoft.NAV.other'Open'",
                "BadRequest: 'Microsoft.NAV.other' is not a type with literals of this form. (at position 11 in $filter)",
            ),
        ],
    );
}

#[test]
fn lists_and_aliases() {
    check_filters(
        &business_central(),
        &[
            ("number in ('a','b')", ""),
            ("number IN ( 'a' , 'b' )", "number in ('a','b')"),
            ("number in ()", ""),
            ("number in ('a',null)", ""),
            ("amount in (1,2.5)", "amount in (1.0,2.5)"),
            ("lineNumber in (1,2.5,3.0)", "lineNumber in (1,3)"),
            (
                "id in ('00000007-0000-0000-0000-00000000000a')",
                "id in (00000007-0000-0000-0000-00000000000a)",
            ),
            ("number in @l&@l=('a','b')", "number in ('a','b')"),
            ("number in @l&@l=[\"a\",\"it's \\\"b\\\"\"]", "number in ('a','it''s \"b\"')"),
            ("number in @l&@l=[]", "number in ()"),
            ("number in @l", "number in ()"),
            ("lineNumber in @l&@l=[1,-2]", "lineNumber in (1,-2)"),
            ("number eq @a&@a='x'", "number eq 'x'"),
            ("amount gt @a and amount lt @b&@a=1&@b=@a", "amount gt 1.0 and amount lt 1.0"),
            ("number eq @a", "number eq null"),
            ("@a&@a=open", "open"),
            ("number eq @a&@a=@a", "LimitExceeded: The expression in @a is nested deeper than 100."),
            (
                "number eq @a&@a=x y",
                "BadRequest: Could not find a property named 'x' on type 'Microsoft.NAV.entry'. (at position 1 in @a)",
            ),
            (
                "number eq @a&@a='x' y",
                "BadRequest: Unexpected 'y': the end of the value was expected. (at position 5 in @a)",
            ),
            (
                "number in 'a'",
                "NotImplemented: The operator 'in' with anything but a list is not implemented. (at position 8 in $filter)",
            ),
            (
                "number in (1)",
                "BadRequest: An item of the list after 'in' must be of type Edm.String, but is of type Edm.Int32. (at position 12 in $filter)",
            ),
        ],
    );
}

#[test]
fn functions() {
    check_filters(
        &business_central(),
        &[
            ("contains(number,'a')", ""),
            ("Contains( toLower( number ) , 'a' )", "contains(tolower(number),'a')"),
            ("startswith(number,'a') eq true", ""),
            ("endsWith(number,'a')", "endswith(number,'a')"),
            ("length(number) eq 3", ""),
            ("indexof(number,'a') ge 0", ""),
            ("substring(number,1) eq 'x'", ""),
            ("substring(number,1,2) eq 'x'", ""),
            ("substring(number,-2) eq 'x'", ""),
            ("concat(concat(number,' '),toupper(trim(number))) eq 'x'", ""),
            ("matchesPattern(number,'^a')", "matchespattern(number,'^a')"),
            (
                "year(postingDate) eq 2019 and month(changed) eq 5 and day('2019-05-01') eq 1",
                "year(postingDate) eq 2019 and month(changed) eq 5 and day(2019-05-01) eq 1",
            ),
            ("hour(changed) eq 1 and minute(startTime) eq 2 and second(changed) eq 3", ""),
            ("fractionalseconds(changed) lt 0.5", ""),
            ("totalseconds(length) gt 60.5", ""),
            ("totaloffsetminutes(changed) eq 0", ""),
            ("date(changed) eq postingDate and time(changed) lt startTime", ""),
            ("changed gt now() sub duration'P1D'", "changed gt now() sub duration'PT86400.000S'"),
            ("mindatetime() lt changed and changed lt maxdatetime()", ""),
            ("round(amount) eq 1.0 and floor(amount) eq 1.0 and ceiling(amount) eq 1.0", ""),
            ("round(lineNumber) eq 1", "lineNumber eq 1"),
            ("case(open : 'a',not open : 'b') eq 'a'", ""),
            ("case(open:1,true:amount) gt 0", "case(open : 1.0,true : amount) gt 0.0"),
            ("case(open:null) eq null", "null eq null"),
            (
                "case(open:'Closed',true:status) eq status",
                "case(open : Microsoft.NAV.status'Closed',true : status) eq status",
            ),
            (
                "contains(number)",
                "BadRequest: The function 'contains' does not take 1 arguments. (at position 1 in $filter)",
            ),
            (
                "contains(amount,'a')",
                "BadRequest: An argument of the function 'contains' is of type Edm.Decimal, but must be of type Edm.String. (at position 10 in $filter)",
            ),
            (
                "year(startTime) eq 1",
                "BadRequest: An argument of the function 'year' is of type Edm.TimeOfDay, but must be of type Edm.Date or Edm.DateTimeOffset. (at position 6 in $filter)",
            ),
            (
                "nothing(number)",
                "BadRequest: The function 'nothing' is not known. (at position 1 in $filter)",
            ),
            (
                "cast(number,Edm.Int32) eq 1",
                "NotImplemented: The function 'cast' is not implemented. (at position 1 in $filter)",
            ),
            (
                "isof(number,Edm.String)",
                "NotImplemented: The function 'isof' is not implemented. (at position 1 in $filter)",
            ),
            (
                "geo.distance(number,number) lt 1",
                "NotImplemented: The function 'geo.distance' is not implemented. (at position 1 in $filter)",
            ),
            (
                "hassubset(number,number)",
                "NotImplemented: The function 'hassubset' is not implemented. (at position 1 in $filter)",
            ),
        ],
    );
}

#[test]
fn arithmetic_on_dates_and_numbers() {
    check_filters(
        &business_central(),
        &[
            ("changed sub 2019-05-01T00:00:00Z gt length", ""),
            ("changed add 'PT1H' lt now()", "changed add duration'PT3600.000S' lt now()"),
            (
                "postingDate add duration'P1D' lt 2019-05-01",
                "postingDate add duration'PT86400.000S' lt 2019-05-01",
            ),
            ("postingDate sub postingDate eq length", ""),
            ("length add length gt -length", ""),
            ("length mul 2 gt 2 mul length", ""),
            ("lineNumber add 1 eq 2", ""),
            ("lineNumber add 1.5 eq 2", "lineNumber add 1.5 eq 2.0"),
            ("5 divby 2 eq amount", "5.0 divby 2.0 eq amount"),
            ("5 div 2 eq lineNumber", ""),
            ("amount add null eq null", ""),
            (
                "changed add changed eq changed",
                "BadRequest: The operator 'add' cannot be used between Edm.DateTimeOffset and Edm.DateTimeOffset. (at position 9 in $filter)",
            ),
            (
                "number add 1 eq 2",
                "BadRequest: The operator 'add' cannot be used between Edm.String and Edm.Int32. (at position 8 in $filter)",
            ),
            (
                "-number eq 'x'",
                "BadRequest: The operator '-' cannot be used on Edm.String. (at position 1 in $filter)",
            ),
        ],
    );
}

#[test]
fn paths_lambdas_and_counts() {
    check_filters(
        &business_central(),
        &[
            ("customer/displayName eq 'x'", ""),
            ("customer eq null", ""),
            ("null ne customer", "customer ne null"),
            ("address/city eq 'x'", ""),
            ("$it/amount gt 1.5", "amount gt 1.5"),
            ("$this/amount gt 1.5", "amount gt 1.5"),
            ("customer/entries/any()", ""),
            ("customer/entries/any(e:e/amount gt amount)", "customer/entries/any(v1:v1/amount gt amount)"),
            ("customer/entries/all( e : e/open )", "customer/entries/all(v1:v1/open)"),
            (
                "customer/entries/any(e:e/customer/entries/any(f:f/amount gt e/amount))",
                "customer/entries/any(v1:v1/customer/entries/any(v2:v2/amount gt v1/amount))",
            ),
            (
                "customer/entries/any(a:a/open) and customer/entries/any(b:b/open)",
                "customer/entries/any(v1:v1/open) and customer/entries/any(v1:v1/open)",
            ),
            ("customer/entries/$count gt 5", ""),
            ("customer/entries/$count($filter=open and amount gt $it/amount) gt 5", ""),
            ("customer/entries/$count(filter=$this/open) gt 5", "customer/entries/$count($filter=open) gt 5"),
            (
                "customer/entries/$count($filter=customer/entries/any(e:e/amount gt amount)) gt 5",
                "customer/entries/$count($filter=customer/entries/any(v2:v2/amount gt amount)) gt 5",
            ),
            (
                "customer/entries/any(e:e/amount gt 1) or open",
                "customer/entries/any(v1:v1/amount gt 1.0) or open",
            ),
        ],
    );
}

#[test]
fn options_of_the_graph_face_stay_texts() {
    let url = "/financials/companies?filter=name eq 'Open'";
    assert_eq!(outcome(&graph(), url), "/financials/companies[] | filter name eq 'Open'");
}
