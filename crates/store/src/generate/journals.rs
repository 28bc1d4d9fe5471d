//! Customer payment journals for the payments.

use std::collections::HashSet;

use finance::journals::{Journal, JournalFacts, JournalProperties, create};
use uuid::Uuid;

use super::facts::Facts;
use super::{Progress, ROWS_PER_TRANSACTION, Writing};
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError, StoreErrorKind};

/// Makes `count` journals of the template for cash receipts.
pub(super) async fn make(
    writing: &mut Writing<'_>,
    facts: &Facts,
    count: u64,
) -> Result<Vec<Journal>, StoreError> {
    let taken = codes(&mut *writing.store.reader().await?, writing.company, &facts.template.name).await?;
    let mut free = (1_u64..).map(|number| format!("LOAD{number:06}")).filter(|code| !taken.contains(code));
    let balancing = &facts.template.balancing_account_number;
    let account = facts.accounts.iter().find(|account| account.number == *balancing);
    let rules = JournalFacts {
        template: Some(&facts.template),
        balancing_account: None,
        template_balancing_account_id: account.map_or(Uuid::nil(), |account| account.id),
        code_taken: false,
    };
    let mut journals: Vec<Journal> = Vec::new();
    while (journals.len() as u64) < count {
        let rows = (count - journals.len() as u64).min(ROWS_PER_TRANSACTION);
        let mut new = Vec::new();
        for _ in 0..rows {
            let code = free.next().unwrap_or_default();
            let given = JournalProperties {
                display_name: Some(format!("Generated receipts {}", code.trim_start_matches("LOAD"))),
                code: Some(code),
                ..JournalProperties::default()
            };
            let journal = create(writing.random.id(), &given, &rules);
            new.push(journal.map_err(|error| {
                StoreError::new(StoreErrorKind::Reference, format!("no journal can be made: {error}"))
            })?);
        }
        journals.extend(new.iter().cloned());
        writing.write(new, Vec::<Journal>::new()).await?;
        (writing.on_progress)(Progress { noun: "journals", done: journals.len() as u64, of: count });
    }
    Ok(journals)
}

async fn codes(session: &mut Session, company: Uuid, template: &str) -> Result<HashSet<String>, StoreError> {
    let mut codes = HashSet::new();
    let text = "SELECT code FROM journals WHERE company_id = ?1 AND template_name = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Text(template.to_owned())];
    session
        .query_all(text, &parameters, |row| {
            codes.insert(row.required_text(0)?);
            Ok(())
        })
        .await?;
    Ok(codes)
}
