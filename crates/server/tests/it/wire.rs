//! Bytes on a bare connection, for what an HTTP client would never send.

use std::time::Duration;

use testkit::TestServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Opens a connection to the server.
pub async fn connect(server: &TestServer) -> TcpStream {
    let address = server.url.trim_start_matches("http://").trim_start_matches("https://");
    TcpStream::connect(address).await.unwrap()
}

/// Sends bytes and reads until the server closes, or for a second.
pub async fn send(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = connect(server).await;
    // The server may refuse and close before it has read everything.
    let _ = stream.write_all(bytes).await;
    read(&mut stream).await
}

/// Reads until the server closes, or for a second.
pub async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(1), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}
