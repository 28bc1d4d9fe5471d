//! The value of `--database`: `sqlite:PATH` or `postgres://USER@HOST:PORT/DB`.

use std::path::PathBuf;
use std::str::FromStr;

/// Which database, and where. A PostgreSQL password never shows in `Debug` or `Display`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err("the path after `sqlite:` is missing, for example sqlite:funchal.db".into());
            }
            return Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            text.parse::<tokio_postgres::Config>()
                .map_err(|error| format!("not a usable PostgreSQL address: {error}"))?;
            return Ok(DatabaseUrl::Postgres(text.to_owned()));
        }
        Err("expected sqlite:PATH or postgres://USER@HOST:PORT/DATABASE".into())
    }
}

impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(formatter, "sqlite:{}", path.display()),
            DatabaseUrl::Postgres(address) => formatter.write_str(&without_password(address)),
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let rest = rest.split('?').next().unwrap_or(rest);
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or("")),
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, shown) in [
            ("sqlite:funchal.db", "sqlite:funchal.db"),
            ("sqlite:///var/lib/funchal.db", "sqlite:/var/lib/funchal.db"),
            ("postgres://me:secret@host:5432/books", "postgres://me@host:5432/books"),
            ("postgres://host/books?password=secret", "postgres://host/books"),
        ] {
            assert_eq!(text.parse::<DatabaseUrl>().unwrap().to_string(), shown);
        }
        for wrong in ["", "sqlite:", "mysql://x", "funchal.db", "postgres://[bad"] {
            assert!(wrong.parse::<DatabaseUrl>().is_err(), "{wrong}");
        }
    }
}
