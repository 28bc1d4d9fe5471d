//! Bytes on a bare connection, for what an HTTP client would never send.

use std::time::Duration;

use testkit::TestServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// No machine is so busy that an answer takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens a connection to the server.
pub async fn connect(server: &TestServer) -> TcpStream {
    let address = server.url.trim_start_matches("http://").trim_start_matches("https://");
    TcpStream::connect(address).await.unwrap()
}

/// Sends bytes and reads one answer.
pub async fn send(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = connect(server).await;
    // The server may refuse and close before it has read everything.
    let _ = stream.write_all(bytes).await;
    read(&mut stream).await
}

/// Reads one answer, or what there is of it when the server closes.
pub async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let reading =
        async { while !is_whole(&answer) && matches!(stream.read_buf(&mut answer).await, Ok(1..)) {} };
    tokio::time::timeout(PATIENCE, reading).await.expect("the server answers or closes");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Whether head and body are there, the body by its length.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    length.and_then(|length| length.trim().parse().ok()).is_some_and(|length: usize| body.len() >= length)
}

/// Waits until the server works on so many requests.
pub async fn until_in_flight(server: &TestServer, requests: usize) {
    let wanted = format!("\nfunchal_requests_in_flight {requests}\n");
    let asking = async {
        while !server.get("/metrics").await.text().contains(&wanted) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("a request that was sent arrives");
}
