//! Sales and purchase documents against their lines and ledger entries (FINANCE.md section 10, rules 17 to 20).

use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::{self, Rounding, TradeDocument, distribute, gross};
use uuid::Uuid;

use super::Checking;
use super::invariants::Invariant;
use crate::{SqlValue, StoreError, record};

pub(super) const RULES: &[Invariant] = &[
    Invariant {
        sentence: "A posted document with the ledger entry {found} has none with its number, party and date.",
        query: "SELECT 0, t.ledger_entry_number, 0 FROM trade_documents t LEFT JOIN party_ledger_entries p \
                ON p.company_id = t.company_id AND p.entry_number = t.ledger_entry_number \
                AND p.document_id = t.id AND p.document_number = t.number AND p.posting_date = t.posting_date \
                AND p.party_id = t.bill_to_id \
                WHERE t.company_id = ?1 AND t.ledger_entry_number <> 0 AND p.entry_number IS NULL",
    },
    Invariant {
        sentence: "The document of the ledger entry {key} adds up to {found amount}; the entry says {expected amount}.",
        query: "SELECT p.entry_number, t.total_including_tax, abs(p.original_amount) FROM trade_documents t \
                JOIN party_ledger_entries p ON p.company_id = t.company_id \
                AND p.entry_number = t.ledger_entry_number WHERE t.company_id = ?1 AND t.ledger_entry_number <> 0 \
                AND t.total_including_tax <> abs(p.original_amount)",
    },
    Invariant {
        sentence: "{found} posted invoices or credit memos have no ledger entry.",
        query: "SELECT 0, count(*), 0 FROM trade_documents WHERE company_id = ?1 AND posted \
                AND document_type IN (2, 3) AND ledger_entry_number = 0 HAVING count(*) > 0",
    },
    // Payments and refunds at once belong to the document they settle.
    Invariant {
        sentence: "The ledger entry {key} comes from a document that is not there.",
        query: "SELECT p.entry_number, 0, 0 FROM party_ledger_entries p LEFT JOIN trade_documents t \
                ON t.company_id = p.company_id AND t.id = p.document_id \
                AND (t.ledger_entry_number = p.entry_number OR p.document_type NOT IN (2, 3)) \
                WHERE p.company_id = ?1 AND p.document_id <> {nil} AND t.id IS NULL",
    },
    Invariant {
        sentence: "The document {name} is cancelled by a document that is not posted, or does not cancel it.",
        query: "SELECT 0, 0, 0, t.number FROM trade_documents t LEFT JOIN trade_documents c \
                ON c.company_id = t.company_id AND c.id = t.cancelled_by_id AND c.posted AND c.cancels_id = t.id \
                WHERE t.company_id = ?1 AND t.cancelled AND c.id IS NULL",
    },
    // Shipments and receipts, types 4 and 5, show no amounts.
    Invariant {
        sentence: "The document {name} shows the net amount {found amount}; its lines add up to {expected amount}.",
        query: "SELECT 0, t.total_excluding_tax, CAST(coalesce(sum(l.net_amount), 0) AS BIGINT), t.number \
                FROM trade_documents t LEFT JOIN trade_document_lines l ON l.company_id = t.company_id \
                AND l.document_id = t.id WHERE t.company_id = ?1 AND t.document_type <= 3 GROUP BY t.id, t.number, t.total_excluding_tax \
                HAVING t.total_excluding_tax <> coalesce(sum(l.net_amount), 0)",
    },
    Invariant {
        sentence: "The document {name} shows the tax {found amount}; its lines add up to {expected amount}.",
        query: "SELECT 0, t.total_tax, CAST(coalesce(sum(l.net_tax_amount), 0) AS BIGINT), t.number \
                FROM trade_documents t LEFT JOIN trade_document_lines l ON l.company_id = t.company_id \
                AND l.document_id = t.id WHERE t.company_id = ?1 AND t.document_type <= 3 GROUP BY t.id, t.number, t.total_tax \
                HAVING t.total_tax <> coalesce(sum(l.net_tax_amount), 0)",
    },
    Invariant {
        sentence: "The document {name} shows the invoice discount {found amount}; its lines share {expected amount}.",
        query: "SELECT 0, t.invoice_discount_amount, CAST(coalesce(sum(l.invoice_discount_amount), 0) AS BIGINT), \
                t.number FROM trade_documents t LEFT JOIN trade_document_lines l ON l.company_id = t.company_id \
                AND l.document_id = t.id WHERE t.company_id = ?1 AND t.document_type <= 3 GROUP BY t.id, t.number, t.invoice_discount_amount \
                HAVING t.invoice_discount_amount <> coalesce(sum(l.invoice_discount_amount), 0)",
    },
    Invariant {
        sentence: "The document of the ledger entry {key} has lines with the net amount {expected amount} in one VAT \
                   group; its VAT entries have the base {found amount}.",
        query: VAT_BASE_OF_DOCUMENTS,
    },
    Invariant {
        sentence: "The document of the ledger entry {key} has lines with the tax {expected amount} in one VAT group; \
                   its VAT entries have {found amount}.",
        query: VAT_OF_DOCUMENTS,
    },
    Invariant {
        sentence: "The order {name} has a line of which {found amount} are shipped or received, of {expected amount}.",
        query: "SELECT 0, l.quantity_shipped, l.quantity, t.number FROM trade_document_lines l JOIN trade_documents t \
                ON t.company_id = l.company_id AND t.id = l.document_id WHERE l.company_id = ?1 \
                AND t.document_type = 1 AND abs(l.quantity_shipped) > abs(l.quantity)",
    },
    Invariant {
        sentence: "The order {name} has a line of which {found amount} are invoiced, but only {expected amount} \
                   shipped or received.",
        query: "SELECT 0, l.quantity_invoiced, l.quantity_shipped, t.number FROM trade_document_lines l \
                JOIN trade_documents t ON t.company_id = l.company_id AND t.id = l.document_id \
                WHERE l.company_id = ?1 AND t.document_type = 1 \
                AND abs(l.quantity_invoiced) > abs(l.quantity_shipped)",
    },
    Invariant {
        sentence: "A journal line of document {name} is still there, although the ledger entry {key} was posted from it.",
        query: "SELECT p.entry_number, 0, 0, p.document_number FROM party_ledger_entries p JOIN journal_lines l \
                ON l.company_id = p.company_id AND l.id = p.journal_line_id WHERE p.company_id = ?1",
    },
    Invariant {
        sentence: "A document shows a total of {found amount}; net and tax add up to {expected amount}.",
        query: "SELECT 0, total_including_tax, total_excluding_tax + total_tax FROM trade_documents \
                WHERE company_id = ?1 AND total_including_tax <> total_excluding_tax + total_tax",
    },
];

/// Lines and VAT entries of the posted documents in local currency, by VAT group: the lines as what their VAT entries
/// must say. Sales of invoices are credits, as are purchases of credit memos.
macro_rules! vat_of_documents {
    ($line:literal, $entry:literal) => {
        concat!(
            "SELECT ledger_entry_number, CAST(sum(entries) AS BIGINT), CAST(sum(lines) AS BIGINT) FROM ( \
             SELECT t.ledger_entry_number, s.id AS setup, 0 AS entries, ",
            $line,
            " * CASE WHEN (t.side = 0) = (t.document_type = 2) THEN -1 ELSE 1 END AS lines \
             FROM trade_documents t JOIN trade_document_lines l ON l.company_id = t.company_id AND l.document_id = t.id \
             JOIN vat_posting_setup s ON s.company_id = t.company_id \
             AND s.vat_business_posting_group = l.vat_business_posting_group \
             AND s.vat_product_posting_group = l.vat_product_posting_group \
             WHERE t.company_id = ?1 AND t.ledger_entry_number <> 0 AND t.currency_id = {nil} AND l.line_type <> 0 \
             UNION ALL SELECT t.ledger_entry_number, v.vat_posting_setup_id, ",
            $entry,
            ", 0 FROM vat_entries v JOIN trade_documents t ON t.company_id = v.company_id AND t.id = v.document_id \
             AND t.number = v.document_number WHERE v.company_id = ?1 AND t.ledger_entry_number <> 0 \
             AND t.currency_id = {nil}) parts GROUP BY ledger_entry_number, setup HAVING sum(entries) <> sum(lines)"
        )
    };
}

/// Under sales tax (3) every jurisdiction has an entry with the base; only the first one counts.
const VAT_BASE_OF_DOCUMENTS: &str = vat_of_documents!(
    "l.net_amount",
    "CASE WHEN v.calculation_type = 3 AND EXISTS (SELECT 1 FROM vat_entries w WHERE w.company_id = v.company_id \
     AND w.general_ledger_entry_number = v.general_ledger_entry_number AND w.entry_number < v.entry_number) \
     THEN 0 ELSE v.base END"
);
/// VAT of a purchase under reverse charge (1), and use tax, are none of the document's.
const VAT_OF_DOCUMENTS: &str = vat_of_documents!(
    "l.net_tax_amount",
    "CASE WHEN v.use_tax OR (v.calculation_type = 1 AND v.posting_type = 1) THEN 0 ELSE v.amount END"
);

/// Rule 19: the amounts of drafts follow from their lines, and those from quantity, price and discount.
pub(super) async fn check_drafts(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let companies: Vec<Uuid> = checking.companies.keys().copied().collect();
    for company in companies {
        let setup: Vec<GeneralLedgerSetup> = record::list(checking.session, company, "", &[]).await?;
        let Some(setup) = setup.first() else { continue };
        let currencies: Vec<Currency> = record::list(checking.session, company, "", &[]).await?;
        let drafts: Vec<TradeDocument> =
            record::list(checking.session, company, "AND NOT posted AND document_type <= 3", &[]).await?;
        for (done, draft) in drafts.iter().enumerate() {
            let condition = "AND document_id = ?2 ORDER BY sequence";
            let parameters = [SqlValue::Uuid(draft.id)];
            let lines: Vec<TradeDocumentLine> =
                record::list(checking.session, company, condition, &parameters).await?;
            // A currency that is gone shows with the references.
            let Ok(rounding) = trade_documents::rounding(draft, setup, &currencies) else { continue };
            for sentence in faults(draft, &lines, rounding) {
                checking.found(Some(company), sentence);
            }
            checking.listener.on_progress("drafts", done as u64 + 1);
        }
    }
    Ok(())
}

/// What is wrong with the amounts of a draft, as sentences.
fn faults(draft: &TradeDocument, lines: &[TradeDocumentLine], rounding: Rounding) -> Vec<String> {
    let number = &draft.number;
    let mut faults = Vec::new();
    for line in lines.iter().filter(|line| line.has_amounts()) {
        let follows = gross(line, rounding.precision)
            .ok()
            .and_then(|gross| gross.checked_sub(line.discount_amount).ok())
            .is_some_and(|amount| amount == line.line_amount);
        if !follows {
            faults.push(format!(
                "The line {} of the draft {number} has the amount {}, which does not follow from {} times {} less {}.",
                line.sequence, line.line_amount, line.quantity, line.unit_price, line.discount_amount
            ));
        }
    }
    let (mut document, mut renewed) = (draft.clone(), lines.to_vec());
    if distribute(&mut document, &mut renewed, rounding).is_err() {
        faults.push(format!("The draft {number} has amounts that are too large."));
    } else if document != *draft || renewed != lines {
        faults.push(format!(
            "The draft {number} shows {} without and {} with tax; its lines give {} and {}.",
            draft.total_excluding_tax,
            draft.total_including_tax,
            document.total_excluding_tax,
            document.total_including_tax
        ));
    }
    faults
}
