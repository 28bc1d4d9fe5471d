-- How much a company has posted in all, kept with each register. What was posted before counts with its last register,
-- generously: every column both ways, rounded up to whole units.

{no_longer_append_only:general_ledger_registers}
ALTER TABLE general_ledger_registers ADD COLUMN turnover {integer} NOT NULL DEFAULT 0;

UPDATE general_ledger_registers AS r SET turnover = 100000 * (
    SELECT CASE WHEN sum(moved) > 46116860184273 THEN 46116860184273 ELSE coalesce(sum(moved), 0) END FROM (
        SELECT sum(abs(amount / 100000) + 1) AS moved FROM general_ledger_entries l WHERE l.company_id = r.company_id
        UNION ALL
        SELECT sum(abs(amount / 100000) + 1) AS moved FROM detailed_ledger_entries l WHERE l.company_id = r.company_id
        UNION ALL
        SELECT sum(abs(amount_local / 100000) + 1) AS moved FROM detailed_ledger_entries l WHERE l.company_id = r.company_id
        UNION ALL
        SELECT sum(abs(amount / 100000) + 1) AS moved FROM bank_ledger_entries l WHERE l.company_id = r.company_id
        UNION ALL
        SELECT sum(abs(quantity / 100000) + 1) AS moved FROM item_ledger_entries l WHERE l.company_id = r.company_id
        UNION ALL
        SELECT sum(abs(cost_amount_actual / 100000) + 1) AS moved FROM value_entries l WHERE l.company_id = r.company_id
        UNION ALL
        SELECT sum(abs(sales_amount_actual / 100000) + 1) AS moved FROM value_entries l WHERE l.company_id = r.company_id
        UNION ALL
        SELECT sum(abs(purchase_amount_actual / 100000) + 1) AS moved FROM value_entries l WHERE l.company_id = r.company_id
    ) moves
)
WHERE r.number = (SELECT max(last.number) FROM general_ledger_registers last WHERE last.company_id = r.company_id);

{append_only:general_ledger_registers}
