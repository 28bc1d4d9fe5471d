//! Balances of customers and vendors as computed properties show them: expressions over one row (FINANCE.md 8.4).

/// What a customer owes, in local currency.
pub const CUSTOMER_LOCAL: &str = "SELECT CAST(coalesce(sum(d.amount_local), 0) AS BIGINT) FROM detailed_ledger_entries d \
             WHERE d.company_id = {row}.company_id AND d.party_type = 1 AND d.party_id = {row}.id";

/// Sales to a customer up to yesterday, in local currency, without tax.
pub const CUSTOMER_SALES: &str = "SELECT CAST(coalesce(sum(e.net_trade_local), 0) AS BIGINT) FROM party_ledger_entries e \
             WHERE e.company_id = {row}.company_id AND e.party_type = 1 AND e.party_id = {row}.id \
             AND e.posting_date < {today}";

/// What a customer should have paid by yesterday, in local currency.
pub const CUSTOMER_OVERDUE: &str = "SELECT CAST(coalesce(sum(d.amount_local), 0) AS BIGINT) FROM detailed_ledger_entries d \
             WHERE d.company_id = {row}.company_id AND d.party_type = 1 AND d.party_id = {row}.id \
             AND d.initial_entry_due_date < {today}";

/// What a customer owes in its own currency.
pub const CUSTOMER_OWN_CURRENCY: &str = "SELECT CAST(coalesce(sum(d.amount), 0) AS BIGINT) FROM detailed_ledger_entries d \
             WHERE d.company_id = {row}.company_id AND d.party_type = 1 AND d.party_id = {row}.id \
             AND d.currency_id = {row}.currency_id";

/// What a vendor is owed, in local currency.
pub const VENDOR_LOCAL: &str = "SELECT CAST(-coalesce(sum(d.amount_local), 0) AS BIGINT) FROM detailed_ledger_entries d \
             WHERE d.company_id = {row}.company_id AND d.party_type = 2 AND d.party_id = {row}.id";
