//! The step `clients`: the real Microsoft clients, unmodified, against a running funchal.
//!
//! Prepares what they need (a Python environment, Node modules, a certificate), starts `funchal serve
//! --demo` over https and over http, and runs each script of `tests/clients`. A script says what it
//! checked, ends with `N passed, 0 failed` and exits with 1 when something failed.

mod certificate;
mod environment;
mod server;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, program, workspace};
use certificate::Certificate;
use server::{Server, Temporary};

/// Runs every client script against servers started for it. Fails after all ran, naming those that failed.
pub fn run() -> Result<()> {
    let scripts = workspace::root().join("tests/clients");
    let folder = workspace::target().join("clients");
    let python = environment::python(&scripts, &folder.join("python"))?;
    let node = environment::node(&scripts, &folder.join("node"))?;
    let funchal = funchal()?;

    let temporary = Temporary::new(&folder)?;
    let certificate = Certificate::make(temporary.path())?;
    let https = Server::start(&funchal, &temporary.path().join("https.db"), Some(&certificate))?;
    let http = Server::start(&funchal, &temporary.path().join("http.db"), None)?;
    let variables = variables(&https, &http, &certificate)?;

    let mut failed = Vec::new();
    for (program, script) in
        [(&python, "python"), (&node.program, "node")].into_iter().flat_map(|(program, language)| {
            let found = find_scripts(&scripts.join(language));
            found.into_iter().map(move |script| (program, script))
        })
    {
        process::check_interrupt()?;
        let script = if script.extension().is_some_and(|extension| extension == "mjs") {
            node.place(&script)?
        } else {
            script
        };
        println!("-- {}", script.file_name().unwrap_or_default().to_string_lossy());
        if let Err(error) = process::run(Command::new(program).arg(&script).envs(variables.clone())) {
            process::check_interrupt()?;
            failed.push(format!("{error:#}"));
        }
    }
    if !failed.is_empty() {
        bail!("{} client scripts failed:\n{}", failed.len(), failed.join("\n"));
    }
    Ok(())
}

/// The program to test: the one `FUNCHAL_BINARY` names, or the one of this checkout, built now.
fn funchal() -> Result<PathBuf> {
    if let Some(binary) = env::var_os("FUNCHAL_BINARY") {
        return Ok(PathBuf::from(binary));
    }
    program::built(&workspace::target())
}

/// What a script learns about the servers, and where each HTTP library looks for the private CA.
fn variables(https: &Server, http: &Server, certificate: &Certificate) -> Result<Vec<(String, String)>> {
    let authority = certificate.authority.display().to_string();
    let mut variables = vec![
        ("FUNCHAL_CA".to_owned(), authority.clone()),
        ("PYTHONDONTWRITEBYTECODE".to_owned(), "1".to_owned()),
        // httpx and urllib; requests; Node.
        ("SSL_CERT_FILE".to_owned(), authority.clone()),
        ("REQUESTS_CA_BUNDLE".to_owned(), authority.clone()),
        ("NODE_EXTRA_CA_CERTS".to_owned(), authority),
        ("NO_PROXY".to_owned(), "127.0.0.1,localhost".to_owned()),
        ("no_proxy".to_owned(), "127.0.0.1,localhost".to_owned()),
    ];
    for (prefix, server) in [("FUNCHAL", https), ("FUNCHAL_HTTP", http)] {
        let client = server.add_client("sdk-test")?;
        for (name, value) in [
            ("URL", &server.url),
            ("COMPANY", &server.company),
            ("TENANT", &client.tenant),
            ("CLIENT_ID", &client.id),
            ("CLIENT_SECRET", &client.secret),
        ] {
            variables.push((format!("{prefix}_{name}"), value.clone()));
        }
    }
    Ok(variables)
}

/// The scripts of a folder in the order of their names. A name that begins with `_` is a helper.
fn find_scripts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut scripts: Vec<PathBuf> = entries.filter(|path| is_script(path)).collect();
    scripts.sort();
    scripts
}

fn is_script(path: &Path) -> bool {
    let helper = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('_'));
    let extension = path.extension().unwrap_or_default();
    !helper && (extension == "py" || extension == "mjs")
}

/// Writes a file with the folders above it; the error names the file.
fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}
