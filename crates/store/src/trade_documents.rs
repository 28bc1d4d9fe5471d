//! Rows of trade documents.

use finance::Choice;
use finance::party_payments::PostedInvoice;
use finance::trade_documents::{TradeDocument, TradeDocumentType, TradeSide};
use uuid::Uuid;

use crate::record::{self, Versioned, record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, Stamp, StoreError, dimension_sets};

record! {
    TradeDocument in "trade_documents" {
        id: value = "id",
        side: choice = "side",
        document_type: choice = "document_type",
        posted: value = "posted",
        number: value = "number",
        number_series: value = "number_series",
        posting_number: value = "posting_number",
        party_id: value = "party_id",
        party_number: value = "party_number",
        party_name: value = "party_name",
        party_contact: value = "party_contact",
        party_address: value = "party_address",
        party_address_2: value = "party_address_2",
        party_city: value = "party_city",
        party_county: value = "party_county",
        party_country_region_code: value = "party_country_region_code",
        party_post_code: value = "party_post_code",
        bill_to_id: value = "bill_to_id",
        bill_to_number: value = "bill_to_number",
        bill_to_name: value = "bill_to_name",
        bill_to_contact: value = "bill_to_contact",
        bill_to_address: value = "bill_to_address",
        bill_to_address_2: value = "bill_to_address_2",
        bill_to_city: value = "bill_to_city",
        bill_to_county: value = "bill_to_county",
        bill_to_country_region_code: value = "bill_to_country_region_code",
        bill_to_post_code: value = "bill_to_post_code",
        ship_to_name: value = "ship_to_name",
        ship_to_contact: value = "ship_to_contact",
        ship_to_address: value = "ship_to_address",
        ship_to_address_2: value = "ship_to_address_2",
        ship_to_city: value = "ship_to_city",
        ship_to_county: value = "ship_to_county",
        ship_to_country_region_code: value = "ship_to_country_region_code",
        ship_to_post_code: value = "ship_to_post_code",
        phone_number: value = "phone_number",
        email: value = "email",
        contact_id: value = "contact_id",
        external_document_number: value = "external_document_number",
        your_reference: value = "your_reference",
        posting_date: value = "posting_date",
        document_date: value = "document_date",
        due_date: value = "due_date",
        order_date: value = "order_date",
        shipment_date: value = "shipment_date",
        requested_delivery_date: value = "requested_delivery_date",
        promised_pay_date: value = "promised_pay_date",
        valid_until_date: value = "valid_until_date",
        accepted_date: value = "accepted_date",
        sent_at: value = "sent_at",
        accepted: value = "accepted",
        partial_shipping: value = "partial_shipping",
        currency_id: value = "currency_id",
        currency_code: value = "currency_code",
        currency_factor: value = "currency_factor",
        prices_including_vat: value = "prices_including_vat",
        payment_terms_id: value = "payment_terms_id",
        payment_terms_code: value = "payment_terms_code",
        payment_discount_percent: value = "payment_discount_percent",
        payment_discount_date: value = "payment_discount_date",
        payment_method_id: value = "payment_method_id",
        payment_method_code: value = "payment_method_code",
        shipment_method_id: value = "shipment_method_id",
        shipment_method_code: value = "shipment_method_code",
        salesperson_code: value = "salesperson_code",
        general_business_posting_group: value = "general_business_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        party_posting_group: value = "party_posting_group",
        tax_area_code: value = "tax_area_code",
        tax_liable: value = "tax_liable",
        vat_registration_number: value = "vat_registration_number",
        discount_mode: choice = "discount_mode",
        discount_value: value = "discount_value",
        invoice_discount_amount: value = "invoice_discount_amount",
        total_excluding_tax: value = "total_excluding_tax",
        total_tax: value = "total_tax",
        total_including_tax: value = "total_including_tax",
        order_id: value = "order_id",
        order_number: value = "order_number",
        applies_to_id: value = "applies_to_id",
        applies_to_number: value = "applies_to_number",
        ledger_entry_number: value = "ledger_entry_number",
        cancelled_by_id: value = "cancelled_by_id",
        cancels_id: value = "cancels_id",
        cancelled: value = "cancelled",
        corrective: value = "corrective",
        dispute_status_id: value = "dispute_status_id",
        dispute_status_code: value = "dispute_status_code",
        return_reason_id: value = "return_reason_id",
        fully_shipped: value = "fully_shipped",
        posting_description: value = "posting_description",
        dimensions: dimension_set = "dimension_set_id",
        shortcut_dimension_1_id: value = "shortcut_dimension_1_id",
        shortcut_dimension_1_code: value = "shortcut_dimension_1_code",
        shortcut_dimension_2_code: value = "shortcut_dimension_2_code",
    }
}

/// A document with its dimensions.
pub async fn find(
    session: &mut Session,
    company: Uuid,
    id: Uuid,
) -> Result<Option<Versioned<TradeDocument>>, StoreError> {
    let Some(mut found) = record::by_id::<TradeDocument>(session, company, id).await? else {
        return Ok(None);
    };
    load_dimensions(session, company, &mut found.record).await?;
    Ok(Some(found))
}

/// The columns of a record do not hold the pairs of its set; without this a later write would lose them.
async fn load_dimensions(
    session: &mut Session,
    company: Uuid,
    document: &mut TradeDocument,
) -> Result<(), StoreError> {
    let text = "SELECT dimension_set_id FROM trade_documents WHERE company_id = ?1 AND id = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(document.id)];
    if let Some(set) = session.query_one(text, &parameters, |row| row.required_uuid(0)).await? {
        document.dimensions = dimension_sets::load(session, company, set).await?;
    }
    Ok(())
}

pub async fn insert(
    session: &mut Session,
    company: Uuid,
    document: &TradeDocument,
    stamp: Stamp,
) -> Result<(), StoreError> {
    dimension_sets::keep(session, company, &document.dimensions).await?;
    record::insert(session, company, document, stamp).await
}

/// Changes a draft, or makes it a posted document.
pub async fn update(
    session: &mut Session,
    company: Uuid,
    document: &TradeDocument,
    stamp: Stamp,
) -> Result<(), StoreError> {
    dimension_sets::keep(session, company, &document.dimensions).await?;
    record::update(session, company, document, stamp).await
}

/// Changes what may change of a posted document: dates of payment, dispute, and the links to documents that cancel it
/// or that it cancels (FINANCE.md 4.3, 4.7).
pub async fn update_posted(
    session: &mut Session,
    company: Uuid,
    document: &TradeDocument,
    stamp: Stamp,
) -> Result<(), StoreError> {
    let text = "UPDATE trade_documents SET row_version = ?3, \
                modified_at = CASE WHEN modified_at > ?4 THEN modified_at ELSE ?4 END, due_date = ?5, \
                promised_pay_date = ?6, dispute_status_id = ?7, dispute_status_code = ?8, cancelled_by_id = ?9, \
                cancels_id = ?10, cancelled = ?11, corrective = ?12 \
                WHERE company_id = ?1 AND id = ?2 AND posted";
    let parameters = vec![
        SqlValue::Uuid(company),
        SqlValue::Uuid(document.id),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
        SqlValue::Text(document.due_date.to_string()),
        SqlValue::Text(document.promised_pay_date.to_string()),
        SqlValue::Uuid(document.dispute_status_id),
        SqlValue::Text(document.dispute_status_code.clone()),
        SqlValue::Uuid(document.cancelled_by_id),
        SqlValue::Uuid(document.cancels_id),
        SqlValue::Boolean(document.cancelled),
        SqlValue::Boolean(document.corrective),
    ];
    session.execute_later(text, parameters, None).await
}

/// Gives a document a new version, when something that shows in it changed elsewhere.
pub async fn touch(session: &mut Session, company: Uuid, id: Uuid, stamp: Stamp) -> Result<(), StoreError> {
    let text = "UPDATE trade_documents SET row_version = ?3, \
                modified_at = CASE WHEN modified_at > ?4 THEN modified_at ELSE ?4 END \
                WHERE company_id = ?1 AND id = ?2";
    let parameters = vec![
        SqlValue::Uuid(company),
        SqlValue::Uuid(id),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
    ];
    session.execute_later(text, parameters, None).await
}

/// Deletes a draft with its lines.
pub async fn delete(session: &mut Session, company: Uuid, id: Uuid) -> Result<(), StoreError> {
    let parameters = vec![SqlValue::Uuid(company), SqlValue::Uuid(id)];
    let text = "DELETE FROM trade_document_lines WHERE company_id = ?1 AND document_id = ?2";
    session.execute_later(text, parameters, None).await?;
    record::delete::<TradeDocument>(session, company, id).await
}

/// The posted document of a kind with a number, with its dimensions.
pub async fn posted_by_number(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    document_type: TradeDocumentType,
    number: &str,
) -> Result<Option<TradeDocument>, StoreError> {
    let condition = "AND side = ?2 AND document_type = ?3 AND posted AND number = ?4";
    let parameters = [
        SqlValue::Integer(side.value()),
        SqlValue::Integer(document_type.value()),
        SqlValue::Text(number.to_owned()),
    ];
    let mut found = record::list::<TradeDocument>(session, company, condition, &parameters).await?;
    let Some(mut document) = found.pop() else { return Ok(None) };
    load_dimensions(session, company, &mut document).await?;
    Ok(Some(document))
}

/// What a payment looks up about the posted invoice with this id: of sales for a customer, of purchases for a vendor
/// (FINANCE.md 1.8). A draft is none.
pub async fn posted_invoice(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    id: Uuid,
) -> Result<Option<PostedInvoice>, StoreError> {
    let found = record::by_id::<TradeDocument>(session, company, id).await?.map(|found| found.record);
    Ok(found
        .filter(|document| {
            document.posted && document.side == side && document.document_type == TradeDocumentType::Invoice
        })
        .map(|document| document.as_posted_invoice()))
}

/// As [`posted_invoice`], by number.
pub async fn posted_invoice_by_number(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    number: &str,
) -> Result<Option<PostedInvoice>, StoreError> {
    let found = posted_by_number(session, company, side, TradeDocumentType::Invoice, number).await?;
    Ok(found.map(|document| document.as_posted_invoice()))
}

/// Whether a document of the kind, draft or posted, has the number.
pub async fn is_number_taken(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    document_type: TradeDocumentType,
    posted: bool,
    number: &str,
) -> Result<bool, StoreError> {
    let text = "SELECT count(*) FROM trade_documents WHERE company_id = ?1 AND side = ?2 AND document_type = ?3 \
                AND posted = ?4 AND number = ?5";
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(side.value()),
        SqlValue::Integer(document_type.value()),
        SqlValue::Boolean(posted),
        SqlValue::Text(number.to_owned()),
    ];
    let count = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    Ok(count.unwrap_or(0) > 0)
}

/// How many unposted lines name the party as its own or as the one that pays (FINANCE.md 7.4).
pub async fn unposted_lines_of_party(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
    party: Uuid,
) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM trade_documents d JOIN trade_document_lines l \
                ON l.company_id = d.company_id AND l.document_id = d.id \
                WHERE d.company_id = ?1 AND d.side = ?2 AND NOT d.posted AND (d.party_id = ?3 OR d.bill_to_id = ?3)";
    let parameters = [SqlValue::Uuid(company), SqlValue::Integer(side.value()), SqlValue::Uuid(party)];
    let count = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

/// Whether another posted document of the party has this number of the party's own (FINANCE.md 4.9).
pub async fn is_external_number_used(
    session: &mut Session,
    company: Uuid,
    document: &TradeDocument,
) -> Result<bool, StoreError> {
    let text = "SELECT count(*) FROM trade_documents WHERE company_id = ?1 AND side = ?2 AND bill_to_id = ?3 \
                AND external_document_number = ?4 AND document_type = ?5 AND posted AND id <> ?6";
    let document_type = match document.document_type {
        TradeDocumentType::CreditMemo => TradeDocumentType::CreditMemo,
        _ => TradeDocumentType::Invoice,
    };
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(document.side.value()),
        SqlValue::Uuid(document.bill_to_id),
        SqlValue::Text(document.external_document_number.clone()),
        SqlValue::Integer(document_type.value()),
        SqlValue::Uuid(document.id),
    ];
    let count = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    Ok(count.unwrap_or(0) > 0)
}
