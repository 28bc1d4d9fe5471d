//! How payments of customers and to vendors are written: one way for both (FINANCE.md 1.8).

use finance::journal_lines::{JournalAccountType, JournalLine, JournalNameRule, Keys, resolve_journal_id};
use finance::journals::Journal;
use finance::party_payments::{self, PaymentFacts, PaymentKind, PaymentProperties, PostedInvoice};
use finance::trade_documents::TradeSide;
use store::{Session, Work, journal_lines, record, trade_documents};
use uuid::Uuid;

use crate::apply_vendor_entries::clear_marks;
use crate::entity::{Entity, Property, decimal, joined_guid, joined_text_or};
use crate::errors::ApiError;
use crate::face::Face;
use crate::journal_lines::book::{self, Book, NewLine, Wanted};
use crate::journal_lines::consequences::carry_out;
use crate::journal_lines::{pairs, stored};
use crate::write::{Body, Write, Writer};

/// What the table of payments is joined with; the constants name the positions.
pub(crate) const JOINS: &[(&str, &[(&str, &str)])] = &[
    ("journals", &[("journal_id", "id")]),
    ("currencies", &[("currency_code", "code")]),
    ("general_ledger_setup", &[]),
];
pub(crate) const JOURNAL: usize = 0;
const CURRENCY: usize = 1;
const SETUP: usize = 2;

/// On our own face a payment says its currency; on the others it follows the party or the bank (FINANCE.md 1.8).
pub(crate) const PAYMENT_CURRENCY_ID: Property = joined_guid("currencyId", CURRENCY, "id").only_own();
pub(crate) const PAYMENT_CURRENCY_CODE: Property =
    joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code").length(10).only_own();
pub(crate) const PAYMENT_AMOUNT_LOCAL: Property =
    decimal("amountLocal", "amount_local").read_only().only_own();

/// The writer of one kind of payment.
pub(crate) struct PartyPayments {
    pub kind: &'static PaymentKind,
    pub entity: &'static Entity,
    /// Name of the type of the journals that hold such payments.
    pub journal: &'static str,
}

impl Writer for PartyPayments {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = self.properties(&write.body)?.normalized(self.kind)?;
            let in_url = write.parent_of_type(self.journal);
            let journal_id = resolve_journal_id(in_url, given.journal_id, self.kind.collection)?;
            let known = self.load(session, write, &given, journal_id, None).await?;
            let (line_number, number) = (given.line_number, given.document_number.as_deref());
            let new = NewLine::load(session, write, &known.book.journal, line_number, number).await?;
            let rule = name_rule(write.face);
            let facts = known.facts();
            let line = party_payments::create(write.id, &given, rule, self.kind, &facts, &new.facts())?;
            Ok(journal_lines::insert(session, write.company, &line, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = self.properties(&write.body)?.normalized(self.kind)?;
            let stored = stored(session, write, self.entity.name).await?;
            let known = self.load(session, write, &given, stored.journal_id, Some(&stored)).await?;
            let own = (stored.journal_id, given.line_number, Some(stored.id));
            let taken = book::line_number_taken(session, write, own.0, own.1, own.2).await?;
            let (rule, facts) = (name_rule(write.face), known.facts());
            let mut changed = party_payments::change(&stored, &given, rule, self.kind, &facts, taken)?;
            if changed.line.account_id != stored.account_id {
                clear_marks(session, write.company, write.stamp, &stored).await?;
                changed.line.applies_to_id.clear();
            }
            carry_out(session, write, &changed.line, &changed.consequences, known.tolerates()).await?;
            Ok(journal_lines::update(session, write.company, &changed.line, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let line = stored(session, write, self.entity.name).await?;
            carry_out(session, write, &line, &party_payments::remove(&line), false).await?;
            clear_marks(session, write.company, write.stamp, &line).await?;
            Ok(record::delete::<JournalLine>(session, write.company, write.id).await?)
        })
    }
}

/// How each face treats `journalDisplayName` of a payment (FINANCE.md 1.8).
fn name_rule(face: Face) -> JournalNameRule {
    match face {
        Face::GraphBeta | Face::V1 => JournalNameRule::Refused,
        Face::V2 | Face::Own => JournalNameRule::RefusedWhenDifferent,
    }
}

/// What the rules look up.
struct Known {
    book: Book,
    invoices: Vec<PostedInvoice>,
}

impl Known {
    fn facts(&self) -> PaymentFacts<'_> {
        PaymentFacts { book: self.book.facts(), invoices: &self.invoices }
    }

    /// Whether a small difference may be accepted from the parties of the request.
    fn tolerates(&self) -> bool {
        self.book.facts().parties.iter().all(|party| !party.block_payment_tolerance)
    }
}

impl PartyPayments {
    async fn load(
        &self,
        session: &mut Session,
        write: &Write,
        given: &PaymentProperties,
        journal_id: Uuid,
        line: Option<&JournalLine>,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let journal = record::by_id::<Journal>(session, company, journal_id).await?.map(|found| found.record);
        let journal = journal
            .filter(|journal| journal.template_type == self.kind.template_type)
            .ok_or_else(|| ApiError::not_found(self.journal, journal_id))?;
        let keys = given.invoice_keys(line);
        let invoices = posted_invoices(session, company, self.kind.account_type, keys).await?;
        let parties = given.party_keys(line, &invoices);
        let mut wanted = Wanted { dimensions: given.dimensions.is_some(), ..Wanted::default() };
        // Without a party the balancing account describes the line.
        if line.map_or(parties == Keys::default(), |line| line.account_number.is_empty()) {
            let number =
                line.map_or(&journal.balancing_account_number, |line| &line.balancing_account_number);
            wanted.accounts.numbers.push(number.clone());
        }
        match self.kind.account_type {
            JournalAccountType::Vendor => wanted.vendors = parties,
            _ => wanted.customers = parties,
        }
        wanted.currency_codes.extend(given.currency_code.clone());
        wanted.currency_ids.extend(given.currency_id);
        if let Some(line) = line {
            wanted.currency_codes.push(line.currency_code.clone());
            if line.balancing_account_type == JournalAccountType::BankAccount {
                wanted.bank_accounts =
                    Keys { ids: Vec::new(), numbers: vec![line.balancing_account_number.clone()] };
            }
        }
        Ok(Known { book: Book::load(session, company, journal, wanted).await?, invoices })
    }

    fn properties(&self, body: &Body) -> Result<PaymentProperties, ApiError> {
        Ok(PaymentProperties {
            journal_id: body.guid("journalId"),
            journal_display_name: body.text("journalDisplayName"),
            line_number: body.int32("lineNumber")?,
            party_id: body.guid(self.kind.party_id),
            party_number: body.text(self.kind.party_number),
            contact_id: body.text("contactId"),
            posting_date: body.date("postingDate"),
            document_number: body.text("documentNumber"),
            external_document_number: body.text("externalDocumentNumber"),
            currency_id: body.guid("currencyId"),
            currency_code: body.text("currencyCode"),
            amount: body.amount("amount")?,
            applies_to_invoice_id: body.guid("appliesToInvoiceId"),
            applies_to_invoice_number: body.text("appliesToInvoiceNumber"),
            description: body.text("description"),
            comment: body.text("comment"),
            dimensions: pairs(body),
        })
    }
}

/// The posted invoices of a side with these ids and numbers, as far as they exist: of purchases for vendors, else of
/// sales.
pub(crate) async fn posted_invoices(
    session: &mut Session,
    company: Uuid,
    account_type: JournalAccountType,
    keys: Keys,
) -> Result<Vec<PostedInvoice>, ApiError> {
    let side = match account_type {
        JournalAccountType::Vendor => TradeSide::Purchases,
        _ => TradeSide::Sales,
    };
    let mut found = Vec::new();
    for id in keys.ids {
        found.extend(trade_documents::posted_invoice(session, company, side, id).await?);
    }
    for number in keys.numbers {
        found.extend(trade_documents::posted_invoice_by_number(session, company, side, &number).await?);
    }
    Ok(found)
}
