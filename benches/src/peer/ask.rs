//! What a URL asks for: fixed places and lengths, because only the measured URLs come.

use anyhow::{Context, Result};
use serde::Deserialize;
use uuid::Uuid;

/// Written as text in a URL.
const GUID_BYTES: usize = 36;
/// Amounts are kept as integers of five decimal places.
const AMOUNT_SCALE: i64 = 100_000;

/// The keys of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    pub company: Uuid,
    pub journal: Uuid,
    pub payment: Uuid,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask<'a> {
    Payment(Keys),
    PaymentWithCustomer(Keys),
    Page { company: Uuid, journal: Uuid },
    CompanyPage { company: Uuid, amount_below: i64, query: &'a str },
    Create { company: Uuid, journal: Uuid },
    Batch,
}

/// A batch as it is sent.
#[derive(Deserialize)]
pub struct Batch<'a> {
    #[serde(borrow)]
    pub requests: Vec<BatchItem<'a>>,
}

/// One GET of a batch; its URL lacks the root of the face.
#[derive(Deserialize)]
pub struct BatchItem<'a> {
    pub id: &'a str,
    pub url: &'a str,
}

/// Reads a target. `None` when it is none of those measured.
pub fn parse(is_post: bool, target: &str) -> Option<Ask<'_>> {
    let path = target.strip_prefix("/beta")?;
    if path == "/$batch" {
        return Some(Ask::Batch);
    }
    parse_below_root(is_post, path)
}

/// As [`parse`], without the root of the face.
pub fn parse_below_root(is_post: bool, path: &str) -> Option<Ask<'_>> {
    let (company, rest) = guid(path.strip_prefix("/financials/companies/")?)?;
    if let Some(query) = rest.strip_prefix("/customerPayments?") {
        let amount = query.strip_prefix("$filter=amount%20lt%20")?.split('&').next()?;
        let amount_below = amount.parse::<i64>().ok()? * AMOUNT_SCALE;
        return Some(Ask::CompanyPage { company, amount_below, query });
    }
    let (journal, rest) = guid(rest.strip_prefix("/customerPaymentJournals/")?)?;
    let rest = rest.strip_prefix("/customerPayments")?;
    match (is_post, rest) {
        (true, "") => Some(Ask::Create { company, journal }),
        (false, "?$top=100") => Some(Ask::Page { company, journal }),
        _ => {
            let (payment, rest) = guid(rest.strip_prefix('/')?)?;
            let keys = Keys { company, journal, payment };
            Some(if rest.is_empty() { Ask::Payment(keys) } else { Ask::PaymentWithCustomer(keys) })
        }
    }
}

/// Reads the body of a batch.
pub fn parse_batch(body: &[u8]) -> Result<Batch<'_>> {
    serde_json::from_slice(body).context("not a batch")
}

fn guid(text: &str) -> Option<(Uuid, &str)> {
    let (id, rest) = text.split_at_checked(GUID_BYTES)?;
    Some((Uuid::try_parse(id).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let id = "0f3c1a52-7d0e-4a9b-8a57-0c6de2b4f111";
        let uuid = Uuid::parse_str(id).unwrap();
        let keys = Keys { company: uuid, journal: uuid, payment: uuid };
        let company = format!("/beta/financials/companies/{id}");
        let payments = format!("{company}/customerPaymentJournals/{id}/customerPayments");
        let query = "$filter=amount%20lt%20-200&$orderby=postingDate%20desc&$top=100";
        for (is_post, target, ask) in [
            (false, format!("{payments}/{id}"), Some(Ask::Payment(keys))),
            (false, format!("{payments}/{id}?$select=id"), Some(Ask::PaymentWithCustomer(keys))),
            (false, format!("{payments}?$top=100"), Some(Ask::Page { company: uuid, journal: uuid })),
            (true, payments.clone(), Some(Ask::Create { company: uuid, journal: uuid })),
            (
                false,
                format!("{company}/customerPayments?{query}"),
                Some(Ask::CompanyPage { company: uuid, amount_below: -20_000_000, query }),
            ),
            (true, "/beta/$batch".to_owned(), Some(Ask::Batch)),
            (false, company, None),
            (false, payments, None),
        ] {
            assert_eq!(parse(is_post, &target), ask, "{target}");
        }
    }
}
