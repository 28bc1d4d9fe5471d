-- What payments that wait in a journal are applied to, beyond the one invoice a line can name.

CREATE TABLE payment_applications (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    journal_line_id {uuid} NOT NULL,
    invoice_id {uuid} NOT NULL,
    -- Positive on both sides of trade; 0 for as much as payment and invoice allow.
    amount {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, journal_line_id, invoice_id),
    FOREIGN KEY (company_id) REFERENCES companies (id),
    FOREIGN KEY (company_id, journal_line_id) REFERENCES journal_lines (company_id, id) ON DELETE CASCADE
);
