//! Actions: what an entity does on request, the answers it may give, and what is done after the commit.

use std::sync::Arc;

use odata::Value;
use odata::edm::ActionId;
use odata::json::read::{ReadRules, check_required, parse_parameters};
use odata::json::write;
use odata::plan::{Hop, MetadataLevel};
use store::{Session, Stamp, Work};
use uuid::Uuid;

use super::kind::Kind;
use super::pipeline::WriteJob;
use super::{Body, IdempotencyKey, Write, change};
use crate::actions::BoundAction;
use crate::answer::{Answer, ContentType, Method, Request};
use crate::entities;
use crate::errors::ApiError;
use crate::model::FaceModel;
use crate::read::rows::{Bindings, EntityAddress};
use crate::service::Service;

/// What an action of an entity does, inside the request's transaction. [`Write::id`] is the entity, [`Write::body`] the
/// parameters by name. An error undoes everything.
pub trait Action: Sync {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>>;
}

/// What came of an action.
#[derive(Default)]
pub struct Done {
    made: Option<(&'static str, Uuid)>,
    value: Option<Value>,
    after: Option<AfterCommit>,
}

/// Work that begins when the transaction is on disk. It cannot undo what was done; when it fails, its error is the
/// answer.
pub type AfterCommit = Box<dyn FnOnce(Arc<Service>) -> Work<'static, Result<(), ApiError>> + Send>;

impl Done {
    /// 204 and no more.
    pub fn nothing() -> Done {
        Done::default()
    }

    /// 204 with the `Location` of an entity, given by the name of its type (PROTOCOL.md 4.6).
    pub fn made(entity: &'static str, id: Uuid) -> Done {
        Done { made: Some((entity, id)), ..Done::default() }
    }

    /// 200 with a value of the declared result: members in the order of its shape.
    pub fn value(value: Value) -> Done {
        Done { value: Some(value), ..Done::default() }
    }

    /// Adds what is to be done after the commit, such as sending what was posted. What it writes is a write of its own
    /// and begins with [`store::record::next_stamp`].
    #[must_use]
    pub fn then<F>(mut self, work: F) -> Done
    where
        F: FnOnce(Arc<Service>) -> Work<'static, Result<(), ApiError>> + Send + 'static,
    {
        self.after = Some(Box::new(work));
        self
    }
}

/// An answer that holds once its transaction is on disk and what follows is done.
pub(crate) struct Finished {
    pub answer: Answer,
    pub after: Option<AfterCommit>,
    /// The key and company it is kept under, and the request.
    pub kept: Option<(IdempotencyKey, Uuid, Arc<Request>)>,
}

impl From<Answer> for Finished {
    fn from(answer: Answer) -> Finished {
        Finished { answer, after: None, kept: None }
    }
}

impl Finished {
    /// Does what is to follow the commit. When that fails, its error is kept as the answer as well.
    pub async fn settled(self, service: &Arc<Service>) -> Result<Answer, ApiError> {
        let Some(after) = self.after else { return Ok(self.answer) };
        let Err(error) = after(service.clone()).await else { return Ok(self.answer) };
        if let Some((key, company, request)) = self.kept {
            let answer = error.clone().into_answer(&request);
            let kept = service.store().write::<(), ApiError, _>(move |session| {
                let (key, answer) = (key.clone(), answer.clone());
                Box::pin(async move { key.keep(session, company, &answer).await })
            });
            if let Err(fault) = kept.await {
                tracing::error!(
                    fault = fault.message,
                    "the failure of what followed a commit could not be kept"
                );
            }
        }
        Err(error)
    }
}

/// The parameters of a call by name, or what is to be said when one is missing.
pub(crate) type GivenParameters = Result<Vec<(&'static str, Value)>, ApiError>;

/// Reads a call of an action: POST, and a body with its parameters. That one is missing is said only when the entity is
/// there for the caller.
pub(super) fn called(face: &FaceModel, hop: &Hop, id: ActionId, request: &Request) -> Result<Kind, ApiError> {
    let declared = face.model.entity_type(hop.entity_type).action(id);
    if request.method != Method::Post {
        return Err(
            ApiError::method_not_allowed(request.method.name(), &declared.name, false).allowing("POST")
        );
    }
    let action = face.actions[hop.entity_type.0][id.0];
    if !request.body.iter().all(u8::is_ascii_whitespace) {
        change::check_media_type(request)?;
    }
    let values = parse_parameters(&face.model, declared, &request.body, &ReadRules::default())?;
    if let Err(missing) = check_required(declared, &values) {
        return Ok(Kind::Act(id, action, Err(missing.into())));
    }
    let given = action.parameters.iter().zip(values);
    let given = given.filter_map(|(parameter, value)| Some((parameter.name, value?)));
    Ok(Kind::Act(id, action, Ok(given.collect())))
}

impl WriteJob {
    /// Runs an action on the entity addressed. `If-Match` is compared when sent (PROTOCOL.md 4.3).
    pub(super) async fn act(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        (id, action, parameters): (ActionId, &'static BoundAction, &GivenParameters),
    ) -> Result<Finished, ApiError> {
        let located = self.located(session, bindings, false, action.of_any_row).await?;
        let body = Body::new(parameters.clone()?);
        let write: Write = self.write_of(bindings, stamp, located.id, None, body);
        let done = action.run.run(session, &write).await?;
        let mut answer = match done.value {
            Some(value) => self.result(id, &value)?,
            None => Answer::empty(),
        };
        if let Some((entity, id)) = done.made {
            let set = entities::by_name(entity).map_or(entity, |entity| entity.set_name(self.request.face));
            let location =
                self.location(bindings.company, &EntityAddress::by_id(set), &Value::Guid(id).into());
            answer = answer.with_header("Location", location);
        }
        Ok(Finished { answer, after: done.after, kept: None })
    }

    /// The value an action returns: members of a complex value beside the context, a collection as `value` (OData JSON
    /// 12 and 14).
    fn result(&self, id: ActionId, value: &Value) -> Result<Answer, ApiError> {
        let model = &self.face().model;
        let declared =
            self.plan.hops.last().and_then(|hop| model.entity_type(hop.entity_type).action(id).result);
        let Some(edm_type) = declared else {
            return Err(ApiError::not_implemented("The action has no result that could be shown."));
        };
        let mut body = b"{".to_vec();
        if self.format.metadata != MetadataLevel::None {
            let context = odata::context_url::type_context_url(&self.request.root_url, edm_type, model);
            body.extend_from_slice(b"\"@odata.context\":");
            write::string(&mut body, &context);
        }
        let mut text = Vec::new();
        write::value(&mut text, value, edm_type, model, self.format.ieee754_compatible);
        let comma: &[u8] = if body.len() > 1 { b"," } else { b"" };
        match text.strip_prefix(b"{") {
            Some(b"}") => body.push(b'}'),
            Some(members) => {
                body.extend_from_slice(comma);
                body.extend_from_slice(members);
            }
            None => {
                body.extend_from_slice(comma);
                body.extend_from_slice(b"\"value\":");
                body.extend_from_slice(&text);
                body.push(b'}');
            }
        }
        Ok(Answer::new(200, ContentType::Json(self.format.metadata, self.format.ieee754_compatible), body))
    }
}
