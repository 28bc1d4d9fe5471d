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
