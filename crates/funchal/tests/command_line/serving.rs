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
fn an_address_in_use_is_named() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let message = folder.run(&["serve", "--listen", &address]).failure(1);
    assert!(message.contains(&address), "{message}");
}
