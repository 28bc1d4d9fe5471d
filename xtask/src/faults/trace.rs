//! Counting the calls of a request in what strace wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The calls that are made to fail.
pub const CALLS: [&str; 4] = ["pwrite64", "fdatasync", "fsync", "ftruncate"];

/// The calls of the one thread that wrote: how many it made before a request, and how many for it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub before: BTreeMap<String, u32>,
    pub during: BTreeMap<String, u32>,
}

/// `length`: what had been written when the request was sent.
pub fn count(trace: &Path, length: u64) -> Result<Counts> {
    let text = fs::read(trace).with_context(|| trace.display().to_string())?;
    let text = String::from_utf8_lossy(&text);
    let at = usize::try_from(length)?;
    let (before, during) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let writer = during.lines().find_map(|line| call(line).map(|(thread, _)| thread));
    let Some(writer) = writer else { bail!("the request wrote nothing") };
    let of = |part: &str| {
        let mut counts = BTreeMap::new();
        for (thread, call) in part.lines().filter_map(call) {
            if thread == writer {
                *counts.entry(call.to_owned()).or_insert(0) += 1;
            }
        }
        counts
    };
    let others = during.lines().filter_map(call).filter(|(thread, _)| *thread != writer).count();
    if others > 0 {
        bail!("{others} calls of the request came from other threads than the writer");
    }
    Ok(Counts { before: of(before), during: of(during) })
}

/// Whether a call was made to fail.
pub fn was_hit(trace: &Path) -> Result<bool> {
    let text = fs::read(trace).with_context(|| trace.display().to_string())?;
    Ok(String::from_utf8_lossy(&text).contains("(INJECTED)"))
}

/// Thread and name of a call.
fn call(line: &str) -> Option<(&str, &str)> {
    let (thread, rest) = line.split_once(' ')?;
    let (name, _) = rest.trim_start().split_once('(')?;
    CALLS.contains(&name).then_some((thread, name))
}

#[cfg(test)]
mod tests {
    use super::call;

    #[test]
    fn a_line_is_a_call_of_a_thread() {
        assert_eq!(call(r#"12  pwrite64(3</x>, "a", 1, 0) = 1"#), Some(("12", "pwrite64")));
        assert_eq!(call("12 fdatasync(3</x> <unfinished ...>"), Some(("12", "fdatasync")));
        assert_eq!(call("12 <... fdatasync resumed>) = 0"), None);
        assert_eq!(call(r#"12 sendto(3</x>, "a") = 1"#), None);
        assert_eq!(call("12 +++ exited with 0 +++"), None);
    }
}
