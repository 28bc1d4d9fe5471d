//! Quantities and values of items (FINANCE.md section 10, rules 21 and 22).

use super::invariants::Invariant;

pub(super) const RULES: &[Invariant] = &[
    Invariant {
        sentence: "The item ledger entry {key} is {found} (1 open, 0 closed) with {expected amount} remaining.",
        query: "SELECT entry_number, CASE WHEN open THEN 1 ELSE 0 END, remaining_quantity FROM item_ledger_entries \
                WHERE company_id = ?1 AND ((open AND remaining_quantity = 0) \
                OR (NOT open AND remaining_quantity <> 0))",
    },
    Invariant {
        sentence: "The item ledger entry {key} has {found amount} remaining of {expected amount}.",
        query: "SELECT entry_number, remaining_quantity, quantity FROM item_ledger_entries WHERE company_id = ?1 \
                AND (abs(remaining_quantity) > abs(quantity) \
                OR (remaining_quantity <> 0 AND (remaining_quantity > 0) <> (quantity > 0)))",
    },
    Invariant {
        sentence: "Of the item ledger entry {key} {found amount} are invoiced, of {expected amount}.",
        query: "SELECT entry_number, invoiced_quantity, quantity FROM item_ledger_entries WHERE company_id = ?1 \
                AND (abs(invoiced_quantity) > abs(quantity) \
                OR (invoiced_quantity <> 0 AND (invoiced_quantity > 0) <> (quantity > 0)))",
    },
    Invariant {
        sentence: "Of the item ledger entry {key} {found amount} are invoiced; its value entries invoice \
                   {expected amount}.",
        query: "SELECT i.entry_number, i.invoiced_quantity, CAST(coalesce(sum(v.invoiced_quantity), 0) AS BIGINT) \
                FROM item_ledger_entries i LEFT JOIN value_entries v ON v.company_id = i.company_id \
                AND v.item_ledger_entry_number = i.entry_number WHERE i.company_id = ?1 \
                GROUP BY i.entry_number, i.invoiced_quantity \
                HAVING i.invoiced_quantity <> coalesce(sum(v.invoiced_quantity), 0)",
    },
    Invariant {
        sentence: "The item ledger entry {key} is invoiced as a whole, but {found amount} of its cost are still \
                   expected.",
        query: "SELECT i.entry_number, CAST(sum(v.cost_amount_expected) AS BIGINT), 0 FROM item_ledger_entries i \
                JOIN value_entries v ON v.company_id = i.company_id AND v.item_ledger_entry_number = i.entry_number \
                WHERE i.company_id = ?1 AND i.invoiced_quantity = i.quantity GROUP BY i.entry_number \
                HAVING sum(v.cost_amount_expected) <> 0",
    },
    Invariant {
        sentence: "Item ledger entries have {found amount} of a line of the order {name} that wait for their invoice; \
                   the line has {expected amount}.",
        query: WAITING_FOR_INVOICE,
    },
    Invariant {
        sentence: "The value entry {key} belongs to no item ledger entry of its item.",
        query: "SELECT v.entry_number, 0, 0 FROM value_entries v LEFT JOIN item_ledger_entries i \
                ON i.company_id = v.company_id AND i.entry_number = v.item_ledger_entry_number \
                AND i.item_id = v.item_id WHERE v.company_id = ?1 AND i.entry_number IS NULL",
    },
    Invariant {
        sentence: "What was applied from the inbound item ledger entry {key} is {found amount}, more than its \
                   {expected amount}.",
        query: "SELECT i.entry_number, CAST(sum(a.quantity) AS BIGINT), i.quantity FROM item_ledger_entries i \
                JOIN item_application_entries a ON a.company_id = i.company_id \
                AND a.inbound_entry_number = i.entry_number AND a.outbound_entry_number <> 0 \
                WHERE i.company_id = ?1 GROUP BY i.entry_number, i.quantity \
                HAVING abs(sum(a.quantity)) > abs(i.quantity)",
    },
    Invariant {
        sentence: "Stock is worth {found amount} in the general ledger; cost posted there by items is \
                   {expected amount}.",
        query: "SELECT 0, CAST(sum(ledger) AS BIGINT), CAST(sum(cost) AS BIGINT) FROM ( \
                SELECT e.amount AS ledger, 0 AS cost FROM general_ledger_entries e WHERE e.company_id = ?1 \
                AND e.account_id IN (SELECT a.id FROM inventory_posting_setup g JOIN accounts a \
                ON a.company_id = g.company_id AND a.number = g.inventory_account \
                WHERE g.company_id = ?1 AND NOT a.direct_posting) \
                UNION ALL SELECT 0, v.cost_posted_to_general_ledger FROM value_entries v WHERE v.company_id = ?1) moves \
                HAVING sum(ledger) <> sum(cost)",
    },
];

/// Goods of orders that are handed over and not invoiced, by entries and by the line, which must be there. Orders of
/// before shipments moved goods have fewer of them by entries; lines of other units than the base unit are left out.
const WAITING_FOR_INVOICE: &str = "SELECT 0, CAST(w.waiting AS BIGINT), coalesce(abs(l.quantity_shipped - l.quantity_invoiced), 0), \
     coalesce(o.number, '') FROM ( \
     SELECT t.order_id, i.document_line_number, i.item_id, abs(sum(i.quantity - i.invoiced_quantity)) AS waiting \
     FROM item_ledger_entries i JOIN trade_documents t ON t.company_id = i.company_id AND t.id = i.document_id \
     WHERE i.company_id = ?1 AND i.quantity <> i.invoiced_quantity \
     GROUP BY t.order_id, i.document_line_number, i.item_id) w \
     LEFT JOIN trade_documents o ON o.company_id = ?1 AND o.id = w.order_id AND o.document_type = 1 \
     LEFT JOIN trade_document_lines l ON l.company_id = ?1 AND l.document_id = o.id \
     AND l.sequence = w.document_line_number AND l.item_id = w.item_id \
     WHERE l.id IS NULL OR (l.quantity_per_unit = 100000 \
     AND w.waiting > abs(l.quantity_shipped - l.quantity_invoiced))";
