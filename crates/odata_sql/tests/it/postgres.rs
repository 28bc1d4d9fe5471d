//! The same cases on PostgreSQL. Needs the server that `cargo xtask test` starts.

use proptest::prelude::*;

use crate::database::Database;
use crate::execution::{FILTERS, check, check_filters};
use crate::naive::World;
use crate::reads;

#[test]
fn random_expressions_on_postgres() {
    let (database, world) = (Database::postgres("odata_sql_random"), World::new());
    let config = seeds::config_of(module_path!(), 200);
    proptest!(config, |(choices in proptest::collection::vec(any::<u8>(), 0..60))| {
        check(&database, &world, &choices);
    });
}

#[test]
fn random_filters_on_postgres() {
    check_filters(&Database::postgres("odata_sql_filters"), FILTERS);
}

#[test]
fn reads_on_postgres() {
    reads::check_all(&Database::postgres("odata_sql_reads"));
}
