//! Journal lines without a document type, of G/L accounts, customers, vendors and banks (FINANCE.md 1.1, 1.5).

pub(crate) mod book;
pub(crate) mod consequences;

use finance::journal_lines::{self, JournalAccountType, JournalLine, LineProperties, resolve_journal_id};
use finance::journals::Journal;
use finance::tax_groups::TaxGroup;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::Access::{Absent, Once, ReadOnly, Writable};
use crate::entity::{
    ChoiceType, Entity, GPMD, ID, LAST_MODIFIED, Narrowing, choice, date, decimal, dimensions, guid, int32,
    joined_text, members_of, text, to_one,
};
use crate::errors::ApiError;
use crate::face::Face;
use crate::write::{Body, Write, Writer};
use book::{Book, NewLine, Wanted};

const JOURNAL: usize = 0;

pub(crate) static ACCOUNT_TYPE: ChoiceType =
    ChoiceType { name: "genJournalAccountType", members: members_of::<JournalAccountType> };

pub static ENTITY: Entity = Entity {
    name: "journalLine",
    set: "journalLines",
    methods: [GPMD; Face::COUNT],
    table: "journal_lines",
    // Of document type blank; no other kinds of account can be written (`finance::journal_lines`).
    conditions: &[("document_type", 0)],
    // Lines of general journals only.
    before_v2: Narrowing { conditions: &[("template_type", 0)], flags: &[] },
    joins: &[("journals", &[("journal_id", "id")])],
    properties: &[
        ID,
        guid("journalId", "journal_id").on(Absent, Absent, Once),
        joined_text("journalDisplayName", JOURNAL, "code", 10).on(ReadOnly, Writable, Writable),
        int32("lineNumber", "line_number"),
        choice("accountType", "account_type", &ACCOUNT_TYPE).on(Absent, Writable, Writable),
        guid("accountId", "account_id"),
        text("accountNumber", "account_number", 20),
        date("postingDate", "posting_date"),
        text("documentNumber", "document_number", 20),
        text("externalDocumentNumber", "external_document_number", 35),
        decimal("amount", "amount"),
        text("description", "description", 100),
        text("comment", "comment", 250),
        text("taxCode", "tax_code", 20).only_v2(),
        choice("balanceAccountType", "balancing_account_type", &ACCOUNT_TYPE).only_v2(),
        guid("balancingAccountId", "balancing_account_id").only_v2(),
        text("balancingAccountNumber", "balancing_account_number", 20).only_v2(),
        dimensions("dimensions"),
        LAST_MODIFIED,
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_one("journal", "journal", "journal_id", "journalId")
            .on(false, false, true)
            .partner("journalLines"),
        to_one("customerPaymentJournal", "customerPaymentJournal", "journal_id", "journalId")
            .on(false, false, true),
        to_one("account", "account", "account_id", "accountId"),
    ],
    default_order: &[("journal_id", Storage::Uuid), ("line_number", Storage::Integer)],
    needs_filter_on: &["journalId", "id"],
    writer: Some(&JournalLines),
    ..Entity::BLANK
};

struct JournalLines;

impl Writer for JournalLines {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?.normalized()?;
            let in_url = write.parent_of_type("journal");
            let id = resolve_journal_id(in_url, given.journal_id, "journals({id})/journalLines")?;
            let journal = record::by_id::<Journal>(session, write.company, id).await?;
            let journal = journal.ok_or_else(|| ApiError::not_found("journal", id))?.record;
            let book = load(session, write, &given, journal, None).await?;
            let (line_number, number) = (given.line_number, given.document_number.as_deref());
            let new = NewLine::load(session, write, &book.journal, line_number, number).await?;
            let groups = tax_groups(session, write, &given).await?;
            let line = journal_lines::create(write.id, &given, &book.facts(), &new.facts(), &groups)?;
            Ok(store::journal_lines::insert(session, write.company, &line, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?.normalized()?;
            let stored = stored(session, write, ENTITY.name).await?;
            let journal = record::by_id::<Journal>(session, write.company, stored.journal_id).await?;
            let journal = journal.ok_or_else(|| ApiError::not_found("journal", stored.journal_id))?.record;
            let book = load(session, write, &given, journal, Some(&stored)).await?;
            let own = (stored.journal_id, given.line_number, Some(stored.id));
            let taken = book::line_number_taken(session, write, own.0, own.1, own.2).await?;
            let groups = tax_groups(session, write, &given).await?;
            let line = journal_lines::change(&stored, &given, &book.facts(), taken, &groups)?;
            Ok(store::journal_lines::update(session, write.company, &line, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(record::delete::<JournalLine>(session, write.company, write.id).await?) })
    }
}

/// The line addressed, with its dimensions.
pub(crate) async fn stored(
    session: &mut Session,
    write: &Write,
    noun: &str,
) -> Result<JournalLine, ApiError> {
    let found = store::journal_lines::find(session, write.company, write.id).await?;
    found.map(|found| found.record).ok_or_else(|| ApiError::not_found(noun, write.id))
}

async fn load(
    session: &mut Session,
    write: &Write,
    given: &LineProperties,
    journal: Journal,
    line: Option<&JournalLine>,
) -> Result<Book, ApiError> {
    let mut keys = given.account_keys(line);
    keys.numbers.push(journal.balancing_account_number.clone());
    let kinds = [
        given.account_type,
        given.balancing_account_type,
        line.map(|line| line.account_type),
        line.map(|line| line.balancing_account_type),
        Some(journal.balancing_account_type),
    ];
    let of_kind = |kind| if kinds.contains(&Some(kind)) { keys.clone() } else { Default::default() };
    let wanted = Wanted {
        customers: of_kind(JournalAccountType::Customer),
        vendors: of_kind(JournalAccountType::Vendor),
        accounts: keys.clone(),
        bank_accounts: keys.clone(),
        dimensions: given.dimensions.is_some(),
        currency_codes: line.map(|line| line.currency_code.clone()).into_iter().collect(),
        ..Wanted::default()
    };
    Book::load(session, write.company, journal, wanted).await
}

async fn tax_groups(
    session: &mut Session,
    write: &Write,
    given: &LineProperties,
) -> Result<Vec<TaxGroup>, ApiError> {
    let Some(code) = given.tax_code.as_deref().filter(|code| !code.is_empty()) else {
        return Ok(Vec::new());
    };
    let found = record::by_text::<TaxGroup>(session, write.company, "code", code).await?;
    Ok(found.into_iter().collect())
}

fn properties(body: &Body) -> Result<LineProperties, ApiError> {
    Ok(LineProperties {
        journal_id: body.guid("journalId"),
        journal_display_name: body.text("journalDisplayName"),
        line_number: body.int32("lineNumber")?,
        account_type: body.choice("accountType")?,
        account_id: body.guid("accountId"),
        account_number: body.text("accountNumber"),
        posting_date: body.date("postingDate"),
        document_number: body.text("documentNumber"),
        external_document_number: body.text("externalDocumentNumber"),
        amount: body.amount("amount")?,
        description: body.text("description"),
        comment: body.text("comment"),
        tax_code: body.text("taxCode"),
        balancing_account_type: body.choice("balanceAccountType")?,
        balancing_account_id: body.guid("balancingAccountId"),
        balancing_account_number: body.text("balancingAccountNumber"),
        dimensions: pairs(body),
    })
}

/// `dimensions` of v1.0 as pairs of dimension code and value code.
pub(crate) fn pairs(body: &Body) -> Option<Vec<(String, String)>> {
    let texts = body.collection_texts("dimensions")?;
    let pair = |item: Vec<Option<String>>| {
        let text = |index: usize| item.get(index).cloned().flatten().unwrap_or_default();
        (text(0), text(2))
    };
    Some(texts.into_iter().map(pair).collect())
}
