//! odata_sql
