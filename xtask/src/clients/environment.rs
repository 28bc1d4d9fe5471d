//! The Python environment and the Node modules of the client scripts, at exact versions, kept between runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::write;
use crate::{packages, process};

/// `fetch` is part of Node from here on; the Graph client needs it.
const NODE_VERSION_MIN: u32 = 18;
/// Holds what an environment was made from; written last, so a half-made environment is made again.
const STAMP: &str = "made-from.txt";

/// A Python with the packages of `requirements.txt`; returns its interpreter.
pub fn python(scripts: &Path, folder: &Path) -> Result<PathBuf> {
    if !process::succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
        packages::install(&["python3", "python3-venv"], "to run the Python clients")?;
    }
    let requirements = scripts.join("requirements.txt");
    let version = process::output(Command::new("python3").arg("-VV"))?;
    let stamp = format!("{version}{}", read(&requirements)?);
    let interpreter = folder.join("bin/python");
    if is_current(folder, &stamp) {
        return Ok(interpreter);
    }
    println!("   making the Python environment");
    remove(folder)?;
    process::output(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let mut pip = Command::new(&interpreter);
    pip.args(["-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]);
    process::output(pip.arg("--requirement").arg(&requirements))?;
    write(&folder.join(STAMP), stamp)?;
    Ok(interpreter)
}

/// Node with the modules of `package-lock.json` beside the scripts.
pub struct Node {
    /// The interpreter
    pub program: PathBuf,
    folder: PathBuf,
}

/// A folder with the modules of `package.json`, exactly as the lock file says.
pub fn node(scripts: &Path, folder: &Path) -> Result<Node> {
    let runs = |program| process::succeeds(Command::new(program).arg("--version"));
    if !runs("node") || !runs("npm") {
        packages::install(&["nodejs", "npm"], "to run the JavaScript client")?;
    }
    let version = process::output(Command::new("node").arg("--version"))?;
    if major(&version).is_none_or(|major| major < NODE_VERSION_MIN) {
        bail!("Node {NODE_VERSION_MIN} or newer is needed to run the JavaScript client, found {version}");
    }
    let node = Node { program: PathBuf::from("node"), folder: folder.to_path_buf() };
    let (manifest, lock) = (read(&scripts.join("package.json"))?, read(&scripts.join("package-lock.json"))?);
    let stamp = format!("{version}{manifest}{lock}");
    if is_current(folder, &stamp) {
        return Ok(node);
    }
    println!("   installing the Node modules");
    remove(folder)?;
    write(&folder.join("package.json"), manifest)?;
    write(&folder.join("package-lock.json"), lock)?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    process::output(npm.current_dir(folder))?;
    write(&folder.join(STAMP), stamp)?;
    Ok(node)
}

impl Node {
    /// Copies a script to where its modules are: Node looks for them beside the script and above.
    pub fn place(&self, script: &Path) -> Result<PathBuf> {
        let copy = self.folder.join(script.file_name().context("a script has a name")?);
        write(&copy, read(script)?)?;
        Ok(copy)
    }
}

/// `v20.19.2` -> 20.
fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

fn is_current(folder: &Path, stamp: &str) -> bool {
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|made_from| made_from == stamp)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn node_says_its_version() {
        assert_eq!(major("v20.19.2\n"), Some(20));
        assert_eq!(major("18.0.0"), Some(18));
        assert_eq!(major("something else"), None);
    }
}
