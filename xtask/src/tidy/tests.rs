//! Every rule has a case it must find and a case it must leave alone.

use super::source::Source;
use super::{File, check};

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

/// What the rules say about one file, in a repository that is otherwise in order: `line: rule`.
fn findings(path: &str, text: &str) -> Vec<String> {
    let mut files =
        vec![file("README.md", "read"), file("CHANGELOG.md", "0.1"), file("ARCHITECTURE.md", "money")];
    files.extend((0..9).map(|number| file(&format!("tests/short_{number}.rs"), "//! Short.\n")));
    let names = ["money", "odata", "finance", "store", "surfaces", "server", "odata_sql", "auth", "testkit"];
    files[2].text = format!("{names:?} funchal");
    files.push(file(path, text));
    check(&files).iter().map(|finding| format!("{}: {}", finding.line, finding.rule)).collect()
}

/// Findings in a source file of `crates/finance`, its opening line written for it.
fn in_finance(code: &str) -> Vec<String> {
    findings("crates/finance/src/lib.rs", &format!("//! Books.\n{code}"))
}

const NONE: [&str; 0] = [];

#[test]
fn code_is_told_from_comments_and_literals() {
    let cases = [
        ("a // b\nc", "a     \nc"),
        ("a /* b /* c */ d */ e", "a                   e"),
        (r#"f("x\"y", 'z')"#, r#"f("    ", ' ')"#),
        (r##"r#"a"b"# + br"c" + r#type"##, r##"r#"   "# + br" " + r#type"##),
        (r"'\'' '\u{1F}' 'a: &'static b'x'", r"'  ' '      ' 'a: &'static b' '"),
        ("\"ä\n/*\" '{' 'ö'", "\"  \n  \" ' ' '  '"),
        ("\"open", "\"    "),
        ("b\"a\" c\"b\" x\"c\"", "b\" \" c\" \" x\" \""),
        ("'", "'"),
        ("'\\", "'\\"),
    ];
    for (text, code) in cases {
        assert_eq!(Source::new(text).code, code, "{text}");
    }
    let source = Source::new("let a = \"S\" + r#\"T\nU\"#; // \"V\"");
    let strings: Vec<&str> = source.strings.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(strings, ["S", "T\nU"]);
    assert_eq!(source.strings_removed, "let a = \"\" + r#\"\n\"#; // \"V\"");
}

#[test]
fn functions_and_test_modules_are_found() {
    let text = "fn a(x: [u8; 3]) -> fn(u8) { if x { } }\ntrait T { fn b(); fn c() { \"}\" } }\n\
                #[cfg(test)]\n#[allow(x)]\nmod tests { fn d() {} }\n#[cfg(test)]\nmod other;\n\
                macro_rules! m { () => { fn $name() {} } }\nfn e() {";
    let source = Source::new(text);
    let names: Vec<String> = source.functions().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "c", "d"]);
    let modules: Vec<&str> = source.test_modules().into_iter().map(|range| &text[range]).collect();
    assert_eq!(modules, ["#[cfg(test)]\n#[allow(x)]\nmod tests { fn d() {} }", "#[cfg(test)]\nmod other;"]);
}

#[test]
fn arrow() {
    let manifest = |name: &str, text: &str| findings(&format!("crates/{name}/Cargo.toml"), text);
    assert_eq!(manifest("money", "[dependencies]\nfinance.workspace = true"), ["2: arrow"]);
    assert_eq!(manifest("odata", "[dependencies.store]\npath = \"../store\""), ["1: arrow"]);
    assert_eq!(manifest("odata_sql", "[build-dependencies]\nfinance = { path = \"x\" }"), ["2: arrow"]);
    assert_eq!(
        manifest("finance", "[target.'cfg(unix)'.dependencies]\nodata.workspace = true"),
        ["2: arrow"]
    );
    assert_eq!(manifest("auth", "[dependencies]\nbooks = { package = \"finance\" }"), ["2: arrow"]);
    assert_eq!(
        manifest("server", "[dependencies]\nmoney.workspace = true\nfinance = { }"),
        ["2: arrow", "3: arrow"]
    );
    assert_eq!(manifest("funchal", "[dependencies]\ntestkit.workspace = true"), ["2: arrow"]);
    assert_eq!(manifest("store", "[dependencies]\nodata.workspace = true"), ["2: arrow"]);
    assert_eq!(manifest("rumour", "[dependencies]"), ["1: code-map", "1: arrow"]);

    assert_eq!(manifest("finance", "[dependencies]\nmoney.workspace = true\nuuid = \"1\""), NONE);
    assert_eq!(manifest("money", "[dev-dependencies]\ntestkit.workspace = true"), NONE);
    assert_eq!(manifest("money", "[features]\nfinance = []\n[dependencies]\n# store = 1"), NONE);
    assert_eq!(
        manifest("testkit", "[dependencies]\nserver.workspace = true\nfinance.workspace = true"),
        NONE
    );
}

#[test]
fn file_length() {
    let lines = |count: usize| format!("//! Long.\n{}", "\n".repeat(count - 1));
    assert_eq!(findings("crates/money/src/lib.rs", &lines(801)), ["1: file-length", "801: file-length"]);
    assert_eq!(findings("crates/money/src/lib.rs", &lines(401)), ["1: file-length"], "the 90th percentile");
    assert_eq!(findings("crates/money/src/lib.rs", &lines(400)), NONE);
    let generated = lines(900).replacen("Long", concat!("@", "generated"), 1);
    assert_eq!(findings("crates/money/src/lib.rs", &generated), NONE);
    assert_eq!(findings("docs/long.md", &lines(900)), NONE);

    let files: Vec<File> = (0..5).map(|number| file(&format!("{number}.rs"), &lines(121))).collect();
    let said: Vec<String> = check(&files).iter().map(ToString::to_string).collect();
    assert!(said[0].starts_with(".:1: file-length: the median of the Rust files is 121 lines"), "{said:?}");
}

#[test]
fn function_length() {
    let function = |lines: usize| format!("fn long() {{\n{}}}\n", "    // \"}\n".repeat(lines - 2));
    assert_eq!(in_finance(&function(71)), ["2: function-length"]);
    assert_eq!(in_finance(&function(70)), NONE);
    assert_eq!(in_finance(&format!("#[cfg(test)]\nmod tests {{\n{}}}\n", function(90))), NONE);
    assert_eq!(findings("tests/payments/read.rs", &format!("//! T.\n{}", function(90))), NONE);
}

#[test]
fn line_length() {
    let long = "x".repeat(121);
    assert_eq!(in_finance(&format!("let a = {long};\n")), ["2: line-length"]);
    assert_eq!(in_finance(&format!("// {long}\n")), ["2: line-length"]);
    assert_eq!(in_finance(&format!("if !a {{ {long} }}\n")), ["2: line-length"]);
    assert_eq!(in_finance(&format!("// {}\n", "ö".repeat(117))), NONE, "characters, not bytes");
    assert_eq!(in_finance(&format!("let a = \"{long}\";\n")), NONE);
    assert_eq!(in_finance(&format!("/// | {long} |\n")), NONE);
    assert_eq!(in_finance(&format!("#[rustfmt::skip]\nconst A: &[u8] = &[\n    {long},\n];\n")), NONE);
    assert_eq!(in_finance(&format!("entity! {{\n    {long}\n}}\n")), NONE);
    assert_eq!(in_finance(&format!("#[rustfmt::skip]\nconst A: u8 = 1;\n{long}\n")), ["4: line-length"]);
}

#[test]
fn opening_line() {
    assert_eq!(findings("benches/read.rs", "use std::fs;\n//! Late.\n"), ["1: opening-line"]);
    assert_eq!(findings("benches/read.rs", "//! Reads.\n"), NONE);
}

#[test]
fn float() {
    assert_eq!(in_finance("fn a() -> f64;\nconst B: X = 1.5f32;\n"), ["2: float", "3: float"]);
    assert_eq!(in_finance("// no f64 here\nlet a = (\"f64\", my_f64, 0xf32);\n"), NONE);
    let allowed = concat!("// tidy", ": float allowed, because a graph is drawn\n");
    assert_eq!(in_finance(&format!("{allowed}let a: f64;\n")), NONE);
    assert_eq!(in_finance(&format!("{allowed}\nlet a: f64;\n")), ["4: float"]);
    assert_eq!(findings("crates/server/src/lib.rs", "//! S.\nfn seconds() -> f64;\n"), NONE);
}

#[test]
fn unfinished() {
    for code in ["todo!()", "unimplemented!(\"x\")", "dbg!(a)", "#[ignore]", "#[ignore = \"slow\"]"] {
        assert_eq!(in_finance(&format!("\n{code}\n")), ["3: unfinished"], "{code}");
    }
    assert_eq!(
        in_finance("#[allow(dead_code)]\n#[expect(unused, dead_code)]\n"),
        ["2: unfinished", "3: unfinished"]
    );
    assert_eq!(in_finance("// todo!(\nlet a = \"dbg!(\"; my_todo!();\n"), NONE);
}

#[test]
fn machine_path() {
    let [work, temporary] = [concat!("/", "work/"), concat!("/", "tmp/")];
    assert_eq!(findings("docs/a.md", &format!("a\nsee {work}x\n")), ["2: machine-path"]);
    assert_eq!(findings("tests/clients/a.py", &format!("open('{temporary}a')\n")), ["1: machine-path"]);
    assert_eq!(
        findings("docs/a.md", &format!("target{temporary}a https://host{work}b ..{temporary}\n")),
        NONE
    );
}

#[test]
fn sql() {
    for text in ["\"SELECT 1\"", "r#\"  INSERT INTO a\"#", "\"UPDATE a SET\"", "\"DELETE FROM a\""] {
        let code = format!("//! S.\nlet a = {text};\n");
        assert_eq!(findings("crates/surfaces/src/a.rs", &code), ["2: sql"], "{text}");
        assert_eq!(findings("crates/store/src/a.rs", &code), NONE);
        assert_eq!(findings("crates/odata_sql/src/a.rs", &code), NONE);
        assert_eq!(findings("crates/server/tests/a.rs", &code), NONE);
        assert_eq!(findings("benches/a.rs", &code), NONE);
    }
    assert_eq!(in_finance("// \"SELECT 1\"\nlet a = \"Select one\";\n"), NONE);
    assert_eq!(in_finance("let a = \"DELETE /beta/financials\";\n"), NONE, "a method, not a statement");
}

#[test]
fn documents() {
    let said: Vec<String> =
        check(&[file("ARCHITECTURE.md", "no crates yet"), file("crates/auth/Cargo.toml", "")])
            .iter()
            .map(|finding| format!("{} {}", finding.path, finding.rule))
            .collect();
    assert_eq!(said, ["ARCHITECTURE.md code-map", "CHANGELOG.md document", "README.md document"]);
}
