//! Closing the income statement of a year in the database (FINANCE.md section 9).

use finance::accounts::Account;
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::posting::{Closing, Poster, check_line, closing_lines};
use money::Amount;
use uuid::Uuid;

use super::{Keeper, PostingError, facts};
use crate::row::RowExtension;
use crate::{Session, SqlValue, Stamp, StoreError, record};

/// Posts what brings the accounts of the income statement of a closed year to zero. What was posted into the year after
/// it was closed is taken by closing it once more. Errors: those of [`closing_lines`], and of posting. `seed`: a fresh
/// id.
pub async fn close_income_statement(
    session: &mut Session,
    company: Uuid,
    stamp: Stamp,
    seed: Uuid,
    closing: Closing<'_>,
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let balances = balances(session, company, closing).await?;
    let lines = closing_lines(closing, &balances)?;
    let (posting_facts, open) = facts::load(session, company, &lines).await?;
    let register = GeneralLedgerRegister {
        source_code: closing.source_code.to_owned(),
        ..GeneralLedgerRegister::default()
    };
    let mut poster = Poster::new(&posting_facts, open, register, seed);
    for posting in &lines {
        check_line(&posting.line, &posting_facts)?;
        poster.post(posting)?;
    }
    let finished = poster.finish()?;
    Ok(Keeper::new(session, company, stamp).finish(&finished).await?)
}

/// What the year left on each posting account of the income statement, its closing entries so far among it.
async fn balances(
    session: &mut Session,
    company: Uuid,
    closing: Closing<'_>,
) -> Result<Vec<(Account, Amount)>, StoreError> {
    let accounts: Vec<Account> = record::list(session, company, "ORDER BY number", &[]).await?;
    let text = "SELECT account_id, CAST(sum(amount) AS BIGINT) FROM general_ledger_entries WHERE company_id = ?1 \
                AND posting_date >= ?2 AND posting_date <= ?3 GROUP BY account_id";
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Text(closing.year.first_day.to_string()),
        SqlValue::Text(closing.year.last_day.to_string()),
    ];
    let mut sums = std::collections::BTreeMap::new();
    session
        .query_all(text, &parameters, |row| {
            sums.insert(row.required_uuid(0)?, Amount::from_scaled(row.required_integer(1)?));
            Ok(())
        })
        .await?;
    let of_year = accounts.into_iter().filter(|account| account.category.is_income_statement());
    let with_sum = of_year.filter_map(|account| sums.get(&account.id).map(|sum| (account, *sum)));
    Ok(with_sum.filter(|(_, sum)| !sum.is_zero()).collect())
}
