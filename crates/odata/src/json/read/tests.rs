//! Bodies in, assignments or refusals out.

use proptest::prelude::*;

use super::*;
use crate::edm::EntityTypeId;
use crate::json::toy::{self, CUSTOMER, INVOICE, LINE};

fn read(entity_type: EntityTypeId, body: &str) -> Result<EntityBody, Refusal> {
    parse_entity(&toy::model(), entity_type, body.as_bytes(), &ReadRules::default())
}

/// Assignments as `name=json`, written back by our own writer.
fn assignments(entity_type: EntityTypeId, body: &str) -> String {
    let model = toy::model();
    let declared = model.entity_type(entity_type);
    let mut texts = Vec::new();
    for (id, value) in read(entity_type, body).unwrap().assignments {
        let property = declared.property(id);
        let mut out = property.name.clone().into_bytes();
        out.push(b'=');
        crate::json::write::value(&mut out, &value, property.edm_type, &model, false);
        texts.push(String::from_utf8(out).unwrap());
    }
    texts.join(" ")
}

#[track_caller]
fn refused(entity_type: EntityTypeId, body: &str, kind: RefusalKind, message: &str) {
    let refusal = read(entity_type, body).unwrap_err();
    assert_eq!((refusal.kind, refusal.message.as_str()), (kind, message), "{body}");
}

#[test]
fn assignments_come_in_property_order() {
    for (entity_type, body, expected) in [
        (
            CUSTOMER,
            r#"{"blocked":true,"DISPLAYNAME":"A","@odata.etag":"x","x@y.z":[{}]}"#,
            r#"displayName="A" blocked=true"#,
        ),
        (CUSTOMER, r#"{"type":"Company"}"#, r#"type="Company""#),
        (CUSTOMER, r#"{"type":"In Progress"}"#, r#"type="In_x0020_Progress""#),
        (CUSTOMER, r#"{"type":" "}"#, r#"type="_x0020_""#),
        (CUSTOMER, r#"{"type":""}"#, r#"type="_x0020_""#),
        (CUSTOMER, r#"{"type":"company"}"#, r#"type="Company""#),
        (CUSTOMER, r#"{"type":"2"}"#, r#"type="In_x0020_Progress""#),
        (CUSTOMER, r#"{"type":null,"blocked":null}"#, "type=null blocked=null"),
        (CUSTOMER, r#"{"address":{"city":"Köln","@odata.type":"x"}}"#, r#"address={"city":"Köln"}"#),
        (CUSTOMER, r#"{"tags":[{"street":"s"},{}]}"#, r#"tags=[{"street":"s"},{}]"#),
        (CUSTOMER, r#"{"modifiedAt":"2020-01-02T03:04:05+01:00"}"#, r#"modifiedAt="2020-01-02T02:04:05Z""#),
        (
            CUSTOMER,
            r#"{"modifiedAt":"2020-01-02T03:04:05.1230"}"#,
            r#"modifiedAt="2020-01-02T03:04:05.123Z""#,
        ),
        (CUSTOMER, r#"{"modifiedAt":"0001-01-01T00:00:00Z"}"#, r#"modifiedAt="0001-01-01T00:00:00Z""#),
        (INVOICE, r#"{"invoiceDate":"0001-01-01"}"#, r#"invoiceDate="0001-01-01""#),
        (INVOICE, r#"{"totalAmount":1500.50}"#, "totalAmount=1500.5"),
        (INVOICE, r#"{"totalAmount":"-0.00001"}"#, "totalAmount=-0.00001"),
        (INVOICE, r#"{"totalAmount":1.5e3}"#, "totalAmount=1500"),
        (
            INVOICE,
            r#"{"totalAmount":1234567890123456789.012345678}"#,
            "totalAmount=1234567890123456789.012345678",
        ),
        (
            LINE,
            r#"{"sequence":10000.0,"entryNumber":"9007199254740993"}"#,
            "sequence=10000 entryNumber=9007199254740993",
        ),
        (
            LINE,
            r#"{"documentId":"{5D115C9C-44E3-EA11-BB43-000D3A2FEE51}"}"#,
            r#"documentId="5d115c9c-44e3-ea11-bb43-000d3a2fee51""#,
        ),
        (CUSTOMER, "\u{feff} {} ", ""),
    ] {
        assert_eq!(assignments(entity_type, body), expected, "{body}");
    }
}

#[test]
fn values_that_do_not_fit_are_named() {
    use RefusalKind::*;
    for (entity_type, body, kind, message) in [
        (
            CUSTOMER,
            r#"{"x":1}"#,
            BadRequest,
            "The property 'x' does not exist on type 'Microsoft.NAV.customer'.",
        ),
        (
            CUSTOMER,
            r#"{"address":{"x":1}}"#,
            BadRequest,
            "The property 'x' does not exist on type 'Microsoft.NAV.address'.",
        ),
        (CUSTOMER, r#"{"displayName":5}"#, BadValue, "The value '5' of 'displayName' is not a string."),
        (
            CUSTOMER,
            r#"{"displayName":"a\u0000"}"#,
            BadValue,
            "'displayName' contains the character NUL, which no text may contain.",
        ),
        (
            CUSTOMER,
            r#"{"displayName":"\ud800"}"#,
            BadValue,
            r"The value '\ud800' of 'displayName' is not valid text.",
        ),
        (CUSTOMER, r#"{"blocked":"true"}"#, BadValue, "The value 'true' of 'blocked' is not true or false."),
        (
            CUSTOMER,
            r#"{"type":"Nope"}"#,
            BadValue,
            "'Nope' is not a member of 'type'. Its members are: _x0020_, Company, In_x0020_Progress.",
        ),
        (CUSTOMER, r#"{"tags":null}"#, BadValue, "The value 'null' of 'tags' is not an array."),
        (CUSTOMER, r#"{"id":"x"}"#, ReadOnly, "'id' is read-only and cannot be set."),
        (
            INVOICE,
            r#"{"customerId":""}"#,
            BadValue,
            "The value '' of 'customerId' is not a GUID (the empty one is all zeros).",
        ),
        (
            INVOICE,
            r#"{"invoiceDate":"2015-12-31T00:00:00Z"}"#,
            BadValue,
            "The value '2015-12-31T00:00:00Z' of 'invoiceDate' is not a date as YYYY-MM-DD.",
        ),
        (
            INVOICE,
            r#"{"totalAmount":12345678901234567890123456789}"#,
            BadValue,
            "The value '12345678901234567890123456789' of 'totalAmount' is not a number of at most 28 digits.",
        ),
        (
            INVOICE,
            r#"{"totalAmount":1e999999999999}"#,
            BadValue,
            "The value '1e999999999999' of 'totalAmount' is not a number of at most 28 digits.",
        ),
        (INVOICE, r#"{"pdf":"x"}"#, BadValue, "'pdf' is a stream and is written at its own URL."),
        (
            LINE,
            r#"{"sequence":2147483648}"#,
            BadValue,
            "The value '2147483648' of 'sequence' is not a whole number of 32 bits.",
        ),
        (
            LINE,
            r#"{"sequence":1.5}"#,
            BadValue,
            "The value '1.5' of 'sequence' is not a whole number of 32 bits.",
        ),
        (
            CUSTOMER,
            r#"{"displayName":"Übergrößen!"}"#,
            TooLong,
            "The length of 'displayName' is 11 characters, but at most 10 are allowed. Value: Übergrößen!",
        ),
    ] {
        refused(entity_type, body, kind, message);
    }
    assert_eq!(assignments(CUSTOMER, r#"{"displayName":"Übergrößen"}"#), r#"displayName="Übergrößen""#);
}

#[test]
fn malformed_bodies_are_refused_with_their_place() {
    for (body, message) in [
        ("", "The body is empty; a JSON object is expected."),
        (" \n", "The body is empty; a JSON object is expected."),
        (
            "[]",
            "The body is not a valid JSON object: invalid type: sequence, expected an object at line 1 column 0.",
        ),
        ("{} x", "The body is not a valid JSON object: trailing characters at line 1 column 4."),
        ("{\n\"blocked\":tru}", "The body is not a valid JSON object: expected ident at line 2 column 14."),
        (
            r#"{"blocked":true,"blocked":true}"#,
            "The body is not a valid JSON object: the member 'blocked' appears twice at line 1 column 31.",
        ),
        (r#"{"blocked":true,"Blocked":true}"#, "'blocked' appears twice in the body."),
    ] {
        refused(CUSTOMER, body, RefusalKind::BadRequest, message);
    }
    let latin = parse_entity(&toy::model(), CUSTOMER, b"{\"a\":\"\xe4\"}", &ReadRules::default());
    assert_eq!(latin.unwrap_err().message, "The body is not UTF-8: wrong byte at position 6.");
}

#[test]
fn related_entities_and_links() {
    let body = read(
        INVOICE,
        r#"{"salesInvoiceLines":[{"sequence":1},{"quantity":2,"sequence":2}],"customer":{"displayName":"A"},
            "@odata.etag":"W/\"1\""}"#,
    )
    .unwrap();
    assert_eq!(body.nested[0].1.len(), 2);
    assert_eq!(body.nested[0].1[1].assignments[0], (PropertyId(2), Value::Integer(2)));
    assert_eq!(body.single[0].1.assignments, [(PropertyId(1), Value::String("A".into()))]);
    assert_eq!(body.has_etag.as_deref(), Some("W/\"1\""));

    let binds = |body: &str| read(INVOICE, body).map(|body| body.binds).map_err(|refusal| refusal.message);
    let customer =
        |urls: &[&str]| Ok(vec![(NavigationId(0), urls.iter().map(|url| url.to_string()).collect())]);
    assert_eq!(binds(r#"{"customer@odata.bind":"customers(1)"}"#), customer(&["customers(1)"]));
    assert_eq!(binds(r#"{"Customer@bind":"customers(1)"}"#), customer(&["customers(1)"]));
    assert_eq!(binds(r#"{"customer":{"@id":"customers(1)"}}"#), customer(&["customers(1)"]));
    assert_eq!(binds(r#"{"customer@odata.bind":null}"#), customer(&[]));
    assert_eq!(binds(r#"{"customer":null}"#), Ok(vec![]));
    assert_eq!(binds(r#"{"customer@odata.bind":[]}"#), Err("'customer@odata.bind' must be one URL.".into()));
    assert_eq!(
        binds(r#"{"salesInvoiceLines@odata.bind":["a","b"]}"#),
        Ok(vec![(NavigationId(1), vec!["a".into(), "b".into()])])
    );

    let refusal = read(INVOICE, r#"{"salesInvoiceLines":[{},{"sequence":"x"}]}"#).unwrap_err();
    assert_eq!(refusal.target.as_deref(), Some("salesInvoiceLines[1]/sequence"));
}

#[test]
fn limits_hold() {
    let deep = format!("{}{{}}{}", r#"{"salesInvoice":{"salesInvoiceLines":["#.repeat(3), "]}}".repeat(3));
    refused(LINE, &deep, RefusalKind::LimitExceeded, "The body is nested deeper than 8 levels.");
    let wide: Vec<String> = (0..1001).map(|index| format!("\"@a{index}\":0")).collect();
    let wide = format!("{{{}}}", wide.join(","));
    refused(LINE, &wide, RefusalKind::LimitExceeded, "An object has 1001 members; 1000 are allowed.");
    let many = format!("{{\"salesInvoiceLines\":[{}{{}}]}}", "{},".repeat(9_999));
    refused(INVOICE, &many, RefusalKind::LimitExceeded, "The body holds more than 10000 entities.");
}

#[test]
fn the_key_is_accepted_where_allowed() {
    let rules = ReadRules { key_allowed: true, ..ReadRules::default() };
    let body = br#"{"id":"5d115c9c-44e3-ea11-bb43-000d3a2fee51"}"#;
    let read = parse_entity(&toy::model(), INVOICE, body, &rules).unwrap();
    assert_eq!(read.assignments[0].0, PropertyId(0));
    let refusal = parse_entity(&toy::model(), INVOICE, br#"{"number":"1"}"#, &rules).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::ReadOnly);
}

#[test]
fn one_property() {
    let model = toy::model();
    let customer = model.entity_type(CUSTOMER);
    let read = |name: &str, body: &str| {
        let property = customer.property(customer.find_property(name).unwrap());
        parse_property_value(&model, property, body.as_bytes(), &ReadRules::default())
            .map_err(|refusal| refusal.message)
    };
    assert_eq!(read("blocked", r#"{"@odata.context":"x","value":true}"#), Ok(Value::Boolean(true)));
    assert_eq!(read("blocked", r#"{"value":null}"#), Ok(Value::Null));
    assert_eq!(
        read("address", r#" {"city":"Rom"}"#),
        Ok(Value::Complex(vec![None, Some(Value::String("Rom".into()))]))
    );
    assert_eq!(read("blocked", "{}"), Err("The body has no 'value' for the property 'blocked'.".into()));
    assert_eq!(
        read("blocked", r#"{"blocked":true}"#),
        Err("The body of a property holds 'value' only, not 'blocked'.".into())
    );
    assert_eq!(read("id", r#"{"value":null}"#), Err("'id' is read-only and cannot be set.".into()));
}

#[test]
fn durations_and_times() {
    for (text, expected) in [
        ("PT0S", Some(0)),
        ("P1DT2H3M4.5S", Some(93_784_500)),
        ("-PT1M", Some(-60_000)),
        ("P1D", Some(86_400_000)),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("P1Y", None),
        ("PT1S2", None),
        ("1D", None),
    ] {
        assert_eq!(temporal::duration_milliseconds(text), expected, "{text}");
    }
    for text in ["7:00", "24:00", "07:60", "07:00:00.", "07:00:00.1234567890123", "07-00"] {
        assert_eq!(temporal::time_of_day(text), None, "{text}");
    }
    for text in [
        "2020-02-30T00:00Z",
        "0001-01-01T00:00:00+01:00",
        "2020-01-01T00:00:00+15:00",
        "2020-01-01",
        "2020-01-01T00:00é",
    ] {
        assert_eq!(temporal::instant(text), None, "{text}");
    }
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn no_body_makes_the_reader_panic(body: Vec<u8>) {
        let _ = parse_entity(&toy::model(), CUSTOMER, &body, &ReadRules::default());
    }

    #[test]
    fn no_value_makes_the_reader_panic(
        name in "id|displayName|type|address|blocked|modifiedAt|tags|customerId|sequence|totalAmount|salesInvoiceLines",
        value in r#""[^"\\]{0,30}"|-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,12})?|\[\]|\{\}|null"#,
    ) {
        let body = format!("{{\"{name}\":{value}}}");
        for entity_type in [CUSTOMER, INVOICE, LINE] {
            let _ = parse_entity(&toy::model(), entity_type, body.as_bytes(), &ReadRules::default());
        }
    }

    #[test]
    fn temporal_texts_never_panic(text in "[-+PTDHMSZ0-9:.é]{0,30}") {
        let _ = (temporal::instant(&text), temporal::date(&text), temporal::duration_milliseconds(&text));
    }

    #[test]
    fn decimals_keep_their_digits(mantissa in -9_999_999_999_999_999_999_999_999_999i128..=9_999_999_999_999_999_999_999_999_999, scale in 0u32..=28) {
        let expected = rust_decimal::Decimal::from_i128_with_scale(mantissa, scale);
        prop_assert_eq!(number::decimal(&expected.to_string()), Some(expected));
        prop_assert_eq!(number::decimal(&format!("{mantissa}e-{scale}")), Some(expected));
    }
}
