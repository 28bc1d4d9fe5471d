//! Databases on a PostgreSQL server: one for funchal, and a copy for (c).

use std::time::Duration;

use anyhow::{Context, Result};

use crate::sample::connect;

const NAME: &str = "funchal_bench";
const COPY_NAME: &str = "funchal_bench_copy";
/// A closed connection takes a moment to be gone, and a database in use cannot be copied.
const COPY_TRIES_MAX: u32 = 50;

/// Makes an empty database in place of one that an earlier run left. Returns its URL and that of the later copy.
pub async fn create(server: &str) -> Result<(String, String)> {
    remove(server).await?;
    let client = connect(server).await?;
    client.batch_execute(&format!("CREATE DATABASE {NAME}")).await.context("cannot make a database")?;
    Ok((on_database(server, NAME), on_database(server, COPY_NAME)))
}

/// Copies the filled database, statistics included.
pub async fn copy(server: &str, url: &str) -> Result<()> {
    connect(url).await?.batch_execute("VACUUM (ANALYZE)").await?;
    let client = connect(server).await?;
    let text = format!("CREATE DATABASE {COPY_NAME} TEMPLATE {NAME}");
    let mut tries = 1;
    while let Err(error) = client.batch_execute(&text).await {
        if tries == COPY_TRIES_MAX {
            return Err(error).context("cannot copy the database");
        }
        tries += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Removes both databases.
pub async fn remove(server: &str) -> Result<()> {
    let client = connect(server).await?;
    for name in [NAME, COPY_NAME] {
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    }
    Ok(())
}

/// The same server's URL with another database.
fn on_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, None), |(a, b)| (a, Some(b)));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let host = rest.split('/').next().unwrap_or(rest);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{scheme}://{host}/{name}{options}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (server, expected) in [
            ("postgres://me@host:1/postgres", "postgres://me@host:1/x"),
            ("postgres://me@host:1", "postgres://me@host:1/x"),
            ("postgres://host/a?sslmode=disable", "postgres://host/x?sslmode=disable"),
        ] {
            assert_eq!(on_database(server, "x"), expected);
        }
    }
}
