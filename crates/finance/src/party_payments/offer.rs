//! What entering a payment means for the ledger entry of its invoice: an amount is offered for application, and a
//! small difference may be accepted (FINANCE.md 1.8, 3.6).

use money::Amount;

use crate::{
    errors::RuleError,
    journal_lines::JournalLine,
    party_ledger_entries::PartyLedgerEntry,
    posting::{accepted_tolerance, accepts_discount},
};

/// The entry after a payment that names its invoice got its amount: the whole remaining amount is offered, if none
/// is yet, a discount that is late but within its grace period is accepted when the payment is enough for it, and so
/// is a difference between payment and open amount that lies within the tolerance (FINANCE.md 1.8 table PATCH, 3.6).
/// In different currencies nothing is accepted. `same_currency`: payment and entry are in one currency; `tolerated`:
/// the party does not block tolerance. Out of range: `Field`.
pub fn offered(
    entry: &PartyLedgerEntry,
    payment: &JournalLine,
    same_currency: bool,
    tolerated: bool,
) -> Result<PartyLedgerEntry, RuleError> {
    let mut entry = entry.clone();
    if entry.amount_to_apply.is_zero() {
        entry.amount_to_apply = entry.remaining_amount;
    }
    let accepting = same_currency && tolerated && !payment.amount.is_zero();
    entry.accepted_payment_discount_tolerance =
        accepting && accepts_discount(&entry, payment.amount, payment.posting_date)?;
    entry.accepted_payment_tolerance = match accepting {
        true => accepted_tolerance(&entry, payment.amount, payment.posting_date)?,
        false => Amount::ZERO,
    };
    Ok(entry)
}

/// The entry after the payment that was to be applied to it is gone: nothing is offered, nothing accepted
/// (FINANCE.md 1.7).
pub fn taken_back(entry: &PartyLedgerEntry) -> PartyLedgerEntry {
    PartyLedgerEntry {
        amount_to_apply: Amount::ZERO,
        accepted_payment_tolerance: Amount::ZERO,
        accepted_payment_discount_tolerance: false,
        ..entry.clone()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn a_difference_within_the_tolerance_is_accepted() {
        let entry = |remaining: &str, discount: &str, tolerance: &str| PartyLedgerEntry {
            remaining_amount: amount(remaining),
            remaining_payment_discount_possible: amount(discount),
            payment_discount_date: date(2026, 3, 18),
            max_payment_tolerance: amount(tolerance),
            ..PartyLedgerEntry::default()
        };
        // Remaining, discount, tolerance, payment, day in March, accepted.
        let cases = [
            ("1000", "0", "10", "-995", 20, "5"),
            ("1000", "0", "10", "-990", 20, "10"),
            ("1000", "0", "10", "-989.99", 20, "0"),
            ("1000", "0", "10", "-1003", 20, "-3"),
            ("1000", "0", "0", "-999.99", 20, "0"),
            ("1000", "20", "10", "-975", 15, "5"),
            ("1000", "20", "10", "-975", 19, "0"),
            ("-1000", "0", "-10", "995", 20, "-5"),
            ("1000", "0", "10", "0", 20, "0"),
        ];
        for (remaining, discount, tolerance, paid, day, accepted) in cases {
            let payment = JournalLine {
                amount: amount(paid),
                posting_date: date(2026, 3, day),
                ..JournalLine::default()
            };
            let entry = entry(remaining, discount, tolerance);
            let offer = offered(&entry, &payment, true, true).unwrap();
            assert_eq!(offer.accepted_payment_tolerance, amount(accepted), "{remaining} {paid} {day}");
            assert_eq!(offer.amount_to_apply, amount(remaining));
            let none = offered(&entry, &payment, false, true).unwrap();
            assert_eq!(none.accepted_payment_tolerance, Amount::ZERO);
            let blocked = offered(&entry, &payment, true, false).unwrap();
            assert_eq!(blocked.accepted_payment_tolerance, Amount::ZERO);
            assert_eq!(taken_back(&offer), entry);
        }
    }

    #[test]
    fn a_late_discount_is_accepted_within_its_grace_period() {
        let entry = PartyLedgerEntry {
            remaining_amount: amount("1000"),
            remaining_payment_discount_possible: amount("20"),
            payment_discount_date: date(2026, 3, 18),
            payment_discount_tolerance_date: date(2026, 3, 23),
            max_payment_tolerance: amount("10"),
            ..PartyLedgerEntry::default()
        };
        // Payment, day in March, discount accepted, difference accepted.
        let cases = [
            ("-980", 18, false, "0"),
            ("-980", 19, true, "0"),
            ("-980", 23, true, "0"),
            ("-980", 24, false, "0"),
            ("-1000", 20, true, "0"),
            ("-975", 20, true, "5"),
            ("-969", 20, false, "0"),
        ];
        for (paid, day, discount, difference) in cases {
            let payment = JournalLine {
                amount: amount(paid),
                posting_date: date(2026, 3, day),
                ..JournalLine::default()
            };
            let offer = offered(&entry, &payment, true, true).unwrap();
            assert_eq!(offer.accepted_payment_discount_tolerance, discount, "{paid} on day {day}");
            assert_eq!(offer.accepted_payment_tolerance, amount(difference), "{paid} on day {day}");
            assert_eq!(taken_back(&offer), entry);
        }
    }

    #[test]
    fn what_is_offered_already_stays() {
        let entry = PartyLedgerEntry {
            remaining_amount: amount("1000"),
            amount_to_apply: amount("400"),
            ..PartyLedgerEntry::default()
        };
        let offer = offered(&entry, &JournalLine::default(), true, true).unwrap();
        assert_eq!(offer.amount_to_apply, amount("400"));
    }
}
