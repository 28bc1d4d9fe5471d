//! The properties a request gives for an item.

use money::Amount;
use uuid::Uuid;

use super::ItemType;
use crate::{errors::RuleError, fields::code};

/// How a request writes the base unit of measure, which decides what it is called in a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnitForm {
    /// A property with the code (v2.0).
    #[default]
    Code,
    /// Members of one `baseUnitOfMeasure` (v1.0).
    Complex,
}

impl UnitForm {
    /// The name under which the code was sent.
    pub(super) fn property(self) -> &'static str {
        match self {
            UnitForm::Code => "baseUnitOfMeasureCode",
            UnitForm::Complex => "baseUnitOfMeasure/code",
        }
    }
}

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank value of the
/// type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemProperties {
    pub number: Option<String>,
    pub display_name: Option<String>,
    pub display_name_2: Option<String>,
    pub item_type: Option<ItemType>,
    pub item_category_id: Option<Uuid>,
    pub item_category_code: Option<String>,
    pub blocked: Option<bool>,
    pub gtin: Option<String>,
    /// The quantity there shall be; only a PATCH may give one, which posts the difference.
    pub inventory: Option<Amount>,
    pub unit_price: Option<Amount>,
    pub price_includes_tax: Option<bool>,
    pub unit_cost: Option<Amount>,
    pub tax_group_id: Option<Uuid>,
    pub tax_group_code: Option<String>,
    pub base_unit_of_measure_id: Option<Uuid>,
    /// The code, or the international code, of a unit.
    pub base_unit_of_measure_code: Option<String>,
    pub unit_form: UnitForm,
    pub general_product_posting_group_id: Option<Uuid>,
    pub general_product_posting_group_code: Option<String>,
    pub inventory_posting_group_id: Option<Uuid>,
    pub inventory_posting_group_code: Option<String>,
}

impl ItemProperties {
    /// The number in the form in which it is looked up to learn whether it is taken; none when blank.
    pub fn number_to_look_up(&self) -> Result<Option<String>, RuleError> {
        let number = self.number.as_deref().map(|number| code("number", number, 20)).transpose()?;
        Ok(number.filter(|number| !number.is_empty()))
    }
}
