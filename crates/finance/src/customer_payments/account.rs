//! What naming a customer, a date or an amount does to the other fields of a line.

use jiff::civil::Date;
use money::{Amount, Precision, RangeError, Rate};

use super::{BookFacts, JournalLine};
use crate::{
    currency_exchange_rates::factor_at,
    customers::{Customer, CustomerBlocked},
    dimensions::default_set,
    errors::{Category, RuleError},
    fields::BLANK_DATE,
    journal_lines::JournalAccountType,
};

/// The customer of a line, by number; a blank number is no customer, an unknown one `Dialog`. A customer
/// blocked for everything is refused (`Dialog`, FINANCE.md 1.8, 7.2); blocked for invoices or shipments may
/// still pay.
pub(super) fn usable_customer<'a>(
    number: &str,
    book: &BookFacts<'a>,
) -> Result<Option<&'a Customer>, RuleError> {
    if number.is_empty() {
        return Ok(None);
    }
    let Some(customer) = book.customers.iter().find(|customer| customer.number == number) else {
        let message = format!("customerNumber: there is no customer \"{number}\".");
        return Err(RuleError::dialog("customerNumber", message));
    };
    if customer.blocked == CustomerBlocked::All {
        let message = format!("customerNumber: the customer {number} is blocked for all transactions.");
        return Err(RuleError::dialog("customerNumber", message));
    }
    Ok(Some(customer))
}

/// The full logic of naming the account: everything a line takes over from its customer (FINANCE.md 1.8).
/// Without a customer those fields become blank. The description is the caller's affair.
pub(super) fn take_over(
    line: &mut JournalLine,
    customer: Option<&Customer>,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    let blank = Customer::default();
    let source = customer.unwrap_or(&blank);
    line.account_type = JournalAccountType::Customer;
    line.account_number.clone_from(&source.number);
    line.customer_id = source.id;
    line.posting_group.clone_from(&source.customer_posting_group);
    line.payment_terms_code.clone_from(&source.payment_terms_code);
    line.payment_method_code.clone_from(&source.payment_method_code);
    line.salesperson_code.clone_from(&source.salesperson_code);
    line.recipient_bank_account_code.clone_from(&source.preferred_bank_account_code);
    let bank_currency = book
        .balancing_bank
        .filter(|_| line.balancing_account_type == JournalAccountType::BankAccount)
        .map_or("", |bank| bank.currency_code.as_str());
    let currency = if bank_currency.is_empty() { &source.currency_code } else { bank_currency };
    line.currency_code =
        if book.setup.is_local_currency(currency) { String::new() } else { currency.to_owned() };
    take_default_dimensions(line, book);
    renew_amounts(line, book)
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
pub(super) fn set_posting_date(line: &mut JournalLine, date: Date) -> Result<(), RuleError> {
    if date == BLANK_DATE {
        return Err(RuleError::field("postingDate", "postingDate must have a value."));
    }
    line.posting_date = date;
    line.document_date = date;
    line.due_date = date;
    Ok(())
}

/// Renews the factor at the posting date, rounds the amount to the currency's precision and computes the
/// amount in local currency, `amount ÷ factor` rounded (FINANCE.md 1.8, 3.7). A currency or rate that is
/// missing: `NotFound`; an amount too large: `Field`.
pub(super) fn renew_amounts(line: &mut JournalLine, book: &BookFacts<'_>) -> Result<(), RuleError> {
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
