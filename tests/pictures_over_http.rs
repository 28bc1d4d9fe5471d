//! Pictures over HTTP: what comes back is what was sent, byte for byte, and too large a picture changes nothing.

use reqwest::Method;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG};
use testkit::{FULL_ACCESS, TestServer};

/// The head of a PNG of 3 by 2 pixels, and behind it every byte there is, many times over.
fn picture(bytes: usize) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";
    head.iter().copied().chain((0..=u8::MAX).cycle()).take(bytes).collect()
}

/// The largest that is taken.
const LARGEST: usize = 8 * 1_024 * 1_024;

#[test]
fn pictures_come_back_as_they_were_sent() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(testkit::for_both_databases(async |server: TestServer| {
        let (company, token) = (server.company, server.token(FULL_ACCESS));
        let send = async |method: Method, url: &str, body: Vec<u8>| {
            let request = server.request_without_token(method, url).bearer_auth(&token).body(body);
            let request = request.header("If-Match", "*").header("Accept-Encoding", "gzip");
            server.send(request.header("Content-Type", "application/octet-stream")).await
        };
        let customers = format!("/api/v2.0/companies({company})/customers");
        let found = send(Method::GET, &format!("{customers}?$top=1"), Vec::new()).await.json();
        let customer = found["value"][0]["id"].as_str().unwrap().to_owned();
        let v2 = format!("{customers}({customer})/picture/pictureContent");
        let v1 = format!("/api/v1.0/companies({company})/picture({customer})/content");
        let graph =
            format!("/beta/financials/companies/{company}/customers/{customer}/picture/{customer}/content");
        for (url, method, status, bytes) in [
            (&v2, Method::PATCH, 204, 40),
            (&v1, Method::PATCH, 204, 70_000),
            (&graph, Method::PUT, 200, 5_000),
            (&v2, Method::PUT, 204, LARGEST),
        ] {
            let sent = picture(bytes);
            let answer = send(method, url, sent.clone()).await;
            assert_eq!(answer.status, status, "{url}: {}", answer.text());
            for url in [&v2, &v1, &graph] {
                let got = send(Method::GET, url, Vec::new()).await;
                assert_eq!((got.status, got.body.len()), (200, sent.len()), "{url}");
                assert!(got.body[..] == sent[..], "{url}: other bytes came back");
                assert_eq!(got.headers[CONTENT_TYPE], "image/png");
                assert_eq!(got.headers["x-content-type-options"], "nosniff");
                assert!(got.headers.contains_key(ETAG) && !got.headers.contains_key(CONTENT_ENCODING));
            }
        }
        let refused = send(Method::PATCH, &v2, picture(LARGEST + 1)).await;
        assert_eq!(refused.status, 413, "{}", refused.text());
        assert_eq!(send(Method::GET, &v2, Vec::new()).await.body.len(), LARGEST);
        let entity = send(Method::GET, &format!("{customers}({customer})/picture"), Vec::new()).await.json();
        assert_eq!((&entity["width"], &entity["contentType"]), (&3.into(), &"image/png".into()));
        assert_eq!(send(Method::DELETE, &v1, Vec::new()).await.status, 204);
        assert_eq!(send(Method::GET, &graph, Vec::new()).await.status, 204);
    }));
}
