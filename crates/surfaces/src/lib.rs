//! The faces: what each entity looks like on Graph beta, v1.0, v2.0 and our own API, and what a request to it does.
//!
//! Each entity is one file with its property table and its writes; everything else here works from those tables. Knows
//! OData plans, the rules of `finance` and the records of `store`. Must not know sockets, TLS, tokens or a web
//! framework: a request comes in as method, path, headers and bytes, and goes out as status, headers and bytes.

pub mod actions;
pub mod answer;
pub mod entities;
pub mod entity;
pub mod errors;
pub mod etag;
pub mod face;
pub mod mail;
pub mod model;
pub mod pieces;
pub mod service;
pub mod write;

mod accounts;
mod aged_accounts;
mod aged_accounts_payable;
mod aged_accounts_receivable;
mod balance_sheets;
mod batch;
mod cash_flow_statements;
mod companies;
mod countries_regions;
mod currencies;
mod customer_financial_details;
mod customer_ledger_entries;
mod customer_payment_journals;
mod customer_payments;
mod customer_sales;
mod customers;
mod detailed_customer_ledger_entries;
mod detailed_vendor_ledger_entries;
mod dimension_values;
mod dimensions;
mod financial_statements;
mod general_ledger_entries;
mod income_statements;
mod party_cards;
mod party_ledger_entries;
mod party_trade;
mod payment_methods;
mod payment_terms;
mod purchase_credit_memo_lines;
mod purchase_credit_memos;
mod purchase_invoice_lines;
mod purchase_invoices;
mod purchase_order_lines;
mod purchase_orders;
mod purchase_receipt_lines;
mod purchase_receipts;
mod read;
mod retained_earnings_statements;
mod sales_credit_memo_lines;
mod sales_credit_memos;
mod sales_invoice_lines;
mod sales_invoices;
mod sales_order_lines;
mod sales_orders;
mod sales_quote_lines;
mod sales_quotes;
mod sales_shipment_lines;
mod sales_shipments;
mod shipment_methods;
mod tax_areas;
mod tax_groups;
mod trade_document_lines;
mod trade_documents;
mod trial_balances;
mod vendor_ledger_entries;
mod vendor_purchases;
mod vendors;
