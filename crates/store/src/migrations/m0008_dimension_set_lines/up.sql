-- The pairs of the set of dimensions of each record that has one, as if they were rows of their own. What a parent is
-- called by number is said in finance (dimension_set_lines.rs); the line of a document is one more than the document.
-- The parts are alike down to the types of their columns, so that a read of one parent looks at that parent only.

CREATE VIEW dimension_set_lines AS
SELECT p.company_id, d.id, p.id AS parent_id, CAST(1 AS BIGINT) AS parent_type,
    d.code, d.name, d.consolidation_code, coalesce(v.id, {nil}) AS value_id,
    e.dimension_value_code AS value_code, coalesce(v.name, '') AS value_name,
    coalesce(v.consolidation_code, '') AS value_consolidation_code, p.row_version
FROM journal_lines p
JOIN dimension_set_entries e ON e.company_id = p.company_id AND e.dimension_set_id = p.dimension_set_id
JOIN dimensions d ON d.company_id = e.company_id AND d.code = e.dimension_code
LEFT JOIN dimension_values v ON v.company_id = e.company_id AND v.dimension_code = e.dimension_code
    AND v.code = e.dimension_value_code
UNION ALL
SELECT p.company_id, d.id, p.id AS parent_id, CAST(CASE p.side WHEN 0 THEN CASE p.document_type WHEN 0 THEN 4 WHEN 1 THEN 2 WHEN 2 THEN 8 WHEN 3 THEN 6 ELSE 14 END ELSE CASE p.document_type WHEN 1 THEN 18 WHEN 2 THEN 10 WHEN 3 THEN 20 ELSE 16 END END AS BIGINT) AS parent_type,
    d.code, d.name, d.consolidation_code, coalesce(v.id, {nil}) AS value_id,
    e.dimension_value_code AS value_code, coalesce(v.name, '') AS value_name,
    coalesce(v.consolidation_code, '') AS value_consolidation_code, p.row_version
FROM trade_documents p
JOIN dimension_set_entries e ON e.company_id = p.company_id AND e.dimension_set_id = p.dimension_set_id
JOIN dimensions d ON d.company_id = e.company_id AND d.code = e.dimension_code
LEFT JOIN dimension_values v ON v.company_id = e.company_id AND v.dimension_code = e.dimension_code
    AND v.code = e.dimension_value_code
UNION ALL
SELECT p.company_id, d.id, p.id AS parent_id, CAST(CASE p.side WHEN 0 THEN CASE p.document_type WHEN 0 THEN 4 WHEN 1 THEN 2 WHEN 2 THEN 8 WHEN 3 THEN 6 ELSE 14 END ELSE CASE p.document_type WHEN 1 THEN 18 WHEN 2 THEN 10 WHEN 3 THEN 20 ELSE 16 END END + 1 AS BIGINT) AS parent_type,
    d.code, d.name, d.consolidation_code, coalesce(v.id, {nil}) AS value_id,
    e.dimension_value_code AS value_code, coalesce(v.name, '') AS value_name,
    coalesce(v.consolidation_code, '') AS value_consolidation_code, p.row_version
FROM trade_document_lines p
JOIN dimension_set_entries e ON e.company_id = p.company_id AND e.dimension_set_id = p.dimension_set_id
JOIN dimensions d ON d.company_id = e.company_id AND d.code = e.dimension_code
LEFT JOIN dimension_values v ON v.company_id = e.company_id AND v.dimension_code = e.dimension_code
    AND v.code = e.dimension_value_code
UNION ALL
SELECT p.company_id, d.id, p.id AS parent_id, CAST(12 AS BIGINT) AS parent_type,
    d.code, d.name, d.consolidation_code, coalesce(v.id, {nil}) AS value_id,
    e.dimension_value_code AS value_code, coalesce(v.name, '') AS value_name,
    coalesce(v.consolidation_code, '') AS value_consolidation_code, p.row_version
FROM general_ledger_entries p
JOIN dimension_set_entries e ON e.company_id = p.company_id AND e.dimension_set_id = p.dimension_set_id
JOIN dimensions d ON d.company_id = e.company_id AND d.code = e.dimension_code
LEFT JOIN dimension_values v ON v.company_id = e.company_id AND v.dimension_code = e.dimension_code
    AND v.code = e.dimension_value_code;
