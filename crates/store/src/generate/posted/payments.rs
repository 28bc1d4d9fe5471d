//! Posted payments in every outcome of an application: exact, with discount, partial, over, and nothing applied.

use finance::RuleError;
use finance::currency_exchange_rates::factor_at;
use finance::customers::Customer;
use finance::journal_lines::{JournalAccountType, JournalDocumentType, JournalLine};
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::posting::PostingLine;
use jiff::civil::Date;
use money::{Amount, Precision, Rate};
use uuid::Uuid;

use super::{Booked, Books};
use crate::generate::random::Random;

/// What a payment does to the invoice it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Exact,
    Partial,
    Over,
    /// Names no invoice.
    OnAccount,
}

impl Outcome {
    /// Most payments close their invoice.
    fn pick(random: &mut Random) -> Outcome {
        match random.below(100) {
            0..=69 => Outcome::Exact,
            70..=84 => Outcome::Partial,
            85..=91 => Outcome::Over,
            _ => Outcome::OnAccount,
        }
    }
}

/// A line that names the customer, so that everything about it is looked up.
pub(super) fn line_of(customer: &Customer) -> JournalLine {
    JournalLine {
        account_type: JournalAccountType::Customer,
        account_number: customer.number.clone(),
        account_id: customer.id,
        document_type: JournalDocumentType::Payment,
        ..JournalLine::default()
    }
}

impl Books<'_> {
    /// Posts one more payment, for the invoice that has waited longest or on account.
    pub(super) fn payment(&mut self, random: &mut Random, date: Date) -> Result<Booked, RuleError> {
        let mut outcome = Outcome::pick(random);
        let invoice = match outcome {
            Outcome::OnAccount => None,
            _ => self.open.pop_front(),
        };
        if invoice.is_none() {
            outcome = Outcome::OnAccount;
        }
        let by_id = |id: Uuid| self.customers.iter().find(|customer| customer.id == id).copied();
        let payer = match &invoice {
            Some(entry) => by_id(entry.party_id),
            None => random.pick(&self.customers).copied(),
        };
        let Some(customer) = payer else {
            let message = "There is no customer to post a payment for.";
            return Err(RuleError::of_record(finance::Category::NotFound, message));
        };
        let mut line = line_of(customer);
        line.id = random.id();
        line.document_number = self.payment_numbers.take(date)?;
        (line.posting_date, line.document_date, line.due_date) = (date, date, date);
        line.description.clone_from(&customer.name);
        line.external_document_number = format!("BANK-{:08}", random.below(100_000_000));
        line.balancing_account_number.clone_from(&self.facts.template.balancing_account_number);
        line.source_code.clone_from(&self.facts.template.source_code);
        line.posting_group.clone_from(&customer.customer_posting_group);
        let amount = amount_of(random, outcome, invoice.as_ref(), date)?;
        self.set_amount(&mut line, customer, amount)?;
        if let Some(entry) = &invoice {
            line.applies_to_document_type = JournalDocumentType::Invoice;
            line.applies_to_document_number.clone_from(&entry.document_number);
        }
        let source_code = line.source_code.clone();
        let posting = PostingLine::of_journal(line, Uuid::nil());
        let open = invoice.into_iter().collect();
        let finished = self.post(&[posting], open, &source_code, random.id())?;
        // What a partial payment leaves open waits for another.
        let left = finished
            .changed_party_entries
            .iter()
            .find(|entry| entry.open && entry.document_type == JournalDocumentType::Invoice);
        self.open.extend(left.cloned());
        Ok(Booked { finished, document: None })
    }

    /// Amount and currency of a line; a foreign amount is worth what the rate of its date says.
    fn set_amount(
        &self,
        line: &mut JournalLine,
        customer: &Customer,
        amount: Amount,
    ) -> Result<(), RuleError> {
        let setup = &self.facts.setup;
        let too_large = |_| RuleError::of_record(finance::Category::Dialog, "An amount is too large.");
        line.amount = amount;
        (line.amount_local, line.currency_factor) = (amount, Rate::ZERO);
        if !setup.is_local_currency(&customer.currency_code) {
            let code = &customer.currency_code;
            let factor = factor_at(&self.facts.exchange_rates, code, line.posting_date)?;
            line.currency_code.clone_from(code);
            line.currency_factor = factor;
            line.amount_local = amount.to_local(factor, setup.precision()).map_err(too_large)?;
        }
        Ok(())
    }
}

/// What is paid: a negative amount in the currency of the customer.
fn amount_of(
    random: &mut Random,
    outcome: Outcome,
    invoice: Option<&PartyLedgerEntry>,
    date: Date,
) -> Result<Amount, RuleError> {
    let too_large = |_| RuleError::of_record(finance::Category::Dialog, "An amount is too large.");
    let some = Amount::from_integer(i32::try_from(10 + random.below(990)).unwrap_or(10));
    let paid = match invoice {
        None => some,
        Some(entry) => {
            let discount = match date <= entry.payment_discount_date {
                true => entry.remaining_payment_discount_possible,
                false => Amount::ZERO,
            };
            let due = entry.remaining_amount.checked_sub(discount).map_err(too_large)?;
            let whole = Precision::new(Amount::ONE).unwrap_or(Precision::CENT);
            let half = due.ratio(Amount::ONE, Amount::from_integer(2), whole).map_err(too_large)?;
            match outcome {
                Outcome::Partial if half.is_positive() => half,
                Outcome::Over => due.checked_add(some).map_err(too_large)?,
                _ => due,
            }
        }
    };
    paid.checked_neg().map_err(too_large)
}
