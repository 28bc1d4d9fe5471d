//! Small damage: to the text of a URL before it is encoded, or to the bytes that go out.

use super::urls::Url;
use crate::hostile::http::Request;
use crate::hostile::random::Random;
use crate::hostile::verdict::Expectation;

/// What stands in a place where it does not belong.
const TOKENS: &[&str] = &[
    "'",
    "''",
    "(",
    ")",
    "((",
    "))",
    ",",
    ";",
    ":",
    "/",
    "//",
    "$",
    "@p",
    "$it",
    "$root",
    "$this",
    " ",
    "  ",
    "eq",
    " eq ",
    " and ",
    " or ",
    " not ",
    " in ",
    " has ",
    "null",
    "true",
    "any(",
    "any(x:x)",
    "all()",
    "$count",
    "$value",
    "$ref",
    "$filter",
    "1e400",
    "-0",
    "INF",
    "NaN",
    "1.",
    ".5",
    "0x10",
    "9223372036854775808",
    "0001-01-01",
    "99999-01-01",
    "2026-13-45",
    "24:00:00",
    "duration'P1D'",
    "Edm.String",
    "cast(",
    "isof(",
    "geo.distance(",
    "case(true:1)",
    "contains(",
    "concat(",
    "substring('',-1)",
    "\u{0}",
    "\n",
    "\u{202e}",
    "\u{fffd}",
    "\u{10ffff}",
    "é",
    "%",
    "%%",
    "%2",
    "*",
    "..",
    "../..",
    "\\",
    "`",
    "<script>",
    "$levels=max",
    "$expand=*",
    "$select=*",
    "$search=a AND",
    "$skiptoken=x",
    "$apply=aggregate($count as c)",
    "$compute=1 as x",
];
const OPTIONS: &[(&str, &str)] = &[
    ("$top", "-1"),
    ("$top", "99999999999999999999"),
    ("$top", "x"),
    ("$skip", "-5"),
    ("$skip", "2147483648"),
    ("$count", "maybe"),
    ("$skiptoken", "AAAA"),
    ("$skiptoken", ""),
    ("$format", "xml"),
    ("$format", "application/json;odata.metadata=full"),
    ("$schemaversion", "9.9"),
    ("$unknown", "1"),
    ("company", "nobody"),
    ("$search", "\"open"),
    ("$search", "a b -c"),
    ("$select", ""),
    ("$orderby", ""),
    ("$filter", ""),
    ("$expand", ""),
    ("$deltatoken", "x"),
    ("$index", "0"),
    ("@p", "1"),
];
const HEADERS: &[(&str, &str)] = &[
    ("Accept", "text/html"),
    ("Accept", "application/json;odata.metadata=full"),
    ("Accept", "application/json;odata.metadata=none"),
    ("Accept", ";;;"),
    ("Accept", "application/json;q=2"),
    ("Prefer", "odata.maxpagesize=0"),
    ("Prefer", "odata.maxpagesize=3"),
    ("Prefer", "maxpagesize=-1"),
    ("Prefer", "return=minimal, return=representation"),
    ("Prefer", "\"\",;="),
    ("If-Match", "W/\"x\""),
    ("If-Match", "x"),
    ("If-None-Match", "*"),
    ("OData-Version", "3.0"),
    ("OData-MaxVersion", "4.01"),
    ("OData-MaxVersion", "a"),
    ("Content-Type", "text/xml"),
    ("Content-Type", "multipart/mixed"),
    ("Content-Encoding", "gzip"),
    ("Isolation", "snapshot"),
    ("Isolation", "serial"),
    ("Company", "Nobody"),
    ("Data-Access-Intent", "ReadOnly"),
    ("client-request-id", "\u{e9}\u{ff}"),
    ("Accept-Language", "xx-\u{e4}"),
    ("Accept-Encoding", "gzip"),
    ("Host", "a b"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("Authorization", "Bearer"),
    ("Authorization", "Bearer a.b.c"),
    ("Authorization", "Basic YTpi"),
    ("Expect", "200-maybe"),
];

/// Damages path or options of a URL that was valid.
pub fn damage(random: &mut Random, url: &mut Url) {
    url.expectation = Expectation::Any;
    for _ in 0..1 + random.below(3) {
        match random.below(10) {
            0 => url.path = damaged(random, &url.path),
            1 => {
                let (name, value) = *random.pick(OPTIONS);
                url.options.push((name.to_owned(), value.to_owned()));
            }
            2 if !url.options.is_empty() => {
                let again = random.pick(&url.options).clone();
                url.options.push(again);
            }
            3 => url.path.push_str(&format!("/{}", random.pick(TOKENS))),
            _ if !url.options.is_empty() => {
                let index = random.below(url.options.len());
                url.options[index].1 = damaged(random, &url.options[index].1);
            }
            _ => url.path = damaged(random, &url.path),
        }
    }
}

fn damaged(random: &mut Random, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let place = random.below(characters.len() + 1);
    match random.below(6) {
        0 if place < characters.len() => drop(characters.remove(place)),
        1 if place < characters.len() => characters.insert(place, characters[place]),
        2 if place + 1 < characters.len() => characters.swap(place, place + 1),
        3 => characters.truncate(place),
        _ => {
            let token: Vec<char> = random.pick(TOKENS).chars().collect();
            characters.splice(place..place, token);
        }
    }
    characters.into_iter().collect()
}

/// Damages what goes out, within what HTTP itself can carry.
pub fn make_wild(random: &mut Random, request: &mut Request) {
    // What the framing of HTTP allows in a target; anything else never reaches the service.
    const LEGAL: &[u8] = b"abcXYZ019-._~:/?[]@!$&'()*+,;=%";
    let mut target: Vec<u8> = request.target.bytes().collect();
    for _ in 0..1 + random.below(6) {
        // The slash at the start stays: without it the target is no path.
        let place = 1 + random.below(target.len());
        match random.below(4) {
            0 if place < target.len() => drop(target.remove(place)),
            1 if place < target.len() => target[place] = *random.pick(LEGAL),
            2 => target
                .splice(place..place, random.pick(TOKENS).bytes().filter(|byte| LEGAL.contains(byte)))
                .for_each(drop),
            _ => target.insert(place.min(target.len()), *random.pick(LEGAL)),
        }
    }
    request.target = String::from_utf8(target).unwrap_or_default();
    if random.chance(40) {
        add_header(random, request);
    }
    if random.chance(5) {
        let method =
            *random.pick(&["HEAD", "OPTIONS", "TRACE", "PUT", "MERGE", "PROPFIND", "get", "X", "CONNECTED"]);
        method.clone_into(&mut request.method);
    }
}

/// A header with a value that is odd or wrong.
pub fn add_header(random: &mut Random, request: &mut Request) {
    let (name, value) = *random.pick(HEADERS);
    request.headers.push((name.to_owned(), value.to_owned()));
}
