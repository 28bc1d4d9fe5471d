//! Failures while the log is carried over into the database, which happens after answers and of itself.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::books::Books;
use super::case::{Fault, Place};
use super::{Operation, trace};
use crate::http::{Client, Outcome};
use crate::strace;

/// So many payments fill the log at least once.
const PAYMENTS_MAX: usize = 400;
/// SQLite flushes with one of these, as it was built.
const FLUSH: &str = "fsync,fdatasync";
/// Payments that must go well after the disk had no room for a moment.
const PAYMENTS_AFTER: usize = 5;

/// The first write to the database file and its first flush.
pub fn run(books: &Books, folder: &Path) -> Result<()> {
    for (call, fault) in [
        ("pwrite64", Fault::Kill),
        ("pwrite64", Fault::InputOutput),
        ("pwrite64", Fault::NoSpace),
        (FLUSH, Fault::Kill),
        (FLUSH, Fault::InputOutput),
        (FLUSH, Fault::NoSpace),
    ] {
        case(books, &Place::make(folder)?, call, fault)
            .with_context(|| format!("carrying the log over, {fault:?} at {call}"))?;
    }
    Ok(())
}

fn case(books: &Books, place: &Place, call: &str, fault: Fault) -> Result<()> {
    books.copy_to(place)?;
    let program = place.program(&books.binary);
    let wrapping = place.wrapping_of(&[""], &fault.options(call, 1));
    let mut server = program.start_wrapped(&wrapping)?;
    let tracer = strace::tracer_of(server.process_id())?;
    let mut client = Client::new(&server.address, &books.token);
    let goes_on = fault == Fault::NoSpace && call == "pwrite64";
    let mut acknowledged = Vec::new();
    let mut left = PAYMENTS_AFTER;
    for number in 0.. {
        let (path, body) = books.request(Operation::CarryOver);
        match client.send("POST", &path, body.as_ref()) {
            Outcome::Answered(answer) if answer.status == 201 => {
                let made: serde_json::Value = serde_json::from_slice(&answer.body)?;
                acknowledged.push(made["id"].as_str().context("a payment without id")?.to_owned());
            }
            Outcome::Answered(answer) if answer.status == 503 && !goes_on && fault != Fault::Kill => break,
            Outcome::NotSent | Outcome::Unknown if fault == Fault::Kill => break,
            Outcome::Answered(answer) => bail!("payment {number} was answered {}", answer.describe()),
            Outcome::NotSent | Outcome::Unknown => bail!("payment {number} had no answer"),
        }
        if goes_on && trace::was_hit(&place.trace())? {
            left -= 1;
            if left == 0 {
                break;
            }
        }
        if number > PAYMENTS_MAX {
            bail!("the server went on after the failure, or nothing was carried over");
        }
    }
    if fault != Fault::Kill {
        books.snapshot(&mut client).context("reading after the failure")?;
    }
    server.end()?;
    strace::wait_for_end(tracer)?;
    if fault != Fault::Kill && !trace::was_hit(&place.trace())? {
        bail!("the call did not come");
    }
    program.check_log()?;
    let server = program.start().context("restarting")?;
    let mut client = Client::new(&server.address, &books.token);
    for id in &acknowledged {
        client.get(&format!("/api/v2.0/companies({})/customerPayments({id})", books.company))?;
    }
    let (path, body) = books.request(Operation::CarryOver);
    client.post(&[], &path, body.as_ref())?;
    drop(server);
    program.check()
}
