//! What the faces ask of a mail server: to take a letter. How it gets there is the outer shell's affair.

use std::sync::Arc;

use store::Work;

/// A letter to one reader, as text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    /// Where answers go: the company's own address.
    pub reply_to: String,
    /// The name of the company.
    pub sender_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Why a letter was not taken, in a sentence for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailError(pub String);

/// Hands letters to a mail server.
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Ends when the mail server has taken the letter.
    fn send<'s>(&'s self, letter: &'s Letter) -> Work<'s, Result<(), MailError>>;
}

/// A mailer shared by all requests; none when no mail server is configured.
pub type SharedMailer = Option<Arc<dyn Mailer>>;
