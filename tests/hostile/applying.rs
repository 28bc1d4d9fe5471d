//! B3: many clients pay the same few invoices at once, each from a journal of its own: no invoice is paid beyond its
//! amount, no entry number is missing or taken twice, and nobody is told of a deadlock. Once more with two servers on
//! one PostgreSQL, half of the clients at each.
//!
//! `FUNCHAL_HOSTILE_PAYMENTS` sets how many payments are tried, over all databases together; the gate takes 6,600,
//! which are about 20,000 requests.

use std::collections::BTreeMap;
use std::thread;

use serde_json::{Value, json};
use surfaces::face::Face;
use testkit::Database;

use super::http::{Client, Request};
use super::place::{Place, databases};
use super::random::{Random, count, with_seeds};

const PAYMENTS: usize = 640;
const CLIENTS: usize = 64;
const INVOICES: usize = 10;
/// Of each invoice.
const AMOUNT: i64 = 1_000;

#[test]
fn no_invoice_is_paid_beyond_its_amount() {
    with_seeds("hostile-applying", |seed| {
        let places = databases().into_iter().map(Place::start).collect();
        pay_at_once(places, count("FUNCHAL_HOSTILE_PAYMENTS", PAYMENTS), seed);
    });
}

#[test]
fn two_servers_pay_no_invoice_beyond_its_amount() {
    if databases().contains(&Database::Postgres) {
        with_seeds("hostile-applying-pair", |seed| {
            let payments = count("FUNCHAL_HOSTILE_PAYMENTS", PAYMENTS) / 2;
            pay_at_once(vec![Place::start_pair()], payments, seed);
        });
    }
}

fn pay_at_once(places: Vec<Place>, payments: usize, seed: u64) {
    let tries = payments.div_ceil(places.len() * CLIENTS);
    for place in places {
        let before = last_entry(&mut place.client(), &place);
        let invoices = post_invoices(&place);
        let applied: BTreeMap<usize, i64> = thread::scope(|scope| {
            let (place, invoices) = (&place, &invoices);
            let payers: Vec<_> = (0..CLIENTS)
                .map(|number| scope.spawn(move || pay(place, invoices, number, tries, seed)))
                .collect();
            let mut all = BTreeMap::new();
            for payer in payers {
                for (invoice, amount) in payer.join().expect("a client came to its end") {
                    *all.entry(invoice).or_insert(0) += amount;
                }
            }
            all
        });
        check(&place, &invoices, &applied, before);
        assert!(applied.len() > 1, "{applied:?}");
    }
}

/// Posts the invoices; their ids.
fn post_invoices(place: &Place) -> Vec<String> {
    let company = place.company_path(Face::V2);
    let mut client = place.client();
    // A customer of the template's terms, which grant no discount.
    let body = json!({ "displayName": "Payer", "number": "PAYER" });
    make(&mut client, &format!("{company}/customers"), &body);
    (0..INVOICES)
        .map(|_| {
            let body = json!({
                "customerNumber": "PAYER",
                "salesInvoiceLines": [
                    { "lineType": "Account", "lineObjectNumber": "4100", "quantity": 1, "unitPrice": AMOUNT }
                ]
            });
            let invoice = make(&mut client, &format!("{company}/salesInvoices"), &body);
            let id = invoice["id"].as_str().unwrap_or_default().to_owned();
            let post = format!("{company}/salesInvoices({id})/Microsoft.NAV.post");
            assert_eq!(client.ask(&Request::new("POST", post)).status, 204);
            id
        })
        .collect()
}

fn make(client: &mut Client, target: &str, body: &Value) -> Value {
    let answer = client.ask(&Request::new("POST", target).json(body));
    assert_eq!(answer.status, 201, "POST {target}: {}", answer.text());
    answer.json()
}

/// Pays invoices one after another; what was posted, by invoice.
fn pay(place: &Place, invoices: &[String], number: usize, tries: usize, seed: u64) -> Vec<(usize, i64)> {
    let company = place.company_path(Face::V2);
    let mut client = if number.is_multiple_of(2) { place.client() } else { place.client_of_second() };
    let mut random = Random::new(seed ^ (number as u64 + 1));
    let code = json!({ "code": format!("PAY{number}") });
    let journal = make(&mut client, &format!("{company}/customerPaymentJournals"), &code);
    let journal = journal["id"].as_str().unwrap_or_default().to_owned();
    let lines = format!("{company}/customerPaymentJournals({journal})/customerPayments");
    let post = format!("{company}/journals({journal})/Microsoft.NAV.post");
    let mut posted = Vec::new();
    for _ in 0..tries {
        let invoice = random.below(invoices.len());
        let amount = i64::try_from(1 + random.below(120)).unwrap_or(1);
        let body = json!({ "appliesToInvoiceId": invoices[invoice], "amount": -amount });
        let line = make(&mut client, &lines, &body);
        let answer = client.ask(&Request::new("POST", &post));
        match answer.status {
            204 => posted.push((invoice, amount)),
            // The invoice is paid by now.
            404 => {
                let line = format!("{company}/customerPayments({})", line["id"].as_str().unwrap_or_default());
                let gone = client.ask(&Request::new("DELETE", &line).header("If-Match", "*"));
                assert_eq!(gone.status, 204, "DELETE {line}: {}", gone.text());
            }
            other => panic!("POST {post}: {other} {}", answer.text()),
        }
    }
    posted
}

fn last_entry(client: &mut Client, place: &Place) -> i64 {
    let company = place.company_path(Face::V2);
    let target =
        format!("{company}/generalLedgerEntries?$orderby=entryNumber%20desc&$top=1&$select=entryNumber");
    client.read(&target)["value"][0]["entryNumber"].as_i64().unwrap_or(0)
}

fn check(place: &Place, invoices: &[String], applied: &BTreeMap<usize, i64>, before: i64) {
    let mut client = place.client();
    let own = format!("/api/funchal/finance/v1.0/companies({})", place.company);
    for (index, invoice) in invoices.iter().enumerate() {
        let target = format!(
            "{own}/customerLedgerEntries?$filter=documentId%20eq%20{invoice}&$select=originalAmount,remainingAmount,open"
        );
        let found = client.read(&target);
        let entry = &found["value"][0];
        let number = |name: &str| entry[name].as_f64().unwrap_or(f64::NAN);
        let (original, remaining) = (number("originalAmount"), number("remainingAmount"));
        let paid = applied.get(&index).copied().unwrap_or(0) as f64;
        assert!(remaining >= 0.0 && remaining <= original, "{entry}");
        // The last payment may have been larger than what was left; the rest stays open on it.
        assert!((original - paid).max(0.0) == remaining, "paid {paid}: {entry}");
        assert_eq!(entry["open"], json!(remaining > 0.0), "{entry}");
    }
    let last = last_entry(&mut client, place);
    let company = place.company_path(Face::V2);
    let counted = client.ask(&Request::get(format!(
        "{company}/generalLedgerEntries/$count?$filter=entryNumber%20gt%20{before}"
    )));
    assert_eq!(counted.text().parse::<i64>().ok(), Some(last - before), "entry numbers have gaps");
}
