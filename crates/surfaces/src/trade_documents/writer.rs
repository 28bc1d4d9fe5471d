//! Writing the headers of documents.

use finance::errors::RuleError;
use finance::trade_document_lines::{self as line_rules, TradeDocumentLine};
use finance::trade_documents::{
    self as rules, LineConsequence, TradeDocument, TradeDocumentType, TradeSide, distribute,
};
use store::posting::documents::number_source;
use store::{Session, Work, number_series, trade_document_lines, trade_documents};

use super::body::properties;
use super::facts::{Around, AroundLines, line_facts};
use crate::errors::ApiError;
use crate::write::{Write, Writer};

/// The writer of one kind of document.
pub(crate) struct Documents {
    pub side: TradeSide,
    pub document_type: TradeDocumentType,
}

impl Writer for Documents {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body, self.side, self.document_type)?;
            let around = Around::load(session, write.company, self.side, &given, None, write.today()).await?;
            let loaded = number_source(session, write.company, self.side, self.document_type, false).await?;
            let mut taken = loaded.clone();
            let document = rules::create(
                write.id,
                self.side,
                self.document_type,
                &given,
                taken.as_mut(),
                &around.header(),
            )?;
            if let (Some(loaded), Some(taken)) = (&loaded, &taken) {
                number_series::keep_taken(session, write.company, loaded, taken, write.stamp).await?;
            }
            Ok(trade_documents::insert(session, write.company, &document, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body, self.side, self.document_type)?;
            let stored = stored(session, write).await?;
            let company = write.company;
            let around =
                Around::load(session, company, self.side, &given, Some(&stored), write.today()).await?;
            let before = trade_document_lines::of_document(session, company, stored.id).await?;
            let (mut document, consequence) = rules::change(&stored, &before, &given, &around.header())?;
            if document.posted {
                return Ok(trade_documents::update_posted(session, company, &document, write.stamp).await?);
            }
            let known = AroundLines::load(session, company, &before, &[]).await?;
            let facts = line_facts(&around, &known, &document)?;
            let dates = |document: &TradeDocument| (document.posting_date, document.document_date);
            let date_moved = dates(&document) != dates(&stored);
            let remade = |line: &TradeDocumentLine| {
                let mut line = match consequence {
                    LineConsequence::Redistribute => line.clone(),
                    LineConsequence::ConvertPrices => line_rules::convert_price(line, &document, &facts)?,
                    LineConsequence::Recreate => line_rules::recreate(line, &document, &facts)?,
                };
                line.dimensions = line.dimensions.followed(&stored.dimensions, &document.dimensions);
                let line = line_rules::follow_requested_date(line, &stored, &document);
                match date_moved {
                    true => line_rules::renew_sales_tax(&line, &document, facts.sales_tax),
                    false => Ok(line),
                }
            };
            let mut lines = before.iter().map(remade).collect::<Result<Vec<_>, RuleError>>()?;
            distribute(&mut document, &mut lines, facts.rounding)?;
            trade_document_lines::update_changed(session, company, &before, &lines, write.stamp).await?;
            Ok(trade_documents::update(session, company, &document, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored = stored(session, write).await?;
            let lines = trade_document_lines::of_document(session, write.company, stored.id).await?;
            rules::check_delete(&stored, &lines)?;
            Ok(trade_documents::delete(session, write.company, stored.id).await?)
        })
    }
}

/// The document the request addresses.
pub(crate) async fn stored(session: &mut Session, write: &Write) -> Result<TradeDocument, ApiError> {
    let found = trade_documents::find(session, write.company, write.id).await?;
    found.map(|found| found.record).ok_or_else(|| ApiError::not_found("document", write.id))
}
