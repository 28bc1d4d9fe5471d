//! Variants of items: below their item and below the company, in v1.0 and v2.0.

use finance::errors::RuleError;
use finance::fields::normalize_code;
use finance::item_variants::{self, ItemVariant, ItemVariantProperties};
use finance::items::Item;
use odata_sql::mapping::Storage;
use store::{Session, SqlValue, Work, record};

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, guid, joined_text, text, to_one};
use crate::errors::ApiError;
use crate::pictures::TO_PICTURE;
use crate::write::coded::stored;
use crate::write::{Write, Writer, related};

const ITEM: usize = 0;

pub static ENTITY: Entity = Entity {
    name: "itemVariant",
    set: "itemVariants",
    methods: [NONE, GPMD, GPMD, NONE],
    table: "item_variants",
    joins: &[("items", &[("item_id", "id")])],
    properties: &[
        ID,
        guid("itemId", "item_id"),
        joined_text("itemNumber", ITEM, "number", 20),
        text("code", "code", 10),
        text("description", "description", 100),
        LAST_MODIFIED.only_v2(),
    ],
    navigations: &[
        to_one("item", "item", "item_id", "itemId").partner("itemVariants").on(false, false, true),
        TO_PICTURE,
    ],
    default_order: &[("item_id", Storage::Uuid), ("code", Storage::Text)],
    writer: Some(&ItemVariants),
    ..Entity::BLANK
};

struct ItemVariants;

impl Writer for ItemVariants {
    /// Below an item the item need not be named.
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(write)?;
            let items = items(session, write, &given).await?;
            let taken = is_code_taken(session, write, &given, &items, None).await?;
            let variant = item_variants::create(write.id, &given, &items, taken)?;
            Ok(record::insert(session, write.company, &variant, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: ItemVariant = stored(session, write).await?;
            let given = properties(write)?;
            let items = items(session, write, &given).await?;
            let taken = is_code_taken(session, write, &given, &items, Some(&stored)).await?;
            let variant = item_variants::change(&stored, &given, &items, taken)?;
            Ok(record::update(session, write.company, &variant, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(store::item_variants::delete(session, write.company, write.id).await?) })
    }
}

fn properties(write: &Write) -> Result<ItemVariantProperties, RuleError> {
    let body = &write.body;
    Ok(ItemVariantProperties {
        item_id: write.belongs_to("itemId", &["item"])?,
        item_number: body.text("itemNumber"),
        code: body.text("code"),
        description: body.text("description"),
    })
}

/// The items the request names, as far as they exist.
async fn items(
    session: &mut Session,
    write: &Write,
    given: &ItemVariantProperties,
) -> Result<Vec<Item>, ApiError> {
    let mut items: Vec<Item> = related::by_id(session, write.company, given.item_id).await?;
    items.extend(related::by_text(session, write.company, "number", given.item_number.as_deref()).await?);
    Ok(items)
}

/// Whether another variant of the item the variant will belong to has the code it will have.
async fn is_code_taken(
    session: &mut Session,
    write: &Write,
    given: &ItemVariantProperties,
    items: &[Item],
    stored: Option<&ItemVariant>,
) -> Result<bool, ApiError> {
    let item = items.first().map(|item| item.id).or(stored.map(|stored| stored.item_id));
    let code = given.code.as_deref().map(normalize_code).or(stored.map(|stored| stored.code.clone()));
    let (Some(item), Some(code)) = (item, code) else { return Ok(false) };
    let parameters = [SqlValue::Uuid(item), SqlValue::Text(code)];
    let condition = "AND item_id = ?2 AND code = ?3";
    let found: Vec<ItemVariant> = record::list(session, write.company, condition, &parameters).await?;
    Ok(found.iter().any(|other| other.id != write.id))
}
