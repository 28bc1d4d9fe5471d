//! The lines of a journal on their way into the ledger: kept in memory while they are few, else read piece by piece.
//!
//! A journal may hold 100,000 lines and more, and posting visits them four times (what they name, phase A, phase B,
//! posting). Of a long journal only the order of its lines stays in memory, 16 bytes for each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use finance::dimensions::DimensionSet;
use finance::journal_lines::JournalLine;
use finance::payment_applications::PaymentApplication;
use finance::posting::{PostingLine, PostingOrder};
use uuid::Uuid;

use crate::posting::facts::in_uuids;
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError, dimension_sets, payment_applications, record};

/// Lines that are loaded, checked and posted at a time.
const LINES_OF_A_PIECE: usize = 1_000;

/// The lines of one journal in the order they are visited.
pub(super) struct Lines {
    company: Uuid,
    /// Ids; by line number until [`Lines::sort`].
    order: Vec<Uuid>,
    /// All of them in that order, when they are one piece or [`Lines::hold`] was asked for.
    held: Option<Piece>,
}

/// Lines that stand beside each other.
#[derive(Clone, Default)]
pub(super) struct Piece {
    pub lines: Vec<PostingLine>,
    /// By payment, for those that are applied to several invoices; such lines carry an applies-to id.
    pub applications: BTreeMap<Uuid, Vec<PaymentApplication>>,
}

impl Lines {
    /// Looks up a journal's lines, by line number.
    pub async fn load(session: &mut Session, company: Uuid, journal: Uuid) -> Result<Lines, StoreError> {
        let mut order = Vec::new();
        let text =
            "SELECT id FROM journal_lines WHERE company_id = ?1 AND journal_id = ?2 ORDER BY line_number";
        let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(journal)];
        session
            .query_all(text, &parameters, |row| {
                order.push(row.required_uuid(0)?);
                Ok(())
            })
            .await?;
        let mut lines = Lines { company, order, held: None };
        if lines.order.len() <= LINES_OF_A_PIECE {
            lines.hold(session).await?;
        }
        Ok(lines)
    }

    /// Keeps all lines in memory, as one piece.
    pub async fn hold(&mut self, session: &mut Session) -> Result<(), StoreError> {
        if self.held.is_none() {
            self.held = Some(Piece::load(session, self.company, &self.order).await?);
        }
        Ok(())
    }

    pub fn pieces(&self) -> usize {
        match self.held {
            Some(_) => 1,
            None => self.order.len().div_ceil(LINES_OF_A_PIECE),
        }
    }

    /// The piece with an index below [`Lines::pieces`].
    pub async fn piece(&self, session: &mut Session, index: usize) -> Result<Cow<'_, Piece>, StoreError> {
        if let Some(held) = &self.held {
            return Ok(Cow::Borrowed(held));
        }
        let begin = (index * LINES_OF_A_PIECE).min(self.order.len());
        let end = (begin + LINES_OF_A_PIECE).min(self.order.len());
        Ok(Cow::Owned(Piece::load(session, self.company, &self.order[begin..end]).await?))
    }

    /// Puts the lines into posting order; `places`: where each line stands in it, in the present order.
    pub fn sort(&mut self, places: Vec<PostingOrder>) {
        let mut sorted: Vec<(PostingOrder, Uuid)> = places.into_iter().zip(self.order.drain(..)).collect();
        sorted.sort_unstable();
        self.order.extend(sorted.into_iter().map(|(_, id)| id));
        if let Some(piece) = &mut self.held {
            piece.arrange(&self.order);
        }
    }
}

impl Piece {
    /// Lines by their ids, in that order, each with its dimensions and applications.
    async fn load(session: &mut Session, company: Uuid, ids: &[Uuid]) -> Result<Piece, StoreError> {
        let list = SqlValue::UuidList(ids.to_vec());
        let condition = format!("AND {}", in_uuids(session.dialect(), "id", 2));
        let lines: Vec<JournalLine> = record::list(session, company, &condition, &[list]).await?;
        let sets = sets_of_lines(session, company, ids).await?;
        let applications = payment_applications::of_payments(session, company, ids.to_vec()).await?;
        let mut loaded: BTreeMap<Uuid, DimensionSet> = BTreeMap::new();
        let mut piece = Piece { lines: Vec::with_capacity(lines.len()), applications };
        for mut line in lines {
            let set = sets.get(&line.id).copied().unwrap_or_default();
            if !set.is_nil() {
                if let std::collections::btree_map::Entry::Vacant(place) = loaded.entry(set) {
                    place.insert(dimension_sets::load(session, company, set).await?);
                }
                line.dimensions = loaded[&set].clone();
            }
            if piece.applications.contains_key(&line.id) {
                line.applies_to_id = line.id.to_string();
            }
            piece.lines.push(PostingLine::of_journal(line, set));
        }
        piece.arrange(ids);
        Ok(piece)
    }

    /// Puts the lines into the order of their ids.
    fn arrange(&mut self, ids: &[Uuid]) {
        let places: BTreeMap<Uuid, usize> = ids.iter().copied().zip(0..).collect();
        self.lines.sort_unstable_by_key(|posting| places.get(&posting.line.id).copied());
    }
}

/// Dimension sets of those lines that have one, by line.
async fn sets_of_lines(
    session: &mut Session,
    company: Uuid,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Uuid>, StoreError> {
    let text = format!(
        "SELECT id, dimension_set_id FROM journal_lines WHERE company_id = ?1 AND {} AND dimension_set_id <> ?3",
        in_uuids(session.dialect(), "id", 2)
    );
    let parameters = [SqlValue::Uuid(company), SqlValue::UuidList(ids.to_vec()), SqlValue::Uuid(Uuid::nil())];
    let mut sets = BTreeMap::new();
    session
        .query_all(&text, &parameters, |row| {
            sets.insert(row.required_uuid(0)?, row.required_uuid(1)?);
            Ok(())
        })
        .await?;
    Ok(sets)
}
