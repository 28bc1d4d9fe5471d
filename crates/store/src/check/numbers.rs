//! Numbers of posted documents against the series they come from (FINANCE.md section 10, rule 24).

use finance::Choice;
use finance::companies::NumberSeriesSetup;
use finance::number_series::{NumberSeriesLine, increment};
use finance::trade_documents::{TradeDocumentType, TradeSide};
use uuid::Uuid;

use super::Checking;
use crate::row::RowExtension;
use crate::{SqlValue, StoreError, record};

pub(super) async fn check(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let companies: Vec<Uuid> = checking.companies.keys().copied().collect();
    for company in companies {
        let setup: Vec<NumberSeriesSetup> = record::list(checking.session, company, "", &[]).await?;
        let Some(setup) = setup.first() else { continue };
        let lines: Vec<NumberSeriesLine> =
            record::list(checking.session, company, "ORDER BY series_code, line_number", &[]).await?;
        let mut series: Vec<&str> = posted_kinds(setup).iter().map(|(series, ..)| *series).collect();
        series.sort_unstable();
        series.dedup();
        for series in series.into_iter().filter(|series| !series.is_empty()) {
            for line in lines.iter().filter(|line| line.series_code == series) {
                check_line(checking, company, setup, line).await?;
            }
        }
    }
    Ok(())
}

/// The series of each kind of posted document.
fn posted_kinds(setup: &NumberSeriesSetup) -> [(&str, TradeSide, TradeDocumentType); 6] {
    use TradeDocumentType::{CreditMemo, Invoice, Receipt, Shipment};
    use TradeSide::{Purchases, Sales};
    [
        (&setup.posted_sales_invoices, Sales, Invoice),
        (&setup.posted_sales_credit_memos, Sales, CreditMemo),
        (&setup.posted_sales_shipments, Sales, Shipment),
        (&setup.posted_purchase_invoices, Purchases, Invoice),
        (&setup.posted_purchase_credit_memos, Purchases, CreditMemo),
        (&setup.posted_purchase_receipts, Purchases, Receipt),
    ]
}

/// Follows the numbers that posted documents have from one line of a series, and those that drafts hold back.
async fn check_line(
    checking: &mut Checking<'_>,
    company: Uuid,
    setup: &NumberSeriesSetup,
    line: &NumberSeriesLine,
) -> Result<(), StoreError> {
    let kinds: Vec<String> = posted_kinds(setup)
        .iter()
        .filter(|(series, ..)| *series == line.series_code)
        .map(|(_, side, kind)| format!("(side = {} AND document_type = {})", side.value(), kind.value()))
        .collect();
    let kinds = kinds.join(" OR ");
    // In the order in which such numbers are counted: 99 before 100.
    let text = format!(
        "SELECT number, length(number) AS letters FROM trade_documents \
         WHERE company_id = ?1 AND posted AND ({kinds}) \
         UNION SELECT posting_number, length(posting_number) FROM trade_documents \
         WHERE company_id = ?1 AND NOT posted AND posting_number <> '' AND ({kinds}) ORDER BY letters, number"
    );
    let mut walk = Walk { line, before: None, missing: 0, first_missing: String::new(), beyond: None };
    checking
        .session
        .query_all(&text, &[SqlValue::Uuid(company)], |row| {
            walk.next(row.required_text(0)?);
            Ok(())
        })
        .await?;
    let series = &line.series_code;
    if let Some(number) = walk.beyond {
        let last = &line.last_number_used;
        checking.found(
            Some(company),
            format!(
                "A document has the number {number}, but the number series {series} stands at \"{last}\"."
            ),
        );
    }
    if walk.missing > 0 {
        let (missing, first) = (walk.missing, walk.first_missing);
        checking.warn(
            company,
            format!(
                "The number series {series} has {missing} numbers no document has, the first is {first}."
            ),
        );
    }
    Ok(())
}

/// A walk over numbers in ascending order.
struct Walk<'l> {
    line: &'l NumberSeriesLine,
    before: Option<String>,
    /// How many numbers between two documents no document has, and the first of them.
    missing: u64,
    first_missing: String,
    /// The last number beyond the one used last.
    beyond: Option<String>,
}

/// A gap is counted so far; what is longer is told as this.
const MISSING_MAX: u64 = 1_000;

impl Walk<'_> {
    fn next(&mut self, number: String) {
        if !self.line.covers(&number) {
            return;
        }
        if !self.is_used(&number) {
            self.beyond = Some(number.clone());
        }
        let mut expected = match &self.before {
            Some(before) => increment(before, self.line.step()),
            None => Some(number.clone()),
        };
        while let Some(missing) = expected.take().filter(|expected| *expected != number) {
            if self.missing >= MISSING_MAX || is_after(&missing, &number) {
                break;
            }
            if self.missing == 0 {
                self.first_missing.clone_from(&missing);
            }
            self.missing += 1;
            expected = increment(&missing, self.line.step());
        }
        self.before = Some(number);
    }

    /// Whether the series has handed the number out.
    fn is_used(&self, number: &str) -> bool {
        let last = &self.line.last_number_used;
        !last.is_empty() && !is_after(number, last)
    }
}

/// Whether a number of a series comes after another.
fn is_after(number: &str, other: &str) -> bool {
    (number.len(), number) > (other.len(), other)
}
