//! Companies and the setup that belongs to the company as a whole.

use jiff::civil::Date;
use money::{Amount, Precision};
use uuid::Uuid;

use crate::company_information::Experience;
use crate::{choices::choices, currencies::VatRounding, date_formulas::DateFormula, fields::BLANK_DATE};

choices! {
    /// Which accounts of the posting group take a tolerance (FINANCE.md 3.3).
    TolerancePosting {
        #[default]
        PaymentToleranceAccounts = 0, "Payment Tolerance Accounts";
        PaymentDiscountAccounts = 1, "Payment Discount Accounts";
    }
}

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
    pub experience: Experience,
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
    /// The rounding step of prices and costs of one unit.
    pub unit_amount_rounding_precision: Amount,
    /// What the total of an invoice is a multiple of (FINANCE.md 4.6, step 5).
    pub invoice_rounding_precision: Amount,
    pub invoice_rounding_type: VatRounding,
    /// How far two entries of different currencies may miss each other and still match (FINANCE.md 3.2, step 4).
    pub application_rounding_precision: Amount,
    /// First date that may be posted to; blank means no limit.
    pub allow_posting_from: Date,
    /// Last date that may be posted to; blank means no limit.
    pub allow_posting_to: Date,
    /// VAT in force; otherwise sales tax.
    pub is_vat_company: bool,
    pub vat_rounding: VatRounding,
    /// The payment discount is taken from the amount without VAT (FINANCE.md 3.5).
    pub payment_discount_excluding_vat: bool,
    /// VAT is corrected when a payment discount is granted (FINANCE.md 3.5).
    pub adjust_for_payment_discount: bool,
    /// How long after its date a payment discount may still be granted (FINANCE.md 3.6).
    pub payment_discount_grace_period: DateFormula,
    pub payment_discount_tolerance_posting: TolerancePosting,
    pub payment_tolerance_percent: Amount,
    pub max_payment_tolerance_amount: Amount,
    pub payment_tolerance_posting: TolerancePosting,
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
            unit_amount_rounding_precision: Amount::from_scaled(1),
            invoice_rounding_precision: Amount::from_hundredths(1),
            invoice_rounding_type: VatRounding::Nearest,
            application_rounding_precision: Amount::ZERO,
            allow_posting_from: BLANK_DATE,
            allow_posting_to: BLANK_DATE,
            is_vat_company: true,
            vat_rounding: VatRounding::Nearest,
            payment_discount_excluding_vat: false,
            adjust_for_payment_discount: false,
            payment_discount_grace_period: DateFormula::default(),
            payment_discount_tolerance_posting: TolerancePosting::PaymentToleranceAccounts,
            payment_tolerance_percent: Amount::ZERO,
            max_payment_tolerance_amount: Amount::ZERO,
            payment_tolerance_posting: TolerancePosting::PaymentToleranceAccounts,
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
