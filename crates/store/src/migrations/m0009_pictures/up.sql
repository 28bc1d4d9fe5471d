-- Pictures of customers, vendors, items and variants of items. What is kept has the id of its record.

CREATE TABLE picture_contents (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    width {integer} NOT NULL,
    height {integer} NOT NULL,
    content_type {text} NOT NULL,
    content {bytes} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

-- The picture of each record, without size and type while none is kept; a change of it is a change of the record. What
-- kind of record it is, is numbered in finance (pictures.rs).
CREATE VIEW pictures AS
SELECT p.company_id, p.id, CAST(1 AS BIGINT) AS parent_type, coalesce(c.width, 0) AS width,
    coalesce(c.height, 0) AS height, coalesce(c.content_type, '') AS content_type, p.row_version
FROM customers p
LEFT JOIN picture_contents c ON c.company_id = p.company_id AND c.id = p.id
UNION ALL
SELECT p.company_id, p.id, CAST(2 AS BIGINT) AS parent_type, coalesce(c.width, 0) AS width,
    coalesce(c.height, 0) AS height, coalesce(c.content_type, '') AS content_type, p.row_version
FROM items p
LEFT JOIN picture_contents c ON c.company_id = p.company_id AND c.id = p.id
UNION ALL
SELECT p.company_id, p.id, CAST(3 AS BIGINT) AS parent_type, coalesce(c.width, 0) AS width,
    coalesce(c.height, 0) AS height, coalesce(c.content_type, '') AS content_type, p.row_version
FROM vendors p
LEFT JOIN picture_contents c ON c.company_id = p.company_id AND c.id = p.id
UNION ALL
SELECT p.company_id, p.id, CAST(6 AS BIGINT) AS parent_type, coalesce(c.width, 0) AS width,
    coalesce(c.height, 0) AS height, coalesce(c.content_type, '') AS content_type, p.row_version
FROM item_variants p
LEFT JOIN picture_contents c ON c.company_id = p.company_id AND c.id = p.id;
