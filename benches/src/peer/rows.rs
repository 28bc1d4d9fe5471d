//! The statements of the reads, and their rows as the JSON that funchal answers with.

use anyhow::Result;
use uuid::Uuid;

use super::ask::{BatchItem, Keys};
use super::columns::Columns;
use super::{CONTENT_TYPE_TEXT, ROOT, json};

/// Rows of a page; one more is read to know whether there is a next page.
pub const PAGE_ROWS: usize = 100;

macro_rules! payment_columns {
    () => {
        "SELECT l.row_version, l.id, j.code, l.line_number, l.account_id, l.account_number, l.contact_id, \
         l.posting_date, l.document_number, l.external_document_number, l.amount, l.applies_to_invoice_id, \
         l.applies_to_document_number, l.description, l.comment, l.modified_at, l.journal_id FROM journal_lines l \
         LEFT JOIN journals j ON j.company_id = l.company_id AND j.id = l.journal_id "
    };
}

macro_rules! is_payment {
    () => {
        "AND l.template_type = 3 AND l.document_type = 1 AND l.account_type = 1 AND l.applies_to_document_type = 2 "
    };
}

pub const PAYMENT: &str = concat!(
    payment_columns!(),
    "WHERE l.company_id = ?1 AND l.journal_id = ?2 AND l.id = ?3 ",
    is_payment!()
);
pub const PAGE: &str = concat!(
    payment_columns!(),
    "WHERE l.company_id = ?1 AND l.journal_id = ?2 ",
    is_payment!(),
    "ORDER BY l.journal_id, l.line_number LIMIT 101"
);
pub const COMPANY_PAGE: &str = concat!(
    payment_columns!(),
    "WHERE l.company_id = ?1 AND l.amount < ?2 ",
    is_payment!(),
    "ORDER BY l.posting_date DESC, l.id DESC LIMIT 101"
);
pub const PAYMENT_WITH_CUSTOMER: &str = concat!(
    "SELECT l.row_version, l.id, l.account_number, l.posting_date, l.amount, \
     c.row_version, c.id, c.number, c.name, c.contact_type, c.address, c.address_2, c.city, c.county, \
     c.country_region_code, c.post_code, c.phone_number, c.email, c.home_page, c.tax_liable, c.tax_area_id, \
     t.description, c.vat_registration_number, c.currency_id, coalesce(y.code, s.local_currency_code), \
     c.payment_terms_id, c.shipment_method_id, c.payment_method_id, c.blocked, c.modified_at \
     FROM journal_lines l \
     JOIN customers c ON c.company_id = l.company_id AND c.id = l.account_id \
     LEFT JOIN currencies y ON y.company_id = c.company_id AND y.id = c.currency_id \
     LEFT JOIN tax_areas t ON t.company_id = c.company_id AND t.id = c.tax_area_id \
     LEFT JOIN general_ledger_setup s ON s.company_id = c.company_id \
     WHERE l.company_id = ?1 AND l.journal_id = ?2 AND l.id = ?3 ",
    is_payment!()
);

enum Shape {
    Guid,
    Text,
    Integer,
    Amount,
    Instant,
}

/// The members of a payment from its second column on, each with what stands before its value.
const PAYMENT_MEMBERS: &[(&str, Shape)] = &[
    (",\"id\":", Shape::Guid),
    (",\"journalDisplayName\":", Shape::Text),
    (",\"lineNumber\":", Shape::Integer),
    (",\"customerId\":", Shape::Guid),
    (",\"customerNumber\":", Shape::Text),
    (",\"contactId\":", Shape::Text),
    // A date is kept as it is written.
    (",\"postingDate\":", Shape::Text),
    (",\"documentNumber\":", Shape::Text),
    (",\"externalDocumentNumber\":", Shape::Text),
    (",\"amount\":", Shape::Amount),
    (",\"appliesToInvoiceId\":", Shape::Guid),
    (",\"appliesToInvoiceNumber\":", Shape::Text),
    (",\"description\":", Shape::Text),
    (",\"comment\":", Shape::Text),
    (",\"lastModifiedDateTime\":", Shape::Instant),
];

fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn members(row: &impl Columns, first: usize, members: &[(&str, Shape)], out: &mut Vec<u8>) -> Result<()> {
    for (position, (name, shape)) in members.iter().enumerate() {
        push(out, name);
        let index = first + position;
        match shape {
            Shape::Guid => json::guid(out, row.guid(index)?),
            Shape::Text => json::text(out, row.text(index)?),
            Shape::Integer => json::integer(out, row.integer(index)?),
            Shape::Amount => json::amount(out, row.integer(index)?),
            Shape::Instant => json::instant(out, row.integer(index)?),
        }
    }
    Ok(())
}

fn tag(row: &impl Columns, index: usize, out: &mut Vec<u8>) -> Result<()> {
    push(out, "\"@odata.etag\":\"");
    json::tag(out, row.integer(index)?);
    out.push(b'"');
    Ok(())
}

/// `{"@odata.context":"…` up to the set of payments.
fn context(company: Uuid, journal: Option<Uuid>, out: &mut Vec<u8>) {
    push(out, "{\"@odata.context\":\"");
    push(out, ROOT);
    push(out, "/$metadata#financials/companies(");
    json::bare_guid(out, company);
    if let Some(journal) = journal {
        push(out, ")/customerPaymentJournals(");
        json::bare_guid(out, journal);
    }
    push(out, ")/customerPayments");
}

/// Writes one payment with its context.
pub fn payment(keys: Keys, row: &impl Columns, out: &mut Vec<u8>) -> Result<()> {
    context(keys.company, Some(keys.journal), out);
    push(out, "/$entity\",");
    tag(row, 0, out)?;
    members(row, 1, PAYMENT_MEMBERS, out)?;
    out.push(b'}');
    Ok(())
}

/// Writes a payment of [`PAYMENT_WITH_CUSTOMER`].
pub fn payment_with_customer(keys: Keys, row: &impl Columns, out: &mut Vec<u8>) -> Result<()> {
    context(keys.company, Some(keys.journal), out);
    push(out, "(id,customerNumber,postingDate,amount,customer())/$entity\",");
    tag(row, 0, out)?;
    const SELECTED: &[(&str, Shape)] = &[
        (",\"id\":", Shape::Guid),
        (",\"customerNumber\":", Shape::Text),
        (",\"postingDate\":", Shape::Text),
        (",\"amount\":", Shape::Amount),
    ];
    members(row, 1, SELECTED, out)?;
    push(out, ",\"customer\":{");
    customer(row, 5, out)?;
    push(out, "}}");
    Ok(())
}

fn customer(row: &impl Columns, first: usize, out: &mut Vec<u8>) -> Result<()> {
    tag(row, first, out)?;
    const BEFORE_TYPE: &[(&str, Shape)] =
        &[(",\"id\":", Shape::Guid), (",\"number\":", Shape::Text), (",\"displayName\":", Shape::Text)];
    members(row, first + 1, BEFORE_TYPE, out)?;
    push(out, ",\"type\":");
    push(out, if row.integer(first + 4)? == 0 { "\"Company\"" } else { "\"Person\"" });
    push(out, ",\"address\":{\"street\":");
    match row.text(first + 6)? {
        "" => json::text(out, row.text(first + 5)?),
        second => json::text(out, &format!("{}\r\n{second}", row.text(first + 5)?)),
    }
    const ADDRESS: &[(&str, Shape)] = &[
        (",\"city\":", Shape::Text),
        (",\"state\":", Shape::Text),
        (",\"countryLetterCode\":", Shape::Text),
        (",\"postalCode\":", Shape::Text),
    ];
    members(row, first + 7, ADDRESS, out)?;
    out.push(b'}');
    const CONTACT: &[(&str, Shape)] =
        &[(",\"phoneNumber\":", Shape::Text), (",\"email\":", Shape::Text), (",\"website\":", Shape::Text)];
    members(row, first + 11, CONTACT, out)?;
    push(out, if row.boolean(first + 14)? { ",\"taxLiable\":true" } else { ",\"taxLiable\":false" });
    const BEFORE_BLOCKED: &[(&str, Shape)] = &[
        (",\"taxAreaId\":", Shape::Guid),
        (",\"taxAreaDisplayName\":", Shape::Text),
        (",\"taxRegistrationNumber\":", Shape::Text),
        (",\"currencyId\":", Shape::Guid),
        (",\"currencyCode\":", Shape::Text),
        (",\"paymentTermsId\":", Shape::Guid),
        (",\"shipmentMethodId\":", Shape::Guid),
        (",\"paymentMethodId\":", Shape::Guid),
    ];
    members(row, first + 15, BEFORE_BLOCKED, out)?;
    push(out, ",\"blocked\":");
    push(out, ["\" \"", "\"Ship\"", "\"Invoice\"", "\"All\""][(row.integer(first + 23)? & 3) as usize]);
    members(row, first + 24, &[(",\"lastModifiedDateTime\":", Shape::Instant)], out)
}

/// A page while it is written.
pub struct Page {
    out: Vec<u8>,
    rows: usize,
    last: (Uuid, i64),
}

impl Page {
    pub fn new(company: Uuid, journal: Option<Uuid>) -> Page {
        let mut out = Vec::with_capacity(64 * 1_024);
        context(company, journal, &mut out);
        push(&mut out, "\",\"value\":[");
        Page { out, rows: 0, last: (Uuid::nil(), 0) }
    }

    /// Adds a row; the one behind the page is only counted.
    pub fn add(&mut self, row: &impl Columns) -> Result<()> {
        self.rows += 1;
        if self.rows > PAGE_ROWS {
            return Ok(());
        }
        push(&mut self.out, if self.rows == 1 { "{" } else { ",{" });
        tag(row, 0, &mut self.out)?;
        members(row, 1, PAYMENT_MEMBERS, &mut self.out)?;
        self.out.push(b'}');
        if self.rows == PAGE_ROWS {
            self.last = (row.guid(16)?, row.integer(3)?);
        }
        Ok(())
    }

    /// Ends the page, with a link when there is more. `target` is what was asked for.
    pub fn finish(mut self, target: &str) -> Vec<u8> {
        self.out.push(b']');
        if self.rows > PAGE_ROWS {
            push(&mut self.out, ",\"@odata.nextLink\":\"");
            push(&mut self.out, ROOT);
            push(&mut self.out, target.strip_prefix("/beta").unwrap_or(target));
            push(&mut self.out, "&$skiptoken=");
            json::bare_guid(&mut self.out, self.last.0);
            json::integer(&mut self.out, self.last.1);
            self.out.push(b'"');
        }
        self.out.push(b'}');
        self.out
    }
}

/// A batch's answer while it is written.
pub struct BatchAnswer {
    out: Vec<u8>,
}

impl BatchAnswer {
    pub fn new() -> BatchAnswer {
        let mut out = Vec::with_capacity(32 * 1_024);
        push(&mut out, "{\"responses\":[");
        BatchAnswer { out }
    }

    /// Adds the payment that an item asked for.
    pub fn add(&mut self, item: &BatchItem<'_>, keys: Keys, row: &impl Columns) -> Result<()> {
        let out = &mut self.out;
        if out.last() == Some(&b'}') {
            out.push(b',');
        }
        push(out, "{\"id\":");
        json::text(out, item.id);
        push(out, ",\"status\":200,\"headers\":{\"Content-Type\":\"");
        push(out, CONTENT_TYPE_TEXT);
        push(out, "\",\"OData-Version\":\"4.0\",\"ETag\":\"");
        json::tag(out, row.integer(0)?);
        push(out, "\"},\"body\":");
        payment(keys, row, out)?;
        out.push(b'}');
        Ok(())
    }

    pub fn finish(mut self) -> Vec<u8> {
        push(&mut self.out, "]}");
        self.out
    }
}
