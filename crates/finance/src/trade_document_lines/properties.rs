//! The properties a request gives for a line.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::TradeLineType;
use crate::fields::{normalize_code, present_id};

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank value of the
/// type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineProperties {
    pub document_id: Option<Uuid>,
    pub sequence: Option<i32>,
    pub item_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub line_type: Option<TradeLineType>,
    pub object_number: Option<String>,
    pub description: Option<String>,
    pub description_2: Option<String>,
    pub unit_of_measure_id: Option<Uuid>,
    pub unit_of_measure_code: Option<String>,
    pub quantity: Option<Amount>,
    pub unit_price: Option<Amount>,
    pub discount_amount: Option<Amount>,
    pub discount_percent: Option<Amount>,
    pub tax_code: Option<String>,
    pub shipment_date: Option<Date>,
    pub quantity_to_ship: Option<Amount>,
    pub quantity_to_invoice: Option<Amount>,
    pub item_variant_id: Option<Uuid>,
    pub location_id: Option<Uuid>,
}

impl LineProperties {
    /// The number of item or account in the form in which it is looked up; none when blank.
    pub fn object_number_to_look_up(&self) -> Option<String> {
        self.object_number.as_deref().map(normalize_code).filter(|number| !number.is_empty())
    }

    pub(super) fn item(&self) -> Option<Uuid> {
        self.item_id.and_then(present_id)
    }

    pub(super) fn account(&self) -> Option<Uuid> {
        self.account_id.and_then(present_id)
    }
}
