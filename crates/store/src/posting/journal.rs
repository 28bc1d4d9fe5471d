//! Posting a whole journal, or showing what posting would make of it (FINANCE.md section 2).

mod lines;

use std::borrow::Cow;

use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::journal_lines::JournalLine;
use finance::journal_templates::JournalTemplate;
use finance::journals::Journal;
use finance::number_series::NumberSource;
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::payment_applications::PaymentApplication;
use finance::posting::{
    BalanceCheck, DocumentParties, EntryIds, JournalFacts, OpenEntries, Posted, Poster, PostingFacts,
    PostingLine, PostingNumbers, PostingOrder, check_line, left_over_line, nothing_to_post,
};
use finance::posting_setup::GeneralPostingType;
use finance::{Category, RuleError};
use uuid::Uuid;

use self::lines::{Lines, Piece};
use super::facts::{AppliedTo, Named};
use super::{Keeper, PostingError, facts};
use crate::{Session, Stamp, StoreError, journal_lines, number_series, record};

/// What posting a journal would make; nothing was kept.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    pub entries: Posted,
    /// Entries of before as applications would leave them.
    pub changed_party_entries: Vec<PartyLedgerEntry>,
}

/// Posts all lines of a journal of any kind and empties it. Returns the register. Errors: `Dialog` when there is
/// nothing to post, or the category of the rule that a line breaks; nothing may be kept then. `seed`: a fresh id.
pub async fn post_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
    stamp: Stamp,
    seed: Uuid,
) -> Result<Option<GeneralLedgerRegister>, PostingError> {
    let mut run = Run::load(session, company, journal).await?;
    let loaded = (run.journal.numbers.clone(), run.journal.posting_numbers.clone());
    let facts = run.check(session, company).await?;
    let mut poster = Poster::new(&facts, OpenEntries::default(), run.register(), seed);
    let mut keeper = Keeper::new(session, company, stamp);
    let mut numbers = PostingNumbers::default();
    for index in 0..run.lines.pieces() {
        let piece = run.lines.piece(keeper.session(), index).await?;
        // What the pieces before left open is in the ledger by now, as are the entries they made.
        let applied_to = AppliedTo::of(piece.lines.iter().map(|posting| &posting.line));
        poster.reopen(facts::load_open(keeper.session(), company, &applied_to, &facts).await?);
        post_lines(&mut poster, &piece, &run.parties, &mut numbers, &mut run.journal)?;
        let entries = poster.drain();
        let changed = poster.drain_changed();
        keeper.entries(&entries, &changed).await?;
    }
    let finished = poster.finish()?;
    let register = keeper.finish(&finished).await?;
    for (loaded, taken) in [(&loaded.0, &run.journal.numbers), (&loaded.1, &run.journal.posting_numbers)] {
        if let (Some(loaded), Some(taken)) = (loaded, taken) {
            number_series::keep_taken(session, company, loaded, taken, stamp).await?;
        }
    }
    run.empty(session, company, stamp, seed).await?;
    Ok(register)
}

/// As [`post_journal`], but nothing is kept and the journal stays as it is. All lines and entries are in memory.
pub async fn preview_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
    seed: Uuid,
) -> Result<Preview, PostingError> {
    let mut run = Run::load(session, company, journal).await?;
    // Without entries in the ledger, later pieces could not find what earlier ones would have left open.
    run.lines.hold(session).await?;
    let facts = run.check(session, company).await?;
    let piece = run.lines.piece(session, 0).await?;
    let applied_to = AppliedTo::of(piece.lines.iter().map(|posting| &posting.line));
    let open = facts::load_open(session, company, &applied_to, &facts).await?;
    let mut poster = Poster::new(&facts, open, run.register(), seed);
    post_lines(&mut poster, &piece, &run.parties, &mut PostingNumbers::default(), &mut run.journal)?;
    let finished = poster.finish()?;
    Ok(Preview { entries: finished.entries, changed_party_entries: finished.changed_party_entries })
}

fn post_lines(
    poster: &mut Poster<'_>,
    piece: &Piece,
    parties: &DocumentParties,
    numbers: &mut PostingNumbers,
    journal: &mut JournalFacts,
) -> Result<(), RuleError> {
    for posting in &piece.lines {
        let mut posting = Cow::Borrowed(posting);
        if posting.line.general_posting_type != GeneralPostingType::Blank {
            parties.name(posting.to_mut());
        }
        if journal.posting_numbers.is_some() {
            numbers.replace(&mut posting.to_mut().line, journal)?;
        }
        let several = piece.applications.get(&posting.line.id);
        post_line(poster, &posting, several).map_err(|error| at_line(&posting.line, error))?;
    }
    Ok(())
}

/// Posts a line; `several`: the invoices it is applied to when they are several.
fn post_line(
    poster: &mut Poster<'_>,
    posting: &PostingLine,
    several: Option<&Vec<PaymentApplication>>,
) -> Result<(), RuleError> {
    if let Some(applications) = several {
        poster.offer(&posting.line, applications)?;
    }
    let is_marked = !posting.line.applies_to_id.is_empty();
    if is_marked {
        poster.accept_of_line(&posting.line)?;
    }
    poster.post(posting)?;
    // What was marked for the line waits for nothing any more.
    if is_marked {
        poster.withdraw(&posting.line);
    }
    Ok(())
}

/// Says which line a refusal is about.
fn at_line(line: &JournalLine, error: RuleError) -> RuleError {
    RuleError { message: format!("Line {}: {}", line.line_number, error.message), ..error }
}

/// A journal on its way into the ledger.
struct Run {
    journal: JournalFacts,
    template: JournalTemplate,
    /// In the order they stand until they are checked, then in posting order.
    lines: Lines,
    /// The last line with an account, once the lines are checked.
    last: JournalLine,
    /// Once the lines are checked.
    parties: DocumentParties,
}

impl Run {
    async fn load(session: &mut Session, company: Uuid, id: Uuid) -> Result<Run, PostingError> {
        let missing = |noun: &str| {
            RuleError::of_record(Category::NoResource, format!("There is no {noun} with the id {id}."))
        };
        let journal =
            record::by_id::<Journal>(session, company, id).await?.ok_or_else(|| missing("journal"))?.record;
        let template = record::by_id::<JournalTemplate>(session, company, journal.template_id).await?;
        let template = template.ok_or_else(|| missing("template of the journal"))?.record;
        let lines = Lines::load(session, company, id).await?;
        let journal = JournalFacts {
            force_document_balance: template.force_document_balance,
            numbers: source(session, company, &journal.number_series).await?,
            posting_numbers: source(session, company, &journal.posting_number_series).await?,
            journal,
        };
        Ok(Run {
            journal,
            template,
            lines,
            last: JournalLine::default(),
            parties: DocumentParties::default(),
        })
    }

    /// Phases A and B of 2.2; takes the document numbers of the journal's series and sorts the lines. Returns what
    /// posting them looks up.
    async fn check(&mut self, session: &mut Session, company: Uuid) -> Result<PostingFacts, PostingError> {
        let (named, places) = self.survey(session).await?;
        let facts = facts::load_facts(session, company, &named).await?;
        for index in 0..self.lines.pieces() {
            for PostingLine { line, .. } in &self.lines.piece(session, index).await?.lines {
                check_line(line, &facts).map_err(|error| at_line(line, error))?;
            }
        }
        self.lines.sort(places);
        let mut check = BalanceCheck::new(&mut self.journal, &facts);
        for index in 0..self.lines.pieces() {
            for PostingLine { line, .. } in &self.lines.piece(session, index).await?.lines {
                check.line(line)?;
            }
        }
        check.finish()?;
        Ok(facts)
    }

    /// What the lines name and where each stands in posting order. Without a line to post: `Dialog`.
    async fn survey(&mut self, session: &mut Session) -> Result<(Named, Vec<PostingOrder>), PostingError> {
        let (mut named, mut places, mut last) = (Named::default(), Vec::new(), None);
        for index in 0..self.lines.pieces() {
            for PostingLine { line, .. } in &self.lines.piece(session, index).await?.lines {
                named.add(line);
                places.push(PostingOrder::of(line, self.template.force_document_balance));
                if !line.is_empty() {
                    last = Some(line.clone());
                    self.parties.note(line);
                }
            }
        }
        self.last = last.ok_or_else(nothing_to_post)?;
        Ok((named, places))
    }

    fn register(&self) -> GeneralLedgerRegister {
        GeneralLedgerRegister {
            source_code: self.template.source_code.clone(),
            journal_template_name: self.template.name.clone(),
            journal_code: self.journal.journal.code.clone(),
            ..GeneralLedgerRegister::default()
        }
    }

    /// Removes the lines that were posted; without a number series an empty one stays (2.4).
    async fn empty(
        &self,
        session: &mut Session,
        company: Uuid,
        stamp: Stamp,
        seed: Uuid,
    ) -> Result<(), StoreError> {
        let journal = &self.journal.journal;
        journal_lines::delete_of_journal(session, company, journal.id).await?;
        // Counted on behind the ids of the entries: the other half of the seed's range.
        let id = EntryIds::new(seed).apart();
        match left_over_line(id, journal, &self.last) {
            Some(line) => record::insert(session, company, &line, stamp).await,
            None => Ok(()),
        }
    }
}

async fn source(
    session: &mut Session,
    company: Uuid,
    code: &str,
) -> Result<Option<NumberSource>, StoreError> {
    if code.is_empty() { Ok(None) } else { number_series::source(session, company, code).await }
}
