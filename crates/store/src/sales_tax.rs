//! Setup of sales tax, as the rules of documents look it up, and the rates of a line in their column.

use finance::posting_setup::{VatCalculationType, VatPostingSetup};
use finance::sales_tax::{SalesTax, SalesTaxFacts};
use finance::tax_area_lines::TaxAreaLine;
use finance::tax_details::TaxDetail;
use finance::tax_jurisdictions::TaxJurisdiction;
use finance::trade_document_lines::TradeDocumentLine;
use uuid::Uuid;

use crate::record::{self, ColumnValue};
use crate::row::{Row, RowExtension};
use crate::{Session, SqlValue, StoreError};

/// All setup of sales tax of a company.
#[derive(Debug, Default)]
pub struct SalesTaxSetup {
    area_lines: Vec<TaxAreaLine>,
    jurisdictions: Vec<TaxJurisdiction>,
    details: Vec<TaxDetail>,
}

impl SalesTaxSetup {
    /// Reads nothing where no VAT posting setup calculates sales tax.
    pub async fn load(
        session: &mut Session,
        company: Uuid,
        vat_posting_setup: &[VatPostingSetup],
    ) -> Result<SalesTaxSetup, StoreError> {
        let is_sales_tax = |cell: &VatPostingSetup| cell.calculation_type == VatCalculationType::SalesTax;
        if !vat_posting_setup.iter().any(is_sales_tax) {
            return Ok(SalesTaxSetup::default());
        }
        Ok(SalesTaxSetup {
            area_lines: record::list(session, company, "", &[]).await?,
            jurisdictions: record::list(session, company, "", &[]).await?,
            details: record::list(session, company, "", &[]).await?,
        })
    }

    pub fn facts(&self) -> SalesTaxFacts<'_> {
        SalesTaxFacts {
            area_lines: &self.area_lines,
            jurisdictions: &self.jurisdictions,
            details: &self.details,
        }
    }
}

/// The jurisdictions of the company, when one of the lines has their tax.
pub async fn jurisdictions_of(
    session: &mut Session,
    company: Uuid,
    lines: &[TradeDocumentLine],
) -> Result<Vec<TaxJurisdiction>, StoreError> {
    if lines.iter().all(|line| line.sales_tax.rates.is_empty()) {
        return Ok(Vec::new());
    }
    record::list(session, company, "", &[]).await
}

impl ColumnValue for SalesTax {
    fn to_value(&self) -> SqlValue {
        SqlValue::Text(self.to_string())
    }
    fn from_column(row: &dyn Row, index: usize) -> Result<Self, StoreError> {
        SalesTax::parse(&row.required_text(index)?).ok_or_else(|| record::damaged("rates of sales tax"))
    }
}
