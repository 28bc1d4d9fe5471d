//! A clean stop (RELIABILITY.md C9).

use std::time::{Duration, Instant};

use testkit::{Database, Setup, TestServer};
use tokio::io::AsyncWriteExt;

use crate::wire;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_in_flight_are_finished_and_idle_connections_closed() {
    let mut server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    let token = server.token(testkit::FULL_ACCESS);
    server.get("/api/v2.0/companies").await.expect_status(200);
    let mut idle = wire::connect(&server).await;
    idle.write_all(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut silent = wire::connect(&server).await;
    let mut half = wire::connect(&server).await;
    let head = format!(
        "POST /api/v2.0/$batch HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 15\r\n\r\n"
    );
    half.write_all(head.as_bytes()).await.unwrap();
    wire::until_in_flight(&server, 1).await;
    let sending = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        half.write_all(br#"{"requests":[]}"#).await.unwrap();
        (Instant::now(), wire::read(&mut half).await)
    };
    let stopping = async {
        let is_whole = server.stop().await;
        (is_whole, Instant::now())
    };
    let ((is_whole, stopped), (sent, answer)) = tokio::join!(stopping, sending);
    assert!(is_whole, "everything came to its end");
    assert!(stopped >= sent, "the request in flight was waited for");
    assert!(stopped < sent + server::Limits::default().shutdown_timeout / 2, "idle connections were not");
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    assert!(wire::read(&mut idle).await.contains("alive"));
    assert_eq!(wire::read(&mut silent).await, "");
    assert!(tokio::net::TcpStream::connect(server.url.trim_start_matches("http://")).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stop_under_load_cuts_no_answer() {
    let mut server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    let (url, token) = (format!("{}/api/v2.0/companies", server.url), server.token(testkit::FULL_ACCESS));
    let asking = (0..100).map(|_| {
        let (client, url, token) = (server.client.clone(), url.clone(), token.clone());
        tokio::spawn(async move {
            let response = client.get(url).bearer_auth(token).send().await?;
            let status = response.status().as_u16();
            response.bytes().await.map(|_| status)
        })
    });
    let asking: Vec<_> = asking.collect();
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert!(server.stop().await);
    for answer in asking {
        match answer.await.unwrap() {
            Ok(status) => assert_eq!(status, 200),
            // Those that came after the stop find nobody; nobody is cut off in the middle.
            Err(error) => assert!(error.is_connect() || error.is_request(), "{error:?}"),
        }
    }
}
