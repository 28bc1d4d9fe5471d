//! T1: the clock of the machine jumps, stops and passes awkward days under a running server.
//!
//! The binary runs under Debian's libfaketime, which reads its time from a file; the clock inside is tested with the
//! server in process. `FUNCHAL_FAKETIME` names another place of the library.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::datetime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use testkit::Database;

use super::http::{Answer, Client, Request};
use super::place::databases;
use super::program::{Ended, Home, Running};

/// Token lifetime of this test, and what a token is forgiven on both sides of it (PROTOCOL.md 7), in seconds.
const LIFETIME: i64 = 600;
const LEEWAY: i64 = 300;
/// Seconds that may pass between setting the clock and the server looking at it, on a busy machine.
const SLACK: i64 = 60;
const HOUR: i64 = 3_600;

/// A clock that runs as this test says.
struct FakeClock {
    file: PathBuf,
    library: PathBuf,
}

impl FakeClock {
    fn new(home: &Home) -> FakeClock {
        let clock = FakeClock { file: home.path().join("clock"), library: library() };
        clock.set("+0");
        clock
    }

    fn set(&self, text: &str) {
        let new = self.file.with_extension("new");
        std::fs::write(&new, text).expect("the clock can be set");
        std::fs::rename(&new, &self.file).expect("the clock can be set");
    }

    /// Seconds ahead of the true time; the clock goes on from there.
    fn ahead(&self, seconds: i64) {
        self.set(&format!("{seconds:+}"));
    }

    /// Goes on from a moment.
    fn at(&self, moment: Timestamp) {
        self.ahead(moment.duration_since(true_time()).as_secs());
    }

    /// Stands still at a moment.
    fn stop_at(&self, moment: Timestamp) {
        self.set(&moment.strftime("%Y-%m-%d %H:%M:%S").to_string());
    }

    fn apply(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_NO_CACHE", "1")
            // Waiting takes the time it takes; only the time of day is ours.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("DONT_FAKE_MONOTONIC", "1")
            .env("TZ", "UTC");
    }
}

fn true_time() -> Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().expect("it is after 1970");
    Timestamp::UNIX_EPOCH + SignedDuration::try_from(since).expect("it is not so late")
}

fn library() -> PathBuf {
    let named = std::env::var_os("FUNCHAL_FAKETIME").map(PathBuf::from);
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let debian = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    named.into_iter().chain(debian).find(|path| Path::is_file(path)).unwrap_or_else(|| {
        panic!(
            "the clock tests need libfaketime: run cargo xtask test, which installs it, install it yourself (Debian, \
             Ubuntu: `sudo apt-get install faketime`), or name the library in FUNCHAL_FAKETIME"
        )
    })
}

/// A server under the clock, and what to ask of it.
struct Place {
    home: Home,
    clock: FakeClock,
    server: Running,
    lines: String,
}

impl Place {
    fn start(database: Database) -> Place {
        let home = Home::on(database);
        let clock = FakeClock::new(&home);
        let server = home.serve_with(&[], |command| clock.apply(command));
        let company = format!("/api/v2.0/companies({})", server.company);
        let journals = server.client().read(&format!("{company}/customerPaymentJournals"));
        let journal = journals["value"][0]["id"].as_str().unwrap_or_default();
        let lines = format!("{company}/customerPaymentJournals({journal})/customerPayments");
        Place { home, clock, server, lines }
    }

    /// A token made at the time the clock shows.
    fn token(&self) -> String {
        let mut command = self.home.command(&["token", "--expires", &LIFETIME.to_string()]);
        self.clock.apply(&mut command);
        Ended::of(&command.output().expect("funchal can be started")).success().trim().to_owned()
    }

    fn client(&self) -> Client {
        Client::new(&self.server.address, &self.token())
    }

    fn status(&self, token: &str) -> u16 {
        Client::new(&self.server.address, token).ask(&Request::get(&self.lines)).status
    }

    /// Creates a payment on a posting date of its own, which no clock may touch.
    fn create(&self, client: &mut Client) -> Value {
        let body = json!({ "customerNumber": "C-100", "amount": -1, "postingDate": "2024-02-29" });
        made(&client.ask(&Request::new("POST", &self.lines).json(&body)), 201)
    }

    fn change(&self, client: &mut Client, line: &Value, description: &str) -> Value {
        let target = format!("{}({})", self.lines, line["id"].as_str().unwrap_or_default());
        let change = Request::new("PATCH", target)
            .header("If-Match", "*")
            .json(&json!({ "description": description }));
        made(&client.ask(&change), 200)
    }

    fn end(self) {
        self.server.signal("TERM");
        let (ended, _) = self.server.wait();
        assert_eq!(ended.code, Some(0), "{}", ended.text);
        assert!(!ended.text.contains("panicked"), "{}", ended.text);
        self.home.run(&["check"]).success();
    }
}

fn made(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    let line = answer.json();
    assert_eq!(line["postingDate"], "2024-02-29");
    line
}

fn modified(line: &Value) -> Timestamp {
    line["lastModifiedDateTime"].as_str().unwrap_or_default().parse().expect("a time of change")
}

#[test]
fn tokens_hold_with_a_leeway_of_five_minutes_whatever_the_clock_does() {
    databases().into_iter().map(Place::start).for_each(hold_tokens);
}

fn hold_tokens(place: Place) {
    let token = place.token();
    let states = [
        (0, 200),
        (LIFETIME - SLACK, 200),
        (LIFETIME + LEEWAY - SLACK, 200),
        (LIFETIME + LEEWAY + SLACK, 401),
        (HOUR, 401),
        (10 * 365 * 24 * HOUR, 401),
        // Back again: what was once good and is remembered is judged by the time it is now.
        (0, 200),
        (SLACK - LEEWAY, 200),
        (-LEEWAY - SLACK, 401),
        (-HOUR, 401),
        (0, 200),
    ];
    for (seconds, status) in states {
        place.clock.ahead(seconds);
        assert_eq!(place.status(&token), status, "at {seconds} s, seen before");
        // A token nobody has seen yet is judged alike.
        place.clock.ahead(0);
        let fresh = place.token();
        place.clock.ahead(seconds);
        assert_eq!(place.status(&fresh), status, "at {seconds} s, not seen before");
    }
    place.end();
}

/// Moments that programs get wrong, just before they come.
fn awkward_moments() -> Vec<(&'static str, Timestamp)> {
    let utc = |year, month, day, hour, minute, second| {
        TimeZone::UTC.to_timestamp(datetime(year, month, day, hour, minute, second, 0)).expect("a moment")
    };
    vec![
        ("one hour ahead", true_time() + SignedDuration::from_hours(1)),
        ("one hour back", true_time() - SignedDuration::from_hours(1)),
        ("ten years ahead", true_time() + SignedDuration::from_hours(10 * 365 * 24)),
        ("29 February begins", utc(2028, 2, 28, 23, 59, 59)),
        ("29 February ends", utc(2028, 2, 29, 23, 59, 59)),
        ("the year ends", utc(2027, 12, 31, 23, 59, 59)),
        ("daylight saving begins in Europe", utc(2027, 3, 28, 0, 59, 59)),
        ("daylight saving ends in Europe", utc(2027, 10, 31, 0, 59, 59)),
        ("32 bits run out", utc(2038, 1, 19, 3, 14, 7)),
    ]
}

#[test]
fn no_moment_is_too_awkward_and_no_row_grows_younger() {
    databases().into_iter().map(Place::start).for_each(pass_awkward_moments);
}

fn pass_awkward_moments(place: Place) {
    let mut old = place.create(&mut place.client());
    for (name, moment) in awkward_moments() {
        place.clock.at(moment);
        let mut client = place.client();
        let new = place.create(&mut client);
        let late = modified(&new).duration_since(moment);
        assert!((-1..SLACK).contains(&late.as_secs()), "{name}: made {late:?} after {moment}");
        let changed = place.change(&mut client, &old, name);
        assert!(modified(&changed) >= modified(&old), "{name}: {changed} is older than {old}");
        assert_ne!(changed["@odata.etag"], old["@odata.etag"], "{name}");
        old = changed;
    }
    // Far back again, the rows keep their latest time and still get new etags.
    place.clock.ahead(0);
    let changed = place.change(&mut place.client(), &old, "back at last");
    assert_eq!(modified(&changed), modified(&old));
    assert_ne!(changed["@odata.etag"], old["@odata.etag"]);
    place.end();
}

#[test]
fn a_clock_that_stands_still_stops_nothing() {
    databases().into_iter().map(Place::start).for_each(stand_still);
}

fn stand_still(place: Place) {
    let moment = true_time().round(jiff::Unit::Second).expect("a whole second");
    place.clock.stop_at(moment);
    let mut client = place.client();
    let first = place.create(&mut client);
    assert_eq!(modified(&first), moment);
    let mut etags = vec![first["@odata.etag"].clone()];
    for number in 0..20 {
        let changed = place.change(&mut client, &first, &number.to_string());
        assert_eq!(modified(&changed), moment);
        etags.push(changed["@odata.etag"].clone());
        // Ids are made from the time, among other things.
        etags.push(place.create(&mut client)["@odata.etag"].clone());
    }
    let count = etags.len();
    etags.sort_by_key(Value::to_string);
    etags.dedup();
    assert_eq!(etags.len(), count, "two versions of one etag");
    place.end();
}
