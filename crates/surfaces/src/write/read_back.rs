//! Reading inside a write: does the entity exist and in which version, and what does it look like afterwards.

use std::sync::Arc;

use odata::plan::{Format, Hop, HopKey, Media, MetadataLevel, Plan, Query, Step};
use odata::{Key, Value};
use odata_sql::compiled::Dialect;
use odata_sql::mapping::Mapping;
use store::Session;
use uuid::Uuid;

use crate::errors::ApiError;
use crate::model::FaceModel;
use crate::read::prepare::{Prepared, key_selection, mapping_of, prepare_plan, prepare_plan_with};
use crate::read::rows::{Bindings, key_columns, key_of, parameters};

/// Kept reads by shape of path.
const READ_BACKS_MAX: usize = 512;

/// Form of what is only looked at, never sent.
const PLAIN: Format =
    Format { media: Media::Json, metadata: MetadataLevel::Minimal, ieee754_compatible: false };

pub struct ReadBacks {
    located: quick_cache::sync::Cache<String, Arc<Prepared>>,
    whole: quick_cache::sync::Cache<String, Arc<Prepared>>,
}

impl Default for ReadBacks {
    fn default() -> Self {
        ReadBacks {
            located: quick_cache::sync::Cache::new(READ_BACKS_MAX),
            whole: quick_cache::sync::Cache::new(READ_BACKS_MAX),
        }
    }
}

/// An entity that exists.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Located {
    pub id: Uuid,
    /// What it is addressed by; the id itself for most types.
    pub key: Key,
    pub row_version: i64,
}

impl ReadBacks {
    /// Finds the entity that a path addresses.
    pub(super) async fn locate(
        &self,
        session: &mut Session,
        face: &FaceModel,
        hops: &[Hop],
        bindings: &Bindings,
    ) -> Result<Option<Located>, ApiError> {
        let prepared = self.located(face, mapping_of(face, hops, None), session.dialect(), hops, 'n')?;
        run(session, &prepared, bindings).await
    }

    /// Finds what a path addresses among all rows of the table, for actions that take any (see
    /// [`crate::actions::BoundAction::of_any_row`]).
    pub(super) async fn locate_any_row(
        &self,
        session: &mut Session,
        face: &FaceModel,
        hops: &[Hop],
        bindings: &Bindings,
    ) -> Result<Option<Located>, ApiError> {
        let prepared = self.located(face, &face.any_row_mapping, session.dialect(), hops, 'a')?;
        run(session, &prepared, bindings).await
    }

    fn located(
        &self,
        face: &FaceModel,
        mapping: &Mapping,
        dialect: Dialect,
        hops: &[Hop],
        kind: char,
    ) -> Result<Arc<Prepared>, ApiError> {
        let mut shape = shape_of(face, hops);
        shape.push(kind);
        if let Some(prepared) = self.located.get(shape.as_str()) {
            return Ok(prepared);
        }
        let query = Query { select: Some(key_selection(face, hops)), ..Query::default() };
        let plan = Plan::of_resource(hops.to_vec(), query);
        let prepared = Arc::new(prepare_plan_with(face, mapping, dialect, plan, PLAIN, None, true)?);
        self.located.insert(shape, prepared.clone());
        Ok(prepared)
    }

    /// The read of a whole entity after a write. Kept when nothing was selected or expanded.
    pub(super) fn whole(
        &self,
        face: &FaceModel,
        dialect: Dialect,
        hops: &[Hop],
        query: &Query,
        format: Format,
    ) -> Result<Arc<Prepared>, ApiError> {
        let keep = *query == Query::default();
        let shape = format!("{}{:?}{}", shape_of(face, hops), format.metadata, format.ieee754_compatible);
        if keep && let Some(prepared) = self.whole.get(shape.as_str()) {
            return Ok(prepared);
        }
        let plan = Plan::of_resource(hops.to_vec(), query.clone());
        let prepared = Arc::new(prepare_plan(face, dialect, plan, format, None, true)?);
        if keep {
            self.whole.insert(shape, prepared.clone());
        }
        Ok(prepared)
    }
}

/// Runs a prepared search for one entity.
async fn run(
    session: &mut Session,
    prepared: &Prepared,
    bindings: &Bindings,
) -> Result<Option<Located>, ApiError> {
    let Some((read, _)) = &prepared.read else { return Ok(None) };
    let level = &read.root;
    let (Some(statement), Some(id)) = (&level.rows, level.id_column) else { return Ok(None) };
    let key = key_columns(level);
    let values = parameters(statement, bindings, None);
    let mut found = None;
    session
        .query(&statement.text, &values, &mut |row| {
            let key = key_of(row, &key)?;
            // Without a version nobody can have a tag of it; none is ever 0.
            let version = level.row_version_column.map_or(Ok(None), |column| row.integer(column))?;
            if let (Some(id), Some(key)) = (row.uuid(id)?, key) {
                found = Some(Located { id, key, row_version: version.unwrap_or(0) });
            }
            Ok(())
        })
        .await?;
    Ok(found)
}

/// What two paths must share for one compiled statement to serve both.
fn shape_of(face: &FaceModel, hops: &[Hop]) -> String {
    let mut shape = String::with_capacity(hops.len() * 6 + 1);
    shape.push(char::from(b'0' + face.face as u8));
    for hop in hops {
        match hop.step {
            Step::Root(index) => shape.push_str(&format!("r{index}")),
            Step::Navigation(id) => shape.push_str(&format!("n{}", id.0)),
        }
        shape.push(match &hop.key {
            Some(HopKey::Implied) => 'i',
            // A row's own id in place of a key of another form makes another statement.
            Some(HopKey::Given(key)) => match key.only() {
                Some(Value::Guid(_)) => 'g',
                _ => 'k',
            },
            None => '-',
        });
    }
    shape
}
