-- The foundation: companies, master data, setup, payment journals, keys and clients.

CREATE TABLE companies (
    id {uuid} NOT NULL,
    name {text} NOT NULL,
    display_name {text} NOT NULL,
    system_version {text} NOT NULL,
    business_profile_id {text} NOT NULL,
    address {text} NOT NULL,
    address_2 {text} NOT NULL,
    city {text} NOT NULL,
    county {text} NOT NULL,
    country_region_code {text} NOT NULL,
    post_code {text} NOT NULL,
    phone_number {text} NOT NULL,
    fax_number {text} NOT NULL,
    email {text} NOT NULL,
    home_page {text} NOT NULL,
    vat_registration_number {text} NOT NULL,
    industrial_classification {text} NOT NULL,
    created_by {uuid} NOT NULL,
    modified_by {uuid} NOT NULL,
    -- Every write takes the next version here, and with it the company's place in the queue of writers.
    row_version_counter {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE general_ledger_setup (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    local_currency_code {text} NOT NULL,
    local_currency_symbol {text} NOT NULL,
    additional_reporting_currency {text} NOT NULL,
    amount_rounding_precision {integer} NOT NULL,
    allow_posting_from {text} NOT NULL,
    allow_posting_to {text} NOT NULL,
    is_vat_company {boolean} NOT NULL,
    global_dimension_1_code {text} NOT NULL,
    global_dimension_2_code {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE number_series_setup (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    customers {text} NOT NULL,
    vendors {text} NOT NULL,
    items {text} NOT NULL,
    employees {text} NOT NULL,
    contacts {text} NOT NULL,
    sales_quotes {text} NOT NULL,
    sales_orders {text} NOT NULL,
    sales_invoices {text} NOT NULL,
    posted_sales_invoices {text} NOT NULL,
    sales_credit_memos {text} NOT NULL,
    posted_sales_credit_memos {text} NOT NULL,
    posted_sales_shipments {text} NOT NULL,
    purchase_orders {text} NOT NULL,
    purchase_invoices {text} NOT NULL,
    posted_purchase_invoices {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE accounts (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    number {text} NOT NULL,
    name {text} NOT NULL,
    account_type {integer} NOT NULL,
    category {integer} NOT NULL,
    sub_category {text} NOT NULL,
    direct_posting {boolean} NOT NULL,
    blocked {boolean} NOT NULL,
    totaling {text} NOT NULL,
    omit_default_description {boolean} NOT NULL,
    general_posting_type {integer} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    general_product_posting_group {text} NOT NULL,
    vat_business_posting_group {text} NOT NULL,
    vat_product_posting_group {text} NOT NULL,
    tax_area_code {text} NOT NULL,
    tax_liable {boolean} NOT NULL,
    tax_group_code {text} NOT NULL,
    consolidation_translation_method {integer} NOT NULL,
    consolidation_debit_account {text} NOT NULL,
    consolidation_credit_account {text} NOT NULL,
    exclude_from_consolidation {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE currencies (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    symbol {text} NOT NULL,
    amount_decimal_places {text} NOT NULL,
    unit_amount_decimal_places {text} NOT NULL,
    amount_rounding_precision {integer} NOT NULL,
    unit_amount_rounding_precision {integer} NOT NULL,
    invoice_rounding_precision {integer} NOT NULL,
    vat_rounding {integer} NOT NULL,
    payment_tolerance_percent {integer} NOT NULL,
    max_payment_tolerance_amount {integer} NOT NULL,
    emu_currency {boolean} NOT NULL,
    realized_gains_account {text} NOT NULL,
    realized_losses_account {text} NOT NULL,
    unrealized_gains_account {text} NOT NULL,
    unrealized_losses_account {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE currency_exchange_rates (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    currency_code {text} NOT NULL,
    starting_date {text} NOT NULL,
    exchange_rate_amount {integer} NOT NULL,
    relational_currency_code {text} NOT NULL,
    relational_exchange_rate_amount {integer} NOT NULL,
    adjustment_exchange_rate_amount {integer} NOT NULL,
    relational_adjustment_exchange_rate_amount {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, currency_code, starting_date),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE payment_terms (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    due_date_calculation {text} NOT NULL,
    discount_date_calculation {text} NOT NULL,
    discount_percent {integer} NOT NULL,
    calculate_discount_on_credit_memos {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE payment_methods (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    balancing_account_type {integer} NOT NULL,
    balancing_account_number {text} NOT NULL,
    direct_debit {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE shipment_methods (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE countries_regions (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    iso_code {text} NOT NULL,
    eu_country_region_code {text} NOT NULL,
    intrastat_code {text} NOT NULL,
    address_format {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE tax_areas (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    tax_type {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE tax_groups (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    tax_type {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE dimensions (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    consolidation_code {text} NOT NULL,
    blocked {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE dimension_values (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    dimension_code {text} NOT NULL,
    dimension_id {uuid} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    value_type {integer} NOT NULL,
    totaling {text} NOT NULL,
    consolidation_code {text} NOT NULL,
    blocked {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, dimension_code, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE default_dimensions (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    table_number {integer} NOT NULL,
    number {text} NOT NULL,
    parent_id {uuid} NOT NULL,
    dimension_code {text} NOT NULL,
    dimension_id {uuid} NOT NULL,
    dimension_value_code {text} NOT NULL,
    dimension_value_id {uuid} NOT NULL,
    value_posting {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, table_number, number, dimension_code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE customer_templates (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    country_region_code {text} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    vat_business_posting_group {text} NOT NULL,
    vat_business_posting_group_id {uuid} NOT NULL,
    customer_posting_group {text} NOT NULL,
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

CREATE TABLE default_dimension_priorities (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    source_code {text} NOT NULL,
    table_number {integer} NOT NULL,
    priority {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, source_code, table_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE number_series (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    default_numbers {boolean} NOT NULL,
    manual_numbers {boolean} NOT NULL,
    date_order {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE number_series_lines (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    series_code {text} NOT NULL,
    line_number {integer} NOT NULL,
    starting_date {text} NOT NULL,
    starting_number {text} NOT NULL,
    ending_number {text} NOT NULL,
    warning_number {text} NOT NULL,
    last_number_used {text} NOT NULL,
    last_date_used {text} NOT NULL,
    increment {integer} NOT NULL,
    open {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, series_code, line_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE customer_posting_groups (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    receivables_account {text} NOT NULL,
    service_charge_account {text} NOT NULL,
    payment_discount_debit_account {text} NOT NULL,
    payment_discount_credit_account {text} NOT NULL,
    invoice_rounding_account {text} NOT NULL,
    application_rounding_debit_account {text} NOT NULL,
    application_rounding_credit_account {text} NOT NULL,
    debit_rounding_account {text} NOT NULL,
    credit_rounding_account {text} NOT NULL,
    payment_tolerance_debit_account {text} NOT NULL,
    payment_tolerance_credit_account {text} NOT NULL,
    additional_fee_account {text} NOT NULL,
    interest_account {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE vendor_posting_groups (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    payables_account {text} NOT NULL,
    service_charge_account {text} NOT NULL,
    payment_discount_debit_account {text} NOT NULL,
    payment_discount_credit_account {text} NOT NULL,
    invoice_rounding_account {text} NOT NULL,
    application_rounding_debit_account {text} NOT NULL,
    application_rounding_credit_account {text} NOT NULL,
    debit_rounding_account {text} NOT NULL,
    credit_rounding_account {text} NOT NULL,
    payment_tolerance_debit_account {text} NOT NULL,
    payment_tolerance_credit_account {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE bank_posting_groups (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    account_number {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE inventory_posting_groups (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE inventory_posting_setup (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    location_code {text} NOT NULL,
    inventory_posting_group {text} NOT NULL,
    inventory_account {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, location_code, inventory_posting_group),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE general_business_posting_groups (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    default_vat_business_posting_group {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE general_product_posting_groups (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    default_vat_product_posting_group {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE vat_posting_setup (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    vat_business_posting_group {text} NOT NULL,
    vat_product_posting_group {text} NOT NULL,
    calculation_type {integer} NOT NULL,
    vat_percent {integer} NOT NULL,
    vat_identifier {text} NOT NULL,
    sales_vat_account {text} NOT NULL,
    purchase_vat_account {text} NOT NULL,
    reverse_charge_vat_account {text} NOT NULL,
    adjust_for_payment_discount {boolean} NOT NULL,
    eu_service {boolean} NOT NULL,
    blocked {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, vat_business_posting_group, vat_product_posting_group),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE general_posting_setup (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    general_product_posting_group {text} NOT NULL,
    sales_account {text} NOT NULL,
    sales_line_discount_account {text} NOT NULL,
    sales_invoice_discount_account {text} NOT NULL,
    sales_credit_memo_account {text} NOT NULL,
    sales_payment_discount_debit_account {text} NOT NULL,
    sales_payment_discount_credit_account {text} NOT NULL,
    purchase_account {text} NOT NULL,
    purchase_line_discount_account {text} NOT NULL,
    purchase_invoice_discount_account {text} NOT NULL,
    purchase_credit_memo_account {text} NOT NULL,
    cost_of_goods_sold_account {text} NOT NULL,
    inventory_adjustment_account {text} NOT NULL,
    direct_cost_applied_account {text} NOT NULL,
    blocked {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, general_business_posting_group, general_product_posting_group),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE source_codes (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE bank_accounts (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    number {text} NOT NULL,
    name {text} NOT NULL,
    currency_code {text} NOT NULL,
    posting_group {text} NOT NULL,
    blocked {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE journal_templates (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    name {text} NOT NULL,
    description {text} NOT NULL,
    template_type {integer} NOT NULL,
    recurring {boolean} NOT NULL,
    source_code {text} NOT NULL,
    reason_code {text} NOT NULL,
    balancing_account_type {integer} NOT NULL,
    balancing_account_number {text} NOT NULL,
    number_series {text} NOT NULL,
    posting_number_series {text} NOT NULL,
    force_document_balance {boolean} NOT NULL,
    copy_vat_setup {boolean} NOT NULL,
    allow_vat_difference {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, name),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE journals (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    template_id {uuid} NOT NULL,
    template_name {text} NOT NULL,
    template_type {integer} NOT NULL,
    code {text} NOT NULL,
    description {text} NOT NULL,
    balancing_account_type {integer} NOT NULL,
    balancing_account_number {text} NOT NULL,
    balancing_account_id {uuid} NOT NULL,
    number_series {text} NOT NULL,
    posting_number_series {text} NOT NULL,
    reason_code {text} NOT NULL,
    copy_vat_setup {boolean} NOT NULL,
    allow_vat_difference {boolean} NOT NULL,
    allow_payment_export {boolean} NOT NULL,
    suggest_balancing_amount {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, template_name, code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE customers (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    number {text} NOT NULL,
    name {text} NOT NULL,
    contact_type {integer} NOT NULL,
    address {text} NOT NULL,
    address_2 {text} NOT NULL,
    city {text} NOT NULL,
    county {text} NOT NULL,
    country_region_code {text} NOT NULL,
    post_code {text} NOT NULL,
    phone_number {text} NOT NULL,
    email {text} NOT NULL,
    home_page {text} NOT NULL,
    salesperson_code {text} NOT NULL,
    credit_limit {integer} NOT NULL,
    tax_liable {boolean} NOT NULL,
    tax_area_code {text} NOT NULL,
    tax_area_id {uuid} NOT NULL,
    vat_registration_number {text} NOT NULL,
    currency_code {text} NOT NULL,
    currency_id {uuid} NOT NULL,
    payment_terms_code {text} NOT NULL,
    payment_terms_id {uuid} NOT NULL,
    shipment_method_code {text} NOT NULL,
    shipment_method_id {uuid} NOT NULL,
    payment_method_code {text} NOT NULL,
    payment_method_id {uuid} NOT NULL,
    blocked {integer} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    vat_business_posting_group {text} NOT NULL,
    customer_posting_group {text} NOT NULL,
    bill_to_customer_number {text} NOT NULL,
    preferred_bank_account_code {text} NOT NULL,
    global_dimension_1_code {text} NOT NULL,
    global_dimension_2_code {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE journal_lines (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    journal_id {uuid} NOT NULL,
    template_type {integer} NOT NULL,
    line_number {integer} NOT NULL,
    account_type {integer} NOT NULL,
    account_number {text} NOT NULL,
    -- The account, customer, vendor or bank account that the number names.
    account_id {uuid} NOT NULL,
    posting_date {text} NOT NULL,
    document_date {text} NOT NULL,
    due_date {text} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    external_document_number {text} NOT NULL,
    description {text} NOT NULL,
    comment {text} NOT NULL,
    contact_id {text} NOT NULL,
    currency_code {text} NOT NULL,
    currency_factor {integer} NOT NULL,
    amount {integer} NOT NULL,
    amount_local {integer} NOT NULL,
    balancing_account_type {integer} NOT NULL,
    balancing_account_number {text} NOT NULL,
    balancing_account_id {uuid} NOT NULL,
    applies_to_document_type {integer} NOT NULL,
    applies_to_document_number {text} NOT NULL,
    applies_to_invoice_id {uuid} NOT NULL,
    applies_to_id {text} NOT NULL,
    payment_discount_date {text} NOT NULL,
    payment_discount_percent {integer} NOT NULL,
    posting_group {text} NOT NULL,
    payment_terms_code {text} NOT NULL,
    payment_method_code {text} NOT NULL,
    salesperson_code {text} NOT NULL,
    recipient_bank_account_code {text} NOT NULL,
    general_posting_type {integer} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    general_product_posting_group {text} NOT NULL,
    vat_business_posting_group {text} NOT NULL,
    vat_product_posting_group {text} NOT NULL,
    tax_area_code {text} NOT NULL,
    tax_liable {boolean} NOT NULL,
    tax_group_code {text} NOT NULL,
    dimension_set_id {uuid} NOT NULL,
    source_code {text} NOT NULL,
    reason_code {text} NOT NULL,
    posting_number_series {text} NOT NULL,
    system_created {boolean} NOT NULL,
    -- What the line adds to the balance of its journal (FINANCE.md 1.3); 0 for most, so that a sum reads few rows.
    balance_local {integer} NOT NULL,
    -- The VAT product group, or the tax group of a sales-tax company.
    tax_code {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, journal_id, line_number),
    FOREIGN KEY (company_id) REFERENCES companies (id),
    FOREIGN KEY (company_id, journal_id) REFERENCES journals (company_id, id)
);

CREATE INDEX journal_lines_posting_date ON journal_lines (company_id, posting_date, id);
CREATE INDEX journal_lines_account ON journal_lines (company_id, account_id);
CREATE INDEX journal_lines_unbalanced ON journal_lines (company_id, journal_id, balance_local) WHERE balance_local <> 0;
CREATE INDEX customers_currency ON customers (company_id, currency_id);
CREATE INDEX dimension_values_dimension ON dimension_values (company_id, dimension_id);

-- A set of dimension values is immutable; its id is made from its contents.
CREATE TABLE dimension_set_entries (
    company_id {uuid} NOT NULL,
    dimension_set_id {uuid} NOT NULL,
    dimension_code {text} NOT NULL,
    dimension_value_code {text} NOT NULL,
    PRIMARY KEY (company_id, dimension_set_id, dimension_code),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

-- Keys and clients of the embedded issuer belong to the installation, not to a company.
CREATE TABLE signing_keys (
    kid {text} NOT NULL PRIMARY KEY,
    private_key_pkcs8 {bytes} NOT NULL,
    created_at_seconds {integer} NOT NULL,
    retired_at_seconds {integer}
);
CREATE TABLE clients (
    client_id {uuid} NOT NULL PRIMARY KEY,
    tenant_id {uuid} NOT NULL,
    name {text} NOT NULL,
    secret_hash {text} NOT NULL,
    roles {text} NOT NULL,
    companies {text} NOT NULL,
    created_at_seconds {integer} NOT NULL
);
CREATE TABLE installation (
    name {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
);
