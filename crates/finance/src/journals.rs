//! Journals: batches of a journal template, each holding lines that wait to be posted.

use uuid::Uuid;

use crate::{
    journal_lines::JournalAccountType,
    journal_templates::{JournalTemplate, TemplateType},
};

mod write;

pub use write::{JournalFacts, JournalProperties, change, chosen_template, code_to_look_up, create};

/// A journal batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Journal {
    pub id: Uuid,
    pub template_id: Uuid,
    pub template_name: String,
    /// The kind of the template, kept beside the journal so that it can be found by kind alone.
    pub template_type: TemplateType,
    pub code: String,
    pub description: String,
    pub balancing_account_type: JournalAccountType,
    pub balancing_account_number: String,
    /// The id of the balancing G/L account; blank when there is none or it is no G/L account.
    pub balancing_account_id: Uuid,
    pub number_series: String,
    pub posting_number_series: String,
    pub reason_code: String,
    pub copy_vat_setup: bool,
    pub allow_vat_difference: bool,
    pub allow_payment_export: bool,
    pub suggest_balancing_amount: bool,
}

impl Journal {
    /// An empty batch of a template before any property is set (FINANCE.md 1.2). The balancing account and
    /// the number series come from the template: a deliberate kindness the original does not have.
    pub fn of_template(id: Uuid, template: &JournalTemplate, balancing_account_id: Uuid) -> Self {
        Journal {
            id,
            template_id: template.id,
            template_name: template.name.clone(),
            template_type: template.template_type,
            balancing_account_type: template.balancing_account_type,
            balancing_account_number: template.balancing_account_number.clone(),
            balancing_account_id,
            number_series: template.number_series.clone(),
            posting_number_series: template.posting_number_series.clone(),
            reason_code: template.reason_code.clone(),
            copy_vat_setup: template.copy_vat_setup,
            allow_vat_difference: template.allow_vat_difference,
            allow_payment_export: template.template_type == TemplateType::Payments,
            ..Journal::default()
        }
    }
}

#[cfg(test)]
mod tests;
