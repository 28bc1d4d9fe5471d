//! Applications of a payment to several invoices: our own API's answer to what the others cannot say (FINANCE.md 3.1).

use finance::journal_lines::JournalLine;
use finance::party_payments::PostedInvoice;
use finance::payment_applications::{self, ApplicationFacts, ApplicationProperties, PaymentApplication};
use odata_sql::mapping::Storage;
use store::{Session, SqlValue, Work, journal_lines, record};
use uuid::Uuid;

use crate::entity::Access::Once;
use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, decimal, guid, joined_text};
use crate::errors::ApiError;
use crate::party_payments::posted_invoices;
use crate::write::{Body, Write, Writer};

const INVOICE: usize = 0;

pub static ENTITY: Entity = Entity {
    name: "paymentApplication",
    set: "paymentApplications",
    methods: [NONE, NONE, NONE, GPMD],
    table: "payment_applications",
    joins: &[("trade_documents", &[("invoice_id", "id")])],
    properties: &[
        ID,
        guid("paymentId", "journal_line_id").own(Once),
        guid("invoiceId", "invoice_id"),
        joined_text("invoiceNumber", INVOICE, "number", 20),
        decimal("amount", "amount"),
        LAST_MODIFIED,
    ],
    default_order: &[("journal_line_id", Storage::Uuid), ("id", Storage::Uuid)],
    needs_filter_on: &["paymentId", "id"],
    writer: Some(&PaymentApplications),
    ..Entity::BLANK
};

struct PaymentApplications;

impl Writer for PaymentApplications {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let in_url =
                ["customerPayment", "vendorPayment"].iter().find_map(|name| write.parent_of_type(name));
            let payment = in_url.or(write.body.guid("paymentId")).ok_or_else(|| {
                let message = "Name the payment: send the application to a payment's applications.";
                ApiError::new(400, "Application_DialogException", message).at("paymentId")
            })?;
            let given = properties(&write.body)?.normalized()?;
            let known = Known::load(session, write.company, &given, payment).await?;
            let made = payment_applications::create(write.id, &given, &known.facts())?;
            Ok(record::insert(session, write.company, &made, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let found = record::by_id::<PaymentApplication>(session, write.company, write.id).await?;
            let stored = found.ok_or_else(|| ApiError::not_found(ENTITY.name, write.id))?.record;
            let given = properties(&write.body)?.normalized()?;
            let known = Known::load(session, write.company, &given, stored.journal_line_id).await?;
            let changed = payment_applications::change(&stored, &given, &known.facts())?;
            Ok(record::update(session, write.company, &changed, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(
            async move { Ok(record::delete::<PaymentApplication>(session, write.company, write.id).await?) },
        )
    }
}

/// What the rules look up.
struct Known {
    payment: JournalLine,
    invoices: Vec<PostedInvoice>,
    others: Vec<PaymentApplication>,
}

impl Known {
    async fn load(
        session: &mut Session,
        company: Uuid,
        given: &ApplicationProperties,
        payment: Uuid,
    ) -> Result<Known, ApiError> {
        let found = journal_lines::find(session, company, payment).await?;
        let payment = found.ok_or_else(|| ApiError::not_found("payment", payment))?.record;
        let invoices = posted_invoices(session, company, payment.account_type, given.invoice_keys()).await?;
        let parameters = [SqlValue::Uuid(payment.id)];
        let others = record::list(session, company, "AND journal_line_id = ?2", &parameters).await?;
        Ok(Known { payment, invoices, others })
    }

    fn facts(&self) -> ApplicationFacts<'_> {
        ApplicationFacts { payment: &self.payment, invoices: &self.invoices, others: &self.others }
    }
}

fn properties(body: &Body) -> Result<ApplicationProperties, ApiError> {
    Ok(ApplicationProperties {
        invoice_id: body.guid("invoiceId"),
        invoice_number: body.text("invoiceNumber"),
        amount: body.amount("amount")?,
    })
}
