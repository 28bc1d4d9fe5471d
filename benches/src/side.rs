//! One database with its servers: funchal on it, bare servers on a copy of it, all asked the same.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use tokio::runtime::Runtime;

use crate::cell::Subject;
use crate::folder::Folder;
use crate::funchal::Funchal;
use crate::sample::{self, Sample};
use crate::server::Server;
use crate::setting::Setting;
use crate::start::Starts;
use crate::workload::Workload;
use crate::{answers, postgres};

/// Servers that answer the same requests.
pub struct Side {
    pub servers: Vec<(Subject, Server)>,
    pub workloads: Vec<Workload>,
}

/// Fills a SQLite file, measures starts on it, and starts funchal, (a) and (b).
pub fn sqlite(setting: &Setting, folder: &Folder, runtime: &Runtime, starts: &mut Starts) -> Result<Side> {
    let (file, copy) = (folder.file("funchal.db"), folder.file("copy.db"));
    let funchal = Funchal::on_sqlite(&setting.funchal, &file);
    eprintln!("filling a SQLite database");
    funchal.generate(setting, setting.payments)?;
    fs::copy(&file, &copy).context("cannot copy the database")?;
    let sample = sample::from_sqlite(&copy)?;
    eprintln!("starting funchal again and again");
    starts.measure_existing("existing SQLite database", &funchal, &folder.file("start.log"))?;
    starts.measure_demo("making the demo company", &setting.funchal, folder.path())?;
    let mut side = Side::with_funchal(Subject::FunchalSqlite, setting, folder, &funchal, &sample)?;
    let copy = copy.display().to_string();
    let peers = [
        (Subject::PeerMemory, vec!["peer-memory"]),
        (Subject::PeerSqlite, vec!["peer-sqlite", "--database", &copy]),
    ];
    side.add_peers(folder, runtime, &peers)?;
    Ok(side)
}

/// Fills a PostgreSQL database, and starts funchal and (c).
pub fn postgres(
    setting: &Setting,
    server: &str,
    folder: &Folder,
    runtime: &Runtime,
    starts: &mut Starts,
) -> Result<Side> {
    let (url, copy) = runtime.block_on(postgres::create(server))?;
    let funchal = Funchal::on_postgres(&setting.funchal, &url);
    eprintln!("filling a PostgreSQL database");
    funchal.generate(setting, setting.payments)?;
    runtime.block_on(postgres::copy(server, &url))?;
    let sample = runtime.block_on(sample::from_postgres(&copy))?;
    starts.measure_existing("existing PostgreSQL database", &funchal, &folder.file("start.log"))?;
    let mut side = Side::with_funchal(Subject::FunchalPostgres, setting, folder, &funchal, &sample)?;
    let peers = [(Subject::PeerPostgres, vec!["peer-postgres", "--database", &copy])];
    side.add_peers(folder, runtime, &peers)?;
    Ok(side)
}

impl Side {
    fn with_funchal(
        subject: Subject,
        setting: &Setting,
        folder: &Folder,
        funchal: &Funchal,
        sample: &Sample,
    ) -> Result<Side> {
        let token = funchal.token()?;
        let server = funchal.serve(&folder.file(&format!("{subject:?}.log")))?;
        let kinds = setting.kinds().into_iter();
        let workloads = kinds.map(|kind| Workload::new(kind, sample, &token)).collect();
        Ok(Side { servers: vec![(subject, server)], workloads })
    }

    /// Takes funchal's answers, starts bare servers that know them, and checks that they answer the same.
    fn add_peers(
        &mut self,
        folder: &Folder,
        runtime: &Runtime,
        peers: &[(Subject, Vec<&str>)],
    ) -> Result<()> {
        let (subject, funchal) = self.servers.first().context("funchal comes first")?;
        eprintln!("asking {subject} for its answers");
        let answers = runtime.block_on(answers::fetch(&funchal.address, &self.workloads))?;
        let file = folder.file(&format!("{subject:?}.answers"));
        answers::save(&file, &answers)?;
        for (subject, arguments) in peers {
            let mut command = Command::new(std::env::current_exe()?);
            command.args(arguments).arg("--answers").arg(&file);
            let server = Server::start(command, &folder.file(&format!("{subject:?}.log")))?;
            let name = subject.to_string();
            runtime.block_on(answers::compare(&name, &server.address, &self.workloads, &answers))?;
            self.servers.push((*subject, server));
        }
        Ok(())
    }
}
