//! H7: requests made to cost much are refused at once, and others do not notice.

use std::io::{BufReader, ErrorKind, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use surfaces::face::Face;
use testkit::{Database, Setup};

use super::http::{Client, Request, connect, read_answer};
use super::place::{Place, databases};
use super::verdict::error_fault;

/// A refusal that needs no waiting comes within this.
const REFUSAL_MAX: Duration = Duration::from_secs(1);
/// Another client waits at most this long meanwhile; the machine may be busy with other tests.
const BYSTANDER_MAX: Duration = Duration::from_secs(2);
/// How often a refusal and the wait of another client are timed; the shortest counts, since the machine is shared.
const TIMES: usize = 3;
const IDLE_CONNECTIONS: usize = 2_000;
/// Timeouts of the test's server, so that waiting for them does not take long.
const HEADER_SECONDS: u64 = 2;
const BODY_SECONDS: u64 = 2;
/// How much later than its timeout a slow client may be sent away: the server looks every five seconds.
const DELAY_SECONDS: u64 = 15;

fn place(database: Database) -> Place {
    let mut setup = Setup::new(database);
    setup.config.limits.header_read_timeout = Duration::from_secs(HEADER_SECONDS);
    setup.config.limits.body_read_timeout = Duration::from_secs(BODY_SECONDS);
    Place::start_with(setup)
}

/// Runs a test while another client reads on and on, and fails when that one had to wait each time.
fn beside_a_bystander(place: &Place, mut test: impl FnMut()) {
    let mut shortest = Duration::MAX;
    for _ in 0..TIMES {
        shortest = shortest.min(longest_wait_beside(place, &mut test));
        if shortest < BYSTANDER_MAX {
            return;
        }
    }
    panic!("another client waited {shortest:?}");
}

fn longest_wait_beside(place: &Place, test: impl FnOnce()) -> Duration {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let bystander = scope.spawn(|| {
            let mut client = place.client();
            let target = format!("{}/customers?$top=5", place.company_path(Face::V2));
            let mut longest = Duration::ZERO;
            while !is_over.load(Ordering::Relaxed) {
                let began = Instant::now();
                client.read(&target);
                longest = longest.max(began.elapsed());
                thread::sleep(Duration::from_millis(5));
            }
            longest
        });
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(test));
        is_over.store(true, Ordering::Relaxed);
        let longest = bystander.join().expect("the other client is answered");
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
        longest
    })
}

/// A request and the statuses that refuse it.
#[derive(Clone)]
struct Bomb {
    name: &'static str,
    request: Request,
    statuses: &'static [u16],
}

fn bomb(name: &'static str, request: Request, statuses: &'static [u16]) -> Bomb {
    Bomb { name, request, statuses }
}

fn in_urls(company: &str) -> Vec<Bomb> {
    let filter = |text: String| Request::get(format!("{company}/customers?$filter={text}"));
    let deep = |depth: usize| format!("{}1%20eq%201{}", "(".repeat(depth), ")".repeat(depth));
    let calls = format!("{}number{}%20eq%20''", "trim(".repeat(1_000), ")".repeat(1_000));
    let nots = format!("{}(1%20eq%201)", "not%20".repeat(1_000));
    let ors = vec!["number%20eq%20'a'"; 4_000].join("%20or%20");
    let sums = format!("creditLimit%20eq%201{}", "%20add%201".repeat(1_200));
    let list = format!("number%20in%20({})", vec!["'a'"; 3_500].join(","));
    let lambda = format!("{}1%20eq%201{}", "a/any(a:".repeat(500), ")".repeat(500));
    let expand = (0..60).fold("customerPayments".to_owned(), |inner, depth| {
        let name = if depth % 2 == 0 { "customerPaymentJournal" } else { "customerPayments" };
        format!("{name}($expand={inner})")
    });
    let wide = vec!["customerPayments"; 900].join(",");
    let level = |text: String| Request::get(format!("{company}/customerPaymentJournals?$expand={text}"));
    vec![
        bomb("1,000 parentheses", filter(deep(1_000)), &[400]),
        bomb("parentheses never closed", filter("(".repeat(5_000)), &[400]),
        bomb("1,000 calls", filter(calls), &[400]),
        bomb("1,000 not", filter(nots), &[400]),
        bomb("4,000 or", filter(ors), &[400, 414, 431]),
        bomb("1,200 add", filter(sums), &[400]),
        bomb("3,500 items of in", filter(list), &[400, 414]),
        bomb("500 lambdas", filter(lambda), &[400]),
        bomb("60 levels of $expand", level(expand), &[400]),
        bomb("900 $expand", level(wide), &[400]),
        bomb(
            "900 $select",
            level(format!("customerPayments($select={})", vec!["id"; 900].join(","))),
            &[400],
        ),
        bomb("aliases in a ring", filter("@a%20eq%201&@a=@b&@b=@a".into()), &[400]),
        bomb("5,000 path segments", Request::get(format!("{company}{}", "/a".repeat(5_000))), &[400, 404]),
        bomb("a URL of 20 KB", filter(format!("number%20eq%20'{}'", "a".repeat(20_000))), &[414]),
        bomb("a URL of 10 MB", filter(format!("number%20eq%20'{}'", "a".repeat(10_000_000))), &[414, 431]),
        bomb("a header of 1 MB", Request::get(company).header("X-Long", "a".repeat(1_000_000)), &[431]),
        bomb(
            "a token of 60 KB",
            Request::get(company).header("Authorization", format!("Bearer {}", "a".repeat(60_000))),
            &[401, 431],
        ),
    ]
}

fn in_bodies(company: &str) -> Vec<Bomb> {
    let customers = format!("{company}/customers");
    let post = |body: Vec<u8>| {
        let mut request = Request::new("POST", &customers).header("Content-Type", "application/json");
        request.body = Some(body);
        request
    };
    let operation = |id: usize| json!({ "id": id.to_string(), "method": "GET", "url": "companies" });
    let operations: Vec<Value> = (0..1_000).map(operation).collect();
    let journals = format!("{company}/customerPaymentJournals");
    let deep = format!("{}1{}", "{\"address\":".repeat(10_000), "}".repeat(10_000));
    let children = vec!["{}"; 100_000].join(",");
    let mut zipped = post(b"\x1f\x8b\x08\x00\x00\x00\x00\x00".to_vec());
    zipped.headers.push(("Content-Encoding".into(), "gzip".into()));
    let parts = "--b\r\nContent-Type: application/http\r\n\r\nGET companies HTTP/1.1\r\n\r\n".repeat(1_000);
    let mut multipart =
        Request::new("POST", "/api/v2.0/$batch").header("Content-Type", "multipart/mixed; boundary=b");
    multipart.body = Some(format!("{parts}--b--\r\n").into_bytes());
    vec![
        bomb("a body of 40 MB", post(vec![b' '; 40_000_000]), &[413]),
        bomb("10,000 arrays", post("[".repeat(10_000).into_bytes()), &[400]),
        bomb("10,000 objects", post(deep.into_bytes()), &[400]),
        bomb(
            "a number of 1 MB",
            post(format!("{{\"creditLimit\":{}}}", "9".repeat(1_000_000)).into_bytes()),
            &[400],
        ),
        bomb(
            "a text of 5 MB",
            post(format!("{{\"displayName\":\"{}\"}}", "a".repeat(5_000_000)).into_bytes()),
            &[400],
        ),
        bomb("100,000 members", post(many_members().into_bytes()), &[400]),
        bomb("a compressed body", zipped, &[415]),
        bomb(
            "1,000 operations",
            Request::new("POST", "/api/v2.0/$batch").json(&json!({ "requests": operations })),
            &[400, 413],
        ),
        bomb("1,000 parts", multipart, &[400, 413]),
        bomb(
            "100,000 broken children",
            Request::new("POST", &journals).json(
                &serde_json::from_str(&format!("{{\"code\":\"MANY\",\"customerPayments\":[{children},1]}}"))
                    .unwrap_or_default(),
            ),
            &[400, 413],
        ),
    ]
}

fn many_members() -> String {
    let members: Vec<String> = (0..100_000).map(|number| format!("\"m{number}\":1")).collect();
    format!("{{{}}}", members.join(","))
}

#[test]
fn costly_requests_are_refused_at_once() {
    databases().into_iter().map(place).for_each(|place| refuse_costly_requests(&place));
}

fn refuse_costly_requests(place: &Place) {
    let company = place.company_path(Face::V2);
    let bombs = [in_urls(&company), in_bodies(&company)].concat();
    let mut findings = Vec::new();
    beside_a_bystander(place, || {
        for bomb in &bombs {
            findings.extend(finding(place, bomb));
        }
    });
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

fn finding(place: &Place, bomb: &Bomb) -> Option<String> {
    let mut shortest = Duration::MAX;
    for _ in 0..TIMES {
        let bytes = bomb.request.bytes(&place.address, &place.token);
        let began = Instant::now();
        let answer = match Client::new(&place.address, "").send_bytes(&bytes, false) {
            Ok(answer) => answer,
            Err(error) => return Some(format!("{}: no answer: {error}", bomb.name)),
        };
        shortest = shortest.min(began.elapsed());
        let text: String = answer.text().chars().take(300).collect();
        if !bomb.statuses.contains(&answer.status) {
            return Some(format!("{}: {} instead of {:?}: {text}", bomb.name, answer.status, bomb.statuses));
        }
        // What is too long for HTTP itself never reaches a face.
        let is_framing = answer.body.is_empty() && answer.header("request-id").is_none();
        if let Some(fault) = error_fault(Face::V2, &answer).filter(|_| !is_framing) {
            return Some(format!("{}: {fault}: {text}", bomb.name));
        }
        if shortest < REFUSAL_MAX {
            return None;
        }
    }
    Some(format!("{}: refused after {shortest:?}", bomb.name))
}

/// Headers, and a body, that come byte by byte: 408 or the end of the connection, not much after the timeout.
#[test]
fn slow_clients_are_sent_away() {
    databases().into_iter().map(place).for_each(|place| send_slow_clients_away(&place));
}

fn send_slow_clients_away(place: &Place) {
    beside_a_bystander(place, || {
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| slow_headers(place));
                scope.spawn(|| slow_body(place));
            }
        });
    });
}

fn slow_headers(place: &Place) {
    let mut stream = TcpStream::connect(&place.address).expect("the server accepts");
    stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a timeout can be set");
    let began = Instant::now();
    let text = format!("GET {} HTTP/1.1\r\nX: ", place.company_path(Face::V2));
    let mut bytes = text.bytes().chain(std::iter::repeat(b'a'));
    // The end is looked for each time a byte has been sent.
    while began.elapsed() < Duration::from_secs(HEADER_SECONDS + DELAY_SECONDS) {
        if stream.write_all(&[bytes.next().unwrap_or(b'a')]).is_err() || is_over(&stream) {
            return;
        }
    }
    panic!("headers may take {:?}", began.elapsed());
}

/// Whether the server answered or went away.
fn is_over(stream: &TcpStream) -> bool {
    match stream.peek(&mut [0]) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

fn slow_body(place: &Place) {
    let target = format!("{}/customers", place.company_path(Face::V2));
    let request = Request::new("POST", target)
        .header("Content-Type", "application/json")
        .header("Content-Length", "1000");
    let bytes = request.bytes(&place.address, &place.token);
    let mut connection = connect(&place.address).expect("the server accepts");
    connection.get_mut().write_all(&bytes).expect("a head can be sent");
    let mut writer = connection.get_ref().try_clone().expect("a socket has two ends");
    thread::scope(|scope| {
        let sending = scope.spawn(move || {
            for _ in 0..100 {
                if writer.write_all(b" ").is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(50));
            }
        });
        let began = Instant::now();
        let answer = read_answer(&mut connection, false).expect("a slow body is answered");
        assert_eq!(answer.status, 408, "{}", answer.text());
        assert!(
            began.elapsed() < Duration::from_secs(BODY_SECONDS + DELAY_SECONDS),
            "a body may take {:?}",
            began.elapsed()
        );
        assert_eq!(error_fault(Face::V2, &answer), None);
        drop(connection);
        sending.join().expect("the sender ends");
    });
}

#[test]
fn idle_connections_hinder_nobody() {
    databases().into_iter().map(place).for_each(|place| hold_idle_connections(&place));
}

fn hold_idle_connections(place: &Place) {
    // Both ends are in this process.
    let connections = IDLE_CONNECTIONS.min(files_max().saturating_sub(300) / 2);
    if connections < IDLE_CONNECTIONS {
        eprintln!(
            "with {connections} connections: the limit of open files is too low for {IDLE_CONNECTIONS}"
        );
    }
    beside_a_bystander(place, || {
        let idle: Vec<_> = (0..connections).map(|_| TcpStream::connect(&place.address)).collect();
        assert!(idle.iter().all(Result::is_ok), "a connection was refused");
        let mut client = place.client();
        for _ in 0..50 {
            client.read(&place.company_path(Face::GraphBeta));
        }
        // One of them comes to life in time.
        let last = idle.into_iter().flatten().next_back().expect("there is one");
        let mut last = BufReader::new(last);
        let request = Request::get(place.company_path(Face::V1)).bytes(&place.address, &place.token);
        if last.get_mut().write_all(&request).is_ok() {
            assert_eq!(read_answer(&mut last, false).map(|answer| answer.status).ok(), Some(200));
        }
    });
}

/// The soft limit of open files of this process.
fn files_max() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(1_024)
}
