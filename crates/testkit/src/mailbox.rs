//! A mail server for one test: takes every letter, or none, and remembers them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A listening mail server and what it was sent.
#[derive(Clone, Debug)]
pub struct Mailbox {
    address: SocketAddr,
    letters: Arc<Mutex<Vec<String>>>,
}

impl Mailbox {
    /// Listens on a free port. `refuses`: answers every recipient with 550.
    pub async fn open(refuses: bool) -> Mailbox {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let letters: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = letters.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = kept.clone();
                tokio::spawn(async move { converse(stream, refuses, &kept).await });
            }
        });
        Mailbox { address, letters }
    }

    /// `smtp://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The letters taken so far, each with envelope and contents.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().map(|letters| letters.clone()).unwrap_or_default()
    }
}

/// One conversation (RFC 5321).
async fn converse(stream: TcpStream, refuses: bool, letters: &Mutex<Vec<String>>) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mailbox\r\n").await.ok()?;
    let mut letter = String::new();
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" | "HELO" => "250 mailbox",
            "RCPT" if refuses => "550 nobody of that name",
            "MAIL" | "RCPT" => {
                letter.push_str(&line);
                letter.push('\n');
                "250 ok"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                while let Some(line) = lines.next_line().await.ok()? {
                    if line == "." {
                        break;
                    }
                    letter.push_str(&line);
                    letter.push('\n');
                }
                letters.lock().ok()?.push(std::mem::take(&mut letter));
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        if verb == "QUIT" {
            break;
        }
    }
    Some(())
}
