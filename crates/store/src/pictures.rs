//! Rows of pictures.

use finance::choices::Choice;
use finance::pictures::{Picture, PictureParent};
use uuid::Uuid;

use crate::row::RowExtension;
use crate::{Session, SqlValue, Stamp, StoreError, StoreErrorKind};

/// The picture kept for a record.
pub async fn find(session: &mut Session, company: Uuid, id: Uuid) -> Result<Option<Picture>, StoreError> {
    let text =
        "SELECT width, height, content_type, content FROM picture_contents WHERE company_id = ?1 AND id = ?2";
    session
        .query_one(text, &[SqlValue::Uuid(company), SqlValue::Uuid(id)], |row| {
            let content = row.bytes(3)?.ok_or_else(|| StoreError::internal("a picture has no content"))?;
            Ok(Picture {
                id,
                width: row.required_integer(0)?,
                height: row.required_integer(1)?,
                content_type: row.required_text(2)?,
                content: content.to_vec(),
            })
        })
        .await
}

/// Keeps a picture in place of the one a record may have had, and gives the record a new version.
pub async fn put(
    session: &mut Session,
    company: Uuid,
    picture: &Picture,
    stamp: Stamp,
) -> Result<(), StoreError> {
    let text = "INSERT INTO picture_contents (company_id, id, width, height, content_type, content, row_version, \
                created_at, modified_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) \
                ON CONFLICT (company_id, id) DO UPDATE SET width = ?3, height = ?4, content_type = ?5, content = ?6, \
                row_version = ?7, modified_at = ?8";
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Uuid(picture.id),
        SqlValue::Integer(picture.width),
        SqlValue::Integer(picture.height),
        SqlValue::Text(picture.content_type.clone()),
        SqlValue::Bytes(picture.content.clone()),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
    ];
    session.execute(text, &parameters).await?;
    touch(session, company, picture.id, stamp).await
}

/// Takes the picture from a record, and gives the record a new version.
pub async fn clear(session: &mut Session, company: Uuid, id: Uuid, stamp: Stamp) -> Result<(), StoreError> {
    delete_of(session, company, id).await?;
    touch(session, company, id, stamp).await
}

/// Deletes the picture of a record that goes itself.
pub async fn delete_of(session: &mut Session, company: Uuid, id: Uuid) -> Result<(), StoreError> {
    let text = "DELETE FROM picture_contents WHERE company_id = ?1 AND id = ?2";
    session.execute(text, &[SqlValue::Uuid(company), SqlValue::Uuid(id)]).await?;
    Ok(())
}

/// A change of the picture is a change of its record.
async fn touch(session: &mut Session, company: Uuid, id: Uuid, stamp: Stamp) -> Result<(), StoreError> {
    let text = "SELECT parent_type FROM pictures WHERE company_id = ?1 AND id = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(id)];
    let parent = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    let table = match parent.and_then(PictureParent::from_value) {
        Some(PictureParent::Customer) => "customers",
        Some(PictureParent::Item) => "items",
        Some(PictureParent::Vendor) => "vendors",
        Some(PictureParent::ItemVariant) => "item_variants",
        Some(PictureParent::Employee | PictureParent::Contact) | None => {
            return Err(StoreError::new(StoreErrorKind::Reference, "the record of a picture is gone"));
        }
    };
    let text = format!(
        "UPDATE {table} SET row_version = ?3, modified_at = CASE WHEN modified_at > ?4 THEN modified_at ELSE ?4 END \
         WHERE company_id = ?1 AND id = ?2"
    );
    let [company, id] = parameters;
    let version = SqlValue::Integer(stamp.row_version);
    let now = SqlValue::Integer(stamp.now_milliseconds);
    session.execute(&text, &[company, id, version, now]).await?;
    Ok(())
}
