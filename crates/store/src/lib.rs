//! The database: one interface over SQLite and PostgreSQL, transactions, migrations, and records to rows and back.
//!
//! Knows tables, columns and the two databases, and the record types of `finance` that it keeps. Must not know HTTP,
//! faces, tokens, or any rule of bookkeeping: it stores what it is given. All SQL that `odata_sql` does not make
//! stands here.

pub mod accounting_periods;
pub mod accounts;
pub mod bank_accounts;
pub mod bank_ledger_entries;
mod bulk;
pub mod check;
pub mod clients;
pub mod companies;
pub mod countries_regions;
pub mod currencies;
pub mod currency_exchange_rates;
pub mod customer_templates;
pub mod customers;
pub mod database_url;
pub mod default_dimensions;
pub mod demo_company;
pub mod detailed_ledger_entries;
pub mod dimension_sets;
pub mod dimension_values;
pub mod dimensions;
pub mod error;
pub mod general_ledger_entries;
pub mod general_ledger_registers;
pub mod generate;
pub mod idempotency;
pub mod installation;
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
pub mod migrations;
pub mod number_series;
pub mod party_ledger_entries;
pub mod payment_methods;
pub mod payment_terms;
mod postgres;
pub mod posting;
pub mod posting_groups;
pub mod posting_setup;
pub mod record;
pub mod relations;
pub mod report_lines;
pub mod row;
pub mod session;
pub mod shipment_methods;
pub mod signing_keys;
pub mod source_codes;
mod sqlite;
mod store;
pub mod tax_areas;
pub mod tax_groups;
pub mod trade_document_lines;
pub mod trade_documents;
pub mod trade_setup;
pub mod units_of_measure;
pub mod usage;
pub mod vat_entries;
pub mod vendor_templates;
pub mod vendors;

pub use database_url::DatabaseUrl;
pub use error::{StoreError, StoreErrorKind};
pub use odata_sql::compiled::{Dialect, SqlValue};
pub use record::{Record, Stamp};
pub use row::Row;
pub use session::Session;
pub use store::{OpenOptions, Reader, Retryable, Store, Work};
