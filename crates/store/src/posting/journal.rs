//! Posting a whole journal, or showing what posting would make of it (FINANCE.md section 2).

use std::collections::BTreeMap;

use finance::dimensions::DimensionSet;
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::journal_lines::JournalLine;
use finance::journal_templates::JournalTemplate;
use finance::journals::Journal;
use finance::number_series::NumberSource;
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::payment_applications::PaymentApplication;
use finance::posting::{
    BalanceCheck, EntryIds, JournalFacts, Posted, Poster, PostingLine, PostingNumbers, check_line,
    in_posting_order, left_over_line, nothing_to_post,
};
use finance::{Category, RuleError};
use uuid::Uuid;

use super::{Keeper, PostingError, facts};
use crate::row::RowExtension;
use crate::{
    Session, SqlValue, Stamp, StoreError, dimension_sets, journal_lines, number_series, payment_applications,
    record,
};

/// Lines posted between two visits to the database, so that entries do not pile up in memory.
const LINES_BETWEEN_DRAINS: usize = 1_000;

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
    let (posting_facts, open) = facts::load(session, company, &run.lines).await?;
    run.check(&posting_facts)?;
    let mut poster = Poster::new(&posting_facts, open, run.register(), seed);
    let mut keeper = Keeper::new(session, company, stamp);
    let mut numbers = PostingNumbers::default();
    for some in run.lines.chunks_mut(LINES_BETWEEN_DRAINS) {
        post_lines(&mut poster, some, &mut numbers, &mut run.journal, &run.applications)?;
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

/// As [`post_journal`], but nothing is kept and the journal stays as it is.
pub async fn preview_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
    seed: Uuid,
) -> Result<Preview, PostingError> {
    let mut run = Run::load(session, company, journal).await?;
    let (posting_facts, open) = facts::load(session, company, &run.lines).await?;
    run.check(&posting_facts)?;
    let mut poster = Poster::new(&posting_facts, open, run.register(), seed);
    let mut numbers = PostingNumbers::default();
    post_lines(&mut poster, &mut run.lines, &mut numbers, &mut run.journal, &run.applications)?;
    let finished = poster.finish()?;
    Ok(Preview { entries: finished.entries, changed_party_entries: finished.changed_party_entries })
}

fn post_lines(
    poster: &mut Poster<'_>,
    lines: &mut [PostingLine],
    numbers: &mut PostingNumbers,
    journal: &mut JournalFacts,
    applications: &BTreeMap<Uuid, Vec<PaymentApplication>>,
) -> Result<(), RuleError> {
    for posting in lines {
        numbers.replace(&mut posting.line, journal)?;
        let several = applications.get(&posting.line.id);
        post_line(poster, posting, several).map_err(|error| at_line(&posting.line, error))?;
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
    poster.post(posting)?;
    // What was marked for the line waits for nothing any more.
    if !posting.line.applies_to_id.is_empty() {
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
    lines: Vec<PostingLine>,
    last: JournalLine,
    /// By payment; such lines carry an applies-to id.
    applications: BTreeMap<Uuid, Vec<PaymentApplication>>,
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
        let mut lines = load_lines(session, company, id).await?;
        let applications = payment_applications::of_journal(session, company, id).await?;
        for PostingLine { line, .. } in &mut lines {
            if applications.contains_key(&line.id) {
                line.applies_to_id = line.id.to_string();
            }
        }
        let last = lines.iter().rev().find(|posting| !posting.line.is_empty());
        let last = last.ok_or_else(nothing_to_post)?.line.clone();
        let journal = JournalFacts {
            force_document_balance: template.force_document_balance,
            numbers: source(session, company, &journal.number_series).await?,
            posting_numbers: source(session, company, &journal.posting_number_series).await?,
            journal,
        };
        Ok(Run { journal, template, lines, last, applications })
    }

    /// Phases A and B of 2.2; takes the document numbers of the journal's series and sorts the lines.
    fn check(&mut self, facts: &finance::posting::PostingFacts) -> Result<(), RuleError> {
        for PostingLine { line, .. } in &self.lines {
            check_line(line, facts).map_err(|error| at_line(line, error))?;
        }
        in_posting_order(&mut self.lines, self.template.force_document_balance);
        let mut check = BalanceCheck::new(&mut self.journal);
        for PostingLine { line, .. } in &self.lines {
            check.line(line)?;
        }
        check.finish()
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

/// The lines of a journal by line number, each with its dimensions.
async fn load_lines(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
) -> Result<Vec<PostingLine>, StoreError> {
    let parameters = [SqlValue::Uuid(journal)];
    let condition = "AND journal_id = ?2 ORDER BY line_number";
    let lines: Vec<JournalLine> = record::list(session, company, condition, &parameters).await?;
    let sets = sets_of_lines(session, company, journal).await?;
    let mut loaded: BTreeMap<Uuid, DimensionSet> = BTreeMap::new();
    let mut found = Vec::with_capacity(lines.len());
    for mut line in lines {
        let set = sets.get(&line.id).copied().unwrap_or_default();
        if !set.is_nil() {
            if let std::collections::btree_map::Entry::Vacant(place) = loaded.entry(set) {
                place.insert(dimension_sets::load(session, company, set).await?);
            }
            line.dimensions = loaded[&set].clone();
        }
        found.push(PostingLine::of_journal(line, set));
    }
    Ok(found)
}

/// Dimension sets of the lines that have one, by line.
async fn sets_of_lines(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
) -> Result<BTreeMap<Uuid, Uuid>, StoreError> {
    let text = "SELECT id, dimension_set_id FROM journal_lines WHERE company_id = ?1 AND journal_id = ?2 \
                AND dimension_set_id <> ?3";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(journal), SqlValue::Uuid(Uuid::nil())];
    let mut sets = BTreeMap::new();
    session
        .query_all(text, &parameters, |row| {
            sets.insert(row.required_uuid(0)?, row.required_uuid(1)?);
            Ok(())
        })
        .await?;
    Ok(sets)
}
