//! Customers and vendors as a document sees them.

use uuid::Uuid;

use super::{TradeDocumentType, TradeSide};
use crate::{
    customers::{Customer, CustomerBlocked},
    default_dimensions::DimensionTable,
    vendors::{Vendor, VendorBlocked},
};

/// What a party of either side is blocked for (FINANCE.md 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PartyBlocked {
    #[default]
    No,
    Ship,
    Invoice,
    Payment,
    All,
}

/// What a document takes over from a customer or a vendor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TradeParty {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub address: String,
    pub address_2: String,
    pub city: String,
    pub county: String,
    pub country_region_code: String,
    pub post_code: String,
    pub phone_number: String,
    pub email: String,
    pub currency_id: Uuid,
    pub currency_code: String,
    pub payment_terms_id: Uuid,
    pub payment_terms_code: String,
    pub payment_method_id: Uuid,
    pub payment_method_code: String,
    pub shipment_method_id: Uuid,
    pub shipment_method_code: String,
    pub salesperson_code: String,
    pub general_business_posting_group: String,
    pub vat_business_posting_group: String,
    pub posting_group: String,
    pub tax_area_code: String,
    pub tax_liable: bool,
    pub vat_registration_number: String,
    /// Who pays or is paid; blank means the party itself.
    pub pays_number: String,
    pub blocked: PartyBlocked,
}

impl TradeParty {
    /// Why no document of this kind may be made for the party (FINANCE.md 4.3, 4.9); none when it may.
    pub fn refusal(&self, document_type: TradeDocumentType) -> Option<&'static str> {
        use TradeDocumentType::{CreditMemo, Invoice, Order, Quote};
        match (self.blocked, document_type) {
            (PartyBlocked::All, _) => Some("is blocked for all transactions"),
            (PartyBlocked::Invoice, Quote | Order | Invoice) => Some("is blocked for invoices"),
            (PartyBlocked::Ship, Quote | Order) => Some("is blocked for shipments"),
            (_, CreditMemo) | (_, _) => None,
        }
    }
}

/// The table whose default dimensions speak for the parties of a side.
pub(super) fn dimension_table(side: TradeSide) -> DimensionTable {
    match side {
        TradeSide::Sales => DimensionTable::Customer,
        TradeSide::Purchases => DimensionTable::Vendor,
    }
}

impl From<&Customer> for TradeParty {
    fn from(customer: &Customer) -> TradeParty {
        TradeParty {
            id: customer.id,
            number: customer.number.clone(),
            name: customer.name.clone(),
            address: customer.address.clone(),
            address_2: customer.address_2.clone(),
            city: customer.city.clone(),
            county: customer.county.clone(),
            country_region_code: customer.country_region_code.clone(),
            post_code: customer.post_code.clone(),
            phone_number: customer.phone_number.clone(),
            email: customer.email.clone(),
            currency_id: customer.currency_id,
            currency_code: customer.currency_code.clone(),
            payment_terms_id: customer.payment_terms_id,
            payment_terms_code: customer.payment_terms_code.clone(),
            payment_method_id: customer.payment_method_id,
            payment_method_code: customer.payment_method_code.clone(),
            shipment_method_id: customer.shipment_method_id,
            shipment_method_code: customer.shipment_method_code.clone(),
            salesperson_code: customer.salesperson_code.clone(),
            general_business_posting_group: customer.general_business_posting_group.clone(),
            vat_business_posting_group: customer.vat_business_posting_group.clone(),
            posting_group: customer.customer_posting_group.clone(),
            tax_area_code: customer.tax_area_code.clone(),
            tax_liable: customer.tax_liable,
            vat_registration_number: customer.vat_registration_number.clone(),
            pays_number: customer.bill_to_customer_number.clone(),
            blocked: match customer.blocked {
                CustomerBlocked::Blank => PartyBlocked::No,
                CustomerBlocked::Ship => PartyBlocked::Ship,
                CustomerBlocked::Invoice => PartyBlocked::Invoice,
                CustomerBlocked::All => PartyBlocked::All,
            },
        }
    }
}

impl From<&Vendor> for TradeParty {
    fn from(vendor: &Vendor) -> TradeParty {
        TradeParty {
            id: vendor.id,
            number: vendor.number.clone(),
            name: vendor.name.clone(),
            address: vendor.address.clone(),
            address_2: vendor.address_2.clone(),
            city: vendor.city.clone(),
            county: vendor.county.clone(),
            country_region_code: vendor.country_region_code.clone(),
            post_code: vendor.post_code.clone(),
            phone_number: vendor.phone_number.clone(),
            email: vendor.email.clone(),
            currency_id: vendor.currency_id,
            currency_code: vendor.currency_code.clone(),
            payment_terms_id: vendor.payment_terms_id,
            payment_terms_code: vendor.payment_terms_code.clone(),
            payment_method_id: vendor.payment_method_id,
            payment_method_code: vendor.payment_method_code.clone(),
            general_business_posting_group: vendor.general_business_posting_group.clone(),
            vat_business_posting_group: vendor.vat_business_posting_group.clone(),
            posting_group: vendor.vendor_posting_group.clone(),
            tax_area_code: vendor.tax_area_code.clone(),
            tax_liable: vendor.tax_liable,
            vat_registration_number: vendor.vat_registration_number.clone(),
            pays_number: vendor.pay_to_vendor_number.clone(),
            blocked: match vendor.blocked {
                VendorBlocked::Blank => PartyBlocked::No,
                VendorBlocked::Payment => PartyBlocked::Payment,
                VendorBlocked::All => PartyBlocked::All,
            },
            ..TradeParty::default()
        }
    }
}
