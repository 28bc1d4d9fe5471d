//! How long funchal takes from its start to the first 200, and the memory it has when nobody asks.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::funchal::Funchal;
use crate::server::{Server, tail};

const STARTS: usize = 10;
const READY_SECONDS_MAX: u64 = 30;
/// Between two looks whether the server listens.
const LOOK_MICROSECONDS: u64 = 200;

/// What was found about starting.
#[derive(Clone, Debug, Default)]
pub struct Starts {
    /// Median, in milliseconds, by what was started.
    pub milliseconds: Vec<(&'static str, f64)>,
    /// Resident memory a second after the start, before any request but the first.
    pub idle_bytes: Vec<(&'static str, u64)>,
}

impl Starts {
    /// Starts on a database with data in it, several times.
    pub fn measure_existing(&mut self, name: &'static str, funchal: &Funchal, log: &Path) -> Result<()> {
        let mut times = Vec::new();
        for number in 0..STARTS {
            let (server, time) = start(funchal, false, log)?;
            times.push(time);
            if number == 0 {
                thread::sleep(Duration::from_secs(1));
                self.idle_bytes.push((name, server.memory_bytes()?.0));
            }
        }
        self.milliseconds.push((name, median(times)));
        Ok(())
    }

    /// Starts with `--demo` on a new file each time.
    pub fn measure_demo(&mut self, name: &'static str, program: &Path, folder: &Path) -> Result<()> {
        let mut times = Vec::new();
        for number in 0..STARTS {
            let funchal = Funchal::on_sqlite(program, &folder.join(format!("demo-{number}.db")));
            let (_server, time) = start(&funchal, true, &folder.join("demo.log"))?;
            times.push(time);
        }
        self.milliseconds.push((name, median(times)));
        Ok(())
    }
}

fn start(funchal: &Funchal, demo: bool, log: &Path) -> Result<(Server, Duration)> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let command = funchal.serve_command(&address, demo);
    let began = Instant::now();
    let server = Server::spawn(command, log, address.clone())?;
    while !is_ready(&address) {
        if began.elapsed() > Duration::from_secs(READY_SECONDS_MAX) {
            bail!("funchal was not ready after {READY_SECONDS_MAX} s. It said:\n{}", tail(log));
        }
        thread::sleep(Duration::from_micros(LOOK_MICROSECONDS));
    }
    Ok((server, began.elapsed()))
}

fn is_ready(address: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(READY_SECONDS_MAX)))?;
        stream
            .write_all(b"GET /health/ready HTTP/1.1\r\nHost: bench.localhost\r\nConnection: close\r\n\r\n")?;
        let mut status_line = [0; 12];
        stream.read_exact(&mut status_line)?;
        Ok(&status_line == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}
