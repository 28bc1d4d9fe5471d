//! Writing the lines of documents: the line, and whatever it changes in the others and in the header.

use finance::trade_document_lines::{self as rules, LineProperties, TradeDocumentLine};
use finance::trade_documents::{TradeDocument, TradeDocumentType, TradeSide, distribute, names};
use store::{Session, Work, record, trade_document_lines, trade_documents};
use uuid::Uuid;

use super::body::properties;
use crate::errors::ApiError;
use crate::trade_documents::{Around, AroundLines, line_facts};
use crate::write::{Write, Writer};

/// The writer of the lines of one kind of document.
pub(crate) struct Lines {
    pub side: TradeSide,
    pub document_type: TradeDocumentType,
}

/// A document with its lines, and what its rules look up.
struct Open {
    document: TradeDocument,
    lines: Vec<TradeDocumentLine>,
    around: Around,
    around_lines: AroundLines,
}

impl Lines {
    async fn open(
        &self,
        session: &mut Session,
        write: &Write,
        document: Uuid,
        given: &[LineProperties],
    ) -> Result<Open, ApiError> {
        let company = write.company;
        let noun = names(self.side, self.document_type).document;
        let found = trade_documents::find(session, company, document).await?.map(|found| found.record);
        let document = found
            .filter(|found| found.side == self.side && found.document_type == self.document_type)
            .ok_or_else(|| ApiError::not_found(noun, document))?;
        let lines = trade_document_lines::of_document(session, company, document.id).await?;
        let around = Around::for_line(session, company, &document, write.today()).await?;
        let around_lines = AroundLines::load(session, company, &lines, given).await?;
        Ok(Open { document, lines, around, around_lines })
    }

    /// New lines of one document. Document, lines and what they look up are loaded once, and the sums made once.
    async fn create_lines(&self, session: &mut Session, writes: &[Write]) -> Result<(), ApiError> {
        let Some(first) = writes.first() else { return Ok(()) };
        let mut given = Vec::with_capacity(writes.len());
        for write in writes {
            given.push(properties(&write.body, self.side, self.document_type)?);
        }
        let above = first.parent_of_type(names(self.side, self.document_type).document);
        let mut document = Uuid::nil();
        for given in &given {
            document = rules::resolve_document_id(above, given.document_id)?;
        }
        let open = self.open(session, first, document, &given).await?;
        let facts = line_facts(&open.around, &open.around_lines, &open.document)?;
        let mut lines = open.lines.clone();
        for (write, given) in writes.iter().zip(&given) {
            let line = rules::create(write.id, &open.document, &lines, given, &facts)?;
            let at = lines.partition_point(|known| known.sequence < line.sequence);
            lines.insert(at, line);
        }
        let new: Vec<Uuid> = writes.iter().map(|write| write.id).collect();
        open.settle(session, first, lines, &new).await
    }

    async fn of_stored(
        &self,
        session: &mut Session,
        write: &Write,
        given: &[LineProperties],
    ) -> Result<(Open, usize), ApiError> {
        let missing = || ApiError::not_found("line", write.id);
        let stored = record::by_id::<TradeDocumentLine>(session, write.company, write.id).await?;
        let document = stored.ok_or_else(missing)?.record.document_id;
        let open = self.open(session, write, document, given).await?;
        let at = open.lines.iter().position(|line| line.id == write.id).ok_or_else(missing)?;
        Ok((open, at))
    }
}

impl Open {
    /// Makes the sums anew and stores what they changed. `lines` hold the line written already, unless it is deleted.
    async fn settle(
        mut self,
        session: &mut Session,
        write: &Write,
        mut lines: Vec<TradeDocumentLine>,
        new: &[Uuid],
    ) -> Result<(), ApiError> {
        let rounding = line_facts(&self.around, &self.around_lines, &self.document)?.rounding;
        distribute(&mut self.document, &mut lines, rounding)?;
        let (made, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| new.contains(&line.id));
        for line in &made {
            trade_document_lines::insert(session, write.company, line, write.stamp).await?;
        }
        trade_document_lines::update_changed(session, write.company, &self.lines, &others, write.stamp)
            .await?;
        Ok(trade_documents::update(session, write.company, &self.document, write.stamp).await?)
    }
}

impl Writer for Lines {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { self.create_lines(session, std::slice::from_ref(write)).await })
    }

    fn create_all<'s>(
        &'s self,
        session: &'s mut Session,
        writes: &'s [Write],
    ) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { self.create_lines(session, writes).await })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body, self.side, self.document_type)?;
            let (open, at) = self.of_stored(session, write, std::slice::from_ref(&given)).await?;
            let facts = line_facts(&open.around, &open.around_lines, &open.document)?;
            let line = rules::change(&open.lines[at], &open.document, &given, &facts)?;
            let mut lines = open.lines.clone();
            lines[at] = line;
            open.settle(session, write, lines, &[]).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let (open, at) = self.of_stored(session, write, &[]).await?;
            rules::check_draft(&open.document)?;
            rules::check_all_invoiced(&open.lines[at], "the line cannot be deleted")?;
            record::delete::<TradeDocumentLine>(session, write.company, write.id).await?;
            let mut lines = open.lines.clone();
            lines.remove(at);
            open.settle(session, write, lines, &[]).await
        })
    }
}
