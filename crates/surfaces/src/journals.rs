//! Journals of the general kind (FINANCE.md 1.1, 1.2), and how journals of every kind are written.

pub(crate) mod posting;

use finance::accounts::Account;
use finance::journal_lines::JournalAccountType;
use finance::journal_templates::{JournalTemplate, TemplateType};
use finance::journals::{self, Journal, JournalFacts, JournalProperties, chosen_template, code_to_look_up};
use odata_sql::mapping::Storage;
use store::{Session, SqlValue, Work, journal_lines, record};
use uuid::Uuid;

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, guid, text, to_many, to_one};
use crate::errors::ApiError;
use crate::face::Face;
use crate::journal_lines::consequences::take_back_of_journal;
use crate::write::{Body, Write, Writer};

/// Stored number of [`TemplateType::General`].
const GENERAL: i64 = 0;

pub static ENTITY: Entity = Entity {
    name: "journal",
    set: "journals",
    methods: [GPMD; Face::COUNT],
    table: "journals",
    conditions: &[("template_type", GENERAL)],
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 100),
        text("templateDisplayName", "template_name", 10).only_v2(),
        LAST_MODIFIED,
        guid("balancingAccountId", "balancing_account_id"),
        text("balancingAccountNumber", "balancing_account_number", 20).read_only(),
    ],
    navigations: &[
        to_many("journalLines", "journalLine", "journal_id").partner("journal"),
        to_one("account", "account", "balancing_account_id", "balancingAccountId").on(true, true, false),
    ],
    default_order: &[("code", Storage::Text), ("id", Storage::Uuid)],
    listed_by: &["templateDisplayName", "id"],
    actions: &[posting::POST_ANY, posting::PREVIEW],
    writer: Some(&Journals { template_type: TemplateType::General, entity: &ENTITY }),
    ..Entity::BLANK
};

/// The writer of one kind of journal.
pub(crate) struct Journals {
    pub template_type: TemplateType,
    pub entity: &'static Entity,
}

impl Writer for Journals {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body);
            let known = Known::load(session, write, &given, self.template_type, None).await?;
            let journal = journals::create(write.id, &given, &known.facts())?;
            Ok(record::insert(session, write.company, &journal, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body);
            let stored = stored(session, write, self.entity.name).await?;
            let known = Known::load(session, write, &given, self.template_type, Some(&stored)).await?;
            let journal = journals::change(&stored, &given, &known.facts())?;
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
            take_back_of_journal(session, write.company, write.id, write.stamp).await?;
            journal_lines::delete_of_journal(session, write.company, write.id).await?;
            Ok(record::delete::<Journal>(session, write.company, write.id).await?)
        })
    }
}

fn properties(body: &Body) -> JournalProperties {
    JournalProperties {
        code: body.text("code"),
        display_name: body.text("displayName"),
        template_name: body.text("templateDisplayName"),
        balancing_account_id: body.guid("balancingAccountId"),
    }
}

async fn stored(session: &mut Session, write: &Write, noun: &str) -> Result<Journal, ApiError> {
    let found = record::by_id::<Journal>(session, write.company, write.id).await?;
    found.map(|found| found.record).ok_or_else(|| ApiError::not_found(noun, write.id))
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
        template_type: TemplateType,
        stored: Option<&Journal>,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let template = match stored {
            Some(stored) => {
                let found = record::by_id::<JournalTemplate>(session, company, stored.template_id).await?;
                found.map(|found| found.record)
            }
            None => {
                let templates: Vec<JournalTemplate> = record::list(session, company, "", &[]).await?;
                Some(chosen_template(&templates, given, template_type)?.clone())
            }
        };
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
            if let Some(code) = code_to_look_up(given)? {
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
