//! Documents on their way to a mail server: sent, sent after posting, and what a refusing mail server leaves behind.

use reqwest::Method;
use serde_json::{Value, json};
use server::{ServerConfig, SmtpMailer};
use testkit::{Database, Mailbox, Setup, TestServer};

/// A server with the demo company that sends through the mailbox.
async fn start(database: Database, mailbox: &Mailbox) -> TestServer {
    let setup = Setup::new(database);
    let mailer = SmtpMailer::new(&mailbox.url(), "books@levada.example").unwrap();
    let config = ServerConfig { mailer: Some(mailer), ..setup.config.clone() };
    TestServer::start_with(Setup { config, ..setup }).await
}

/// The address of a new invoice for C-100 of 120.00, sent to `email`.
async fn invoice(server: &TestServer, email: &str) -> String {
    let company = server.company;
    let account = server
        .get(&format!("/api/v2.0/companies({company})/accounts?$filter=number%20eq%20'4110'"))
        .await
        .json();
    let body = json!({
        "customerNumber": "C-100",
        "email": email,
        "salesInvoiceLines": [
            {"accountId": account["value"][0]["id"], "description": "Wine & <care>", "quantity": 1, "unitPrice": 100}
        ]
    });
    let made = server.post(&format!("/api/v2.0/companies({company})/salesInvoices"), &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    format!(
        "/api/v2.0/companies({company})/salesInvoices({})",
        made.json()["id"].as_str().unwrap_or_default()
    )
}

async fn act(server: &TestServer, address: &str, action: &str) -> (u16, Value) {
    let request = server.request(Method::POST, &format!("{address}/Microsoft.NAV.{action}"));
    let reply = server.send(request).await;
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
}

#[tokio::test]
async fn documents_are_sent() {
    for database in [Database::Sqlite, Database::Postgres] {
        let mailbox = Mailbox::open(false).await;
        let server = start(database, &mailbox).await;
        let address = invoice(&server, "buyer@alder.example").await;
        assert_eq!(act(&server, &address, "send").await.0, 204);
        assert_eq!(act(&server, &address, "postAndSend").await.0, 204);
        assert_eq!(act(&server, &address, "cancelAndSend").await.0, 204);
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 3);
        let (draft, posted) = (&letters[0], &letters[1]);
        assert!(draft.contains("RCPT TO:<buyer@alder.example>"), "{draft}");
        assert!(draft.contains("books@levada.example") && draft.contains("Invoice 1001"), "{draft}");
        assert!(posted.contains("Invoice 103001") && posted.contains("Total: 120 CHF"), "{posted}");
        assert!(posted.contains("Wine &amp; &lt;care&gt;"), "{posted}");
        assert_eq!(server.get(&address).await.json()["status"], "Canceled");

        // Without an address nothing is begun.
        let nowhere = invoice(&server, "").await;
        let (status, answer) = act(&server, &nowhere, "postAndSend").await;
        assert_eq!((status, &answer["error"]["target"]), (400, &json!("email")), "{answer}");
        assert_eq!(server.get(&nowhere).await.json()["status"], "Draft");
    }
}

#[tokio::test]
async fn a_refusing_mail_server_leaves_the_invoice_posted() {
    for database in [Database::Sqlite, Database::Postgres] {
        let mailbox = Mailbox::open(true).await;
        let server = start(database, &mailbox).await;
        let address = invoice(&server, "buyer@alder.example").await;
        let (status, answer) = act(&server, &address, "postAndSend").await;
        assert_eq!(status, 400, "{answer}");
        assert_eq!(answer["error"]["code"], "Application_DialogException", "{answer}");
        assert_eq!(server.get(&address).await.json()["status"], "Open");
        assert!(mailbox.letters().is_empty());
    }
}
