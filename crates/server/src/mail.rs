//! Letters on their way to a mail server (SMTP, RFC 5321), in the clear, with STARTTLS or over TLS.

use std::time::Duration;

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Message, Tokio1Executor};
use surfaces::mail::{Letter, MailError, Mailer};

/// How long one step of the conversation with the mail server may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where documents are sent through: `smtp://HOST:PORT`, `smtps://USER:PASSWORD@HOST`, with `?tls=required` for
/// STARTTLS.
#[derive(Clone)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    /// The address letters come from.
    from: String,
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SmtpMailer").field("from", &self.from).finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// Errors: the URL cannot be read, or `from` is no address.
    pub fn new(url: &str, from: &str) -> Result<SmtpMailer, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| MailError(format!("{url} is not the URL of a mail server: {error}")))?
            .timeout(Some(TIMEOUT))
            .build();
        address("", from)?;
        Ok(SmtpMailer { transport, from: from.to_owned() })
    }

    fn message(&self, letter: &Letter) -> Result<Message, MailError> {
        let mut builder = Message::builder()
            .from(address(&letter.sender_name, &self.from)?)
            .to(address("", &letter.to)?)
            .subject(&letter.subject);
        if let Ok(reply_to) = address(&letter.sender_name, &letter.reply_to) {
            builder = builder.reply_to(reply_to);
        }
        let parts = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        builder.multipart(parts).map_err(|error| MailError(format!("the letter cannot be written: {error}")))
    }
}

fn address(name: &str, address: &str) -> Result<Mailbox, MailError> {
    let parsed = address.parse().map_err(|_| MailError(format!("\"{address}\" is not an e-mail address")))?;
    Ok(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), parsed))
}

impl Mailer for SmtpMailer {
    fn send<'s>(&'s self, letter: &'s Letter) -> store::Work<'s, Result<(), MailError>> {
        Box::pin(async move {
            let message = self.message(letter)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => {
                    tracing::warn!(%error, "the mail server did not take a letter");
                    let reason = if error.is_permanent() || error.is_transient() {
                        format!("the mail server refused it ({error})")
                    } else {
                        "the mail server cannot be reached".to_owned()
                    };
                    Err(MailError(reason))
                }
            }
        })
    }
}
