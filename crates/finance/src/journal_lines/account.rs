//! What naming an account, a date or an amount does to the other fields of a line.

use jiff::civil::Date;
use money::{Amount, Precision, RangeError, Rate};

use super::{BookFacts, JournalAccountType, JournalDocumentType, JournalLine, Named};
use crate::{
    currency_exchange_rates::factor_at,
    dimensions::default_set,
    errors::{Category, RuleError},
    fields::BLANK_DATE,
    posting_setup::GeneralPostingType,
};

/// Refuses what a journal may not name (FINANCE.md 1.5, 1.8): a G/L account that is no open posting account or
/// a bank that is blocked (`Field`), a party blocked for such documents (`Dialog`).
pub(crate) fn check_usable(
    named: Named<'_>,
    property: &'static str,
    document_type: JournalDocumentType,
) -> Result<(), RuleError> {
    match named {
        Named::Nothing => Ok(()),
        Named::Account(account) => account.check_usable_in_journal(property),
        Named::Bank(bank) if bank.blocked => {
            let message = format!("{property}: the bank account {} is blocked.", bank.number);
            Err(RuleError::field(property, message))
        }
        Named::Bank(_) => Ok(()),
        Named::Party(party) => party.check_not_blocked(property, document_type),
    }
}

/// The full logic of naming the account: everything a line takes over from it (FINANCE.md 1.5, 1.8). What the
/// record does not bring becomes blank. The description is the caller's affair.
pub(crate) fn take_over(
    line: &mut JournalLine,
    account_type: JournalAccountType,
    named: Named<'_>,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    line.account_type = account_type;
    named.number().clone_into(&mut line.account_number);
    line.account_id = named.id();
    take_over_terms(line, named);
    take_over_vat_setup(line, named, book);
    follow_accounts(line, book)
}

/// Sets the balancing side; currency and dimensions follow both sides (FINANCE.md 1.5, 1.6).
pub(crate) fn take_balancing(
    line: &mut JournalLine,
    account_type: JournalAccountType,
    named: Named<'_>,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    line.balancing_account_type = account_type;
    named.number().clone_into(&mut line.balancing_account_number);
    line.balancing_account_id = named.id();
    follow_accounts(line, book)
}

fn take_over_terms(line: &mut JournalLine, named: Named<'_>) {
    let fields = match named {
        Named::Party(party) => [
            &party.posting_group,
            &party.payment_terms_code,
            &party.payment_method_code,
            &party.salesperson_code,
            &party.recipient_bank_account_code,
        ]
        .map(Clone::clone),
        _ => Default::default(),
    };
    [
        line.posting_group,
        line.payment_terms_code,
        line.payment_method_code,
        line.salesperson_code,
        line.recipient_bank_account_code,
    ] = fields;
}

/// A G/L account brings posting type, groups and tax fields when the batch copies VAT setup (FINANCE.md 1.5).
fn take_over_vat_setup(line: &mut JournalLine, named: Named<'_>, book: &BookFacts<'_>) {
    let source = match named {
        Named::Account(account) if book.journal.copy_vat_setup => Some(account),
        _ => None,
    };
    let text = |of: fn(&crate::accounts::Account) -> &String| source.map(of).cloned().unwrap_or_default();
    line.general_posting_type =
        source.map_or(GeneralPostingType::Blank, |account| account.general_posting_type);
    line.general_business_posting_group = text(|account| &account.general_business_posting_group);
    line.general_product_posting_group = text(|account| &account.general_product_posting_group);
    line.vat_business_posting_group = text(|account| &account.vat_business_posting_group);
    line.vat_product_posting_group = text(|account| &account.vat_product_posting_group);
    line.tax_area_code = text(|account| &account.tax_area_code);
    line.tax_liable = source.is_some_and(|account| account.tax_liable);
    line.tax_group_code = text(|account| &account.tax_group_code);
}

/// Currency and dimensions are recomputed from scratch whenever either side is named.
fn follow_accounts(line: &mut JournalLine, book: &BookFacts<'_>) -> Result<(), RuleError> {
    line.currency_code = currency_of(line, book);
    take_default_dimensions(line, book);
    renew_amounts(line, book)
}

/// The currency of a line: that of a bank on either side, else that of a party on either side, else local
/// (FINANCE.md 1.5, 1.8).
fn currency_of(line: &JournalLine, book: &BookFacts<'_>) -> String {
    let sides = [
        book.by_number(line.account_type, &line.account_number),
        book.by_number(line.balancing_account_type, &line.balancing_account_number),
    ];
    let bank = sides.iter().find_map(|side| match side {
        Some(Named::Bank(bank)) if !bank.currency_code.is_empty() => Some(&bank.currency_code),
        _ => None,
    });
    let party = sides.iter().find_map(|side| match side {
        Some(Named::Party(party)) => Some(&party.currency_code),
        _ => None,
    });
    bank.or(party).filter(|code| !book.setup.is_local_currency(code)).cloned().unwrap_or_default()
}

/// Recomputes the dimensions from scratch, as naming either account does (FINANCE.md 1.6).
fn take_default_dimensions(line: &mut JournalLine, book: &BookFacts<'_>) {
    let sources: Vec<_> = [
        (line.account_type, line.account_number.as_str()),
        (line.balancing_account_type, line.balancing_account_number.as_str()),
    ]
    .into_iter()
    .filter_map(|(account_type, number)| Some((account_type.dimension_table()?, number)))
    .collect();
    line.dimensions =
        default_set(&sources, book.default_dimensions, book.dimension_priorities, &line.source_code);
}

/// Sets the posting date; document date and due date follow it (FINANCE.md 1.8). Blank: `Field`.
pub(crate) fn set_posting_date(line: &mut JournalLine, date: Date) -> Result<(), RuleError> {
    check_posting_date(Some(date))?;
    line.posting_date = date;
    line.document_date = date;
    line.due_date = date;
    Ok(())
}

/// A posting date that is given must not be blank (`Field`).
pub(crate) fn check_posting_date(date: Option<Date>) -> Result<(), RuleError> {
    if date == Some(BLANK_DATE) {
        return Err(RuleError::field("postingDate", "postingDate must have a value."));
    }
    Ok(())
}

/// Renews the factor at the posting date, rounds the amount to the currency's precision and computes the
/// amount in local currency, `amount ÷ factor` rounded (FINANCE.md 1.8, 3.7). A currency or rate that is
/// missing: `NotFound`; an amount too large: `Field`.
pub(crate) fn renew_amounts(line: &mut JournalLine, book: &BookFacts<'_>) -> Result<(), RuleError> {
    let local = book.setup.precision();
    if line.currency_code.is_empty() {
        line.currency_factor = Rate::ZERO;
        line.amount = rounded(line.amount, local)?;
        line.amount_local = line.amount;
        return Ok(());
    }
    let code = &line.currency_code;
    let currency = book.currencies.iter().find(|currency| currency.code == *code).ok_or_else(|| {
        RuleError::of_record(Category::NotFound, format!("There is no currency \"{code}\"."))
    })?;
    line.currency_factor = factor_at(book.exchange_rates, code, line.posting_date)?;
    line.amount = rounded(line.amount, currency.precision())?;
    line.amount_local = line.amount.to_local(line.currency_factor, local).map_err(too_large)?;
    Ok(())
}

fn rounded(amount: Amount, precision: Precision) -> Result<Amount, RuleError> {
    amount.round(precision).map_err(too_large)
}

fn too_large(_: RangeError) -> RuleError {
    RuleError::field("amount", "amount: the amount is too large.")
}
