//! Wrong values, and databases that cannot be used (RELIABILITY.md C5): a clear message, nothing touched.

use std::os::unix::fs::PermissionsExt;

use crate::support::Folder;

#[test]
fn wrong_values_end_with_two_and_say_what_is_expected() {
    let folder = Folder::new();
    let cases = [
        ("serve --listen 8080", "expected HOST:PORT, for example 127.0.0.1:8080"),
        ("serve --database books.db", "expected sqlite:PATH or postgres://USER@HOST:PORT/DATABASE"),
        ("serve --database sqlite:", "the path after `sqlite:` is missing"),
        ("serve --limits strict", "possible values: business-central"),
        ("serve --log loud", "expected off, error, warn, info, debug or trace"),
        ("serve --log-format xml", "possible values: text, json"),
        ("serve --tls-cert cert.pem", "--tls-key <FILE>"),
        ("serve --issuer https://login.example", "--audience <TEXT>"),
        ("token --role Admin", "expected Financials.ReadWrite.All or API.ReadWrite.All"),
        ("token --scope Admin", "expected Financials.ReadWrite.All or user_impersonation"),
        ("token --role API.ReadWrite.All --scope user_impersonation", "cannot be used with"),
        ("token --tenant me", "invalid value 'me' for '--tenant <ID>'"),
        ("token --expires 0", "0 is not in 1.."),
        ("client add app", "--role <ROLE>"),
        ("client remove app", "invalid value 'app'"),
        ("generate --customers -1", "unexpected argument '-1'"),
        ("generate --customers many", "invalid digit"),
        ("sing", "unrecognized subcommand 'sing'"),
    ];
    for (line, part) in cases {
        let arguments: Vec<&str> = line.split(' ').collect();
        let message = folder.run(&arguments).failure(2);
        assert!(message.contains(part), "{line}: {message}");
    }
    assert!(!folder.database().exists());
}

#[test]
fn the_environment_speaks_where_the_command_line_is_silent() {
    let folder = Folder::new();
    for (name, value, part) in [
        ("FUNCHAL_LISTEN", "8080", "expected HOST:PORT"),
        ("FUNCHAL_DATABASE", "books.db", "expected sqlite:PATH"),
        ("FUNCHAL_LIMITS", "none", "possible values: business-central"),
        ("FUNCHAL_LOG", "loud", "expected off, error"),
        ("FUNCHAL_STRICT", "perhaps", "value was not a boolean"),
    ] {
        let output = folder.command(&["serve"]).env(name, value).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && message.contains(part), "{name}: {message}");
    }
}

#[test]
fn a_command_for_what_is_there_makes_no_file() {
    let folder = Folder::new();
    for command in ["check", "token", "client list", "company list", "key rotate"] {
        let arguments: Vec<&str> = command.split(' ').collect();
        let message = folder.run(&arguments).failure(1);
        assert!(message.contains("there is no database file funchal.db"), "{command}: {message}");
    }
    assert!(!folder.database().exists());
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let folder = Folder::new();
    folder.run(&["company", "add", "Harbour"]).success();
    folder.damage("INSERT INTO schema_versions (version, name, applied_at) VALUES (99, 'later', 0)");
    let before = folder.query("SELECT group_concat(sql) FROM sqlite_master");
    for command in ["serve", "check", "generate --customers 1"] {
        let arguments: Vec<&str> = command.split(' ').collect();
        let message = folder.run(&arguments).failure(1);
        assert!(
            message.contains("schema version 99") && message.contains("nothing was changed"),
            "{message}"
        );
    }
    assert_eq!(folder.query("SELECT group_concat(sql) FROM sqlite_master"), before);
}

#[test]
fn a_folder_that_does_not_exist_or_a_file_that_is_no_database_is_named() {
    let folder = Folder::new();
    let message = folder.run(&["serve", "--database", "sqlite:nowhere/books.db"]).failure(1);
    assert!(
        message.contains("nowhere/books.db") && message.contains("folder exists and is writable"),
        "{message}"
    );
    std::fs::write(folder.database(), "this is a letter, not a database, and long enough to be told apart")
        .unwrap();
    let message = folder.run(&["check"]).failure(1);
    assert!(message.contains("funchal.db"), "{message}");
    let message = folder.run(&["check", "--database", "postgres://nobody@127.0.0.1:1/none"]).failure(1);
    assert!(message.contains("cannot reach PostgreSQL"), "{message}");
}

#[test]
fn a_folder_without_write_permission_is_named() {
    let folder = Folder::new();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    // Permissions do not hold for the superuser, under whom some machines run their tests.
    let binds = std::fs::write(folder.path().join("probe"), "").is_err();
    if binds {
        let message = folder.run(&["serve"]).failure(1);
        assert!(message.contains("Check that the folder exists and is writable"), "{message}");
    }
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_new_database_is_for_its_owner_alone() {
    let folder = Folder::new();
    folder.run(&["company", "add", "Harbour"]).success();
    let mode = std::fs::metadata(folder.database()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
