//! Companies and the setup that belongs to the company as a whole.

use jiff::civil::Date;
use money::{Amount, Precision};
use uuid::Uuid;

use crate::fields::BLANK_DATE;

/// A company: one set of books.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Company {
    pub id: Uuid,
    /// The unique name, at most 30 characters.
    pub name: String,
    pub display_name: String,
    pub system_version: String,
    pub business_profile_id: String,
    pub address: String,
    pub address_2: String,
    pub city: String,
    pub county: String,
    pub country_region_code: String,
    pub post_code: String,
    pub phone_number: String,
    pub fax_number: String,
    pub email: String,
    pub home_page: String,
    pub vat_registration_number: String,
    pub industrial_classification: String,
}

/// General ledger setup: what holds for every posting of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneralLedgerSetup {
    pub id: Uuid,
    /// The code of the company's own currency, such as `EUR`.
    pub local_currency_code: String,
    pub local_currency_symbol: String,
    pub additional_reporting_currency: String,
    pub amount_rounding_precision: Amount,
    /// First date that may be posted to; blank means no limit.
    pub allow_posting_from: Date,
    /// Last date that may be posted to; blank means no limit.
    pub allow_posting_to: Date,
    /// VAT in force; otherwise sales tax.
    pub is_vat_company: bool,
    pub global_dimension_1_code: String,
    pub global_dimension_2_code: String,
}

impl Default for GeneralLedgerSetup {
    fn default() -> Self {
        GeneralLedgerSetup {
            id: Uuid::nil(),
            local_currency_code: String::new(),
            local_currency_symbol: String::new(),
            additional_reporting_currency: String::new(),
            amount_rounding_precision: Amount::from_hundredths(1),
            allow_posting_from: BLANK_DATE,
            allow_posting_to: BLANK_DATE,
            is_vat_company: true,
            global_dimension_1_code: String::new(),
            global_dimension_2_code: String::new(),
        }
    }
}

impl GeneralLedgerSetup {
    /// The rounding step of local amounts; a cent when setup holds no usable step.
    pub fn precision(&self) -> Precision {
        Precision::new(self.amount_rounding_precision).unwrap_or(Precision::CENT)
    }

    /// True for a blank code and for the code of the local currency itself: both mean local money.
    pub fn is_local_currency(&self, currency_code: &str) -> bool {
        currency_code.is_empty() || currency_code == self.local_currency_code
    }
}

/// Sales, purchase, inventory and contact setup: which number series serves which record (FINANCE.md 7.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberSeriesSetup {
    pub id: Uuid,
    pub customers: String,
    pub vendors: String,
    pub items: String,
    pub employees: String,
    pub contacts: String,
    pub sales_quotes: String,
    pub sales_orders: String,
    pub sales_invoices: String,
    pub posted_sales_invoices: String,
    pub sales_credit_memos: String,
    pub posted_sales_credit_memos: String,
    pub posted_sales_shipments: String,
    pub purchase_orders: String,
    pub purchase_invoices: String,
    pub posted_purchase_invoices: String,
    pub purchase_credit_memos: String,
    pub posted_purchase_credit_memos: String,
    pub posted_purchase_receipts: String,
}
