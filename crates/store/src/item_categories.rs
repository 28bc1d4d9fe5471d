//! Rows of item categories.

use finance::item_categories::ItemCategory;
use uuid::Uuid;

use crate::record::{self, record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, Stamp, StoreError};

record! {
    ItemCategory in "item_categories" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        parent_category_code: value = "parent_category_code",
    }
}

/// Deletes a category; items keep no trace of it (FINANCE.md 7.3).
pub async fn delete(
    session: &mut Session,
    company: Uuid,
    category: &ItemCategory,
    stamp: Stamp,
) -> Result<(), StoreError> {
    let text = "UPDATE items SET row_version = ?2, modified_at = CASE WHEN modified_at > ?3 THEN modified_at ELSE ?3 \
                END, item_category_code = '', item_category_id = ?5 WHERE company_id = ?1 AND item_category_id = ?4";
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
        SqlValue::Uuid(category.id),
        SqlValue::Uuid(Uuid::nil()),
    ];
    session.execute(text, &parameters).await?;
    record::delete::<ItemCategory>(session, company, category.id).await
}

/// How many categories stand below this one.
pub async fn count_of_parent(session: &mut Session, company: Uuid, code: &str) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM item_categories WHERE company_id = ?1 AND parent_category_code = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Text(code.to_owned())];
    let count = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}
