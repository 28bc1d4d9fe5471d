//! The index of entities: one line each.

use crate::entity::Entity;

/// Every entity, in the order of metadata.
pub static ENTITIES: &[&Entity] = &[
    &crate::companies::ENTITY,
    &crate::accounts::ENTITY,
    &crate::aged_accounts_payable::ENTITY,
    &crate::aged_accounts_receivable::ENTITY,
    &crate::balance_sheets::ENTITY,
    &crate::cash_flow_statements::ENTITY,
    &crate::countries_regions::ENTITY,
    &crate::currencies::ENTITY,
    &crate::customer_payment_journals::ENTITY,
    &crate::customer_payments::ENTITY,
    &crate::customers::ENTITY,
    &crate::customer_financial_details::ENTITY,
    &crate::customer_ledger_entries::ENTITY,
    &crate::customer_sales::ENTITY,
    &crate::detailed_customer_ledger_entries::ENTITY,
    &crate::detailed_vendor_ledger_entries::ENTITY,
    &crate::dimensions::ENTITY,
    &crate::dimension_values::ENTITY,
    &crate::general_ledger_entries::ENTITY,
    &crate::income_statements::ENTITY,
    &crate::journals::ENTITY,
    &crate::journal_lines::ENTITY,
    &crate::general_product_posting_groups::ENTITY,
    &crate::inventory_posting_groups::ENTITY,
    &crate::item_categories::ENTITY,
    &crate::item_variants::ENTITY,
    &crate::items::ENTITY,
    &crate::locations::ENTITY,
    &crate::payment_applications::ENTITY,
    &crate::payment_methods::ENTITY,
    &crate::payment_terms::ENTITY,
    &crate::retained_earnings_statements::ENTITY,
    &crate::purchase_credit_memos::ENTITY,
    &crate::purchase_credit_memo_lines::ENTITY,
    &crate::purchase_invoices::ENTITY,
    &crate::purchase_invoice_lines::ENTITY,
    &crate::purchase_orders::ENTITY,
    &crate::purchase_order_lines::ENTITY,
    &crate::purchase_receipts::ENTITY,
    &crate::purchase_receipt_lines::ENTITY,
    &crate::sales_credit_memos::ENTITY,
    &crate::sales_credit_memo_lines::ENTITY,
    &crate::sales_invoices::ENTITY,
    &crate::sales_invoice_lines::ENTITY,
    &crate::sales_orders::ENTITY,
    &crate::sales_order_lines::ENTITY,
    &crate::sales_quotes::ENTITY,
    &crate::sales_quote_lines::ENTITY,
    &crate::sales_shipments::ENTITY,
    &crate::sales_shipment_lines::ENTITY,
    &crate::shipment_methods::ENTITY,
    &crate::tax_areas::ENTITY,
    &crate::tax_groups::ENTITY,
    &crate::vendor_payment_journals::ENTITY,
    &crate::vendor_payments::ENTITY,
    &crate::apply_vendor_entries::ENTITY,
    &crate::accounting_periods::ENTITY,
    &crate::bank_accounts::ENTITY,
    &crate::company_information::ENTITY,
    &crate::currency_exchange_rates::ENTITY,
    &crate::default_dimensions::ENTITY,
    &crate::dimension_set_lines::ENTITY,
    &crate::general_ledger_setup::ENTITY,
    &crate::item_ledger_entries::ENTITY,
    &crate::units_of_measure::ENTITY,
    &crate::vendors::ENTITY,
    &crate::vendor_ledger_entries::ENTITY,
    &crate::vendor_purchases::ENTITY,
    &crate::trial_balances::ENTITY,
    #[cfg(test)]
    &crate::write::tests::actions::TOY,
    #[cfg(test)]
    &crate::write::tests::actions::TOY_JOURNAL,
];

/// The company, which all other entities belong to.
pub const COMPANY: &str = "company";

/// Finds an entity by the name of its type.
pub fn by_name(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().copied().find(|entity| entity.name == name)
}
