//! A journal as a whole: its balance, its document numbers, and what stays behind (FINANCE.md 2.2 phase B, 2.4).

use std::collections::BTreeMap;

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{PostingFacts, PostingLine, poster::range_error};
use crate::{
    errors::{Category, RuleError},
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine},
    journals::Journal,
    number_series::{NumberSource, increment},
    posting_setup::GeneralPostingType,
};

/// What posting a journal looks up of the journal itself.
#[derive(Debug, Clone)]
pub struct JournalFacts {
    pub journal: Journal,
    /// Of the template: every document must balance, not only every date.
    pub force_document_balance: bool,
    /// The series of the journal, when it has one; its numbers are taken as the check proceeds.
    pub numbers: Option<NumberSource>,
    /// The series that gives entries other numbers than the journal shows, when the journal has one (2.4).
    pub posting_numbers: Option<NumberSource>,
}

/// Where a line stands when lines are checked for balance and posted: by document when documents must balance, else as
/// they stand in the journal (2.2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostingOrder {
    /// Number, date and type; `None` where the order of the journal stays.
    document: Option<(String, Date, JournalDocumentType)>,
    line_number: i32,
}

impl PostingFacts {
    /// Whether VAT of a rate is posted with a line.
    fn has_vat(&self, line: &JournalLine) -> bool {
        let setup = self.vat_setup_of(&line.vat_business_posting_group, &line.vat_product_posting_group);
        line.general_posting_type != GeneralPostingType::Blank
            && setup.is_none_or(|setup| !setup.vat_percent.is_zero())
    }
}

impl PostingOrder {
    pub fn of(line: &JournalLine, force_document_balance: bool) -> Self {
        let document = || (line.document_number.clone(), line.posting_date, line.document_type);
        PostingOrder { document: force_document_balance.then(document), line_number: line.line_number }
    }
}

/// Phase B over the lines in posting order, one at a time.
#[derive(Debug)]
pub struct BalanceCheck<'a> {
    facts: &'a mut JournalFacts,
    posting: &'a PostingFacts,
    document: Option<(JournalDocumentType, String, Date)>,
    balance: Amount,
    has_vat: bool,
    /// The customer or vendor of the document so far.
    party: Option<(JournalAccountType, String)>,
    several_parties: bool,
}

impl<'a> BalanceCheck<'a> {
    pub fn new(facts: &'a mut JournalFacts, posting: &'a PostingFacts) -> Self {
        BalanceCheck {
            facts,
            posting,
            document: None,
            balance: Amount::ZERO,
            has_vat: false,
            party: None,
            several_parties: false,
        }
    }

    /// Rules 18 to 21 at one line: a document number that the series does not allow (`Dialog`), another posting
    /// series than the journal's (`Field`), a document or date that ends out of balance (`Dialog`).
    pub fn line(&mut self, line: &JournalLine) -> Result<(), RuleError> {
        if line.is_empty() {
            return Ok(());
        }
        let document = (line.document_type, line.document_number.clone(), line.posting_date);
        let number_changes = self.document.as_ref().is_none_or(|known| known.1 != document.1);
        if self.ends_before(&document) {
            self.check_end()?;
        }
        if number_changes {
            self.take_number(line)?;
        }
        if line.posting_number_series != self.facts.journal.posting_number_series {
            let message = "The posting number series of the line differs from that of its journal.";
            return Err(RuleError::of_record(Category::Field, message));
        }
        let balance = line.balance().map_err(range_error)?;
        self.balance = self.balance.checked_add(balance).map_err(range_error)?;
        self.has_vat |= self.posting.has_vat(line);
        self.note_parties(line);
        self.document = Some(document);
        Ok(())
    }

    /// The last document or date must be in balance too.
    pub fn finish(mut self) -> Result<(), RuleError> {
        self.check_end()
    }

    fn ends_before(&self, next: &(JournalDocumentType, String, Date)) -> bool {
        let Some(known) = &self.document else { return false };
        known.2 != next.2 || (self.facts.force_document_balance && known != next)
    }

    fn check_end(&mut self) -> Result<(), RuleError> {
        let Some((_, number, date)) = &self.document else { return Ok(()) };
        if !self.balance.is_zero() {
            let message = match self.facts.force_document_balance {
                true => format!("The document {number} of {date} is out of balance by {}.", self.balance),
                false => format!("The lines of {date} are out of balance by {}.", self.balance),
            };
            return Err(RuleError::dialog("amount", message));
        }
        if self.facts.force_document_balance && self.has_vat && self.several_parties {
            let message = format!("The document {number} has VAT and more than one customer or vendor.");
            return Err(RuleError::dialog("documentNumber", message));
        }
        (self.has_vat, self.party, self.several_parties) = (false, None, false);
        Ok(())
    }

    fn take_number(&mut self, line: &JournalLine) -> Result<(), RuleError> {
        let Some(numbers) = &mut self.facts.numbers else { return Ok(()) };
        if numbers.preview(line.posting_date).is_ok_and(|next| next == line.document_number) {
            return numbers.take(line.posting_date).map(drop);
        }
        numbers.series.check_manual("documentNumber", &line.document_number)
    }

    fn note_parties(&mut self, line: &JournalLine) {
        let sides = [
            (line.account_type, &line.account_number),
            (line.balancing_account_type, &line.balancing_account_number),
        ];
        for (account_type, number) in sides {
            let party = matches!(account_type, JournalAccountType::Customer | JournalAccountType::Vendor);
            if !party || number.is_empty() {
                continue;
            }
            match &self.party {
                Some((kind, known)) if *kind == account_type && known == number => {}
                Some(_) => self.several_parties = true,
                None => self.party = Some((account_type, number.clone())),
            }
        }
    }
}

/// The customers and vendors of documents that stand on several lines: the VAT entries of their other lines bear them.
#[derive(Debug, Default)]
pub struct DocumentParties {
    /// By document number and date; the first that the document names.
    parties: BTreeMap<(String, Date), (JournalAccountType, Uuid)>,
}

impl DocumentParties {
    /// Notes the party of a line that has no other side.
    pub fn note(&mut self, line: &JournalLine) {
        let sides = [
            (line.account_type, line.account_id, &line.balancing_account_number),
            (line.balancing_account_type, line.balancing_account_id, &line.account_number),
        ];
        for (account_type, id, other_number) in sides {
            let party = matches!(account_type, JournalAccountType::Customer | JournalAccountType::Vendor);
            if party && !id.is_nil() && other_number.is_empty() {
                let key = (line.document_number.clone(), line.posting_date);
                self.parties.entry(key).or_insert((account_type, id));
            }
        }
    }

    /// Says whose VAT a line carries: of its own other side, or of the rest of its document.
    pub fn name(&self, posting: &mut PostingLine) {
        let line = &posting.line;
        let wanted = match line.general_posting_type {
            GeneralPostingType::Sale => JournalAccountType::Customer,
            GeneralPostingType::Purchase => JournalAccountType::Vendor,
            _ => return,
        };
        let party = match line.balancing_account_number.is_empty() {
            true => self.parties.get(&(line.document_number.clone(), line.posting_date)).copied(),
            false => Some((line.balancing_account_type, line.balancing_account_id)),
        };
        if let Some((_, id)) = party.filter(|(account_type, _)| *account_type == wanted) {
            posting.extras.vat_party_id = id;
        }
    }
}

/// Gives entries the numbers of the posting series, one for each document number of the journal (2.4).
#[derive(Debug, Default)]
pub struct PostingNumbers {
    shown: String,
    posted: String,
}

impl PostingNumbers {
    /// Replaces the document number of a line in posting order; nothing happens without a posting series of its own.
    pub fn replace(&mut self, line: &mut JournalLine, facts: &mut JournalFacts) -> Result<(), RuleError> {
        let Some(numbers) = &mut facts.posting_numbers else { return Ok(()) };
        if facts.journal.posting_number_series == facts.journal.number_series || line.is_empty() {
            return Ok(());
        }
        if self.posted.is_empty() || self.shown != line.document_number {
            self.shown.clone_from(&line.document_number);
            self.posted = numbers.take(line.posting_date)?;
        }
        line.document_number.clone_from(&self.posted);
        Ok(())
    }
}

/// The line that stays behind in a journal without a number series: empty, with the next document number (2.4). `last`
/// is the last line that was posted.
pub fn left_over_line(id: Uuid, journal: &Journal, last: &JournalLine) -> Option<JournalLine> {
    if !journal.number_series.is_empty() {
        return None;
    }
    Some(JournalLine {
        id,
        journal_id: journal.id,
        template_type: journal.template_type,
        line_number: FIRST_LINE_NUMBER,
        account_type: last.account_type,
        posting_date: last.posting_date,
        document_date: last.posting_date,
        document_number: increment(&last.document_number, 1).unwrap_or_default(),
        source_code: last.source_code.clone(),
        reason_code: journal.reason_code.clone(),
        ..JournalLine::default()
    })
}

const FIRST_LINE_NUMBER: i32 = 10_000;

/// A journal without lines that could be posted (2.1): `Dialog`.
pub fn nothing_to_post() -> RuleError {
    RuleError::of_record(
        Category::Dialog,
        "There is nothing to post: the journal has no lines with an account.",
    )
}
