//! Which fields elsewhere hold the code or number of a record, and follow when it is renamed.

use crate::{
    choices::Choice, default_dimensions::DimensionTable, journal_lines::JournalAccountType,
    payment_methods::PaymentBalancingAccountType, trade_document_lines::TradeLineType,
    trade_setup::TradeSide,
};

/// Records that can be renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    Account,
    BankAccount,
    CountryRegion,
    Currency,
    Customer,
    CustomerPostingGroup,
    Dimension,
    DimensionValue,
    GeneralProductPostingGroup,
    InventoryPostingGroup,
    Item,
    ItemCategory,
    Journal,
    JournalTemplate,
    Location,
    NumberSeries,
    PaymentMethod,
    PaymentTerms,
    ShipmentMethod,
    SourceCode,
    /// VAT business group in a VAT company.
    TaxArea,
    /// VAT product group in a VAT company.
    TaxGroup,
    TaxJurisdiction,
    UnitOfMeasure,
    Vendor,
    VendorPostingGroup,
}

impl Noun {
    /// Every kind.
    pub const ALL: [Noun; 26] = [
        Noun::Account,
        Noun::BankAccount,
        Noun::CountryRegion,
        Noun::Currency,
        Noun::Customer,
        Noun::CustomerPostingGroup,
        Noun::Dimension,
        Noun::DimensionValue,
        Noun::GeneralProductPostingGroup,
        Noun::InventoryPostingGroup,
        Noun::Item,
        Noun::ItemCategory,
        Noun::Journal,
        Noun::JournalTemplate,
        Noun::Location,
        Noun::NumberSeries,
        Noun::PaymentMethod,
        Noun::PaymentTerms,
        Noun::ShipmentMethod,
        Noun::SourceCode,
        Noun::TaxArea,
        Noun::TaxGroup,
        Noun::TaxJurisdiction,
        Noun::UnitOfMeasure,
        Noun::Vendor,
        Noun::VendorPostingGroup,
    ];
}

/// A field that holds the code of another record. Records and fields have the names of the modules and
/// structs of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    pub noun: Noun,
    /// The kind of record that holds the field, such as `journal_lines`.
    pub record: &'static str,
    pub field: &'static str,
    /// The relation holds only on records whose other field has this stored value.
    pub condition: Option<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    pub field: &'static str,
    pub value: ConditionValue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionValue {
    /// A fixed number, such as the stored value of a choice.
    Number(i64),
    /// The dimension the renamed value belongs to.
    OwnDimension,
}

const fn always(noun: Noun, record: &'static str, field: &'static str) -> Relation {
    Relation { noun, record, field, condition: None }
}

fn when(
    noun: Noun,
    record: &'static str,
    field: &'static str,
    condition_field: &'static str,
    value: i64,
) -> Relation {
    let value = ConditionValue::Number(value);
    Relation { noun, record, field, condition: Some(Condition { field: condition_field, value }) }
}

/// The fields that follow when a record of this kind is renamed (FINANCE.md 7.1).
pub fn relations_of(noun: Noun) -> Vec<Relation> {
    let mut relations: Vec<Relation> =
        UNCONDITIONAL.iter().copied().filter(|relation| relation.noun == noun).collect();
    relations.extend(conditional(noun));
    relations
}

/// Fields whose meaning depends on another field of the record.
fn conditional(noun: Noun) -> Vec<Relation> {
    let account_type = match noun {
        Noun::Account => JournalAccountType::Account,
        Noun::BankAccount => JournalAccountType::BankAccount,
        Noun::Customer => JournalAccountType::Customer,
        Noun::Vendor => JournalAccountType::Vendor,
        Noun::Item => {
            let (table, of_item) = (DimensionTable::Item.value(), TradeLineType::Item.value());
            return vec![
                when(noun, "default_dimensions", "number", "table", table),
                when(noun, "trade_document_lines", "number", "line_type", of_item),
            ];
        }
        Noun::DimensionValue => {
            let condition = Some(Condition { field: "dimension_code", value: ConditionValue::OwnDimension });
            return ["default_dimensions", "dimension_set_entries"]
                .map(|record| Relation { noun, record, field: "dimension_value_code", condition })
                .to_vec();
        }
        _ => return Vec::new(),
    };
    let value = account_type.value();
    let balancing = ("balancing_account_number", "balancing_account_type");
    let mut relations = vec![when(noun, "journal_lines", "account_number", "account_type", value)];
    for record in ["journal_lines", "journals", "journal_templates"] {
        relations.push(when(noun, record, balancing.0, balancing.1, value));
    }
    if let Some(table) = account_type.dimension_table() {
        relations.push(when(noun, "default_dimensions", "number", "table", DimensionTable::value(table)));
    }
    let payment_account = match noun {
        Noun::Account => Some(PaymentBalancingAccountType::Account),
        Noun::BankAccount => Some(PaymentBalancingAccountType::BankAccount),
        _ => None,
    };
    if let Some(choice) = payment_account {
        relations.push(when(noun, "payment_methods", balancing.0, balancing.1, choice.value()));
    }
    let side = match noun {
        Noun::Customer => Some(TradeSide::Sales),
        Noun::Vendor => Some(TradeSide::Purchases),
        _ => None,
    };
    for field in ["party_number", "bill_to_number"] {
        relations.extend(side.map(|side| when(noun, "trade_documents", field, "side", side.value())));
    }
    if noun == Noun::Account {
        let of_account = TradeLineType::Account.value();
        relations.push(when(noun, "trade_document_lines", "number", "line_type", of_account));
    }
    relations
}

const UNCONDITIONAL: &[Relation] = &[
    always(Noun::Account, "accounts", "consolidation_debit_account"),
    always(Noun::Account, "accounts", "consolidation_credit_account"),
    always(Noun::Account, "bank_posting_groups", "account_number"),
    always(Noun::Account, "inventory_posting_setup", "inventory_account"),
    always(Noun::Account, "currencies", "realized_gains_account"),
    always(Noun::Account, "currencies", "realized_losses_account"),
    always(Noun::Account, "currencies", "unrealized_gains_account"),
    always(Noun::Account, "currencies", "unrealized_losses_account"),
    always(Noun::Account, "tax_jurisdictions", "sales_tax_account"),
    always(Noun::Account, "tax_jurisdictions", "purchase_tax_account"),
    always(Noun::Account, "tax_jurisdictions", "reverse_charge_account"),
    always(Noun::CountryRegion, "customers", "country_region_code"),
    always(Noun::CountryRegion, "companies", "country_region_code"),
    always(Noun::CountryRegion, "customer_templates", "country_region_code"),
    always(Noun::CountryRegion, "locations", "country_region_code"),
    always(Noun::CountryRegion, "vendor_templates", "country_region_code"),
    always(Noun::CountryRegion, "vendors", "country_region_code"),
    always(Noun::CountryRegion, "trade_documents", "party_country_region_code"),
    always(Noun::CountryRegion, "trade_documents", "bill_to_country_region_code"),
    always(Noun::CountryRegion, "trade_documents", "ship_to_country_region_code"),
    always(Noun::Currency, "trade_documents", "currency_code"),
    always(Noun::NumberSeries, "trade_documents", "number_series"),
    always(Noun::PaymentMethod, "trade_documents", "payment_method_code"),
    always(Noun::PaymentTerms, "trade_documents", "payment_terms_code"),
    always(Noun::ShipmentMethod, "trade_documents", "shipment_method_code"),
    always(Noun::TaxArea, "trade_documents", "vat_business_posting_group"),
    always(Noun::TaxArea, "trade_documents", "tax_area_code"),
    always(Noun::TaxArea, "trade_document_lines", "vat_business_posting_group"),
    always(Noun::TaxGroup, "trade_document_lines", "vat_product_posting_group"),
    always(Noun::TaxGroup, "trade_document_lines", "tax_group_code"),
    always(Noun::Currency, "customers", "currency_code"),
    always(Noun::Currency, "vendors", "currency_code"),
    always(Noun::Currency, "bank_accounts", "currency_code"),
    always(Noun::Currency, "journal_lines", "currency_code"),
    always(Noun::Currency, "general_ledger_setup", "additional_reporting_currency"),
    always(Noun::Currency, "currency_exchange_rates", "currency_code"),
    always(Noun::Currency, "currency_exchange_rates", "relational_currency_code"),
    always(Noun::Customer, "customers", "bill_to_customer_number"),
    always(Noun::CustomerPostingGroup, "customers", "customer_posting_group"),
    always(Noun::CustomerPostingGroup, "customer_templates", "customer_posting_group"),
    always(Noun::Dimension, "dimension_values", "dimension_code"),
    always(Noun::Dimension, "default_dimensions", "dimension_code"),
    always(Noun::Dimension, "dimension_set_entries", "dimension_code"),
    always(Noun::Dimension, "general_ledger_setup", "global_dimension_1_code"),
    always(Noun::Dimension, "general_ledger_setup", "global_dimension_2_code"),
    always(Noun::GeneralProductPostingGroup, "items", "general_product_posting_group"),
    always(Noun::GeneralProductPostingGroup, "trade_document_lines", "general_product_posting_group"),
    always(Noun::GeneralProductPostingGroup, "item_templates", "general_product_posting_group"),
    always(Noun::InventoryPostingGroup, "items", "inventory_posting_group"),
    always(Noun::InventoryPostingGroup, "trade_document_lines", "inventory_posting_group"),
    always(Noun::InventoryPostingGroup, "item_templates", "inventory_posting_group"),
    always(Noun::InventoryPostingGroup, "inventory_posting_setup", "inventory_posting_group"),
    always(Noun::ItemCategory, "item_categories", "parent_category_code"),
    always(Noun::ItemCategory, "items", "item_category_code"),
    always(Noun::JournalTemplate, "journals", "template_name"),
    always(Noun::Location, "inventory_posting_setup", "location_code"),
    always(Noun::Location, "trade_document_lines", "location_code"),
    always(Noun::NumberSeries, "number_series_lines", "series_code"),
    always(Noun::NumberSeries, "journals", "number_series"),
    always(Noun::NumberSeries, "journals", "posting_number_series"),
    always(Noun::NumberSeries, "journal_lines", "posting_number_series"),
    always(Noun::NumberSeries, "journal_templates", "number_series"),
    always(Noun::NumberSeries, "journal_templates", "posting_number_series"),
    always(Noun::PaymentMethod, "customers", "payment_method_code"),
    always(Noun::PaymentMethod, "customer_templates", "payment_method_code"),
    always(Noun::PaymentMethod, "vendor_templates", "payment_method_code"),
    always(Noun::PaymentMethod, "vendors", "payment_method_code"),
    always(Noun::PaymentMethod, "journal_lines", "payment_method_code"),
    always(Noun::PaymentTerms, "customers", "payment_terms_code"),
    always(Noun::PaymentTerms, "customer_templates", "payment_terms_code"),
    always(Noun::PaymentTerms, "vendor_templates", "payment_terms_code"),
    always(Noun::PaymentTerms, "vendors", "payment_terms_code"),
    always(Noun::PaymentTerms, "journal_lines", "payment_terms_code"),
    always(Noun::ShipmentMethod, "customers", "shipment_method_code"),
    always(Noun::SourceCode, "journal_templates", "source_code"),
    always(Noun::SourceCode, "journal_lines", "source_code"),
    always(Noun::SourceCode, "default_dimension_priorities", "source_code"),
    always(Noun::TaxArea, "customers", "vat_business_posting_group"),
    always(Noun::TaxArea, "customers", "tax_area_code"),
    always(Noun::TaxArea, "customer_templates", "vat_business_posting_group"),
    always(Noun::TaxArea, "vendor_templates", "vat_business_posting_group"),
    always(Noun::TaxArea, "vendors", "vat_business_posting_group"),
    always(Noun::TaxArea, "vendors", "tax_area_code"),
    always(Noun::TaxArea, "accounts", "vat_business_posting_group"),
    always(Noun::TaxArea, "accounts", "tax_area_code"),
    always(Noun::TaxArea, "journal_lines", "vat_business_posting_group"),
    always(Noun::TaxArea, "journal_lines", "tax_area_code"),
    always(Noun::TaxArea, "vat_posting_setup", "vat_business_posting_group"),
    always(Noun::TaxArea, "general_business_posting_groups", "default_vat_business_posting_group"),
    always(Noun::TaxArea, "tax_area_lines", "tax_area_code"),
    always(Noun::TaxGroup, "accounts", "vat_product_posting_group"),
    always(Noun::TaxGroup, "accounts", "tax_group_code"),
    always(Noun::TaxGroup, "journal_lines", "vat_product_posting_group"),
    always(Noun::TaxGroup, "journal_lines", "tax_group_code"),
    always(Noun::TaxGroup, "journal_lines", "tax_code"),
    always(Noun::TaxGroup, "vat_posting_setup", "vat_product_posting_group"),
    always(Noun::TaxGroup, "general_product_posting_groups", "default_vat_product_posting_group"),
    always(Noun::TaxGroup, "items", "vat_product_posting_group"),
    always(Noun::TaxGroup, "items", "tax_group_code"),
    always(Noun::TaxGroup, "item_templates", "vat_product_posting_group"),
    always(Noun::TaxGroup, "tax_details", "tax_group_code"),
    always(Noun::TaxJurisdiction, "tax_area_lines", "tax_jurisdiction_code"),
    always(Noun::TaxJurisdiction, "tax_details", "tax_jurisdiction_code"),
    always(Noun::TaxJurisdiction, "tax_jurisdictions", "report_to_jurisdiction"),
    always(Noun::UnitOfMeasure, "items", "base_unit_of_measure"),
    always(Noun::UnitOfMeasure, "items", "sales_unit_of_measure"),
    always(Noun::UnitOfMeasure, "items", "purchase_unit_of_measure"),
    always(Noun::UnitOfMeasure, "item_units_of_measure", "code"),
    always(Noun::UnitOfMeasure, "item_templates", "base_unit_of_measure"),
    always(Noun::UnitOfMeasure, "trade_document_lines", "unit_of_measure_code"),
    always(Noun::Vendor, "vendors", "pay_to_vendor_number"),
    always(Noun::VendorPostingGroup, "vendor_templates", "vendor_posting_group"),
    always(Noun::VendorPostingGroup, "vendors", "vendor_posting_group"),
];

#[cfg(test)]
mod tests {
    use super::{Condition, ConditionValue, Noun, relations_of};

    /// Every kind of record with the fields that follow when one is renamed.
    #[test]
    fn these_fields_follow_a_rename() {
        let mut text = String::new();
        for noun in Noun::ALL {
            text.push_str(&format!("{noun:?}\n"));
            for relation in relations_of(noun) {
                assert_eq!(relation.noun, noun);
                let condition = match relation.condition {
                    None => String::new(),
                    Some(Condition { field, value: ConditionValue::Number(value) }) => {
                        format!(" when {field} = {value}")
                    }
                    Some(Condition { field, value: ConditionValue::OwnDimension }) => {
                        format!(" when {field} is that of the value")
                    }
                };
                text.push_str(&format!("  {}.{}{condition}\n", relation.record, relation.field));
            }
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn values_follow_within_their_dimension_and_journals_are_known_by_id() {
        let values = relations_of(Noun::DimensionValue);
        assert!(values.iter().all(|relation| {
            relation.condition.map(|condition| condition.value) == Some(ConditionValue::OwnDimension)
        }));
        assert_eq!(values.len(), 2);
        assert!(relations_of(Noun::Journal).is_empty());
    }
}
