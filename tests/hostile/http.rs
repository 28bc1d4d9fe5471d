//! HTTP/1.1 written by hand, so that a test can send what no client library would.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request, everything in it as it will be sent.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query, encoded.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A client with a token that keeps its connection.
pub struct Client {
    pub address: String,
    pub token: String,
    connection: Option<BufReader<TcpStream>>,
}

impl Request {
    pub fn new(method: &str, target: impl Into<String>) -> Request {
        Request { method: method.to_owned(), target: target.into(), headers: Vec::new(), body: None }
    }

    pub fn get(target: impl Into<String>) -> Request {
        Request::new("GET", target)
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Request {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// A body of JSON.
    pub fn json(mut self, body: &serde_json::Value) -> Request {
        self.body = Some(body.to_string().into_bytes());
        self.header("Content-Type", "application/json")
    }

    /// With the token, if there is one and the request has no `Authorization` of its own.
    pub fn bytes(&self, address: &str, token: &str) -> Vec<u8> {
        let mut text =
            format!("{} {} HTTP/1.1\r\nHost: {address}\r\n", self.method, self.target).into_bytes();
        let has = |wanted: &str| self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
        if !token.is_empty() && !has("authorization") {
            text.extend(format!("Authorization: Bearer {token}\r\n").bytes());
        }
        for (name, value) in &self.headers {
            text.extend(name.bytes().chain(": ".bytes()));
            // One byte per character: what is beyond ASCII goes out as a single byte.
            text.extend(value.chars().map(|character| u8::try_from(character).unwrap_or(b'?')));
            text.extend(b"\r\n");
        }
        if let Some(body) = &self.body {
            text.extend(format!("Content-Length: {}\r\n", body.len()).bytes());
        }
        text.extend(b"\r\n");
        text.extend(self.body.iter().flatten());
        text
    }
}

impl Answer {
    pub fn header(&self, wanted: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Client {
    pub fn new(address: &str, token: &str) -> Client {
        Client { address: address.to_owned(), token: token.to_owned(), connection: None }
    }

    /// Sends one request and reads its answer. An error is always the server's fault.
    pub fn send(&mut self, request: &Request) -> Result<Answer> {
        let bytes = request.bytes(&self.address, &self.token);
        self.send_bytes(&bytes, request.method == "HEAD")
    }

    /// The same for bytes that may not even be a request. Like any client it tries again on a new connection when
    /// the one it kept has been closed; on a new one there must be an answer.
    pub fn send_bytes(&mut self, bytes: &[u8], is_head: bool) -> Result<Answer> {
        if let Some(kept) = self.connection.take()
            && let Ok(answer) = self.exchange(kept, bytes, is_head)
        {
            return Ok(answer);
        }
        self.exchange(connect(&self.address)?, bytes, is_head)
    }

    fn exchange(
        &mut self,
        mut connection: BufReader<TcpStream>,
        bytes: &[u8],
        is_head: bool,
    ) -> Result<Answer> {
        // A refusal may come before everything has been sent.
        let sent = connection.get_mut().write_all(bytes);
        let answer = read_answer(&mut connection, is_head).map_err(|error| sent.err().unwrap_or(error))?;
        let closes = answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        if !closes {
            self.connection = Some(connection);
        }
        Ok(answer)
    }

    /// Sends a request that must be answered; panics with it otherwise.
    #[track_caller]
    pub fn ask(&mut self, request: &Request) -> Answer {
        self.send(request).unwrap_or_else(|error| panic!("{request:?}: {error}"))
    }

    /// Reads JSON that must be there.
    #[track_caller]
    pub fn read(&mut self, target: &str) -> serde_json::Value {
        let answer = self.ask(&Request::get(target));
        assert_eq!(answer.status, 200, "GET {target}: {}", answer.text());
        answer.json()
    }
}

pub fn connect(address: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

/// Reads one answer to its end; an error when the connection ends first.
pub fn read_answer(connection: &mut BufReader<TcpStream>, is_head: bool) -> Result<Answer> {
    let first = read_line(connection)?;
    let status = first.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    let mut answer =
        Answer { status: status.ok_or_else(|| broken(&first))?, headers: Vec::new(), body: Vec::new() };
    loop {
        let line = read_line(connection)?;
        let Some((name, value)) = line.split_once(':') else { break };
        answer.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    if answer.status == 100 {
        return read_answer(connection, is_head);
    }
    if is_head {
        return Ok(answer);
    }
    if answer.header("transfer-encoding").is_some() {
        read_chunks(connection, &mut answer.body)?;
    } else {
        let length = answer.header("content-length").and_then(|length| length.parse().ok());
        answer.body = vec![0; length.unwrap_or_default()];
        connection.read_exact(&mut answer.body)?;
    }
    Ok(answer)
}

fn read_chunks(connection: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let line = read_line(connection)?;
        let size = usize::from_str_radix(line.trim(), 16).map_err(|_| broken(&line))?;
        let mut chunk = vec![0; size + 2];
        connection.read_exact(&mut chunk)?;
        body.extend_from_slice(&chunk[..size]);
        if size == 0 {
            return Ok(());
        }
    }
}

/// A line without its end.
fn read_line(connection: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = Vec::new();
    connection.read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        return Err(Error::new(ErrorKind::UnexpectedEof, "the connection ended without an answer"));
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn broken(line: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("not HTTP: {line}"))
}

/// Percent-encodes what may not stand in a query or path. `also` names further characters to encode.
pub fn encode(text: &str, also: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let character = char::from(byte);
        let is_legal = byte.is_ascii_alphanumeric() || "-._~!$'()*,;:@/=".contains(character);
        if is_legal && !also.contains(character) {
            encoded.push(character);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
