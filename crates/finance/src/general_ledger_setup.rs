//! General ledger setup: which dates may be posted to, and how payments may miss what is due.
//!
//! The record stands in [`crate::companies`].

use jiff::civil::{Date, date};
use money::Amount;

use crate::{
    companies::{GeneralLedgerSetup, TolerancePosting},
    date_formulas::DateFormula,
    errors::RuleError,
    fields::{BLANK_DATE, percentage},
    posting_setup::VatPostingSetup,
};

/// The properties of a PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneralLedgerSetupProperties {
    pub allow_posting_from: Option<Date>,
    pub allow_posting_to: Option<Date>,
    pub payment_tolerance_percent: Option<Amount>,
    pub max_payment_tolerance_amount: Option<Amount>,
    pub payment_tolerance_posting: Option<TolerancePosting>,
    /// The text of a date formula.
    pub payment_discount_grace_period: Option<String>,
    pub payment_discount_tolerance_posting: Option<TolerancePosting>,
    pub adjust_for_payment_discount: Option<bool>,
}

/// Changed setup. It holds for what is posted from now on: entries keep the tolerance and the discount dates they were
/// posted with (FINANCE.md 2.2 rule 2, 3.6).
///
/// A range that ends before it begins: `Dialog`; a percentage outside 0 to 100, a largest amount that is negative or
/// not rounded, a formula that cannot be read or leads back in time: `Field`. VAT is taken out of discounts until no
/// VAT posting setup (`vat_setup`: all of the company) says so any more: `Field`.
pub fn change(
    stored: &GeneralLedgerSetup,
    given: &GeneralLedgerSetupProperties,
    vat_setup: &[VatPostingSetup],
) -> Result<GeneralLedgerSetup, RuleError> {
    let mut setup = stored.clone();
    take_range(&mut setup, given)?;
    if let Some(percent) = given.payment_tolerance_percent {
        setup.payment_tolerance_percent = percentage("paymentTolerancePercent", percent)?;
    }
    if let Some(most) = given.max_payment_tolerance_amount {
        let property = "maxPaymentToleranceAmount";
        if most.is_negative() || !most.is_rounded(setup.precision()) {
            let step = setup.precision().amount();
            let message = format!("{property}: {most} must not be negative, and a multiple of {step}.");
            return Err(RuleError::field(property, message));
        }
        setup.max_payment_tolerance_amount = most;
    }
    if let Some(formula) = &given.payment_discount_grace_period {
        setup.payment_discount_grace_period = grace_period(formula)?;
    }
    if let Some(posting) = given.payment_tolerance_posting {
        setup.payment_tolerance_posting = posting;
    }
    if let Some(posting) = given.payment_discount_tolerance_posting {
        setup.payment_discount_tolerance_posting = posting;
    }
    if let Some(adjust) = given.adjust_for_payment_discount {
        let asked_for = vat_setup.iter().find(|cell| cell.adjust_for_payment_discount);
        if let Some(cell) = asked_for.filter(|_| !adjust) {
            let property = "adjustForPaymentDiscount";
            let message = format!(
                "{property}: the VAT posting setup of \"{}\" and \"{}\" takes VAT out of discounts. Change it first.",
                cell.vat_business_posting_group, cell.vat_product_posting_group
            );
            return Err(RuleError::field(property, message));
        }
        setup.adjust_for_payment_discount = adjust;
    }
    Ok(setup)
}

fn take_range(setup: &mut GeneralLedgerSetup, given: &GeneralLedgerSetupProperties) -> Result<(), RuleError> {
    if let Some(from) = given.allow_posting_from {
        setup.allow_posting_from = from;
    }
    if let Some(to) = given.allow_posting_to {
        setup.allow_posting_to = to;
    }
    let (from, to) = (setup.allow_posting_from, setup.allow_posting_to);
    if to != BLANK_DATE && to < from {
        let message = format!(
            "allowPostingTo: {to} is before {from}, so nothing could be posted. Set both ends of the range."
        );
        return Err(RuleError::dialog("allowPostingTo", message));
    }
    Ok(())
}

/// A formula that never leads to an earlier date.
fn grace_period(text: &str) -> Result<DateFormula, RuleError> {
    let property = "paymentDiscountGracePeriod";
    let formula = DateFormula::parse(property, text)?;
    // The first and the last day of a year, quarter, month and week.
    let days = [date(2024, 1, 1), date(2023, 12, 31)];
    let leads_back = |day: Date| formula.apply(day).is_none_or(|led| led < day);
    if days.into_iter().any(leads_back) {
        let message = format!("{property}: \"{text}\" leads back in time; write for example 5D.");
        return Err(RuleError::field(property, message));
    }
    Ok(formula)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use money::Amount;

    use super::{GeneralLedgerSetupProperties as Properties, change};
    use crate::{
        BLANK_DATE, Category,
        companies::{GeneralLedgerSetup, TolerancePosting},
        date_formulas::DateFormula,
        posting_setup::VatPostingSetup,
    };

    #[test]
    fn what_is_given_is_taken_and_the_rest_stays() {
        let given = Properties {
            allow_posting_from: Some(date(2026, 1, 1)),
            allow_posting_to: Some(date(2026, 12, 31)),
            payment_tolerance_percent: Amount::parse("0.5").ok(),
            max_payment_tolerance_amount: Amount::parse("10").ok(),
            payment_tolerance_posting: Some(TolerancePosting::PaymentDiscountAccounts),
            payment_discount_grace_period: Some("5d".into()),
            payment_discount_tolerance_posting: Some(TolerancePosting::PaymentDiscountAccounts),
            adjust_for_payment_discount: Some(true),
        };
        let stored =
            GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() };
        let setup = change(&stored, &given, &[]).unwrap();
        let expected = GeneralLedgerSetup {
            allow_posting_from: date(2026, 1, 1),
            allow_posting_to: date(2026, 12, 31),
            payment_tolerance_percent: Amount::parse("0.5").unwrap(),
            max_payment_tolerance_amount: Amount::from_integer(10),
            payment_tolerance_posting: TolerancePosting::PaymentDiscountAccounts,
            payment_discount_grace_period: DateFormula::read("5D").unwrap(),
            payment_discount_tolerance_posting: TolerancePosting::PaymentDiscountAccounts,
            adjust_for_payment_discount: true,
            ..stored
        };
        assert_eq!(setup, expected);
        assert_eq!(change(&setup, &Properties::default(), &[]), Ok(setup));
    }

    #[test]
    fn vat_is_taken_out_of_discounts_while_vat_setup_says_so() {
        let adjust =
            |adjust| Properties { adjust_for_payment_discount: Some(adjust), ..Properties::default() };
        let setup = change(&GeneralLedgerSetup::default(), &adjust(true), &[]).unwrap();
        assert!(setup.adjust_for_payment_discount);
        let cell = VatPostingSetup { adjust_for_payment_discount: true, ..VatPostingSetup::default() };
        let refused = change(&setup, &adjust(false), &[cell]).unwrap_err();
        assert_eq!(refused.category, Category::Field);
        let cell = VatPostingSetup { adjust_for_payment_discount: true, ..VatPostingSetup::default() };
        assert!(change(&setup, &adjust(true), &[cell]).is_ok(), "it may be said again");
        let plain = VatPostingSetup::default();
        assert!(!change(&setup, &adjust(false), &[plain]).unwrap().adjust_for_payment_discount);
    }

    #[test]
    fn setup_that_makes_no_sense_is_refused() {
        let none = Properties::default();
        let (first, last) = (Some(date(2026, 1, 1)), Some(date(2026, 12, 31)));
        let range = |from, to| Properties { allow_posting_from: from, allow_posting_to: to, ..none.clone() };
        let percent =
            |text: &str| Properties { payment_tolerance_percent: Amount::parse(text).ok(), ..none.clone() };
        let most = |text: &str| Properties {
            max_payment_tolerance_amount: Amount::parse(text).ok(),
            ..none.clone()
        };
        let grace =
            |text: &str| Properties { payment_discount_grace_period: Some(text.into()), ..none.clone() };
        let cases = [
            (range(first, last), None),
            (range(first, first), None),
            (range(last, Some(BLANK_DATE)), None),
            (range(last, first), Some(Category::Dialog)),
            (percent("100"), None),
            (percent("100.01"), Some(Category::Field)),
            (percent("-1"), Some(Category::Field)),
            (most("0"), None),
            (most("-0.01"), Some(Category::Field)),
            (most("0.005"), Some(Category::Field)),
            (grace(""), None),
            (grace("CM+5D"), None),
            (grace("-1D"), Some(Category::Field)),
            (grace("-CM"), Some(Category::Field)),
            (grace("five days"), Some(Category::Field)),
        ];
        for (given, category) in cases {
            let refused =
                change(&GeneralLedgerSetup::default(), &given, &[]).err().map(|error| error.category);
            assert_eq!(refused, category, "{given:?}");
        }
    }
}
