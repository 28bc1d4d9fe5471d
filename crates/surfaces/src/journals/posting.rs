//! Posting a journal of any kind, and showing what posting would make of it (FINANCE.md 2.1, 2.3).

use std::collections::BTreeMap;

use finance::accounts::Account;
use finance::bank_accounts::BankAccount;
use finance::choices::Choice;
use finance::customers::Customer;
use finance::journal_lines::Keys;
use finance::party_ledger_entries::{PartyLedgerEntry, PartyType};
use finance::posting::Posted;
use finance::vendors::Vendor;
use odata::Value;
use store::{Record, Session, Work, posting, record};
use uuid::Uuid;

use crate::actions::{BoundAction, Parameter, Shape, action};
use crate::entity::{ChoiceType, members_of};
use crate::errors::ApiError;
use crate::general_ledger_entries::DOCUMENT_TYPE;
use crate::journal_lines::book::by_keys;
use crate::write::{Action, Done, Write};

/// Of `journals` on every face: posts a batch of any kind (FINANCE.md 2.1).
pub(crate) const POST_ANY: BoundAction = action("post", &Post).of_any_row();
/// Of payment journals on our own face, where each kind of journal is posted by its own name.
pub(crate) const POST: BoundAction = action("post", &Post).on(false, false, false, true);
pub(crate) const PREVIEW: BoundAction =
    action("preview", &Preview).on(false, false, false, true).returning(&PREVIEWED);

static PARTY_TYPE: ChoiceType = ChoiceType { name: "partyType", members: members_of::<PartyType> };

static GENERAL_LEDGER_ENTRY: Shape = Shape {
    name: "previewedGeneralLedgerEntry",
    members: &[
        Parameter::date("postingDate"),
        Parameter::choice("documentType", &DOCUMENT_TYPE),
        Parameter::text("documentNumber", 20),
        Parameter::guid("accountId"),
        Parameter::text("accountNumber", 20),
        Parameter::text("description", 100),
        Parameter::decimal("debitAmount"),
        Parameter::decimal("creditAmount"),
    ],
};
static LEDGER_ENTRY: Shape = Shape {
    name: "previewedLedgerEntry",
    members: &[
        Parameter::choice("partyType", &PARTY_TYPE),
        Parameter::guid("partyId"),
        Parameter::text("partyNumber", 20),
        Parameter::date("postingDate"),
        Parameter::choice("documentType", &DOCUMENT_TYPE),
        Parameter::text("documentNumber", 20),
        Parameter::decimal("originalAmount"),
        Parameter::decimal("remainingAmount"),
        Parameter::decimal("remainingAmountLocal"),
        Parameter::boolean("open"),
    ],
};
static VAT_ENTRY: Shape = Shape {
    name: "previewedVatEntry",
    members: &[
        Parameter::date("postingDate"),
        Parameter::text("documentNumber", 20),
        Parameter::decimal("base"),
        Parameter::decimal("amount"),
    ],
};
static BANK_LEDGER_ENTRY: Shape = Shape {
    name: "previewedBankAccountLedgerEntry",
    members: &[
        Parameter::guid("bankAccountId"),
        Parameter::text("bankAccountNumber", 20),
        Parameter::date("postingDate"),
        Parameter::text("documentNumber", 20),
        Parameter::decimal("amount"),
        Parameter::decimal("amountLocal"),
    ],
};
/// The entries that posting would make; `changedLedgerEntries` are open entries of before, as applications leave them.
static PREVIEWED: Shape = Shape {
    name: "postingPreview",
    members: &[
        Parameter::many("generalLedgerEntries", &GENERAL_LEDGER_ENTRY),
        Parameter::many("ledgerEntries", &LEDGER_ENTRY),
        Parameter::many("changedLedgerEntries", &LEDGER_ENTRY),
        Parameter::many("vatEntries", &VAT_ENTRY),
        Parameter::many("bankAccountLedgerEntries", &BANK_LEDGER_ENTRY),
    ],
};

struct Post;

impl Action for Post {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            posting::post_journal(session, write.company, write.id, write.stamp, write.seed).await?;
            Ok(Done::nothing())
        })
    }
}

struct Preview;

impl Action for Preview {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let company = write.company;
            let preview = posting::preview_journal(session, company, write.id, write.seed).await?;
            let changed = &preview.changed_party_entries;
            let names = Names::load(session, company, &preview.entries, changed).await?;
            let entries = &preview.entries;
            let lists = vec![
                entries.general_ledger_entries.iter().map(|entry| names.general(entry)).collect(),
                entries.party_ledger_entries.iter().map(|entry| names.party(entry)).collect(),
                changed.iter().map(|entry| names.party(entry)).collect(),
                entries.vat_entries.iter().map(vat).collect(),
                entries.bank_ledger_entries.iter().map(|entry| names.bank(entry)).collect(),
            ];
            Ok(Done::value(Value::Complex(
                lists.into_iter().map(|list| Some(Value::Collection(list))).collect(),
            )))
        })
    }
}

/// The numbers of the records that previewed entries know by id.
struct Names(BTreeMap<Uuid, String>);

impl Names {
    async fn load(
        session: &mut Session,
        company: Uuid,
        entries: &Posted,
        changed: &[PartyLedgerEntry],
    ) -> Result<Names, ApiError> {
        let parties = |party_type: PartyType| Keys {
            ids: entries
                .party_ledger_entries
                .iter()
                .chain(changed)
                .filter(|entry| entry.party_type == party_type)
                .map(|entry| entry.party_id)
                .collect(),
            numbers: Vec::new(),
        };
        let mut names = BTreeMap::new();
        let mut add = |id: Uuid, number: String| names.insert(id, number);
        for account in record::list::<Account>(session, company, "", &[]).await? {
            add(account.id(), account.number);
        }
        for bank in record::list::<BankAccount>(session, company, "", &[]).await? {
            add(bank.id(), bank.number);
        }
        for customer in by_keys::<Customer>(session, company, parties(PartyType::Customer)).await? {
            add(customer.id, customer.number);
        }
        for vendor in by_keys::<Vendor>(session, company, parties(PartyType::Vendor)).await? {
            add(vendor.id, vendor.number);
        }
        Ok(Names(names))
    }

    fn number(&self, id: Uuid) -> Value {
        Value::String(self.0.get(&id).cloned().unwrap_or_default())
    }

    fn general(&self, entry: &finance::general_ledger_entries::GeneralLedgerEntry) -> Value {
        complex([
            Value::Date(entry.posting_date),
            Value::Enum(entry.document_type.value()),
            Value::String(entry.document_number.clone()),
            Value::Guid(entry.account_id),
            self.number(entry.account_id),
            Value::String(entry.description.clone()),
            Value::Decimal(entry.debit_amount.to_decimal()),
            Value::Decimal(entry.credit_amount.to_decimal()),
        ])
    }

    fn party(&self, entry: &PartyLedgerEntry) -> Value {
        complex([
            Value::Enum(entry.party_type.value()),
            Value::Guid(entry.party_id),
            self.number(entry.party_id),
            Value::Date(entry.posting_date),
            Value::Enum(entry.document_type.value()),
            Value::String(entry.document_number.clone()),
            Value::Decimal(entry.original_amount.to_decimal()),
            Value::Decimal(entry.remaining_amount.to_decimal()),
            Value::Decimal(entry.remaining_amount_local.to_decimal()),
            Value::Boolean(entry.open),
        ])
    }

    fn bank(&self, entry: &finance::bank_ledger_entries::BankLedgerEntry) -> Value {
        complex([
            Value::Guid(entry.bank_account_id),
            self.number(entry.bank_account_id),
            Value::Date(entry.posting_date),
            Value::String(entry.document_number.clone()),
            Value::Decimal(entry.amount.to_decimal()),
            Value::Decimal(entry.amount_local.to_decimal()),
        ])
    }
}

fn vat(entry: &finance::vat_entries::VatEntry) -> Value {
    complex([
        Value::Date(entry.posting_date),
        Value::String(entry.document_number.clone()),
        Value::Decimal(entry.base.to_decimal()),
        Value::Decimal(entry.amount.to_decimal()),
    ])
}

fn complex<const COUNT: usize>(members: [Value; COUNT]) -> Value {
    Value::Complex(members.map(Some).to_vec())
}
