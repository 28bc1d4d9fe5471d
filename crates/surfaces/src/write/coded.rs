//! The one way in which records known by a code are written: create, change with rename, delete.

use std::marker::PhantomData;

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::fields::normalize_code;
use finance::relations::{Noun, relations_of};
use store::{Record, Session, Work, record, relations};
use uuid::Uuid;

use super::{Body, Write, Writer};
use crate::errors::ApiError;

/// A record whose code is its name among its kind, and the rules of `finance` it follows.
pub trait Coded: Record + Sync + 'static {
    const NOUN: Noun;
    /// What a body may give, in the words of `finance`.
    type Properties: Send + Sync;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError>;
    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError>;
    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError>;
    fn code(&self) -> &str;

    /// Checks the records that a new or changed one names; by default it names none.
    fn check<'s>(&'s self, _session: &'s mut Session, _write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async { Ok(()) })
    }

    /// Takes the record away; by default without a question (FINANCE.md 7.3).
    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(record::delete::<Self>(session, write.company, self.id()).await?) })
    }
}

/// The writer of a coded record.
pub const fn writer<R: Coded>() -> &'static dyn Writer {
    &CodedWriter::<R>(PhantomData)
}

struct CodedWriter<R>(PhantomData<fn() -> R>);

impl<R: Coded> Writer for CodedWriter<R> {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = R::properties(&write.body)?;
            let taken = is_code_taken::<R>(session, write).await?;
            let setup = general_ledger_setup(session, write.company).await?;
            let made = R::create(write.id, &given, taken, &setup)?;
            made.check(session, write).await?;
            Ok(record::insert(session, write.company, &made, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: R = stored(session, write).await?;
            let given = R::properties(&write.body)?;
            let taken = is_code_taken::<R>(session, write).await?;
            let changed = stored.change(&given, taken)?;
            changed.check(session, write).await?;
            record::update(session, write.company, &changed, write.stamp).await?;
            rename(session, write, R::NOUN, stored.code(), changed.code()).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: R = stored(session, write).await?;
            stored.delete(session, write).await
        })
    }
}

/// The record the request addresses.
pub async fn stored<R: Record>(session: &mut Session, write: &Write) -> Result<R, ApiError> {
    let found = record::by_id::<R>(session, write.company, write.id).await?;
    found.map(|found| found.record).ok_or_else(|| ApiError::not_found("record", write.id))
}

/// The setup that every company has. Errors: a damaged company without one, `Internal_RecordNotFound`.
pub async fn general_ledger_setup(
    session: &mut Session,
    company: Uuid,
) -> Result<GeneralLedgerSetup, ApiError> {
    let setups: Vec<GeneralLedgerSetup> = record::list(session, company, "", &[]).await?;
    setups.into_iter().next().ok_or_else(|| ApiError::not_found("general ledger setup", company))
}

/// Whether a column of text holds this value in another row than that of the request.
pub async fn is_taken<R: Record>(
    session: &mut Session,
    write: &Write,
    column: &'static str,
    value: &str,
) -> Result<bool, ApiError> {
    let found = record::by_text::<R>(session, write.company, column, value).await?;
    Ok(found.is_some_and(|found| found.id() != write.id))
}

async fn is_code_taken<R: Record>(session: &mut Session, write: &Write) -> Result<bool, ApiError> {
    match write.body.text("code") {
        Some(code) => is_taken::<R>(session, write, "code", &normalize_code(&code)).await,
        None => Ok(false),
    }
}

/// Lets everything that names a record follow when its code or number has changed (FINANCE.md 7.1).
pub async fn rename(
    session: &mut Session,
    write: &Write,
    noun: Noun,
    old: &str,
    new: &str,
) -> Result<(), ApiError> {
    if old != new {
        for relation in relations_of(noun) {
            relations::rename(session, write.company, &relation, old, new, write.stamp).await?;
        }
    }
    Ok(())
}
