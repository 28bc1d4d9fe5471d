//! Indexes set aside while a command fills the books, and made again afterwards.
//!
//! A tree that is filled in the order of its keys costs a fraction of one that changes with every row. What is set
//! aside is written down in the same transaction: after an interrupted command the next one to hold the file makes the
//! indexes again before it does anything else. SQLite only, where whoever fills the books has the file to itself; on
//! PostgreSQL other servers read by these indexes.

use odata_sql::compiled::SqlValue;

use crate::row::RowExtension;
use crate::{Dialect, Session, Store, StoreError};

/// Tables that grow with every document.
const TABLES: &str = "'general_ledger_entries', 'party_ledger_entries', 'detailed_ledger_entries', 'vat_entries', \
     'bank_ledger_entries', 'trade_documents', 'trade_document_lines', 'journal_lines'";

/// A book that is smaller than this many times the documents to come is filled faster without its indexes, those of
/// the entries that are there already included.
const WORTHWHILE_ENTRIES_PER_DOCUMENT: u64 = 4;

/// Exists only while indexes are set aside.
const NOTE: &str = "indexes_aside";

/// Sets the indexes aside when that pays for so many documents. Nothing happens on PostgreSQL.
pub(crate) async fn set_aside(store: &Store, documents: u64) -> Result<(), StoreError> {
    if store.dialect() == Dialect::Postgres {
        return Ok(());
    }
    store.write(move |session| Box::pin(set_aside_in(session, documents))).await
}

async fn set_aside_in(session: &mut Session, documents: u64) -> Result<(), StoreError> {
    let text = "SELECT coalesce(max(rowid), 0) FROM general_ledger_entries";
    let there = session.query_one(text, &[], |row| row.required_integer(0)).await?.unwrap_or(0);
    if documents.saturating_mul(WORTHWHILE_ENTRIES_PER_DOCUMENT) <= there.cast_unsigned() {
        return Ok(());
    }
    let note =
        format!("CREATE TABLE IF NOT EXISTS {NOTE} (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)");
    session.run_script(&note).await?;
    // Those of primary keys and unique constraints have no text and stay.
    let text = format!(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({TABLES})"
    );
    for (name, definition) in pairs(session, &text).await? {
        let parameters = [SqlValue::Text(name.clone()), SqlValue::Text(definition)];
        session.execute(&format!("INSERT INTO {NOTE} (name, text) VALUES (?1, ?2)"), &parameters).await?;
        session.run_script(&format!("DROP INDEX {name}")).await?;
    }
    Ok(())
}

/// Makes the indexes again that are set aside, one in each transaction, and calls `on_index` after each with how many
/// are made of how many. Nothing happens when none are.
pub(crate) async fn make_again(
    store: &Store,
    on_index: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), StoreError> {
    if store.dialect() == Dialect::Postgres {
        return Ok(());
    }
    let waiting = store.write(|session| Box::pin(waiting(session))).await?;
    let count = waiting.len() as u64;
    for (made, (name, definition)) in (1..).zip(waiting) {
        store
            .write(move |session| {
                let (name, definition) = (name.clone(), definition.clone());
                Box::pin(async move {
                    session.run_script(&definition).await?;
                    let text = format!("DELETE FROM {NOTE} WHERE name = ?1");
                    session.execute(&text, &[SqlValue::Text(name)]).await.map(drop)
                })
            })
            .await?;
        on_index(made, count);
    }
    if count == 0 {
        return Ok(());
    }
    store
        .write(|session| Box::pin(async move { session.run_script(&format!("DROP TABLE {NOTE}")).await }))
        .await
}

async fn waiting(session: &mut Session) -> Result<Vec<(String, String)>, StoreError> {
    let text = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name = ?1";
    let parameters = [SqlValue::Text(NOTE.to_owned())];
    let noted = session.query_one(text, &parameters, |row| row.required_text(0)).await?;
    match noted {
        Some(_) => pairs(session, &format!("SELECT name, text FROM {NOTE} ORDER BY name")).await,
        None => Ok(Vec::new()),
    }
}

async fn pairs(session: &mut Session, text: &str) -> Result<Vec<(String, String)>, StoreError> {
    let mut pairs = Vec::new();
    session
        .query_all(text, &[], |row| {
            pairs.push((row.required_text(0)?, row.required_text(1)?));
            Ok(())
        })
        .await?;
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{NOTE, pairs, set_aside};
    use crate::generate::{self, Plan};
    use crate::{DatabaseUrl, OpenOptions, Store};

    async fn open(folder: &Path, exclusive: bool) -> Store {
        let url = DatabaseUrl::Sqlite(folder.join("books.db"));
        Store::open(OpenOptions { url, exclusive, connections_max: 1 }, 1).await.unwrap()
    }

    /// Name and text of every index and of the note.
    async fn indexes(store: &Store) -> Vec<(String, String)> {
        let text = format!(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'index' OR name = '{NOTE}') \
             ORDER BY name"
        );
        pairs(&mut store.reader().await.unwrap(), &text).await.unwrap()
    }

    #[tokio::test]
    async fn an_interrupted_command_leaves_no_index_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), true).await;
        let whole = indexes(&store).await;
        assert!(whole.iter().any(|(name, _)| name == "party_ledger_entries_open"));
        set_aside(&store, 1).await.unwrap();
        let aside = indexes(&store).await;
        assert!(aside.len() + 20 < whole.len() && aside.iter().any(|(name, _)| name == NOTE), "{aside:?}");
        drop(store);

        // Whoever works beside the holder of the file leaves them to it.
        let store = open(folder.path(), false).await;
        assert_eq!(indexes(&store).await, aside);
        drop(store);
        assert_eq!(indexes(&open(folder.path(), true).await).await, whole);
    }

    #[tokio::test]
    async fn a_large_book_keeps_its_indexes_for_a_few_documents() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), true).await;
        let whole = indexes(&store).await;
        let plan =
            Plan { customers: 3, invoices: 20, payments: 5, posted_payments: 5, journals: Some(1), seed: 1 };
        generate::run(&store, &plan, 1, &mut |_| ()).await.unwrap();
        assert_eq!(indexes(&store).await, whole);
        set_aside(&store, 3).await.unwrap();
        assert_eq!(indexes(&store).await, whole);
    }
}
