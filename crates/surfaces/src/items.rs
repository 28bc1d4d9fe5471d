//! Items (FINANCE.md sections 6 and 7).

use finance::errors::RuleError;
use finance::items::{self, Item, ItemProperties, ItemType, ItemUnitOfMeasure, UnitForm};
use finance::relations::Noun;
use money::Amount;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};
use uuid::Uuid;

use crate::entity::Access::{Absent, ReadOnly, Writable};
use crate::entity::{
    ChoiceType, Entity, ID, LAST_MODIFIED, boolean, choice, computed, decimal, guid, joined_text, members_of,
    text, to_many, to_one, unit_of_measure,
};
use crate::errors::ApiError;
use crate::pictures::{TO_PICTURE, TO_PICTURES};
use crate::write::coded::{rename, stored};
use crate::write::{Body, Write, Writer, numbered};

mod facts;

use facts::Known;

static TYPE: ChoiceType = ChoiceType { name: "itemType", members: members_of::<ItemType> };

const UNIT: usize = 0;
const TAX_GROUP: usize = 1;

pub static ENTITY: Entity = Entity {
    name: "item",
    set: "items",
    table: "items",
    joins: &[
        ("units_of_measure", &[("base_unit_of_measure_id", "id")]),
        ("tax_groups", &[("tax_group_id", "id")]),
    ],
    properties: &[
        ID,
        text("number", "number", 20),
        text("displayName", "description", 100),
        text("displayName2", "description_2", 50).only_v2(),
        choice("type", "item_type", &TYPE),
        guid("itemCategoryId", "item_category_id"),
        text("itemCategoryCode", "item_category_code", 20),
        boolean("blocked", "blocked"),
        guid("baseUnitOfMeasureId", "base_unit_of_measure_id").on(Writable, Writable, Absent),
        unit_of_measure("baseUnitOfMeasure", UNIT),
        text("gtin", "gtin", 14),
        computed(
            "inventory",
            Storage::Decimal,
            "coalesce((SELECT CAST(sum(e.quantity) AS BIGINT) FROM item_ledger_entries e \
             WHERE e.company_id = {company} AND e.item_id = {row}.id), 0)",
        )
        .on(ReadOnly, Writable, Writable),
        decimal("unitPrice", "unit_price"),
        boolean("priceIncludesTax", "price_includes_vat"),
        decimal("unitCost", "unit_cost"),
        guid("taxGroupId", "tax_group_id"),
        joined_text("taxGroupCode", TAX_GROUP, "code", 20),
        guid("baseUnitOfMeasureId", "base_unit_of_measure_id").only_v2(),
        text("baseUnitOfMeasureCode", "base_unit_of_measure", 10).only_v2(),
        guid("generalProductPostingGroupId", "general_product_posting_group_id").only_v2(),
        text("generalProductPostingGroupCode", "general_product_posting_group", 20).only_v2(),
        guid("inventoryPostingGroupId", "inventory_posting_group_id").only_v2(),
        text("inventoryPostingGroupCode", "inventory_posting_group", 20).only_v2(),
        LAST_MODIFIED,
    ],
    navigations: &[
        to_one("itemCategory", "itemCategory", "item_category_id", "itemCategoryId").on(true, false, true),
        to_one("ItemCategory", "itemCategory", "item_category_id", "itemCategoryId").on(false, true, false),
        to_one("unitOfMeasure", "unitOfMeasure", "base_unit_of_measure_id", "baseUnitOfMeasureId")
            .on(false, false, true),
        to_one(
            "generalProductPostingGroup",
            "generalProductPostingGroup",
            "general_product_posting_group_id",
            "generalProductPostingGroupId",
        ),
        to_one(
            "inventoryPostingGroup",
            "inventoryPostingGroup",
            "inventory_posting_group_id",
            "inventoryPostingGroupId",
        ),
        to_many("itemVariants", "itemVariant", "item_id"),
        to_many("defaultDimensions", "defaultDimension", "parent_id").shared(),
        TO_PICTURE,
        TO_PICTURES,
    ],
    default_order: &[("number", Storage::Text)],
    writer: Some(&Items),
    ..Entity::BLANK
};

struct Items;

impl Writer for Items {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given, None).await?;
            let facts = known.facts(write);
            numbered::create(
                session,
                write,
                |setup| &setup.items,
                |item: &Item| &item.number,
                |numbers| items::create(write.id, &given, numbers, &|_| false, &facts),
            )
            .await?;
            let item: Item = stored(session, write).await?;
            keep_base_unit(session, write, &item).await
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Item = stored(session, write).await?;
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given, Some(&stored)).await?;
            let item = items::change(&stored, &given, &known.facts(write))?;
            record::update(session, write.company, &item, write.stamp).await?;
            keep_base_unit(session, write, &item).await?;
            rename(session, write, Noun::Item, &stored.number, &item.number).await?;
            if let Some(wanted) = given.inventory {
                let (company, today) = (write.company, write.today());
                store::inventory::set_stock(
                    session,
                    company,
                    item.id,
                    wanted,
                    today,
                    write.stamp,
                    write.seed,
                )
                .await?;
            }
            Ok(())
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: Item = stored(session, write).await?;
            let (_, facts) = store::usage::of_item(session, write.company, stored.id).await?;
            items::check_delete(&stored, &facts)?;
            Ok(store::items::delete(session, write.company, &stored).await?)
        })
    }
}

/// The base unit is one of the item's units, and holds one (FINANCE.md section 6).
async fn keep_base_unit(session: &mut Session, write: &Write, item: &Item) -> Result<(), ApiError> {
    if item.base_unit_of_measure.is_empty() {
        return Ok(());
    }
    let units = store::items::units(session, write.company, item).await?;
    if units.iter().any(|unit| unit.code == item.base_unit_of_measure) {
        return Ok(());
    }
    let unit = ItemUnitOfMeasure {
        id: unit_id(item.id, &item.base_unit_of_measure),
        item_id: item.id,
        code: item.base_unit_of_measure.clone(),
        quantity_per_unit: Amount::ONE,
    };
    Ok(record::insert(session, write.company, &unit, write.stamp).await?)
}

/// The id of a unit of an item is made from both, as an item has a unit once.
fn unit_id(item: Uuid, code: &str) -> Uuid {
    Uuid::new_v5(&item, code.as_bytes())
}

fn properties(body: &Body) -> Result<ItemProperties, RuleError> {
    let mut given = ItemProperties {
        number: body.text("number"),
        display_name: body.text("displayName"),
        display_name_2: body.text("displayName2"),
        item_type: body.choice("type")?,
        item_category_id: body.guid("itemCategoryId"),
        item_category_code: body.text("itemCategoryCode"),
        blocked: body.boolean("blocked"),
        gtin: body.text("gtin"),
        inventory: body.amount("inventory")?,
        unit_price: body.amount("unitPrice")?,
        price_includes_tax: body.boolean("priceIncludesTax"),
        unit_cost: body.amount("unitCost")?,
        tax_group_id: body.guid("taxGroupId"),
        tax_group_code: body.text("taxGroupCode"),
        base_unit_of_measure_id: body.guid("baseUnitOfMeasureId"),
        base_unit_of_measure_code: body.text("baseUnitOfMeasureCode"),
        general_product_posting_group_id: body.guid("generalProductPostingGroupId"),
        general_product_posting_group_code: body.text("generalProductPostingGroupCode"),
        inventory_posting_group_id: body.guid("inventoryPostingGroupId"),
        inventory_posting_group_code: body.text("inventoryPostingGroupCode"),
        ..ItemProperties::default()
    };
    if let Some(members) = body.complex_texts("baseUnitOfMeasure") {
        // Without members it was null, which clears the unit; a code left out says nothing.
        given.unit_form = UnitForm::Complex;
        given.base_unit_of_measure_code = match members.first() {
            Some(code) => code.clone(),
            None => Some(String::new()),
        };
    }
    Ok(given)
}
