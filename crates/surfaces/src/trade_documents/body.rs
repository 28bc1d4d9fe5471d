//! A body in the words of `finance`: the properties of a header.

use finance::errors::RuleError;
use finance::trade_documents::{AddressProperties, DocumentProperties, TradeDocumentType, TradeSide};

use crate::write::Body;

/// Reads the properties of a header; each kind of document has its own names.
pub(super) fn properties(
    body: &Body,
    side: TradeSide,
    document_type: TradeDocumentType,
) -> Result<DocumentProperties, RuleError> {
    let names = finance::trade_documents::names(side, document_type);
    let (own, own_complex, bill_to, bill_to_complex, ship_complex) = match side {
        TradeSide::Sales => {
            ("sellTo", "sellingPostalAddress", "billTo", "billingPostalAddress", "shippingPostalAddress")
        }
        TradeSide::Purchases => ("buyFrom", "buyFromAddress", "payTo", "payToAddress", "shipToAddress"),
    };
    Ok(DocumentProperties {
        external_document_number: body.text(names.external_number),
        document_date: body.date(names.document_date),
        posting_date: body.date("postingDate"),
        due_date: body.date("dueDate"),
        promised_pay_date: body.date("promisedPayDate"),
        your_reference: body.text("customerPurchaseOrderReference"),
        party_id: body.guid(names.party_id),
        party_number: body.text(names.party_number),
        bill_to_id: body.guid(names.bill_to_id),
        bill_to_number: body.text(names.bill_to_number),
        ship_to_name: body.text("shipToName"),
        ship_to_contact: body.text("shipToContact"),
        party_address: address(body, own, own_complex),
        bill_to_address: address(body, bill_to, bill_to_complex),
        ship_to_address: address(body, "shipTo", ship_complex),
        currency_id: body.guid("currencyId"),
        currency_code: body.text("currencyCode"),
        shortcut_dimension_1_code: body.text("shortcutDimension1Code"),
        shortcut_dimension_2_code: body.text("shortcutDimension2Code"),
        payment_terms_id: body.guid("paymentTermsId"),
        shipment_method_id: body.guid("shipmentMethodId"),
        salesperson_code: body.text(names.salesperson),
        dispute_status_id: body.guid("disputeStatusId"),
        dispute_status_code: body.text("disputeStatus"),
        partial_shipping: body.boolean("partialShipping"),
        requested_delivery_date: body.date(names.requested_delivery_date),
        prices_including_vat: body.boolean("pricesIncludeTax"),
        discount_amount: body.amount("discountAmount")?,
        applies_to_id: body.guid("invoiceId"),
        applies_to_number: body.text("invoiceNumber"),
        valid_until_date: body.date("validUntilDate"),
        return_reason_id: body.guid("customerReturnReasonId").or(body.guid("vendorReturnReasonId")),
        phone_number: body.text("phoneNumber"),
        email: body.text("email"),
        contact_id: body.text("contactId"),
    })
}

/// An address in its flat properties (v2.0) or as one value (Graph, v1.0), whose street holds both lines.
fn address(body: &Body, prefix: &str, complex: &str) -> AddressProperties {
    if let Some(members) = body.complex_texts(complex) {
        let member = |index: usize| members.get(index).cloned().flatten();
        let lines = member(0).map(|street| match street.split_once('\n') {
            Some((first, second)) => {
                (first.strip_suffix('\r').unwrap_or(first).to_owned(), second.to_owned())
            }
            None => (street, String::new()),
        });
        let (address, address_2) = lines.unzip();
        return AddressProperties {
            address,
            address_2,
            city: member(1),
            county: member(2),
            country_region_code: member(3),
            post_code: member(4),
        };
    }
    let flat = |part: &str| body.text(&format!("{prefix}{part}"));
    AddressProperties {
        address: flat("AddressLine1"),
        address_2: flat("AddressLine2"),
        city: flat("City"),
        county: flat("State"),
        country_region_code: flat("Country"),
        post_code: flat("PostCode"),
    }
}
