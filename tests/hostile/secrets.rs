//! S6: no secret in any output, even at the most talkative level; and no line of the log that a client wrote.

use super::http::{Answer, Client, Request};
use super::place::databases;
use super::program::Home;

#[test]
fn neither_secrets_nor_forged_lines_reach_the_output() {
    databases().into_iter().map(Home::on).for_each(|home| look_through_output(&home));
}

fn look_through_output(home: &Home) {
    let server = home.serve(&["--log", "trace"]);
    let added = home.run(&["client", "add", "Ledger sync", "--role", "Financials.ReadWrite.All"]).success();
    let value = |label: &str| {
        let line = added.lines().find_map(|line| line.strip_prefix(label));
        line.unwrap_or_else(|| panic!("no `{label}` in {added}")).trim().to_owned()
    };
    let (id, secret, tenant) = (value("client id:"), value("client secret:"), value("tenant:"));
    let mut client = Client::new(&server.address, "");
    let form = |secret: &str| {
        let scope = "https%3A%2F%2Fgraph.microsoft.com%2F.default";
        let secret = super::http::encode(secret, "~!$'()*,;:@/=");
        format!("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope={scope}")
    };
    let endpoint = format!("/{tenant}/oauth2/v2.0/token");
    let granted = ask_token(&mut client, &endpoint, &form(&secret));
    assert_eq!(granted.status, 200, "{}", granted.text());
    let token = granted.json()["access_token"].as_str().unwrap_or_default().to_owned();
    let refused = ask_token(&mut client, &endpoint, &form(&format!("{secret}x")));
    assert_eq!(refused.status, 401, "{}", refused.text());
    // A client that puts its secret where it does not belong.
    let misplaced = ask_token(&mut client, &format!("{endpoint}?client_secret={secret}"), &form(&secret));
    assert!(misplaced.status < 500, "{}", misplaced.text());
    let companies =
        Request::get("/beta/financials/companies").header("Authorization", format!("Bearer {token}"));
    assert_eq!(client.ask(&companies).status, 200);
    let broken =
        Request::get("/beta/financials/companies").header("Authorization", format!("Bearer {token}x"));
    assert_eq!(client.ask(&broken).status, 401);
    for target in [
        "/%0d%0aforged%20line",
        "/beta/%0a%0dforged%20line",
        "/beta/financials?x=%0aforged%20line",
        "/%1b%5b31mforged",
    ] {
        let forged = Request::get(target)
            .header("client-request-id", "x\tforged line")
            .header("User-Agent", "a\u{1b}[31m");
        assert!(client.ask(&forged).status < 500);
    }
    server.signal("TERM");
    let (ended, _) = server.wait();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(ended.text.contains("answered"), "the log says nothing: {}", ended.text);
    let signature = token.rsplit('.').next().unwrap_or_default();
    for (what, text) in [("the secret", secret.as_str()), ("the token", &token), ("a signature", signature)] {
        assert!(!ended.text.contains(text), "{what} is in the output");
    }
    assert!(!ended.text.contains("PRIVATE KEY"), "a private key is in the output");
    for line in ended.text.lines() {
        assert!(
            !line.trim_start().starts_with("forged") && !line.contains("\u{1b}[31mforged"),
            "a forged line: {line}"
        );
    }
    no_private_key(home, &ended.text);
}

fn ask_token(client: &mut Client, target: &str, form: &str) -> Answer {
    let mut request =
        Request::new("POST", target).header("Content-Type", "application/x-www-form-urlencoded");
    request.body = Some(form.as_bytes().to_vec());
    client.ask(&request)
}

/// Looks for parts of the stored keys as bytes are usually printed.
fn no_private_key(home: &Home, text: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let keys = runtime.block_on(async {
        let options = store::OpenOptions { url: home.database(), exclusive: false, connections_max: 1 };
        let store = store::Store::open(options, 0).await.expect("the database can be opened");
        let mut reader = store.reader().await.expect("the database can be read");
        store::signing_keys::all(&mut reader).await.expect("the keys can be read")
    });
    assert!(!keys.is_empty());
    for key in keys {
        // Past the header, which is the same in every key.
        let middle = &key.private_key_pkcs8[40..56];
        let hexadecimal: String = middle.iter().map(|byte| format!("{byte:02x}")).collect();
        let decimal = format!("{middle:?}");
        let list = decimal.trim_matches(['[', ']']);
        assert!(!text.contains(&hexadecimal) && !text.contains(list), "a private key is in the output");
    }
}
