//! Bank accounts: read and written in v1.0 and v2.0.

use finance::bank_accounts::{self, BankAccount, BankAccountFacts, BankAccountProperties};
use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::fields::normalize_code;
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, boolean, guid, joined_text_or, text};
use crate::errors::ApiError;
use crate::write::coded::{general_ledger_setup, is_taken, rename, stored};
use crate::write::{Body, Write, Writer, related};

const CURRENCY: usize = 0;
const SETUP: usize = 1;

pub static ENTITY: Entity = Entity {
    name: "bankAccount",
    set: "bankAccounts",
    methods: [NONE, GPMD, GPMD, NONE],
    table: "bank_accounts",
    joins: &[("currencies", &[("currency_id", "id")]), ("general_ledger_setup", &[])],
    properties: &[
        ID,
        text("number", "number", 20),
        text("displayName", "name", 100),
        LAST_MODIFIED.only_v2(),
        text("bankAccountNumber", "bank_account_number", 30).only_v2(),
        boolean("blocked", "blocked").only_v2(),
        joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code").length(10).only_v2(),
        guid("currencyId", "currency_id").only_v2(),
        text("iban", "iban", 50).only_v2(),
        boolean("intercompanyEnabled", "intercompany_enabled").only_v2(),
    ],
    default_order: &[("number", Storage::Text)],
    writer: Some(&BankAccounts),
    ..Entity::BLANK
};

struct BankAccounts;

impl Writer for BankAccounts {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body);
            let known = Known::load(session, write, &given).await?;
            let account = bank_accounts::create(write.id, &given, &known.facts())?;
            Ok(record::insert(session, write.company, &account, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: BankAccount = stored(session, write).await?;
            let given = properties(&write.body);
            let known = Known::load(session, write, &given).await?;
            let account = bank_accounts::change(&stored, &given, &known.facts())?;
            record::update(session, write.company, &account, write.stamp).await?;
            rename(session, write, Noun::BankAccount, &stored.number, &account.number).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: BankAccount = stored(session, write).await?;
            let entries = store::usage::of_bank_account(session, write.company, stored.id).await?;
            bank_accounts::check_delete(&stored, entries)?;
            Ok(store::bank_accounts::delete(session, write.company, &stored).await?)
        })
    }
}

struct Known {
    setup: GeneralLedgerSetup,
    currencies: Vec<Currency>,
    number_taken: bool,
    entries: u64,
}

impl Known {
    async fn load(
        session: &mut Session,
        write: &Write,
        given: &BankAccountProperties,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let mut currencies = related::by_code(session, company, given.currency_code.as_deref()).await?;
        currencies.extend(related::by_id(session, company, given.currency_id).await?);
        Ok(Known {
            setup: general_ledger_setup(session, company).await?,
            currencies,
            number_taken: match &given.number {
                Some(number) => {
                    is_taken::<BankAccount>(session, write, "number", &normalize_code(number)).await?
                }
                None => false,
            },
            entries: store::usage::of_bank_account(session, company, write.id).await?,
        })
    }

    fn facts(&self) -> BankAccountFacts<'_> {
        BankAccountFacts {
            setup: &self.setup,
            currencies: &self.currencies,
            number_taken: self.number_taken,
            entries: self.entries,
        }
    }
}

fn properties(body: &Body) -> BankAccountProperties {
    BankAccountProperties {
        number: body.text("number"),
        display_name: body.text("displayName"),
        bank_account_number: body.text("bankAccountNumber"),
        blocked: body.boolean("blocked"),
        currency_code: body.text("currencyCode"),
        currency_id: body.guid("currencyId"),
        iban: body.text("iban"),
        intercompany_enabled: body.boolean("intercompanyEnabled"),
    }
}
