-- Goods that are shipped or received before they are invoiced: what they are expected to cost, until their invoice takes
-- that back, and how much of an entry is invoiced, which now grows with later invoices.

ALTER TABLE value_entries ADD COLUMN cost_amount_expected {integer} NOT NULL DEFAULT 0;

-- What came back of goods whose cost turns out later.
CREATE INDEX item_ledger_entries_returned ON item_ledger_entries (company_id, applies_from_entry_number)
    WHERE applies_from_entry_number <> 0;

{no_longer_append_only:item_ledger_entries}
{append_only:item_ledger_entries:
    id, entry_number, register_number, item_id, posting_date, document_date, entry_type,
    document_type, document_number, document_line_number, document_id, external_document_number,
    description, quantity, positive, unit_of_measure_code, location_code,
    source_type, source_id, applies_from_entry_number, dimension_set_id, company_id, created_at}
