//! Source codes, journal templates and journals of the demo company.

use uuid::Uuid;

use crate::{
    accounts::Account,
    demo_setup::NewId,
    journal_templates::{JournalTemplate, TemplateType},
    journals::Journal,
    source_codes::SourceCode,
};

const SOURCE_CODES: &[(&str, &str)] = &[
    ("GENJNL", "General journal"),
    ("CASHRECJNL", "Cash receipt journal"),
    ("PAYMENTJNL", "Payment journal"),
    ("SALES", "Sales"),
    ("PURCHASES", "Purchases"),
    ("SALESAPPL", "Application of customer entries"),
    ("PURCHAPPL", "Application of vendor entries"),
    ("REVERSAL", "Reversal of entries"),
    ("ITEMJNL", "Item journal"),
];

/// Name, description, kind, source code, number series, balancing account.
type TemplateRow = (&'static str, &'static str, TemplateType, &'static str, &'static str, &'static str);

const TEMPLATES: &[TemplateRow] = &[
    ("GENERAL", "General", TemplateType::General, "GENJNL", "G00001", ""),
    ("CASHRCPT", "Cash receipts", TemplateType::CashReceipts, "CASHRECJNL", "G02001", "1110"),
    ("PAYMENT", "Payments", TemplateType::Payments, "PAYMENTJNL", "G04001", "1110"),
];

/// Template, code, description.
const JOURNALS: &[(&str, &str, &str)] = &[
    ("GENERAL", "DEFAULT", "Default journal"),
    ("CASHRCPT", "GENERAL", "Receipts from customers"),
    ("PAYMENT", "GENERAL", "Payments to suppliers"),
];

pub(super) fn source_codes(new_id: NewId<'_>) -> Vec<SourceCode> {
    SOURCE_CODES
        .iter()
        .map(|(code, description)| SourceCode {
            id: new_id(),
            code: (*code).to_owned(),
            description: (*description).to_owned(),
        })
        .collect()
}

pub(super) fn templates(new_id: NewId<'_>) -> Vec<JournalTemplate> {
    TEMPLATES
        .iter()
        .map(|&(name, description, template_type, source_code, number_series, balancing)| JournalTemplate {
            id: new_id(),
            name: name.to_owned(),
            description: description.to_owned(),
            template_type,
            source_code: source_code.to_owned(),
            number_series: number_series.to_owned(),
            balancing_account_number: balancing.to_owned(),
            ..JournalTemplate::default()
        })
        .collect()
}

pub(super) fn journals(
    templates: &[JournalTemplate],
    accounts: &[Account],
    new_id: NewId<'_>,
) -> Vec<Journal> {
    let mut journals = Vec::new();
    for (template_name, code, description) in JOURNALS {
        for template in templates.iter().filter(|template| template.name == *template_name) {
            let balancing =
                accounts.iter().find(|account| account.number == template.balancing_account_number);
            let balancing_id = balancing.map_or(Uuid::nil(), |account| account.id);
            let mut journal = Journal::of_template(new_id(), template, balancing_id);
            (*code).clone_into(&mut journal.code);
            (*description).clone_into(&mut journal.description);
            journals.push(journal);
        }
    }
    journals
}
