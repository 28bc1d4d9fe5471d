//! The requests that are measured, made from ids that exist.

use std::sync::Arc;

use bytes::Bytes;
use clap::ValueEnum;

use crate::http;
use crate::load::Random;
use crate::sample::{Payment, Sample};

/// GETs in one batch.
const BATCH_REQUESTS: usize = 20;
/// Batches that are sent in turn.
const BATCHES: usize = 500;
/// Bodies of POST that are sent in turn.
const POSTS: usize = 1_000;
/// Amounts that the page of the company asks for.
const AMOUNTS: i64 = 100;

/// A kind of request: a row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Kind {
    /// GET of one payment by its keys
    Seed,
    /// A page of 100 payments of one journal
    Page,
    /// A page of 100 payments of the company, filtered by amount, latest first
    CompanyPage,
    /// GET of one payment with $select and $expand=customer
    Expand,
    /// POST of a payment
    Post,
    /// A batch of 20 GETs
    Batch,
}

impl Kind {
    /// What the tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Seed => "one payment",
            Kind::Page => "page of 100, one journal",
            Kind::CompanyPage => "page of 100, company, $filter, $orderby",
            Kind::Expand => "one payment, $select, $expand",
            Kind::Post => "POST of a payment",
            Kind::Batch => "batch of 20 GETs",
        }
    }

    pub fn expected_status(self) -> u16 {
        if self == Kind::Post { 201 } else { 200 }
    }
}

/// A request before it is bytes.
pub struct Request {
    pub method: &'static str,
    pub target: String,
    pub body: String,
}

/// All requests of one kind.
pub struct Workload {
    pub kind: Kind,
    pub requests: Vec<Request>,
    /// The same as bytes, with the token.
    pub bytes: Arc<Vec<Bytes>>,
}

impl Workload {
    pub fn new(kind: Kind, sample: &Sample, token: &str) -> Workload {
        let requests = requests(kind, sample);
        let bytes = requests
            .iter()
            .map(|request| http::request(request.method, &request.target, token, &request.body).into());
        let bytes = Arc::new(bytes.collect());
        Workload { kind, requests, bytes }
    }
}

fn get(target: String) -> Request {
    Request { method: "GET", target, body: String::new() }
}

fn requests(kind: Kind, sample: &Sample) -> Vec<Request> {
    let company = format!("/beta/financials/companies/{}", sample.company);
    let journals = sample.journals.iter().map(|id| format!("{company}/customerPaymentJournals/{id}"));
    let payments = || sample.payments.iter().map(|payment| url(sample, payment));
    match kind {
        Kind::Seed => payments().map(|url| get(format!("/beta{url}"))).collect(),
        Kind::Page => journals.map(|journal| get(format!("{journal}/customerPayments?$top=100"))).collect(),
        Kind::CompanyPage => (1..=AMOUNTS)
            .map(|step| {
                let filter = format!("$filter=amount%20lt%20-{}", step * 100);
                get(format!("{company}/customerPayments?{filter}&$orderby=postingDate%20desc&$top=100"))
            })
            .collect(),
        Kind::Expand => {
            let options = "$select=id,customerNumber,postingDate,amount&$expand=customer";
            payments().map(|url| get(format!("/beta{url}?{options}"))).collect()
        }
        Kind::Post => posts(sample, &journals.collect::<Vec<_>>()),
        Kind::Batch => {
            let mut random = Random::new(20);
            (0..BATCHES).map(|_| batch(sample, &mut random)).collect()
        }
    }
}

/// The URL of a payment below the root of the face.
fn url(sample: &Sample, payment: &Payment) -> String {
    format!(
        "/financials/companies/{}/customerPaymentJournals/{}/customerPayments/{}",
        sample.company, payment.journal, payment.id
    )
}

fn posts(sample: &Sample, journals: &[String]) -> Vec<Request> {
    let mut random = Random::new(30);
    let post = |number: usize| {
        let customer = &sample.customer_numbers[random.below(sample.customer_numbers.len())];
        let (euros, cents, day) = (1 + random.below(20_000), random.below(100), 1 + random.below(28));
        let body = format!(
            "{{\"customerNumber\":\"{customer}\",\"postingDate\":\"2025-03-{day:02}\",\
             \"externalDocumentNumber\":\"BANK-{number:08}\",\"amount\":-{euros}.{cents:02}}}"
        );
        let target = format!("{}/customerPayments", journals[number % journals.len()]);
        Request { method: "POST", target, body }
    };
    (0..POSTS).map(post).collect()
}

fn batch(sample: &Sample, random: &mut Random) -> Request {
    let parts: Vec<String> = (1..=BATCH_REQUESTS)
        .map(|number| {
            let payment = &sample.payments[random.below(sample.payments.len())];
            format!("{{\"id\":\"{number}\",\"method\":\"GET\",\"url\":\"{}\"}}", url(sample, payment))
        })
        .collect();
    let body = format!("{{\"requests\":[{}]}}", parts.join(","));
    Request { method: "POST", target: "/beta/$batch".to_owned(), body }
}
