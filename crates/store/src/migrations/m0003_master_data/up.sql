-- Vendors, items and the setup that posting needs.

ALTER TABLE customers ADD COLUMN application_method {integer} NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN block_payment_tolerance {boolean} NOT NULL DEFAULT FALSE;

ALTER TABLE currencies ADD COLUMN application_rounding_precision {integer} NOT NULL DEFAULT 0;

ALTER TABLE general_ledger_setup ADD COLUMN unit_amount_rounding_precision {integer} NOT NULL DEFAULT 1;
ALTER TABLE general_ledger_setup ADD COLUMN invoice_rounding_precision {integer} NOT NULL DEFAULT 1000;
ALTER TABLE general_ledger_setup ADD COLUMN invoice_rounding_type {integer} NOT NULL DEFAULT 0;
ALTER TABLE general_ledger_setup ADD COLUMN application_rounding_precision {integer} NOT NULL DEFAULT 0;
ALTER TABLE general_ledger_setup ADD COLUMN vat_rounding {integer} NOT NULL DEFAULT 0;
ALTER TABLE general_ledger_setup ADD COLUMN payment_discount_excluding_vat {boolean} NOT NULL DEFAULT FALSE;
ALTER TABLE general_ledger_setup ADD COLUMN adjust_for_payment_discount {boolean} NOT NULL DEFAULT FALSE;
ALTER TABLE general_ledger_setup ADD COLUMN payment_discount_grace_period {text} NOT NULL DEFAULT '';
ALTER TABLE general_ledger_setup ADD COLUMN payment_discount_tolerance_posting {integer} NOT NULL DEFAULT 0;
ALTER TABLE general_ledger_setup ADD COLUMN payment_tolerance_percent {integer} NOT NULL DEFAULT 0;
ALTER TABLE general_ledger_setup ADD COLUMN max_payment_tolerance_amount {integer} NOT NULL DEFAULT 0;
ALTER TABLE general_ledger_setup ADD COLUMN payment_tolerance_posting {integer} NOT NULL DEFAULT 0;

-- Sales & receivables setup and purchases & payables setup: one row for each side of trade.
CREATE TABLE trade_setup (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    side {integer} NOT NULL,
    no_default_posting_date {boolean} NOT NULL,
    link_document_date {boolean} NOT NULL,
    default_quantity {boolean} NOT NULL,
    no_default_quantity_to_ship {boolean} NOT NULL,
    discount_posting {integer} NOT NULL,
    calculate_invoice_discount {boolean} NOT NULL,
    invoice_rounding {boolean} NOT NULL,
    shipment_on_invoice {boolean} NOT NULL,
    return_receipt_on_credit_memo {boolean} NOT NULL,
    external_number_mandatory {boolean} NOT NULL,
    exact_cost_reversing_mandatory {boolean} NOT NULL,
    application_between_currencies {integer} NOT NULL,
    allow_document_deletion_before {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, side),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE inventory_setup (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    automatic_cost_posting {boolean} NOT NULL,
    expected_cost_posting {boolean} NOT NULL,
    automatic_cost_adjustment {integer} NOT NULL,
    default_costing_method {integer} NOT NULL,
    prevent_negative_inventory {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE accounting_periods (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    starting_date {text} NOT NULL,
    name {text} NOT NULL,
    new_fiscal_year {boolean} NOT NULL,
    closed {boolean} NOT NULL,
    date_locked {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, starting_date),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE vendor_templates (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    country_region_code {text} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    vat_business_posting_group {text} NOT NULL,
    vat_business_posting_group_id {uuid} NOT NULL,
    vendor_posting_group {text} NOT NULL,
    payment_terms_code {text} NOT NULL,
    payment_terms_id {uuid} NOT NULL,
    payment_method_code {text} NOT NULL,
    payment_method_id {uuid} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE vendors (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    number {text} NOT NULL,
    name {text} NOT NULL,
    address {text} NOT NULL,
    address_2 {text} NOT NULL,
    city {text} NOT NULL,
    county {text} NOT NULL,
    country_region_code {text} NOT NULL,
    post_code {text} NOT NULL,
    phone_number {text} NOT NULL,
    email {text} NOT NULL,
    home_page {text} NOT NULL,
    tax_liable {boolean} NOT NULL,
    tax_area_code {text} NOT NULL,
    tax_area_id {uuid} NOT NULL,
    vat_registration_number {text} NOT NULL,
    currency_code {text} NOT NULL,
    currency_id {uuid} NOT NULL,
    irs_1099_code {text} NOT NULL,
    payment_terms_code {text} NOT NULL,
    payment_terms_id {uuid} NOT NULL,
    payment_method_code {text} NOT NULL,
    payment_method_id {uuid} NOT NULL,
    blocked {integer} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    vat_business_posting_group {text} NOT NULL,
    vendor_posting_group {text} NOT NULL,
    pay_to_vendor_number {text} NOT NULL,
    preferred_bank_account_code {text} NOT NULL,
    application_method {integer} NOT NULL,
    block_payment_tolerance {boolean} NOT NULL,
    global_dimension_1_code {text} NOT NULL,
    global_dimension_2_code {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE INDEX vendors_currency ON vendors (company_id, currency_id);

ALTER TABLE general_posting_setup ADD COLUMN purchase_variance_account {text} NOT NULL DEFAULT '';
ALTER TABLE general_product_posting_groups ADD COLUMN auto_insert_default {boolean} NOT NULL DEFAULT TRUE;

CREATE TABLE units_of_measure (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    international_standard_code {text} NOT NULL,
    symbol {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE item_categories (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    parent_category_code {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE item_templates (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    item_type {integer} NOT NULL,
    costing_method {integer} NOT NULL,
    base_unit_of_measure {text} NOT NULL,
    base_unit_of_measure_id {uuid} NOT NULL,
    general_product_posting_group {text} NOT NULL,
    general_product_posting_group_id {uuid} NOT NULL,
    vat_product_posting_group {text} NOT NULL,
    tax_group_id {uuid} NOT NULL,
    inventory_posting_group {text} NOT NULL,
    inventory_posting_group_id {uuid} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE locations (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    contact {text} NOT NULL,
    address {text} NOT NULL,
    address_2 {text} NOT NULL,
    city {text} NOT NULL,
    county {text} NOT NULL,
    country_region_code {text} NOT NULL,
    post_code {text} NOT NULL,
    phone_number {text} NOT NULL,
    email {text} NOT NULL,
    home_page {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE items (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    number {text} NOT NULL,
    description {text} NOT NULL,
    description_2 {text} NOT NULL,
    item_type {integer} NOT NULL,
    item_category_code {text} NOT NULL,
    item_category_id {uuid} NOT NULL,
    blocked {boolean} NOT NULL,
    sales_blocked {boolean} NOT NULL,
    purchasing_blocked {boolean} NOT NULL,
    gtin {text} NOT NULL,
    unit_price {integer} NOT NULL,
    price_includes_vat {boolean} NOT NULL,
    allow_invoice_discount {boolean} NOT NULL,
    unit_cost {integer} NOT NULL,
    standard_cost {integer} NOT NULL,
    last_direct_cost {integer} NOT NULL,
    costing_method {integer} NOT NULL,
    cost_is_adjusted {boolean} NOT NULL,
    prevent_negative_inventory {integer} NOT NULL,
    base_unit_of_measure {text} NOT NULL,
    base_unit_of_measure_id {uuid} NOT NULL,
    sales_unit_of_measure {text} NOT NULL,
    purchase_unit_of_measure {text} NOT NULL,
    general_product_posting_group {text} NOT NULL,
    general_product_posting_group_id {uuid} NOT NULL,
    vat_product_posting_group {text} NOT NULL,
    tax_group_code {text} NOT NULL,
    tax_group_id {uuid} NOT NULL,
    inventory_posting_group {text} NOT NULL,
    inventory_posting_group_id {uuid} NOT NULL,
    global_dimension_1_code {text} NOT NULL,
    global_dimension_2_code {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE item_units_of_measure (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    item_id {uuid} NOT NULL,
    code {text} NOT NULL,
    quantity_per_unit {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, item_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE item_variants (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    item_id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, item_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE INDEX items_category ON items (company_id, item_category_id);
CREATE INDEX items_base_unit ON items (company_id, base_unit_of_measure_id);

ALTER TABLE companies ADD COLUMN experience {integer} NOT NULL DEFAULT 1;
ALTER TABLE general_ledger_setup ADD COLUMN allow_query_from_consolidation {boolean} NOT NULL DEFAULT FALSE;
ALTER TABLE default_dimensions ADD COLUMN parent_type {integer} NOT NULL DEFAULT 0;
ALTER TABLE bank_accounts ADD COLUMN bank_account_number {text} NOT NULL DEFAULT '';
ALTER TABLE bank_accounts ADD COLUMN iban {text} NOT NULL DEFAULT '';
ALTER TABLE bank_accounts ADD COLUMN currency_id {uuid} NOT NULL DEFAULT {nil};
ALTER TABLE bank_accounts ADD COLUMN intercompany_enabled {boolean} NOT NULL DEFAULT FALSE;
CREATE INDEX default_dimensions_parent ON default_dimensions (company_id, parent_id);

-- What a company says about itself, as a record that belongs to the company.
CREATE VIEW company_information AS
    SELECT id AS company_id, id, display_name, address, address_2, city, county, country_region_code, post_code,
        phone_number, fax_number, email, home_page, vat_registration_number, industrial_classification, experience,
        row_version, created_at, modified_at
    FROM companies;
