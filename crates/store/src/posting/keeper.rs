//! Keeping what a posting run makes: entries in bulk, changed states, the register with its hash.

use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::item_ledger_entries::{ItemApplicationEntry, ItemLedgerEntry, ValueEntry};
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::posting::{Finished, Posted};
use uuid::Uuid;

use super::PostingError;
use super::hash_chain::{self, Chain, HASH_VERSION, Posted as Hashed};
use crate::{Session, Stamp, StoreError, bulk, item_ledger_entries, party_ledger_entries, record};

/// Goods that a run moved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InventoryEntries {
    pub item_ledger_entries: Vec<ItemLedgerEntry>,
    pub value_entries: Vec<ValueEntry>,
    pub applications: Vec<ItemApplicationEntry>,
    /// Entries of before whose remaining quantity has changed.
    pub changed: Vec<ItemLedgerEntry>,
}

/// Takes the entries of one run, in pieces or at once, and ends with the register. The order of calls is the order of
/// the run.
pub struct Keeper<'s> {
    session: &'s mut Session,
    company: Uuid,
    stamp: Stamp,
    chain: Chain,
}

impl<'s> Keeper<'s> {
    /// `stamp`: that of the write the posting is part of.
    pub fn new(session: &'s mut Session, company: Uuid, stamp: Stamp) -> Keeper<'s> {
        Keeper { session, company, stamp, chain: Chain::new(HASH_VERSION) }
    }

    /// The session it writes to, for reading between two pieces of a run.
    pub fn session(&mut self) -> &mut Session {
        self.session
    }

    /// Keeps new entries, then the changed states of others.
    pub async fn entries(&mut self, posted: &Posted, changed: &[PartyLedgerEntry]) -> Result<(), StoreError> {
        self.insert(&posted.general_ledger_entries).await?;
        self.insert(&posted.party_ledger_entries).await?;
        self.insert(&posted.detailed_ledger_entries).await?;
        self.insert(&posted.vat_entries).await?;
        self.insert(&posted.bank_ledger_entries).await?;
        for entry in changed {
            party_ledger_entries::update_state(self.session, self.company, entry, self.stamp).await?;
        }
        Ok(())
    }

    pub async fn inventory(&mut self, entries: &InventoryEntries) -> Result<(), StoreError> {
        self.insert(&entries.item_ledger_entries).await?;
        self.insert(&entries.value_entries).await?;
        self.insert(&entries.applications).await?;
        for entry in &entries.changed {
            item_ledger_entries::update_state(self.session, self.company, entry, self.stamp).await?;
        }
        Ok(())
    }

    async fn insert<R: Hashed + Sync>(&mut self, entries: &[R]) -> Result<(), StoreError> {
        for entry in entries {
            self.chain.add(entry);
        }
        bulk::insert(self.session, self.company, entries, self.stamp).await
    }

    /// Keeps the rest of the run and its register; returns the register, `None` when the run made no entries. `Dialog`
    /// when the company would have posted more in all than can be added up; nothing may be kept then.
    pub async fn finish(
        mut self,
        finished: &Finished,
    ) -> Result<Option<GeneralLedgerRegister>, PostingError> {
        // Read first, so that all that is written can go out together.
        let previous = hash_chain::last(self.session, self.company).await?;
        self.entries(&finished.entries, &finished.changed_party_entries).await?;
        let Some(register) = &finished.register else { return Ok(None) };
        let turnover = self.chain.turnover_after(previous.turnover)?;
        let mut register = GeneralLedgerRegister { hash_version: HASH_VERSION, turnover, ..register.clone() };
        register.hash = self.chain.finish(&previous.hash, &register);
        record::insert(self.session, self.company, &register, self.stamp).await?;
        Ok(Some(register))
    }
}
