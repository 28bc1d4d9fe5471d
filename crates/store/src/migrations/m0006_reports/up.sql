-- The rows of the financial statements, and what reports read their ledgers by.

CREATE TABLE report_lines (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    statement {integer} NOT NULL,
    line_number {integer} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    totaling_kind {integer} NOT NULL,
    totaling {text} NOT NULL,
    amount_kind {integer} NOT NULL,
    bold {boolean} NOT NULL,
    show_opposite_sign {boolean} NOT NULL,
    indentation {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, statement, line_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

-- Balances and movements by account are read from this index alone, without the entries themselves.
DROP INDEX general_ledger_entries_account;
CREATE INDEX general_ledger_entries_account ON general_ledger_entries
    (company_id, account_id, posting_date, closing_date, debit_amount, credit_amount, amount);
