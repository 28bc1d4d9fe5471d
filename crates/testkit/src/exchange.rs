//! An exchange as text: a request written down, and its answer rendered so that two runs give the same.

use crate::reply::Reply;

/// A request read from text: `METHOD path`, header lines, an empty line, the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRequest {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// The headers shown in an answer. `OData-Version` is shown when it is not 4.0.
const SHOWN_HEADERS: [&str; 10] = [
    "Allow",
    "Content-Type",
    "ETag",
    "Location",
    "OData-EntityId",
    "OData-Version",
    "Preference-Applied",
    "Retry-After",
    "Vary",
    "WWW-Authenticate",
];

impl WrittenRequest {
    /// Reads the text. Panics when its first line is not a method and a path.
    pub fn read(text: &str) -> WrittenRequest {
        let text = text.trim_start();
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default().trim();
        let (method, path) = first.split_once(' ').unwrap_or_else(|| panic!("no `METHOD path`: {first}"));
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no `Name: value`: {line}"));
            (name.trim().to_owned(), value.trim().to_owned())
        };
        WrittenRequest {
            method: method.to_owned(),
            path: path.trim().to_owned(),
            headers: lines.filter(|line| !line.trim().is_empty()).map(header).collect(),
            body: body.trim_end().to_owned(),
        }
    }
}

/// The answer as text: status, headers of interest, the body with its JSON laid out.
pub fn render(reply: &Reply) -> String {
    let mut text = format!("{}\n", reply.status);
    for name in SHOWN_HEADERS {
        for value in reply.headers.get_all(name) {
            let value = value.to_str().unwrap_or("(not text)");
            if (name, value) != ("OData-Version", "4.0") {
                text.push_str(&format!("{name}: {value}\n"));
            }
        }
    }
    if !reply.body.is_empty() {
        text.push('\n');
        let body = reply.text();
        let is_json = body.starts_with(['{', '[']);
        text.push_str(&if is_json { lay_out(&body) } else { body });
        text.push('\n');
    }
    text
}

/// JSON over several lines. Works on the text as it came, so that order, numbers and escapes stay what they were.
fn lay_out(json: &str) -> String {
    let mut laid_out = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let line = |laid_out: &mut String, depth: usize| {
        laid_out.push('\n');
        laid_out.extend(std::iter::repeat_n("  ", depth));
    };
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if in_text {
            laid_out.push(character);
            in_text = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            '{' | '[' => {
                laid_out.push(character);
                let close = if character == '{' { '}' } else { ']' };
                if characters.next_if_eq(&close).is_some() {
                    laid_out.push(close);
                } else {
                    depth += 1;
                    line(&mut laid_out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut laid_out, depth);
                laid_out.push(character);
            }
            ',' => {
                laid_out.push(',');
                line(&mut laid_out, depth);
            }
            ':' => laid_out.push_str(": "),
            ' ' | '\n' | '\r' | '\t' => {}
            '"' => {
                in_text = true;
                laid_out.push('"');
            }
            other => laid_out.push(other),
        }
    }
    laid_out
}

#[cfg(test)]
mod tests {
    use super::{WrittenRequest, lay_out};

    #[test]
    fn requests_are_read() {
        let read = WrittenRequest::read("\nPATCH /x?$filter=a eq 'b'\nIf-Match: *\nPrefer: a:b\n\n{\n\n}\n");
        let expected = WrittenRequest {
            method: "PATCH".into(),
            path: "/x?$filter=a eq 'b'".into(),
            headers: vec![("If-Match".into(), "*".into()), ("Prefer".into(), "a:b".into())],
            body: "{\n\n}".into(),
        };
        assert_eq!(read, expected);
        assert_eq!(WrittenRequest::read("GET /y").body, "");
    }

    #[test]
    fn json_is_laid_out_without_being_changed() {
        let text = r#"{"b":1.50,"a":"x,\"{y}","e":{},"l":[1,[]]}"#;
        let expected =
            "{\n  \"b\": 1.50,\n  \"a\": \"x,\\\"{y}\",\n  \"e\": {},\n  \"l\": [\n    1,\n    []\n  ]\n}";
        assert_eq!(lay_out(text), expected);
    }
}
