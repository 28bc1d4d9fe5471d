//! The HTTP client against a server on this machine.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{DOCUMENT_BYTES_MAX, Fetch, HttpFetch};

/// Answers one request with these bytes; gives the address to ask.
async fn serve_once(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        // The client may hang up in the middle of a document that is too large.
        let _ = stream.write_all(&answer).await;
        let _ = stream.shutdown().await;
    });
    format!("http://{address}/keys")
}

fn answer(status: &str, body_bytes: usize) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nLocation: https://evil.example/\r\nConnection: close\r\n\r\n");
    [head.into_bytes(), vec![b'x'; body_bytes]].concat()
}

#[tokio::test]
async fn a_document_is_fetched_within_its_limits() {
    let fetch = HttpFetch::new().unwrap();
    let cases = [
        (answer("200 OK", 5), Some(5)),
        (answer("200 OK", DOCUMENT_BYTES_MAX), Some(DOCUMENT_BYTES_MAX)),
        (answer("200 OK", DOCUMENT_BYTES_MAX + 1), None),
        (answer("302 Found", 5), None),
        (answer("404 Not Found", 5), None),
        (b"not HTTP".to_vec(), None),
        (Vec::new(), None),
    ];
    for (number, (answer, expected_bytes)) in cases.into_iter().enumerate() {
        let address = serve_once(answer).await;
        let found = fetch.get(&address).await.ok().map(|body| body.len());
        assert_eq!(found, expected_bytes, "case {number}");
    }
    for address in ["http://books.example/keys", "file:///keys", "x", ""] {
        let refused = fetch.get(address).await.unwrap_err();
        assert_eq!(refused.reason, "only https, or http to this machine", "{address}");
    }
}
