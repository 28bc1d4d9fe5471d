//! Default dimensions of customers, vendors, items and accounts: below their record and below the company, in v2.0 by
//! an id, in v1.0 by the ids of record and dimension (FINANCE.md 7.5).

use finance::accounts::Account;
use finance::customers::Customer;
use finance::default_dimensions::{
    DefaultDimension, DefaultDimensionFacts, DefaultDimensionParentType, DefaultDimensionProperties,
    DimensionParent, DimensionTable, ValuePosting, change, create,
};
use finance::dimension_values::DimensionValue;
use finance::dimensions::Dimension;
use finance::errors::RuleError;
use finance::items::Item;
use finance::vendors::Vendor;
use odata_sql::mapping::Storage;
use store::{Session, SqlValue, Work, record};
use uuid::Uuid;

use crate::entity::{
    ChoiceType, Entity, GPMD, ID, LAST_MODIFIED, NONE, choice, guid, members_of, text, to_one,
};
use crate::errors::ApiError;
use crate::face::Face;
use crate::write::coded::stored;
use crate::write::{Write, Writer, related};

static PARENT_TYPE: ChoiceType =
    ChoiceType { name: "defaultDimensionParentType", members: members_of::<DefaultDimensionParentType> };
static POSTING: ChoiceType =
    ChoiceType { name: "defaultDimensionValuePostingType", members: members_of::<ValuePosting> };

pub static ENTITY: Entity = Entity {
    name: "defaultDimension",
    // The page of v1.0 declares no name of its own.
    other_names: &[(Face::V1, "defaultDimensions")],
    set: "defaultDimensions",
    methods: [NONE, GPMD, GPMD, NONE],
    table: "default_dimensions",
    properties: &[
        ID.only_v2(),
        choice("parentType", "parent_type", &PARENT_TYPE).only_v2(),
        guid("parentId", "parent_id").key_part_in_v1(),
        guid("dimensionId", "dimension_id").key_part_in_v1(),
        text("dimensionCode", "dimension_code", 20).read_only(),
        guid("dimensionValueId", "dimension_value_id"),
        text("dimensionValueCode", "dimension_value_code", 20).read_only(),
        choice("postingValidation", "value_posting", &POSTING),
        LAST_MODIFIED.only_v2(),
    ],
    navigations: &[
        to_one("item", "item", "parent_id", "parentId").partner("defaultDimensions").on(false, false, true),
        to_one("account", "account", "parent_id", "parentId"),
        to_one("dimension", "dimension", "dimension_id", "dimensionId"),
        to_one("dimensionValue", "dimensionValue", "dimension_value_id", "dimensionValueId"),
        to_one("customer", "customer", "parent_id", "parentId")
            .partner("defaultDimensions")
            .on(false, false, true),
        to_one("vendor", "vendor", "parent_id", "parentId")
            .partner("defaultDimensions")
            .on(false, false, true),
    ],
    default_order: &[("parent_id", Storage::Uuid), ("dimension_code", Storage::Text)],
    needs_filter_on: &["parentId", "parentType"],
    writer: Some(&DefaultDimensions),
    ..Entity::BLANK
};

struct DefaultDimensions;

impl Writer for DefaultDimensions {
    /// Below a record the parent need not be named.
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(write)?;
            let known = Known::load(session, write, &given, given.parent_id, given.dimension_id).await?;
            let made = create(write.id, &given, &known.facts())?;
            Ok(record::insert(session, write.company, &made, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: DefaultDimension = stored(session, write).await?;
            let given = properties(write)?;
            let dimension = given.dimension_id.or(Some(stored.dimension_id));
            let known = Known::load(session, write, &given, Some(stored.parent_id), dimension).await?;
            let changed = change(&stored, &given, &known.facts())?;
            Ok(record::update(session, write.company, &changed, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(
            async move { Ok(record::delete::<DefaultDimension>(session, write.company, write.id).await?) },
        )
    }
}

fn properties(write: &Write) -> Result<DefaultDimensionProperties, RuleError> {
    let body = &write.body;
    Ok(DefaultDimensionProperties {
        parent_type: body.choice("parentType")?,
        parent_id: write.belongs_to("parentId", &["customer", "vendor", "item"])?,
        dimension_id: body.guid("dimensionId"),
        dimension_value_id: body.guid("dimensionValueId"),
        posting_validation: body.choice("postingValidation")?,
    })
}

struct Known {
    parent: Option<DimensionParent>,
    dimensions: Vec<Dimension>,
    values: Vec<DimensionValue>,
    others: Vec<DefaultDimension>,
}

impl Known {
    async fn load(
        session: &mut Session,
        write: &Write,
        given: &DefaultDimensionProperties,
        parent: Option<Uuid>,
        dimension: Option<Uuid>,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let others = match parent {
            Some(parent) => {
                record::list(session, company, "AND parent_id = ?2", &[SqlValue::Uuid(parent)]).await?
            }
            None => Vec::new(),
        };
        Ok(Known {
            parent: parent_of(session, company, parent).await?,
            dimensions: related::by_id(session, company, dimension).await?,
            values: related::by_id(session, company, given.dimension_value_id).await?,
            others,
        })
    }

    fn facts(&self) -> DefaultDimensionFacts<'_> {
        DefaultDimensionFacts {
            parent: self.parent.as_ref(),
            dimensions: &self.dimensions,
            values: &self.values,
            others: &self.others,
        }
    }
}

/// The record with an id, of whichever kind.
async fn parent_of(
    session: &mut Session,
    company: Uuid,
    id: Option<Uuid>,
) -> Result<Option<DimensionParent>, ApiError> {
    let customers: Vec<Customer> = related::by_id(session, company, id).await?;
    let vendors: Vec<Vendor> = related::by_id(session, company, id).await?;
    let items: Vec<Item> = related::by_id(session, company, id).await?;
    let customer = customers.into_iter().map(|found| (DimensionTable::Customer, found.id, found.number));
    let vendor = vendors.into_iter().map(|found| (DimensionTable::Vendor, found.id, found.number));
    let item = items.into_iter().map(|found| (DimensionTable::Item, found.id, found.number));
    let accounts: Vec<Account> = related::by_id(session, company, id).await?;
    let account = accounts.into_iter().map(|found| (DimensionTable::Account, found.id, found.number));
    let mut found = customer.chain(vendor).chain(item).chain(account);
    Ok(found.next().map(|(table, id, number)| DimensionParent { table, id, number }))
}
