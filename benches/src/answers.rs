//! funchal's own answers, kept in a file: what the bare servers answer from memory, and what they are compared with.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use bytes::Bytes;

use crate::http::Connection;
use crate::workload::{Kind, Workload};

/// Answers that a bare server's own are compared with, for each kind.
const COMPARED: usize = 20;
/// From here on an answer may differ: the token of the next page is each server's own.
const NEXT_LINK: &[u8] = b",\"@odata.nextLink\"";

/// Answers by method and target, as `GET /beta/...`.
pub type Answers = HashMap<String, Bytes>;

/// Asks a server for everything in the workloads once. Of several bodies to one target the first is sent.
pub async fn fetch(address: &str, workloads: &[Workload]) -> Result<Answers> {
    let mut connection = Connection::open(address).await?;
    let mut answers = Answers::new();
    for workload in workloads {
        for (request, bytes) in workload.requests.iter().zip(workload.bytes.iter()) {
            let key = format!("{} {}", request.method, request.target);
            if answers.contains_key(&key) {
                continue;
            }
            let (status, body) = connection.fetch(bytes).await?;
            if status != workload.kind.expected_status() {
                bail!("{key}: status {status}: {}", String::from_utf8_lossy(&body));
            }
            answers.insert(key, body.into());
        }
    }
    Ok(answers)
}

/// Writes answers for [`load`]: each text with its length before it.
pub fn save(path: &Path, answers: &Answers) -> Result<()> {
    let mut bytes = Vec::new();
    for (key, answer) in answers {
        for text in [key.as_bytes(), answer] {
            bytes.extend_from_slice(&u32::try_from(text.len())?.to_le_bytes());
            bytes.extend_from_slice(text);
        }
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Reads what [`save`] wrote.
pub fn load(path: &Path) -> Result<Answers> {
    let bytes = Bytes::from(fs::read(path).with_context(|| format!("cannot read {}", path.display()))?);
    let mut position = 0;
    let mut next = || -> Option<Bytes> {
        let length = u32::from_le_bytes(bytes.get(position..position + 4)?.try_into().ok()?);
        let start = position + 4;
        position = start + length as usize;
        (position <= bytes.len()).then(|| bytes.slice(start..position))
    };
    let mut answers = Answers::new();
    while let Some(key) = next() {
        let answer = next().context("the file of answers ends early")?;
        answers.insert(String::from_utf8(key.to_vec())?, answer);
    }
    Ok(answers)
}

/// Checks that a bare server answers as funchal does, so that the work compared is the same.
pub async fn compare(name: &str, address: &str, workloads: &[Workload], expected: &Answers) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    for workload in workloads.iter().filter(|workload| workload.kind != Kind::Post) {
        let mut seen = std::collections::HashSet::new();
        for (request, bytes) in workload.requests.iter().zip(workload.bytes.iter()).take(COMPARED) {
            let key = format!("{} {}", request.method, request.target);
            if !seen.insert(key.clone()) {
                continue;
            }
            let (_, body) = connection.fetch(bytes).await?;
            let wanted = &expected[&key];
            if comparable(&body) != comparable(wanted) {
                bail!(
                    "{name} answers {key} with\n{}\nwhere funchal has\n{}",
                    String::from_utf8_lossy(&body),
                    String::from_utf8_lossy(wanted)
                );
            }
        }
    }
    Ok(())
}

fn comparable(body: &[u8]) -> &[u8] {
    &body[..memchr::memmem::find(body, NEXT_LINK).unwrap_or(body.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparing() {
        assert_eq!(comparable(b"{\"value\":[],\"@odata.nextLink\":\"x\"}"), b"{\"value\":[]");
        assert_eq!(comparable(b"{}"), b"{}");
    }
}
