//! Case files: requests and the answers expected, as text. `tests/README.md` describes the form.

use std::fmt::Write;

use surfaces::face::Face;

/// Faces a request goes to, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faces(pub Vec<Face>);

/// How much of an answer is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Status and body without what the runner checks by itself.
    #[default]
    Usual,
    /// Everything, headers included.
    Raw,
    /// Status and body, with `@odata.context`.
    Context,
    /// Status alone.
    Status,
}

/// One request and the answer expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Everything before the answer, word for word: comments, directives, request, body.
    pub source: String,
    pub show: Show,
    /// `@setup`: what is changed before the request, where no API can do it.
    pub setup: Vec<String>,
    /// `@clock`: from here on it is this time.
    pub clock: Option<String>,
    /// `@only company`: the caller may see these companies alone.
    pub companies: Option<Vec<String>>,
    /// `@as NAME`: who asks, when that is not the client of all other steps.
    pub client: Option<String>,
    pub method: String,
    pub faces: Faces,
    pub url: String,
    pub capture: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub expected: String,
}

/// Steps under one title. State lives on from case to case of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub title: String,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// What stands before the first case.
    pub preamble: String,
    /// `@strict` in the preamble.
    pub strict: bool,
    pub cases: Vec<Case>,
}

const METHODS: [&str; 8] = ["GET", "POST", "PATCH", "PUT", "DELETE", "MERGE", "HEAD", "TRACE"];

fn faces(word: &str) -> Option<Faces> {
    let mut found = Vec::new();
    for part in word.split('+') {
        match part {
            "all" => found.extend(Face::PUBLISHED),
            "bc" => found.extend([Face::V1, Face::V2]),
            "graph" => found.push(Face::GraphBeta),
            "v1" => found.push(Face::V1),
            "v2" => found.push(Face::V2),
            "own" => found.push(Face::Own),
            _ => return None,
        }
    }
    Some(Faces(found))
}

fn is_request(line: &str) -> bool {
    let mut words = line.split(' ');
    let method = words.next().is_some_and(|word| METHODS.contains(&word));
    method && words.next().is_some_and(|word| faces(word).is_some())
}

/// Whether an answer ends before this line.
fn begins_something(line: &str) -> bool {
    line.starts_with("# ") || line.starts_with("// ") || line.starts_with('@') || is_request(line)
}

/// Reads a case file.
pub fn parse(text: &str) -> CaseFile {
    let mut lines = text.lines().peekable();
    let mut preamble = Vec::new();
    while let Some(line) = lines.next_if(|line| !line.starts_with("# ")) {
        preamble.push(line);
    }
    let mut cases: Vec<Case> = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("# ") {
            cases.push(Case { title: title.trim().to_owned(), steps: Vec::new() });
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let mut source = vec![line];
        for line in lines.by_ref() {
            if line == "---" {
                break;
            }
            source.push(line);
        }
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|line| !begins_something(line)) {
            expected.push(line);
        }
        let case = cases.last_mut().unwrap();
        case.steps.push(step(&source, expected.join("\n").trim_end()));
    }
    let strict = preamble.contains(&"@strict");
    CaseFile { preamble: preamble.join("\n").trim_end().to_owned(), strict, cases }
}

fn step(source: &[&str], expected: &str) -> Step {
    let start = source.iter().position(|line| is_request(line));
    let start = start.unwrap_or_else(|| panic!("no request in:\n{}", source.join("\n")));
    let (line, capture) = match source[start].split_once(" => ") {
        Some((line, name)) => (line, Some(name.trim().to_owned())),
        None => (source[start], None),
    };
    let mut words = line.splitn(3, ' ');
    let (method, face, url) =
        (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or("").to_owned());
    let mut rest = source[start + 1..].iter();
    let headers = rest.by_ref().take_while(|line| !line.trim().is_empty());
    let headers = headers.map(|line| {
        let (name, value) =
            line.split_once(':').unwrap_or_else(|| panic!("not a header: {line}, after {}", source[start]));
        (name.to_owned(), value.trim().to_owned())
    });
    let mut step = Step {
        source: source.join("\n").trim_end().to_owned(),
        show: Show::Usual,
        setup: Vec::new(),
        clock: None,
        companies: None,
        client: None,
        method: method.to_owned(),
        faces: faces(face).unwrap(),
        url,
        capture,
        headers: headers.collect(),
        body: rest.copied().collect::<Vec<_>>().join("\n").trim().to_owned(),
        expected: expected.trim().to_owned(),
    };
    for directive in source[..start].iter().filter_map(|line| line.strip_prefix('@')) {
        let (name, value) = directive.split_once(' ').unwrap_or((directive, ""));
        match name {
            "raw" => step.show = Show::Raw,
            "context" => step.show = Show::Context,
            "status" => step.show = Show::Status,
            "setup" => step.setup.push(value.to_owned()),
            "clock" => step.clock = Some(value.to_owned()),
            "as" => step.client = Some(value.to_owned()),
            "only" => step.companies = Some(value.split_whitespace().map(Into::into).collect()),
            _ => panic!("unknown directive @{directive}"),
        }
    }
    step
}

/// Writes a case file with these answers in place of those it had.
pub fn write(file: &CaseFile, answers: &[Vec<String>]) -> String {
    let mut text = format!("{}\n", file.preamble);
    for (case, answers) in file.cases.iter().zip(answers) {
        write!(text, "\n# {}\n", case.title).unwrap();
        for (step, answer) in case.steps.iter().zip(answers) {
            write!(text, "\n{}\n---\n{}\n", step.source, answer.trim_end()).unwrap();
        }
    }
    text
}
