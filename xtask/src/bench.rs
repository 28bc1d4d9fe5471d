//! `cargo xtask bench`: builds funchal and the load generator for speed, and runs them.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::postgres::Cluster;
use crate::{process, workspace};

/// The variable that tells the load generator where PostgreSQL is.
const POSTGRES_VARIABLE: &str = "FUNCHAL_TEST_POSTGRES";
/// Options of `bench run` with which no PostgreSQL is needed.
const WITHOUT_POSTGRES: &[&str] = &["--without-postgres", "--growth", "--help", "-h"];

/// What `cargo xtask bench` takes: the options of `bench run`, such as `--only seed,page` or `--markdown`.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// Options of the load generator; `--help` lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
    options: Vec<OsString>,
}

/// Builds, starts a throwaway PostgreSQL unless there is one or none is wanted, and measures.
pub fn run(arguments: &Arguments) -> Result<()> {
    process::catch_interrupts()?;
    process::run(workspace::cargo().args([
        "build",
        "--release",
        "--package",
        "funchal",
        "--package",
        "bench",
    ]))?;
    let programs = workspace::target().join("release");
    let mut command = Command::new(programs.join("bench"));
    command.arg("run").arg("--funchal").arg(programs.join("funchal"));
    command.arg("--folder").arg(workspace::target().join("bench"));
    command.args(&arguments.options);
    let wants_none = arguments.options.iter().any(|option| {
        let option = option.to_string_lossy();
        WITHOUT_POSTGRES.iter().any(|without| option.split('=').next() == Some(without))
    });
    // Stops the cluster at the end, whatever the end is.
    let cluster = match env::var_os(POSTGRES_VARIABLE) {
        None if !wants_none => Some(Cluster::start()?),
        _ => None,
    };
    if let Some(cluster) = &cluster {
        command.env(POSTGRES_VARIABLE, cluster.url());
    }
    process::run(&mut command)
}
