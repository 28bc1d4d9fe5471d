//! C5: databases that cannot be used, where the binary's own tests leave gaps: other users' files, a lost log, and a
//! PostgreSQL database of a newer program.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::Command;

use serde_json::json;
use store::{OpenOptions, Store, StoreError};

use super::http::Request;
use super::place::databases;
use super::program::{Ended, Home};

/// A user without rights: permissions do not hold for root, under whom some machines run their tests.
const NOBODY: u32 = 65_534;

#[test]
fn files_without_permission_are_named_and_left_alone() {
    let home = Home::new();
    home.run(&["company", "add", "Harbour"]).success();
    let database = home.path().join("funchal.db");
    let before = fs::read(&database).unwrap();
    for (file, folder) in [(0o000, 0o755), (0o444, 0o755), (0o444, 0o555), (0o600, 0o555)] {
        fs::set_permissions(&database, Permissions::from_mode(file)).unwrap();
        fs::set_permissions(home.path(), Permissions::from_mode(folder)).unwrap();
        let Some(ended) = as_nobody(&home, &["serve", "--listen", "127.0.0.1:0"]) else { break };
        let case = format!("file {file:o}, folder {folder:o}: {}", ended.text);
        assert_eq!(ended.code, Some(1), "{case}");
        assert!(ended.text.contains("funchal.db") && !ended.text.contains("panicked"), "{case}");
        assert!(!ended.text.contains("listening on"), "{case}");
    }
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&database, Permissions::from_mode(0o600)).unwrap();
    assert!(fs::read(&database).unwrap() == before, "the file was changed");
    home.run(&["check"]).success();
}

/// Runs the binary without rights; `None` when this machine does not let us.
fn as_nobody(home: &Home, arguments: &[&str]) -> Option<Ended> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    let mut command = home.command(arguments);
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output();
    if output.is_err() {
        eprintln!("another user cannot start the binary here: not tested");
    }
    output.ok().map(|output| Ended::of(&output))
}

#[test]
fn a_database_of_another_user_is_named() {
    let home = Home::new();
    home.run(&["company", "add", "Harbour"]).success();
    let is_root = chown(home.path(), Some(NOBODY), Some(NOBODY)).is_ok();
    if is_root {
        let Some(ended) = as_nobody(&home, &["check"]) else { return };
        assert!(ended.code == Some(1) && ended.text.contains("funchal.db"), "{}", ended.text);
    }
}

/// Without its log the database goes back to an earlier moment, but to a whole one.
#[test]
fn a_lost_log_leaves_whole_books() {
    let home = Home::new();
    let server = home.serve(&[]);
    let mut client = server.client();
    let target = format!("/api/v2.0/companies({})/customerPaymentJournals", server.company);
    for number in 0..20 {
        let lines: Vec<_> =
            (1..=5).map(|amount| json!({ "customerNumber": "C-100", "amount": -amount })).collect();
        let body = json!({ "code": format!("LOST{number}"), "customerPayments": lines });
        let answer = client.ask(&Request::new("POST", &target).json(&body));
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    server.signal("KILL");
    drop(server);
    let log = home.path().join("funchal.db-wal");
    assert!(log.exists(), "there is no log to lose");
    fs::remove_file(log).unwrap();
    home.run(&["check"]).success();
    let server = home.serve(&[]);
    let target =
        format!("/api/v2.0/companies({})/customerPaymentJournals?$expand=customerPayments", server.company);
    let journals = server.client().read(&target);
    for journal in journals["value"].as_array().into_iter().flatten() {
        let lines = journal["customerPayments"].as_array().map_or(0, Vec::len);
        let is_whole = !journal["code"].as_str().unwrap_or_default().starts_with("LOST") || lines == 5;
        assert!(is_whole, "a journal with {lines} of 5 lines: {journal}");
    }
}

/// As the binary's own test sees on SQLite.
#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    for home in databases().into_iter().map(Home::on) {
        home.run(&["company", "add", "Harbour"]).success();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
        runtime.block_on(async {
            let options = OpenOptions { url: home.database(), exclusive: false, connections_max: 1 };
            let store = Store::open(options, 0).await.expect("the database can be opened");
            let text = "INSERT INTO schema_versions (version, name, applied_at) VALUES (99, 'later', 0)";
            let written = store.write::<_, StoreError, _>(move |session| Box::pin(session.run_script(text)));
            written.await.expect("the database can be written");
        });
        for command in ["serve", "check", "generate --customers 1"] {
            let arguments: Vec<&str> = command.split(' ').collect();
            let ended = home.run(&arguments);
            assert_eq!(ended.code, Some(1), "{}", ended.text);
            let told = ended.text.contains("schema version 99") && ended.text.contains("nothing was changed");
            assert!(told, "{}", ended.text);
        }
    }
}
