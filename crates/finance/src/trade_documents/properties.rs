//! The properties a request gives for the header of a document.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

/// An address as sent; `None` for what was left out, which stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressProperties {
    pub address: Option<String>,
    pub address_2: Option<String>,
    pub city: Option<String>,
    pub county: Option<String>,
    pub country_region_code: Option<String>,
    pub post_code: Option<String>,
}

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank value of the
/// type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentProperties {
    pub external_document_number: Option<String>,
    pub document_date: Option<Date>,
    pub posting_date: Option<Date>,
    pub due_date: Option<Date>,
    pub promised_pay_date: Option<Date>,
    pub your_reference: Option<String>,
    pub party_id: Option<Uuid>,
    pub party_number: Option<String>,
    pub bill_to_id: Option<Uuid>,
    pub bill_to_number: Option<String>,
    pub ship_to_name: Option<String>,
    pub ship_to_contact: Option<String>,
    pub party_address: AddressProperties,
    pub bill_to_address: AddressProperties,
    pub ship_to_address: AddressProperties,
    pub currency_id: Option<Uuid>,
    pub currency_code: Option<String>,
    pub shortcut_dimension_1_code: Option<String>,
    pub shortcut_dimension_2_code: Option<String>,
    pub payment_terms_id: Option<Uuid>,
    pub shipment_method_id: Option<Uuid>,
    pub salesperson_code: Option<String>,
    pub dispute_status_id: Option<Uuid>,
    pub dispute_status_code: Option<String>,
    pub partial_shipping: Option<bool>,
    pub requested_delivery_date: Option<Date>,
    pub prices_including_vat: Option<bool>,
    pub discount_amount: Option<Amount>,
    pub applies_to_id: Option<Uuid>,
    pub applies_to_number: Option<String>,
    pub valid_until_date: Option<Date>,
    pub return_reason_id: Option<Uuid>,
    pub phone_number: Option<String>,
    pub email: Option<String>,
    pub contact_id: Option<String>,
}

impl DocumentProperties {
    /// The parties to load, by id and by number.
    pub fn party_keys(&self) -> (Vec<Uuid>, Vec<String>) {
        let ids = [self.party_id, self.bill_to_id].into_iter().flatten().filter(|id| !id.is_nil());
        let numbers = [&self.party_number, &self.bill_to_number].into_iter().flatten();
        let numbers = numbers.map(|number| crate::fields::normalize_code(number));
        (ids.collect(), numbers.filter(|number| !number.is_empty()).collect())
    }

    /// What a posted invoice lets a caller change, and nothing besides (FINANCE.md 4.3).
    pub(super) fn only_for_posted_invoice(&self) -> bool {
        let allowed = DocumentProperties {
            due_date: self.due_date,
            promised_pay_date: self.promised_pay_date,
            dispute_status_id: self.dispute_status_id,
            dispute_status_code: self.dispute_status_code.clone(),
            ..DocumentProperties::default()
        };
        *self == allowed
    }

    pub(super) fn is_empty(&self) -> bool {
        self.only_for_posted_invoice()
            && self.due_date.is_none()
            && self.promised_pay_date.is_none()
            && self.dispute_status_id.is_none()
            && self.dispute_status_code.is_none()
    }
}
