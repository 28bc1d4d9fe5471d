//! What `serve --demo` makes, and the request it prints.

use store::{Store, StoreError, demo_company};
use uuid::Uuid;

use crate::clock;
use crate::failure::Failure;

/// How long the printed token holds: one day.
pub const TOKEN_SECONDS: i64 = 24 * 3600;

/// The demo company, and a payment to ask for.
pub struct Example {
    company: Uuid,
    /// Journal and payment; `None` when somebody deleted them all.
    payment: Option<(Uuid, Uuid)>,
}

/// Makes the demo company unless it is there.
pub async fn prepare(store: &Store) -> Result<Example, Failure> {
    let now = clock::now();
    let work = store.write(move |session| {
        Box::pin(async move {
            let mut make_id = || clock::make_id(now);
            let (today, milliseconds) = (clock::date_of(now), now.as_millisecond());
            let known = demo_company::exists(session).await?;
            let company = demo_company::find_or_create(session, &mut make_id, today, milliseconds).await?;
            let payment = demo_company::example_payment(session, company).await?;
            Ok::<_, StoreError>((known, Example { company, payment }))
        })
    });
    let (known, example) = work.await?;
    if !known {
        let (today, milliseconds) = (clock::date_of(now), now.as_millisecond());
        match store::generate::post_year(store, example.company, today, milliseconds).await {
            // Another server made the company at the same moment, and posts its year.
            Err(error) if error.kind == store::StoreErrorKind::Duplicate => {}
            outcome => outcome?,
        }
    }
    Ok(example)
}

impl Example {
    /// The lines printed after `listening on`.
    pub fn text(&self, base: &str, token: &str) -> String {
        let company = self.company;
        let path = match self.payment {
            Some((journal, payment)) => {
                format!("/customerPaymentJournals/{journal}/customerPayments/{payment}")
            }
            None => "/customerPaymentJournals".to_owned(),
        };
        // The certificate of a trial is rarely one that curl knows.
        let (insecure, hint) = match base.starts_with("https") {
            true => (
                " -k",
                "; -k accepts any certificate: leave it out when yours is signed by a known authority",
            ),
            false => ("", ""),
        };
        format!(
            "company {company}\n# the token is valid for a day{hint}\n\
             curl -s{insecure} -H \"Authorization: Bearer {token}\" {base}/beta/financials/companies/{company}{path}\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Example;
    use uuid::Uuid;

    #[test]
    fn the_line_can_be_pasted() {
        let (company, journal, payment) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let example = Example { company, payment: Some((journal, payment)) };
        let text = example.text("http://127.0.0.1:8080", "TOKEN");
        let line = format!(
            "curl -s -H \"Authorization: Bearer TOKEN\" http://127.0.0.1:8080/beta/financials/companies/{company}\
             /customerPaymentJournals/{journal}/customerPayments/{payment}"
        );
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [format!("company {company}").as_str(), "# the token is valid for a day", &line]
        );
        let text = Example { company, payment: None }.text("https://localhost:8443", "TOKEN");
        assert!(text.contains("curl -s -k -H") && text.contains("-k accepts any certificate"), "{text}");
    }
}
