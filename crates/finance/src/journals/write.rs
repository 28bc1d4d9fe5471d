//! Journals of every kind created, renamed and changed (FINANCE.md 1.2); only the template differs.

use uuid::Uuid;

use super::Journal;
use crate::{
    accounts::Account,
    errors::{Category, RuleError},
    fields::{code, normalize_code, present_id, required_code, text},
    journal_lines::JournalAccountType,
    journal_templates::{JournalTemplate, TemplateType, default_template},
};

/// The property that names the template.
const TEMPLATE: &str = "templateDisplayName";

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    /// The template by name (V2 `journals` only).
    pub template_name: Option<String>,
    pub balancing_account_id: Option<Uuid>,
}

/// What the rules look up.
#[derive(Debug, Clone, Copy)]
pub struct JournalFacts<'a> {
    /// The template that [`chosen_template`] gives for a new journal; the journal's own for a change.
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

/// A changed journal (FINANCE.md 1.2); another template is `Dialog`. A new code renames it; its lines follow because
/// they know it by id.
pub fn change(
    stored: &Journal,
    given: &JournalProperties,
    facts: &JournalFacts<'_>,
) -> Result<Journal, RuleError> {
    let mut journal = stored.clone();
    if let Some(name) = given.template_name.as_deref().map(normalize_code)
        && !name.is_empty()
        && name != stored.template_name
    {
        let message =
            format!("{TEMPLATE}: a journal cannot be moved to another template (\"{name}\" was given).");
        return Err(RuleError::dialog(TEMPLATE, message));
    }
    if let Some(new_code) = &given.code {
        journal.code = required_code("code", new_code, 10)?;
    }
    apply(&mut journal, given, facts)?;
    if journal.code != stored.code && facts.code_taken {
        return Err(RuleError::duplicate("code", "journal", &journal.code));
    }
    Ok(journal)
}

/// The template of a new journal: the one named, else the default of the kind (FINANCE.md 1.2). A name that no
/// template has: `Relation`; no template of the kind: `NotFound`.
pub fn chosen_template<'a>(
    templates: &'a [JournalTemplate],
    given: &JournalProperties,
    template_type: TemplateType,
) -> Result<&'a JournalTemplate, RuleError> {
    let name = given.template_name.as_deref().map(normalize_code).filter(|name| !name.is_empty());
    let Some(name) = name else {
        return default_template(templates, template_type).ok_or_else(no_template);
    };
    let named = templates.iter().find(|template| template.name == name);
    named.ok_or_else(|| RuleError::relation(TEMPLATE, "journal template", &name))
}

/// The code in the form in which it is looked up to learn whether it is taken.
pub fn code_to_look_up(given: &JournalProperties) -> Result<Option<String>, RuleError> {
    given.code.as_deref().map(|text| code("code", text, 10)).transpose()
}

fn template<'a>(facts: &JournalFacts<'a>) -> Result<&'a JournalTemplate, RuleError> {
    facts.template.ok_or_else(no_template)
}

fn no_template() -> RuleError {
    let message = "There is no journal template of this kind. Set one up first.";
    RuleError::of_record(Category::NotFound, message)
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
