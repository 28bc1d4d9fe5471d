//! The demo company on SQLite: complete, countable, made once.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::date;
use store::row::RowExtension;
use store::{DatabaseUrl, OpenOptions, Store, StoreError, StoreErrorKind, demo_company};
use uuid::Uuid;

async fn open(folder: &tempfile::TempDir) -> Store {
    let url = DatabaseUrl::Sqlite(folder.path().join("books.db"));
    Store::open(OpenOptions { url, exclusive: false, connections_max: 2 }, 1).await.unwrap()
}

async fn create(store: &Store, name: Option<&'static str>) -> Result<Uuid, StoreError> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    store
        .write(move |session| {
            Box::pin(async move {
                let mut make_id = || Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)));
                match name {
                    Some(name) => demo_company::create_without_data(session, &mut make_id, name, 7).await,
                    None => demo_company::create(session, &mut make_id, date(2026, 3, 10), 7).await,
                }
            })
        })
        .await
}

async fn number(store: &Store, text: &str) -> i64 {
    let mut reader = store.reader().await.unwrap();
    reader.query_one(text, &[], |row| row.required_integer(0)).await.unwrap().unwrap()
}

#[tokio::test]
async fn every_row_has_a_version_of_its_own_below_the_counter() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    assert!(!demo_company::exists(&mut store.reader().await.unwrap()).await.unwrap());
    let company = create(&store, None).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    assert_eq!(demo_company::find(&mut reader, demo_company::NAME).await.unwrap(), Some(company));
    let (journal, payment) = demo_company::example_payment(&mut reader, company).await.unwrap().unwrap();
    assert!(!journal.is_nil() && !payment.is_nil());
    assert_eq!(number(&store, "SELECT count(*) FROM journal_lines").await, 12);
    assert_eq!(number(&store, "SELECT count(*) FROM customers").await, 20);
    let text = "SELECT c.row_version_counter - max(l.row_version) FROM companies c, journal_lines l";
    assert_eq!(number(&store, text).await, 0);
    let text = "SELECT count(DISTINCT row_version) FROM (SELECT row_version FROM accounts UNION ALL \
                SELECT row_version FROM customers UNION ALL SELECT row_version FROM journal_lines)";
    assert_eq!(number(&store, text).await, 42 + 20 + 12);
}

#[tokio::test]
async fn a_company_without_data_has_its_setup_and_a_name_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    create(&store, Some("Harbour Books")).await.unwrap();
    create(&store, None).await.unwrap();
    assert_eq!(create(&store, Some("Harbour Books")).await.unwrap_err().kind, StoreErrorKind::Duplicate);
    assert_eq!(number(&store, "SELECT count(*) FROM companies").await, 2);
    assert_eq!(number(&store, "SELECT count(*) FROM accounts").await, 84);
    assert_eq!(number(&store, "SELECT count(*) FROM customers").await, 20);
}
