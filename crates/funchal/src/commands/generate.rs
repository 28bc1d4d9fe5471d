//! `funchal generate`: fills a company for load tests.

use std::io::Write;
use std::time::Instant;

use clap::Args;
use store::generate::{Made, Plan, Progress};

use crate::command_line::DatabaseFlag;
use crate::database::{self, Purpose};
use crate::failure::Failure;
use crate::progress::{ProgressLine, grouped};
use crate::{clock, values};

/// Fill a company with customers, invoices and payments, for load tests
///
/// Fills the demo company when there is one, else the company "Load test", which it makes. The same numbers and seed
/// on the same database make the same rows. Refused while a server has the SQLite file open.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  funchal generate --customers 10000 --payments 100000 --seed 7")]
pub struct Flags {
    /// New customers
    #[arg(long, value_name = "N", default_value_t = 0)]
    customers: u64,
    /// New posted sales invoices, spread over three years
    #[arg(long, value_name = "N", default_value_t = 0)]
    invoices: u64,
    /// New customer payments: entered into journals, or posted (see --posted)
    #[arg(long, value_name = "N", default_value_t = 0)]
    payments: u64,
    /// New journals to spread the payments over [default: one for every 10,000 payments]
    #[arg(long, value_name = "N")]
    journals: Option<u64>,
    /// Share of the payments to post, 0 to 1; most are applied to the posted invoices
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = values::share)]
    posted: u32,
    /// Where the random numbers begin
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    database: DatabaseFlag,
}

pub async fn run(flags: Flags) -> Result<(), Failure> {
    let plan = plan(&flags)?;
    let store = database::open(&flags.database.url, Purpose::FILL).await?;
    let mut line = ProgressLine::new();
    let began = Instant::now();
    let mut on_progress = |progress: Progress| {
        line.show(&format!("{} of {} {}", grouped(progress.done), grouped(progress.of), progress.noun));
    };
    let made = store::generate::run(&store, &plan, clock::now().as_millisecond(), &mut on_progress).await?;
    line.clear();
    report(&made, began.elapsed().as_millis())?;
    Ok(())
}

fn plan(flags: &Flags) -> Result<Plan, Failure> {
    let Flags { customers, invoices, payments: all, journals, seed, .. } = *flags;
    let posted = u128::from(all) * u128::from(flags.posted) / 1_000_000;
    let posted_payments = u64::try_from(posted).unwrap_or(all);
    let payments = all - posted_payments;
    let plan = Plan { customers, invoices, payments, posted_payments, journals, seed };
    if customers + invoices + all == 0 && plan.journal_count() == 0 {
        return Err(Failure::wrong_use(
            "nothing to make: give --customers N, --invoices N, --payments N or --journals N, for example \
             `funchal generate --customers 1000 --invoices 5000 --payments 10000 --posted 0.4`",
        ));
    }
    plan.check().map_err(Failure::wrong_use)?;
    Ok(plan)
}

fn report(made: &Made, milliseconds: u128) -> Result<(), Failure> {
    let rows = made.customers + made.invoices + made.journals + made.payments + made.posted_payments;
    let rate = u128::from(rows) * 1000 / milliseconds.max(1);
    let (seconds, tenths) = (milliseconds / 1000, milliseconds % 1000 / 100);
    let rate = grouped(u64::try_from(rate).unwrap_or(u64::MAX));
    let [customers, invoices, journals, payments, posted] = [
        counted(made.customers, "customer"),
        counted(made.invoices, "posted invoice"),
        counted(made.journals, "journal"),
        counted(made.payments, "payment"),
        counted(made.posted_payments, "posted payment"),
    ];
    writeln!(
        std::io::stdout(),
        "company {}\n{customers}, {invoices}, {posted}, {journals}, {payments} in {seconds}.{tenths} s: {rate} rows a second",
        made.company,
    )?;
    Ok(())
}

fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}
