//! Posting the demo company's journal on SQLite: entries, hash chain, guards, corrections.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::date;
use store::posting::{self, PostingError, Undo};
use store::row::RowExtension;
use store::{DatabaseUrl, OpenOptions, Retryable, Session, SqlValue, Store, demo_company, record};
use uuid::Uuid;

struct Books {
    store: Store,
    company: Uuid,
    journal: Uuid,
    path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

fn next_id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)) << 64 | 0x7 << 76 | 0x2 << 62)
}

async fn books() -> Books {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.db");
    let url = DatabaseUrl::Sqlite(path.clone());
    let store = Store::open(OpenOptions { url, exclusive: false, connections_max: 2 }, 1).await.unwrap();
    let company = store
        .write(|session| {
            Box::pin(async move { demo_company::create(session, &mut next_id, date(2026, 3, 10), 7).await })
        })
        .await
        .unwrap();
    let mut reader = store.reader().await.unwrap();
    let (journal, _) = demo_company::example_payment(&mut reader, company).await.unwrap().unwrap();
    drop(reader);
    Books { store, company, journal, path, _folder: folder }
}

#[derive(Debug)]
struct Failed(PostingError);

impl<E: Into<PostingError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Failed(error.into())
    }
}

impl Retryable for Failed {
    fn is_conflict(&self) -> bool {
        self.0.is_conflict()
    }
}

impl Books {
    async fn post(&self) -> Result<i64, Failed> {
        let (company, journal) = (self.company, self.journal);
        self.store
            .write(move |session| {
                Box::pin(async move {
                    let stamp = record::next_stamp(session, company, 9).await?;
                    let register = posting::post_journal(session, company, journal, stamp, next_id()).await?;
                    Ok::<_, Failed>(register.map_or(0, |register| register.to_entry_number))
                })
            })
            .await
    }

    async fn reverse(&self, transaction: i64) -> Result<(), Failed> {
        let company = self.company;
        self.store
            .write(move |session| {
                Box::pin(async move {
                    let stamp = record::next_stamp(session, company, 9).await?;
                    let undo = Undo { company, stamp, seed: next_id(), posting_date: finance::BLANK_DATE };
                    posting::reverse_transaction(session, undo, transaction).await?;
                    Ok::<_, Failed>(())
                })
            })
            .await
    }

    async fn number(&self, text: &str) -> i64 {
        let mut reader = self.store.reader().await.unwrap();
        let company = [SqlValue::Uuid(self.company)];
        reader.query_one(text, &company, |row| row.required_integer(0)).await.unwrap().unwrap()
    }

    async fn findings(&self) -> Vec<String> {
        let mut reader = self.store.reader().await.unwrap();
        let session: &mut Session = &mut reader;
        let found = posting::verify_hash_chain(session, self.company, |_| ()).await.unwrap();
        found.into_iter().map(|finding| finding.message).collect()
    }
}

#[tokio::test]
async fn a_journal_is_posted_once_and_its_entries_stay() {
    let books = books().await;
    let mut reader = books.store.reader().await.unwrap();
    let preview =
        posting::preview_journal(&mut reader, books.company, books.journal, next_id()).await.unwrap();
    drop(reader);
    let last = books.post().await.unwrap();
    assert_eq!(last as usize, preview.entries.general_ledger_entries.len());
    let sums = "SELECT sum(amount) FROM general_ledger_entries WHERE company_id = ?1";
    assert_eq!(books.number(sums).await, 0);
    assert_eq!(books.number("SELECT count(*) FROM journal_lines WHERE company_id = ?1").await, 0);
    assert_eq!(books.number("SELECT count(*) FROM party_ledger_entries WHERE company_id = ?1").await, 12);
    let again = books.post().await.unwrap_err();
    assert!(matches!(&again.0, PostingError::Rule(error) if error.message.contains("nothing to post")));
    assert_eq!(books.findings().await, Vec::<String>::new());
}

#[tokio::test]
async fn reversing_keeps_the_chain_and_closes_the_entry() {
    let books = books().await;
    books.post().await.unwrap();
    books.reverse(1).await.unwrap();
    let open = "SELECT count(*) FROM party_ledger_entries WHERE company_id = ?1 AND open";
    assert_eq!(books.number(open).await, 11);
    assert_eq!(books.findings().await, Vec::<String>::new());
    assert!(books.reverse(1).await.is_err());
}

#[tokio::test]
async fn what_is_posted_cannot_be_changed_and_a_change_behind_our_back_is_found() {
    let books = books().await;
    books.post().await.unwrap();
    let connection = rusqlite::Connection::open(&books.path).unwrap();
    for text in [
        "UPDATE general_ledger_entries SET amount = amount + 1",
        "DELETE FROM detailed_ledger_entries",
        "UPDATE party_ledger_entries SET original_amount = 1",
        "DELETE FROM general_ledger_registers",
    ] {
        let refused = connection.execute_batch(text).unwrap_err().to_string();
        assert!(refused.contains("never changed once they are posted"), "{text}: {refused}");
    }
    connection.execute_batch("UPDATE party_ledger_entries SET on_hold = 'X' WHERE entry_number = 2").unwrap();
    assert_eq!(books.findings().await, Vec::<String>::new());
    connection
        .execute_batch(
            "DROP TRIGGER general_ledger_entries_update_guard; \
             UPDATE general_ledger_entries SET description = 'Other' WHERE entry_number = 3",
        )
        .unwrap();
    let findings = books.findings().await;
    assert!(findings.len() == 1 && findings[0].contains("register 1"), "{findings:?}");
}
