//! What the path of a write addresses: the entity, the one above it, or the part that does not exist.

use store::Session;
use uuid::Uuid;

use super::pipeline::WriteJob;
use super::read_back::Located;
use crate::errors::ApiError;
use crate::etag::Condition;
use crate::read::execute::key_text;
use crate::read::prepare::is_keyed_within_parent;
use crate::read::rows::Bindings;

impl WriteJob {
    /// The addressed entity, if it exists and `If-Match` holds (PROTOCOL.md 4.3, DESIGN.md 2).
    pub(super) async fn located_and_matching(
        &self,
        session: &mut Session,
        bindings: &Bindings,
    ) -> Result<Located, ApiError> {
        self.located(session, bindings, !self.request.face.is_graph(), false).await
    }

    /// The same; the caller says whether a tag must be sent, and whether the entity may be any row of its table.
    pub(super) async fn located(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        tag_required: bool,
        of_any_row: bool,
    ) -> Result<Located, ApiError> {
        let condition = self.request.headers.if_match.as_deref().map(Condition::parse);
        match &condition {
            None if tag_required => return Err(ApiError::token_required().at("If-Match")),
            Some(Condition::Malformed) => return Err(ApiError::token_required().at("If-Match")),
            _ => {}
        }
        let (face, hops) = (self.face(), &self.plan.hops);
        let reads = &self.service.read_back;
        let found = match of_any_row {
            true => reads.locate_any_row(session, face, hops, bindings).await?,
            false => reads.locate(session, face, hops, bindings).await?,
        };
        let Some(located) = found else { return Err(self.missing(session, bindings).await) };
        if condition.is_some_and(|condition| !condition.matches(located.row_version)) {
            return Err(ApiError::entity_changed());
        }
        Ok(located)
    }

    /// Names the outermost part of the path that does not exist.
    pub(super) async fn missing(&self, session: &mut Session, bindings: &Bindings) -> ApiError {
        for (index, hop) in self.plan.hops.iter().enumerate() {
            let Some(key) = &bindings.keys[index] else { continue };
            let found = self
                .service
                .read_back
                .locate(session, self.face(), &self.plan.hops[..=index], bindings)
                .await;
            match found {
                Ok(Some(_)) => {}
                Ok(None) => {
                    let name = &self.face().model.entity_type(hop.entity_type).name;
                    return ApiError::not_found(name, key_text(Some(key)));
                }
                Err(error) => return error,
            }
        }
        ApiError::new(404, "Internal_DataNotFoundFilter", "The navigation leads to no entity.")
    }

    /// The entity above a collection, which must exist. `None` when that is the company.
    pub(super) async fn parent(
        &self,
        session: &mut Session,
        bindings: &Bindings,
    ) -> Result<Option<(&'static str, Uuid)>, ApiError> {
        let face = self.face();
        let hops = &self.plan.hops;
        let collection = hops.last().is_some_and(|hop| hop.collection);
        let above = if collection { hops.len() - 1 } else { hops.len().saturating_sub(1) };
        let Some(hop) = hops[..above].last() else { return Ok(None) };
        if hop.entity_type == face.company_type {
            return Ok(None);
        }
        let found = self.service.read_back.locate(session, face, &hops[..above], bindings).await?;
        let Some(located) = found else { return Err(self.missing(session, bindings).await) };
        Ok(face.entities[hop.entity_type.0].map(|entity| (entity.name, located.id)))
    }

    /// The entity above the one addressed, where that one is known by it.
    pub(super) async fn known_parent(
        &self,
        session: &mut Session,
        bindings: &Bindings,
    ) -> Result<Option<(&'static str, Uuid)>, ApiError> {
        let last = self.plan.hops.last();
        match last.is_some_and(|hop| is_keyed_within_parent(self.face(), hop.entity_type)) {
            true => self.parent(session, bindings).await,
            false => Ok(None),
        }
    }
}
