//! The books: records and rules of the ledger, pure and deterministic.
//!
//! This crate knows what a customer, an account, a journal or a payment line is and what may be written to
//! it; the order in which a request's properties are checked, the defaults, and every reason to refuse. A
//! rule is a function over *facts* its caller has loaded beforehand. The crate must not know SQL, HTTP,
//! OData, JSON, the clock or randomness: dates and ids come in as arguments, and no function waits.

pub mod accounting_periods;
pub mod accounts;
pub mod aged_accounts;
pub mod apply_vendor_entries;
pub mod bank_accounts;
pub mod bank_ledger_entries;
pub mod choices;
pub mod companies;
pub mod company_information;
pub mod countries_regions;
pub mod currencies;
pub mod currency_exchange_rates;
pub mod customer_payments;
pub mod customer_templates;
pub mod customers;
pub mod date_formulas;
pub mod default_dimensions;
pub mod demo_setup;
pub mod detailed_ledger_entries;
pub mod dimension_set_lines;
pub mod dimension_values;
pub mod dimensions;
pub mod errors;
pub mod fields;
pub mod general_ledger_entries;
pub mod general_ledger_registers;
pub mod general_ledger_setup;
pub mod id_pairs;
pub mod inventory;
pub mod inventory_setup;
pub mod item_categories;
pub mod item_ledger_entries;
pub mod item_templates;
pub mod item_variants;
pub mod items;
pub mod journal_lines;
pub mod journal_templates;
pub mod journals;
pub mod locations;
pub mod number_series;
pub mod parties;
pub mod party_cards;
pub mod party_ledger_entries;
pub mod party_payments;
pub mod payment_applications;
pub mod payment_methods;
pub mod payment_terms;
pub mod pictures;
pub mod posting;
pub mod posting_groups;
pub mod posting_setup;
pub mod relations;
pub mod report_lines;
pub mod report_periods;
pub mod sales_tax;
pub mod shipment_methods;
pub mod source_codes;
pub mod tax_area_lines;
pub mod tax_areas;
pub mod tax_details;
pub mod tax_groups;
pub mod tax_jurisdictions;
pub mod trade_document_lines;
pub mod trade_documents;
pub mod trade_setup;
pub mod units_of_measure;
pub mod vat_entries;
pub mod vat_posting_setups;
pub mod vendor_payments;
pub mod vendor_templates;
pub mod vendors;

#[cfg(test)]
mod master_data;
#[cfg(test)]
mod shown;

pub use choices::Choice;
pub use errors::{Category, RuleError};
pub use fields::BLANK_DATE;
