//! Generated books are the same for the same seed and pass the check; planted damage is found.

use std::path::Path;

use store::check::{self, Finding, Listener, Summary};
use store::generate::{self, Made, Plan};
use store::row::RowExtension;
use store::{DatabaseUrl, OpenOptions, Store, StoreErrorKind};

async fn open(folder: &Path) -> Store {
    let url = DatabaseUrl::Sqlite(folder.join("books.db"));
    Store::open(OpenOptions { url, exclusive: false, connections_max: 2 }, 1).await.unwrap()
}

const PLAN: Plan =
    Plan { customers: 30, invoices: 300, payments: 500, posted_payments: 250, journals: Some(7), seed: 42 };

async fn generate(store: &Store, plan: Plan) -> Made {
    generate::run(store, &plan, 5, &mut |_| ()).await.unwrap()
}

/// Everything that could differ between two runs.
async fn fingerprint(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    let text = "SELECT id, account_id, account_number, document_number, posting_date, amount, amount_local, \
                row_version FROM journal_lines ORDER BY id";
    let mut reader = store.reader().await.unwrap();
    reader
        .query_all(text, &[], |row| {
            lines.push(format!(
                "{} {} {} {} {} {} {} {}",
                row.required_uuid(0)?,
                row.required_uuid(1)?,
                row.required_text(2)?,
                row.required_text(3)?,
                row.required_text(4)?,
                row.required_integer(5)?,
                row.required_integer(6)?,
                row.required_integer(7)?
            ));
            Ok(())
        })
        .await
        .unwrap();
    lines
}

#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Listener for Found {
    fn on_finding(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn on_warning(&mut self, warning: Finding) {
        self.warnings.push(warning);
    }
}

async fn checked(store: &Store) -> (Summary, Vec<Finding>) {
    let mut found = Found::default();
    let summary = check::run(&mut store.reader().await.unwrap(), &mut found).await.unwrap();
    (summary, found.findings)
}

#[tokio::test]
async fn one_seed_makes_one_set_of_books() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let stores = [open(folders[0].path()).await, open(folders[1].path()).await];
    let made = [generate(&stores[0], PLAN).await, generate(&stores[1], PLAN).await];
    assert_eq!(made[0], made[1]);
    assert_eq!((made[0].customers, made[0].journals, made[0].payments), (30, 7, 500));
    assert_eq!((made[0].invoices, made[0].posted_payments), (300, 250));
    let prints = fingerprint(&stores[0]).await;
    assert_eq!(prints.len(), 500);
    assert_eq!(prints, fingerprint(&stores[1]).await);

    // Once more into the same company: other ids, other journals, nothing in the way.
    let again = generate(&stores[0], PLAN).await;
    assert_eq!(again.company, made[0].company);
    assert_eq!(fingerprint(&stores[0]).await.len(), 1000);
    generate(&stores[1], Plan { seed: 43, ..PLAN }).await;
    assert_ne!(fingerprint(&stores[0]).await, fingerprint(&stores[1]).await);
    let (summary, findings) = checked(&stores[0]).await;
    assert_eq!((summary.companies, summary.findings, findings), (1, 0, vec![]));
    assert!(summary.records > 1000 + 60 + 14);
}

#[tokio::test]
async fn a_plan_that_cannot_be_made_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let plan = Plan { customers: 0, ..PLAN };
    let error = generate::run(&store, &plan, 5, &mut |_| ()).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Reference);
    assert!(Plan { payments: 400_001, journals: Some(2), ..PLAN }.check().is_err());
    assert_eq!(Plan { payments: 10_001, journals: None, ..PLAN }.journal_count(), 2);
}

/// Makes a draft of a posted document, with another price than its amounts come from.
const A_DRAFT: &str = "DROP TRIGGER trade_documents_update_guard; DROP TRIGGER trade_document_lines_update_guard; \
    UPDATE trade_documents SET posted = 0, ledger_entry_number = 0; UPDATE trade_document_lines SET posted = 0, \
    unit_price = unit_price + 1000, line_amount = line_amount + 1000";

/// Makes a draft with sales tax of a posted document with VAT: 6 % instead of 20 %.
const A_DRAFT_WITH_SALES_TAX: &str = "DROP TRIGGER trade_documents_update_guard; \
    DROP TRIGGER trade_document_lines_update_guard; DROP TRIGGER trade_document_lines_sales_tax_guard; \
    UPDATE trade_documents SET posted = 0, ledger_entry_number = 0; UPDATE trade_document_lines SET posted = 0, \
    vat_calculation_type = 3, sales_tax = '00000000000000000000000000000001 0 0 600000 0 0;'";

#[tokio::test]
async fn a_number_that_no_document_has_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    generate(&store, Plan { payments: 20, invoices: 12, posted_payments: 8, ..PLAN }).await;
    let mut heard = Found::default();
    check::run(&mut store.reader().await.unwrap(), &mut heard).await.unwrap();
    assert!(heard.warnings.is_empty(), "{:#?}", heard.warnings);
    let connection = rusqlite::Connection::open(folder.path().join("books.db")).unwrap();
    let lost = "PRAGMA foreign_keys = OFF; DROP TRIGGER trade_documents_delete_guard; DELETE FROM trade_documents \
                WHERE id = (SELECT id FROM trade_documents WHERE side = 0 AND document_type = 2 AND posted \
                ORDER BY number LIMIT 1 OFFSET 1)";
    connection.execute_batch(lost).unwrap();
    check::run(&mut store.reader().await.unwrap(), &mut heard).await.unwrap();
    let warning = heard.warnings.first().map(|warning| warning.sentence.as_str()).unwrap_or_default();
    assert!(warning.contains("has 1 numbers no document has"), "{warning}");
}

#[tokio::test]
async fn planted_damage_is_found() {
    let damages = [
        (
            "DROP TRIGGER party_ledger_entries_delete_guard",
            "The trigger party_ledger_entries_delete_guard is not as",
        ),
        ("DROP INDEX journal_lines_account", "The index journal_lines_account is not as"),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'DEFAULT 0', 'DEFAULT 1') \
             WHERE name = 'party_ledger_entries'; PRAGMA writable_schema = RESET",
            "The table party_ledger_entries is not as",
        ),
        ("UPDATE journal_lines SET balance_local = 5", "does not agree with its stored balance"),
        ("UPDATE journal_lines SET amount = amount + 1", "not rounded to its currency"),
        ("UPDATE journal_lines SET amount_local = amount_local + 1000", "does not follow from its amount"),
        (
            "UPDATE journal_lines SET account_number = 'C-101' WHERE account_number <> 'C-101'",
            "are not of one customer",
        ),
        ("UPDATE journal_lines SET currency_code = 'XXX'", "does not follow from its amount"),
        ("UPDATE journal_lines SET row_version = 1000000", "the company's counter is"),
        ("UPDATE journal_lines SET posting_date = 'soon'", "cannot be read"),
        ("UPDATE journal_lines SET line_number = -line_number", "has the line number -"),
        (
            "UPDATE journal_lines SET dimension_set_id = randomblob(16)",
            "a set of dimensions that does not exist",
        ),
        (
            "UPDATE customers SET currency_id = zeroblob(16) WHERE currency_code <> ''",
            "are not of one currency",
        ),
        ("UPDATE customers SET number = lower(number)", "not trimmed and in capitals"),
        (
            "INSERT INTO picture_contents SELECT id, randomblob(16), 1, 1, 'image/png', x'00', 1, 1, 1 FROM companies",
            "A picture is kept for the record",
        ),
        ("UPDATE journals SET template_type = 0", "is not of the kind of its journal"),
        ("UPDATE journals SET number_series = 'NONE'", "names the number series \"NONE\""),
        ("PRAGMA foreign_keys = OFF; DELETE FROM journals", "which does not exist"),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM journals",
            "A row of journal_lines refers to a row of journals",
        ),
        ("DELETE FROM general_ledger_setup", "0 general ledger setups"),
        ("UPDATE customers SET modified_at = created_at - 1", "was changed before it was made"),
        (
            "DROP TRIGGER general_ledger_entries_update_guard; \
             UPDATE general_ledger_entries SET amount = amount + 1000 WHERE entry_number = 3",
            "is out of balance by",
        ),
        (
            "DROP TRIGGER general_ledger_entries_update_guard; \
             UPDATE general_ledger_entries SET description = 'Other' WHERE entry_number = 3",
            "the hash of register",
        ),
        (
            "DROP TRIGGER general_ledger_entries_delete_guard; \
             DELETE FROM general_ledger_entries WHERE entry_number = 3",
            "but their numbers go up to",
        ),
        (
            "DROP TRIGGER detailed_ledger_entries_update_guard; \
             UPDATE detailed_ledger_entries SET amount_local = amount_local + 1000 WHERE entry_number = 1",
            "in the ledger of customers",
        ),
        ("UPDATE party_ledger_entries SET remaining_amount = remaining_amount + 1", "as remaining"),
        (
            "UPDATE party_ledger_entries SET amount = amount + 1",
            "as its amount; its detailed entries add up to",
        ),
        (
            "UPDATE party_ledger_entries SET amount_local = amount_local + 1",
            "as its amount in local currency",
        ),
        ("UPDATE party_ledger_entries SET due_date = '2031-01-31'", "is due on another day than"),
        ("UPDATE party_ledger_entries SET open = 1 - open", "(1 open, 0 closed)"),
        ("UPDATE party_ledger_entries SET amount_to_apply = 5 WHERE NOT open", "to apply"),
        ("UPDATE party_ledger_entries SET unrealized_loss_local = 5", "as unrealised losses"),
        ("UPDATE party_ledger_entries SET unrealized_gain_local = 5", "as unrealised gains"),
        (
            "UPDATE party_ledger_entries SET unrealized_gain_local = 5 WHERE NOT open",
            "still has unrealised losses",
        ),
        (
            "DROP TRIGGER general_ledger_registers_delete_guard; \
             DELETE FROM general_ledger_registers WHERE number = 2",
            "belong to no register",
        ),
        (
            "DROP TRIGGER party_ledger_entries_update_guard; UPDATE party_ledger_entries SET positive = 1 - positive",
            "has the mark of the other sign",
        ),
        (
            "DROP TRIGGER detailed_ledger_entries_update_guard; \
             UPDATE detailed_ledger_entries SET entry_type = 7 WHERE entry_type = 1",
            "its entries allowed 0",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET amount = amount - 1000",
            "in the VAT entries",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET amount = amount - 1000",
            "the general ledger entry behind its base says",
        ),
        (
            "DROP TRIGGER vat_entries_delete_guard; DELETE FROM vat_entries WHERE entry_number = 2",
            "in the VAT entries",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET calculation_type = 1, posting_type = 1",
            "it is not taken back",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET amount = -amount",
            "VAT of the other sign",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET amount = -amount, base = -base",
            "the wrong sign for their document",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET base = base - 1000",
            "its VAT entries have the base",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET tax_jurisdiction_id = randomblob(16)",
            "names a tax jurisdiction that is not there",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET tax_jurisdiction_id = randomblob(16)",
            "the hash of register",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET calculation_type = 3",
            "the general ledger entry it names says",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET calculation_type = 3, base = base - 1000",
            "with the taxes before it that is not so either",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET calculation_type = 3, amount = amount - 1000",
            "add up to the tax",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET calculation_type = 3, use_tax = 1, \
             tax_entry_number = general_ledger_entry_number + 1",
            "of use tax has",
        ),
        (
            "DROP TRIGGER vat_entries_update_guard; UPDATE vat_entries SET calculation_type = 3, \
             tax_entry_number = general_ledger_entry_number",
            "in the VAT entries",
        ),
        (
            "INSERT INTO tax_area_lines SELECT id, randomblob(16), 'HOME', 'NOBODY', 1, 1, 1, 1 FROM companies",
            "names the tax jurisdiction \"NOBODY\"",
        ),
        (
            "DROP TRIGGER trade_document_lines_update_guard; \
             UPDATE trade_document_lines SET net_tax_amount = net_tax_amount + 1000",
            "in one VAT group; its VAT entries have",
        ),
        (
            "DROP TRIGGER party_ledger_entries_update_guard; \
             UPDATE party_ledger_entries SET document_id = randomblob(16) WHERE document_id <> zeroblob(16)",
            "comes from a document that is not there",
        ),
        ("UPDATE trade_documents SET cancelled = 1", "is cancelled by a document that is not posted"),
        (
            "DROP TRIGGER trade_document_lines_update_guard; \
             UPDATE trade_document_lines SET net_amount = net_amount + 1000",
            "shows the net amount",
        ),
        (
            "DROP TRIGGER trade_document_lines_update_guard; \
             UPDATE trade_document_lines SET net_tax_amount = net_tax_amount + 1000",
            "shows the tax",
        ),
        (
            "DROP TRIGGER trade_documents_update_guard; \
             UPDATE trade_documents SET invoice_discount_amount = invoice_discount_amount + 1000",
            "shows the invoice discount",
        ),
        (A_DRAFT, "does not follow from"),
        (A_DRAFT, "without and"),
        (A_DRAFT_WITH_SALES_TAX, "without and"),
        (
            "DROP TRIGGER trade_documents_update_guard; DROP TRIGGER trade_document_lines_update_guard; \
             UPDATE trade_documents SET document_type = 1; \
             UPDATE trade_document_lines SET quantity_shipped = quantity + 100000",
            "are shipped or received",
        ),
        (
            "DROP TRIGGER trade_documents_update_guard; DROP TRIGGER trade_document_lines_update_guard; \
             UPDATE trade_documents SET document_type = 1; \
             UPDATE trade_document_lines SET quantity_shipped = 0, quantity_invoiced = quantity",
            "are invoiced, but only 0 shipped",
        ),
        (
            "DROP TRIGGER party_ledger_entries_update_guard; UPDATE party_ledger_entries SET journal_line_id = \
             (SELECT id FROM journal_lines LIMIT 1) WHERE entry_number = (SELECT min(entry_number) \
             FROM party_ledger_entries)",
            "A journal line of document",
        ),
        ("UPDATE number_series_lines SET last_number_used = starting_number", "but the number series"),
        ("UPDATE trade_documents SET party_number = 'NOBODY'", "are not of one"),
    ];
    for (damage, sentence) in damages {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        generate(&store, Plan { payments: 20, invoices: 12, posted_payments: 8, ..PLAN }).await;
        let connection = rusqlite::Connection::open(folder.path().join("books.db")).unwrap();
        connection.execute_batch(damage).unwrap();
        let (summary, findings) = checked(&store).await;
        assert_eq!(summary.findings, findings.len() as u64);
        let all: Vec<&str> = findings.iter().map(|finding| finding.sentence.as_str()).collect();
        assert!(all.iter().any(|found| found.contains(sentence)), "{damage}: {all:#?}");
    }
}
