//! Rows of posting setup.

use finance::posting_setup::{GeneralPostingSetup, VatPostingSetup};

use crate::record::record;

record! {
    VatPostingSetup in "vat_posting_setup" {
        id: value = "id",
        vat_business_posting_group: value = "vat_business_posting_group",
        vat_product_posting_group: value = "vat_product_posting_group",
        calculation_type: choice = "calculation_type",
        vat_percent: value = "vat_percent",
        vat_identifier: value = "vat_identifier",
        sales_vat_account: value = "sales_vat_account",
        purchase_vat_account: value = "purchase_vat_account",
        reverse_charge_vat_account: value = "reverse_charge_vat_account",
        adjust_for_payment_discount: value = "adjust_for_payment_discount",
        eu_service: value = "eu_service",
        blocked: value = "blocked",
        use_tax: value = "use_tax",
    }
}

record! {
    GeneralPostingSetup in "general_posting_setup" {
        id: value = "id",
        general_business_posting_group: value = "general_business_posting_group",
        general_product_posting_group: value = "general_product_posting_group",
        sales_account: value = "sales_account",
        sales_line_discount_account: value = "sales_line_discount_account",
        sales_invoice_discount_account: value = "sales_invoice_discount_account",
        sales_credit_memo_account: value = "sales_credit_memo_account",
        sales_payment_discount_debit_account: value = "sales_payment_discount_debit_account",
        sales_payment_discount_credit_account: value = "sales_payment_discount_credit_account",
        purchase_account: value = "purchase_account",
        purchase_line_discount_account: value = "purchase_line_discount_account",
        purchase_invoice_discount_account: value = "purchase_invoice_discount_account",
        purchase_credit_memo_account: value = "purchase_credit_memo_account",
        cost_of_goods_sold_account: value = "cost_of_goods_sold_account",
        inventory_adjustment_account: value = "inventory_adjustment_account",
        direct_cost_applied_account: value = "direct_cost_applied_account",
        purchase_variance_account: value = "purchase_variance_account",
        blocked: value = "blocked",
    }
}
