//! Posting: lines become ledger entries, or are refused. The one place where entries are made.
//!
//! Pure: [`PostingFacts`] go in, [`Posted`] entries or [`RuleError`]s come out. A journal is checked by
//! [`check_line`] and
//! [`BalanceCheck`] (FINANCE.md 2.2, phases A and B), which also takes its document numbers; then each line goes
//! through [`Poster::post`] (2.3), where payments are applied (`application`, section 3). Documents make lines of
//! their own and use the same [`Poster`]. Entries can be drained as they come, so that a long journal needs little
//! memory; [`Poster::finish`] gives the register. Nothing may be kept of a run that failed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use money::{Amount, Precision, Rate};
use uuid::Uuid;

use crate::{
    accounts::Account,
    bank_accounts::BankAccount,
    bank_ledger_entries::BankLedgerEntry,
    companies::{GeneralLedgerSetup, TolerancePosting},
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    date_formulas::DateFormula,
    default_dimensions::DefaultDimension,
    detailed_ledger_entries::DetailedLedgerEntry,
    fields::BLANK_DATE,
    general_ledger_entries::GeneralLedgerEntry,
    general_ledger_registers::GeneralLedgerRegister,
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine},
    party_ledger_entries::{PartyLedgerEntry, PartyType},
    posting_groups::{BankPostingGroup, CustomerPostingGroup, VendorPostingGroup},
    posting_setup::{GeneralPostingSetup, VatPostingSetup},
    tax_details::SalesTaxType,
    trade_setup::ApplicationBetweenCurrencies,
    vat_entries::VatEntry,
};

mod adjustments;
mod application;
mod checks;
mod discount_vat;
mod ids;
mod journal;
mod offers;
mod open_entries;
mod party;
mod poster;
mod revaluation;
mod reversal;
mod sales_tax;
mod tolerances;
mod turnover;
mod unapply;
mod vat;

pub use application::Change;
pub use checks::{check_dimensions, check_line, check_posting_date};
pub use ids::EntryIds;
pub use journal::{
    BalanceCheck, DocumentParties, JournalFacts, PostingNumbers, PostingOrder, left_over_line,
    nothing_to_post,
};
pub use open_entries::OpenEntries;
pub use poster::Poster;
pub use revaluation::{BankBalance, LaterDetails, Revaluation, bank_line, bank_line_back};
pub use reversal::{ReversalFacts, reverse};
pub use tolerances::{accepted_tolerance, accepts_discount};
pub use turnover::{AddedUp, TURNOVER_MAX, Turnover, turnover_after};
pub use unapply::{UnapplyFacts, unapply};

pub use crate::errors::RuleError;

/// What posting looks up. Maps hold at least what the lines name; more does no harm.
#[derive(Debug, Clone)]
pub struct PostingFacts {
    pub setup: GeneralLedgerSetup,
    pub rules: PostingRules,
    /// By number: the whole chart.
    pub accounts: BTreeMap<String, Account>,
    /// By type and number.
    pub parties: BTreeMap<(PartyType, String), Party>,
    /// By number.
    pub bank_accounts: BTreeMap<String, BankAccount>,
    /// By type and code.
    pub party_groups: BTreeMap<(PartyType, String), PartyAccounts>,
    /// By code.
    pub bank_groups: BTreeMap<String, BankPostingGroup>,
    pub vat_setup: Vec<VatPostingSetup>,
    pub general_setup: Vec<GeneralPostingSetup>,
    pub currencies: Vec<Currency>,
    pub exchange_rates: Vec<CurrencyExchangeRate>,
    /// Numbers already used by entries: customers' invoices, credit memos, finance charge memos and reminders.
    pub used_document_numbers: BTreeSet<(JournalDocumentType, String)>,
    /// External document numbers already used, by vendor and type of document.
    pub used_external_numbers: BTreeSet<(Uuid, JournalDocumentType, String)>,
    pub dimensions: DimensionRules,
    /// Start of the first fiscal year that is not closed; blank when there are no accounting periods.
    pub first_open_date: Date,
    /// What the next entries are numbered after.
    pub counters: Counters,
}

/// Setup that decides how lines are posted and applied, with the initial values of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingRules {
    /// Vendors' lines need an external document number (rule 27).
    pub external_number_mandatory: bool,
    /// Whether customers' entries of different currencies may be applied to each other (rule 30).
    pub application_between_customer_currencies: ApplicationBetweenCurrencies,
    pub application_between_vendor_currencies: ApplicationBetweenCurrencies,
    /// For lines in local currency (3.2 step 4).
    pub application_rounding_precision: Amount,
    pub payment_tolerance: ToleranceSetup,
    /// Tolerances go to the discount accounts instead of the tolerance accounts (3.3).
    pub tolerance_on_discount_accounts: bool,
    pub discount_tolerance_on_discount_accounts: bool,
    /// VAT is corrected when a discount or tolerance is granted, where its VAT setup says so (3.5).
    pub adjust_for_payment_discount: bool,
    /// Lines may name another posting group than the party's (rule 25).
    pub several_posting_groups: bool,
}

impl Default for PostingRules {
    fn default() -> Self {
        PostingRules {
            external_number_mandatory: true,
            application_between_customer_currencies: ApplicationBetweenCurrencies::None,
            application_between_vendor_currencies: ApplicationBetweenCurrencies::None,
            application_rounding_precision: Amount::ZERO,
            payment_tolerance: ToleranceSetup::default(),
            tolerance_on_discount_accounts: false,
            discount_tolerance_on_discount_accounts: false,
            adjust_for_payment_discount: false,
            several_posting_groups: false,
        }
    }
}

/// Payment tolerance of the company or a currency (3.6).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToleranceSetup {
    pub percent: Amount,
    pub max_amount: Amount,
    /// How long after its date a discount may still be granted.
    pub grace_period: DateFormula,
}

/// What is demanded of the dimensions of lines (7.5).
#[derive(Debug, Clone, Default)]
pub struct DimensionRules {
    pub defaults: Vec<DefaultDimension>,
    pub blocked_dimensions: BTreeSet<String>,
    /// Dimension and value.
    pub blocked_values: BTreeSet<(String, String)>,
}

/// A customer or vendor as posting sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    pub party_type: PartyType,
    pub id: Uuid,
    pub number: String,
    pub posting_group: String,
    /// Refuses every line.
    pub blocked_for_all: bool,
    /// Refuses invoices and lines without document type (customers).
    pub blocked_for_invoices: bool,
    /// Refuses payments (vendors).
    pub blocked_for_payments: bool,
    /// Payments without an applies-to are applied to the oldest open entries (3.1).
    pub applies_to_oldest: bool,
    pub payment_tolerance_blocked: bool,
}

/// The accounts of a customer or vendor posting group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartyAccounts {
    /// Receivables or payables.
    pub control: String,
    pub payment_discount_debit: String,
    pub payment_discount_credit: String,
    pub invoice_rounding: String,
    pub application_rounding_debit: String,
    pub application_rounding_credit: String,
    pub rounding_debit: String,
    pub rounding_credit: String,
    pub payment_tolerance_debit: String,
    pub payment_tolerance_credit: String,
}

/// Takes the shared fields of either kind of posting group.
macro_rules! party_accounts {
    ($group:ident, $control:ident) => {
        impl From<$group> for PartyAccounts {
            fn from(group: $group) -> Self {
                PartyAccounts {
                    control: group.$control,
                    payment_discount_debit: group.payment_discount_debit_account,
                    payment_discount_credit: group.payment_discount_credit_account,
                    invoice_rounding: group.invoice_rounding_account,
                    application_rounding_debit: group.application_rounding_debit_account,
                    application_rounding_credit: group.application_rounding_credit_account,
                    rounding_debit: group.debit_rounding_account,
                    rounding_credit: group.credit_rounding_account,
                    payment_tolerance_debit: group.payment_tolerance_debit_account,
                    payment_tolerance_credit: group.payment_tolerance_credit_account,
                }
            }
        }
    };
}
party_accounts!(CustomerPostingGroup, receivables_account);
party_accounts!(VendorPostingGroup, payables_account);

/// The last numbers used by earlier entries of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    pub general_ledger_entry: i64,
    pub transaction: i64,
    pub register: i64,
    pub detailed_entry: i64,
    pub vat_entry: i64,
}

/// One line to post: a journal line, and what a document adds to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostingLine {
    pub line: JournalLine,
    /// Id of the dimension set of the line.
    pub dimension_set_id: Uuid,
    pub extras: DocumentExtras,
}

/// What only documents know of a line; blank for journals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentExtras {
    pub document_id: Uuid,
    /// Base and VAT computed by the document, in local currency; otherwise VAT is taken out of the amount.
    pub vat: Option<VatAmounts>,
    /// Sales tax by jurisdiction: the parts of `vat`, which is there too then; none where no tax is owed.
    pub taxes: Vec<TaxPart>,
    /// The VAT and general posting checks of journal lines do not apply, nor does direct posting (5.7).
    pub system_line: bool,
    /// Entries after all normal entries of the date.
    pub closing_date: bool,
    /// Debit and credit change places with a negative sign.
    pub correction: bool,
    pub quantity: Amount,
    /// On the party line: turnover without VAT, profit and invoice discount, in local currency.
    pub net_trade_local: Amount,
    pub profit_local: Amount,
    pub invoice_discount_local: Amount,
    /// On the party line of an invoice: the discount for early payment, in the line's currency.
    pub payment_discount_possible: Option<Amount>,
    /// Bill-to customer or pay-to vendor of VAT entries on lines of accounts.
    pub vat_party_id: Uuid,
}

/// Base and VAT of a line, with the signs of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VatAmounts {
    pub base: Amount,
    pub amount: Amount,
    /// The rate it was calculated with; that of a document's line may be older than setup.
    pub percent: Amount,
}

/// What one jurisdiction takes of a line, with the signs of the ledger (FINANCE.md 5.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxPart {
    pub jurisdiction_id: Uuid,
    pub tax_type: SalesTaxType,
    pub use_tax: bool,
    /// The rate below the maximum; zero for excise tax.
    pub percent: Amount,
    /// With the taxes before it where it is tax on tax.
    pub base: Amount,
    pub amount: Amount,
    /// Blank where there is no amount.
    pub account_number: String,
    /// Where use tax is owed; blank otherwise.
    pub reverse_account_number: String,
}

/// The entries of a run, in the order they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    pub general_ledger_entries: Vec<GeneralLedgerEntry>,
    /// New entries; their state may be changed again by later lines, see `changed_party_entries`.
    pub party_ledger_entries: Vec<PartyLedgerEntry>,
    pub detailed_ledger_entries: Vec<DetailedLedgerEntry>,
    pub vat_entries: Vec<VatEntry>,
    pub bank_ledger_entries: Vec<BankLedgerEntry>,
}

/// What remains to be stored at the end of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finished {
    pub entries: Posted,
    /// Entries of before the run, or drained ones, whose state has changed.
    pub changed_party_entries: Vec<PartyLedgerEntry>,
    /// `None` when the run made no entries. Its hash is not yet set.
    pub register: Option<GeneralLedgerRegister>,
    pub counters: Counters,
}

/// The currency of a line with its rounding step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineCurrency<'a> {
    /// `None` for local currency.
    pub currency: Option<&'a Currency>,
    pub precision: Precision,
    pub factor: Rate,
}

impl PostingRules {
    /// What general ledger setup decides; the rest stays at its initial value.
    pub fn of_setup(setup: &GeneralLedgerSetup) -> Self {
        PostingRules {
            application_rounding_precision: setup.application_rounding_precision,
            payment_tolerance: ToleranceSetup {
                percent: setup.payment_tolerance_percent,
                max_amount: setup.max_payment_tolerance_amount,
                grace_period: setup.payment_discount_grace_period.clone(),
            },
            tolerance_on_discount_accounts: setup.payment_tolerance_posting
                == TolerancePosting::PaymentDiscountAccounts,
            discount_tolerance_on_discount_accounts: setup.payment_discount_tolerance_posting
                == TolerancePosting::PaymentDiscountAccounts,
            adjust_for_payment_discount: setup.adjust_for_payment_discount,
            ..PostingRules::default()
        }
    }

    pub(crate) fn application_between_currencies(
        &self,
        party_type: PartyType,
    ) -> ApplicationBetweenCurrencies {
        match party_type {
            PartyType::Customer => self.application_between_customer_currencies,
            PartyType::Vendor => self.application_between_vendor_currencies,
        }
    }
}

impl PostingFacts {
    /// The party's record. Unknown: `Dialog`.
    pub(crate) fn party(&self, party_type: PartyType, number: &str) -> Result<&Party, RuleError> {
        self.parties.get(&(party_type, number.to_owned())).ok_or_else(|| {
            let noun = if party_type == PartyType::Customer { "customer" } else { "vendor" };
            RuleError::dialog("accountNumber", format!("There is no {noun} \"{number}\"."))
        })
    }

    pub(crate) fn currency(&self, code: &str) -> Result<Option<&Currency>, RuleError> {
        if self.setup.is_local_currency(code) {
            return Ok(None);
        }
        let found = self.currencies.iter().find(|currency| currency.code == code);
        found.map(Some).ok_or_else(|| RuleError::relation("currencyCode", "currency", code))
    }

    /// The code of a currency as people read it: the company's own for a blank one.
    pub(crate) fn shown_currency<'a>(&'a self, code: &'a str) -> &'a str {
        if code.is_empty() { &self.setup.local_currency_code } else { code }
    }

    /// The id of an account of any kind; nil when there is none with the number.
    pub(crate) fn account_id(&self, account_type: JournalAccountType, number: &str) -> Uuid {
        let party = |party_type| self.parties.get(&(party_type, number.to_owned())).map(|party| party.id);
        let found = match account_type {
            JournalAccountType::Account => self.accounts.get(number).map(|account| account.id),
            JournalAccountType::BankAccount => self.bank_accounts.get(number).map(|bank| bank.id),
            JournalAccountType::Customer => party(PartyType::Customer),
            JournalAccountType::Vendor => party(PartyType::Vendor),
            _ => None,
        };
        found.unwrap_or_default()
    }

    pub(crate) fn currency_by_id(&self, id: Uuid) -> Option<&Currency> {
        self.currencies.iter().find(|currency| currency.id == id)
    }

    pub(crate) fn vat_setup_by_id(&self, id: Uuid) -> Option<&VatPostingSetup> {
        self.vat_setup.iter().find(|setup| setup.id == id)
    }

    pub(crate) fn vat_setup_of(&self, business: &str, product: &str) -> Option<&VatPostingSetup> {
        self.vat_setup.iter().find(|setup| {
            setup.vat_business_posting_group == business && setup.vat_product_posting_group == product
        })
    }
}

impl PostingLine {
    /// A journal line as it stands; `dimension_set_id` is the id of its dimension set.
    pub fn of_journal(line: JournalLine, dimension_set_id: Uuid) -> Self {
        PostingLine { line, dimension_set_id, extras: DocumentExtras::default() }
    }
}

/// The debit account for a positive general ledger amount, else the credit account.
pub(crate) fn debit_or_credit(amount: Amount, debit: &str, credit: &str) -> String {
    if amount.is_positive() { debit } else { credit }.to_owned()
}

/// True for a date that stands for "no date".
pub(crate) fn is_blank(date: Date) -> bool {
    date == BLANK_DATE
}

#[cfg(test)]
mod tests;
