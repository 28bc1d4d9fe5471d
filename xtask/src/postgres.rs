//! A throwaway PostgreSQL cluster for tests: made, started, and always stopped and removed.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{packages, process, workspace};

/// Folder names are this and the id of the xtask that owns them, so that an orphan can be told.
const FOLDER_PREFIX: &str = "funchal-postgres-";
/// The path of a Unix socket has a limit of about 107 bytes; the socket's own name needs 30 of them.
const SOCKET_FOLDER_BYTES_MAX: usize = 75;
const START_ATTEMPTS_MAX: u32 = 3;

/// A running cluster. Dropping it stops the server and removes its folder.
pub struct Cluster {
    tools: Tools,
    folder: PathBuf,
    port: u16,
}

/// The programs of one PostgreSQL installation and the user they run as.
struct Tools {
    programs: PathBuf,
    user: Option<SystemUser>,
}

/// A user that is not root: PostgreSQL refuses to run as root.
#[derive(Clone, Copy)]
struct SystemUser {
    user_id: u32,
    group_id: u32,
}

impl Cluster {
    /// Makes and starts a cluster on a free port of 127.0.0.1, installing PostgreSQL when it is missing
    /// and we may. Orphans of earlier runs are stopped and removed first.
    pub fn start() -> Result<Self> {
        let tools = Tools::find()?;
        let parents = tools.possible_parents();
        for parent in &parents {
            remove_orphans(&tools, parent);
        }
        let parent = parents
            .iter()
            .find(|parent| tools.can_enter(parent))
            .context("no folder the PostgreSQL user can enter: set TMPDIR to one")?;
        let folder = parent.join(format!("{FOLDER_PREFIX}{}", std::process::id()));
        tools.make_folder(&folder)?;
        let mut cluster = Self { tools, folder, port: 0 };
        cluster.initialise()?;
        for attempt in 1.. {
            process::check_interrupt()?;
            match cluster.listen() {
                Ok(()) => break,
                // Another process may have taken the port between our look and the start.
                Err(_) if attempt < START_ATTEMPTS_MAX => {}
                Err(error) => return Err(error),
            }
        }
        Ok(cluster)
    }

    /// Where the cluster listens, as `FUNCHAL_TEST_POSTGRES` wants it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn initialise(&self) -> Result<()> {
        let mut command = self.tools.command("initdb", &self.folder);
        command.arg("--pgdata").arg(self.data());
        command.args(["--encoding=UTF8", "--locale=C", "--auth=trust", "--username=postgres"]);
        process::output(&mut command).map(drop)
    }

    /// Starts the server on a free port and returns when it answers. Settings stay as a user would have
    /// them (fsync included), but for the connections that parallel tests need.
    fn listen(&mut self) -> Result<()> {
        self.port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let log = self.folder.join("server.log");
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c max_connections=200 -c unix_socket_directories='{}'",
            self.port,
            self.folder.display()
        );
        let mut command = self.tools.command("pg_ctl", &self.folder);
        command.args(["start", "--wait", "--timeout=60", "--silent"]);
        command.arg("--pgdata").arg(self.data()).arg("--log").arg(&log).arg("--options").arg(options);
        // Not `output`: the server inherits the pipes and would keep them open.
        process::run(&mut command)
            .with_context(|| format!("log of the server:\n{}", fs::read_to_string(&log).unwrap_or_default()))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.tools.stop_and_remove(&self.folder);
    }
}

impl Tools {
    /// Finds the newest PostgreSQL, installing it when there is none, and the user to run it as.
    fn find() -> Result<Self> {
        let programs = match find_programs() {
            Some(programs) => programs,
            None => install()?,
        };
        let user = if process::is_root() { Some(SystemUser::find()?) } else { None };
        Ok(Self { programs, user })
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(self.programs.join(program));
        // The tools complain about a working directory their user cannot enter.
        command.current_dir(folder).env("LC_ALL", "C");
        self.become_user(&mut command);
        command
    }

    fn become_user(&self, command: &mut Command) {
        if let Some(user) = self.user {
            command.uid(user.user_id).gid(user.group_id);
        }
    }

    /// The target folder first; a checkout may lie where the other user cannot go or too deep for a
    /// socket, so the system's temporary folder comes second.
    fn possible_parents(&self) -> Vec<PathBuf> {
        let temporary = env::temp_dir().canonicalize().unwrap_or_else(|_| env::temp_dir());
        let mut parents = vec![workspace::target(), temporary];
        parents.retain(|parent| parent.as_os_str().len() <= SOCKET_FOLDER_BYTES_MAX);
        parents
    }

    fn can_enter(&self, folder: &Path) -> bool {
        let mut command = Command::new("test");
        command.arg("-x").arg(folder).current_dir("/");
        self.become_user(&mut command);
        process::succeeds(&mut command)
    }

    fn make_folder(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        if let Some(user) = self.user {
            chown(folder, Some(user.user_id), Some(user.group_id))?;
        }
        Ok(())
    }

    /// Stops the server of a cluster folder, if it runs, and removes the folder. Says what it could not do.
    fn stop_and_remove(&self, folder: &Path) {
        let data = folder.join("data");
        if data.join("postmaster.pid").exists() {
            for mode in ["fast", "immediate"] {
                let mut command = self.command("pg_ctl", folder);
                command.args(["stop", "--wait", "--timeout=20", "--mode", mode]);
                if process::succeeds(command.arg("--pgdata").arg(&data)) {
                    break;
                }
            }
        }
        if let Err(error) = fs::remove_dir_all(folder) {
            eprintln!("   could not remove {}: {error}", folder.display());
        }
    }
}

impl SystemUser {
    fn find() -> Result<Self> {
        for name in ["postgres", "nobody"] {
            if let (Ok(user_id), Ok(group_id)) = (id("-u", name), id("-g", name)) {
                return Ok(Self { user_id, group_id });
            }
        }
        bail!("PostgreSQL does not run as root: add a user (`useradd --system postgres`) and run again")
    }
}

fn id(option: &str, name: &str) -> Result<u32> {
    Ok(process::output(Command::new("id").args([option, name]))?.trim().parse()?)
}

/// The folder with the programs: the highest version below Debian's folder, else where PATH leads.
fn find_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, programs)| has_programs(programs))
        .collect();
    versions.sort();
    versions.pop().map(|(_, programs)| programs).or_else(|| {
        let path = env::var_os("PATH")?;
        env::split_paths(&path).find(|folder| has_programs(folder))
    })
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "pg_ctl"].iter().all(|program| folder.join(program).exists())
}

/// Installs Debian's PostgreSQL without the system-wide cluster it would otherwise set up and start.
fn install() -> Result<PathBuf> {
    let configuration = Path::new("/etc/postgresql-common/createcluster.conf");
    if process::is_root() && Path::new("/etc/debian_version").exists() && !configuration.exists() {
        fs::create_dir_all("/etc/postgresql-common")?;
        fs::write(configuration, "create_main_cluster = false\n")?;
    }
    packages::install(&["postgresql"], "to test on PostgreSQL")?;
    find_programs().context("PostgreSQL was installed but initdb and pg_ctl are not where they should be")
}

/// Clears away what a killed run left behind: folders whose xtask no longer lives.
fn remove_orphans(tools: &Tools, parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(FOLDER_PREFIX)?.parse().ok());
        let orphan = |owner: u32| owner == std::process::id() || !process::is_alive(owner);
        // A folder we cannot read belongs to another user's run.
        if owner.is_some_and(orphan) && fs::read_dir(entry.path()).is_ok() {
            println!("   removing {}, left by an earlier run", entry.path().display());
            tools.stop_and_remove(&entry.path());
        }
    }
}
