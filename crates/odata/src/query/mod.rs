//! Query options: from decoded text to the checked options of a plan (OData 4.01 URL Conventions 5).

pub(crate) mod coercion;
pub(crate) mod context;
pub(crate) mod cursor;
mod expand;
pub(crate) mod expressions;
pub(crate) mod level;
pub(crate) mod literals;
mod nested;
pub(crate) mod options;
mod search;
mod select;
pub(crate) mod temporal;
