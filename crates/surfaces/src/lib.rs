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
pub mod model;
pub mod pieces;
pub mod service;
pub mod write;

mod accounts;
mod batch;
mod companies;
mod countries_regions;
mod currencies;
mod customer_payment_journals;
mod customer_payments;
mod customers;
mod dimension_values;
mod dimensions;
mod general_product_posting_groups;
mod inventory_posting_groups;
mod item_categories;
mod item_variants;
mod items;
mod locations;
mod party_cards;
mod payment_methods;
mod payment_terms;
mod read;
mod shipment_methods;
mod tax_areas;
mod tax_groups;
mod units_of_measure;
mod vendors;
