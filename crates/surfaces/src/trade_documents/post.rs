//! Posting documents: checks, numbers, ledger entries, and the rows of what is posted (FINANCE.md 4.6).

use finance::accounts::Account;
use finance::fields::BLANK_DATE;
use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::payment_methods::PaymentMethod;
use finance::posting::{EntryIds, Poster, PostingLine, check_dimensions, check_posting_date};
use finance::posting_groups::{CustomerPostingGroup, VendorPostingGroup};
use finance::posting_setup::{GeneralPostingSetup, VatPostingSetup};
use finance::trade_document_lines::{LineProperties, TradeDocumentLine};
use finance::trade_documents::{
    self as rules, DocumentProperties, PostChecks, PostFacts, TradeDocument, TradeDocumentType, TradeSide,
    distribute, posting_lines, rounding_line,
};
use money::{Amount, Precision};
use store::posting::Keeper;
use store::{Session, dimension_sets, number_series, record, trade_document_lines, trade_documents};
use uuid::Uuid;

use super::facts::{Around, AroundLines, line_facts, numbers, party_by_id};
use crate::errors::ApiError;
use crate::write::Write;

/// A document with its lines.
pub(crate) type Whole = (TradeDocument, Vec<TradeDocumentLine>);

/// The document with its lines that the request addresses.
pub(crate) async fn whole(session: &mut Session, write: &Write) -> Result<Whole, ApiError> {
    let document = super::stored(session, write).await?;
    let lines = trade_document_lines::of_document(session, write.company, document.id).await?;
    Ok((document, lines))
}

/// Posts a draft: its rows become those of the posted document.
pub(crate) async fn post_draft(
    session: &mut Session,
    write: &Write,
    draft: Whole,
    ids: &mut EntryIds,
) -> Result<TradeDocument, ApiError> {
    let known: Vec<Uuid> = draft.1.iter().map(|line| line.id).collect();
    let (document, lines) = book(session, write, draft, ids).await?;
    trade_documents::update(session, write.company, &document, write.stamp).await?;
    for line in &lines {
        match known.contains(&line.id) {
            true => trade_document_lines::update(session, write.company, line, write.stamp).await?,
            false => trade_document_lines::insert(session, write.company, line, write.stamp).await?,
        }
    }
    Ok(document)
}

/// Posts a document that has no rows yet, and writes them.
pub(crate) async fn post_new(
    session: &mut Session,
    write: &Write,
    new: Whole,
    ids: &mut EntryIds,
) -> Result<TradeDocument, ApiError> {
    let (document, lines) = book(session, write, new, ids).await?;
    insert(session, write, &document, &lines).await?;
    Ok(document)
}

/// Writes the rows of a new document.
pub(crate) async fn insert(
    session: &mut Session,
    write: &Write,
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
) -> Result<(), ApiError> {
    trade_documents::insert(session, write.company, document, write.stamp).await?;
    for line in lines {
        trade_document_lines::insert(session, write.company, line, write.stamp).await?;
    }
    Ok(())
}

/// Checks a document, gives it its posted number and makes its entries. Nothing of the document itself is written.
async fn book(
    session: &mut Session,
    write: &Write,
    (mut document, mut lines): Whole,
    ids: &mut EntryIds,
) -> Result<Whole, ApiError> {
    let company = write.company;
    let around = around(session, write, &document).await?;
    let known = AroundLines::load(session, company, &lines, &LineProperties::default()).await?;
    let party = party_by_id(session, company, document.side, document.party_id).await?;
    let bill_to = party_by_id(session, company, document.side, document.bill_to_id).await?;
    let checks = PostChecks {
        trade: &around.trade,
        party: party.as_ref(),
        bill_to: bill_to.as_ref(),
        external_number_used: trade_documents::is_external_number_used(session, company, &document).await?,
        items: known.items(),
    };
    rules::check_post(&document, &lines, &checks)?;
    let line_facts = line_facts(&around, &known, &document)?;
    add_rounding(session, write, &around, &mut document, &mut lines, ids).await?;
    distribute(&mut document, &mut lines, line_facts.rounding)?;
    take_number(session, write, &mut document).await?;
    document.posted = true;
    for line in &mut lines {
        line.posted = true;
        line.document_id = document.id;
        line.document_type = document.document_type;
    }
    let method = record::by_id::<PaymentMethod>(session, company, document.payment_method_id).await?;
    let method = method.map(|found| found.record);
    let general: Vec<GeneralPostingSetup> = record::list(session, company, "", &[]).await?;
    let vat: Vec<VatPostingSetup> = record::list(session, company, "", &[]).await?;
    let facts = PostFacts {
        setup: &around.setup,
        trade: &around.trade,
        rounding: line_facts.rounding,
        general_posting_setup: &general,
        vat_posting_setup: &vat,
        accounts: known.accounts(),
        payment_method: method.as_ref(),
        source_code: source_code(document.side),
        cost: Amount::ZERO,
        dimension_set_id: dimension_sets::id_of,
    };
    let postings = posting_lines(&document, &lines, &facts)?;
    let register = GeneralLedgerRegister {
        source_code: source_code(document.side).to_owned(),
        ..GeneralLedgerRegister::default()
    };
    document.ledger_entry_number = keep(session, write, &postings, register, ids).await?;
    Ok((document, lines))
}

/// Makes the entries of the lines and keeps them. Returns the number of the first party's entry, that of the document.
async fn keep(
    session: &mut Session,
    write: &Write,
    postings: &[PostingLine],
    register: GeneralLedgerRegister,
    ids: &mut EntryIds,
) -> Result<i64, ApiError> {
    let (facts, open) = store::posting::load(session, write.company, postings).await?;
    let mut poster = Poster::new(&facts, open, register, ids.next_id());
    for posting in postings {
        check_posting_date(&posting.line, &facts)?;
        check_dimensions(&posting.line, &facts)?;
        poster.post(posting)?;
    }
    let finished = poster.finish()?;
    let number = finished.entries.party_ledger_entries.first().map_or(0, |entry| entry.entry_number);
    Keeper::new(session, write.company, write.stamp).finish(&finished).await?;
    Ok(number)
}

/// The source code of a side's documents.
fn source_code(side: TradeSide) -> &'static str {
    match side {
        TradeSide::Sales => "SALES",
        TradeSide::Purchases => "PURCHASES",
    }
}

/// What the rules look up around a stored document.
pub(crate) async fn around(
    session: &mut Session,
    write: &Write,
    document: &TradeDocument,
) -> Result<Around, ApiError> {
    let named = DocumentProperties {
        party_id: Some(document.party_id),
        bill_to_id: Some(document.bill_to_id),
        ..DocumentProperties::default()
    };
    Around::load(session, write.company, document.side, &named, Some(document), write.today()).await
}

/// Adds the line that rounds the total, when setup asks for one (FINANCE.md 4.6, step 5).
async fn add_rounding(
    session: &mut Session,
    write: &Write,
    around: &Around,
    document: &mut TradeDocument,
    lines: &mut Vec<TradeDocumentLine>,
    ids: &mut EntryIds,
) -> Result<(), ApiError> {
    if !around.trade.invoice_rounding {
        return Ok(());
    }
    let company = write.company;
    let code = &document.party_posting_group;
    let account = match document.side {
        TradeSide::Sales => record::by_text::<CustomerPostingGroup>(session, company, "code", code)
            .await?
            .map(|group| group.invoice_rounding_account),
        TradeSide::Purchases => record::by_text::<VendorPostingGroup>(session, company, "code", code)
            .await?
            .map(|group| group.invoice_rounding_account),
    };
    let account = match account.filter(|number| !number.is_empty()) {
        Some(number) => record::by_text::<Account>(session, company, "number", &number).await?,
        None => None,
    };
    let account = account.ok_or_else(|| {
        let message = format!("The posting group {code} has no usable account for invoice rounding.");
        finance::RuleError::of_record(finance::Category::Dialog, message)
    })?;
    let precision = around.invoice_rounding_precision(document).unwrap_or(Precision::CENT);
    let made = rounding_line(ids.next_id(), document, lines, precision, &account)?;
    if let Some(mut line) = made {
        let vat: Vec<VatPostingSetup> = record::list(session, company, "", &[]).await?;
        if let Ok(setup) = finance::trade_document_lines::vat_setup(&line, &vat) {
            line.vat_identifier.clone_from(&setup.vat_identifier);
            line.vat_calculation_type = setup.calculation_type;
        }
        lines.push(line);
    }
    Ok(())
}

/// The posted number: the one kept from an earlier try, the draft's own when both have one series, else the next of
/// the posted series. It is taken in the transaction that posts, so a posting that fails takes none.
async fn take_number(
    session: &mut Session,
    write: &Write,
    document: &mut TradeDocument,
) -> Result<(), ApiError> {
    let (side, kind) = (document.side, document.document_type);
    let loaded = numbers(session, write.company, side, kind, true).await?;
    let loaded = loaded.ok_or_else(|| rules::no_series(side, kind))?;
    if !document.number.is_empty() && loaded.series.code == document.number_series {
        return Ok(());
    }
    let mut taken = loaded.clone();
    loop {
        let number = taken.take(document.posting_date)?;
        if !trade_documents::is_number_taken(session, write.company, side, kind, true, &number).await? {
            document.number = number;
            break;
        }
    }
    document.number_series.clone_from(&loaded.series.code);
    number_series::keep_taken(session, write.company, &loaded, &taken, write.stamp).await?;
    Ok(())
}

/// A shipment or receipt of what an order hands over; it moves goods, not money.
pub(crate) async fn shipment_of(
    session: &mut Session,
    write: &Write,
    order: &TradeDocument,
    mut lines: Vec<TradeDocumentLine>,
    ids: &mut EntryIds,
) -> Result<Whole, ApiError> {
    let document_type = match order.side {
        TradeSide::Sales => TradeDocumentType::Shipment,
        TradeSide::Purchases => TradeDocumentType::Receipt,
    };
    let mut shipment = TradeDocument {
        id: ids.next_id(),
        document_type,
        number: String::new(),
        number_series: String::new(),
        order_id: order.id,
        order_number: order.number.clone(),
        accepted_date: BLANK_DATE,
        ..order.clone()
    };
    take_number(session, write, &mut shipment).await?;
    shipment.posted = true;
    for line in &mut lines {
        line.posted = true;
        line.document_id = shipment.id;
        line.document_type = document_type;
    }
    Ok((shipment, lines))
}
