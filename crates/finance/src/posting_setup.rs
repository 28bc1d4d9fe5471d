//! Posting setup: the accounts of each pair of business and product groups (FINANCE.md 5.1, 5.5).

use money::Amount;
use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// Whether an amount belongs to a purchase or a sale.
    GeneralPostingType {
        #[default]
        Blank = 0, " ";
        Purchase = 1, "Purchase";
        Sale = 2, "Sale";
        Settlement = 3, "Settlement";
    }
}

choices! {
    /// How VAT is computed (FINANCE.md 5.1).
    VatCalculationType {
        #[default]
        NormalVat = 0, "Normal VAT";
        ReverseChargeVat = 1, "Reverse Charge VAT";
        FullVat = 2, "Full VAT";
        SalesTax = 3, "Sales Tax";
        NoTaxableVat = 4, "No Taxable VAT";
    }
}

/// One cell of the VAT matrix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VatPostingSetup {
    pub id: Uuid,
    /// Under sales tax the tax area.
    pub vat_business_posting_group: String,
    /// Under sales tax the tax group.
    pub vat_product_posting_group: String,
    pub calculation_type: VatCalculationType,
    /// From 0 to 100.
    pub vat_percent: Amount,
    pub vat_identifier: String,
    pub sales_vat_account: String,
    pub purchase_vat_account: String,
    pub reverse_charge_vat_account: String,
    pub adjust_for_payment_discount: bool,
    pub eu_service: bool,
    pub blocked: bool,
    /// Under sales tax: vendors charge none, the company owes it itself.
    pub use_tax: bool,
}

/// One cell of the general posting matrix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneralPostingSetup {
    pub id: Uuid,
    pub general_business_posting_group: String,
    pub general_product_posting_group: String,
    pub sales_account: String,
    pub sales_line_discount_account: String,
    pub sales_invoice_discount_account: String,
    pub sales_credit_memo_account: String,
    pub sales_payment_discount_debit_account: String,
    pub sales_payment_discount_credit_account: String,
    pub purchase_account: String,
    pub purchase_line_discount_account: String,
    pub purchase_invoice_discount_account: String,
    pub purchase_credit_memo_account: String,
    pub cost_of_goods_sold_account: String,
    pub inventory_adjustment_account: String,
    pub direct_cost_applied_account: String,
    pub purchase_variance_account: String,
    pub blocked: bool,
}
