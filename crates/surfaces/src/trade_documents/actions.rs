//! What documents do on request: post, cancel, become other documents (FINANCE.md 4.5, 4.7).

use finance::party_ledger_entries::PartyLedgerEntry;
use finance::posting::EntryIds;
use finance::trade_document_lines::{LineProperties, TradeDocumentLine};
use finance::trade_documents::{
    self as rules, TradeDocument, TradeDocumentType, TradeSide, check_reversible, converted, converted_line,
    credit_memo_line, credit_memo_of, distribute, handle_order, names, share_of_discount,
};
use finance::{Category, RuleError};
use store::{Session, SqlValue, Work, number_series, record, trade_document_lines, trade_documents as rows};

use super::facts::{AroundLines, line_facts, numbers};
use super::post::{Whole, around, insert, post_draft, post_new, shipment_of, whole};
use crate::actions::{BoundAction, action};
use crate::errors::ApiError;
use crate::write::{Action, Done, Write};

/// `post` on the faces whose documents have it.
pub(crate) const POST: BoundAction = action("post", &Post).on(true, true, true, false);
pub(crate) const CANCEL: BoundAction = action("cancel", &Cancel).on(true, true, true, false);
pub(crate) const MAKE_CORRECTIVE_CREDIT_MEMO: BoundAction =
    action("makeCorrectiveCreditMemo", &Correct).on(false, true, true, false);
pub(crate) const MAKE_INVOICE: BoundAction =
    action("makeInvoice", &Make(TradeDocumentType::Invoice)).on(true, true, true, false);
pub(crate) const MAKE_ORDER: BoundAction =
    action("makeOrder", &Make(TradeDocumentType::Order)).on(false, true, true, false);
pub(crate) const SHIP_AND_INVOICE: BoundAction =
    action("shipAndInvoice", &ShipAndInvoice).on(false, true, true, false);
pub(crate) const RECEIVE_AND_INVOICE: BoundAction =
    action("receiveAndInvoice", &ShipAndInvoice).on(false, false, true, false);

/// The same action where Graph does not have it.
pub(crate) const fn not_on_graph(action: BoundAction) -> BoundAction {
    action.on(false, true, true, false)
}

/// Posts a draft.
struct Post;

impl Action for Post {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let draft = whole(session, write).await?;
            post_draft(session, write, draft, &mut EntryIds::new(write.seed)).await?;
            Ok(Done::nothing())
        })
    }
}

/// Cancels a posted invoice by a credit memo, or a posted credit memo by an invoice.
struct Cancel;

impl Action for Cancel {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            cancel(session, write).await?;
            Ok(Done::nothing())
        })
    }
}

/// Posts the exact reverse of a posted document and links the two (FINANCE.md 4.7).
pub(super) async fn cancel(session: &mut Session, write: &Write) -> Result<TradeDocument, ApiError> {
    let (mut document, lines) = whole(session, write).await?;
    check_reversible(&document, ledger_entry(session, write, &document).await?.as_ref())?;
    let mut ids = EntryIds::new(write.seed);
    let reverse = reversed(&document, &lines, &mut ids);
    let mut posted = post_new(session, write, reverse, &mut ids).await?;
    posted.cancels_id = document.id;
    posted.corrective = true;
    document.cancelled_by_id = posted.id;
    document.cancelled = true;
    rows::update_posted(session, write.company, &posted, write.stamp).await?;
    rows::update_posted(session, write.company, &document, write.stamp).await?;
    give_back(session, write, &lines).await?;
    Ok(document)
}

/// The reverse of a posted document, not posted yet.
fn reversed(document: &TradeDocument, lines: &[TradeDocumentLine], ids: &mut EntryIds) -> Whole {
    let mut reverse = credit_memo_of(document, ids.next_id());
    if document.is_credit_memo() {
        reverse.document_type = TradeDocumentType::Invoice;
        reverse.due_date = document.document_date;
    }
    if document.side == TradeSide::Purchases && !document.external_document_number.is_empty() {
        // The vendor's number of the reverse is that of what it takes back.
        reverse.external_document_number.clone_from(&document.external_document_number);
    }
    let lines = lines.iter().map(|line| credit_memo_line(line, ids.next_id(), &reverse)).collect();
    (reverse, lines)
}

/// The ledger entry of a posted document.
pub(super) async fn ledger_entry(
    session: &mut Session,
    write: &Write,
    document: &TradeDocument,
) -> Result<Option<PartyLedgerEntry>, ApiError> {
    let number = [SqlValue::Integer(document.ledger_entry_number)];
    let found: Vec<PartyLedgerEntry> =
        record::list(session, write.company, "AND entry_number = ?2", &number).await?;
    Ok(found.into_iter().next())
}

/// Gives the lines of an order back what a cancelled invoice had invoiced, where the order is still there.
async fn give_back(
    session: &mut Session,
    write: &Write,
    lines: &[TradeDocumentLine],
) -> Result<(), ApiError> {
    for line in lines.iter().filter(|line| !line.order_line_id.is_nil()) {
        let found = record::by_id::<TradeDocumentLine>(session, write.company, line.order_line_id).await?;
        let Some(document) = found.map(|found| found.record.document_id) else { continue };
        let all = trade_document_lines::of_document(session, write.company, document).await?;
        let Some(order_line) = all.into_iter().find(|known| known.id == line.order_line_id) else { continue };
        let given = rules::given_back(&order_line, line)?;
        trade_document_lines::update(session, write.company, &given, write.stamp).await?;
        rows::touch(session, write.company, document, write.stamp).await?;
    }
    Ok(())
}

/// Makes a draft credit memo from a posted invoice that nothing has been paid of.
struct Correct;

impl Action for Correct {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let (invoice, lines) = whole(session, write).await?;
            check_reversible(&invoice, ledger_entry(session, write, &invoice).await?.as_ref())?;
            let mut ids = EntryIds::new(write.seed);
            let (mut draft, mut lines) = reversed(&invoice, &lines, &mut ids);
            draft.posting_date = write.today();
            draft.document_date = write.today();
            draft.due_date = write.today();
            number_draft(session, write, &mut draft).await?;
            lines.iter_mut().for_each(|line| line.document_id = draft.id);
            insert(session, write, &draft, &lines).await?;
            let entity = names(draft.side, draft.document_type).document;
            Ok(Done::made(entity, draft.id))
        })
    }
}

/// Takes the number of a draft from its series.
async fn number_draft(
    session: &mut Session,
    write: &Write,
    draft: &mut TradeDocument,
) -> Result<(), ApiError> {
    let loaded = numbers(session, write.company, draft.side, draft.document_type, false).await?;
    let mut taken = loaded.clone();
    *draft = converted(draft, draft.id, draft.document_type, taken.as_mut(), write.today())?;
    if let (Some(loaded), Some(taken)) = (&loaded, &taken) {
        number_series::keep_taken(session, write.company, loaded, taken, write.stamp).await?;
    }
    Ok(())
}

/// Makes an order or invoice from a quote, which is then gone.
struct Make(TradeDocumentType);

impl Action for Make {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let (quote, lines) = whole(session, write).await?;
            let around = around(session, write, &quote).await?;
            for party in around.parties() {
                if let Some(reason) = party.refusal(self.0) {
                    let message = format!("The customer {} {reason}.", party.number);
                    return Err(RuleError::of_record(Category::Dialog, message).into());
                }
            }
            let mut ids = EntryIds::new(write.seed);
            let loaded = numbers(session, write.company, quote.side, self.0, false).await?;
            let mut taken = loaded.clone();
            let mut made = converted(&quote, ids.next_id(), self.0, taken.as_mut(), write.today())?;
            if let (Some(loaded), Some(taken)) = (&loaded, &taken) {
                number_series::keep_taken(session, write.company, loaded, taken, write.stamp).await?;
            }
            around.renew_factor(&mut made)?;
            let lines: Vec<_> = lines.iter().map(|line| converted_line(line, ids.next_id(), &made)).collect();
            rows::delete(session, write.company, quote.id).await?;
            insert(session, write, &made, &lines).await?;
            Ok(Done::made(names(made.side, made.document_type).document, made.id))
        })
    }
}

/// An order has no property for the number of the vendor's invoice, so that becomes the order's own, counted on when the
/// order is invoiced in parts.
async fn number_for_vendor(
    session: &mut Session,
    write: &Write,
    order: &TradeDocument,
    invoice: &mut TradeDocument,
) -> Result<(), ApiError> {
    invoice.external_document_number.clone_from(&order.number);
    let mut count = 1;
    while rows::is_external_number_used(session, write.company, invoice).await? {
        count += 1;
        invoice.external_document_number = format!("{}-{count}", order.number);
    }
    Ok(())
}

/// Ships (or receives) and invoices an order (FINANCE.md 4.5).
struct ShipAndInvoice;

impl Action for ShipAndInvoice {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let (mut order, lines) = whole(session, write).await?;
            let company = write.company;
            let around = around(session, write, &order).await?;
            let known = AroundLines::load(session, company, &lines, &LineProperties::default()).await?;
            let rounding = line_facts(&around, &known, &order)?.rounding;
            let mut ids = EntryIds::new(write.seed);
            let handled = handle_order(&order, &lines, || ids.next_id(), rounding.precision)?;
            let mut invoice = TradeDocument {
                id: ids.next_id(),
                document_type: TradeDocumentType::Invoice,
                number: String::new(),
                number_series: String::new(),
                order_id: order.id,
                order_number: order.number.clone(),
                discount_value: share_of_discount(&order, &lines, &handled.invoice, rounding.precision)?,
                ..order.clone()
            };
            let mut invoiced = handled.invoice;
            distribute(&mut invoice, &mut invoiced, rounding)?;
            if order.side == TradeSide::Purchases && order.external_document_number.is_empty() {
                number_for_vendor(session, write, &order, &mut invoice).await?;
            }
            if handled.shipment.iter().any(TradeDocumentLine::has_amounts) {
                let shipment = shipment_of(session, write, &order, handled.shipment, &mut ids).await?;
                insert(session, write, &shipment.0, &shipment.1).await?;
            }
            let posted = post_new(session, write, (invoice, invoiced), &mut ids).await?;
            if handled.fully_invoiced {
                rows::delete(session, company, order.id).await?;
            } else {
                order.fully_shipped = handled.fully_shipped;
                trade_document_lines::update_changed(session, company, &lines, &handled.order, write.stamp)
                    .await?;
                rows::update(session, company, &order, write.stamp).await?;
            }
            Ok(Done::made(names(posted.side, posted.document_type).document, posted.id))
        })
    }
}
