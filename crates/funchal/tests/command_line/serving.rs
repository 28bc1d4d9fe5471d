//! `serve`: what it prints, that the printed line works, and how it ends.

use crate::support::{Folder, Server};

/// Token and path of the printed `curl` line.
fn curl_line(server: &mut Server) -> (String, String) {
    let company = server.line();
    let company = company.strip_prefix("company ").unwrap_or_else(|| panic!("{company}")).to_owned();
    let line = loop {
        let line = server.line();
        if line.starts_with("curl ") {
            break line;
        }
        assert!(!line.is_empty(), "no curl line");
    };
    let token = line.split("Bearer ").nth(1).unwrap().split('"').next().unwrap();
    let address = server.address();
    let path = line.rsplit(&address).next().unwrap();
    assert!(
        path.starts_with(&format!("/beta/financials/companies/{company}/customerPaymentJournals/")),
        "{path}"
    );
    (token.to_owned(), path.to_owned())
}

#[test]
fn the_printed_request_works_and_a_restart_keeps_the_company() {
    let folder = Folder::new();
    let mut paths = Vec::new();
    for signal in ["TERM", "INT"] {
        let mut server = folder.serve(&["--demo"]);
        assert!(server.ready.starts_with("listening on http://127.0.0.1:"), "{}", server.ready);
        let (token, path) = curl_line(&mut server);
        let (status, body) = server.get(&path, &token);
        assert_eq!(status, 200, "{body}");
        assert!(body.contains("\"customerNumber\""), "{body}");
        assert_eq!(server.get(&path, "nonsense").0, 401);
        let ended = server.end_by(signal);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(!ended.stderr.contains(&token) && !ended.stderr.contains("panicked"), "{}", ended.stderr);
        paths.push(path);
    }
    assert_eq!(paths[0], paths[1]);
    folder.run(&["check"]).success();
}

#[test]
fn without_the_demo_one_line_is_printed() {
    let folder = Folder::new();
    let server = folder.serve(&[]);
    assert_eq!(server.get("/health/ready", "").0, 200);
    let ended = server.end_by("TERM");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""));
    assert_eq!(folder.run(&["company", "list"]).success(), "");
}

#[test]
fn a_second_server_and_a_generator_are_refused_but_small_commands_work_beside_it() {
    let folder = Folder::new();
    let mut server = folder.serve(&["--demo"]);
    let (_, path) = curl_line(&mut server);
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["generate", "--customers", "1"]] {
        let message = folder.run(arguments).failure(1);
        assert!(message.contains("another funchal server is running on"), "{message}");
    }
    let token = folder.run(&["token"]).success();
    assert_eq!(server.get(&path, token.trim_end()).0, 200);
    let wrong = folder.run(&["token", "--scope", "user_impersonation"]).success();
    assert_eq!(server.get(&path, wrong.trim_end()).0, 403);
    folder.run(&["check"]).success();
    assert_eq!(server.end_by("TERM").code, Some(0));
}

#[test]
fn a_registered_client_gets_a_token_that_opens_the_books() {
    let folder = Folder::new();
    let output = folder.run(&["client", "add", "app", "--role", "Financials.ReadWrite.All"]).success();
    let value = |name: &str| output.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
    let (id, secret, tenant) = (value("client id: "), value("client secret: "), value("tenant: "));
    let server = folder.serve(&["--demo"]);
    let form = format!(
        "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=http%3A%2F%2F127.0.0.1%2F.default"
    );
    let media = "application/x-www-form-urlencoded";
    let path = format!("/{tenant}/oauth2/v2.0/token");
    let (status, body) = server.request("POST", &path, "", media, &form);
    assert_eq!(status, 200, "{body}");
    let token = body.split("\"access_token\":\"").nth(1).unwrap().split('"').next().unwrap();
    let (status, body) = server.get("/api/v2.0/companies", token);
    assert!(status == 200 && body.contains("Levada Trading"), "{body}");
    folder.run(&["client", "remove", &id]).success();
    // 400: the original, too, answers `unauthorized_client` to an id it does not know.
    assert_eq!(server.request("POST", &path, "", media, &form).0, 400);
}

/// A limit on the size of a file must not end the process (RELIABILITY.md section 2).
#[test]
fn a_file_that_may_not_grow_stops_writes_but_not_the_server() {
    let folder = Folder::new();
    let mut server = folder.serve_with_small_files(6000);
    let (token, path) = curl_line(&mut server);
    let payments = path.rsplit_once('/').unwrap().0;
    let comment = "x".repeat(200);
    let body = format!("{{\"customerNumber\":\"C-100\",\"amount\":-1,\"comment\":\"{comment}\"}}");
    let refused = (0..20_000)
        .map(|_| server.request("POST", payments, &token, "application/json", &body))
        .find(|(status, _)| *status != 201);
    let (status, answer) = refused.expect("the file reaches its limit");
    assert!(status >= 500, "{status} {answer}");
    assert_eq!(server.get(&path, &token).0, 200);
    assert_eq!(server.end_by("TERM").code, Some(0));
    folder.run(&["check"]).success();
}

#[test]
fn with_a_certificate_the_lines_say_https() {
    let folder = Folder::new();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let mut server = folder.serve(&["--demo", "--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    assert!(server.ready.starts_with("listening on https://127.0.0.1:"), "{}", server.ready);
    let lines = [server.line(), server.line(), server.line()];
    assert!(lines[1].contains("-k accepts any certificate"), "{}", lines[1]);
    assert!(lines[2].starts_with("curl -s -k -H \"Authorization: Bearer "), "{}", lines[2]);
    assert_eq!(server.end_by("TERM").code, Some(0));

    let serve = |cert: &str| folder.run(&["serve", "--tls-cert", cert, "--tls-key", "key.pem"]).failure(1);
    assert!(serve("nowhere.pem").contains("cannot read nowhere.pem"));
    assert!(serve("key.pem").contains("certificate"), "{}", serve("key.pem"));
}

#[test]
fn an_address_in_use_is_named() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let message = folder.run(&["serve", "--listen", &address]).failure(1);
    assert!(message.contains(&address), "{message}");
}
