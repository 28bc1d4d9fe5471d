//! Journal templates: the kinds of journal a company keeps.

use uuid::Uuid;

use crate::{choices::choices, journal_lines::JournalAccountType};

choices! {
    /// The kind of a template, and with it the page its journals belong to (FINANCE.md 1.1).
    TemplateType {
        #[default]
        General = 0, "General";
        Sales = 1, "Sales";
        Purchases = 2, "Purchases";
        CashReceipts = 3, "Cash Receipts";
        Payments = 4, "Payments";
        Assets = 5, "Assets";
        Intercompany = 6, "Intercompany";
        Jobs = 7, "Jobs";
    }
}

/// A journal template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalTemplate {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub template_type: TemplateType,
    pub recurring: bool,
    pub source_code: String,
    pub reason_code: String,
    pub balancing_account_type: JournalAccountType,
    pub balancing_account_number: String,
    pub number_series: String,
    pub posting_number_series: String,
    pub force_document_balance: bool,
    pub copy_vat_setup: bool,
    pub allow_vat_difference: bool,
}

impl Default for JournalTemplate {
    /// The initial values (FINANCE.md 1.1).
    fn default() -> Self {
        JournalTemplate {
            id: Uuid::nil(),
            name: String::new(),
            description: String::new(),
            template_type: TemplateType::General,
            recurring: false,
            source_code: String::new(),
            reason_code: String::new(),
            balancing_account_type: JournalAccountType::Account,
            balancing_account_number: String::new(),
            number_series: String::new(),
            posting_number_series: String::new(),
            force_document_balance: true,
            copy_vat_setup: true,
            allow_vat_difference: false,
        }
    }
}

/// The template of a kind that the API uses: the first by name that is not recurring (FINANCE.md 1.1).
pub fn default_template(
    templates: &[JournalTemplate],
    template_type: TemplateType,
) -> Option<&JournalTemplate> {
    templates
        .iter()
        .filter(|template| template.template_type == template_type && !template.recurring)
        .min_by(|left, right| left.name.cmp(&right.name))
}
