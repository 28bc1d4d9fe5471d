//! Changing an entity by PATCH, which may also create the one its key names, and the stream of an entity.

use odata::json::read::EntityBody;
use odata::plan::{Hop, Query};
use store::{Session, Stamp};

use super::pipeline::{WriteJob, read_back_query, wants_minimal};
use super::{Body, change};
use crate::answer::{Answer, Method};
use crate::errors::ApiError;
use crate::etag;
use crate::read::prepare::guid_of;
use crate::read::rows::Bindings;
use crate::streams::Streams;

impl WriteJob {
    pub(super) async fn change(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        body: &EntityBody,
    ) -> Result<Answer, ApiError> {
        let face = self.face();
        let Some(hop) = self.plan.hops.last() else {
            return Err(ApiError::bad_request("Nothing is addressed."));
        };
        if self.request.headers.if_none_match.as_deref().map(str::trim) == Some("*") {
            return self.create_if_absent(session, bindings, stamp, body, hop).await;
        }
        let located = self.located_and_matching(session, bindings).await?;
        change::check_key_kept(face, hop.entity_type, body, &located.key)?;
        let assignments = change::assignments(face, hop.entity_type, body)?;
        let parent = self.known_parent(session, bindings).await?;
        let write = self.write_of(bindings, stamp, located.id, parent, self.body(bindings, assignments));
        self.writer(Some(hop))?.change(session, &write).await?;
        if wants_minimal(&self.preferences) {
            let stamped = etag::text(stamp.row_version);
            return Ok(self.with_preference(Answer::empty().with_header("ETag", stamped)));
        }
        let query = read_back_query(&self.plan.query);
        let answer = self.read_back(session, bindings, self.plan.hops.clone(), &query).await?;
        Ok(self.with_preference(answer))
    }

    /// Writes or clears a stream: 204, and for the SDKs of Graph, which read one, the entity (PROTOCOL.md 3.6).
    pub(super) async fn change_stream(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        streams: &'static dyn Streams,
    ) -> Result<Answer, ApiError> {
        let located = self.located_and_matching(session, bindings).await?;
        let write = self.write_of(bindings, stamp, located.id, None, Body::default());
        if self.request.method == Method::Delete {
            self.writer(self.plan.hops.last())?.delete(session, &write).await?;
        } else {
            streams.write(session, &write, &self.request.body).await?;
        }
        if self.request.face.is_graph() && self.request.method == Method::Put {
            return self.read_back(session, bindings, self.plan.hops.clone(), &Query::default()).await;
        }
        Ok(Answer::empty().with_header("ETag", etag::text(stamp.row_version)))
    }

    /// PATCH with `If-None-Match: *`: an upsert that may only insert (OData Protocol 11.4.4).
    async fn create_if_absent(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        body: &EntityBody,
        hop: &Hop,
    ) -> Result<Answer, ApiError> {
        let key = bindings.keys.last().and_then(Option::as_ref).filter(|_| hop.key.is_some());
        let Some(key) = key.filter(|key| key.parts().len() > 1 || guid_of(key).is_some()) else {
            return Err(ApiError::bad_request("If-None-Match: * needs the key of the entity to create."));
        };
        change::check_key_kept(self.face(), hop.entity_type, body, key)?;
        let found = self.service.read_back.locate(session, self.face(), &self.plan.hops, bindings).await?;
        match found {
            Some(_) => {
                Err(ApiError::new(412, "Request_EntityChanged", "An entity with this id exists already."))
            }
            None => {
                let body = change::with_key_parts(self.face(), hop.entity_type, body, key);
                self.create(session, bindings, stamp, &body, guid_of(key)).await
            }
        }
    }
}
