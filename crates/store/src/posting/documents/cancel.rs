//! Taking back what was posted: by the exact reverse, or by a draft that may be changed first (FINANCE.md 4.7).

use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::{
    TradeDocument, TradeDocumentType, check_reversible, check_reversible_for, converted, credit_memo_line,
    credit_memo_of, given_back, is_standing_correction, refusal_of_cancelling,
};

use super::facts::{ledger_entry, party_by_id};
use super::{DocumentRun, Handover, Whole, number_source, trade_setup};
use crate::posting::{PostingError, Undo, unapply_entry};
use crate::{number_series, record, trade_document_lines, trade_documents};
use uuid::Uuid;

impl DocumentRun<'_> {
    /// Posts the exact reverse of a posted document and links the two; the reverse of a credit memo that cancels an
    /// invoice lets the invoice be open again. Returns the document that is cancelled now. Errors (`Dialog`): not
    /// posted, cancelled already, an invoice that is itself a correction, paid or credited in part, a blocked party.
    pub async fn cancel(&mut self, id: Uuid) -> Result<TradeDocument, PostingError> {
        let (document, lines) = self.whole(id).await?;
        let number = document.number.clone();
        self.post_reverse(document, lines).await.map_err(|error| match error {
            PostingError::Rule(error) => refusal_of_cancelling(&number, error).into(),
            other => other,
        })
    }

    async fn post_reverse(
        &mut self,
        mut document: TradeDocument,
        lines: Vec<TradeDocumentLine>,
    ) -> Result<TradeDocument, PostingError> {
        if is_standing_correction(&document) {
            self.let_go(&mut document).await?;
        }
        let entry = ledger_entry(self.session, self.company, &document).await?;
        check_reversible(&document, entry.as_ref())?;
        let side = document.side;
        let party = party_by_id(self.session, self.company, side, document.party_id).await?;
        let bill_to = party_by_id(self.session, self.company, side, document.bill_to_id).await?;
        check_reversible_for(&document, [party.as_ref(), bill_to.as_ref()])?;
        let (mut reverse, lines_of_reverse) = self.reversed(&document, &lines);
        self.number_draft(&mut reverse).await?;
        let reverse = (reverse, lines_of_reverse);
        let mut posted = self.post_new(reverse, Handover::default()).await?;
        posted.cancels_id = document.id;
        posted.corrective = true;
        document.cancelled_by_id = posted.id;
        document.cancelled = true;
        trade_documents::update_posted(self.session, self.company, &posted, self.stamp).await?;
        trade_documents::update_posted(self.session, self.company, &document, self.stamp).await?;
        self.give_back(&lines).await?;
        Ok(document)
    }

    /// Makes a draft credit memo from a posted invoice that nothing has been paid of. Errors: as [`Self::cancel`].
    pub async fn correct(&mut self, id: Uuid) -> Result<TradeDocument, PostingError> {
        let (invoice, lines) = self.whole(id).await?;
        let entry = ledger_entry(self.session, self.company, &invoice).await?;
        check_reversible(&invoice, entry.as_ref())?;
        let (mut draft, lines) = self.reversed(&invoice, &lines);
        self.number_draft(&mut draft).await?;
        self.insert(&draft, &lines).await?;
        Ok(draft)
    }

    /// Takes a credit memo apart from the invoice it cancels, which is open again then.
    async fn let_go(&mut self, correction: &mut TradeDocument) -> Result<(), PostingError> {
        let entry = ledger_entry(self.session, self.company, correction).await?;
        if let Some(entry) = entry.filter(|entry| entry.remaining_amount != entry.original_amount) {
            let seed = self.ids.next_id();
            let undo =
                Undo { company: self.company, stamp: self.stamp, seed, posting_date: finance::BLANK_DATE };
            unapply_entry(self.session, undo, entry.entry_number).await?;
        }
        let invoice = trade_documents::find(self.session, self.company, correction.cancels_id).await?;
        if let Some(invoice) = invoice {
            let invoice = TradeDocument { cancelled: false, cancelled_by_id: Uuid::nil(), ..invoice.record };
            trade_documents::update_posted(self.session, self.company, &invoice, self.stamp).await?;
        }
        correction.corrective = false;
        correction.cancels_id = Uuid::nil();
        Ok(())
    }

    /// Gives a reverse the number of a draft, by which its entries are described.
    async fn number_draft(&mut self, draft: &mut TradeDocument) -> Result<(), PostingError> {
        let (side, kind) = (draft.side, draft.document_type);
        let loaded = number_source(self.session, self.company, side, kind, false).await?;
        let mut taken = loaded.clone();
        *draft = converted(draft, draft.id, kind, taken.as_mut(), self.today)?;
        if let (Some(loaded), Some(taken)) = (&loaded, &taken) {
            number_series::keep_taken(self.session, self.company, loaded, taken, self.stamp).await?;
        }
        Ok(())
    }

    /// The reverse of a posted document, not posted yet.
    fn reversed(&mut self, document: &TradeDocument, lines: &[TradeDocumentLine]) -> Whole {
        let mut reverse = credit_memo_of(document, self.ids.next_id());
        if document.is_credit_memo() {
            reverse.document_type = TradeDocumentType::Invoice;
        }
        let lines = lines.iter().map(|line| credit_memo_line(line, self.ids.next_id(), &reverse)).collect();
        (reverse, lines)
    }

    /// Gives the lines of an order back what a cancelled invoice had taken, where the order is still there.
    async fn give_back(&mut self, lines: &[TradeDocumentLine]) -> Result<(), PostingError> {
        for line in lines.iter().filter(|line| !line.order_line_id.is_nil()) {
            let found =
                record::by_id::<TradeDocumentLine>(self.session, self.company, line.order_line_id).await?;
            let Some(order) = found.map(|found| found.record.document_id) else { continue };
            let all = trade_document_lines::of_document(self.session, self.company, order).await?;
            let Some(order_line) = all.into_iter().find(|known| known.id == line.order_line_id) else {
                continue;
            };
            let trade = trade_setup(self.session, self.company, order_line.side).await?;
            let given = given_back(&order_line, line, &trade)?;
            trade_document_lines::update(self.session, self.company, &given, self.stamp).await?;
            self.mark_order(order, given.quantity_shipped == given.quantity).await?;
        }
        Ok(())
    }

    /// An order that got quantities back is not shipped as a whole any more, unless this line is.
    async fn mark_order(&mut self, order: Uuid, line_is_shipped: bool) -> Result<(), PostingError> {
        let found = trade_documents::find(self.session, self.company, order).await?;
        match found.map(|found| found.record).filter(|order| order.fully_shipped && !line_is_shipped) {
            Some(order) => {
                let order = TradeDocument { fully_shipped: false, ..order };
                trade_documents::update(self.session, self.company, &order, self.stamp).await?;
            }
            None => trade_documents::touch(self.session, self.company, order, self.stamp).await?,
        }
        Ok(())
    }
}
