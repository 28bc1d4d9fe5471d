//! Rows of posting groups.

use finance::posting_groups::{
    BankPostingGroup, CustomerPostingGroup, GeneralBusinessPostingGroup, GeneralProductPostingGroup,
    InventoryPostingGroup, InventoryPostingSetup, VendorPostingGroup,
};

use crate::record::record;

record! {
    CustomerPostingGroup in "customer_posting_groups" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        receivables_account: value = "receivables_account",
        service_charge_account: value = "service_charge_account",
        payment_discount_debit_account: value = "payment_discount_debit_account",
        payment_discount_credit_account: value = "payment_discount_credit_account",
        invoice_rounding_account: value = "invoice_rounding_account",
        application_rounding_debit_account: value = "application_rounding_debit_account",
        application_rounding_credit_account: value = "application_rounding_credit_account",
        debit_rounding_account: value = "debit_rounding_account",
        credit_rounding_account: value = "credit_rounding_account",
        payment_tolerance_debit_account: value = "payment_tolerance_debit_account",
        payment_tolerance_credit_account: value = "payment_tolerance_credit_account",
        additional_fee_account: value = "additional_fee_account",
        interest_account: value = "interest_account",
    }
}

record! {
    VendorPostingGroup in "vendor_posting_groups" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        payables_account: value = "payables_account",
        service_charge_account: value = "service_charge_account",
        payment_discount_debit_account: value = "payment_discount_debit_account",
        payment_discount_credit_account: value = "payment_discount_credit_account",
        invoice_rounding_account: value = "invoice_rounding_account",
        application_rounding_debit_account: value = "application_rounding_debit_account",
        application_rounding_credit_account: value = "application_rounding_credit_account",
        debit_rounding_account: value = "debit_rounding_account",
        credit_rounding_account: value = "credit_rounding_account",
        payment_tolerance_debit_account: value = "payment_tolerance_debit_account",
        payment_tolerance_credit_account: value = "payment_tolerance_credit_account",
    }
}

record! {
    BankPostingGroup in "bank_posting_groups" {
        id: value = "id",
        code: value = "code",
        account_number: value = "account_number",
    }
}

record! {
    InventoryPostingGroup in "inventory_posting_groups" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
    }
}

record! {
    InventoryPostingSetup in "inventory_posting_setup" {
        id: value = "id",
        location_code: value = "location_code",
        inventory_posting_group: value = "inventory_posting_group",
        inventory_account: value = "inventory_account",
    }
}

record! {
    GeneralBusinessPostingGroup in "general_business_posting_groups" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        default_vat_business_posting_group: value = "default_vat_business_posting_group",
    }
}

record! {
    GeneralProductPostingGroup in "general_product_posting_groups" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        default_vat_product_posting_group: value = "default_vat_product_posting_group",
        auto_insert_default: value = "auto_insert_default",
    }
}
