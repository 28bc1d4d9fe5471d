//! TLS and HTTP/2.

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, Version};
use server::TlsFiles;
use testkit::{Database, Setup, TestServer};

#[tokio::test]
async fn both_versions_of_http_over_tls() {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let mut setup = Setup::empty(Database::Sqlite);
    setup.config.tls = Some(TlsFiles {
        certificates_pem: cert.pem().into_bytes(),
        private_key_pem: signing_key.serialize_pem().into_bytes(),
    });
    let server = TestServer::start_with(setup).await;
    assert!(server.url.starts_with("https://"));
    let trusting = || {
        let certificate = Certificate::from_pem(cert.pem().as_bytes()).unwrap();
        reqwest::Client::builder().no_proxy().tls_certs_only([certificate])
    };
    let token = server.token(testkit::FULL_ACCESS);
    for (client, version) in [
        (trusting().build().unwrap(), Version::HTTP_2),
        (trusting().http1_only().build().unwrap(), Version::HTTP_11),
    ] {
        let url = format!("{}/beta/financials/companies", server.url);
        let response = client.get(&url).bearer_auth(&token).send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.version()), (200, version));
        let body = response.text().await.unwrap();
        assert!(body.contains(&format!("{}/beta/$metadata", server.url)), "{body}");
    }
    // Who does not speak TLS gets no answer.
    let answer = crate::wire::send(&server, b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(!answer.contains("alive"), "{answer}");
}

#[tokio::test]
async fn http2_without_tls_for_those_who_know() {
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    let client = reqwest::Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    let asked = (0..20).map(|_| client.get(format!("{}/health/live", server.url)).send());
    for response in futures_util::future::join_all(asked).await {
        let response = response.unwrap();
        assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2));
    }
}

#[test]
fn files_that_are_no_certificates_are_refused_at_the_start() {
    let start = async {
        let mut setup = Setup::empty(Database::Sqlite);
        let nothing = TlsFiles { certificates_pem: b"x".to_vec(), private_key_pem: b"y".to_vec() };
        setup.config.tls = Some(nothing);
        let database = testkit::TestDatabase::create(Database::Sqlite).await;
        let clock = std::sync::Arc::new(testkit::TestClock::at(testkit::start_of_tests()));
        server::Server::start(setup.config, database.open().await, clock).await
    };
    let outcome = tokio::runtime::Runtime::new().unwrap().block_on(start);
    let message = outcome.err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(
        message,
        "the certificate or its key cannot be used: the certificate file holds no certificate"
    );
}
