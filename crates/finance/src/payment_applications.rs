//! Applications of a payment that waits in a journal: the invoices it pays, and how much of each. What the published
//! APIs cannot say, which know one invoice per payment (FINANCE.md 3.1, "applies-to id").

use money::Amount;
use uuid::Uuid;

use crate::{
    errors::RuleError,
    fields::present_id,
    journal_lines::{JournalLine, Keys, as_code},
    party_payments::PostedInvoice,
};

/// One invoice that a payment is applied to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentApplication {
    pub id: Uuid,
    /// The payment.
    pub journal_line_id: Uuid,
    pub invoice_id: Uuid,
    /// How much of the invoice is paid, positive on both sides of trade; zero: as much as payment and invoice allow.
    pub amount: Amount,
}

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplicationProperties {
    pub invoice_id: Option<Uuid>,
    pub invoice_number: Option<String>,
    pub amount: Option<Amount>,
}

/// What the rules look up.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationFacts<'a> {
    /// The payment.
    pub payment: &'a JournalLine,
    /// The posted invoices that [`ApplicationProperties::invoice_keys`] names.
    pub invoices: &'a [PostedInvoice],
    /// The other applications of the payment.
    pub others: &'a [PaymentApplication],
}

impl ApplicationProperties {
    /// The number in capitals and trimmed (`Length`).
    pub fn normalized(mut self) -> Result<Self, RuleError> {
        as_code("invoiceNumber", &mut self.invoice_number, 20)?;
        Ok(self)
    }

    /// The posted invoices to load.
    pub fn invoice_keys(&self) -> Keys {
        let mut keys = Keys::default();
        keys.add(self.invoice_id, self.invoice_number.as_deref());
        keys
    }
}

/// A new application. The payment names an invoice itself, the invoice is missing, unknown or another party's:
/// `Dialog`; the invoice is there already: `Duplicate`; a negative amount: `Field`.
pub fn create(
    id: Uuid,
    given: &ApplicationProperties,
    facts: &ApplicationFacts<'_>,
) -> Result<PaymentApplication, RuleError> {
    let payment = facts.payment;
    if !payment.applies_to_document_number.is_empty() {
        let message = format!(
            "The payment applies to the invoice {} already; take that away to apply it to several.",
            payment.applies_to_document_number
        );
        return Err(RuleError::dialog("appliesToInvoiceNumber", message));
    }
    let blank = PaymentApplication { id, journal_line_id: payment.id, ..PaymentApplication::default() };
    let made = change(&blank, given, facts)?;
    match present_id(made.invoice_id) {
        Some(_) => Ok(made),
        None => {
            let message = "Name the invoice by invoiceId or invoiceNumber.";
            Err(RuleError::dialog("invoiceId", message))
        }
    }
}

/// A changed application. Errors as for [`create`].
pub fn change(
    stored: &PaymentApplication,
    given: &ApplicationProperties,
    facts: &ApplicationFacts<'_>,
) -> Result<PaymentApplication, RuleError> {
    let mut made = stored.clone();
    if let Some(invoice) = named_invoice(given, facts)? {
        let payment = facts.payment;
        if invoice.party_number != payment.account_number {
            let message = format!(
                "invoiceId: the invoice {} is one of {}, the payment one of \"{}\".",
                invoice.number, invoice.party_number, payment.account_number
            );
            return Err(RuleError::dialog("invoiceId", message));
        }
        if facts.others.iter().any(|other| other.invoice_id == invoice.id && other.id != made.id) {
            return Err(RuleError::duplicate("invoiceId", "application to the invoice", &invoice.number));
        }
        made.invoice_id = invoice.id;
    }
    if let Some(amount) = given.amount {
        if amount.is_negative() {
            let message = "amount: what an invoice is paid with is positive; 0 stands for all that remains.";
            return Err(RuleError::field("amount", message));
        }
        made.amount = amount;
    }
    Ok(made)
}

/// The invoice of the body: by id, by number, or by both when they agree.
fn named_invoice<'a>(
    given: &ApplicationProperties,
    facts: &ApplicationFacts<'a>,
) -> Result<Option<&'a PostedInvoice>, RuleError> {
    let unknown = |property: &'static str, value: &dyn std::fmt::Display| {
        RuleError::dialog(property, format!("{property}: there is no posted invoice \"{value}\"."))
    };
    let by_id = match given.invoice_id.and_then(present_id) {
        Some(id) => {
            let found = facts.invoices.iter().find(|invoice| invoice.id == id);
            Some(found.ok_or_else(|| unknown("invoiceId", &id))?)
        }
        None => None,
    };
    let Some(number) = given.invoice_number.as_deref().filter(|number| !number.is_empty()) else {
        return Ok(by_id);
    };
    match by_id {
        Some(invoice) if invoice.number != number => {
            let message = format!("invoiceNumber: invoiceId names the invoice {}.", invoice.number);
            Err(RuleError::dialog("invoiceNumber", message))
        }
        Some(invoice) => Ok(Some(invoice)),
        None => {
            let found = facts.invoices.iter().find(|invoice| invoice.number == number);
            Ok(Some(found.ok_or_else(|| unknown("invoiceNumber", &number))?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Category;

    const ONE: Uuid = Uuid::from_u128(1);
    const TWO: Uuid = Uuid::from_u128(2);

    fn invoices() -> Vec<PostedInvoice> {
        [(1, "103001", "C-100"), (2, "103002", "C-100"), (3, "103003", "C-101")]
            .map(|(id, number, party)| PostedInvoice {
                id: Uuid::from_u128(id),
                number: number.into(),
                party_number: party.into(),
                posting_date: jiff::civil::date(2026, 3, 1),
            })
            .to_vec()
    }

    fn payment() -> JournalLine {
        JournalLine { id: Uuid::from_u128(9), account_number: "C-100".into(), ..JournalLine::default() }
    }

    fn to(id: Option<u128>, number: Option<&str>) -> ApplicationProperties {
        ApplicationProperties {
            invoice_id: id.map(Uuid::from_u128),
            invoice_number: number.map(str::to_owned),
            amount: Some(Amount::from_integer(5)),
        }
    }

    #[test]
    fn an_invoice_is_named_by_id_or_number() {
        let (payment, invoices) = (payment(), invoices());
        let facts = ApplicationFacts { payment: &payment, invoices: &invoices, others: &[] };
        for given in [to(Some(1), None), to(None, Some("103001")), to(Some(1), Some("103001"))] {
            let made = create(Uuid::nil(), &given, &facts).unwrap();
            assert_eq!((made.invoice_id, made.journal_line_id), (ONE, payment.id));
        }
        let moved = PaymentApplication { invoice_id: ONE, ..PaymentApplication::default() };
        assert_eq!(change(&moved, &to(Some(2), None), &facts).unwrap().invoice_id, TWO);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (payment, invoices) = (payment(), invoices());
        let others = [PaymentApplication { id: TWO, invoice_id: TWO, ..PaymentApplication::default() }];
        let facts = ApplicationFacts { payment: &payment, invoices: &invoices, others: &others };
        let negative = ApplicationProperties { amount: Amount::parse("-1").ok(), ..to(Some(1), None) };
        let cases = [
            (to(None, None), Category::Dialog, "invoiceId"),
            (to(Some(7), None), Category::Dialog, "invoiceId"),
            (to(None, Some("103009")), Category::Dialog, "invoiceNumber"),
            (to(Some(1), Some("103002")), Category::Dialog, "invoiceNumber"),
            (to(Some(3), None), Category::Dialog, "invoiceId"),
            (to(Some(2), None), Category::Duplicate, "invoiceId"),
            (negative, Category::Field, "amount"),
        ];
        for (given, category, property) in cases {
            let error = create(Uuid::nil(), &given, &facts).unwrap_err();
            assert_eq!((error.category, error.property), (category, Some(property)), "{error}");
        }
        let single = JournalLine { applies_to_document_number: "103001".into(), ..payment.clone() };
        let facts = ApplicationFacts { payment: &single, ..facts };
        let error = create(Uuid::nil(), &to(Some(1), None), &facts).unwrap_err();
        assert_eq!(error.property, Some("appliesToInvoiceNumber"));
    }

    #[test]
    fn an_application_is_stored_as_sent() {
        let (payment, invoices) = (payment(), invoices());
        let made = PaymentApplication {
            id: TWO,
            journal_line_id: payment.id,
            invoice_id: ONE,
            amount: Amount::from_integer(5),
        };
        // Its own record and one of another invoice stand among the others.
        let other = PaymentApplication { id: ONE, invoice_id: TWO, ..made.clone() };
        let others = [made.clone(), other];
        let facts = ApplicationFacts { payment: &payment, invoices: &invoices, others: &others };
        assert_eq!(create(TWO, &to(Some(1), None), &facts), Ok(made.clone()));
        assert_eq!(change(&made, &to(Some(1), None), &facts), Ok(made.clone()));
        let all = ApplicationProperties { amount: Some(Amount::ZERO), ..ApplicationProperties::default() };
        let expected = PaymentApplication { amount: Amount::ZERO, ..made.clone() };
        assert_eq!(change(&made, &all, &facts), Ok(expected));
        // A blank id leaves the word to the number, a blank number to the id.
        for given in [to(Some(0), Some("103001")), to(Some(1), Some(""))] {
            assert_eq!(create(TWO, &given, &facts), Ok(made.clone()), "{given:?}");
        }
        assert_eq!(change(&made, &to(Some(0), Some("")), &facts), Ok(made));
    }

    #[test]
    fn numbers_are_brought_into_stored_form_and_loaded() {
        let given = to(Some(1), Some(" abc ")).normalized().unwrap();
        assert_eq!(given, to(Some(1), Some("ABC")));
        assert_eq!(given.invoice_keys(), Keys { ids: vec![ONE], numbers: vec!["ABC".into()] });
        assert_eq!(to(None, None).invoice_keys(), Keys::default());
        let long = to(None, Some(&"1".repeat(21))).normalized().unwrap_err();
        assert_eq!((long.category, long.property), (Category::Length, Some("invoiceNumber")));
    }
}
