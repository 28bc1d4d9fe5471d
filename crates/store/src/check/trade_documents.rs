//! Sales and purchase documents against their lines and ledger entries (FINANCE.md section 10, rules 17 to 20).

use super::invariants::Invariant;

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
    Invariant {
        sentence: "A document shows a total of {found amount}; net and tax add up to {expected amount}.",
        query: "SELECT 0, total_including_tax, total_excluding_tax + total_tax FROM trade_documents \
                WHERE company_id = ?1 AND total_including_tax <> total_excluding_tax + total_tax",
    },
];
