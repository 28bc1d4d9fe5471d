//! Rows of tax jurisdictions.

use finance::tax_jurisdictions::TaxJurisdiction;

use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, SqlValue, StoreError};

record! {
    TaxJurisdiction in "tax_jurisdictions" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        sales_tax_account: value = "sales_tax_account",
        purchase_tax_account: value = "purchase_tax_account",
        reverse_charge_account: value = "reverse_charge_account",
        report_to_jurisdiction: value = "report_to_jurisdiction",
        calculate_tax_on_tax: value = "calculate_tax_on_tax",
    }
}

/// Deletes a jurisdiction with its lines in tax areas and its tax details.
pub async fn delete(
    session: &mut Session,
    company: Uuid,
    jurisdiction: &TaxJurisdiction,
) -> Result<(), StoreError> {
    let parameters = [SqlValue::Uuid(company), SqlValue::Text(jurisdiction.code.clone())];
    for table in ["tax_area_lines", "tax_details"] {
        let text = format!("DELETE FROM {table} WHERE company_id = ?1 AND tax_jurisdiction_code = ?2");
        session.execute(&text, &parameters).await?;
    }
    record::delete::<TaxJurisdiction>(session, company, jurisdiction.id).await
}
