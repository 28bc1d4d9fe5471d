//! Batches in both formats, in and out.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

const BC: Dialect = Dialect::business_central();
const GRAPH: Dialect = Dialect::graph();

/// Requests one per line: id, method, url, headers, body, prerequisites, group.
fn summary(batch: &BatchRequest) -> String {
    let line = |item: &BatchItem| {
        let headers: Vec<String> =
            item.headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let id = item.id.as_deref().unwrap_or("-");
        let group = item.atomicity_group.as_deref().unwrap_or("-");
        let body = String::from_utf8_lossy(&item.body);
        format!(
            "{id} {} {} [{}] <{body}> {:?} {group}",
            item.method,
            item.url,
            headers.join(";"),
            item.depends_on
        )
    };
    batch.requests.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn json(requests: &str, dialect: &Dialect) -> Result<String, String> {
    let body = format!("{{\"requests\":[{requests}]}}");
    parse("application/json", body.as_bytes(), dialect)
        .map(|batch| summary(&batch))
        .map_err(|refusal| refusal.message)
}

#[test]
fn json_requests() {
    for (request, expected) in [
        (r#"{"id":"1","method":"GET","url":"/me"}"#, "1 GET /me [] <> [] -"),
        (r#"{"method":"get","url":"items"}"#, "- GET items [] <> [] -"),
        (r#"{"id":7,"method":"GET","url":"items","foo":[1]}"#, "7 GET items [] <> [] -"),
        (r#"{"id":"1","method":"GET","url":"a","depends_on":[]}"#, "1 GET a [] <> [] -"),
        (
            r#"{"id":"1","method":"POST","url":"a","headers":{"Content-Type":"application/json"},"body":{"x":1.50}}"#,
            r#"1 POST a [Content-Type=application/json] <{"x":1.50}> [] -"#,
        ),
        (
            r#"{"id":"1","method":"PATCH","url":"a","headers":{"content-type":"image/png"},"body":"aGk_"}"#,
            "1 PATCH a [content-type=image/png] <hi?> [] -",
        ),
        (
            r#"{"id":"1","method":"PUT","url":"a","headers":{"Content-Type":"text/plain"},"body":"h\u00e9"}"#,
            "1 PUT a [Content-Type=text/plain] <hé> [] -",
        ),
        (
            r#"{"id":"1","atomicityGroup":"g","method":"POST","url":"a"},
               {"id":"2","atomicityGroup":"g","method":"POST","url":"$1/b","dependsOn":["1"]},
               {"id":"3","method":"GET","url":"c","dependsOn":["g","2"]}"#,
            "1 POST a [] <> [] g\n2 POST $1/b [] <> [\"1\"] g\n3 GET c [] <> [\"g\", \"2\"] -",
        ),
    ] {
        assert_eq!(json(request, &BC).as_deref(), Ok(expected), "{request}");
    }
}

#[test]
fn json_refusals() {
    for (request, expected) in [
        (r#"{"id":"1","url":"a"}"#, "In requests[0]: 'method' is missing."),
        (r#"{"id":"1","method":"GET"}"#, "In requests[0]: 'url' is missing."),
        (r#"{"id":"1","method":"HEAD","url":"a"}"#, "The method 'HEAD' cannot be part of a batch."),
        (r#"{"id":"","method":"GET","url":"a"}"#, "An 'id' must not be empty."),
        (
            r#"{"id":"1","method":"GET","url":"a","if":"$1/x eq 1"}"#,
            "In requests[0]: conditions ('if') are not offered; use 'dependsOn'.",
        ),
        (r#"{"id":"1","method":"POST","url":"/beta/%24batch?x"}"#, "A batch cannot contain another batch."),
        (
            r#"{"id":"1","method":"GET","url":"a","dependsOn":["2"]}"#,
            "'2' in 'dependsOn' names no earlier request or group of the batch.",
        ),
        (
            r#"{"id":"1","method":"GET","url":"a","dependsOn":"1"}"#,
            "In requests[0]: 'dependsOn' must be an array of strings.",
        ),
        (
            r#"{"id":"1","atomicityGroup":"g","method":"POST","url":"a","dependsOn":["g"]}"#,
            "'g' in 'dependsOn' names no earlier request or group of the batch.",
        ),
        (
            r#"{"id":"1","method":"GET","url":"a"},{"id":"1","method":"GET","url":"a"}"#,
            "The id '1' appears more than once in the batch.",
        ),
        (
            r#"{"id":"g","method":"GET","url":"a"},{"id":"1","method":"POST","url":"a","atomicityGroup":"g"}"#,
            "'g' is both the id of a request and the name of a group.",
        ),
        (
            r#"{"method":"POST","url":"a","atomicityGroup":"g"},{"method":"POST","url":"a"},{"method":"POST","url":"a","atomicityGroup":"g"}"#,
            "The requests of the group 'g' must stand together.",
        ),
        (
            r#"{"id":"1","method":"PUT","url":"a","headers":{"Content-Type":"image/png"},"body":{}}"#,
            "In requests[0]: a body of type 'image/png' must be a string.",
        ),
        (
            r#"{"id":"1","method":"PUT","url":"a","headers":{"Content-Type":"image/png"},"body":"%"}"#,
            "In requests[0]: a body of type 'image/png' must be base64url.",
        ),
    ] {
        assert_eq!(json(request, &BC).unwrap_err(), expected, "{request}");
    }
    let refused = |content_type, body: &[u8]| parse(content_type, body, &BC).unwrap_err();
    assert_eq!(refused("application/json", b"{}").message, "The batch has no member 'requests'.");
    assert_eq!(refused("text/plain", b"{}").kind, RefusalKind::UnsupportedMediaType);
    assert_eq!(refused("application/json", b"").message, "The body is empty; a JSON object is expected.");
}

#[test]
fn dialects_differ_in_limits_and_ids() {
    let many = |count: usize| {
        let items = (0..count).map(|index| format!(r#"{{"id":"{index}","method":"GET","url":"a"}}"#));
        items.collect::<Vec<_>>().join(",")
    };
    assert!(json(&many(100), &BC).is_ok() && json(&many(20), &GRAPH).is_ok());
    assert_eq!(
        json(&many(101), &BC).unwrap_err(),
        "The current batch message contains too many parts. A maximum number of '100' query operations and \
         change sets are allowed in a batch message."
    );
    assert_eq!(json(&many(21), &GRAPH).unwrap_err(), "A batch holds at most 20 requests.");
    assert_eq!(json(r#"{"method":"GET","url":"a"}"#, &GRAPH).unwrap_err(), "requests[0] has no 'id'.");
    let grouped = r#"{"id":"1","method":"POST","url":"a","atomicityGroup":"g"}"#;
    assert_eq!(json(grouped, &GRAPH).unwrap(), "1 POST a [] <> [] -");
    let tiny = Dialect { body_bytes_max: 3, ..BC };
    assert_eq!(parse("application/json", b"{   }", &tiny).unwrap_err().kind, RefusalKind::LimitExceeded);
}

const MULTIPART: &str = "preamble
--b
Content-Type: application/http
Content-Transfer-Encoding: binary

GET companies(1)/customers?$top=1 HTTP/1.1
Accept: application/json


--b
Content-Type: multipart/mixed; boundary=\"c d\"

--c d
Content-Type: application/http
Content-ID: 1

POST http://h/api/v2.0/companies(1)/customers HTTP/1.1
Content-Type: application/json
Content-Length: 7

{\"a\":1}

--c d
Content-Type: application/http
Content-ID: 2

PATCH $1
If-Match: *

{}
--c d--

--b  
Content-Type: application/http

DELETE /api/v2.0/customers(2) HTTP/1.1
Host: h

--b--
epilogue";

#[test]
fn multipart_requests_with_either_line_end() {
    let expected = "- GET companies(1)/customers?$top=1 [Accept=application/json] <> [] -\n\
                    1 POST http://h/api/v2.0/companies(1)/customers [Content-Type=application/json;Content-Length=7] <{\"a\":1}> [] changeset_2\n\
                    2 PATCH $1 [If-Match=*] <{}> [] changeset_2\n\
                    - DELETE /api/v2.0/customers(2) [Host=h] <> [] -";
    for body in [MULTIPART.to_string(), MULTIPART.replace('\n', "\r\n")] {
        let batch = parse("Multipart/Mixed; Boundary=b; charset=utf-8", body.as_bytes(), &BC).unwrap();
        assert_eq!(summary(&batch), expected);
    }
}

#[test]
fn multipart_refusals() {
    let part = |content: &str| format!("--b\r\nContent-Type: application/http\r\n\r\n{content}\r\n--b--");
    for (content_type, body, expected) in [
        ("multipart/mixed", part("GET a"), "The content type 'multipart/mixed' names no boundary."),
        ("multipart/mixed; boundary=", part("GET a"), "'' is not a valid boundary."),
        ("multipart/mixed;boundary=x", part("GET a"), "The multipart body does not end with '--x--'."),
        ("multipart/mixed;boundary=b", part(""), "A part of the batch has no request line."),
        ("multipart/mixed;boundary=b", part("GET"), "'GET' is not a request line."),
        ("multipart/mixed;boundary=b", part("GET a b c"), "'GET a b c' is not a request line."),
        ("multipart/mixed;boundary=b", part("GET a\r\nbroken"), "'broken' in the batch is not a header line."),
        ("multipart/mixed;boundary=b", part("GET $batch"), "A batch cannot contain another batch."),
        ("multipart/mixed;boundary=b", "--b\n\nx\n--b--".into(), "A part of a batch is application/http, not ''."),
        (
            "multipart/mixed;boundary=b",
            "--b\nContent-Type: multipart/mixed;boundary=c\n\n--c\nContent-Type: application/http\n\nGET a\n--c--\n--b--".into(),
            "A change set cannot contain a GET request.",
        ),
        (
            "multipart/mixed;boundary=b",
            "--b\nContent-Type: multipart/mixed;boundary=c\n\n--c\nContent-Type: multipart/mixed;boundary=d\n\n--c--\n--b--".into(),
            "A change set cannot contain another change set.",
        ),
    ] {
        assert_eq!(parse(content_type, body.as_bytes(), &BC).unwrap_err().message, expected);
    }
    let many = format!("{}--b--", "--b\nContent-Type: application/http\n\nGET a\n".repeat(101));
    let refusal = parse("multipart/mixed;boundary=b", many.as_bytes(), &BC).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::LimitExceeded);
}

fn response(id: Option<&str>, status: u16, content_type: &str, body: &[u8]) -> BatchResponse {
    let headers =
        if content_type.is_empty() { vec![] } else { vec![("Content-Type".into(), content_type.into())] };
    BatchResponse { id: id.map(str::to_string), status, headers, body: body.to_vec(), ..Default::default() }
}

#[test]
fn responses_as_json() {
    let mut cookies = response(Some("4"), 200, "text/plain", b"a\"b");
    cookies.headers.extend([("A".into(), "1".into()), ("a".into(), "2".into())]);
    let responses = [
        response(Some("1"), 200, "application/json; odata.metadata=minimal", br#"{"x":1.50}"#),
        response(None, 204, "", b""),
        response(Some("3"), 200, "image/png", b"hi?"),
        cookies,
    ];
    insta::assert_snapshot!(String::from_utf8(write_json(&responses)).unwrap(), @r##"{"responses":[{"id":"1","status":200,"headers":{"Content-Type":"application/json; odata.metadata=minimal"},"body":{"x":1.50}},{"id":null,"status":204,"headers":{}},{"id":"3","status":200,"headers":{"Content-Type":"image/png"},"body":"aGk_"},{"id":"4","status":200,"headers":{"Content-Type":"text/plain","A":"1, 2"},"body":"a\"b"}]}"##);
    assert_eq!(write_json(&[]), b"{\"responses\":[]}");
}

#[test]
fn responses_as_multipart() {
    let in_group = |response| BatchResponse { atomicity_group: Some("g".into()), ..response };
    let responses = [
        response(None, 200, "application/json", b"{}"),
        in_group(response(Some("1\r\nX: y"), 201, "application/json", b"{\"a\":1}")),
        in_group(response(Some("2"), 204, "", b"")),
        response(Some("3"), 404, "", b""),
    ];
    let written = String::from_utf8(write_multipart(&responses, "b")).unwrap();
    insta::assert_snapshot!(written.replace("\r\n", "\n"), @r##"
    --b
    Content-Type: application/http
    Content-Transfer-Encoding: binary

    HTTP/1.1 200 OK
    Content-Type: application/json
    Content-Length: 2

    {}
    --b
    Content-Type: multipart/mixed; boundary=changeset_2_b

    --changeset_2_b
    Content-Type: application/http
    Content-Transfer-Encoding: binary
    Content-ID: 1X: y

    HTTP/1.1 201 Created
    Content-Type: application/json
    Content-Length: 7

    {"a":1}
    --changeset_2_b
    Content-Type: application/http
    Content-Transfer-Encoding: binary
    Content-ID: 2

    HTTP/1.1 204 No Content


    --changeset_2_b--
    --b
    Content-Type: application/http
    Content-Transfer-Encoding: binary
    Content-ID: 3

    HTTP/1.1 404 Not Found


    --b--
    "##);
    assert_eq!(write_multipart(&[], "b"), b"--b--\r\n");
}

#[test]
fn references_to_earlier_requests() {
    let locations = HashMap::from([("1".to_string(), "http://h/customers(7)/".to_string())]);
    for (url, expected) in [
        ("$1", "http://h/customers(7)"),
        ("$1/address", "http://h/customers(7)/address"),
        ("/$1?$select=id", "http://h/customers(7)?$select=id"),
        ("$10", "$10"),
        ("$metadata", "$metadata"),
        ("customers/$1", "customers/$1"),
        ("", ""),
    ] {
        assert_eq!(resolve_references(url, &locations), expected);
    }
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn no_bytes_make_the_readers_panic(body: Vec<u8>) {
        let _ = parse("application/json", &body, &BC);
        let _ = parse("multipart/mixed;boundary=b", &body, &BC);
    }

    #[test]
    fn no_multipart_text_makes_the_reader_panic(pieces in prop::collection::vec(
        prop::sample::select(vec!["--b", "--b--", "--c", "\n", "\r\n", "--", ":", "x",
            "Content-Type: application/http\n", "Content-Type: multipart/mixed;boundary=c\n", "GET a HTTP/1.1\n",
            "Content-Length: 99\n"]), 0..30)) {
        let _ = parse("multipart/mixed;boundary=b", pieces.concat().as_bytes(), &BC);
    }

    #[test]
    fn no_content_type_makes_the_reader_panic(content_type in "(multipart/mixed)?[; a-zäİ=\"]*(boundary)?[; =\"äb]*") {
        let _ = parse(&content_type, b"--b--", &BC);
    }

    #[test]
    fn json_requests_keep_their_bodies(number in "-?[1-9][0-9]{0,30}(\\.[0-9]{1,30})?", url in "[a-z/()]{1,20}") {
        let request = format!(r#"{{"id":"1","method":"POST","url":"{url}","body":{{"x":{number}}}}}"#);
        let batch = parse("application/json", format!("{{\"requests\":[{request}]}}").as_bytes(), &BC).unwrap();
        prop_assert_eq!(&batch.requests[0].body, &format!("{{\"x\":{number}}}").into_bytes());
        prop_assert_eq!(&batch.requests[0].url, &url);
    }
}
