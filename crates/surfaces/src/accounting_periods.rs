//! Accounting periods: read in v2.0, and on our own face, where fiscal years are closed (FINANCE.md section 9).

use finance::accounting_periods::{AccountingPeriod, Closing, close_fiscal_year};
use finance::fields::required_code;
use odata_sql::mapping::Storage;
use store::posting::{self, Undo};
use store::{Session, Work, record};

use crate::actions::{BoundAction, Parameter, action};
use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, boolean, date, text};
use crate::errors::ApiError;
use crate::write::{Action, Done, Write};

/// Closes the fiscal year of the period.
const CLOSE_FISCAL_YEAR: BoundAction =
    action("closeFiscalYear", &CloseFiscalYear).on(false, false, false, true);
/// Carries the result of the period's fiscal year over to an account of own funds, on the year's closing date: the only
/// way to post on one, since no property of the APIs can hold such a date.
const CLOSE_INCOME_STATEMENT: BoundAction =
    action("closeIncomeStatement", &CloseIncomeStatement).on(false, false, false, true).taking(&[
        Parameter::text("accountNumber", 20),
        Parameter::text("documentNumber", 20),
        Parameter::text("description", 100),
    ]);

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
            for changed in close_fiscal_year(&periods, write.id)? {
                record::update(session, write.company, &changed, write.stamp).await?;
            }
            Ok(Done::nothing())
        })
    }
}

struct CloseIncomeStatement;

impl Action for CloseIncomeStatement {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let body = &write.body;
            let number = |name: &'static str| required_code(name, &body.text(name).unwrap_or_default(), 20);
            let closing = Closing {
                account_number: number("accountNumber")?,
                document_number: number("documentNumber")?,
                description: body
                    .text("description")
                    .filter(|text| !text.is_empty())
                    .unwrap_or_else(|| "Income statement closed".to_owned()),
                ..Closing::default()
            };
            let undo = Undo {
                company: write.company,
                stamp: write.stamp,
                seed: write.seed,
                posting_date: finance::BLANK_DATE,
            };
            posting::close_income_statement(session, undo, write.id, closing).await?;
            Ok(Done::nothing())
        })
    }
}
