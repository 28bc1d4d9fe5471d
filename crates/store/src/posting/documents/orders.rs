//! Orders, shipped or received, and invoiced (FINANCE.md 4.5, 4.6, 4.9).

use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::{
    self as rules, Handled, TradeDocument, TradeDocumentType, TradeSide, distribute, handle_order,
    share_of_discount,
};
use uuid::Uuid;

use super::facts::DocumentFacts;
use super::goods::{Goods, not_invoiced};
use super::{DocumentRun, Handover, Whole, mark_posted, source_code, trade_items, trade_setup};
use crate::posting::PostingError;
use crate::{record, trade_document_lines, trade_documents};

impl DocumentRun<'_> {
    /// Ships (or receives) and invoices what an order says is to be. An order that is invoiced as a whole is gone then.
    /// Returns the posted invoice, or the order when nothing of it is to be invoiced yet. Errors: nothing to do,
    /// `Dialog`; whatever keeps shipment and invoice from being posted.
    pub async fn ship_and_invoice(&mut self, order: Uuid) -> Result<TradeDocument, PostingError> {
        let (order, lines) = self.whole(order).await?;
        let setups = record::list(self.session, self.company, "", &[]).await?;
        let setup = setups.into_iter().next().unwrap_or_default();
        let currencies = record::list(self.session, self.company, "", &[]).await?;
        let rounding = rules::rounding(&order, &setup, &currencies)?;
        if !order.partial_shipping {
            let items = lines.iter().map(|line| line.item_id);
            rules::check_shipped_whole(
                &order,
                &lines,
                &trade_items(self.session, self.company, items, &[]).await?,
            )?;
        }
        let trade = trade_setup(self.session, self.company, order.side).await?;
        let handled = handle_order(&order, &lines, || self.ids.next_id(), rounding.precision, &trade)?;
        if !handled.invoices_some() {
            return self.ship_only(order, &lines, &handled).await;
        }
        let mut invoice = TradeDocument {
            id: self.ids.next_id(),
            document_type: TradeDocumentType::Invoice,
            number: String::new(),
            number_series: String::new(),
            order_id: order.id,
            order_number: order.number.clone(),
            discount_value: share_of_discount(&lines, &handled.order, rounding.precision)?,
            ..order.clone()
        };
        let mut invoiced = handled.invoice.clone();
        distribute(&mut invoice, &mut invoiced, rounding)?;
        if order.side == TradeSide::Purchases && order.external_document_number.is_empty() {
            self.number_for_vendor(&order, &mut invoice).await?;
        }
        let mut handover = self.handover(&order, &lines, &handled).await?;
        if handled.invoices_earlier_goods {
            handover.not_invoiced = not_invoiced(self.session, self.company, order.id).await?;
        }
        let posted = self.post_new((invoice, invoiced), handover).await?;
        self.keep_order(order, &lines, &handled).await?;
        Ok(posted)
    }

    /// Ships (or receives) an order of which nothing is to be invoiced yet: goods move, no money does.
    async fn ship_only(
        &mut self,
        order: TradeDocument,
        lines: &[TradeDocumentLine],
        handled: &Handled,
    ) -> Result<TradeDocument, PostingError> {
        let facts = DocumentFacts::load(self.session, self.company, &order, lines).await?;
        rules::check_handover(&order, lines, &facts.checks())?;
        let mut handover = self.handover(&order, lines, handled).await?;
        let seed = self.ids.next_id();
        let nothing = (&order, [].as_slice());
        let mut goods = Goods::load(self.session, self.company, nothing, &handover, seed, self.today).await?;
        goods.post(&order, &mut [], &mut handover, facts.setup.precision(), source_code(order.side))?;
        let postings = goods.posting_lines(&order);
        self.keep(&order, &postings, goods).await?;
        self.insert_shipment(handover).await?;
        self.keep_order(order.clone(), lines, handled).await?;
        Ok(order)
    }

    /// The shipment or receipt of an order, with its number, and the order's lines before and after.
    async fn handover(
        &mut self,
        order: &TradeDocument,
        lines: &[TradeDocumentLine],
        handled: &Handled,
    ) -> Result<Handover, PostingError> {
        let order_lines = Some((lines.to_vec(), handled.order.clone()));
        let mut handover = Handover { order: order_lines, ..Handover::default() };
        if handled.ships_some() {
            let order_number = order.number.clone();
            let source = TradeDocument { order_id: order.id, order_number, ..order.clone() };
            handover.shipment = Some(self.shipment(&source, handled.shipment.clone()).await?);
        }
        Ok(handover)
    }

    /// Writes the rows of a shipment or receipt that was posted along with an invoice.
    pub(super) async fn insert_shipment(&mut self, handover: Handover) -> Result<(), PostingError> {
        match handover.shipment {
            Some((shipment, lines)) => self.insert(&shipment, &lines).await,
            None => Ok(()),
        }
    }

    /// What is left of the order.
    async fn keep_order(
        &mut self,
        mut order: TradeDocument,
        before: &[TradeDocumentLine],
        handled: &Handled,
    ) -> Result<(), PostingError> {
        if handled.fully_invoiced {
            trade_documents::delete(self.session, self.company, order.id).await?;
            return Ok(());
        }
        order.fully_shipped = handled.fully_shipped;
        let (session, company, stamp) = (&mut *self.session, self.company, self.stamp);
        trade_document_lines::update_changed(session, company, before, &handled.order, stamp).await?;
        trade_documents::update(session, company, &order, stamp).await?;
        Ok(())
    }

    /// A shipment or receipt of what an order, or an invoice without one, hands over; it moves goods, not money.
    pub(super) async fn shipment(
        &mut self,
        source: &TradeDocument,
        mut lines: Vec<TradeDocumentLine>,
    ) -> Result<Whole, PostingError> {
        let mut shipment = TradeDocument {
            id: self.ids.next_id(),
            document_type: match source.side {
                TradeSide::Sales => TradeDocumentType::Shipment,
                TradeSide::Purchases => TradeDocumentType::Receipt,
            },
            number: String::new(),
            number_series: String::new(),
            ..source.clone()
        };
        self.take_number(&mut shipment).await?;
        mark_posted(&mut shipment, &mut lines);
        Ok((shipment, lines))
    }

    /// An order has no property for the number of the vendor's invoice, so that becomes the order's own, counted on
    /// when the order is invoiced in parts.
    async fn number_for_vendor(
        &mut self,
        order: &TradeDocument,
        invoice: &mut TradeDocument,
    ) -> Result<(), PostingError> {
        invoice.external_document_number.clone_from(&order.number);
        let mut count = 1;
        while trade_documents::is_external_number_used(self.session, self.company, invoice).await? {
            count += 1;
            invoice.external_document_number = format!("{}-{count}", order.number);
        }
        Ok(())
    }
}
