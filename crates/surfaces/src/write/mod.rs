//! Writing: JSON to assignments, the entity's own rules, records in one transaction, and the entity read back.

mod act;
mod body;
mod change;
pub mod coded;
mod create;
mod idempotency;
mod kind;
mod locate;
pub mod numbered;
mod pipeline;
mod read_back;
pub mod related;
pub mod setup;
mod update;

pub(crate) use act::Finished;
pub use act::{Action, AfterCommit, Done};
pub use body::Body;
pub(crate) use idempotency::{IdempotencyKey, key_within_batch};
pub use read_back::ReadBacks;

use finance::errors::RuleError;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Session, Stamp, Work};
use uuid::Uuid;

use crate::errors::ApiError;
use crate::face::Face;

/// What an entity does when it is created, changed or deleted: it loads facts, asks `finance`, and stores the outcome.
pub trait Writer: Sync {
    /// The id of a new entity: where it does not follow from what is sent, the one given or made up ([`Write::id`]).
    /// `given` is what the body says.
    fn new_id<'s>(
        &'s self,
        _session: &'s mut Session,
        write: &'s Write,
        _given: Option<Uuid>,
    ) -> Work<'s, Result<Uuid, ApiError>> {
        Box::pin(async move { Ok(write.id) })
    }

    /// Stores a new entity with the id of the request.
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>>;

    /// Stores new entities that were sent together below one parent, in their order.
    fn create_all<'s>(
        &'s self,
        session: &'s mut Session,
        writes: &'s [Write],
    ) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            for write in writes {
                self.create(session, write).await?;
            }
            Ok(())
        })
    }

    /// Changes the entity with the id of the request, which exists.
    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>>;

    /// Deletes the entity with the id of the request, which exists.
    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>>;
}

/// One write on its way to an entity.
#[derive(Clone, Debug)]
pub struct Write {
    pub face: Face,
    pub company: Uuid,
    /// Of the new entity, or of the one addressed.
    pub id: Uuid,
    /// The entity above in the URL, when that is not the company: name of its type and id.
    pub parent: Option<(&'static str, Uuid)>,
    /// What was sent; empty for a delete.
    pub body: Body,
    pub stamp: Stamp,
    pub now: Timestamp,
    /// A fresh id, behind which everything is numbered that the write makes besides its entity
    /// ([`finance::posting::EntryIds`]).
    pub seed: Uuid,
    /// There is a mail server that documents can be sent through.
    pub can_send: bool,
}

impl Write {
    /// The work date: today in UTC.
    pub fn today(&self) -> Date {
        self.now.to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// The id of the parent, when it is of this type.
    pub fn parent_of_type(&self, name: &str) -> Option<Uuid> {
        self.parent.filter(|(parent, _)| *parent == name).map(|(_, id)| id)
    }

    /// The id of the record that the entity belongs to: what the body says by `property`, else the parent of the URL
    /// when it is of one of these types. Two that differ are `Dialog`.
    pub fn belongs_to(&self, property: &'static str, types: &[&str]) -> Result<Option<Uuid>, RuleError> {
        let above = types.iter().find_map(|name| self.parent_of_type(name));
        let given = self.body.guid(property).filter(|id| !id.is_nil());
        match (given, above) {
            (Some(given), Some(above)) if given != above => {
                let message = format!("{property}: the URL names {above}, the body {given}.");
                Err(RuleError::dialog(property, message))
            }
            _ => Ok(given.or(above)),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
