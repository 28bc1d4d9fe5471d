//! `cargo xtask test`: every check a change must pass, in order, stopping at the first that fails.

use std::time::Instant;

use anyhow::{Result, anyhow};
use clap::ValueEnum;

use crate::postgres::Cluster;
use crate::{clients, crash, faults, flips, packages, powerloss, process, tidy, workspace};

/// The variable that tells the tests where PostgreSQL is.
const POSTGRES_VARIABLE: &str = "FUNCHAL_TEST_POSTGRES";

/// What `cargo xtask test` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Run only this step (may be repeated, or several with commas between)
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    only: Vec<Step>,
    /// Leave this step out (may be repeated, or several with commas between)
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    skip: Vec<Step>,
}

/// The steps in the order they run: cheap ones first.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Step {
    /// Formatting (`cargo fmt --check`)
    Fmt,
    /// Dependency arrows, sizes, banned words (`cargo xtask tidy`)
    Tidy,
    /// Lints, warnings as errors
    Clippy,
    /// Start a throwaway PostgreSQL for the steps after it
    Postgres,
    /// All Rust tests
    Unit,
    /// Kill the server under load, over and over (`cargo xtask crash`), on both databases
    Crash,
    /// Let every write and flush of a request fail (`cargo xtask faults`)
    Faults,
    /// Cut the power in thought at thousands of moments (`cargo xtask powerloss`)
    Powerloss,
    /// Flip bits of a closed database (`cargo xtask flips`)
    Flips,
    /// The real Microsoft clients (Python, Node) against a running funchal
    Clients,
}

/// What steps leave for later ones; dropping it stops what they started.
#[derive(Default)]
struct State {
    cluster: Option<Cluster>,
}

/// Runs the chosen steps. Fails with the first step that fails and what to do about it.
pub fn run(arguments: &Arguments) -> Result<()> {
    process::catch_interrupts()?;
    let started = Instant::now();
    let mut state = State::default();
    let steps = chosen(arguments);
    for step in &steps {
        let step_started = Instant::now();
        let name = step.name();
        println!("== {name}");
        step.run(&mut state).map_err(|error| {
            // Nobody needs advice about what they stopped themselves.
            let advice = if process::check_interrupt().is_ok() { step.advice() } else { "" };
            anyhow!("step `{name}`: {error:#}\n\n{advice}")
        })?;
        println!("ok {name} {:.1} s", step_started.elapsed().as_secs_f32());
    }
    println!("all {} steps passed in {:.1} s", steps.len(), started.elapsed().as_secs_f32());
    Ok(())
}

fn chosen(arguments: &Arguments) -> Vec<Step> {
    let wanted = |step: &Step| arguments.only.is_empty() || arguments.only.contains(step);
    let steps = Step::value_variants().iter().copied();
    steps.filter(|step| wanted(step) && !arguments.skip.contains(step)).collect()
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self, state: &mut State) -> Result<()> {
        match self {
            Self::Fmt => cargo(state, &["fmt", "--all", "--check"]),
            Self::Tidy => tidy::run(),
            Self::Clippy => cargo(state, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
            Self::Postgres => start_postgres(state),
            Self::Unit => {
                if state.cluster.is_none() && std::env::var_os(POSTGRES_VARIABLE).is_none() {
                    println!("   without PostgreSQL: run `--only postgres,unit` to test on it too");
                }
                packages::need_faketime()?;
                cargo(state, &["test", "--workspace"])
            }
            Self::Crash => crash::gate(),
            Self::Faults => faults::gate(),
            Self::Powerloss => powerloss::gate(),
            Self::Flips => flips::gate(),
            Self::Clients => clients::run(),
        }
    }

    /// The next thing to do for somebody who sees this step fail.
    fn advice(self) -> &'static str {
        match self {
            Self::Fmt => "Run `cargo fmt --all` and look at the difference.",
            Self::Tidy => {
                "Each finding above names its rule and the way out; `cargo xtask tidy` repeats them."
            }
            Self::Clippy => {
                "Fix the warnings above; `cargo xtask test --only clippy` repeats this step alone."
            }
            Self::Postgres => {
                "Install PostgreSQL, or set FUNCHAL_TEST_POSTGRES=postgres://USER@HOST:PORT/DB to a server \
                 made for tests."
            }
            Self::Unit => {
                "Run the failing test alone: `cargo test -p CRATE NAME`; `--only postgres,unit` repeats this \
                 step."
            }
            Self::Crash => "The seed above repeats the run: `cargo xtask crash --seed SEED`.",
            Self::Faults => {
                "The request and the call above are the case: `cargo xtask faults --only REQUEST` repeats it."
            }
            Self::Powerloss => "The seed above repeats the choices: `cargo xtask powerloss --seed SEED`.",
            Self::Flips => "The seed above repeats the flips: `cargo xtask flips --seed SEED`.",
            Self::Clients => {
                "The checks above name the call; `cargo xtask test --only clients` repeats this step."
            }
        }
    }
}

fn cargo(state: &State, arguments: &[&str]) -> Result<()> {
    let mut command = workspace::cargo();
    command.args(arguments);
    if let Some(cluster) = &state.cluster {
        command.env(POSTGRES_VARIABLE, cluster.url());
    }
    process::run(&mut command)
}

fn start_postgres(state: &mut State) -> Result<()> {
    if std::env::var_os(POSTGRES_VARIABLE).is_some() {
        println!("   using the server named in {POSTGRES_VARIABLE}");
        return Ok(());
    }
    let cluster = Cluster::start()?;
    println!("   {POSTGRES_VARIABLE}={}", cluster.url());
    state.cluster = Some(cluster);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[Step], skip: &[Step]) -> String {
        let arguments = Arguments { only: only.to_vec(), skip: skip.to_vec() };
        chosen(&arguments).into_iter().map(Step::name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn steps_run_in_their_order_whatever_the_order_asked() {
        assert_eq!(names(&[], &[]), "fmt tidy clippy postgres unit crash faults powerloss flips clients");
        assert_eq!(names(&[Step::Unit, Step::Postgres], &[]), "postgres unit");
        assert_eq!(
            names(&[], &[Step::Clippy, Step::Clients]),
            "fmt tidy postgres unit crash faults powerloss flips"
        );
        assert_eq!(names(&[Step::Fmt], &[Step::Fmt]), "");
    }
}
