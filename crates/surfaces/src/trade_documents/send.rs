//! Sending documents by mail, alone or after posting or cancelling (FINANCE.md 4.5).

use finance::trade_documents::{TradeDocument, TradeDocumentType};
use store::posting::documents::party_by_id;
use store::{Session, Work, trade_document_lines, trade_documents as rows};

use super::actions::run;
use super::letter::letter;
use crate::actions::{BoundAction, action};
use crate::errors::ApiError;
use crate::mail::Letter;
use crate::write::coded::general_ledger_setup;
use crate::write::{Action, Done, Write};

pub(crate) const SEND: BoundAction = action("send", &Send).on(true, true, true, false);
/// On credit memos: posted ones only.
pub(crate) const SEND_POSTED: BoundAction = action("send", &SendPosted).on(false, true, true, false);
pub(crate) const POST_AND_SEND: BoundAction = action("postAndSend", &PostAndSend).on(true, true, true, false);
pub(crate) const CANCEL_AND_SEND: BoundAction =
    action("cancelAndSend", &CancelAndSend).on(true, true, true, false);

fn refused(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "Application_DialogException", message)
}

/// A letter is handed over after the commit: a mail server that does not take it changes nothing in the books.
fn posted_letter(letter: Letter) -> Done {
    Done::nothing().then(move |service| {
        Box::pin(async move {
            let Some(mailer) = service.mailer.clone() else { return Err(no_mail_server()) };
            mailer.send(&letter).await.map_err(|error| {
                refused(format!("The document was not sent: {}. What was posted stays posted.", error.0))
            })
        })
    })
}

fn no_mail_server() -> ApiError {
    refused(
        "Documents cannot be sent: this server has no mail server. Start it with --smtp smtp://HOST:PORT to send \
         documents.",
    )
}

/// The letter with a document. Without an address, on the document or its customer: `Dialog`.
async fn letter_of(
    session: &mut Session,
    write: &Write,
    document: &TradeDocument,
) -> Result<Letter, ApiError> {
    let setup = general_ledger_setup(session, write.company).await?;
    let company = store::companies::find(session, write.company).await?;
    let company = company.ok_or_else(|| ApiError::not_found("company", write.company))?;
    let mut to = document.email.trim().to_owned();
    if to.is_empty() {
        let party = party_by_id(session, write.company, document.side, document.bill_to_id).await?;
        to = party.map(|party| party.email.trim().to_owned()).unwrap_or_default();
    }
    if to.is_empty() {
        return Err(refused(
            "email: neither the document nor its customer has an e-mail address to send it to.",
        )
        .at("email"));
    }
    let lines = trade_document_lines::of_document(session, write.company, document.id).await?;
    Ok(letter(&to, &company, &setup, document, &lines))
}

/// Sends a draft or a posted document; a quote is then marked as sent.
struct Send;

impl Action for Send {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let (mut document, _) = run(session, write).whole(write.id).await?;
            check_mail_server(write)?;
            let letter = letter_of(session, write, &document).await?;
            if document.document_type == TradeDocumentType::Quote {
                document.sent_at = write.now.as_millisecond();
                rows::update(session, write.company, &document, write.stamp).await?;
            }
            Ok(posted_letter(letter))
        })
    }
}

struct SendPosted;

impl Action for SendPosted {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let (document, _) = run(session, write).whole(write.id).await?;
            if !document.posted {
                return Err(refused(format!(
                    "The document {} is not posted; only posted credit memos are sent.",
                    document.number
                )));
            }
            check_mail_server(write)?;
            Ok(posted_letter(letter_of(session, write, &document).await?))
        })
    }
}

struct PostAndSend;

impl Action for PostAndSend {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            check_mail_server(write)?;
            let posted = run(session, write).post(write.id).await?;
            Ok(posted_letter(letter_of(session, write, &posted).await?))
        })
    }
}

struct CancelAndSend;

impl Action for CancelAndSend {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            check_mail_server(write)?;
            let cancelled = run(session, write).cancel(write.id).await?;
            Ok(posted_letter(letter_of(session, write, &cancelled).await?))
        })
    }
}

/// Without a mail server nothing is begun.
fn check_mail_server(write: &Write) -> Result<(), ApiError> {
    if write.can_send { Ok(()) } else { Err(no_mail_server()) }
}
