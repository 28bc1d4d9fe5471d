//! Customers, vendors and banks against the general ledger (FINANCE.md section 10, rules 6 to 14).

use finance::currencies::Currency;
use finance::party_ledger_entries::PartyLedgerEntry;
use money::Precision;
use uuid::Uuid;

use super::Checking;
use super::invariants::Invariant;
use crate::{StoreError, party_ledger_entries, record};

/// A stored amount of an entry against the sum of its detailed entries of some types.
macro_rules! running_amount {
    ($column:literal, $summed:literal, $types:literal) => {
        concat!(
            "SELECT p.entry_number, p.",
            $column,
            ", CAST(coalesce(sum(d.",
            $summed,
            "), 0) AS BIGINT) FROM party_ledger_entries p \
             LEFT JOIN detailed_ledger_entries d ON d.company_id = p.company_id \
             AND d.ledger_entry_number = p.entry_number",
            $types,
            " WHERE p.company_id = ?1 GROUP BY p.entry_number, p.",
            $column,
            " HAVING p.",
            $column,
            " <> coalesce(sum(d.",
            $summed,
            "), 0)"
        )
    };
}

pub(super) const RULES: &[Invariant] = &[
    Invariant {
        sentence: "Receivables of one date are {found amount} in the general ledger and {expected amount} in the \
                   ledger of customers.",
        query: "SELECT 0, CAST(sum(ledger) AS BIGINT), CAST(sum(details) AS BIGINT) FROM ( \
                SELECT e.posting_date, e.amount AS ledger, 0 AS details FROM general_ledger_entries e \
                WHERE e.company_id = ?1 AND e.account_id IN (SELECT a.id FROM customer_posting_groups g \
                JOIN accounts a ON a.company_id = g.company_id AND a.number = g.receivables_account \
                WHERE g.company_id = ?1 AND NOT a.direct_posting) \
                UNION ALL SELECT d.posting_date, 0, d.amount_local FROM detailed_ledger_entries d \
                WHERE d.company_id = ?1 AND d.party_type = 1) moves \
                GROUP BY posting_date HAVING sum(ledger) <> sum(details)",
    },
    Invariant {
        sentence: "Payables of one date are {found amount} in the general ledger and {expected amount} in the ledger \
                   of vendors.",
        query: "SELECT 0, CAST(sum(ledger) AS BIGINT), CAST(sum(details) AS BIGINT) FROM ( \
                SELECT e.posting_date, e.amount AS ledger, 0 AS details FROM general_ledger_entries e \
                WHERE e.company_id = ?1 AND e.account_id IN (SELECT a.id FROM vendor_posting_groups g \
                JOIN accounts a ON a.company_id = g.company_id AND a.number = g.payables_account \
                WHERE g.company_id = ?1 AND NOT a.direct_posting) \
                UNION ALL SELECT d.posting_date, 0, d.amount_local FROM detailed_ledger_entries d \
                WHERE d.company_id = ?1 AND d.party_type = 2) moves \
                GROUP BY posting_date HAVING sum(ledger) <> sum(details)",
    },
    Invariant {
        sentence: "Bank accounts of one date are {found amount} in the general ledger and {expected amount} in the \
                   ledger of banks.",
        query: "SELECT 0, CAST(sum(ledger) AS BIGINT), CAST(sum(details) AS BIGINT) FROM ( \
                SELECT e.posting_date, e.amount AS ledger, 0 AS details FROM general_ledger_entries e \
                WHERE e.company_id = ?1 AND e.account_id IN (SELECT a.id FROM bank_posting_groups g \
                JOIN accounts a ON a.company_id = g.company_id AND a.number = g.account_number \
                WHERE g.company_id = ?1 AND NOT a.direct_posting) \
                UNION ALL SELECT b.posting_date, 0, b.amount_local FROM bank_ledger_entries b \
                WHERE b.company_id = ?1) moves GROUP BY posting_date HAVING sum(ledger) <> sum(details)",
    },
    Invariant {
        sentence: "The ledger entry {key} of a customer or vendor has no general ledger entry of the same number, \
                   transaction, date and document.",
        query: "SELECT p.entry_number, 0, 0 FROM party_ledger_entries p LEFT JOIN general_ledger_entries e \
                ON e.company_id = p.company_id AND e.entry_number = p.entry_number \
                AND e.transaction_number = p.transaction_number AND e.posting_date = p.posting_date \
                AND e.document_number = p.document_number WHERE p.company_id = ?1 AND e.entry_number IS NULL",
    },
    Invariant {
        sentence: "The bank ledger entry {key} has {found amount}; its general ledger entry says {expected amount}.",
        query: "SELECT b.entry_number, b.amount_local, coalesce(e.amount, 0) FROM bank_ledger_entries b \
                LEFT JOIN general_ledger_entries e ON e.company_id = b.company_id AND e.entry_number = b.entry_number \
                WHERE b.company_id = ?1 AND (e.entry_number IS NULL OR e.amount <> b.amount_local)",
    },
    Invariant {
        sentence: "The ledger entry {key} has {found} initial detailed entries instead of one.",
        query: "SELECT p.entry_number, count(d.entry_number), 1 FROM party_ledger_entries p \
                LEFT JOIN detailed_ledger_entries d ON d.company_id = p.company_id \
                AND d.ledger_entry_number = p.entry_number AND d.entry_type = 1 \
                WHERE p.company_id = ?1 GROUP BY p.entry_number HAVING count(d.entry_number) <> 1",
    },
    Invariant {
        sentence: "The ledger entry {key} shows {found amount} as remaining; its detailed entries add up to \
                   {expected amount}.",
        query: running_amount!("remaining_amount", "amount", ""),
    },
    Invariant {
        sentence: "The ledger entry {key} shows {found amount} as remaining in local currency; its detailed entries \
                   add up to {expected amount}.",
        query: running_amount!("remaining_amount_local", "amount_local", ""),
    },
    // 2 is an application, 10 its rounding.
    Invariant {
        sentence: "The ledger entry {key} shows {found amount} as its amount; its detailed entries add up to \
                   {expected amount}.",
        query: running_amount!("amount", "amount", " AND d.entry_type NOT IN (2, 10)"),
    },
    Invariant {
        sentence: "The ledger entry {key} shows {found amount} as its amount in local currency; its detailed entries \
                   add up to {expected amount}.",
        query: running_amount!("amount_local", "amount_local", " AND d.entry_type NOT IN (2, 10)"),
    },
    Invariant {
        sentence: "The ledger entry {key} shows {found amount} as unrealised losses; its detailed entries add up to \
                   {expected amount}.",
        query: running_amount!("unrealized_loss_local", "amount_local", " AND d.entry_type = 3"),
    },
    Invariant {
        sentence: "The ledger entry {key} shows {found amount} as unrealised gains; its detailed entries add up to \
                   {expected amount}.",
        query: running_amount!("unrealized_gain_local", "amount_local", " AND d.entry_type = 4"),
    },
    Invariant {
        sentence: "The ledger entry {key} is due on another day than {found} of its detailed entries say.",
        query: "SELECT p.entry_number, count(*), 0 FROM party_ledger_entries p JOIN detailed_ledger_entries d \
                ON d.company_id = p.company_id AND d.ledger_entry_number = p.entry_number \
                WHERE p.company_id = ?1 AND d.initial_entry_due_date <> p.due_date GROUP BY p.entry_number",
    },
    Invariant {
        sentence: "The closed ledger entry {key} still has unrealised losses of {found amount} and gains of \
                   {expected amount}.",
        query: "SELECT entry_number, unrealized_loss_local, unrealized_gain_local FROM party_ledger_entries \
                WHERE company_id = ?1 AND NOT open AND (unrealized_loss_local <> 0 OR unrealized_gain_local <> 0)",
    },
    Invariant {
        sentence: "The ledger entry {key} is {found} (1 open, 0 closed) with {expected amount} remaining.",
        query: "SELECT entry_number, CASE WHEN open THEN 1 ELSE 0 END, remaining_amount FROM party_ledger_entries \
                WHERE company_id = ?1 AND ((open AND remaining_amount = 0) OR (NOT open AND (remaining_amount <> 0 \
                OR remaining_amount_local <> 0)))",
    },
    Invariant {
        sentence: "The ledger entry {key} of {expected amount} has {found amount} remaining: too much, or of the \
                   other sign.",
        query: "SELECT entry_number, remaining_amount, amount FROM party_ledger_entries WHERE company_id = ?1 \
                AND remaining_amount <> 0 AND ((amount > 0) <> (remaining_amount > 0) \
                OR abs(remaining_amount) > abs(amount))",
    },
    Invariant {
        sentence: "The ledger entry {key} of {found amount} has the mark of the other sign.",
        query: "SELECT entry_number, original_amount, 0 FROM party_ledger_entries WHERE company_id = ?1 \
                AND positive <> (original_amount > 0)",
    },
    Invariant {
        sentence: "The payment discount of transaction {key} is {found amount}; its entries allowed {expected amount}.",
        // 7 and 13 are payment discounts, 8, 9, 16 and 17 their parts, 2 is an application. Entries of several
        // currencies are not compared.
        query: "SELECT t.transaction_number, t.granted, coalesce(p.possible, 0) FROM ( \
                SELECT transaction_number, party_id, CAST(abs(sum(amount)) AS BIGINT) AS granted \
                FROM detailed_ledger_entries WHERE company_id = ?1 AND entry_type IN (7, 8, 9, 13, 16, 17) \
                GROUP BY transaction_number, party_id) t \
                LEFT JOIN (SELECT d.transaction_number, d.party_id, \
                CAST(sum(abs(e.original_payment_discount_possible)) AS BIGINT) AS possible, \
                count(DISTINCT e.currency_id) AS currencies \
                FROM (SELECT DISTINCT transaction_number, party_id, ledger_entry_number FROM detailed_ledger_entries \
                WHERE company_id = ?1 AND entry_type = 2) d JOIN party_ledger_entries e ON e.company_id = ?1 \
                AND e.entry_number = d.ledger_entry_number GROUP BY d.transaction_number, d.party_id) p \
                ON p.transaction_number = t.transaction_number AND p.party_id = t.party_id \
                WHERE t.granted > coalesce(p.possible, 0) AND coalesce(p.currencies, 1) = 1",
    },
    Invariant {
        sentence: "Applications of transaction {key} do not cancel out: {found amount} is left.",
        query: "SELECT transaction_number, CAST(sum(amount_local) AS BIGINT), 0 FROM detailed_ledger_entries \
                WHERE company_id = ?1 AND entry_type = 2 GROUP BY transaction_number, party_id \
                HAVING sum(amount_local) <> 0",
    },
    Invariant {
        sentence: "The detailed entry {key} applies to the ledger entry {found} of another customer or vendor.",
        query: "SELECT d.entry_number, d.applied_ledger_entry_number, 0 FROM detailed_ledger_entries d \
                LEFT JOIN party_ledger_entries p ON p.company_id = d.company_id \
                AND p.entry_number = d.applied_ledger_entry_number AND p.party_id = d.party_id \
                WHERE d.company_id = ?1 AND d.applied_ledger_entry_number <> 0 AND p.entry_number IS NULL",
    },
    Invariant {
        sentence: "The ledger entry {key} was closed by entry {found}, which does not exist for its customer or \
                   vendor, or before its own date.",
        query: "SELECT p.entry_number, p.closed_by_entry_number, 0 FROM party_ledger_entries p \
                LEFT JOIN party_ledger_entries c ON c.company_id = p.company_id \
                AND c.entry_number = p.closed_by_entry_number AND c.party_id = p.party_id \
                WHERE p.company_id = ?1 AND NOT p.open AND p.closed_by_entry_number <> 0 \
                AND (c.entry_number IS NULL OR p.closed_at_date < p.posting_date \
                OR p.closed_at_date < c.posting_date)",
    },
    Invariant {
        sentence: "The closed ledger entry {key} still has {found amount} to apply.",
        query: "SELECT entry_number, amount_to_apply, 0 FROM party_ledger_entries WHERE company_id = ?1 AND NOT open \
                AND amount_to_apply <> 0",
    },
    Invariant {
        sentence: "There are {found} detailed entries, but their numbers go up to {expected}.",
        query: "SELECT 0, count(*), coalesce(max(entry_number), 0) FROM detailed_ledger_entries \
                WHERE company_id = ?1 HAVING count(*) <> coalesce(max(entry_number), 0)",
    },
];

/// Rule 13: what remains of a foreign entry is worth what its factor says.
pub(super) async fn check_currencies(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let companies: Vec<Uuid> = checking.companies.keys().copied().collect();
    for company in companies {
        let setup: Vec<finance::companies::GeneralLedgerSetup> =
            record::list(checking.session, company, "", &[]).await?;
        let precision = setup.first().map_or(Precision::CENT, |setup| setup.precision());
        let currencies: Vec<Currency> = record::list(checking.session, company, "", &[]).await?;
        let mut findings = Vec::new();
        for currency in currencies {
            let condition = "AND open AND currency_id = ?2";
            let parameters = [crate::SqlValue::Uuid(currency.id)];
            let entries =
                party_ledger_entries::list(checking.session, company, condition, &parameters).await?;
            findings.extend(entries.iter().filter_map(|entry| fault(entry, precision)));
        }
        for sentence in findings {
            checking.found(Some(company), sentence);
        }
    }
    Ok(())
}

fn fault(entry: &PartyLedgerEntry, precision: Precision) -> Option<String> {
    let worth = entry.remaining_amount.to_local(entry.adjusted_currency_factor, precision).ok();
    (worth != Some(entry.remaining_amount_local)).then(|| {
        format!(
            "The ledger entry {} has {} remaining, which by its factor is not worth {}.",
            entry.entry_number, entry.remaining_amount, entry.remaining_amount_local
        )
    })
}
