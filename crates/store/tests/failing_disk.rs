//! What the writer of SQLite does when there is no room, and what the next start does with the log of the last one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use store::{DatabaseUrl, OpenOptions, Row, Session, Store, StoreError, StoreErrorKind};

async fn open(path: &std::path::Path, exclusive: bool) -> Store {
    let url = DatabaseUrl::Sqlite(path.to_owned());
    Store::open(OpenOptions { url, exclusive, connections_max: 2 }, 1).await.unwrap()
}

/// Adds a row whose text has so many bytes.
async fn insert(session: &mut Session, id: i64, bytes: i64) -> Result<(), StoreError> {
    session.run_script(&format!("INSERT INTO notes VALUES ({id}, zeroblob({bytes}))")).await
}

async fn ids(store: &Store) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut reader = store.reader().await.unwrap();
    let on_row = |row: &dyn Row| {
        ids.push(row.integer(0)?.unwrap());
        Ok(())
    };
    reader.query_all("SELECT id FROM notes ORDER BY id", &[], on_row).await.unwrap();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_room_takes_those_of_its_commit_with_it_and_they_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("full.db"), true).await;
    store
        .write(|session| {
            Box::pin(async move {
                session.run_script("CREATE TABLE notes (id INTEGER PRIMARY KEY, text BLOB)").await?;
                let mut pages = 0;
                session
                    .query_all("PRAGMA page_count", &[], |row| {
                        pages = row.integer(0)?.unwrap();
                        Ok(())
                    })
                    .await?;
                session.run_script(&format!("PRAGMA max_page_count = {}", pages + 20)).await
            })
        })
        .await
        .unwrap();

    // The first one waits until the others stand behind it in their order, so that one commit holds them.
    let all_sent = Arc::new(AtomicBool::new(false));
    let request = |id, bytes| {
        let all_sent = all_sent.clone();
        store.write(move |session| {
            while id == 1 && !all_sent.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Box::pin(insert(session, id, bytes))
        })
    };
    let answers = tokio::join!(
        biased;
        request(1, 10),
        request(2, 10),
        request(3, 10_000_000),
        request(4, 10),
        async { all_sent.store(true, Ordering::SeqCst) },
    );
    let kind = |answer: Result<(), StoreError>| answer.map_err(|error| error.kind);
    let full = Err(StoreErrorKind::Full);
    let answers = [answers.0, answers.1, answers.2, answers.3].map(kind);
    assert_eq!(answers, [full, full, full, Ok(())]);
    assert_eq!(ids(&store).await, [4]);
    store.check_health().await.unwrap();
    store.write(|session| Box::pin(insert(session, 5, 10))).await.unwrap();
    assert_eq!(ids(&store).await, [4, 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_carries_the_log_over_before_anything_is_added_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let store = open(&path("a.db"), true).await;
    store
        .write(|session| {
            Box::pin(async move {
                session.run_script("CREATE TABLE notes (id INTEGER PRIMARY KEY, text BLOB)").await?;
                insert(session, 1, 10).await
            })
        })
        .await
        .unwrap();
    // As after a crash: the log has what the database has not.
    assert!(std::fs::metadata(path("a.db-wal")).unwrap().len() > 0);
    for ending in ["", "-wal"] {
        std::fs::copy(path(&format!("a.db{ending}")), path(&format!("b.db{ending}"))).unwrap();
    }
    let again = open(&path("b.db"), true).await;
    assert_eq!(std::fs::metadata(path("b.db-wal")).unwrap().len(), 0);
    assert_eq!(ids(&again).await, [1]);

    // A store that is closed leaves one file, and it is whole.
    drop(store);
    assert!(!path("a.db-wal").exists());
    std::fs::copy(path("a.db"), path("c.db")).unwrap();
    assert_eq!(ids(&open(&path("c.db"), true).await).await, [1]);
}
