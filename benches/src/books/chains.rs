//! Chains of requests, each sent once: what one answers can be named by the next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;

use crate::http::{self, Connection};
use crate::load::Outcome;

/// In targets: the id that the first request of the chain answered with.
pub const MADE: &str = "{made}";

/// Requests that follow each other.
#[derive(Clone)]
pub struct Chain {
    pub token: Arc<str>,
    pub requests: Vec<Request>,
}

#[derive(Clone)]
pub struct Request {
    pub method: &'static str,
    pub target: String,
    pub body: String,
}

/// Sends all chains over some connections. The latency is that of a whole chain. Errors: any answer that is no 2xx.
pub async fn run(address: &str, chains: Vec<Chain>, connections: usize) -> Result<Outcome> {
    let waiting = Arc::new(Mutex::new(VecDeque::from(chains)));
    let mut senders = JoinSet::new();
    for _ in 0..connections {
        let connection = Connection::open(address).await?;
        senders.spawn(send(connection, waiting.clone()));
    }
    let began = Instant::now();
    let mut outcome = Outcome::default();
    while let Some(sent) = senders.join_next().await {
        outcome.latencies_microseconds.extend(sent.context("a sender ended in a panic")??);
    }
    outcome.elapsed = began.elapsed();
    Ok(outcome)
}

async fn send(mut connection: Connection, waiting: Arc<Mutex<VecDeque<Chain>>>) -> Result<Vec<u32>> {
    let mut latencies = Vec::new();
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(chain) = next else { return Ok(latencies) };
        let sent = Instant::now();
        let mut made = String::new();
        for request in &chain.requests {
            let target = request.target.replace(MADE, &made);
            let bytes = http::request(request.method, &target, &chain.token, &request.body);
            let (status, body) = connection.fetch(&bytes).await?;
            if !(200..300).contains(&status) {
                bail!("{} {target}: status {status}: {}", request.method, String::from_utf8_lossy(&body));
            }
            if made.is_empty() && !body.is_empty() {
                let entity: serde_json::Value = serde_json::from_slice(&body)?;
                made = entity["id"].as_str().unwrap_or_default().to_owned();
            }
        }
        latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
}
