//! The help texts, word for word.

use crate::support::Folder;

#[test]
fn every_command_explains_itself() {
    let folder = Folder::new();
    let mut pages = Vec::new();
    for command in [
        "",
        "serve",
        "token",
        "client",
        "client add",
        "client list",
        "client remove",
        "key",
        "key rotate",
        "company",
        "company add",
        "company list",
        "generate",
        "check",
    ] {
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        arguments.push("--help");
        let page = folder.run(&arguments).success();
        let page: Vec<&str> = page.lines().map(str::trim_end).collect();
        pages.push(format!("$ funchal {}\n{}\n", arguments.join(" "), page.join("\n")));
    }
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn without_a_command_there_is_help() {
    let folder = Folder::new();
    let output = folder.run(&[]).success();
    assert!(output.contains("Usage: funchal [COMMAND]"), "{output}");
    assert!(folder.run(&["--version"]).success().starts_with("funchal "));
}
