-- The ledgers: what posting leaves. Entries refer to other records by id, which never changes; numbers and codes are
-- joined on read. Nothing is ever changed or deleted but the state columns that the guards below leave out.

CREATE TABLE general_ledger_registers (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    number {integer} NOT NULL,
    from_entry_number {integer} NOT NULL,
    to_entry_number {integer} NOT NULL,
    from_vat_entry_number {integer} NOT NULL,
    to_vat_entry_number {integer} NOT NULL,
    source_code {text} NOT NULL,
    journal_template_name {text} NOT NULL,
    journal_code {text} NOT NULL,
    reversed_register_number {integer} NOT NULL,
    hash_version {integer} NOT NULL,
    hash {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE general_ledger_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    entry_number {integer} NOT NULL,
    transaction_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    account_id {uuid} NOT NULL,
    posting_date {text} NOT NULL,
    closing_date {boolean} NOT NULL,
    document_date {text} NOT NULL,
    vat_date {text} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    external_document_number {text} NOT NULL,
    description {text} NOT NULL,
    comment {text} NOT NULL,
    amount {integer} NOT NULL,
    debit_amount {integer} NOT NULL,
    credit_amount {integer} NOT NULL,
    vat_amount {integer} NOT NULL,
    quantity {integer} NOT NULL,
    balancing_account_type {integer} NOT NULL,
    balancing_account_id {uuid} NOT NULL,
    source_type {integer} NOT NULL,
    source_id {uuid} NOT NULL,
    source_code {text} NOT NULL,
    reason_code {text} NOT NULL,
    dimension_set_id {uuid} NOT NULL,
    prior_year {boolean} NOT NULL,
    system_created {boolean} NOT NULL,
    document_id {uuid} NOT NULL,
    reversed_entry_number {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE party_ledger_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    party_type {integer} NOT NULL,
    entry_number {integer} NOT NULL,
    transaction_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    party_id {uuid} NOT NULL,
    posting_date {text} NOT NULL,
    document_date {text} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    external_document_number {text} NOT NULL,
    description {text} NOT NULL,
    currency_id {uuid} NOT NULL,
    original_currency_factor {integer} NOT NULL,
    posting_group {text} NOT NULL,
    original_amount {integer} NOT NULL,
    original_amount_local {integer} NOT NULL,
    net_trade_local {integer} NOT NULL,
    profit_local {integer} NOT NULL,
    invoice_discount_local {integer} NOT NULL,
    original_payment_discount_possible {integer} NOT NULL,
    positive {boolean} NOT NULL,
    balancing_account_type {integer} NOT NULL,
    balancing_account_id {uuid} NOT NULL,
    source_code {text} NOT NULL,
    reason_code {text} NOT NULL,
    salesperson_code {text} NOT NULL,
    dimension_set_id {uuid} NOT NULL,
    document_id {uuid} NOT NULL,
    journal_line_id {uuid} NOT NULL,
    reversed_entry_number {integer} NOT NULL,
    open {boolean} NOT NULL,
    adjusted_currency_factor {integer} NOT NULL,
    amount {integer} NOT NULL,
    amount_local {integer} NOT NULL,
    remaining_amount {integer} NOT NULL,
    remaining_amount_local {integer} NOT NULL,
    due_date {text} NOT NULL,
    payment_discount_date {text} NOT NULL,
    payment_discount_tolerance_date {text} NOT NULL,
    remaining_payment_discount_possible {integer} NOT NULL,
    payment_discount_given_local {integer} NOT NULL,
    max_payment_tolerance {integer} NOT NULL,
    accepted_payment_tolerance {integer} NOT NULL,
    accepted_payment_discount_tolerance {boolean} NOT NULL,
    applies_to_id {text} NOT NULL,
    amount_to_apply {integer} NOT NULL,
    on_hold {text} NOT NULL,
    closed_by_entry_number {integer} NOT NULL,
    closed_at_date {text} NOT NULL,
    closed_by_amount {integer} NOT NULL,
    closed_by_amount_local {integer} NOT NULL,
    closed_by_currency_id {uuid} NOT NULL,
    closed_by_currency_amount {integer} NOT NULL,
    reversed_by_entry_number {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE detailed_ledger_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    party_type {integer} NOT NULL,
    entry_number {integer} NOT NULL,
    ledger_entry_number {integer} NOT NULL,
    entry_type {integer} NOT NULL,
    transaction_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    party_id {uuid} NOT NULL,
    posting_date {text} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    amount {integer} NOT NULL,
    amount_local {integer} NOT NULL,
    currency_id {uuid} NOT NULL,
    initial_entry_due_date {text} NOT NULL,
    initial_document_type {integer} NOT NULL,
    applied_ledger_entry_number {integer} NOT NULL,
    previous_payment_discount_possible {integer} NOT NULL,
    previous_max_payment_tolerance {integer} NOT NULL,
    unapplied_entry_number {integer} NOT NULL,
    source_code {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE vat_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    entry_number {integer} NOT NULL,
    transaction_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    general_ledger_entry_number {integer} NOT NULL,
    posting_type {integer} NOT NULL,
    vat_posting_setup_id {uuid} NOT NULL,
    calculation_type {integer} NOT NULL,
    vat_percent {integer} NOT NULL,
    base {integer} NOT NULL,
    amount {integer} NOT NULL,
    posting_date {text} NOT NULL,
    document_date {text} NOT NULL,
    vat_date {text} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    external_document_number {text} NOT NULL,
    party_id {uuid} NOT NULL,
    document_id {uuid} NOT NULL,
    source_code {text} NOT NULL,
    reversed_entry_number {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE bank_ledger_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    entry_number {integer} NOT NULL,
    transaction_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    bank_account_id {uuid} NOT NULL,
    posting_date {text} NOT NULL,
    document_date {text} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    external_document_number {text} NOT NULL,
    description {text} NOT NULL,
    currency_id {uuid} NOT NULL,
    amount {integer} NOT NULL,
    amount_local {integer} NOT NULL,
    balancing_account_type {integer} NOT NULL,
    balancing_account_id {uuid} NOT NULL,
    source_code {text} NOT NULL,
    reason_code {text} NOT NULL,
    dimension_set_id {uuid} NOT NULL,
    reversed_entry_number {integer} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE item_ledger_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    entry_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    item_id {uuid} NOT NULL,
    posting_date {text} NOT NULL,
    document_date {text} NOT NULL,
    entry_type {integer} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    document_line_number {integer} NOT NULL,
    document_id {uuid} NOT NULL,
    external_document_number {text} NOT NULL,
    description {text} NOT NULL,
    quantity {integer} NOT NULL,
    invoiced_quantity {integer} NOT NULL,
    positive {boolean} NOT NULL,
    unit_of_measure_code {text} NOT NULL,
    location_code {text} NOT NULL,
    source_type {integer} NOT NULL,
    source_id {uuid} NOT NULL,
    applies_from_entry_number {integer} NOT NULL,
    dimension_set_id {uuid} NOT NULL,
    remaining_quantity {integer} NOT NULL,
    open {boolean} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE value_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    entry_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    item_ledger_entry_number {integer} NOT NULL,
    item_id {uuid} NOT NULL,
    entry_type {integer} NOT NULL,
    posting_date {text} NOT NULL,
    valuation_date {text} NOT NULL,
    document_type {integer} NOT NULL,
    document_number {text} NOT NULL,
    document_id {uuid} NOT NULL,
    description {text} NOT NULL,
    valued_quantity {integer} NOT NULL,
    invoiced_quantity {integer} NOT NULL,
    cost_per_unit {integer} NOT NULL,
    cost_amount_actual {integer} NOT NULL,
    cost_amount_non_inventoriable {integer} NOT NULL,
    sales_amount_actual {integer} NOT NULL,
    purchase_amount_actual {integer} NOT NULL,
    cost_posted_to_general_ledger {integer} NOT NULL,
    adjustment {boolean} NOT NULL,
    general_business_posting_group {text} NOT NULL,
    general_product_posting_group {text} NOT NULL,
    inventory_posting_group {text} NOT NULL,
    source_code {text} NOT NULL,
    dimension_set_id {uuid} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE TABLE item_application_entries (
    company_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    entry_number {integer} NOT NULL,
    register_number {integer} NOT NULL,
    item_id {uuid} NOT NULL,
    item_ledger_entry_number {integer} NOT NULL,
    inbound_entry_number {integer} NOT NULL,
    outbound_entry_number {integer} NOT NULL,
    quantity {integer} NOT NULL,
    posting_date {text} NOT NULL,
    row_version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    modified_at {integer} NOT NULL,
    PRIMARY KEY (company_id, id),
    UNIQUE (company_id, entry_number),
    FOREIGN KEY (company_id) REFERENCES companies (id)
);

CREATE INDEX general_ledger_entries_account ON general_ledger_entries (company_id, account_id, posting_date);
CREATE INDEX general_ledger_entries_date ON general_ledger_entries (company_id, posting_date, entry_number);
CREATE INDEX general_ledger_entries_document ON general_ledger_entries (company_id, document_number, posting_date);
CREATE INDEX general_ledger_entries_transaction ON general_ledger_entries (company_id, transaction_number);
CREATE INDEX general_ledger_entries_reversed ON general_ledger_entries (company_id, reversed_entry_number)
    WHERE reversed_entry_number <> 0;
CREATE INDEX party_ledger_entries_document
    ON party_ledger_entries (company_id, party_type, document_number, document_type, party_id);
CREATE INDEX party_ledger_entries_open ON party_ledger_entries (company_id, party_id, due_date) WHERE open;
CREATE INDEX party_ledger_entries_party ON party_ledger_entries (company_id, party_id, posting_date);
CREATE INDEX party_ledger_entries_external
    ON party_ledger_entries (company_id, party_id, document_type, external_document_number) WHERE party_type = 2;
CREATE INDEX party_ledger_entries_trade_document ON party_ledger_entries (company_id, document_id);
CREATE INDEX party_ledger_entries_journal_line ON party_ledger_entries (company_id, journal_line_id);
CREATE INDEX detailed_ledger_entries_ledger_entry ON detailed_ledger_entries (company_id, ledger_entry_number);
CREATE INDEX detailed_ledger_entries_party
    ON detailed_ledger_entries (company_id, party_type, party_id, initial_entry_due_date, amount_local);
CREATE INDEX detailed_ledger_entries_transaction ON detailed_ledger_entries (company_id, transaction_number);
CREATE INDEX detailed_ledger_entries_unapplied ON detailed_ledger_entries (company_id, unapplied_entry_number)
    WHERE unapplied_entry_number <> 0;
CREATE INDEX vat_entries_general_ledger ON vat_entries (company_id, general_ledger_entry_number);
CREATE INDEX vat_entries_transaction ON vat_entries (company_id, transaction_number);
CREATE INDEX bank_ledger_entries_bank ON bank_ledger_entries (company_id, bank_account_id, posting_date);
CREATE INDEX bank_ledger_entries_transaction ON bank_ledger_entries (company_id, transaction_number);
CREATE INDEX item_ledger_entries_item ON item_ledger_entries (company_id, item_id, posting_date, entry_number);
CREATE INDEX item_ledger_entries_open ON item_ledger_entries (company_id, item_id, positive, entry_number) WHERE open;
CREATE INDEX item_ledger_entries_document ON item_ledger_entries (company_id, document_id);
CREATE INDEX value_entries_item_ledger ON value_entries (company_id, item_ledger_entry_number);
CREATE INDEX value_entries_item ON value_entries (company_id, item_id, valuation_date);
CREATE INDEX item_application_entries_inbound ON item_application_entries (company_id, inbound_entry_number);
CREATE INDEX item_application_entries_outbound ON item_application_entries (company_id, outbound_entry_number);

-- What is posted stays as it was posted.
{append_only:general_ledger_registers}
{append_only:general_ledger_entries}
{append_only:party_ledger_entries:
    id, party_type, entry_number, transaction_number, register_number, party_id, posting_date,
    document_date, document_type, document_number, external_document_number, description,
    currency_id, original_currency_factor, posting_group, original_amount, original_amount_local,
    net_trade_local, profit_local, invoice_discount_local, original_payment_discount_possible,
    positive, balancing_account_type, balancing_account_id, source_code, reason_code,
    salesperson_code, dimension_set_id, document_id, journal_line_id, reversed_entry_number,
    company_id, created_at}
{append_only:detailed_ledger_entries}
{append_only:vat_entries}
{append_only:bank_ledger_entries}
{append_only:item_ledger_entries:
    id, entry_number, register_number, item_id, posting_date, document_date, entry_type,
    document_type, document_number, document_line_number, document_id, external_document_number,
    description, quantity, invoiced_quantity, positive, unit_of_measure_code, location_code,
    source_type, source_id, applies_from_entry_number, dimension_set_id, company_id, created_at}
{append_only:value_entries}
{append_only:item_application_entries}
