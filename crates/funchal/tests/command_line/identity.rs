//! `token`, `client` and `key`.

use crate::support::Folder;

fn value<'a>(output: &'a str, name: &str) -> &'a str {
    output
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap_or_else(|| panic!("{name}: {output}"))
        .trim()
}

#[test]
fn a_client_is_shown_its_secret_once() {
    let folder = Folder::new();
    let output =
        folder.run(&["client", "add", "Ledger sync", "--role", "Financials.ReadWrite.All"]).success();
    let (id, secret) = (value(&output, "client id:"), value(&output, "client secret:"));
    assert_eq!((id.len(), secret.len(), value(&output, "tenant:").len()), (36, 43, 36));
    assert!(output.contains("only time"), "{output}");
    let list = folder.run(&["client", "list"]).success();
    assert!(
        list.contains(id) && list.contains("Ledger sync") && list.contains("Financials.ReadWrite.All"),
        "{list}"
    );
    assert!(!list.contains(secret));
    assert!(!std::fs::read(folder.database()).unwrap().windows(43).any(|part| part == secret.as_bytes()));
    folder.run(&["client", "remove", id]).success();
    assert_eq!(folder.run(&["client", "list"]).success(), "");
    assert!(folder.run(&["client", "remove", id]).failure(1).contains("there is no client"));
}

#[test]
fn a_client_may_be_confined_to_companies_that_exist() {
    let folder = Folder::new();
    let output = folder.run(&["company", "add", "Harbour"]).success();
    let company = value(&output, "company:");
    let add = |company: &str| {
        folder.run(&["client", "add", "app", "--role", "API.ReadWrite.All", "--company", company])
    };
    add(company).success();
    assert!(folder.run(&["client", "list"]).success().contains(company));
    let message = add("00000000-0000-0000-0000-000000000001").failure(1);
    assert!(message.contains("there is no company"), "{message}");
}

#[test]
fn a_token_and_nothing_else_is_printed() {
    let folder = Folder::new();
    folder.run(&["company", "add", "Harbour"]).success();
    for arguments in [
        &["token"][..],
        &["token", "--role", "API.ReadWrite.All", "--expires", "60"],
        &["token", "--scope", "user_impersonation", "--tenant", "11111111-2222-3333-4444-555555555555"],
    ] {
        let output = folder.run(arguments).success();
        assert_eq!(output.lines().count(), 1);
        assert_eq!(output.trim_end().split('.').count(), 3);
        assert!(output.starts_with("eyJ"));
    }
}

#[test]
fn after_a_rotation_two_keys_are_valid() {
    let folder = Folder::new();
    folder.run(&["company", "add", "Harbour"]).success();
    folder.run(&["token"]).success();
    for (rotations, in_use) in [(1, "2"), (2, "2"), (3, "2")] {
        let output = folder.run(&["key", "rotate"]).success();
        assert!(output.starts_with("signing key: "), "{output}");
        let text = "SELECT CAST(count(*) AS TEXT) FROM signing_keys WHERE retired_at_seconds IS NULL";
        assert_eq!(folder.query(text), in_use, "{rotations}");
    }
}
