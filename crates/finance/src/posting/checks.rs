//! What every line must satisfy before anything is posted (FINANCE.md 2.2, phase A), in the order of the rules.

use money::Amount;

use super::{Party, PostingFacts, is_blank};
use crate::{
    choices::Choice,
    default_dimensions::{DefaultDimension, DimensionTable, ValuePosting},
    dimensions::DimensionSet,
    errors::{Category, RuleError},
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine},
    party_ledger_entries::PartyType,
    posting_setup::GeneralPostingType,
};

/// Checks one line. An empty line passes. Errors have the category of the rule that is broken.
pub fn check_line(line: &JournalLine, facts: &PostingFacts) -> Result<(), RuleError> {
    if line.is_empty() {
        return Ok(());
    }
    check_posting_date(line, facts)?;
    check_names(line)?;
    check_amounts(line)?;
    check_sign(line)?;
    check_vat_fields(line)?;
    check_blocked(line, facts)?;
    check_discount(line)?;
    check_dimensions(line, facts)
}

/// Rules 1 and 2: a posting date inside the allowed range of setup.
pub fn check_posting_date(line: &JournalLine, facts: &PostingFacts) -> Result<(), RuleError> {
    let date = line.posting_date;
    if is_blank(date) {
        return Err(RuleError::field("postingDate", "postingDate must have a value."));
    }
    let (from, to) = (facts.setup.allow_posting_from, facts.setup.allow_posting_to);
    if date < from || (!is_blank(to) && date > to) {
        let message = format!("postingDate: {date} is not within the range of allowed posting dates.");
        return Err(RuleError::field("postingDate", message));
    }
    Ok(())
}

/// Rules 5 to 7: document number, and at least one account, not a party on both sides.
fn check_names(line: &JournalLine) -> Result<(), RuleError> {
    if line.document_number.is_empty() {
        return Err(RuleError::field("documentNumber", "documentNumber must have a value."));
    }
    let (account, balancing) = (!line.account_number.is_empty(), !line.balancing_account_number.is_empty());
    if account && balancing && is_trading(line.account_type) && is_trading(line.balancing_account_type) {
        let message = "The account and the balancing account may not both be customers, vendors, fixed assets or \
                       intercompany partners.";
        return Err(RuleError::dialog("balancingAccountNumber", message));
    }
    if !account && !balancing {
        let message = "accountNumber must have a value, or the balancing account must.";
        return Err(RuleError::field("accountNumber", message));
    }
    Ok(())
}

/// Rules 8 and 9: an amount, its signs, and applies-to fields where they make sense.
fn check_amounts(line: &JournalLine) -> Result<(), RuleError> {
    if line.amount.is_zero() {
        return Err(RuleError::field("amount", "amount must not be 0."));
    }
    if line.amount.is_negative() != line.amount_local.is_negative() && !line.amount_local.is_zero() {
        let message = "amount and the amount in local currency must have the same sign.";
        return Err(RuleError::field("amount", message));
    }
    let applies = !line.applies_to_document_number.is_empty() || !line.applies_to_id.is_empty();
    let party = |kind: JournalAccountType, number: &str| is_party(kind) && !number.is_empty();
    let has_party = party(line.account_type, &line.account_number)
        || party(line.balancing_account_type, &line.balancing_account_number);
    if applies && !has_party {
        let message = "Only lines of customers and vendors can be applied to documents.";
        return Err(RuleError::field("appliesToInvoiceNumber", message));
    }
    if !line.applies_to_document_number.is_empty() && !line.applies_to_id.is_empty() {
        let message = "A line can be applied to one document or to a set of marked entries, not to both.";
        return Err(RuleError::field("appliesToInvoiceNumber", message));
    }
    Ok(())
}

/// Rule 10: the sign that a type of document asks for.
fn check_sign(line: &JournalLine) -> Result<(), RuleError> {
    let sides = [
        (line.account_type, &line.account_number, line.amount.is_negative()),
        (line.balancing_account_type, &line.balancing_account_number, line.amount.is_positive()),
    ];
    for (account_type, number, negative) in sides {
        if number.is_empty() {
            continue;
        }
        let Some(wanted) = wanted_sign(account_type, line) else { continue };
        if negative != (wanted == Sign::Negative) {
            let (kind, sign) = (line.document_type.label(), wanted.word());
            let message = format!("amount must be {sign} on a {kind} of a {}.", account_type.label());
            return Err(RuleError::field("amount", message));
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Positive,
    Negative,
}

impl Sign {
    const fn word(self) -> &'static str {
        match self {
            Sign::Positive => "positive",
            Sign::Negative => "negative",
        }
    }
}

/// `None` where either sign will do.
fn wanted_sign(account_type: JournalAccountType, line: &JournalLine) -> Option<Sign> {
    use JournalDocumentType as Kind;
    let kind = line.document_type;
    match account_type {
        JournalAccountType::Customer => match kind {
            Kind::Payment | Kind::CreditMemo => Some(Sign::Negative),
            Kind::Invoice | Kind::Refund | Kind::Reminder => Some(Sign::Positive),
            Kind::Blank | Kind::FinanceChargeMemo => None,
        },
        JournalAccountType::Vendor => match kind {
            Kind::Payment if is_repayment(line) => Some(Sign::Negative),
            Kind::Payment | Kind::CreditMemo => Some(Sign::Positive),
            Kind::Invoice | Kind::FinanceChargeMemo | Kind::Refund | Kind::Reminder => Some(Sign::Negative),
            Kind::Blank => None,
        },
        _ => None,
    }
}

/// A vendor's payment back, applied to a credit memo from a payments template.
fn is_repayment(line: &JournalLine) -> bool {
    line.applies_to_document_type == JournalDocumentType::CreditMemo
        && line.template_type == crate::journal_templates::TemplateType::Payments
}

/// Rules 11 to 13: VAT fields belong to general ledger accounts, and sides of trade do not mix.
fn check_vat_fields(line: &JournalLine) -> Result<(), RuleError> {
    let groups = [
        &line.general_business_posting_group,
        &line.general_product_posting_group,
        &line.vat_business_posting_group,
        &line.vat_product_posting_group,
    ];
    let has_groups = groups.iter().any(|group| !group.is_empty());
    let has_type = line.general_posting_type != GeneralPostingType::Blank;
    if line.account_type == JournalAccountType::Account {
        if has_groups && !has_type {
            let message = "The line has posting groups, so it must say whether it is a purchase or a sale.";
            return Err(RuleError::dialog("taxCode", message));
        }
        let other = line.balancing_account_type;
        let mixed = match line.general_posting_type {
            GeneralPostingType::Purchase => other == JournalAccountType::Customer,
            GeneralPostingType::Sale => other == JournalAccountType::Vendor,
            _ => false,
        };
        if mixed && !line.balancing_account_number.is_empty() {
            let message = "A line of a customer cannot carry purchase VAT, one of a vendor no sales VAT.";
            return Err(RuleError::dialog("taxCode", message));
        }
    } else if has_groups || has_type {
        let message = "Posting groups and VAT belong to lines of G/L accounts only.";
        return Err(RuleError::field("taxCode", message));
    }
    Ok(())
}

/// Rule 14: parties that are blocked.
fn check_blocked(line: &JournalLine, facts: &PostingFacts) -> Result<(), RuleError> {
    let sides = [
        (line.account_type, &line.account_number),
        (line.balancing_account_type, &line.balancing_account_number),
    ];
    for (account_type, number) in sides {
        let party_type = match account_type {
            JournalAccountType::Customer => PartyType::Customer,
            JournalAccountType::Vendor => PartyType::Vendor,
            _ => continue,
        };
        if number.is_empty() {
            continue;
        }
        if facts.party(party_type, number)?.is_blocked_for(line.document_type) {
            let message = format!(
                "{} {number} is blocked, so that this line cannot be posted.",
                super::party::noun(party_type)
            );
            return Err(RuleError::dialog("accountNumber", message));
        }
    }
    Ok(())
}

impl Party {
    /// Whether nothing of this type may be posted on the party (rule 14).
    fn is_blocked_for(&self, kind: JournalDocumentType) -> bool {
        self.blocked_for_all
            || (self.blocked_for_invoices
                && matches!(kind, JournalDocumentType::Invoice | JournalDocumentType::Blank))
            || (self.blocked_for_payments && kind == JournalDocumentType::Payment)
    }

    /// What was posted on a blocked party is not applied, taken apart or reversed either: `Dialog`.
    pub(super) fn check_not_blocked(&self, kind: JournalDocumentType) -> Result<(), RuleError> {
        if !self.is_blocked_for(kind) {
            return Ok(());
        }
        let (noun, number) = (super::party::noun(self.party_type), &self.number);
        let message = format!("{noun} {number} is blocked, so that its entries stay as they are.");
        Err(RuleError::of_record(Category::Dialog, message))
    }
}

/// Rule 15: only invoices and credit memos carry a discount for early payment.
fn check_discount(line: &JournalLine) -> Result<(), RuleError> {
    let discount = !is_blank(line.payment_discount_date) || line.payment_discount_percent != Amount::ZERO;
    let fits = matches!(line.document_type, JournalDocumentType::Invoice | JournalDocumentType::CreditMemo);
    if discount && !fits {
        let message = "Only invoices and credit memos can have a payment discount.";
        return Err(RuleError::field("amount", message));
    }
    Ok(())
}

/// Rule 16: the dimensions of a line against what is blocked and what its accounts demand (7.5).
pub fn check_dimensions(line: &JournalLine, facts: &PostingFacts) -> Result<(), RuleError> {
    let rules = &facts.dimensions;
    for (dimension, value) in line.dimensions.iter() {
        if rules.blocked_dimensions.contains(dimension) {
            return refuse(format!("The dimension {dimension} is blocked."));
        }
        if rules.blocked_values.contains(&(dimension.to_owned(), value.to_owned())) {
            return refuse(format!("The value {value} of the dimension {dimension} is blocked."));
        }
    }
    let sides = [
        (line.account_type, &line.account_number),
        (line.balancing_account_type, &line.balancing_account_number),
    ];
    for (account_type, number) in sides {
        let Some(table) = account_type.dimension_table().filter(|_| !number.is_empty()) else { continue };
        for rule in demanded(&rules.defaults, table, number) {
            check_value(&line.dimensions, rule, number)?;
        }
    }
    Ok(())
}

/// The rules of an account: its own, and those of its table for dimensions it has none for.
fn demanded<'a>(
    defaults: &'a [DefaultDimension],
    table: DimensionTable,
    number: &'a str,
) -> impl Iterator<Item = &'a DefaultDimension> {
    let own = move |default: &&DefaultDimension| default.table == table && default.number == number;
    defaults.iter().filter(move |default| {
        own(default)
            || (default.table == table
                && default.number.is_empty()
                && !defaults.iter().filter(own).any(|other| other.dimension_code == default.dimension_code))
    })
}

fn check_value(set: &DimensionSet, rule: &DefaultDimension, number: &str) -> Result<(), RuleError> {
    let (dimension, value) = (&rule.dimension_code, set.value_of(&rule.dimension_code));
    match rule.value_posting {
        ValuePosting::CodeMandatory if value.is_empty() => {
            refuse(format!("The account {number} needs a value of the dimension {dimension}."))
        }
        ValuePosting::SameCode if value != rule.dimension_value_code => refuse(format!(
            "The account {number} needs the value \"{}\" of the dimension {dimension}, not \"{value}\".",
            rule.dimension_value_code
        )),
        ValuePosting::NoCode if !value.is_empty() => {
            refuse(format!("The account {number} takes no value of the dimension {dimension}."))
        }
        _ => Ok(()),
    }
}

fn refuse(message: String) -> Result<(), RuleError> {
    Err(RuleError::dialog("dimensions", message))
}

fn is_party(account_type: JournalAccountType) -> bool {
    matches!(account_type, JournalAccountType::Customer | JournalAccountType::Vendor)
}

/// The kinds that may not face each other on one line (rule 6).
fn is_trading(account_type: JournalAccountType) -> bool {
    is_party(account_type)
        || matches!(account_type, JournalAccountType::FixedAsset | JournalAccountType::IntercompanyPartner)
}
