//! Shared helpers of the acceptance tests: a demo company on either database, and case files run against it.
//!
//! Knows the faces from outside: a request goes in, an answer comes out. Must not know tables or rules.

pub mod support;
