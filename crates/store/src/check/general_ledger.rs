//! The general ledger, its registers and VAT entries (FINANCE.md section 10, rules 1 to 5, 15 and 27).

use super::invariants::Invariant;

pub(super) const RULES: &[Invariant] = &[
    Invariant {
        sentence: "Transaction {key} is out of balance by {found amount} on one of its dates.",
        query: "SELECT transaction_number, CAST(sum(amount) AS BIGINT), 0 FROM general_ledger_entries \
                WHERE company_id = ?1 GROUP BY transaction_number, posting_date, closing_date HAVING sum(amount) <> 0",
    },
    Invariant {
        sentence: "Register {key} is out of balance by {found amount}.",
        query: "SELECT register_number, CAST(sum(amount) AS BIGINT), 0 FROM general_ledger_entries \
                WHERE company_id = ?1 GROUP BY register_number HAVING sum(amount) <> 0",
    },
    Invariant {
        sentence: "The general ledger has {found} entries, but their numbers go up to {expected}.",
        query: "SELECT 0, count(*), coalesce(max(entry_number), 0) FROM general_ledger_entries WHERE company_id = ?1 \
                HAVING count(*) <> coalesce(max(entry_number), 0)",
    },
    Invariant {
        sentence: "There are {found} registers, but their numbers go up to {expected}.",
        query: "SELECT 0, count(*), coalesce(max(number), 0) FROM general_ledger_registers WHERE company_id = ?1 \
                HAVING count(*) <> coalesce(max(number), 0)",
    },
    Invariant {
        sentence: "Register {key} begins at entry {found}; the one before it ends so that {expected} would follow.",
        query: "SELECT r.number, r.from_entry_number, b.to_entry_number + 1 FROM general_ledger_registers r \
                JOIN general_ledger_registers b ON b.company_id = r.company_id AND b.number = r.number - 1 \
                WHERE r.company_id = ?1 AND r.from_entry_number <> b.to_entry_number + 1",
    },
    Invariant {
        sentence: "The general ledger entry {key} lies outside of its register {found}.",
        query: "SELECT e.entry_number, e.register_number, 0 FROM general_ledger_entries e \
                LEFT JOIN general_ledger_registers r ON r.company_id = e.company_id AND r.number = e.register_number \
                WHERE e.company_id = ?1 AND (r.number IS NULL OR e.entry_number < r.from_entry_number \
                OR e.entry_number > r.to_entry_number)",
    },
    Invariant {
        sentence: "The general ledger entry {key} stands on no posting account.",
        query: "SELECT e.entry_number, 0, 0 FROM general_ledger_entries e \
                LEFT JOIN accounts a ON a.company_id = e.company_id AND a.id = e.account_id \
                WHERE e.company_id = ?1 AND (a.id IS NULL OR a.account_type <> 0)",
    },
    Invariant {
        sentence: "The general ledger entry {key} has the amount {found amount}; debit less credit is {expected amount}.",
        query: "SELECT entry_number, amount, debit_amount - credit_amount FROM general_ledger_entries \
                WHERE company_id = ?1 AND amount <> debit_amount - credit_amount",
    },
    Invariant {
        sentence: "The general ledger entry {key} has an amount that is not rounded: {found amount}.",
        query: "SELECT e.entry_number, e.amount, 0 FROM general_ledger_entries e \
                JOIN general_ledger_setup s ON s.company_id = e.company_id \
                WHERE e.company_id = ?1 AND s.amount_rounding_precision > 0 \
                AND e.amount % s.amount_rounding_precision <> 0",
    },
    Invariant {
        sentence: "The general ledger entry {key} does not mirror the entry {found} that it reverses.",
        query: "SELECT e.entry_number, e.reversed_entry_number, 0 FROM general_ledger_entries e \
                LEFT JOIN general_ledger_entries o ON o.company_id = e.company_id \
                AND o.entry_number = e.reversed_entry_number \
                WHERE e.company_id = ?1 AND e.reversed_entry_number <> 0 AND (o.entry_number IS NULL \
                OR o.amount <> -e.amount OR o.account_id <> e.account_id OR o.posting_date <> e.posting_date \
                OR o.document_number <> e.document_number)",
    },
    Invariant {
        sentence: "The general ledger entry {key} is reversed {found} times.",
        query: "SELECT reversed_entry_number, count(*), 1 FROM general_ledger_entries \
                WHERE company_id = ?1 AND reversed_entry_number <> 0 GROUP BY reversed_entry_number HAVING count(*) > 1",
    },
    Invariant {
        sentence: "The VAT entry {key} belongs to no general ledger entry of its transaction.",
        query: "SELECT v.entry_number, 0, 0 FROM vat_entries v LEFT JOIN general_ledger_entries e \
                ON e.company_id = v.company_id AND e.entry_number = v.general_ledger_entry_number \
                AND e.transaction_number = v.transaction_number WHERE v.company_id = ?1 AND e.entry_number IS NULL",
    },
    Invariant {
        sentence: "The VAT entry {key} has the base {found amount}; its general ledger entry says {expected amount}.",
        query: "SELECT v.entry_number, v.base, e.amount FROM vat_entries v JOIN general_ledger_entries e \
                ON e.company_id = v.company_id AND e.entry_number = v.general_ledger_entry_number \
                WHERE v.company_id = ?1 AND v.calculation_type <> 3 AND v.base <> e.amount",
    },
    // Sales tax (3) is taken of the base, or of that with the taxes before it.
    Invariant {
        sentence: "The VAT entry {key} of sales tax has the base {found amount}; its general ledger entry says \
                   {expected amount}, and with the taxes before it that is not so either.",
        query: "SELECT v.entry_number, v.base, e.amount FROM vat_entries v JOIN general_ledger_entries e \
                ON e.company_id = v.company_id AND e.entry_number = v.general_ledger_entry_number \
                WHERE v.company_id = ?1 AND v.calculation_type = 3 AND v.base <> e.amount AND v.base <> e.amount \
                + (SELECT coalesce(sum(w.amount), 0) FROM vat_entries w WHERE w.company_id = v.company_id \
                AND w.general_ledger_entry_number = v.general_ledger_entry_number AND w.entry_number < v.entry_number)",
    },
    Invariant {
        sentence: "The VAT entries of the general ledger entry {key} add up to the tax {found amount}; that entry says \
                   {expected amount}.",
        query: "SELECT e.entry_number, CAST(sum(v.amount) AS BIGINT), e.vat_amount FROM vat_entries v \
                JOIN general_ledger_entries e ON e.company_id = v.company_id \
                AND e.entry_number = v.general_ledger_entry_number WHERE v.company_id = ?1 AND v.calculation_type = 3 \
                GROUP BY e.entry_number, e.vat_amount HAVING sum(v.amount) <> e.vat_amount",
    },
    Invariant {
        sentence: "The VAT entry {key} of sales tax has {found amount}; the general ledger entry it names says \
                   {expected amount}.",
        query: "SELECT v.entry_number, v.amount, coalesce(e.amount, 0) FROM vat_entries v \
                LEFT JOIN general_ledger_entries e ON e.company_id = v.company_id \
                AND e.entry_number = v.tax_entry_number AND e.transaction_number = v.transaction_number \
                WHERE v.company_id = ?1 AND v.calculation_type = 3 AND v.amount <> coalesce(e.amount, 0)",
    },
    Invariant {
        sentence: "The VAT entry {key} of use tax has {found amount}; it is not taken back by the general ledger entry \
                   that follows.",
        query: "SELECT v.entry_number, v.amount, 0 FROM vat_entries v \
                LEFT JOIN general_ledger_entries e ON e.company_id = v.company_id \
                AND e.entry_number = v.tax_entry_number + 1 AND e.transaction_number = v.transaction_number \
                WHERE v.company_id = ?1 AND v.use_tax AND v.amount <> 0 AND v.amount + coalesce(e.amount, 0) <> 0",
    },
    Invariant {
        sentence: "The VAT entry {key} names a tax jurisdiction that is not there.",
        query: "SELECT v.entry_number, 0, 0 FROM vat_entries v LEFT JOIN tax_jurisdictions j \
                ON j.company_id = v.company_id AND j.id = v.tax_jurisdiction_id \
                WHERE v.company_id = ?1 AND v.tax_jurisdiction_id <> {nil} AND j.id IS NULL",
    },
    // VAT follows the entry of its base, and under reverse charge is taken back by the entry behind it: so what was
    // posted is compared, whatever accounts setup names today.
    Invariant {
        sentence: "The VAT entry {key} has VAT of {found amount}; the general ledger entry behind its base says \
                   {expected amount}.",
        query: "SELECT v.entry_number, v.amount, coalesce(e.amount, 0) FROM vat_entries v \
                LEFT JOIN general_ledger_entries e ON e.company_id = v.company_id \
                AND e.entry_number = v.general_ledger_entry_number + 1 AND e.transaction_number = v.transaction_number \
                WHERE v.company_id = ?1 AND v.amount <> 0 AND v.calculation_type <> 3 \
                AND v.amount <> coalesce(e.amount, 0)",
    },
    Invariant {
        sentence: "The VAT entry {key} under reverse charge has VAT of {found amount}; it is not taken back by the \
                   general ledger entry that follows.",
        query: REVERSE_CHARGE,
    },
    Invariant {
        sentence: "VAT of transaction {key} is {found amount} on an account of the general ledger and {expected amount} \
                   in the VAT entries.",
        query: VAT_ACCOUNTS,
    },
    Invariant {
        sentence: "The VAT entry {key} has the base {found amount} and VAT of the other sign, {expected amount}.",
        // Excise tax (1) is taken of the quantity, whatever its price.
        query: "SELECT entry_number, base, amount FROM vat_entries WHERE company_id = ?1 AND tax_type <> 1 \
                AND ((base > 0 AND amount < 0) OR (base < 0 AND amount > 0))",
    },
    Invariant {
        sentence: "The VAT entries of transaction {key} add up to {found amount}, which is the wrong sign for their \
                   document.",
        // Sales of invoices (2) are credits, those of credit memos (3) debits; purchases (posting type 1) the reverse.
        // VAT under reverse charge of purchases is not charged by the document. Bases of sales tax (3) stand in several
        // entries: documents with it are left to the comparison with their ledger entry.
        query: "SELECT transaction_number, CAST(sum(charged) AS BIGINT), 0 FROM ( \
                SELECT transaction_number, document_type, posting_type, calculation_type, CASE \
                WHEN calculation_type = 1 AND posting_type = 1 THEN base ELSE base + amount END AS charged \
                FROM vat_entries WHERE company_id = ?1 AND document_id <> {nil} AND document_type IN (2, 3) \
                AND posting_type IN (1, 2)) AS charges \
                GROUP BY transaction_number, document_type, posting_type \
                HAVING sum(CASE WHEN calculation_type = 3 THEN 1 ELSE 0 END) = 0 \
                AND ((sum(charged) > 0 AND (posting_type = 2) = (document_type = 2)) \
                OR (sum(charged) < 0 AND (posting_type = 2) <> (document_type = 2)))",
    },
    Invariant {
        sentence: "There are {found} VAT entries, but their numbers go up to {expected}.",
        query: "SELECT 0, count(*), coalesce(max(entry_number), 0) FROM vat_entries WHERE company_id = ?1 \
                HAVING count(*) <> coalesce(max(entry_number), 0)",
    },
    Invariant {
        sentence: "Debits and credits of all accounts differ by {found amount}.",
        query: "SELECT 0, CAST(sum(debit_amount) - sum(credit_amount) AS BIGINT), 0 FROM general_ledger_entries \
                WHERE company_id = ?1 HAVING sum(debit_amount) <> sum(credit_amount)",
    },
];

/// VAT entries under reverse charge (calculation type 1) of purchases (posting type 1): owed and deducted at once.
const REVERSE_CHARGE: &str = "SELECT v.entry_number, v.amount, 0 FROM vat_entries v \
     LEFT JOIN general_ledger_entries e ON e.company_id = v.company_id \
     AND e.entry_number = v.general_ledger_entry_number + 2 AND e.transaction_number = v.transaction_number \
     WHERE v.company_id = ?1 AND v.amount <> 0 AND v.calculation_type = 1 AND v.posting_type = 1 \
     AND v.amount + coalesce(e.amount, 0) <> 0";

/// What stands on the accounts for VAT alone, against the VAT entries that led there.
const VAT_ACCOUNTS: &str = "SELECT transaction_number, CAST(sum(ledger) AS BIGINT), CAST(sum(vat) AS BIGINT) FROM ( \
     SELECT e.transaction_number, e.account_id, e.amount AS ledger, 0 AS vat FROM general_ledger_entries e \
     WHERE e.company_id = ?1 \
     UNION ALL SELECT e.transaction_number, e.account_id, 0, v.amount FROM vat_entries v \
     JOIN general_ledger_entries e ON e.company_id = v.company_id \
     AND e.entry_number = v.general_ledger_entry_number + 1 AND e.transaction_number = v.transaction_number \
     WHERE v.company_id = ?1 AND v.amount <> 0 AND v.calculation_type <> 3 \
     UNION ALL SELECT e.transaction_number, e.account_id, 0, v.amount FROM vat_entries v \
     JOIN general_ledger_entries e ON e.company_id = v.company_id \
     AND e.entry_number = v.tax_entry_number AND e.transaction_number = v.transaction_number \
     WHERE v.company_id = ?1 AND v.tax_entry_number <> 0 \
     UNION ALL SELECT e.transaction_number, e.account_id, 0, -v.amount FROM vat_entries v \
     JOIN general_ledger_entries e ON e.company_id = v.company_id \
     AND e.entry_number = v.tax_entry_number + 1 AND e.transaction_number = v.transaction_number \
     WHERE v.company_id = ?1 AND v.tax_entry_number <> 0 AND v.use_tax \
     UNION ALL SELECT e.transaction_number, e.account_id, 0, -v.amount FROM vat_entries v \
     JOIN general_ledger_entries e ON e.company_id = v.company_id \
     AND e.entry_number = v.general_ledger_entry_number + 2 AND e.transaction_number = v.transaction_number \
     WHERE v.company_id = ?1 AND v.amount <> 0 AND v.calculation_type = 1 AND v.posting_type = 1) moves \
     WHERE account_id IN (SELECT a.id FROM accounts a JOIN vat_posting_setup s ON s.company_id = a.company_id \
     AND a.number IN (s.sales_vat_account, s.purchase_vat_account, s.reverse_charge_vat_account) \
     WHERE a.company_id = ?1 AND NOT a.direct_posting \
     UNION SELECT a.id FROM accounts a JOIN tax_jurisdictions j ON j.company_id = a.company_id \
     AND a.number IN (j.sales_tax_account, j.purchase_tax_account, j.reverse_charge_account) \
     WHERE a.company_id = ?1 AND NOT a.direct_posting) \
     GROUP BY transaction_number, account_id HAVING sum(ledger) <> sum(vat)";
