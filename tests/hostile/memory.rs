//! L2: how much memory a request takes, as the kernel sees it (VmHWM, RELIABILITY.md).

use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::http::{Request, connect, read_answer};
use super::place::databases;
use super::program::{Home, Running};

const ROWS: usize = 20_000;
/// Most a request may need beyond what the idle server holds, in KiB.
const ABOVE_IDLE_KIB_MAX: u64 = 32 * 1024;
/// The same for a body that turns out to be too large: it is held up to the limit of 16 MiB, and its place grows.
const BODY_KIB_MAX: u64 = 64 * 1024;
/// Each request is sent this many times; the highest mark counts.
const TIMES: usize = 3;

#[test]
fn requests_stay_below_their_ceiling() {
    for database in databases() {
        eprintln!("{database:?}");
        measure(&Home::on(database));
    }
}

fn measure(home: &Home) {
    let first = home.serve(&[]);
    first.signal("TERM");
    assert_eq!(first.wait().0.code, Some(0));
    let rows = ROWS.to_string();
    home.run(&["generate", "--customers", "100", "--payments", &rows, "--journals", "1"]).success();
    let server = home.serve(&[]);
    let company = format!("/api/v2.0/companies({})", server.company);
    let lines =
        format!("{company}/customerPaymentJournals({})/customerPayments", fullest_journal(&server, &company));
    let first = server.client().read(&format!("{lines}?$top=1"));
    let one = format!("{lines}({})", first["value"][0]["id"].as_str().unwrap_or_default());
    let operation = |number: usize| json!({ "id": number.to_string(), "method": "GET", "url": one.trim_start_matches("/api/v2.0/") });
    let operations: Vec<Value> = (0..100).map(operation).collect();
    let batch = Request::new("POST", "/api/v2.0/$batch").json(&json!({ "requests": operations }));
    let cases = [
        ("one row", Request::get(&one), ABOVE_IDLE_KIB_MAX),
        ("a page of 20,000 rows", Request::get(&lines), ABOVE_IDLE_KIB_MAX),
        (
            "a page of 20,000 rows, with $expand",
            Request::get(format!("{lines}?$expand=customer")),
            ABOVE_IDLE_KIB_MAX,
        ),
        ("a batch of 100 operations", batch, ABOVE_IDLE_KIB_MAX),
    ];
    drop(server);
    let mut table = Vec::new();
    let mut findings = Vec::new();
    let mut note = |name: &str, above: u64, most: u64| {
        table.push(format!("| {name} | {above} | {most} |"));
        if above > most {
            findings.push(format!("{name}: {above} KiB above idle, at most {most} are allowed"));
        }
    };
    for (name, request, most) in cases {
        let ask = |server: &Running| {
            let answer = server.client().ask(&request);
            assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        };
        note(name, above_idle(home, ask), most);
    }
    let announced = above_idle(home, |server| refused_at_once(server, &company));
    note("an announced body of 350 MB, refused", announced, ABOVE_IDLE_KIB_MAX);
    let chunked = above_idle(home, |server| refused_on_the_way(server, &company));
    note("a body of 350 MB in chunks, refused", chunked, BODY_KIB_MAX);
    eprintln!("{}", table.join("\n"));
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// The high mark of a fresh server, less what it held before: memory kept from earlier requests does not count.
fn above_idle(home: &Home, ask: impl Fn(&Running)) -> u64 {
    let server = home.serve(&[]);
    server.client().read("/api/v2.0/companies");
    let idle = settled(&server);
    forget_high_mark(&server);
    (0..TIMES).for_each(|_| ask(&server));
    status_kib(&server, "VmHWM").saturating_sub(idle)
}

fn fullest_journal(server: &Running, company: &str) -> String {
    let mut client = server.client();
    let journals = client.read(&format!("{company}/customerPaymentJournals?$select=id"));
    let ids = journals["value"].as_array().into_iter().flatten().filter_map(|journal| journal["id"].as_str());
    let counted = ids.map(|id| {
        let target = format!("{company}/customerPaymentJournals({id})/customerPayments/$count");
        (client.ask(&Request::get(target)).text().parse().unwrap_or(0), id.to_owned())
    });
    let (count, id): (usize, String) = counted.max().unwrap_or_default();
    assert!(count >= ROWS, "the fullest journal has {count} lines");
    id
}

const LENGTH: usize = 350 * 1024 * 1024;

fn head(company: &str) -> Request {
    Request::new("POST", format!("{company}/customers")).header("Content-Type", "application/json")
}

fn refused_at_once(server: &Running, company: &str) {
    let announced = head(company).header("Content-Length", LENGTH.to_string());
    let mut connection = connect(&server.address).expect("the server accepts");
    let bytes = announced.bytes(&server.address, &server.token);
    connection.get_mut().write_all(&bytes).expect("a head can be sent");
    let answer = read_answer(&mut connection, false).expect("the refusal comes before the body");
    assert_eq!(answer.status, 413, "{}", answer.text());
}

fn refused_on_the_way(server: &Running, company: &str) {
    let chunked = head(company).header("Transfer-Encoding", "chunked");
    let mut connection = connect(&server.address).expect("the server accepts");
    let bytes = chunked.bytes(&server.address, &server.token);
    connection.get_mut().write_all(&bytes).expect("a head can be sent");
    let chunk = [format!("{:x}\r\n", 1 << 20).into_bytes(), vec![b' '; 1 << 20], b"\r\n".to_vec()].concat();
    for _ in 0..LENGTH >> 20 {
        // The server may close before it has seen all.
        if connection.get_mut().write_all(&chunk).is_err() {
            break;
        }
    }
    if let Ok(answer) = read_answer(&mut connection, false) {
        assert_eq!(answer.status, 413, "{}", answer.text());
    }
}

/// Resident memory once nothing changes any more.
fn settled(server: &Running) -> u64 {
    let mut before = 0;
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(100));
        let now = status_kib(server, "VmRSS");
        if now == before {
            break;
        }
        before = now;
    }
    before
}

fn forget_high_mark(server: &Running) {
    let path = format!("/proc/{}/clear_refs", server.child.id());
    std::fs::write(path, "5").expect("the kernel forgets the high mark of our child");
}

fn status_kib(server: &Running, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_else(|| panic!("no {name} in {status}"))
}
