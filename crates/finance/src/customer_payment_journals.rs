//! Customer payment journals: batches of the cash receipts template, created, renamed and changed.
//!
//! The same rules hold for journals of the other kinds; only the template differs.

use uuid::Uuid;

use crate::{
    accounts::Account,
    errors::{Category, RuleError},
    fields::{code, present_id, required_code, text},
    journal_lines::JournalAccountType,
    journal_templates::JournalTemplate,
};

pub use crate::journals::Journal;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    pub balancing_account_id: Option<Uuid>,
}

/// What the rules look up.
#[derive(Debug, Clone, Copy)]
pub struct JournalFacts<'a> {
    /// The template of the kind; see [`crate::journal_templates::default_template`].
    pub template: Option<&'a JournalTemplate>,
    /// The account whose id is `balancing_account_id`.
    pub balancing_account: Option<&'a Account>,
    /// The id of the template's balancing account, when it is a G/L account; else blank.
    pub template_balancing_account_id: Uuid,
    /// Another journal of the template has the code given, in capitals and trimmed.
    pub code_taken: bool,
}

/// A new journal (FINANCE.md 1.2). Balancing account and number series come from the template unless given.
/// No template of the kind: `NotFound`; code blank: `Field`, taken: `Duplicate`, too long: `Length`;
/// balancing account unknown: `Dialog`, unfit: `Field`.
pub fn create(id: Uuid, given: &JournalProperties, facts: &JournalFacts<'_>) -> Result<Journal, RuleError> {
    let template = template(facts)?;
    let mut journal = Journal::of_template(id, template, facts.template_balancing_account_id);
    journal.code = required_code("code", given.code.as_deref().unwrap_or(""), 10)?;
    apply(&mut journal, given, facts)?;
    if facts.code_taken {
        return Err(RuleError::duplicate("code", "journal", &journal.code));
    }
    Ok(journal)
}

/// A changed journal (FINANCE.md 1.2). A new code renames it; its lines follow because they know it by id.
pub fn change(
    stored: &Journal,
    given: &JournalProperties,
    facts: &JournalFacts<'_>,
) -> Result<Journal, RuleError> {
    let mut journal = stored.clone();
    if let Some(new_code) = &given.code {
        journal.code = required_code("code", new_code, 10)?;
    }
    apply(&mut journal, given, facts)?;
    if journal.code != stored.code && facts.code_taken {
        return Err(RuleError::duplicate("code", "journal", &journal.code));
    }
    Ok(journal)
}

/// The code in the form in which it is looked up to learn whether it is taken.
pub fn code_to_look_up(given: &JournalProperties) -> Result<Option<String>, RuleError> {
    given.code.as_deref().map(|text| code("code", text, 10)).transpose()
}

fn template<'a>(facts: &JournalFacts<'a>) -> Result<&'a JournalTemplate, RuleError> {
    facts.template.ok_or_else(|| {
        let message = "There is no journal template of this kind. Set one up first.";
        RuleError::of_record(Category::NotFound, message)
    })
}

fn apply(
    journal: &mut Journal,
    given: &JournalProperties,
    facts: &JournalFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(name) = &given.display_name {
        journal.description = text("displayName", name, 100)?;
    }
    let Some(id) = given.balancing_account_id else {
        return Ok(());
    };
    let property = "balancingAccountId";
    journal.balancing_account_type = JournalAccountType::Account;
    journal.balancing_account_id = id;
    if present_id(id).is_none() {
        journal.balancing_account_number.clear();
        return Ok(());
    }
    let account = facts.balancing_account.filter(|account| account.id == id).ok_or_else(|| {
        RuleError::dialog(property, format!("{property}: there is no account with the id {id}."))
    })?;
    account.check_usable_in_journal(property)?;
    if facts.template.is_some_and(|template| template.recurring) {
        let message = format!("{property}: a recurring journal has no balancing account.");
        return Err(RuleError::field(property, message));
    }
    journal.balancing_account_number.clone_from(&account.number);
    Ok(())
}

#[cfg(test)]
mod tests;
