//! Item categories (FINANCE.md 7.3).

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::item_categories::{self, ItemCategory, ItemCategoryProperties};
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use store::{Session, Work};
use uuid::Uuid;

use crate::entity::{Entity, ID, LAST_MODIFIED, text};
use crate::errors::ApiError;
use crate::write::coded::{self, Coded};
use crate::write::{Body, Write};

pub static ENTITY: Entity = Entity {
    name: "itemCategory",
    set: "itemCategories",
    table: "item_categories",
    properties: &[ID, text("code", "code", 20), text("displayName", "description", 100), LAST_MODIFIED],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<ItemCategory>()),
    ..Entity::BLANK
};

impl Coded for ItemCategory {
    const NOUN: Noun = Noun::ItemCategory;
    type Properties = ItemCategoryProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(ItemCategoryProperties { code: body.text("code"), display_name: body.text("displayName") })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        _setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        item_categories::create(id, given, code_taken)
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        item_categories::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let children =
                store::item_categories::count_of_parent(session, write.company, &self.code).await?;
            item_categories::check_delete(&self, children)?;
            Ok(store::item_categories::delete(session, write.company, &self, write.stamp).await?)
        })
    }
}
