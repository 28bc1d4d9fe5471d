//! `company`, `generate` and `check`.

use crate::support::Folder;

#[test]
fn generated_books_are_the_same_for_one_seed_and_pass_the_check() {
    let folders = [Folder::new(), Folder::new()];
    let text = "SELECT group_concat(hex(id) || amount || document_number) FROM journal_lines ORDER BY id";
    let prints = folders.each_ref().map(|folder| {
        let plan = "generate --customers 20 --invoices 60 --payments 200 --posted 0.25 --journals 3 --seed 7";
        let arguments: Vec<&str> = plan.split(' ').collect();
        let output = folder.run(&arguments).success();
        let made = "20 customers, 60 posted invoices, 50 posted payments, 3 journals, 150 payments in ";
        assert!(output.contains(made), "{output}");
        assert!(output.trim_end().ends_with("rows a second"), "{output}");
        assert!(folder.run(&["company", "list"]).success().trim_end().ends_with("  Load test"));
        assert!(folder.run(&["check"]).success().starts_with("All is well: 1 company, "));
        folder.query(text)
    });
    assert_eq!(prints[0], prints[1]);
    let ledgers = "SELECT group_concat(hash) FROM general_ledger_registers ORDER BY number";
    assert_eq!(folders[0].query(ledgers), folders[1].query(ledgers));
}

#[test]
fn check_tells_damage_in_sentences_and_ends_with_one() {
    let folder = Folder::new();
    folder.run(&["generate", "--customers", "2", "--payments", "4"]).success();
    folder.damage("UPDATE journal_lines SET balance_local = 7 WHERE line_number = 10000");
    let ended = folder.run(&["check"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ended.stdout);
    assert!(lines[0].starts_with("Load test: The journal line "), "{}", lines[0]);
    assert!(
        lines[0].ends_with("(line 10000 of document \"G02001\") does not agree with its stored balance.")
    );
    assert!(lines[1].starts_with("1 fault found in 1 company, "), "{}", lines[1]);
}

#[test]
fn a_company_is_added_once() {
    let folder = Folder::new();
    let output = folder.run(&["company", "add", "Harbour Books"]).success();
    let id = output.trim_end().strip_prefix("company: ").unwrap();
    assert_eq!(folder.run(&["company", "list"]).success(), format!("{id}  Harbour Books\n"));
    let message = folder.run(&["company", "add", "Harbour Books"]).failure(1);
    assert_eq!(message, "funchal: there is already a company with the name Harbour Books\n");
    folder.run(&["check"]).success();
}

#[test]
fn what_cannot_be_generated_is_refused_with_a_reason() {
    let folder = Folder::new();
    let cases: [(&[&str], &str); 3] = [
        (&[], "nothing to make"),
        (&["--payments", "400001", "--journals", "2"], "a journal has room for 200000"),
        (&["--payments", "5", "--posted", "many"], "expected a share between 0 and 1"),
    ];
    for (arguments, part) in cases {
        let message = folder.run(&[&["generate"], arguments].concat()).failure(2);
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
    assert!(!folder.database().exists(), "nothing was touched");
    for what in ["--payments", "--invoices"] {
        let message = folder.run(&["generate", what, "5"]).failure(1);
        assert!(message.contains("ask for some with --customers"), "{what}: {message}");
    }
}
