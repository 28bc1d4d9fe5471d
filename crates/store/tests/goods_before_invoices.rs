//! An order that ships more than it invoices, on SQLite: what it leaves in the ledgers passes the check, planted damage
//! is found, and orders that an older version shipped without moving goods go on.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use finance::customers::Customer;
use finance::items::Item;
use finance::trade_document_lines::{TradeDocumentLine, TradeLineType};
use finance::trade_documents::{TradeDocument, TradeDocumentType, TradeSide};
use finance::units_of_measure::UnitOfMeasure;
use jiff::civil::date;
use money::Amount;
use store::check::{self, Finding, Listener};
use store::posting::PostingError;
use store::posting::documents::DocumentRun;
use store::row::RowExtension;
use store::{
    DatabaseUrl, OpenOptions, Session, SqlValue, Store, StoreError, demo_company, record,
    trade_document_lines, trade_documents,
};
use uuid::Uuid;

fn next_id() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)) << 64 | 0x7 << 76 | 0x2 << 62)
}

struct Books {
    store: Store,
    company: Uuid,
    order: Uuid,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

/// A company with an order of ten lamps; all are to be shipped, four to be invoiced.
async fn books() -> Books {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("books.db");
    let store = open(&path).await;
    let (company, order) = store
        .write::<_, StoreError, _>(|session| {
            Box::pin(async move {
                let company = demo_company::create(session, &mut next_id, date(2026, 3, 10), 7).await?;
                Ok((company, order_of_ten(session, company).await?))
            })
        })
        .await
        .unwrap();
    Books { store, company, order, path, _folder: folder }
}

async fn open(path: &Path) -> Store {
    let url = DatabaseUrl::Sqlite(path.to_owned());
    Store::open(OpenOptions { url, exclusive: false, connections_max: 2 }, 1).await.unwrap()
}

async fn order_of_ten(session: &mut Session, company: Uuid) -> Result<Uuid, StoreError> {
    let lamp: Item = record::by_text(session, company, "number", "LAMP").await?.unwrap();
    let customer: Customer = record::by_text(session, company, "number", "C-100").await?.unwrap();
    let unit: UnitOfMeasure =
        record::by_text(session, company, "code", &lamp.base_unit_of_measure).await?.unwrap();
    let today = date(2026, 3, 10);
    let (ten, thousand) = (Amount::from_integer(10), Amount::from_integer(1000));
    let (tax, gross) = (Amount::from_integer(200), Amount::from_integer(1200));
    let order = TradeDocument {
        id: next_id(),
        number: "101001".into(),
        party_id: customer.id,
        party_number: customer.number.clone(),
        bill_to_id: customer.id,
        bill_to_number: customer.number.clone(),
        posting_date: today,
        document_date: today,
        due_date: today,
        general_business_posting_group: customer.general_business_posting_group.clone(),
        vat_business_posting_group: customer.vat_business_posting_group.clone(),
        party_posting_group: customer.customer_posting_group.clone(),
        total_excluding_tax: thousand,
        total_tax: tax,
        total_including_tax: gross,
        ..TradeDocument::blank(TradeSide::Sales, TradeDocumentType::Order)
    };
    let line = TradeDocumentLine {
        id: next_id(),
        sequence: 10_000,
        line_type: TradeLineType::Item,
        number: lamp.number.clone(),
        item_id: lamp.id,
        unit_of_measure_id: unit.id,
        unit_of_measure_code: lamp.base_unit_of_measure.clone(),
        quantity: ten,
        quantity_to_ship: ten,
        quantity_to_invoice: Amount::from_integer(4),
        unit_price: Amount::HUNDRED,
        line_amount: thousand,
        amount_excluding_tax: thousand,
        tax_amount: tax,
        amount_including_tax: gross,
        net_amount: thousand,
        net_tax_amount: tax,
        net_amount_including_tax: gross,
        general_business_posting_group: order.general_business_posting_group.clone(),
        general_product_posting_group: lamp.general_product_posting_group.clone(),
        vat_business_posting_group: order.vat_business_posting_group.clone(),
        vat_product_posting_group: lamp.vat_product_posting_group.clone(),
        vat_percent: Amount::from_integer(20),
        vat_identifier: "VAT20".into(),
        ..TradeDocumentLine::blank(&order)
    };
    let stamp = record::next_stamp(session, company, 9).await?;
    trade_documents::insert(session, company, &order, stamp).await?;
    trade_document_lines::insert(session, company, &line, stamp).await?;
    Ok(order.id)
}

impl Books {
    async fn ship_and_invoice(&self) {
        let (company, order) = (self.company, self.order);
        let posted = self.store.write::<_, PostingError, _>(move |session| {
            Box::pin(async move {
                let stamp = record::next_stamp(session, company, 9).await?;
                let mut run = DocumentRun::new(session, company, stamp, date(2026, 3, 10), next_id());
                run.ship_and_invoice(order).await
            })
        });
        posted.await.unwrap();
    }

    async fn findings(&self) -> Vec<String> {
        let mut found = Found::default();
        check::run(&mut self.store.reader().await.unwrap(), &mut found).await.unwrap();
        found.0.into_iter().map(|finding| finding.sentence).collect()
    }

    async fn number(&self, text: &str) -> i64 {
        let mut reader = self.store.reader().await.unwrap();
        let company = [SqlValue::Uuid(self.company)];
        reader.query_one(text, &company, |row| row.required_integer(0)).await.unwrap().unwrap()
    }

    /// Changes the file behind the back of the program.
    fn damage(&self, text: &str) {
        rusqlite::Connection::open(&self.path).unwrap().execute_batch(text).unwrap();
    }
}

#[derive(Default)]
struct Found(Vec<Finding>);

impl Listener for Found {
    fn on_finding(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    fn on_warning(&mut self, _: Finding) {}
}

const SHIPPED: &str = "SELECT CAST(sum(quantity) AS BIGINT) FROM item_ledger_entries WHERE company_id = ?1 \
                       AND document_type = 1";
const ENTRIES: &str = "SELECT count(*) FROM item_ledger_entries WHERE company_id = ?1";
const EXPECTED: &str =
    "SELECT CAST(sum(cost_amount_expected) AS BIGINT) FROM value_entries WHERE company_id = ?1";

#[tokio::test]
async fn goods_leave_with_the_shipment_and_are_invoiced_later() {
    let books = books().await;
    books.ship_and_invoice().await;
    assert_eq!(books.number(SHIPPED).await, Amount::from_integer(-10).scaled());
    assert_eq!(books.number(EXPECTED).await, Amount::from_integer(-480).scaled());
    assert_eq!(books.findings().await, Vec::<String>::new());
    let entries = books.number(ENTRIES).await;
    books.ship_and_invoice().await;
    assert_eq!((books.number(ENTRIES).await, books.number(EXPECTED).await), (entries, 0));
    // The hash of the shipment's register still fits, though its entry is invoiced now.
    assert_eq!(books.findings().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_waits_for_its_invoice_is_checked() {
    const ENTRY: &str = "DROP TRIGGER value_entries_update_guard; UPDATE item_ledger_entries SET ";
    let damages = [
        ("invoiced_quantity = quantity * 2", "are invoiced, of"),
        ("invoiced_quantity = -quantity", "are invoiced, of"),
        ("invoiced_quantity = quantity WHERE invoiced_quantity = 0", "its value entries invoice"),
        (
            "invoiced_quantity = quantity; UPDATE value_entries SET invoiced_quantity = valued_quantity",
            "of its cost are still expected",
        ),
        (
            "invoiced_quantity = 0; UPDATE value_entries SET invoiced_quantity = 0",
            "of a line of the order 101001 that wait for their invoice",
        ),
        ("open = open; DELETE FROM trade_document_lines WHERE NOT posted", "that wait for their invoice"),
        ("open = open; UPDATE value_entries SET cost_amount_expected = 0", "the hash of register"),
    ];
    for (damage, sentence) in damages {
        let books = books().await;
        books.ship_and_invoice().await;
        books.damage(&format!("{ENTRY}{damage}"));
        let found = books.findings().await;
        assert!(found.iter().any(|found| found.contains(sentence)), "{damage}: {found:#?}");
    }
}

#[tokio::test]
async fn an_order_that_was_shipped_without_moving_goods_goes_on() {
    let books = books().await;
    books.damage(
        "UPDATE trade_document_lines SET quantity_shipped = quantity, quantity_to_ship = 0 WHERE NOT posted",
    );
    books.ship_and_invoice().await;
    assert_eq!(books.number(ENTRIES).await, 1);
    books.ship_and_invoice().await;
    let quantity = "SELECT CAST(sum(quantity) AS BIGINT) FROM item_ledger_entries WHERE company_id = ?1 \
                    AND document_type = 2";
    assert_eq!(books.number(quantity).await, Amount::from_integer(-10).scaled());
    assert_eq!(books.findings().await, Vec::<String>::new());
}
