//! Tokens, secrets and bodies never reach the log (RELIABILITY.md S6). A binary of its own: what is logged is decided
//! for a whole process.

use std::io::Write;
use std::sync::{Arc, Mutex};

use reqwest::Method;
use server::clients;
use testkit::{Database, FULL_ACCESS, Setup, TestServer};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Log;

    fn make_writer(&self) -> Log {
        self.clone()
    }
}

/// On one thread, so that the log of this thread is everything the server says.
#[tokio::test]
async fn the_log_at_its_most_talkative_holds_no_secret() {
    let log = Log::default();
    let filter = "off,server=trace,auth=trace,surfaces=trace,store=trace";
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    let now = testkit::start_of_tests();
    let roles = vec![FULL_ACCESS.to_owned()];
    let (client, secret) = clients::add(&server.store, "Sync", roles, Vec::new(), now).await.unwrap();
    let secret = secret.reveal();
    let mut tokens = Vec::new();
    for sent in [secret, "wrong-secret"] {
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={sent}&scope=api%3A%2F%2Ffunchal%2F.default",
            client.client_id
        );
        let request = server.request_without_token(Method::POST, "/common/oauth2/v2.0/token");
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
        tokens
            .push(server.send(request).await.json()["access_token"].as_str().unwrap_or_default().to_owned());
    }
    for path in ["/api/v2.0/companies?$filter=name eq 'private-words'", "/nothing"] {
        server.send(server.request_without_token(Method::GET, path).bearer_auth(&tokens[0])).await;
    }
    let body = serde_json::json!({ "displayName": "private-words" });
    server.post("/api/v2.0/companies", &body).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("answered") && text.contains("token endpoint"), "the log was listened to: {text}");
    for word in [secret, "wrong-secret", "eyJ", client.secret_hash.as_str(), "private-words"] {
        assert!(!text.contains(word), "{word}\n{text}");
    }
}
