//! Corrections of the stock on SQLite: what they leave on the item, in the ledgers and in the hash chain.

use std::sync::atomic::{AtomicU64, Ordering};

use finance::inventory_setup::InventorySetup;
use finance::items::Item;
use jiff::civil::date;
use money::Amount;
use store::posting::{self, PostingError};
use store::row::RowExtension;
use store::{DatabaseUrl, OpenOptions, Session, SqlValue, Store, demo_company, record};
use uuid::Uuid;

fn next_id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)) << 64 | 0x7 << 76 | 0x2 << 62)
}

struct Books {
    store: Store,
    company: Uuid,
    lamp: Uuid,
    _folder: tempfile::TempDir,
}

impl Books {
    async fn open() -> Books {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("books.db"));
        let store = Store::open(OpenOptions { url, exclusive: false, connections_max: 2 }, 1).await.unwrap();
        let (company, lamp) = store
            .write(|session| {
                Box::pin(async move {
                    let company = demo_company::create(session, &mut next_id, date(2026, 3, 10), 7).await?;
                    let lamp: Option<Item> = record::by_text(session, company, "number", "LAMP").await?;
                    Ok::<_, store::StoreError>((company, lamp.unwrap().id))
                })
            })
            .await
            .unwrap();
        Books { store, company, lamp, _folder: folder }
    }

    async fn set_stock(&self, wanted: i32) -> Result<(), PostingError> {
        let (company, lamp) = (self.company, self.lamp);
        self.store
            .write(move |session| {
                Box::pin(async move {
                    let stamp = record::next_stamp(session, company, 9).await?;
                    let (wanted, today) = (Amount::from_integer(wanted), date(2026, 3, 10));
                    store::inventory::set_stock(session, company, lamp, wanted, today, stamp, next_id()).await
                })
            })
            .await
    }

    async fn without_automatic_posting(&self) {
        let company = self.company;
        let changed = self.store.write::<_, store::StoreError, _>(move |session| {
            Box::pin(async move {
                let stamp = record::next_stamp(session, company, 9).await?;
                let mut setup: Vec<InventorySetup> = record::list(session, company, "", &[]).await?;
                let setup = InventorySetup { automatic_cost_posting: false, ..setup.remove(0) };
                record::update(session, company, &setup, stamp).await
            })
        });
        changed.await.unwrap();
    }

    async fn number(&self, text: &str) -> i64 {
        let mut reader = self.store.reader().await.unwrap();
        let company = [SqlValue::Uuid(self.company)];
        reader.query_one(text, &company, |row| row.required_integer(0)).await.unwrap().unwrap()
    }

    async fn findings(&self) -> usize {
        let mut reader = self.store.reader().await.unwrap();
        let session: &mut Session = &mut reader;
        posting::verify_hash_chain(session, self.company, |_| ()).await.unwrap().len()
    }
}

const QUANTITY: &str = "SELECT CAST(coalesce(sum(quantity), 0) AS BIGINT) FROM item_ledger_entries \
                        WHERE company_id = ?1";
const POSTED: &str = "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM general_ledger_entries e \
                      JOIN accounts a ON a.company_id = e.company_id AND a.id = e.account_id \
                      WHERE e.company_id = ?1 AND a.number = '1300' AND e.document_number = 'LAMP'";
const REGISTERS: &str = "SELECT count(*) FROM general_ledger_registers WHERE company_id = ?1";

#[tokio::test]
async fn corrections_of_the_stock_are_posted_and_chained() {
    let books = Books::open().await;
    let (quantity, registers) = (books.number(QUANTITY).await, books.number(REGISTERS).await);
    let start = i32::try_from(quantity / Amount::ONE.scaled()).unwrap();
    books.set_stock(start + 10).await.unwrap();
    assert_eq!(books.number(QUANTITY).await, quantity + Amount::from_integer(10).scaled());
    assert_eq!(books.number(POSTED).await, Amount::from_integer(800).scaled());
    // The same again is nothing.
    books.set_stock(start + 10).await.unwrap();
    assert_eq!(books.number(REGISTERS).await, registers + 1);
    books.set_stock(start + 4).await.unwrap();
    assert_eq!(books.number(POSTED).await, Amount::from_integer(320).scaled());
    assert_eq!(books.findings().await, 0);

    // Without automatic cost posting nothing is booked, but the movement has a register.
    books.without_automatic_posting().await;
    books.set_stock(start).await.unwrap();
    assert_eq!(books.number(POSTED).await, Amount::from_integer(320).scaled());
    assert_eq!(books.number(REGISTERS).await, registers + 3);
    assert_eq!(books.findings().await, 0);
}
