//! Setup that none of the APIs writes, changed behind the server's back: the `@setup` lines of case files.
//!
//! Knows the records of setup. Must not touch what an API can write, nor a ledger.

use finance::accounting_periods::AccountingPeriod;
use finance::accounts::{Account, AccountType};
use finance::choices::Choice;
use finance::currencies::Currency;
use finance::customers::Customer;
use finance::dimension_values::DimensionValue;
use finance::dimensions::Dimension;
use finance::inventory_setup::{CostingMethod, InventorySetup};
use finance::items::Item;
use finance::journals::Journal;
use finance::number_series::NumberSeries;
use finance::posting_groups::CustomerPostingGroup;
use finance::trade_setup::{ApplicationBetweenCurrencies, DiscountPosting, TradeSetup, TradeSide};
use money::Amount;
use store::{Record, Session, Stamp, Store, StoreError, record};
use uuid::Uuid;

/// Carries out one line: `COMPANY WHAT …`, where `WHAT …` is one of the patterns of [`change`].
pub async fn apply(store: &Store, line: &str, now_milliseconds: i64) {
    let words: Vec<String> = line.split(' ').map(Into::into).collect();
    let company = Uuid::try_parse(&words[0]).unwrap_or_else(|_| panic!("no company: @setup {line}"));
    let written = store.write::<_, StoreError, _>(move |session| {
        let words = words.clone();
        Box::pin(async move {
            let stamp = record::next_stamp(session, company, now_milliseconds).await?;
            let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
            change(&mut Change { session, company, stamp }, &words).await
        })
    });
    written.await.unwrap();
}

/// Where a change is made.
struct Change<'s> {
    session: &'s mut Session,
    company: Uuid,
    stamp: Stamp,
}

impl Change<'_> {
    /// Changes every row of a kind that is meant; there must be one.
    async fn every<R: Record + Sync>(
        &mut self,
        is_meant: impl Fn(&R) -> bool,
        change: impl Fn(&mut R),
    ) -> Result<(), StoreError> {
        let mut rows: Vec<R> = record::list(self.session, self.company, "", &[]).await?;
        rows.retain(|row| is_meant(row));
        assert!(!rows.is_empty(), "no row of {} is meant", R::TABLE);
        for mut row in rows {
            change(&mut row);
            record::update(self.session, self.company, &row, self.stamp).await?;
        }
        Ok(())
    }
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// A code; `-` stands for a blank one.
fn code(text: &str) -> String {
    if text == "-" { String::new() } else { text.to_owned() }
}

async fn change(books: &mut Change<'_>, words: &[&str]) -> Result<(), StoreError> {
    match words {
        ["sales", "discounts", "apart"] => {
            let set = |setup: &mut TradeSetup| setup.discount_posting = DiscountPosting::All;
            books.every(|setup| setup.side == TradeSide::Sales, set).await
        }
        ["sales", "quantities", "blank"] => {
            let set = |setup: &mut TradeSetup| setup.no_default_quantity_to_ship = true;
            books.every(|setup| setup.side == TradeSide::Sales, set).await
        }
        ["sales", "shipment", "on", "invoice"] => {
            let set = |setup: &mut TradeSetup| setup.shipment_on_invoice = true;
            books.every(|setup| setup.side == TradeSide::Sales, set).await
        }
        ["inventory", "may", rest @ ..] => {
            let set = |setup: &mut InventorySetup| setup.prevent_negative_inventory = rest[0] == "not";
            books.every(|_| true, set).await
        }
        ["sales", "currencies", "mixed"] => {
            let set = |setup: &mut TradeSetup| {
                setup.application_between_currencies = ApplicationBetweenCurrencies::All;
            };
            books.every(|setup| setup.side == TradeSide::Sales, set).await
        }
        ["year", year, "closed"] => {
            let year: i16 = year.parse().unwrap();
            let set = |period: &mut AccountingPeriod| (period.closed, period.date_locked) = (true, true);
            books.every(|period: &AccountingPeriod| period.starting_date.year() == year, set).await
        }
        ["item", number, "costing", method, rest @ ..] => {
            let set = |item: &mut Item| {
                item.costing_method = CostingMethod::from_label(method).unwrap();
                if let [cost] = rest {
                    item.standard_cost = amount(cost);
                    item.unit_cost = amount(cost);
                }
            };
            books.every(|item: &Item| item.number == *number, set).await
        }
        ["account", number, rest @ ..] => account(books, number, rest).await,
        ["customer", number, "posting", "group", group] => {
            let set = |customer: &mut Customer| customer.customer_posting_group = code(group);
            books.every(|customer| customer.number == *number, set).await
        }
        ["customer", "group", group, "discount", "account", number] => {
            let set = |known: &mut CustomerPostingGroup| {
                known.payment_discount_debit_account = code(number);
                known.payment_discount_credit_account = code(number);
            };
            books.every(|known: &CustomerPostingGroup| known.code == *group, set).await
        }
        ["journal", journal, "series", series] => {
            let set = |known: &mut Journal| known.number_series = code(series);
            books.every(|known: &Journal| known.code == *journal, set).await
        }
        ["series", series, "manual", allowed] => {
            let set = |known: &mut NumberSeries| known.manual_numbers = *allowed == "yes";
            books.every(|known: &NumberSeries| known.code == *series, set).await
        }
        ["currency", currency, "rounded", "to", precision] => {
            let set = |known: &mut Currency| known.amount_rounding_precision = amount(precision);
            books.every(|known: &Currency| known.code == *currency, set).await
        }
        ["dimension", dimension, "blocked", blocked] => {
            let set = |known: &mut Dimension| known.blocked = *blocked == "yes";
            books.every(|known: &Dimension| known.code == *dimension, set).await
        }
        ["dimension", dimension, "value", value, "blocked", blocked] => {
            let is_meant =
                |known: &DimensionValue| known.dimension_code == *dimension && known.code == *value;
            books.every(is_meant, |known| known.blocked = *blocked == "yes").await
        }
        _ => panic!("unknown setup: {}", words.join(" ")),
    }
}

async fn account(books: &mut Change<'_>, number: &str, words: &[&str]) -> Result<(), StoreError> {
    let set = |account: &mut Account| match words {
        ["VAT", business, product] => {
            account.vat_business_posting_group = code(business);
            account.vat_product_posting_group = code(product);
        }
        ["direct", allowed] => account.direct_posting = *allowed == "yes",
        ["blocked", blocked] => account.blocked = *blocked == "yes",
        ["heading"] => account.account_type = AccountType::Heading,
        ["posting"] => account.account_type = AccountType::Posting,
        _ => panic!("unknown setup of an account: {}", words.join(" ")),
    };
    books.every(|account: &Account| account.number == number, set).await
}
