//! What documents do on request: post, cancel, become other documents (FINANCE.md 4.5, 4.7).

use finance::trade_documents::{TradeDocument, TradeDocumentType, names};
use store::posting::documents::DocumentRun;
use store::{Session, Work};

use crate::actions::{BoundAction, action};
use crate::errors::ApiError;
use crate::write::{Action, Done, Write};

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

/// Work on documents inside the transaction of a request.
pub(super) fn run<'s>(session: &'s mut Session, write: &Write) -> DocumentRun<'s> {
    DocumentRun::new(session, write.company, write.stamp, write.today(), write.seed)
}

/// 204 with the address of the document that was made.
fn made(document: &TradeDocument) -> Done {
    Done::made(names(document.side, document.document_type).document, document.id)
}

/// Posts a draft.
struct Post;

impl Action for Post {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            run(session, write).post(write.id).await?;
            Ok(Done::nothing())
        })
    }
}

/// Cancels a posted invoice by a credit memo, or a posted credit memo by an invoice.
struct Cancel;

impl Action for Cancel {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            run(session, write).cancel(write.id).await?;
            Ok(Done::nothing())
        })
    }
}

/// Makes a draft credit memo from a posted invoice that nothing has been paid of.
struct Correct;

impl Action for Correct {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move { Ok(made(&run(session, write).correct(write.id).await?)) })
    }
}

/// Makes an order or invoice from a quote, which is then gone.
struct Make(TradeDocumentType);

impl Action for Make {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move { Ok(made(&run(session, write).make(write.id, self.0).await?)) })
    }
}

/// Ships (or receives) and invoices an order.
struct ShipAndInvoice;

impl Action for ShipAndInvoice {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move { Ok(made(&run(session, write).ship_and_invoice(write.id).await?)) })
    }
}
