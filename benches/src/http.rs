//! The client's side of HTTP/1.1, as small as it can be: whole requests as bytes, and a reader of responses.

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The `Host` of every request: servers on different ports give the same bytes.
pub const HOST: &str = "bench.localhost";
const READ_BYTES: usize = 64 * 1_024;

/// A request as it goes over the wire.
pub fn request(method: &str, target: &str, token: &str, body: &str) -> Vec<u8> {
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {HOST}\r\nAccept: application/json\r\n");
    if !token.is_empty() {
        text.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if method == "POST" {
        let length = body.len();
        text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {length}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// A connection that is kept, with what was read from it and belongs to nobody yet.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// Where a response ends in the buffer, and where its body begins.
struct Extent {
    status: u16,
    body_start: usize,
    framing: Framing,
}

enum Framing {
    Length(usize),
    Chunked,
}

impl Connection {
    pub async fn open(address: &str) -> Result<Connection> {
        let stream =
            TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(2 * READ_BYTES) })
    }

    /// Sends a request and reads the whole answer, which is counted and thrown away. Returns the status.
    pub async fn send(&mut self, request: &[u8]) -> Result<u16> {
        self.exchange(request, None).await
    }

    /// Sends a request and returns status and body.
    pub async fn fetch(&mut self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        let mut body = Vec::new();
        let status = self.exchange(request, Some(&mut body)).await?;
        Ok((status, body))
    }

    async fn exchange(&mut self, request: &[u8], mut body: Option<&mut Vec<u8>>) -> Result<u16> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        let extent = loop {
            self.read_more().await?;
            if let Some(extent) = head(&self.buffer)? {
                break extent;
            }
        };
        let mut position = extent.body_start;
        match extent.framing {
            Framing::Length(length) => {
                self.read_up_to(position + length).await?;
                if let Some(body) = body {
                    body.extend_from_slice(&self.buffer[position..position + length]);
                }
            }
            Framing::Chunked => loop {
                let (start, length) = self.chunk(position).await?;
                self.read_up_to(start + length + 2).await?;
                if let Some(body) = body.as_deref_mut() {
                    body.extend_from_slice(&self.buffer[start..start + length]);
                }
                position = start + length + 2;
                if length == 0 {
                    break;
                }
            },
        }
        Ok(extent.status)
    }

    /// The chunk whose size line begins at a position: where its data begins, and how long they are.
    async fn chunk(&mut self, position: usize) -> Result<(usize, usize)> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.buffer[position.min(self.buffer.len())..]) {
                let line = std::str::from_utf8(&self.buffer[position..position + end])?;
                let digits = line.split(';').next().unwrap_or_default().trim();
                return Ok((position + end + 1, usize::from_str_radix(digits, 16)?));
            }
            self.read_more().await?;
        }
    }

    async fn read_up_to(&mut self, length: usize) -> Result<()> {
        while self.buffer.len() < length {
            self.read_more().await?;
        }
        Ok(())
    }

    async fn read_more(&mut self) -> Result<()> {
        self.buffer.reserve(READ_BYTES);
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

/// Reads status line and headers once they are there.
fn head(buffer: &[u8]) -> Result<Option<Extent>> {
    let Some(end) = memchr::memmem::find(buffer, b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&buffer[..end])?;
    let status = head.get(9..12).and_then(|digits| digits.parse().ok()).context("no status line")?;
    let mut framing = Framing::Length(0);
    for line in head.split("\r\n").skip(1) {
        // Most headers are told apart by their first letter.
        if !matches!(line.as_bytes().first(), Some(b'c' | b'C' | b't' | b'T')) {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            framing = Framing::Length(value.trim().parse()?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            framing = Framing::Chunked;
        }
    }
    Ok(Some(Extent { status, body_start: end + 4, framing }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let extent =
            |text: &str| head(text.as_bytes()).unwrap().map(|extent| (extent.status, extent.body_start));
        assert_eq!(extent("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"), Some((200, 38)));
        assert_eq!(extent("HTTP/1.1 204 No Content\r\n\r\n"), Some((204, 27)));
        assert_eq!(extent("HTTP/1.1 200 OK\r\ncontent-"), None);
        assert!(head(b"HTTP/1.1 2xx\r\n\r\n").is_err());
        let chunked = head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap().unwrap();
        assert!(matches!(chunked.framing, Framing::Chunked));
    }

    #[test]
    fn requests() {
        let text = String::from_utf8(request("POST", "/x", "t", "{}")).unwrap();
        assert!(text.starts_with("POST /x HTTP/1.1\r\n") && text.ends_with("Content-Length: 2\r\n\r\n{}"));
    }
}
