//! Tax groups: VAT product groups in a VAT company, real tax groups in a sales-tax one (FINANCE.md 7.3).

use uuid::Uuid;

use crate::tax_areas::TaxType;

/// A tax group or VAT product group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxGroup {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub tax_type: TaxType,
}
