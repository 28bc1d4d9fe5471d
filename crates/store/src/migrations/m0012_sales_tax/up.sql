-- Sales tax: who levies it where and at which rates; the rates a line of a document was calculated with; and what of a
-- VAT entry belongs to whom.

CREATE TABLE tax_jurisdictions (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    sales_tax_account {text} NOT NULL,
    purchase_tax_account {text} NOT NULL,
    reverse_charge_account {text} NOT NULL,
    report_to_jurisdiction {text} NOT NULL,
    calculate_tax_on_tax {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE tax_area_lines (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    tax_area_code {text} NOT NULL,
    tax_jurisdiction_code {text} NOT NULL,
    calculation_order {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, tax_area_code, tax_jurisdiction_code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE tax_details (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    tax_jurisdiction_code {text} NOT NULL,
    tax_group_code {text} NOT NULL,
    tax_type {integer} NOT NULL,
    effective_date {text} NOT NULL,
    maximum_amount_or_quantity {integer} NOT NULL,
    tax_below_maximum {integer} NOT NULL,
    tax_above_maximum {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, tax_jurisdiction_code, tax_group_code, tax_type, effective_date),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

ALTER TABLE vat_posting_setup ADD COLUMN use_tax {boolean} NOT NULL DEFAULT FALSE;

ALTER TABLE vat_entries ADD COLUMN tax_jurisdiction_id {uuid} NOT NULL DEFAULT {nil};
ALTER TABLE vat_entries ADD COLUMN tax_type {integer} NOT NULL DEFAULT 0;
ALTER TABLE vat_entries ADD COLUMN use_tax {boolean} NOT NULL DEFAULT FALSE;
ALTER TABLE vat_entries ADD COLUMN tax_entry_number {integer} NOT NULL DEFAULT 0;

ALTER TABLE trade_document_lines ADD COLUMN sales_tax {text} NOT NULL DEFAULT '';
{append_only_column:trade_document_lines:sales_tax:posted}
