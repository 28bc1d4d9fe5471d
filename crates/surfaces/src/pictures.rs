//! Pictures of customers, vendors, items and variants of items: one for each record, without size while there is none
//! (PROTOCOL.md 3.6).

use finance::pictures::{Picture, PictureParent};
use odata_sql::mapping::Storage;
use store::{Session, Work, pictures};
use uuid::Uuid;

use crate::entity::{
    ChoiceType, Entity, GMD, ID, NONE, Navigation, choice, int32, members_of, stream, text, to_many, to_one,
};
use crate::errors::ApiError;
use crate::face::Face;
use crate::streams::{Content, Streams};
use crate::write::{Write, Writer};

mod formats;

/// Largest picture, in bytes.
pub const PICTURE_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// Most pixels on one side of a picture.
pub const PICTURE_PIXELS_MAX: u32 = 32_767;

static PARENT_TYPE: ChoiceType =
    ChoiceType { name: "pictureEntityParentType", members: members_of::<PictureParent> };

/// From a record to its picture: one in v2.0, a collection of one elsewhere.
pub(crate) const TO_PICTURE: Navigation =
    to_one("picture", "picture", "id", "").unnamed().shared().on(false, false, true);
pub(crate) const TO_PICTURES: Navigation = to_many("picture", "picture", "id").shared().on(true, true, false);

/// From a picture to its record of a type; nothing when it is of another.
const fn to_parent(name: &'static str) -> Navigation {
    to_one(name, name, "id", "").unnamed().partner("picture").on(false, false, true)
}

pub static ENTITY: Entity = Entity {
    name: "picture",
    set: "pictures",
    other_sets: &[(Face::GraphBeta, "picture"), (Face::V1, "picture")],
    // The SDK of Graph could also make one; every record has its one picture already.
    methods: [GMD, GMD, GMD, NONE],
    table: "pictures",
    is_view: true,
    properties: &[
        ID,
        choice("parentType", "parent_type", &PARENT_TYPE).read_only().only_v2(),
        int32("width", "width").read_only(),
        int32("height", "height").read_only(),
        text("contentType", "content_type", 100).read_only(),
        stream("content").not_v2(),
        stream("pictureContent").only_v2(),
    ],
    navigations: &[to_parent("item"), to_parent("customer"), to_parent("vendor"), to_parent("itemVariant")],
    default_order: &[("id", Storage::Uuid)],
    needs_filter_on: &["id", "parentType"],
    writer: Some(&Pictures),
    streams: Some(&Pictures),
    ..Entity::BLANK
};

struct Pictures;

impl Streams for Pictures {
    fn read<'s>(
        &'s self,
        session: &'s mut Session,
        company: Uuid,
        id: Uuid,
    ) -> Work<'s, Result<Option<Content>, ApiError>> {
        Box::pin(async move {
            let picture = pictures::find(session, company, id).await?;
            Ok(picture.map(|picture| Content { media_type: picture.content_type, bytes: picture.content }))
        })
    }

    fn bytes_max(&self) -> usize {
        PICTURE_BYTES_MAX
    }

    /// Errors: 400 for what is no picture, or one of too many pixels.
    fn write<'s>(
        &'s self,
        session: &'s mut Session,
        write: &'s Write,
        bytes: &'s [u8],
    ) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let found = formats::recognize(bytes).ok_or_else(|| {
                let names = formats::NAMES;
                let message = format!("The content is not a picture that can be read: send {names}.");
                ApiError::new(400, "Application_DialogException", message)
            })?;
            if found.width > PICTURE_PIXELS_MAX || found.height > PICTURE_PIXELS_MAX {
                let message = format!("A side of a picture has at most {PICTURE_PIXELS_MAX} pixels.");
                return Err(ApiError::new(400, "Application_DialogException", message));
            }
            let picture = Picture {
                id: write.id,
                width: found.width.into(),
                height: found.height.into(),
                content_type: found.media_type.to_owned(),
                content: bytes.to_vec(),
            };
            Ok(pictures::put(session, write.company, &picture, write.stamp).await?)
        })
    }
}

impl Writer for Pictures {
    /// No face has the method.
    fn create<'s>(&'s self, _session: &'s mut Session, _write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Err(ApiError::method_not_allowed("POST", ENTITY.set, true)) })
    }

    /// All but the content is read from it.
    fn change<'s>(&'s self, _session: &'s mut Session, _write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(()) })
    }

    /// The record is without a picture from then on.
    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(pictures::clear(session, write.company, write.id, write.stamp).await?) })
    }
}
