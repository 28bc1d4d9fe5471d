//! Posting groups and posting setup of the demo company.

use money::Amount;
use uuid::Uuid;

use crate::{
    bank_accounts::BankAccount,
    currencies::Currency,
    demo_setup::NewId,
    posting_groups::{
        BankPostingGroup, CustomerPostingGroup, GeneralBusinessPostingGroup, GeneralProductPostingGroup,
        InventoryPostingGroup, InventoryPostingSetup, VendorPostingGroup,
    },
    posting_setup::{GeneralPostingSetup, VatCalculationType, VatPostingSetup},
    tax_areas::{TaxArea, TaxType},
    tax_groups::TaxGroup,
};

const HOME_AND_ABROAD: [(&str, &str); 2] = [("HOME", "At home"), ("ABROAD", "Abroad")];
const VAT_BUSINESS: [(&str, &str); 3] =
    [("HOME", "At home"), ("EU", "European Union"), ("WORLD", "Rest of the world")];
/// Code, description, percent.
const VAT_PRODUCT: [(&str, &str, i32); 3] =
    [("STD", "Standard rate", 20), ("RED", "Reduced rate", 5), ("ZERO", "No VAT", 0)];
const GENERAL_PRODUCT: [(&str, &str, &str); 3] =
    [("GOODS", "Goods", "STD"), ("SERVICES", "Services", "STD"), ("OTHER", "Other", "ZERO")];

pub(super) fn business_groups(new_id: NewId<'_>) -> Vec<GeneralBusinessPostingGroup> {
    [("HOME", "HOME"), ("ABROAD", "WORLD")]
        .map(|(code, vat_group)| GeneralBusinessPostingGroup {
            id: new_id(),
            code: code.to_owned(),
            description: if code == "HOME" { "At home" } else { "Abroad" }.to_owned(),
            default_vat_business_posting_group: vat_group.to_owned(),
        })
        .to_vec()
}

pub(super) fn product_groups(new_id: NewId<'_>) -> Vec<GeneralProductPostingGroup> {
    GENERAL_PRODUCT
        .map(|(code, description, vat_group)| GeneralProductPostingGroup {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            default_vat_product_posting_group: vat_group.to_owned(),
            auto_insert_default: true,
        })
        .to_vec()
}

pub(super) fn tax_areas(new_id: NewId<'_>) -> Vec<TaxArea> {
    VAT_BUSINESS
        .map(|(code, description)| TaxArea {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            tax_type: TaxType::Vat,
        })
        .to_vec()
}

pub(super) fn tax_groups(new_id: NewId<'_>) -> Vec<TaxGroup> {
    VAT_PRODUCT
        .map(|(code, description, _)| TaxGroup {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            tax_type: TaxType::Vat,
        })
        .to_vec()
}

/// HOME: normal VAT; EU: reverse charge where there is a rate; all others without VAT.
pub(super) fn vat_setup(new_id: NewId<'_>) -> Vec<VatPostingSetup> {
    let mut setup = Vec::new();
    for business in ["", "HOME", "EU", "WORLD"] {
        for (product, _, rate) in VAT_PRODUCT {
            let reverse_charge = business == "EU" && rate > 0;
            let percent = if business == "HOME" || reverse_charge { rate } else { 0 };
            let account = |number: &str| if business.is_empty() { String::new() } else { number.to_owned() };
            setup.push(VatPostingSetup {
                id: new_id(),
                vat_business_posting_group: business.to_owned(),
                vat_product_posting_group: product.to_owned(),
                calculation_type: if reverse_charge {
                    VatCalculationType::ReverseChargeVat
                } else {
                    VatCalculationType::NormalVat
                },
                vat_percent: Amount::from_integer(percent),
                vat_identifier: format!("VAT{percent}"),
                sales_vat_account: account("2200"),
                purchase_vat_account: account("1210"),
                reverse_charge_vat_account: if reverse_charge { account("2210") } else { String::new() },
                ..VatPostingSetup::default()
            });
        }
    }
    setup
}

pub(super) fn general_setup(new_id: NewId<'_>) -> Vec<GeneralPostingSetup> {
    let mut setup = Vec::new();
    for business in ["", "HOME", "ABROAD"] {
        for (product, _, _) in GENERAL_PRODUCT {
            let goods = product == "GOODS";
            let trade = |number: &str| if business.is_empty() { String::new() } else { number.to_owned() };
            let sales = trade(if goods { "4100" } else { "4110" });
            let purchases = trade(if goods { "5300" } else { "6100" });
            setup.push(GeneralPostingSetup {
                id: new_id(),
                general_business_posting_group: business.to_owned(),
                general_product_posting_group: product.to_owned(),
                sales_account: sales,
                sales_credit_memo_account: trade("4100"),
                sales_line_discount_account: trade("4200"),
                sales_invoice_discount_account: trade("4200"),
                sales_payment_discount_debit_account: trade("4210"),
                sales_payment_discount_credit_account: trade("4210"),
                purchase_credit_memo_account: purchases.clone(),
                purchase_account: purchases,
                purchase_line_discount_account: trade("5400"),
                purchase_invoice_discount_account: trade("5400"),
                cost_of_goods_sold_account: "5100".to_owned(),
                inventory_adjustment_account: "5200".to_owned(),
                direct_cost_applied_account: "5310".to_owned(),
                purchase_variance_account: "5200".to_owned(),
                blocked: false,
            });
        }
    }
    setup
}

pub(super) fn customer_groups(new_id: NewId<'_>) -> Vec<CustomerPostingGroup> {
    let rounding = || "6400".to_owned();
    HOME_AND_ABROAD
        .map(|(code, description)| CustomerPostingGroup {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            receivables_account: "1200".to_owned(),
            payment_discount_debit_account: "4210".to_owned(),
            payment_discount_credit_account: "4210".to_owned(),
            invoice_rounding_account: rounding(),
            application_rounding_debit_account: rounding(),
            application_rounding_credit_account: rounding(),
            debit_rounding_account: rounding(),
            credit_rounding_account: rounding(),
            payment_tolerance_debit_account: rounding(),
            payment_tolerance_credit_account: rounding(),
            ..CustomerPostingGroup::default()
        })
        .to_vec()
}

pub(super) fn vendor_groups(new_id: NewId<'_>) -> Vec<VendorPostingGroup> {
    let rounding = || "6400".to_owned();
    HOME_AND_ABROAD
        .map(|(code, description)| VendorPostingGroup {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            payables_account: "2100".to_owned(),
            service_charge_account: rounding(),
            payment_discount_debit_account: "5400".to_owned(),
            payment_discount_credit_account: "5400".to_owned(),
            invoice_rounding_account: rounding(),
            application_rounding_debit_account: rounding(),
            application_rounding_credit_account: rounding(),
            debit_rounding_account: rounding(),
            credit_rounding_account: rounding(),
            payment_tolerance_debit_account: rounding(),
            payment_tolerance_credit_account: rounding(),
        })
        .to_vec()
}

pub(super) fn bank_groups(new_id: NewId<'_>) -> Vec<BankPostingGroup> {
    vec![BankPostingGroup { id: new_id(), code: "MAIN".to_owned(), account_number: "1120".to_owned() }]
}

/// Where P4 of FINANCE.md pays from, and an account in euros.
pub(super) fn bank_accounts(currencies: &[Currency], new_id: NewId<'_>) -> Vec<BankAccount> {
    [("MAIN", "Current account", "CH93 0076 2011 6238 5295 7", ""), ("EURO", "Account in euros", "", "EUR")]
        .map(|(number, name, iban, currency)| BankAccount {
            id: new_id(),
            number: number.to_owned(),
            name: name.to_owned(),
            iban: iban.to_owned(),
            currency_code: currency.to_owned(),
            currency_id: currencies
                .iter()
                .find(|known| known.code == currency)
                .map_or(Uuid::nil(), |known| known.id),
            posting_group: "MAIN".to_owned(),
            ..BankAccount::default()
        })
        .to_vec()
}

pub(super) fn inventory_groups(new_id: NewId<'_>) -> Vec<InventoryPostingGroup> {
    vec![InventoryPostingGroup {
        id: new_id(),
        code: "STOCK".to_owned(),
        description: "Goods in stock".to_owned(),
    }]
}

/// Goods without a location, and those in the warehouse.
pub(super) fn inventory_setup(new_id: NewId<'_>) -> Vec<InventoryPostingSetup> {
    ["", "MAIN"]
        .map(|location| InventoryPostingSetup {
            id: new_id(),
            location_code: location.to_owned(),
            inventory_posting_group: "STOCK".to_owned(),
            inventory_account: "1300".to_owned(),
        })
        .to_vec()
}
