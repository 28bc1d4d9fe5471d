//! What can still be done to posted entries: applied to each other, taken apart again, reversed (FINANCE.md 3.8).

use finance::BLANK_DATE;
use finance::general_ledger_entries::GeneralLedgerEntry;
use finance::party_ledger_entries::PartyLedgerEntry;
use money::Amount;
use store::posting::{self, Undo};
use store::{Session, Work, record};

use crate::actions::{BoundAction, Parameter, Shape, action};
use crate::errors::ApiError;
use crate::write::{Action, Body, Done, Write};

/// Applies the entry to open entries of the same party.
pub(crate) const APPLY_CUSTOMER_ENTRIES: BoundAction =
    action("applyCustomerEntries", &Apply).on(false, false, false, true).taking(APPLY_PARAMETERS);
pub(crate) const APPLY_VENDOR_ENTRIES: BoundAction =
    action("applyVendorEntries", &Apply).on(false, false, false, true).taking(APPLY_PARAMETERS);
/// Takes back the latest application of the entry.
pub(crate) const UNAPPLY: BoundAction =
    action("unapply", &Unapply).on(false, false, false, true).taking(&[Parameter::date("postingDate")]);
/// Reverses the transaction of the entry.
pub(crate) const REVERSE: BoundAction =
    action("reverse", &Reverse(TransactionOf::PartyEntry)).on(false, false, false, true);
/// The same from an entry of the general ledger.
pub(crate) const REVERSE_GENERAL: BoundAction =
    action("reverse", &Reverse(TransactionOf::GeneralEntry)).on(false, false, false, true);

const APPLY_PARAMETERS: &[Parameter] =
    &[Parameter::date("postingDate"), Parameter::many("entries", &ENTRY_TO_APPLY).required()];

/// An open entry, and how much of it: positive; nothing or 0 for as much as possible.
static ENTRY_TO_APPLY: Shape = Shape {
    name: "entryToApply",
    members: &[Parameter::int32("entryNumber").required(), Parameter::decimal("amount")],
};

fn undo(write: &Write) -> Undo {
    Undo {
        company: write.company,
        stamp: write.stamp,
        seed: write.seed,
        posting_date: write.body.date("postingDate").unwrap_or(BLANK_DATE),
    }
}

async fn entry(session: &mut Session, write: &Write) -> Result<PartyLedgerEntry, ApiError> {
    let found = record::by_id::<PartyLedgerEntry>(session, write.company, write.id).await?;
    Ok(found.ok_or_else(|| ApiError::not_found("ledger entry", write.id))?.record)
}

struct Apply;

impl Action for Apply {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let applying = entry(session, write).await?;
            let mut amounts = Vec::new();
            for item in write.body.items("entries", &ENTRY_TO_APPLY).unwrap_or_default() {
                amounts.push(amount_to_apply(&applying, &item)?);
            }
            if amounts.is_empty() {
                let message = "entries: name at least one open entry to apply to.";
                return Err(ApiError::new(400, "Application_DialogException", message).at("entries"));
            }
            posting::apply_entries(session, undo(write), applying.entry_number, &amounts).await?;
            Ok(Done::nothing())
        })
    }
}

/// Number of the other entry and the amount with its sign, which is opposite to that of the applying one.
fn amount_to_apply(applying: &PartyLedgerEntry, item: &Body) -> Result<(i64, Amount), ApiError> {
    let number = i64::from(item.int32("entryNumber")?.unwrap_or_default());
    let amount = item.amount("amount")?.unwrap_or_default();
    if amount.is_negative() {
        let message = "amount: how much of an entry is applied is positive; 0 stands for all that is open.";
        return Err(finance::RuleError::field("amount", message).into());
    }
    let signed = match applying.remaining_amount.is_negative() {
        true => Ok(amount),
        false => amount.checked_neg(),
    };
    let signed =
        signed.map_err(|_| finance::RuleError::field("amount", "amount: the amount is too large."))?;
    Ok((number, signed))
}

struct Unapply;

impl Action for Unapply {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let applied = entry(session, write).await?;
            posting::unapply_entry(session, undo(write), applied.entry_number).await?;
            Ok(Done::nothing())
        })
    }
}

/// Which ledger names the transaction to reverse.
enum TransactionOf {
    PartyEntry,
    GeneralEntry,
}

struct Reverse(TransactionOf);

impl Action for Reverse {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let transaction = match self.0 {
                TransactionOf::PartyEntry => entry(session, write).await?.transaction_number,
                TransactionOf::GeneralEntry => {
                    let found = record::by_id::<GeneralLedgerEntry>(session, write.company, write.id).await?;
                    let found = found.ok_or_else(|| ApiError::not_found("generalLedgerEntry", write.id))?;
                    found.record.transaction_number
                }
            };
            posting::reverse_transaction(session, undo(write), transaction).await?;
            Ok(Done::nothing())
        })
    }
}
