//! Tax areas: VAT business groups in a VAT company, real tax areas in a sales-tax one (FINANCE.md 7.3).

use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// The tax system a tax area or tax group belongs to.
    TaxType {
        #[default]
        SalesTax = 0, "Sales Tax";
        Vat = 1, "VAT";
    }
}

/// A tax area or VAT business group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxArea {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub tax_type: TaxType,
}
