//! A new journal line, and a changed one (FINANCE.md 1.5, 1.7).

use uuid::Uuid;

use super::{
    BookFacts, JournalAccountType, JournalDocumentType, JournalLine, JournalNameRule, LineProperties, Named,
    NewLineFacts,
    account::{check_posting_date, renew_amounts, set_posting_date, take_balancing, take_over},
    initialize::{Wanted, initialized},
    place::change_line_number,
    sides::{self, Given},
};
use crate::{
    dimensions::{checked_pairs, merged},
    errors::RuleError,
    tax_groups::TaxGroup,
};

impl LineProperties {
    fn account(&self) -> Given<'_> {
        Given { account_type: self.account_type, id: self.account_id, number: self.account_number.as_deref() }
    }

    fn balancing(&self) -> Given<'_> {
        Given {
            account_type: self.balancing_account_type,
            id: self.balancing_account_id,
            number: self.balancing_account_number.as_deref(),
        }
    }
}

/// The line a POST makes (FINANCE.md 1.3, 1.5): initialised from its journal, then the properties in page
/// order; a name of the journal is refused on every face. `given` must be normalized. `tax_groups` holds at least the
/// group that `taxCode` names.
pub fn create(
    id: Uuid,
    given: &LineProperties,
    book: &BookFacts<'_>,
    new: &NewLineFacts<'_>,
    tax_groups: &[TaxGroup],
) -> Result<JournalLine, RuleError> {
    JournalNameRule::Refused.check(book.journal, given.journal_id, given.journal_display_name.as_deref())?;
    let (account_type, named) =
        sides::resolve(&sides::ACCOUNT, given.account(), JournalAccountType::Account, book)?;
    check_posting_date(given.posting_date)?;
    let wanted = Wanted {
        line_number: given.line_number.unwrap_or(0),
        document_number: given.document_number.as_deref().unwrap_or(""),
        external_document_number: given.external_document_number.as_deref().unwrap_or(""),
    };
    let mut line = initialized(id, wanted, book, new)?;
    if let Some(date) = given.posting_date {
        set_posting_date(&mut line, date)?;
    }
    line.document_type = JournalDocumentType::Blank;
    line.amount = given.amount.unwrap_or_default();
    line.description = given.description.clone().unwrap_or_default();
    line.comment = given.comment.clone().unwrap_or_default();
    take_over(&mut line, account_type, named, book)?;
    change_balancing(&mut line, given, book)?;
    describe(&mut line, book);
    sides::check_pair(&line)?;
    change_tax_code(&mut line, given, book, tax_groups)?;
    change_dimensions(&mut line, given, book)?;
    Ok(line)
}

/// The line after a PATCH: each property present is validated on the stored line, in page order
/// (FINANCE.md 1.7). `given` must be normalized.
pub fn change(
    stored: &JournalLine,
    given: &LineProperties,
    book: &BookFacts<'_>,
    line_number_taken: bool,
    tax_groups: &[TaxGroup],
) -> Result<JournalLine, RuleError> {
    let mut line = stored.clone();
    JournalNameRule::Refused.check(book.journal, given.journal_id, given.journal_display_name.as_deref())?;
    change_line_number(&mut line, given.line_number, line_number_taken)?;
    change_account(&mut line, given, book)?;
    if let Some(date) = given.posting_date {
        set_posting_date(&mut line, date)?;
        renew_amounts(&mut line, book)?;
    }
    if let Some(number) = &given.document_number {
        line.document_number.clone_from(number);
    }
    if let Some(number) = &given.external_document_number {
        line.external_document_number.clone_from(number);
    }
    if let Some(amount) = given.amount {
        line.amount = amount;
        renew_amounts(&mut line, book)?;
    }
    if let Some(description) = &given.description {
        line.description.clone_from(description);
    }
    if let Some(comment) = &given.comment {
        line.comment.clone_from(comment);
    }
    change_tax_code(&mut line, given, book, tax_groups)?;
    change_balancing(&mut line, given, book)?;
    sides::check_pair(&line)?;
    change_dimensions(&mut line, given, book)?;
    Ok(line)
}

/// Names the account anew, with everything that follows. A description typed by hand stays.
fn change_account(
    line: &mut JournalLine,
    given: &LineProperties,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    if given.account().is_nothing() {
        return Ok(());
    }
    let (account_type, named) = sides::resolve(&sides::ACCOUNT, given.account(), line.account_type, book)?;
    let by_hand = is_described_by_hand(line, book);
    let same_kind_only = given.account_id.is_none() && given.account_number.is_none();
    if same_kind_only && account_type == line.account_type {
        return Ok(());
    }
    take_over(line, account_type, named, book)?;
    if !by_hand {
        named.default_description().clone_into(&mut line.description);
    }
    Ok(())
}

/// A description that is neither blank nor the one the line's account gave it, or, without one, its balancing account.
pub(crate) fn is_described_by_hand(line: &JournalLine, book: &BookFacts<'_>) -> bool {
    !line.description.is_empty() && describing(line, book).default_description() != line.description
}

/// The record whose name describes a line: its account, or its balancing account where it has no other.
fn describing<'a>(line: &JournalLine, book: &BookFacts<'a>) -> Named<'a> {
    let named = match line.account_number.is_empty() {
        true => book.by_number(line.balancing_account_type, &line.balancing_account_number),
        false => book.by_number(line.account_type, &line.account_number),
    };
    named.unwrap_or(Named::Nothing)
}

/// Gives a line without a description that of its account or balancing account.
pub(crate) fn describe(line: &mut JournalLine, book: &BookFacts<'_>) {
    if line.description.is_empty() {
        describing(line, book).default_description().clone_into(&mut line.description);
    }
}

/// The balancing side of the body, when it says anything else than what the line has (FINANCE.md 1.5).
fn change_balancing(
    line: &mut JournalLine,
    given: &LineProperties,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    let side = given.balancing();
    if side.is_nothing() {
        return Ok(());
    }
    let (account_type, named) = sides::resolve(&sides::BALANCING, side, line.balancing_account_type, book)?;
    let kind_only = side.id.is_none() && side.number.is_none();
    if kind_only && account_type == line.balancing_account_type {
        return Ok(());
    }
    let by_hand = is_described_by_hand(line, book);
    take_balancing(line, account_type, named, book)?;
    if line.account_number.is_empty() && !by_hand {
        line.description.clear();
        describe(line, book);
    }
    Ok(())
}

/// `taxCode` is the VAT product group in a VAT company, the tax group in a sales-tax one; it must exist
/// (`Relation`). Blank clears it.
fn change_tax_code(
    line: &mut JournalLine,
    given: &LineProperties,
    book: &BookFacts<'_>,
    tax_groups: &[TaxGroup],
) -> Result<(), RuleError> {
    let Some(code) = &given.tax_code else {
        return Ok(());
    };
    if !code.is_empty() && !tax_groups.iter().any(|group| group.code == *code) {
        return Err(RuleError::relation("taxCode", "tax group", code));
    }
    if book.setup.is_vat_company {
        line.vat_product_posting_group.clone_from(code);
    } else {
        line.tax_group_code.clone_from(code);
    }
    Ok(())
}

/// The pairs of the body over the defaults: a pair given wins, other defaults stay (FINANCE.md 1.6).
fn change_dimensions(
    line: &mut JournalLine,
    given: &LineProperties,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(pairs) = &given.dimensions {
        let pairs = checked_pairs("dimensions", pairs, book.dimensions)?;
        line.dimensions = merged(std::mem::take(&mut line.dimensions), pairs);
    }
    Ok(())
}
