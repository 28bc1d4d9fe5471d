//! Seeds of random tests that failed: kept in `tests/seeds/`, a file for each test, and tried first by every later run.
//!
//! Property tests take their configuration from [`config`]. A test that draws from a seed of its own goes through
//! [`Seeds`].

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::{Path, PathBuf},
};

use proptest::test_runner::{Config, FileFailurePersistence};

/// The configuration of the property tests of a module: `seeds::config(module_path!())`. What fails is kept in the
/// file of the module and tried first from then on. The number of cases is the usual one, or `PROPTEST_CASES`.
pub fn config(module: &str) -> Config {
    config_in(&folder(), module)
}

/// The same for tests that want more or fewer cases than usual: so many, unless `PROPTEST_CASES` says otherwise.
pub fn config_of(module: &str, cases: u32) -> Config {
    let config = config(module);
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { Config { cases, ..config } }
}

fn config_in(folder: &Path, module: &str) -> Config {
    let file = file_in(folder, module).to_string_lossy().into_owned();
    // The library wants a path that lasts as long as the program; there is one for each test.
    let kept = FileFailurePersistence::Direct(Box::leak(file.into_boxed_str()));
    Config { failure_persistence: Some(Box::new(kept)), ..Config::default() }
}

/// The seeds with which a test has failed before: numbers, one a line; what follows a `#` is said to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeds {
    file: PathBuf,
}

impl Seeds {
    /// Those of the test with this name.
    pub fn of(test: &str) -> Seeds {
        Seeds { file: file_in(&folder(), test) }
    }

    /// Runs the test with every seed it failed with before, then with new ones; the first that fails is kept too.
    ///
    /// # Panics
    ///
    /// As the test does.
    pub fn run(&self, new: impl IntoIterator<Item = u64>, test: impl Fn(u64)) {
        let kept = self.kept();
        for seed in &kept {
            eprintln!("seed {seed}, with which the test has failed before");
            test(*seed);
        }
        for seed in new.into_iter().filter(|seed| !kept.contains(seed)) {
            self.run_one(seed, &test);
        }
    }

    /// Runs the test with one seed, which is kept should it fail.
    ///
    /// # Panics
    ///
    /// As the test does.
    pub fn run_one(&self, seed: u64, test: impl FnOnce(u64)) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| test(seed))) {
            self.keep(seed);
            resume_unwind(panic);
        }
    }

    fn kept(&self) -> Vec<u64> {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        text.lines().filter_map(|line| line.split('#').next()?.trim().parse().ok()).collect()
    }

    fn keep(&self, seed: u64) {
        if self.kept().contains(&seed) {
            return;
        }
        let file = OpenOptions::new().create(true).append(true).open(&self.file);
        match file.and_then(|mut file| writeln!(file, "{seed}")) {
            Ok(()) => eprintln!("seed {seed} is kept in {}; commit it with the repair", self.file.display()),
            Err(error) => eprintln!("seed {seed} could not be kept in {}: {error}", self.file.display()),
        }
    }
}

fn folder() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    project.unwrap_or(Path::new("")).join("tests/seeds")
}

/// `finance::choices::tests` has the file `finance-choices-tests.txt`.
fn file_in(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{}.txt", name.replace("::", "-")))
}

#[cfg(test)]
mod tests;
