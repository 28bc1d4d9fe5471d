//! Closing a fiscal year, and carrying its result over to own funds on its closing date (FINANCE.md section 9).

use jiff::{ToSpan, civil::Date};
use money::Amount;
use uuid::Uuid;

use super::AccountingPeriod;
use crate::{
    accounts::{Account, AccountType},
    errors::{Category, RuleError},
    journal_lines::JournalLine,
    posting::{DocumentExtras, PostingLine},
};

/// First and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalYear {
    pub first: Date,
    pub last: Date,
}

/// Who and what the entries of a closing name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closing {
    pub document_number: String,
    pub description: String,
    pub source_code: String,
    /// Where the result goes: retained earnings.
    pub account_number: String,
}

/// The fiscal year that a period lies in. No period with the id: `NoResource`; no year that begins after it: `Dialog`.
pub fn fiscal_year(periods: &[AccountingPeriod], period: Uuid) -> Result<FiscalYear, RuleError> {
    let found = periods.iter().find(|known| known.id == period).ok_or_else(|| {
        let message = format!("There is no accounting period with the id {period}.");
        RuleError::of_record(Category::NoResource, message)
    })?;
    let first = super::fiscal_year_start(periods, found.starting_date);
    let starts = periods.iter().filter(|known| known.new_fiscal_year).map(|known| known.starting_date);
    let next = starts.filter(|start| *start > found.starting_date).min();
    let last = next.and_then(|next| next.checked_sub(1.day()).ok());
    match (first, last) {
        (Some(first), Some(last)) => Ok(FiscalYear { first, last }),
        _ => refuse("The fiscal year has no end: make the first period of the year that follows it."),
    }
}

/// The periods that change when the year of `period` is closed: its own, closed for good, and the first of the next
/// year, whose start must then stay. Closed already, or an earlier year still open: `Dialog`; otherwise as for
/// [`fiscal_year`].
pub fn close_fiscal_year(
    periods: &[AccountingPeriod],
    period: Uuid,
) -> Result<Vec<AccountingPeriod>, RuleError> {
    let year = fiscal_year(periods, period)?;
    if is_closed(periods, year) {
        return refuse(format!("The fiscal year from {} to {} is closed already.", year.first, year.last));
    }
    if let Some(earlier) = super::first_open_date(periods).filter(|open| *open < year.first) {
        return refuse(format!("The fiscal year of {earlier} comes first: it is not closed yet."));
    }
    let mut changed = Vec::new();
    for known in periods {
        let own = known.starting_date >= year.first && known.starting_date <= year.last;
        let next = known.new_fiscal_year && year.last.tomorrow().ok() == Some(known.starting_date);
        if own || next {
            changed.push(AccountingPeriod { closed: own, date_locked: true, ..known.clone() });
        }
    }
    Ok(changed)
}

fn is_closed(periods: &[AccountingPeriod], year: FiscalYear) -> bool {
    let mut own =
        periods.iter().filter(|known| known.starting_date >= year.first && known.starting_date <= year.last);
    own.all(|known| known.closed)
}

/// The lines that close the income statement of a year: each account's balance the other way round, and all of it to
/// the account of `closing`, on the closing date, which lies between the last day of the year and the next. `balances`
/// are those of the year, by account. The year is open, or nothing has a balance: `Dialog`; the account is none of the
/// balance sheet, or none that a journal may post to: `Field`.
pub fn closing_lines(
    periods: &[AccountingPeriod],
    year: FiscalYear,
    closing: &Closing,
    balances: &[(Account, Amount)],
    target: &Account,
) -> Result<Vec<PostingLine>, RuleError> {
    if !is_closed(periods, year) {
        return refuse(format!("The fiscal year from {} to {} must be closed first.", year.first, year.last));
    }
    if target.category.is_income_statement() {
        let message = format!("accountNumber: {} is an account of the income statement.", target.number);
        return Err(RuleError::field("accountNumber", message));
    }
    // What stands on an account of customers, vendors, banks, goods or VAT is all in a ledger of its own.
    target.check_usable_in_journal("accountNumber")?;
    let too_large = |_| RuleError::of_record(Category::Field, "The result of the year is too large.");
    let mut lines = Vec::new();
    let mut result = Amount::ZERO;
    for (account, balance) in balances {
        let counts = account.account_type == AccountType::Posting && account.category.is_income_statement();
        if counts && !balance.is_zero() {
            let opposite = balance.checked_neg().map_err(too_large)?;
            lines.push(line(year, closing, &account.number, opposite));
            result = result.checked_add(*balance).map_err(too_large)?;
        }
    }
    if lines.is_empty() {
        return refuse("No account of the income statement has a balance in the year.");
    }
    if !result.is_zero() {
        lines.push(line(year, closing, &target.number, result));
    }
    Ok(lines)
}

fn line(year: FiscalYear, closing: &Closing, account: &str, amount: Amount) -> PostingLine {
    let line = JournalLine {
        account_number: account.to_owned(),
        posting_date: year.last,
        document_date: year.last,
        document_number: closing.document_number.clone(),
        description: closing.description.clone(),
        source_code: closing.source_code.clone(),
        amount,
        amount_local: amount,
        ..JournalLine::default()
    };
    let extras = DocumentExtras { closing_date: true, ..DocumentExtras::default() };
    PostingLine { line, dimension_set_id: Uuid::nil(), extras }
}

fn refuse<T>(message: impl Into<String>) -> Result<T, RuleError> {
    Err(RuleError::of_record(Category::Dialog, message.into()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::accounts::AccountCategory;

    /// Two years of two halves each, and the start of a third.
    fn periods() -> Vec<AccountingPeriod> {
        let starts = [(2025, 1, true), (2025, 7, false), (2026, 1, true), (2026, 7, false), (2027, 1, true)];
        starts
            .iter()
            .enumerate()
            .map(|(index, &(year, month, new_fiscal_year))| AccountingPeriod {
                id: Uuid::from_u128(index as u128 + 1),
                starting_date: date(year, month, 1),
                name: String::new(),
                new_fiscal_year,
                closed: false,
                date_locked: false,
            })
            .collect()
    }

    fn closed() -> Vec<AccountingPeriod> {
        let mut all = periods();
        for changed in close_fiscal_year(&all.clone(), Uuid::from_u128(2)).unwrap() {
            let place = all.iter_mut().find(|known| known.id == changed.id).unwrap();
            *place = changed;
        }
        all
    }

    fn account(number: &str, category: AccountCategory) -> Account {
        Account { number: number.to_owned(), category, direct_posting: true, ..Account::default() }
    }

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_is_closed_after_the_one_before_it() {
        let flags: Vec<(bool, bool)> =
            closed().iter().map(|period| (period.closed, period.date_locked)).collect();
        assert_eq!(flags, [(true, true), (true, true), (false, true), (false, false), (false, false)]);
        let cases = [
            (periods(), 3, "comes first"),
            (closed(), 1, "closed already"),
            (closed(), 5, "has no end"),
            (closed(), 9, "no accounting period"),
        ];
        for (periods, id, expected) in cases {
            let error = close_fiscal_year(&periods, Uuid::from_u128(id)).unwrap_err();
            assert!(error.message.contains(expected), "{error}");
        }
    }

    /// CLOSE of FINANCE.md 9: revenue of 550.00, cost of 320.00.
    #[test]
    fn the_result_goes_to_own_funds() {
        let balances = [
            (account("1200", AccountCategory::Assets), amount("660")),
            (account("4100", AccountCategory::Income), amount("-450")),
            (account("4110", AccountCategory::Income), amount("-100")),
            (account("4200", AccountCategory::Income), amount("0")),
            (account("5100", AccountCategory::CostOfGoodsSold), amount("320")),
        ];
        let target = account("3200", AccountCategory::Equity);
        let year = fiscal_year(&closed(), Uuid::from_u128(1)).unwrap();
        assert_eq!(year, FiscalYear { first: date(2025, 1, 1), last: date(2025, 12, 31) });
        let close = |periods: &[AccountingPeriod], balances: &[_], target: &Account| {
            closing_lines(periods, year, &Closing::default(), balances, target)
        };
        let lines = close(&closed(), &balances, &target).unwrap();
        let shown: Vec<_> =
            lines.iter().map(|made| (made.line.account_number.as_str(), made.line.amount)).collect();
        let expected = [("4100", "450"), ("4110", "100"), ("5100", "-320"), ("3200", "-230")];
        assert_eq!(shown, expected.map(|(number, text)| (number, amount(text))));
        assert!(lines.iter().all(|made| made.extras.closing_date && made.line.posting_date == year.last));
        let customers = Account { direct_posting: false, ..account("1200", AccountCategory::Assets) };
        let refusals = [
            (close(&periods(), &balances, &target), "must be closed first"),
            (close(&closed(), &balances[..1], &target), "No account"),
            (close(&closed(), &balances, &balances[1].0), "income statement"),
            (close(&closed(), &balances, &customers), "direct posting"),
        ];
        for (refused, expected) in refusals {
            let error = refused.unwrap_err();
            assert!(error.message.contains(expected), "{error}");
        }
    }
    #[test]
    fn a_period_of_the_last_day_belongs_to_the_year() {
        let mut all = periods();
        let last = AccountingPeriod {
            id: Uuid::from_u128(6),
            starting_date: date(2025, 12, 31),
            new_fiscal_year: false,
            ..all[0].clone()
        };
        all.push(last);
        let changed = close_fiscal_year(&all, Uuid::from_u128(1)).unwrap();
        let closed: Vec<Uuid> =
            changed.iter().filter(|period| period.closed).map(|period| period.id).collect();
        assert_eq!(closed, [1, 2, 6].map(Uuid::from_u128));
        // The year is open as long as one of its periods is, be it the first or the last.
        let year = fiscal_year(&all, Uuid::from_u128(1)).unwrap();
        for open in [1, 2, 6] {
            for period in &mut all {
                period.closed = period.id != Uuid::from_u128(open);
            }
            let target = account("3200", AccountCategory::Equity);
            let refused = closing_lines(&all, year, &Closing::default(), &[], &target).unwrap_err();
            assert!(refused.message.contains("must be closed first"), "{open}: {refused}");
        }
    }

    #[test]
    fn lines_say_what_the_closing_is_and_only_posting_accounts_count() {
        let closing = Closing {
            document_number: "CLOSE-25".into(),
            description: "Result of 2025".into(),
            source_code: "CLSINCOME".into(),
            account_number: "3200".into(),
        };
        let total = Account { account_type: AccountType::Total, ..account("4999", AccountCategory::Income) };
        let balances = [
            (account("4100", AccountCategory::Income), amount("-320")),
            (total, amount("-320")),
            (account("5100", AccountCategory::CostOfGoodsSold), amount("320")),
        ];
        let target = account("3200", AccountCategory::Equity);
        let year = fiscal_year(&closed(), Uuid::from_u128(1)).unwrap();
        // Revenue and cost are equal, so nothing is left for own funds.
        let expected = [("4100", "320"), ("5100", "-320")].map(|(number, text)| PostingLine {
            line: JournalLine {
                account_number: number.into(),
                posting_date: date(2025, 12, 31),
                document_date: date(2025, 12, 31),
                document_number: "CLOSE-25".into(),
                description: "Result of 2025".into(),
                source_code: "CLSINCOME".into(),
                amount: amount(text),
                amount_local: amount(text),
                ..JournalLine::default()
            },
            dimension_set_id: Uuid::nil(),
            extras: DocumentExtras { closing_date: true, ..DocumentExtras::default() },
        });
        assert_eq!(closing_lines(&closed(), year, &closing, &balances, &target), Ok(expected.to_vec()));
    }
}
