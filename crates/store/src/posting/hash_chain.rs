//! The hash chain over posted entries: each register's hash covers its own entries and the hash before it.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use finance::RuleError;
use finance::bank_ledger_entries::BankLedgerEntry;
use finance::detailed_ledger_entries::DetailedLedgerEntry;
use finance::general_ledger_entries::GeneralLedgerEntry;
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::item_ledger_entries::{ItemApplicationEntry, ItemLedgerEntry, ValueEntry};
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::posting::{AddedUp, Turnover, turnover_after};
use finance::vat_entries::VatEntry;
use money::Amount;

use crate::record::{self, Record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError};

/// How hashes are made now. A register says which rule its own was made by. Rule 2 also hashes what VAT entries say of
/// sales tax and the expected cost of value entries ([`Posted::FIRST_COLUMN_OF_RULE_2`]), rule 3 the turnover of the
/// register; everything else is as in rule 1.
pub const HASH_VERSION: i64 = 3;
/// The oldest rule that registers may still be made by.
const OLDEST_HASH_VERSION: i64 = 1;

/// An entry of a ledger: what of it is hashed, and where.
pub(super) trait Posted: Record + AddedUp {
    const LEDGER: Ledger;
    /// Columns from this one on may change and are not hashed.
    const FIRST_STATE_COLUMN: Option<&'static str> = None;
    /// Columns from this one on came after entries had been hashed by rule 1, which does not know them.
    const FIRST_COLUMN_OF_RULE_2: Option<&'static str> = None;

    /// The row as it is hashed.
    fn hashed_row(&self) -> Vec<SqlValue> {
        self.values()
    }
}

/// The ledgers in the order their hashes are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ledger {
    General,
    Party,
    Detailed,
    Vat,
    Bank,
    Item,
    Value,
    ItemApplication,
}

const LEDGERS: usize = 8;

impl Posted for GeneralLedgerEntry {
    const LEDGER: Ledger = Ledger::General;
}
impl Posted for PartyLedgerEntry {
    const LEDGER: Ledger = Ledger::Party;
    const FIRST_STATE_COLUMN: Option<&'static str> = Some("open");
}
impl Posted for DetailedLedgerEntry {
    const LEDGER: Ledger = Ledger::Detailed;
}
impl Posted for VatEntry {
    const LEDGER: Ledger = Ledger::Vat;
    const FIRST_COLUMN_OF_RULE_2: Option<&'static str> = Some("tax_jurisdiction_id");
}
impl Posted for BankLedgerEntry {
    const LEDGER: Ledger = Ledger::Bank;
}
impl Posted for ItemLedgerEntry {
    const LEDGER: Ledger = Ledger::Item;
    const FIRST_STATE_COLUMN: Option<&'static str> = Some("remaining_quantity");

    /// How much is invoiced changes with later invoices; in its place stands what it is in the end, the quantity, as it
    /// was when goods moved with their invoice only.
    fn hashed_row(&self) -> Vec<SqlValue> {
        ItemLedgerEntry { invoiced_quantity: self.quantity, ..self.clone() }.values()
    }
}
impl Posted for ValueEntry {
    const LEDGER: Ledger = Ledger::Value;
    const FIRST_COLUMN_OF_RULE_2: Option<&'static str> = Some("cost_amount_expected");
}
impl Posted for ItemApplicationEntry {
    const LEDGER: Ledger = Ledger::ItemApplication;
}

/// The hash of one register, and what it adds to the turnover, while its entries pass by.
pub(super) struct Chain {
    rule: i64,
    ledgers: [Sha256; LEDGERS],
    turnovers: [Turnover; LEDGERS],
}

impl Chain {
    /// A hash made by one of the rules.
    pub fn new(rule: i64) -> Chain {
        Chain { rule, ledgers: std::array::from_fn(|_| Sha256::new()), turnovers: Default::default() }
    }

    pub fn add<R: Posted>(&mut self, entry: &R) {
        self.turnovers[R::LEDGER as usize].add(entry);
        let values = entry.hashed_row();
        let position = |column: Option<&'static str>| {
            let found = column.and_then(|first| R::COLUMNS.iter().position(|column| *column == first));
            found.unwrap_or(values.len())
        };
        let hashed = position(R::FIRST_STATE_COLUMN);
        let known = if self.rule < 2 { position(R::FIRST_COLUMN_OF_RULE_2).min(hashed) } else { hashed };
        let hash = &mut self.ledgers[R::LEDGER as usize];
        for value in &values[..known] {
            add_value(hash, value);
        }
        // An entry of before has nothing in the columns that came later; what was written there since shows.
        for value in values[known..hashed].iter().filter(|value| !is_initial(value)) {
            add_value(hash, value);
        }
    }

    /// The turnover of the company with the register, from that before it. `Dialog` when it is too large.
    pub fn turnover_after(&self, before: Amount) -> Result<Amount, RuleError> {
        turnover_after(before, &self.turnovers)
    }

    /// The hash of the register, in hexadecimal.
    pub fn finish(self, previous: &str, register: &GeneralLedgerRegister) -> String {
        let mut hash = Sha256::new();
        hash.update(previous.as_bytes());
        let fields = GeneralLedgerRegister { hash: String::new(), ..register.clone() };
        let values = fields.values();
        // The turnover is the last of them.
        let known = if self.rule < 3 { values.len() - 1 } else { values.len() };
        for value in &values[..known] {
            add_value(&mut hash, value);
        }
        for ledger in self.ledgers {
            hash.update(ledger.finalize());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What a column holds in rows that were there before it.
fn is_initial(value: &SqlValue) -> bool {
    match value {
        SqlValue::Integer(number) => *number == 0,
        SqlValue::Boolean(value) => !value,
        SqlValue::Uuid(id) => id.is_nil(),
        SqlValue::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// Each value with its kind and length, so that no two rows give the same bytes.
fn add_value(hash: &mut Sha256, value: &SqlValue) {
    match value {
        SqlValue::Integer(number) => {
            hash.update([b'i']);
            hash.update(number.to_be_bytes());
        }
        SqlValue::Boolean(value) => hash.update([b'b', u8::from(*value)]),
        SqlValue::Uuid(id) => {
            hash.update([b'u']);
            hash.update(id.as_bytes());
        }
        SqlValue::Text(text) => {
            hash.update([b't']);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        SqlValue::Bytes(bytes) => {
            hash.update([b'y']);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        SqlValue::Null | SqlValue::UuidList(_) | SqlValue::TextList(_) | SqlValue::IntegerList(_) => {
            hash.update([b'n']);
        }
    }
}

/// Where a chain goes on: hash and turnover of the last register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Last {
    pub hash: String,
    pub turnover: Amount,
}

/// That of a company; blank and zero when it has no register.
pub(super) async fn last(session: &mut Session, company: Uuid) -> Result<Last, StoreError> {
    let text = "SELECT hash, turnover FROM general_ledger_registers WHERE company_id = ?1 \
                ORDER BY number DESC LIMIT 1";
    let found = session
        .query_one(text, &[SqlValue::Uuid(company)], |row| {
            Ok(Last { hash: row.required_text(0)?, turnover: Amount::from_scaled(row.required_integer(1)?) })
        })
        .await?;
    Ok(found.unwrap_or_default())
}

/// A register whose entries are not those it was made over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainFinding {
    pub register_number: i64,
    pub message: String,
}

/// Rows read at a time from each ledger while the chain is verified.
const ROWS_AT_ONCE: i64 = 2_000;

/// Follows the chain of a company from its beginning; every ledger is read once, in pieces. `on_progress` is told how
/// many registers are done.
pub async fn verify(
    session: &mut Session,
    company: Uuid,
    mut on_progress: impl FnMut(i64) + Send,
) -> Result<Vec<ChainFinding>, StoreError> {
    let mut findings = Vec::new();
    let mut previous = Last::default();
    let mut ledgers = Ledgers::default();
    let mut after = 0;
    loop {
        let condition = format!("AND number > ?2 ORDER BY number LIMIT {ROWS_AT_ONCE}");
        let registers: Vec<GeneralLedgerRegister> =
            record::list(session, company, &condition, &[SqlValue::Integer(after)]).await?;
        let Some(last) = registers.last().map(|register| register.number) else { break };
        for register in &registers {
            let mut chain = Chain::new(register.hash_version);
            let strays = ledgers.add_to(session, company, register.number, &mut chain).await?;
            if strays > 0 {
                let message =
                    format!("{strays} entries before register {} belong to no register", register.number);
                findings.push(ChainFinding { register_number: register.number, message });
            }
            check_register(register, chain, &previous, &mut findings);
            previous = Last { hash: register.hash.clone(), turnover: register.turnover };
        }
        after = last;
        on_progress(after);
    }
    let strays = ledgers.add_to(session, company, i64::MAX, &mut Chain::new(HASH_VERSION)).await?;
    if strays > 0 {
        let message = format!("{strays} entries after register {after} belong to no register");
        findings.push(ChainFinding { register_number: after, message });
    }
    Ok(findings)
}

fn check_register(
    register: &GeneralLedgerRegister,
    chain: Chain,
    previous: &Last,
    findings: &mut Vec<ChainFinding>,
) {
    let register_number = register.number;
    if !(OLDEST_HASH_VERSION..=HASH_VERSION).contains(&register.hash_version) {
        let message = format!(
            "register {register_number} was hashed by rule {}, which this program does not know",
            register.hash_version
        );
        findings.push(ChainFinding { register_number, message });
        return;
    }
    // Before rule 3 nothing was counted; the last register of then has what came before, counted later.
    let turnover = chain.turnover_after(previous.turnover);
    if register.hash_version >= 3 && turnover.as_ref() != Ok(&register.turnover) {
        let message = format!("the turnover of register {register_number} does not fit its entries");
        findings.push(ChainFinding { register_number, message });
    }
    if chain.finish(&previous.hash, register) != register.hash {
        let message = format!(
            "the hash of register {register_number} does not fit its entries: an entry, the register or the one \
             before it was changed after posting"
        );
        findings.push(ChainFinding { register_number, message });
    }
}

/// A place in every ledger.
#[derive(Default)]
struct Ledgers {
    general: Cursor<GeneralLedgerEntry>,
    party: Cursor<PartyLedgerEntry>,
    detailed: Cursor<DetailedLedgerEntry>,
    vat: Cursor<VatEntry>,
    bank: Cursor<BankLedgerEntry>,
    item: Cursor<ItemLedgerEntry>,
    value: Cursor<ValueEntry>,
    application: Cursor<ItemApplicationEntry>,
}

impl Ledgers {
    /// Adds the entries of a register to its chain; returns how many entries before it belong to none.
    async fn add_to(
        &mut self,
        session: &mut Session,
        company: Uuid,
        register: i64,
        chain: &mut Chain,
    ) -> Result<u64, StoreError> {
        Ok(self.general.add_to(session, company, register, chain).await?
            + self.party.add_to(session, company, register, chain).await?
            + self.detailed.add_to(session, company, register, chain).await?
            + self.vat.add_to(session, company, register, chain).await?
            + self.bank.add_to(session, company, register, chain).await?
            + self.item.add_to(session, company, register, chain).await?
            + self.value.add_to(session, company, register, chain).await?
            + self.application.add_to(session, company, register, chain).await?)
    }
}

/// A ledger read in order of entry number, which is the order of registers too.
struct Cursor<R> {
    /// Register, entry number, entry.
    rows: VecDeque<(i64, i64, R)>,
    after: i64,
    ended: bool,
}

impl<R> Default for Cursor<R> {
    fn default() -> Self {
        Cursor { rows: VecDeque::new(), after: i64::MIN, ended: false }
    }
}

impl<R: Posted> Cursor<R> {
    async fn add_to(
        &mut self,
        session: &mut Session,
        company: Uuid,
        register: i64,
        chain: &mut Chain,
    ) -> Result<u64, StoreError> {
        let mut strays = 0;
        loop {
            if self.rows.is_empty() && !self.ended {
                self.fill(session, company).await?;
            }
            match self.rows.front() {
                Some((of, _, _)) if *of <= register => {
                    let Some((of, _, entry)) = self.rows.pop_front() else { break };
                    if of == register { chain.add(&entry) } else { strays += 1 }
                }
                _ => break,
            }
        }
        Ok(strays)
    }

    async fn fill(&mut self, session: &mut Session, company: Uuid) -> Result<(), StoreError> {
        let text = format!(
            "SELECT register_number, entry_number, {} FROM {} WHERE company_id = ?1 AND entry_number > ?2 \
             ORDER BY entry_number LIMIT {ROWS_AT_ONCE}",
            R::COLUMNS.join(", "),
            R::TABLE
        );
        let rows = &mut self.rows;
        session
            .query_all(&text, &[SqlValue::Uuid(company), SqlValue::Integer(self.after)], |row| {
                rows.push_back((row.required_integer(0)?, row.required_integer(1)?, R::from_row(row, 2)?));
                Ok(())
            })
            .await?;
        match self.rows.back() {
            Some((_, number, _)) => self.after = *number,
            None => self.ended = true,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
