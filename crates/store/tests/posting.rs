//! Posting the demo company's journal on SQLite: entries, hash chain, guards, corrections.

use std::sync::atomic::{AtomicU64, Ordering};

use finance::journal_lines::{JournalDocumentType, JournalLine};
use jiff::civil::date;
use money::Amount;
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

/// Invoices and their payments in one journal, payments in the other order: most stand in another piece than the
/// invoice they are applied to.
async fn fill(books: &Books, invoices: i32) {
    let mut reader = books.store.reader().await.unwrap();
    let lines: Vec<JournalLine> =
        record::list(&mut reader, books.company, "ORDER BY line_number", &[]).await.unwrap();
    drop(reader);
    let sample = lines.into_iter().find(|line| line.currency_code.is_empty()).unwrap();
    let line =
        move |index: i32, number: i32, document_type: JournalDocumentType, hundredths: i32| JournalLine {
            id: next_id(),
            line_number: index,
            document_type,
            document_number: format!("{}{number:05}", if hundredths > 0 { "INV" } else { "PAY" }),
            amount: Amount::from_hundredths(hundredths),
            amount_local: Amount::from_hundredths(hundredths),
            ..sample.clone()
        };
    let mut made = Vec::new();
    for number in 1..=invoices {
        made.push(line(number, number, JournalDocumentType::Invoice, 10_000 + number));
        let mut payment = line(invoices + number, number, JournalDocumentType::Payment, -6_000 - number);
        payment.applies_to_document_type = JournalDocumentType::Invoice;
        payment.applies_to_document_number = format!("INV{:05}", invoices + 1 - number);
        made.push(payment);
    }
    let (company, journal) = (books.company, books.journal);
    books
        .store
        .write(move |session| {
            let made = made.clone();
            Box::pin(async move {
                let given = [SqlValue::Uuid(company), SqlValue::Uuid(journal)];
                let cleared = "DELETE FROM journal_lines WHERE company_id = ?1 AND journal_id = ?2";
                session.execute(cleared, &given).await?;
                let free = "UPDATE journals SET number_series = '' WHERE company_id = ?1 AND id = ?2";
                session.execute(free, &given).await?;
                let stamp = record::next_stamp(session, company, 9).await?;
                for line in &made {
                    record::insert(session, company, line, stamp).await?;
                }
                Ok::<_, Failed>(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_journal_of_several_pieces_is_posted_as_one() {
    let books = books().await;
    fill(&books, 1_100).await;
    let mut reader = books.store.reader().await.unwrap();
    // The preview has all lines in memory, posting has a thousand.
    let preview =
        posting::preview_journal(&mut reader, books.company, books.journal, next_id()).await.unwrap();
    books.post().await.unwrap();
    let mut posted = Vec::new();
    let text = "SELECT entry_number, transaction_number, account_id, amount FROM general_ledger_entries \
                WHERE company_id = ?1 ORDER BY entry_number";
    reader
        .query_all(text, &[SqlValue::Uuid(books.company)], |row| {
            posted.push((
                row.required_integer(0)?,
                row.required_integer(1)?,
                row.required_uuid(2)?,
                row.required_integer(3)?,
            ));
            Ok(())
        })
        .await
        .unwrap();
    let entries = preview.entries.general_ledger_entries.iter();
    let expected: Vec<(i64, i64, Uuid, i64)> = entries
        .map(|entry| (entry.entry_number, entry.transaction_number, entry.account_id, entry.amount.scaled()))
        .collect();
    assert_eq!(posted.len(), 4_400);
    assert_eq!(posted, expected);
    let open = "SELECT count(*) FROM party_ledger_entries WHERE company_id = ?1 AND open";
    assert_eq!(
        books.number(open).await,
        1_100,
        "an invoice of 100 and more was paid with 60 and less than that"
    );
    let left = "SELECT count(*) FROM journal_lines WHERE company_id = ?1 AND account_number <> ''";
    assert_eq!(books.number(left).await, 0);
    assert_eq!(books.findings().await, Vec::<String>::new());
}
