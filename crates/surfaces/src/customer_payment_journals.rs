//! Customer payment journals: batches of the cash receipts template (FINANCE.md 1.1, 1.2).

use finance::accounts::Account;
use finance::customer_payment_journals::{self, JournalFacts, JournalProperties};
use finance::journal_lines::JournalAccountType;
use finance::journal_templates::{JournalTemplate, TemplateType, default_template};
use finance::journals::Journal;
use odata_sql::mapping::Storage;
use store::{Session, SqlValue, Work, journal_lines, record};
use uuid::Uuid;

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, guid, text, to_many, to_one};
use crate::errors::ApiError;
use crate::face::Face;
use crate::write::{Body, Write, Writer};

/// Stored number of [`TemplateType::CashReceipts`].
const CASH_RECEIPTS: i64 = 3;

pub static ENTITY: Entity = Entity {
    name: "customerPaymentJournal",
    set: "customerPaymentJournals",
    methods: [GPMD; Face::COUNT],
    table: "journals",
    conditions: &[("template_type", CASH_RECEIPTS)],
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 100),
        LAST_MODIFIED,
        guid("balancingAccountId", "balancing_account_id"),
        text("balancingAccountNumber", "balancing_account_number", 20).read_only(),
    ],
    navigations: &[
        to_many("customerPayments", "customerPayment", "journal_id").partner("customerPaymentJournal"),
        to_one("account", "account", "balancing_account_id", "balancingAccountId").on(true, true, false),
    ],
    default_order: &[("code", Storage::Text), ("id", Storage::Uuid)],
    writer: Some(&CustomerPaymentJournals),
    ..Entity::BLANK
};

struct CustomerPaymentJournals;

impl Writer for CustomerPaymentJournals {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body);
            let known = Known::load(session, write, &given, None).await?;
            let journal = customer_payment_journals::create(write.id, &given, &known.facts())?;
            Ok(record::insert(session, write.company, &journal, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body);
            let stored = stored(session, write).await?;
            let known = Known::load(session, write, &given, Some(&stored)).await?;
            let journal = customer_payment_journals::change(&stored, &given, &known.facts())?;
            if journal.code != stored.code {
                // Each line shows the journal's code, so each line changes with it.
                journal_lines::touch_of_journal(session, write.company, journal.id, write.stamp).await?;
            }
            Ok(record::update(session, write.company, &journal, write.stamp).await?)
        })
    }

    /// Takes the lines along (FINANCE.md 1.2).
    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            journal_lines::delete_of_journal(session, write.company, write.id).await?;
            Ok(record::delete::<Journal>(session, write.company, write.id).await?)
        })
    }
}

fn properties(body: &Body) -> JournalProperties {
    JournalProperties {
        code: body.text("code"),
        display_name: body.text("displayName"),
        balancing_account_id: body.guid("balancingAccountId"),
    }
}

async fn stored(session: &mut Session, write: &Write) -> Result<Journal, ApiError> {
    let found = record::by_id::<Journal>(session, write.company, write.id).await?;
    found.map(|found| found.record).ok_or_else(|| ApiError::not_found(ENTITY.name, write.id))
}

/// What the rules look up, loaded.
struct Known {
    template: Option<JournalTemplate>,
    template_balancing_account_id: Uuid,
    balancing_account: Option<Account>,
    code_taken: bool,
}

impl Known {
    async fn load(
        session: &mut Session,
        write: &Write,
        given: &JournalProperties,
        stored: Option<&Journal>,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let condition = "AND template_type = ?2 ORDER BY name";
        let parameters = [SqlValue::Integer(CASH_RECEIPTS)];
        let templates: Vec<JournalTemplate> = record::list(session, company, condition, &parameters).await?;
        let template = default_template(&templates, TemplateType::CashReceipts).cloned();
        let balancing_account = match given.balancing_account_id.filter(|id| !id.is_nil()) {
            Some(id) => record::by_id::<Account>(session, company, id).await?.map(|found| found.record),
            None => None,
        };
        let mut template_balancing_account_id = Uuid::nil();
        let mut code_taken = false;
        if let Some(template) = &template {
            if template.balancing_account_type == JournalAccountType::Account {
                let number = &template.balancing_account_number;
                let account = record::by_text::<Account>(session, company, "number", number).await?;
                template_balancing_account_id = account.map_or_else(Uuid::nil, |account| account.id);
            }
            if let Some(code) = customer_payment_journals::code_to_look_up(given)? {
                let condition = "AND template_name = ?2 AND code = ?3";
                let parameters = [SqlValue::Text(template.name.clone()), SqlValue::Text(code)];
                let others: Vec<Journal> = record::list(session, company, condition, &parameters).await?;
                code_taken = others.iter().any(|other| Some(other.id) != stored.map(|stored| stored.id));
            }
        }
        Ok(Known { template, template_balancing_account_id, balancing_account, code_taken })
    }

    fn facts(&self) -> JournalFacts<'_> {
        JournalFacts {
            template: self.template.as_ref(),
            balancing_account: self.balancing_account.as_ref(),
            template_balancing_account_id: self.template_balancing_account_id,
            code_taken: self.code_taken,
        }
    }
}
