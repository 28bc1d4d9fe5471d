//! Lines of sets of dimensions: the pairs of a journal line, a document, a line of one, or an entry, one by one below
//! their parent (FINANCE.md 1.6). In v1.0 they are a set of the company and known by parent and dimension.

use finance::dimension_set_lines::{
    self as rules, DimensionSetLineProperties, DimensionSetParent, add, change, remove,
};
use finance::dimension_values::DimensionValue;
use finance::dimensions::{Dimension, DimensionFacts, DimensionSet};
use finance::errors::RuleError;
use finance::fields::present_id;
use finance::general_ledger_entries::GeneralLedgerEntry;
use finance::journal_lines::JournalLine;
use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::{TradeDocument, set_dimensions};
use odata_sql::mapping::Storage;
use store::{Session, Work, journal_lines, record, trade_document_lines, trade_documents};
use uuid::Uuid;

use crate::entity::Access::{Absent, ReadOnly, Writable};
use crate::entity::{
    ChoiceType, Entity, GPMD, ID, NONE, Navigation, choice, guid, members_of, text, to_many, to_one,
};
use crate::errors::ApiError;
use crate::face::Face;
use crate::write::coded::general_ledger_setup;
use crate::write::{Write, Writer};

static PARENT_TYPE: ChoiceType =
    ChoiceType { name: "dimensionSetEntryBufferParentType", members: members_of::<DimensionSetParent> };

/// From a record to the pairs of its set.
pub(crate) const TO_DIMENSION_SET_LINES: Navigation =
    to_many("dimensionSetLines", "dimensionSetLine", "parent_id").shared().on(false, false, true);

/// From a pair to its parent of a type; nothing when it is of another.
const fn to_parent(name: &'static str) -> Navigation {
    to_one(name, name, "parent_id", "parentId").on(false, false, true)
}

pub static ENTITY: Entity = Entity {
    name: "dimensionSetLine",
    other_names: &[(Face::V1, "dimensionLine")],
    set: "dimensionSetLines",
    other_sets: &[(Face::V1, "dimensionLines")],
    methods: [NONE, GPMD, GPMD, NONE],
    table: "dimension_set_lines",
    is_view: true,
    // The id of the dimension: each parent has at most one value of it.
    key_within_parent: true,
    properties: &[
        guid("parentId", "parent_id").key_part_in_v1().only_v1(),
        ID.on(Absent, Writable, ReadOnly),
        text("code", "code", 20),
        text("consolidationCode", "consolidation_code", 20).read_only().only_v2(),
        guid("parentId", "parent_id").read_only().only_v2(),
        choice("parentType", "parent_type", &PARENT_TYPE).read_only().only_v2(),
        text("displayName", "name", 30).read_only(),
        guid("valueId", "value_id"),
        text("valueCode", "value_code", 20),
        text("valueConsolidationCode", "value_consolidation_code", 20).read_only().only_v2(),
        text("valueDisplayName", "value_name", 50).read_only(),
    ],
    navigations: &[
        to_one("dimension", "dimension", "id", "id").on(false, true, false),
        to_parent("salesInvoice"),
        to_parent("salesInvoiceLine"),
        to_parent("customerPayment"),
        to_parent("journalLine"),
        to_parent("generalLedgerEntry"),
        to_parent("salesOrder"),
        to_parent("salesOrderLine"),
        to_parent("salesQuote"),
        to_parent("salesQuoteLine"),
        to_parent("salesCreditMemo"),
        to_parent("salesCreditMemoLine"),
        to_parent("purchaseInvoice"),
        to_parent("purchaseInvoiceLine"),
        to_parent("vendorPayment"),
        to_parent("salesShipment"),
        to_parent("salesShipmentLine"),
        to_parent("purchaseReceipt"),
        to_parent("purchaseReceiptLine"),
        to_parent("purchaseOrder"),
        to_parent("purchaseOrderLine"),
        to_parent("purchaseCreditMemo"),
        to_parent("purchaseCreditMemoLine"),
    ],
    // Both are always read, so that SQLite can look into each part of the view by itself.
    default_order: &[("parent_id", Storage::Uuid), ("id", Storage::Uuid)],
    needs_filter_on: &["parentId", "parentType"],
    writer: Some(&DimensionSetLines),
    ..Entity::BLANK
};

struct DimensionSetLines;

impl Writer for DimensionSetLines {
    fn new_id<'s>(
        &'s self,
        session: &'s mut Session,
        write: &'s Write,
        given: Option<Uuid>,
    ) -> Work<'s, Result<Uuid, ApiError>> {
        Box::pin(async move {
            let known = Known::load(session, write).await?;
            Ok(rules::dimension_id(&properties(write, given), known.facts())?)
        })
    }

    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let known = Known::load(session, write).await?;
            let given = properties(write, Some(write.id));
            known.store(session, write, |set, facts| add(set, &given, facts)).await
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let known = Known::load(session, write).await?;
            let code = known.code_of(write.id)?;
            let given = properties(write, None);
            known.store(session, write, |set, facts| change(set, &code, &given, facts)).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let known = Known::load(session, write).await?;
            let code = known.code_of(write.id)?;
            known.store(session, write, |set, _| Ok(remove(set, &code))).await
        })
    }
}

/// `id` is of the dimension; where the body says nothing of it, as in v2.0, the one of the URL or none.
fn properties(write: &Write, id: Option<Uuid>) -> DimensionSetLineProperties {
    DimensionSetLineProperties {
        id: write.body.guid("id").or(id),
        code: write.body.text("code"),
        value_id: write.body.guid("valueId"),
        value_code: write.body.text("valueCode"),
    }
}

/// The record that has the set.
enum Parent {
    JournalLine(Box<JournalLine>),
    Document(Box<TradeDocument>),
    Line(Box<TradeDocumentLine>),
}

struct Known {
    parent: Parent,
    dimensions: Vec<Dimension>,
    values: Vec<DimensionValue>,
}

impl Known {
    async fn load(session: &mut Session, write: &Write) -> Result<Known, ApiError> {
        // In v1.0 the parent is a part of the key, and so of what is sent.
        let named = write.body.guid("parentId").and_then(present_id).map(|id| ("record", id));
        let Some((noun, id)) = write.parent.or(named) else {
            let message = match write.face {
                Face::V1 => "parentId: name the line of a journal or document, or the document.",
                _ => {
                    "A line of a set of dimensions is reached through its parent: the line of a journal or document, \
                     or the document."
                }
            };
            return Err(ApiError::new(400, "Application_DialogException", message).at("parentId"));
        };
        let parent = parent_of(session, write.company, noun, id).await?;
        Ok(Known {
            parent,
            dimensions: record::list(session, write.company, "", &[]).await?,
            values: record::list(session, write.company, "", &[]).await?,
        })
    }

    fn facts(&self) -> DimensionFacts<'_> {
        DimensionFacts { dimensions: &self.dimensions, values: &self.values }
    }

    fn code_of(&self, id: Uuid) -> Result<String, ApiError> {
        let found = self.dimensions.iter().find(|dimension| dimension.id == id);
        Ok(found.ok_or_else(|| ApiError::not_found(ENTITY.name, id))?.code.clone())
    }

    /// Stores the parent with the set that `changed` makes of its own.
    async fn store(
        &self,
        session: &mut Session,
        write: &Write,
        changed: impl FnOnce(&DimensionSet, DimensionFacts<'_>) -> Result<DimensionSet, RuleError>,
    ) -> Result<(), ApiError> {
        let (company, stamp) = (write.company, write.stamp);
        match &self.parent {
            Parent::JournalLine(line) => {
                let mut line = line.clone();
                line.dimensions = changed(&line.dimensions, self.facts())?;
                Ok(journal_lines::update(session, company, &line, stamp).await?)
            }
            Parent::Document(document) => {
                let setup = general_ledger_setup(session, company).await?;
                let mut document = document.clone();
                let set = changed(&document.dimensions, self.facts())?;
                set_dimensions(&mut document, set, &setup, &self.values);
                Ok(trade_documents::update(session, company, &document, stamp).await?)
            }
            Parent::Line(line) => {
                let mut line = line.clone();
                line.dimensions = changed(&line.dimensions, self.facts())?;
                Ok(trade_document_lines::update(session, company, &line, stamp).await?)
            }
        }
    }
}

/// The record of a type and id. What is posted keeps its dimensions: `Dialog`.
async fn parent_of(
    session: &mut Session,
    company: Uuid,
    noun: &'static str,
    id: Uuid,
) -> Result<Parent, ApiError> {
    let posted = || {
        let message = "The dimensions of what is posted cannot be changed.";
        Err(ApiError::new(400, "Application_DialogException", message).at("parentId"))
    };
    if let Some(found) = journal_lines::find(session, company, id).await? {
        return Ok(Parent::JournalLine(Box::new(found.record)));
    }
    if let Some(found) = trade_documents::find(session, company, id).await? {
        return if found.record.posted { posted() } else { Ok(Parent::Document(Box::new(found.record))) };
    }
    if let Some(found) = record::by_id::<TradeDocumentLine>(session, company, id).await? {
        let lines = trade_document_lines::of_document(session, company, found.record.document_id).await?;
        let line = lines.into_iter().find(|line| line.id == id);
        return match line {
            Some(line) if !line.posted => Ok(Parent::Line(Box::new(line))),
            _ => posted(),
        };
    }
    let entry = record::by_id::<GeneralLedgerEntry>(session, company, id).await?;
    if entry.is_some() { posted() } else { Err(ApiError::not_found(noun, id)) }
}
