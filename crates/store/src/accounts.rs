//! Rows of accounts.

use finance::accounts::Account;

use crate::record::record;

record! {
    Account in "accounts" {
        id: value = "id",
        number: value = "number",
        name: value = "name",
        account_type: choice = "account_type",
        category: choice = "category",
        sub_category: value = "sub_category",
        direct_posting: value = "direct_posting",
        blocked: value = "blocked",
        totaling: value = "totaling",
        omit_default_description: value = "omit_default_description",
        general_posting_type: choice = "general_posting_type",
        general_business_posting_group: value = "general_business_posting_group",
        general_product_posting_group: value = "general_product_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        vat_product_posting_group: value = "vat_product_posting_group",
        tax_area_code: value = "tax_area_code",
        tax_liable: value = "tax_liable",
        tax_group_code: value = "tax_group_code",
        consolidation_translation_method: choice = "consolidation_translation_method",
        consolidation_debit_account: value = "consolidation_debit_account",
        consolidation_credit_account: value = "consolidation_credit_account",
        exclude_from_consolidation: value = "exclude_from_consolidation",
    }
}
