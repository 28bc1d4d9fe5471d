//! Accounting periods: read in v2.0; on our own face a fiscal year is closed there, and its income statement
//! (FINANCE.md section 9).

use finance::accounting_periods::{AccountingPeriod, close_year, fiscal_year};
use finance::accounts::Account;
use finance::errors::RuleError;
use finance::fields::normalize_code;
use finance::posting::Closing;
use odata_sql::mapping::Storage;
use store::{Session, Work, posting, record};

use crate::actions::{BoundAction, Parameter, action};
use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, boolean, date, text};
use crate::errors::ApiError;
use crate::write::{Action, Done, Write};

/// Closes the fiscal year that the period begins.
const CLOSE_FISCAL_YEAR: BoundAction =
    action("closeFiscalYear", &CloseFiscalYear).on(false, false, false, true);
/// Brings the income statement of the closed year that the period begins to zero, on its closing date.
const CLOSE_INCOME_STATEMENT: BoundAction =
    action("closeIncomeStatement", &CloseIncomeStatement).on(false, false, false, true).taking(&[
        Parameter::text("documentNumber", 20).required(),
        Parameter::text("retainedEarningsAccountNumber", 20).required(),
        Parameter::text("description", 100),
    ]);

/// Where the entries came from, and what they are called when nothing else is said.
const SOURCE_CODE: &str = "CLSINCOME";
const DESCRIPTION: &str = "Close income statement";

pub static ENTITY: Entity = Entity {
    name: "accountingPeriod",
    set: "accountingPeriods",
    methods: [NONE, NONE, G, G],
    table: "accounting_periods",
    properties: &[
        ID,
        date("startingDate", "starting_date").read_only(),
        text("name", "name", 10).read_only(),
        boolean("newFiscalYear", "new_fiscal_year").read_only(),
        boolean("closed", "closed").read_only(),
        boolean("dateLocked", "date_locked").read_only(),
        LAST_MODIFIED,
    ],
    default_order: &[("starting_date", Storage::Date)],
    actions: &[CLOSE_FISCAL_YEAR, CLOSE_INCOME_STATEMENT],
    ..Entity::BLANK
};

struct CloseFiscalYear;

impl Action for CloseFiscalYear {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let periods: Vec<AccountingPeriod> = record::list(session, write.company, "", &[]).await?;
            for period in close_year(&periods, write.id)? {
                record::update(session, write.company, &period, write.stamp).await?;
            }
            Ok(Done::nothing())
        })
    }
}

struct CloseIncomeStatement;

impl Action for CloseIncomeStatement {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let periods: Vec<AccountingPeriod> = record::list(session, write.company, "", &[]).await?;
            let year = fiscal_year(&periods, write.id)?;
            let property = "retainedEarningsAccountNumber";
            let number = normalize_code(&write.body.text(property).unwrap_or_default());
            let account = record::by_text::<Account>(session, write.company, "number", &number).await?;
            let account = account.ok_or_else(|| {
                RuleError::dialog(property, format!("{property}: there is no account \"{number}\"."))
            })?;
            let document_number = normalize_code(&write.body.text("documentNumber").unwrap_or_default());
            let description = write.body.text("description").filter(|text| !text.is_empty());
            let closing = Closing {
                year,
                retained_earnings: &account,
                document_number: &document_number,
                description: description.as_deref().unwrap_or(DESCRIPTION),
                source_code: SOURCE_CODE,
            };
            posting::close_income_statement(session, write.company, write.stamp, write.seed, closing).await?;
            Ok(Done::nothing())
        })
    }
}
