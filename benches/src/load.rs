//! The load generator: a closed loop of N connections, each sending its next request when the last is answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use tokio::task::JoinSet;

use crate::http::{self, Connection};
use crate::server::Server;

/// One measurement to take.
pub struct Load {
    pub address: String,
    /// Picked from at random.
    pub requests: Arc<Vec<Bytes>>,
    pub expected_status: u16,
    pub connections: usize,
    /// Sent before anything is counted.
    pub warm_up: Duration,
    pub measured: Duration,
    /// Chooses the requests.
    pub seed: u64,
}

/// What came out of a measurement. Any unexpected answer is an error instead.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// One per answered request, in microseconds.
    pub latencies_microseconds: Vec<u32>,
    pub elapsed: Duration,
    /// CPU time the server used meanwhile.
    pub server_cpu: Duration,
}

impl Outcome {
    /// Adds a further round of the same cell.
    pub fn add(&mut self, other: Outcome) {
        self.latencies_microseconds.extend(other.latencies_microseconds);
        self.elapsed += other.elapsed;
        self.server_cpu += other.server_cpu;
    }
}

/// A small generator of numbers (xorshift64*); which ones does not matter, that they are cheap does.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        ((high * bound as u64) >> 32) as usize
    }
}

/// Sends requests for the given time. Errors: a status that was not expected, or a broken connection.
pub async fn run(load: &Load, server: Option<&Server>) -> Result<Outcome> {
    let begin = Instant::now() + load.warm_up;
    let end = begin + load.measured;
    let mut senders = JoinSet::new();
    for number in 0..load.connections {
        let connection = Connection::open(&load.address).await?;
        let random = Random::new(load.seed ^ ((number as u64 + 1) << 32));
        senders.spawn(send(connection, load.requests.clone(), load.expected_status, random, begin, end));
    }
    let cpu = || server.map_or(Ok(Duration::ZERO), Server::cpu);
    tokio::time::sleep_until(begin.into()).await;
    let (cpu_before, began) = (cpu()?, Instant::now());
    tokio::time::sleep_until(end.into()).await;
    let (server_cpu, elapsed) = (cpu()?.saturating_sub(cpu_before), began.elapsed());
    let mut outcome = Outcome { elapsed, server_cpu, ..Outcome::default() };
    while let Some(sent) = senders.join_next().await {
        outcome.latencies_microseconds.extend(sent.context("a sender ended in a panic")??);
    }
    Ok(outcome)
}

/// One connection's loop. Returns the latency of each request answered between `begin` and `end`.
async fn send(
    mut connection: Connection,
    requests: Arc<Vec<Bytes>>,
    expected_status: u16,
    mut random: Random,
    begin: Instant,
    end: Instant,
) -> Result<Vec<u32>> {
    let mut latencies = Vec::with_capacity(1 << 16);
    loop {
        let request = &requests[random.below(requests.len())];
        let sent = Instant::now();
        let status = connection.send(request).await?;
        let answered = Instant::now();
        if status != expected_status {
            let (_, body) = connection.fetch(request).await?;
            let line = String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned();
            bail!("{line}: status {status} instead of {expected_status}: {}", String::from_utf8_lossy(&body));
        }
        if answered >= end {
            return Ok(latencies);
        }
        if answered >= begin {
            let microseconds = answered.duration_since(sent).as_micros();
            latencies.push(u32::try_from(microseconds).unwrap_or(u32::MAX));
        }
    }
}

/// A runtime for the generator: half the processors, so that the server has the other half.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Ok(builder.worker_threads((processors / 2).max(1)).enable_all().build()?)
}

/// The options of `bench load`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Host and port
    address: String,
    /// Path and query
    target: String,
    #[arg(long, default_value = "")]
    token: String,
    #[arg(long, default_value_t = 16)]
    connections: usize,
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
}

/// Runs one load and prints its figures.
pub fn by_hand(arguments: &Arguments) -> Result<()> {
    let request = http::request("GET", &arguments.target, &arguments.token, "");
    let load = Load {
        address: arguments.address.clone(),
        requests: Arc::new(vec![request.into()]),
        expected_status: 200,
        connections: arguments.connections,
        warm_up: Duration::from_millis(300),
        measured: Duration::from_secs_f64(arguments.seconds),
        seed: 1,
    };
    let figures = crate::cell::Figures::of(runtime()?.block_on(run(&load, None))?);
    println!(
        "{:.0} requests/s, p50 {:.3} ms, p99 {:.3} ms",
        figures.requests_per_second, figures.p50_milliseconds, figures.p99_milliseconds
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_spread() {
        let mut random = Random::new(7);
        let mut seen = [0_u32; 10];
        for _ in 0..10_000 {
            seen[random.below(10)] += 1;
        }
        assert!(seen.iter().all(|count| (850..1_150).contains(count)), "{seen:?}");
    }
}
