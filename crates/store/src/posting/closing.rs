//! Closing the income statement of a fiscal year (FINANCE.md section 9).

use finance::accounting_periods::{AccountingPeriod, Closing, closing_lines, fiscal_year};
use finance::accounts::Account;
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::posting::{OpenEntries, Poster, check_posting_date};
use finance::{Category, RuleError};
use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{Keeper, PostingError, Undo, facts};
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError, record};

/// Source code of the entries (Source Code Setup of the reference).
pub(super) const SOURCE: &str = "CLSINCOME";

/// Posts the closing entries of the year of `period`, a register of its own. Errors: those of
/// [`closing_lines`], `Relation` for an account that does not exist, and what posting refuses.
pub async fn close_income_statement(
    session: &mut Session,
    undo: Undo,
    period: Uuid,
    closing: Closing,
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let company = undo.company;
    let closing = Closing { source_code: SOURCE.to_owned(), ..closing };
    let periods: Vec<AccountingPeriod> =
        record::list(session, company, "ORDER BY starting_date", &[]).await?;
    let year = fiscal_year(&periods, period)?;
    let (facts, _) = facts::load(session, company, &[]).await?;
    let target = facts.accounts.get(&closing.account_number).ok_or_else(|| {
        RuleError::new(
            Category::Relation,
            "accountNumber",
            format!("accountNumber: there is no account \"{}\".", closing.account_number),
        )
    })?;
    let balances = balances(session, company, year.first, year.last).await?;
    let with_account = facts.accounts.values().filter_map(|account| {
        let (_, balance) = balances.iter().find(|(id, _)| *id == account.id)?;
        Some((account.clone(), *balance))
    });
    let with_account: Vec<(Account, Amount)> = with_account.collect();
    let lines = closing_lines(&periods, year, &closing, &with_account, target)?;
    let register =
        GeneralLedgerRegister { source_code: SOURCE.to_owned(), ..GeneralLedgerRegister::default() };
    let mut poster = Poster::new(&facts, OpenEntries::default(), register, undo.seed);
    for posting in &lines {
        check_posting_date(&posting.line, &facts)?;
        poster.post(posting)?;
    }
    let finished = poster.finish()?;
    Keeper::new(session, company, undo.stamp).finish(&finished).await
}

/// What each account was moved by from day to day, closing entries included.
async fn balances(
    session: &mut Session,
    company: Uuid,
    first: Date,
    last: Date,
) -> Result<Vec<(Uuid, Amount)>, StoreError> {
    let text = "SELECT account_id, CAST(sum(amount) AS BIGINT) FROM general_ledger_entries \
                WHERE company_id = ?1 AND posting_date >= ?2 AND posting_date <= ?3 GROUP BY account_id";
    let parameters =
        [SqlValue::Uuid(company), SqlValue::Text(first.to_string()), SqlValue::Text(last.to_string())];
    let mut balances = Vec::new();
    session
        .query_all(text, &parameters, |row| {
            balances.push((row.required_uuid(0)?, Amount::from_scaled(row.required_integer(1)?)));
            Ok(())
        })
        .await?;
    Ok(balances)
}
