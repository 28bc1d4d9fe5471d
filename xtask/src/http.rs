//! HTTP/1.1 over one plain connection, telling apart what was answered and what nobody knows.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// How long an answer may take before the run fails: a server that hangs is a finding.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client of the server, with its token. It connects when it has something to ask.
pub struct Client {
    address: String,
    token: String,
    connection: Option<BufReader<TcpStream>>,
}

/// What became of a request.
pub enum Outcome {
    Answered(Answer),
    /// No connection: the server has not seen the request.
    NotSent,
    /// The request left and no whole head of an answer came back: it may have happened or not.
    Unknown,
}

/// An answer whose head has arrived whole; the body may have been cut.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Client {
    /// `address` is `HOST:PORT`.
    pub fn new(address: &str, token: &str) -> Self {
        Self { address: address.to_owned(), token: token.to_owned(), connection: None }
    }

    /// Sends one request and waits for its answer.
    pub fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Outcome {
        self.send_with(&[], method, path, body)
    }

    /// Like [`Client::send`], with more headers.
    pub fn send_with(
        &mut self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Outcome {
        if self.connection.is_none() {
            let Ok(stream) = TcpStream::connect(&self.address) else { return Outcome::NotSent };
            if stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_nodelay(true)).is_err() {
                return Outcome::NotSent;
            }
            self.connection = Some(BufReader::new(stream));
        }
        let text = self.text(headers, method, path, body);
        let Some(connection) = &mut self.connection else { return Outcome::NotSent };
        if connection.get_mut().write_all(text.as_bytes()).is_err() {
            self.connection = None;
            return Outcome::Unknown;
        }
        match read_answer(connection) {
            Ok(answer) => Outcome::Answered(answer),
            Err(_) => {
                self.connection = None;
                Outcome::Unknown
            }
        }
    }

    /// A write that must succeed; the body of its answer as JSON, null when there is none.
    pub fn post(&mut self, headers: &[(&str, &str)], path: &str, body: Option<&Value>) -> Result<Value> {
        match self.send_with(headers, "POST", path, body) {
            Outcome::Answered(answer) if (200..300).contains(&answer.status) => {
                Ok(serde_json::from_slice(&answer.body).unwrap_or_default())
            }
            Outcome::Answered(answer) => bail!("POST {path} {body:?}: {}", answer.describe()),
            Outcome::NotSent | Outcome::Unknown => bail!("POST {path}: no answer"),
        }
    }

    /// A read that must succeed; its body as JSON.
    pub fn get(&mut self, path: &str) -> Result<Value> {
        match self.send("GET", path, None) {
            Outcome::Answered(answer) if answer.status == 200 => {
                serde_json::from_slice(&answer.body).with_context(|| format!("GET {path} gave no JSON"))
            }
            Outcome::Answered(answer) => bail!("GET {path}: {}", answer.describe()),
            Outcome::NotSent | Outcome::Unknown => bail!("GET {path}: no answer"),
        }
    }

    fn text(&self, headers: &[(&str, &str)], method: &str, path: &str, body: Option<&Value>) -> String {
        let Self { address, token, .. } = self;
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n");
        if method == "PATCH" || method == "DELETE" {
            text.push_str("If-Match: *\r\n");
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        match body.map(Value::to_string) {
            Some(body) => {
                let length = body.len();
                text.push_str("Content-Type: application/json\r\n");
                text.push_str(&format!("Content-Length: {length}\r\n\r\n{body}"));
            }
            None => text.push_str("\r\n"),
        }
        text
    }
}

impl Answer {
    /// Status and body in one line, for messages.
    pub fn describe(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

fn read_answer(connection: &mut BufReader<TcpStream>) -> Result<Answer> {
    let head = read_line(connection)?;
    let status = head.split_whitespace().nth(1).context("no status")?.parse()?;
    let (mut length, mut chunked) = (0, false);
    loop {
        let line = read_line(connection)?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse()?;
        }
        chunked |= name.eq_ignore_ascii_case("transfer-encoding");
    }
    // From here on the answer has been given, whatever happens to its body.
    let mut answer = Answer { status, body: Vec::new() };
    if chunked {
        read_chunks(connection, &mut answer.body)?;
        return Ok(answer);
    }
    // A body that was cut is told by its content; the next request finds the connection closed.
    let _ = connection.by_ref().take(length).read_to_end(&mut answer.body);
    Ok(answer)
}

/// Reads chunks until the last one, or until the connection ends.
fn read_chunks(connection: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let Ok(line) = read_line(connection) else { return Ok(()) };
        let size = usize::from_str_radix(line.trim(), 16).context("a chunk without size")?;
        let mut chunk = vec![0; size + 2];
        if connection.read_exact(&mut chunk).is_err() || size == 0 {
            return Ok(());
        }
        body.extend_from_slice(&chunk[..size]);
    }
}

/// A line without its end; an error when the connection ends first.
fn read_line(connection: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    if !line.ends_with('\n') {
        bail!("the connection ended");
    }
    Ok(line.trim_end().to_owned())
}
