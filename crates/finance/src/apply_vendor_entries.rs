//! Open vendor entries that a vendor payment is to be applied to, chosen one by one (FINANCE.md 1.8, end; 3.1): each is
//! marked with the payment's applies-to id.

use money::{Amount, Precision};
use uuid::Uuid;

use crate::{errors::RuleError, journal_lines::JournalLine, party_ledger_entries::PartyLedgerEntry};

/// What the rules look up beside the payment and the entry.
#[derive(Debug, Clone, Copy)]
pub struct ChoiceFacts {
    /// A line still waits under the mark that the entry bears.
    pub is_mark_in_use: bool,
    /// No other line, and no open entry of the vendor, bears the payment's document number as its mark.
    pub is_number_free: bool,
    /// Payment and entry are in one currency.
    pub same_currency: bool,
    /// The rounding step of local amounts.
    pub local_precision: Precision,
}

/// The payment and the entry after the entry was chosen: the whole of what remains is to be applied, and a payment
/// without an amount becomes what is needed for it, less the payment discount while that can be had. A document that
/// the payment named gives way to the choice. The entry is one of another vendor, closed, later than the payment, or
/// chosen for another payment: `Dialog`.
pub fn chosen(
    payment: &JournalLine,
    entry: &PartyLedgerEntry,
    facts: ChoiceFacts,
) -> Result<(JournalLine, PartyLedgerEntry), RuleError> {
    check(payment, entry)?;
    if payment.posting_date < entry.posting_date {
        let message = format!(
            "applied: the payment of {} is earlier than the entry {} of {}.",
            payment.posting_date, entry.document_number, entry.posting_date
        );
        return Err(RuleError::dialog("applied", message));
    }
    let mark = mark_of(payment, facts.is_number_free);
    if facts.is_mark_in_use && !entry.applies_to_id.is_empty() && entry.applies_to_id != mark {
        let message = format!("applied: the entry {} is chosen for another payment.", entry.document_number);
        return Err(RuleError::dialog("applied", message));
    }
    let mut payment = JournalLine {
        applies_to_id: mark.clone(),
        applies_to_document_number: String::new(),
        applies_to_invoice_id: Uuid::nil(),
        ..payment.clone()
    };
    if payment.amount.is_zero() && facts.same_currency {
        take_amount(&mut payment, entry, facts.local_precision)?;
    }
    let entry =
        PartyLedgerEntry { applies_to_id: mark, amount_to_apply: entry.remaining_amount, ..entry.clone() };
    Ok((payment, entry))
}

/// A payment is not moved before an entry that was chosen for it: `Dialog`.
pub fn check_date(payment: &JournalLine, chosen: &[PartyLedgerEntry]) -> Result<(), RuleError> {
    let Some(entry) = chosen.iter().find(|entry| payment.posting_date < entry.posting_date) else {
        return Ok(());
    };
    let message = format!(
        "postingDate: {} is before {}, the posting date of the entry {} the payment applies to.",
        payment.posting_date, entry.posting_date, entry.document_number
    );
    Err(RuleError::dialog("postingDate", message))
}

/// Gives the payment the amount that settles the entry.
fn take_amount(
    payment: &mut JournalLine,
    entry: &PartyLedgerEntry,
    local_precision: Precision,
) -> Result<(), RuleError> {
    let too_large = |_| RuleError::field("amount", "amount: the amount is too large.");
    let discount = match payment.posting_date <= entry.payment_discount_date {
        true => entry.remaining_payment_discount_possible,
        false => Amount::ZERO,
    };
    payment.amount = discount.checked_sub(entry.remaining_amount).map_err(too_large)?;
    payment.amount_local = match payment.currency_code.is_empty() {
        true => payment.amount,
        false => payment.amount.to_local(payment.currency_factor, local_precision).map_err(too_large)?,
    };
    Ok(())
}

/// The payment and the entry after the choice was taken back; `others`: further entries are chosen for the payment.
pub fn taken_back(
    payment: &JournalLine,
    entry: &PartyLedgerEntry,
    others: bool,
) -> Result<(JournalLine, PartyLedgerEntry), RuleError> {
    check(payment, entry)?;
    if payment.applies_to_id.is_empty() || entry.applies_to_id != payment.applies_to_id {
        return Ok((payment.clone(), entry.clone()));
    }
    let mut payment = payment.clone();
    if !others {
        payment.applies_to_id.clear();
    }
    Ok((payment, cleared(entry)))
}

/// The entry without a mark.
pub fn cleared(entry: &PartyLedgerEntry) -> PartyLedgerEntry {
    PartyLedgerEntry { applies_to_id: String::new(), amount_to_apply: Amount::ZERO, ..entry.clone() }
}

/// What entries are marked with for a payment: its document number, or its id when the number is blank or marks other
/// entries, because several payments may share a number.
fn mark_of(payment: &JournalLine, is_number_free: bool) -> String {
    if !payment.applies_to_id.is_empty() {
        return payment.applies_to_id.clone();
    }
    match payment.document_number.as_str() {
        number if is_number_free && !number.is_empty() => number.to_owned(),
        _ => payment.id.to_string(),
    }
}

fn check(payment: &JournalLine, entry: &PartyLedgerEntry) -> Result<(), RuleError> {
    if entry.party_id != payment.account_id {
        return Err(RuleError::dialog("applied", "applied: the entry is one of another vendor."));
    }
    if !entry.open {
        let message = format!("applied: the entry {} is closed.", entry.document_number);
        return Err(RuleError::dialog("applied", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use money::Rate;

    use super::*;
    use crate::Category;

    const VENDOR: Uuid = Uuid::from_u128(1);

    fn payment(id: u128) -> JournalLine {
        JournalLine {
            id: Uuid::from_u128(id),
            account_id: VENDOR,
            description: "Lumen".into(),
            document_number: format!("P-{id}"),
            amount: Amount::from_integer(50),
            posting_date: date(2026, 3, 10),
            ..JournalLine::default()
        }
    }

    fn entry() -> PartyLedgerEntry {
        PartyLedgerEntry {
            party_id: VENDOR,
            entry_number: 7,
            document_number: "108001".into(),
            remaining_amount: Amount::from_integer(-120),
            open: true,
            ..PartyLedgerEntry::default()
        }
    }

    fn in_use(is_mark_in_use: bool) -> ChoiceFacts {
        ChoiceFacts {
            is_mark_in_use,
            is_number_free: true,
            same_currency: true,
            local_precision: Precision::CENT,
        }
    }

    fn refused<T: std::fmt::Debug>(result: Result<T, RuleError>, sentence: &str) {
        let error = result.unwrap_err();
        assert_eq!((error.category, error.property), (Category::Dialog, Some("applied")));
        assert!(error.message.contains(sentence), "{error}");
    }

    #[test]
    fn a_choice_marks_payment_and_entry_and_can_be_taken_back() {
        let (paid, mark) = chosen(&payment(9), &entry(), in_use(true)).unwrap();
        let text = "P-9".to_owned();
        assert_eq!(paid, JournalLine { applies_to_id: text.clone(), ..payment(9) });
        let amount_to_apply = Amount::from_integer(-120);
        assert_eq!(mark, PartyLedgerEntry { applies_to_id: text, amount_to_apply, ..entry() });
        assert_eq!(chosen(&paid, &mark, in_use(true)), Ok((paid.clone(), mark.clone())), "once more");

        assert_eq!(taken_back(&paid, &mark, false), Ok((payment(9), entry())));
        assert_eq!(taken_back(&paid, &mark, true), Ok((paid, entry())), "others are still chosen");
        assert_eq!(taken_back(&payment(8), &mark, false), Ok((payment(8), mark)), "not its own choice");
        let partly = PartyLedgerEntry { amount_to_apply: Amount::from_integer(-5), ..entry() };
        assert_eq!(taken_back(&payment(9), &partly, false), Ok((payment(9), partly)), "neither is marked");
    }

    #[test]
    fn the_id_marks_where_the_number_is_blank_or_taken() {
        let id = Uuid::from_u128(9).to_string();
        let unnumbered = JournalLine { document_number: String::new(), ..payment(9) };
        let marked = JournalLine { applies_to_id: "EARLIER".into(), ..payment(9) };
        let cases = [
            (payment(9), true, "P-9"),
            (payment(9), false, id.as_str()),
            (unnumbered, true, id.as_str()),
            (marked, false, "EARLIER"),
        ];
        for (payment, is_number_free, mark) in cases {
            let facts = ChoiceFacts { is_number_free, ..in_use(false) };
            let (payment, entry) = chosen(&payment, &entry(), facts).unwrap();
            assert_eq!((payment.applies_to_id.as_str(), entry.applies_to_id.as_str()), (mark, mark));
        }
    }

    #[test]
    fn only_open_entries_of_the_vendor_that_no_other_payment_has_are_chosen() {
        let foreign = PartyLedgerEntry { party_id: Uuid::from_u128(2), ..entry() };
        let closed = PartyLedgerEntry { open: false, ..entry() };
        for (unfit, sentence) in [(foreign, "another vendor"), (closed, "is closed")] {
            refused(chosen(&payment(9), &unfit, in_use(false)), sentence);
            refused(taken_back(&payment(9), &unfit, false), sentence);
        }
        let early = PartyLedgerEntry { posting_date: date(2026, 3, 11), ..entry() };
        refused(chosen(&payment(9), &early, in_use(false)), "is earlier than the entry 108001");
        let same_day = PartyLedgerEntry { posting_date: date(2026, 3, 10), ..entry() };
        assert!(chosen(&payment(9), &same_day, in_use(false)).is_ok());
        let (_, taken) = chosen(&payment(8), &entry(), in_use(false)).unwrap();
        refused(chosen(&payment(9), &taken, in_use(true)), "chosen for another payment");
        let (_, mark) = chosen(&payment(9), &taken, in_use(false)).unwrap();
        assert_eq!(mark.applies_to_id, "P-9", "the other payment is gone");
    }

    #[test]
    fn a_payment_without_amount_becomes_what_is_needed() {
        let discounted = PartyLedgerEntry {
            remaining_payment_discount_possible: Amount::from_integer(-20),
            payment_discount_date: date(2026, 3, 10),
            ..entry()
        };
        let late = PartyLedgerEntry { payment_discount_date: date(2026, 3, 9), ..discounted.clone() };
        // The entry, the currency of both, whether it is one, the amount and that in local currency.
        let cases = [
            (entry(), "", true, 120, 120),
            (discounted, "", true, 100, 100),
            (late, "EUR", true, 120, 60),
            (entry(), "EUR", false, 0, 0),
        ];
        for (entry, currency, same_currency, amount, amount_local) in cases {
            let open = JournalLine {
                amount: Amount::ZERO,
                currency_code: currency.into(),
                currency_factor: Rate::parse("2").unwrap(),
                applies_to_document_number: "108002".into(),
                applies_to_invoice_id: Uuid::from_u128(7),
                ..payment(9)
            };
            let facts = ChoiceFacts { same_currency, ..in_use(false) };
            let (paid, _) = chosen(&open, &entry, facts).unwrap();
            let expected = JournalLine {
                applies_to_id: "P-9".into(),
                applies_to_document_number: String::new(),
                applies_to_invoice_id: Uuid::nil(),
                amount: Amount::from_integer(amount),
                amount_local: Amount::from_integer(amount_local),
                ..open
            };
            assert_eq!(paid, expected, "{currency} {same_currency}");
        }
    }
}
