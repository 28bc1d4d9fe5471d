//! The one way in which setup that names other records is written: what its rules look up is loaded first.

use std::marker::PhantomData;

use finance::errors::RuleError;
use store::{Record, Session, Work, record};
use uuid::Uuid;

use super::coded::stored;
use super::{Body, Write, Writer};
use crate::errors::ApiError;

/// A record of setup, what its rules look up, and the rules of `finance` it follows.
pub trait Setup: Record + Send + Sync + 'static {
    /// What a body may give, in the words of `finance`.
    type Properties: Send + Sync;
    /// The records that a new or changed one is checked against.
    type Known: Send + Sync;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError>;
    /// `stored` is the record as it was; none while it is made.
    fn load<'s>(
        session: &'s mut Session,
        write: &'s Write,
        given: &'s Self::Properties,
        stored: Option<&'s Self>,
    ) -> Work<'s, Result<Self::Known, ApiError>>;
    fn create(id: Uuid, given: &Self::Properties, known: &Self::Known) -> Result<Self, RuleError>;
    fn change(&self, given: &Self::Properties, known: &Self::Known) -> Result<Self, RuleError>;

    /// Lets others follow a change; by default nobody does.
    fn follow<'s>(
        &'s self,
        _changed: &'s Self,
        _session: &'s mut Session,
        _write: &'s Write,
    ) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async { Ok(()) })
    }

    /// Takes the record away; by default without a question.
    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(record::delete::<Self>(session, write.company, self.id()).await?) })
    }
}

/// The writer of a record of setup.
pub const fn writer<R: Setup>() -> &'static dyn Writer {
    &SetupWriter::<R>(PhantomData)
}

struct SetupWriter<R>(PhantomData<fn() -> R>);

impl<R: Setup> Writer for SetupWriter<R> {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = R::properties(&write.body)?;
            let known = R::load(session, write, &given, None).await?;
            let made = R::create(write.id, &given, &known)?;
            Ok(record::insert(session, write.company, &made, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: R = stored(session, write).await?;
            let given = R::properties(&write.body)?;
            let known = R::load(session, write, &given, Some(&stored)).await?;
            let changed = stored.change(&given, &known)?;
            record::update(session, write.company, &changed, write.stamp).await?;
            stored.follow(&changed, session, write).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: R = stored(session, write).await?;
            stored.delete(session, write).await
        })
    }
}
