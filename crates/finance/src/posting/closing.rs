//! Closing the income statement: what a closed year left on its accounts goes to the retained earnings, on a date
//! behind the last day of the year and before the next (FINANCE.md section 9).

use money::Amount;

use super::{DocumentExtras, PostingLine, application::negated, poster::range_error};
use crate::{
    accounting_periods::FiscalYear,
    accounts::{Account, AccountType},
    errors::{Category, RuleError},
    journal_lines::{JournalAccountType, JournalLine},
};

/// What closes a year, beside the balances.
#[derive(Debug, Clone, Copy)]
pub struct Closing<'a> {
    pub year: FiscalYear,
    /// The account of the balance sheet that takes the result.
    pub retained_earnings: &'a Account,
    pub document_number: &'a str,
    pub description: &'a str,
    pub source_code: &'a str,
}

/// The lines that bring each account of the income statement to zero, and the one that takes the result. `balances`:
/// what the year left on posting accounts of the income statement, without zeros. The year is not closed, no document
/// number, nothing to close: `Dialog`; retained earnings on an account that is none of the balance sheet: `Field`.
pub fn closing_lines(
    closing: Closing<'_>,
    balances: &[(Account, Amount)],
) -> Result<Vec<PostingLine>, RuleError> {
    let year = closing.year;
    if !year.closed {
        let message = format!("The year from {} must be closed before its income statement.", year.first_day);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    if closing.document_number.is_empty() {
        return Err(RuleError::dialog("documentNumber", "documentNumber must have a value."));
    }
    let retained = closing.retained_earnings;
    if retained.account_type != AccountType::Posting || retained.category.is_income_statement() {
        let message = format!(
            "retainedEarningsAccountNumber: {} must be a posting account of the balance sheet.",
            retained.number
        );
        return Err(RuleError::field("retainedEarningsAccountNumber", message));
    }
    if balances.is_empty() {
        let message = format!("The year from {} left nothing on the income statement.", year.first_day);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    let mut lines = Vec::with_capacity(balances.len() + 1);
    for (account, balance) in balances {
        lines.push(line(closing, account, negated(*balance)?, lines.len()));
    }
    let result = Amount::sum(balances.iter().map(|(_, balance)| *balance)).map_err(range_error)?;
    if !result.is_zero() {
        lines.push(line(closing, retained, result, lines.len()));
    }
    Ok(lines)
}

fn line(closing: Closing<'_>, account: &Account, amount: Amount, index: usize) -> PostingLine {
    let line = JournalLine {
        line_number: i32::try_from(index + 1).unwrap_or(i32::MAX),
        account_type: JournalAccountType::Account,
        account_id: account.id,
        account_number: account.number.clone(),
        posting_date: closing.year.last_day,
        document_date: closing.year.last_day,
        document_number: closing.document_number.to_owned(),
        description: closing.description.to_owned(),
        source_code: closing.source_code.to_owned(),
        amount,
        amount_local: amount,
        ..JournalLine::default()
    };
    let extras = DocumentExtras { closing_date: true, ..DocumentExtras::default() };
    PostingLine { line, extras, ..PostingLine::default() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::accounts::AccountCategory;

    fn account(number: &str, category: AccountCategory) -> Account {
        Account { number: number.to_owned(), category, ..Account::default() }
    }

    /// CLOSE: revenue −550.00, cost 320.00 (FINANCE.md section 9).
    #[test]
    fn the_result_of_a_year_goes_to_the_retained_earnings() {
        let year = FiscalYear { first_day: date(2025, 1, 1), last_day: date(2025, 12, 31), closed: true };
        let retained = account("3200", AccountCategory::Equity);
        let closing = Closing {
            year,
            retained_earnings: &retained,
            document_number: "CLOSE",
            description: "",
            source_code: "",
        };
        let amount = |text: &str| Amount::parse(text).unwrap();
        let balances = [
            (account("4100", AccountCategory::Income), amount("-450")),
            (account("4110", AccountCategory::Income), amount("-100")),
            (account("5100", AccountCategory::CostOfGoodsSold), amount("320")),
        ];
        let lines = closing_lines(closing, &balances).unwrap();
        let made: Vec<_> =
            lines.iter().map(|one| (one.line.account_number.as_str(), one.line.amount.to_string())).collect();
        let expected = [("4100", "450"), ("4110", "100"), ("5100", "-320"), ("3200", "-230")];
        assert_eq!(made, expected.map(|(number, amount)| (number, amount.to_owned())));
        assert!(lines.iter().all(|one| one.extras.closing_date && one.line.posting_date == year.last_day));
        let open = Closing { year: FiscalYear { closed: false, ..year }, ..closing };
        assert!(closing_lines(open, &balances).is_err());
        assert!(closing_lines(closing, &[]).is_err());
        assert!(closing_lines(Closing { document_number: "", ..closing }, &balances).is_err());
        let income = account("4200", AccountCategory::Income);
        assert!(closing_lines(Closing { retained_earnings: &income, ..closing }, &balances).is_err());
    }
}
