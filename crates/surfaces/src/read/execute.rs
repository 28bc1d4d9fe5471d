//! Runs a prepared read and writes the whole answer.

use odata::edm::EdmType;
use odata::json::write;
use odata::plan::{HopKey, MetadataLevel, Step, Tail};
use odata::{Key, Value, plan::Hop};
use odata_sql::compiled::{Read, SqlValue};
use odata_sql::token;
use store::Session;
use uuid::Uuid;

use super::links::next_link;
use super::plain;
use super::prepare::{Prepared, SHORT_READ_ROWS_MAX};
use super::program::Program;
use super::rows::{self, Bindings, EntityAddress};
use crate::answer::{Answer, ContentType, Request};
use crate::errors::ApiError;
use crate::etag::{self, Condition};
use crate::model::FaceModel;
use crate::pieces::{Outlet, PieceSender};
use crate::streams::Streams;

/// What a read needs beside its plan.
pub struct Reading<'a> {
    pub face: &'a FaceModel,
    pub request: &'a Request,
    pub prepared: &'a Prepared,
    /// By hop; the company's is filled in where it was implied.
    pub keys: Vec<Option<Key>>,
    pub company: Uuid,
}

impl Reading<'_> {
    fn bindings(&self) -> Bindings {
        let companies = if self.request.face.is_graph() { "/financials/companies" } else { "/companies" };
        let root = &self.request.root_url;
        let addressed_company =
            self.prepared.plan.hops.last().is_some_and(|hop| hop.entity_type == self.face.company_type);
        let base_url = if addressed_company {
            format!("{root}{companies}")
        } else {
            format!("{root}{companies}({})", self.company)
        };
        Bindings {
            company: self.company,
            keys: self.keys.clone(),
            now_milliseconds: self.request.now.as_millisecond(),
            company_type: self.face.company_type,
            base_url,
        }
    }

    fn context(&self) -> Vec<u8> {
        let keyed = self.prepared.plan.hops.iter().zip(&self.keys).filter(|(hop, _)| hop.key.is_some());
        let keys: Vec<Key> = keyed.map(|(_, key)| key.clone().unwrap_or(Value::Null.into())).collect();
        let mut out = Vec::with_capacity(160);
        if let Some(context) = &self.prepared.context {
            context.write(&mut out, &self.request.root_url, &keys);
        }
        out
    }

    fn json(&self) -> ContentType {
        self.prepared.json()
    }

    fn last_hop(&self) -> Option<&Hop> {
        self.prepared.plan.hops.last()
    }

    /// Whether the read takes more than one statement, which must then see one moment.
    pub fn needs_snapshot(&self) -> bool {
        match &self.prepared.read {
            None => false,
            Some((read, program)) => {
                !plain::is_plain(program, &read.root)
                    || (read.root.count.is_some() && read.root.rows.is_some())
            }
        }
    }

    /// Whether the read may take longer than a few hundred microseconds: it looks through a set in another order than
    /// the set is kept in, or counts it, or hands out many rows.
    pub fn may_be_long(&self) -> bool {
        let query = &self.prepared.plan.query;
        let many = |page_rows: Option<u64>| page_rows.is_none_or(|rows| rows > SHORT_READ_ROWS_MAX);
        match &self.prepared.read {
            Some((read, _)) if self.last_hop().is_some_and(|hop| hop.collection) => {
                query.filter.is_some()
                    || query.search.is_some()
                    || !query.order_by.is_empty()
                    || read.root.count.is_some()
                    || many(read.root.page_rows)
            }
            Some((read, _)) => {
                read.root.expands.iter().any(|expand| expand.collection && many(expand.level.page_rows))
            }
            None => false,
        }
    }

    /// Runs the read on a session and writes the whole answer.
    pub async fn answer(&self, session: &mut Session) -> Result<Answer, ApiError> {
        self.answer_onward(session, None).await
    }

    /// Runs the read on a session and writes the answer. The rows of a collection go `onward` in pieces as they come;
    /// the answer then holds the last of them.
    pub async fn answer_onward(
        &self,
        session: &mut Session,
        onward: Option<&mut PieceSender>,
    ) -> Result<Answer, ApiError> {
        let Some((read, program)) = &self.prepared.read else {
            return Ok(self.singleton_without_row());
        };
        let collection = self.last_hop().is_some_and(|hop| hop.collection);
        match self.prepared.plan.tail {
            Tail::Count => self.count(session, read).await,
            Tail::Property { raw, .. } => self.property(session, read, program, raw).await,
            Tail::Reference => self.references(session, read, collection).await,
            _ if collection => self.collection(session, read, program, onward).await,
            _ => self.entity(session, read, program).await,
        }
    }

    /// `financials` itself: there is nothing about it but what stands below.
    fn singleton_without_row(&self) -> Answer {
        let mut body = b"{".to_vec();
        if self.prepared.format.metadata != MetadataLevel::None {
            body.extend_from_slice(b"\"@odata.context\":\"");
            body.extend_from_slice(&self.context());
            body.push(b'"');
        }
        body.push(b'}');
        Answer::new(200, self.json(), body)
    }

    async fn entity(
        &self,
        session: &mut Session,
        read: &Read,
        program: &Program,
    ) -> Result<Answer, ApiError> {
        let bindings = self.bindings();
        let context = self.context();
        let mut outlet = Outlet::new(1_024, None);
        let written = if plain::is_plain(program, &read.root) {
            plain::write_plain(session, program, &read.root, &bindings, Some(&context), &mut outlet).await?
        } else {
            rows::write_collected(session, program, &read.root, &bindings, Some(&context), &mut outlet)
                .await?
        };
        if written.count == 0 {
            return self.missing(session, read, &bindings).await;
        }
        let mut answer = Answer::new(200, self.json(), outlet.bytes);
        if let Some(version) = written.row_version {
            if let Some(header) = &self.request.headers.if_none_match
                && Condition::parse(header).matches(version)
            {
                answer = Answer::empty();
                answer.status = 304;
            }
            answer = answer.with_header("ETag", etag::text(version));
        }
        Ok(answer)
    }

    /// No row: 404 for a key that names nothing, 204 for a navigation that leads nowhere.
    async fn missing(
        &self,
        session: &mut Session,
        read: &Read,
        bindings: &Bindings,
    ) -> Result<Answer, ApiError> {
        self.check_ancestors(session, read, bindings).await?;
        let Some(hop) = self.last_hop() else { return Ok(Answer::empty()) };
        match hop.key {
            Some(_) => {
                let key = self.keys.last().and_then(Option::as_ref);
                Err(ApiError::not_found(&self.face.model.entity_type(hop.entity_type).name, key_text(key)))
            }
            None => Ok(Answer::empty()),
        }
    }

    /// Tells an empty set from one whose parent does not exist.
    async fn check_ancestors(
        &self,
        session: &mut Session,
        read: &Read,
        bindings: &Bindings,
    ) -> Result<(), ApiError> {
        for ancestor in read.ancestors.iter().filter(|ancestor| !self.is_open_end(ancestor.hop)) {
            let values = rows::parameters(&ancestor.statement, bindings, None);
            let mut found = false;
            session
                .query(&ancestor.statement.text, &values, &mut |_| {
                    found = true;
                    Ok(())
                })
                .await?;
            if !found {
                let hop = &self.prepared.plan.hops[ancestor.hop];
                let company = Key::from(Value::Guid(self.company));
                let key = key_text(self.keys[ancestor.hop].as_ref().or(Some(&company)));
                return Err(ApiError::not_found(&self.face.model.entity_type(hop.entity_type).name, key));
            }
        }
        Ok(())
    }

    /// A navigation at the end of the path that may lead nowhere.
    fn is_open_end(&self, hop: usize) -> bool {
        let hops = &self.prepared.plan.hops;
        hop + 1 == hops.len() && !hops[hop].collection && hops[hop].key.is_none()
    }

    async fn collection(
        &self,
        session: &mut Session,
        read: &Read,
        program: &Program,
        onward: Option<&mut PieceSender>,
    ) -> Result<Answer, ApiError> {
        let bindings = self.bindings();
        let level = &read.root;
        let mut outlet = Outlet::new(16 * 1_024, onward);
        let body = &mut outlet.bytes;
        body.push(b'{');
        if self.prepared.format.metadata != MetadataLevel::None {
            body.extend_from_slice(b"\"@odata.context\":\"");
            body.extend_from_slice(&self.context());
            body.extend_from_slice(b"\",");
        }
        if let Some(statement) = &level.count {
            let values = rows::parameters(statement, &bindings, None);
            let count = self.number(session, &statement.text, &values).await?;
            body.extend_from_slice(b"\"@odata.count\":");
            write::integer(body, count, self.prepared.format.ieee754_compatible);
            body.push(b',');
        }
        body.extend_from_slice(b"\"value\":[");
        let written = if plain::is_plain(program, level) {
            plain::write_plain(session, program, level, &bindings, None, &mut outlet).await?
        } else {
            rows::write_collected(session, program, level, &bindings, None, &mut outlet).await?
        };
        let mut body = outlet.bytes;
        body.push(b']');
        if written.count == 0 {
            self.check_ancestors(session, read, &bindings).await?;
        }
        if written.more
            && let Some(link) = self.next_link(read, &written.last_order_keys)
        {
            body.extend_from_slice(b",\"@odata.nextLink\":");
            write::string(&mut body, &link);
        }
        body.push(b'}');
        Ok(Answer { body, ..self.prepared.head() })
    }

    fn next_link(&self, read: &Read, last: &[SqlValue]) -> Option<String> {
        let level = &read.root;
        let page_rows = level.page_rows?;
        let remaining = match level.remaining {
            None => None,
            Some(remaining) if remaining > page_rows => Some(remaining - page_rows),
            Some(_) => return None,
        };
        let token = token::encode(last, &level.token_shape, remaining);
        let url = format!("{}{}", self.request.root_url, self.request.path);
        Some(next_link(&url, self.request.query.as_deref(), &token, level.remaining.is_some()))
    }

    async fn number(&self, session: &mut Session, text: &str, values: &[SqlValue]) -> Result<i64, ApiError> {
        let mut number = 0;
        session
            .query(text, values, &mut |row| {
                number = row.integer(0)?.unwrap_or(0);
                Ok(())
            })
            .await?;
        Ok(number)
    }

    async fn count(&self, session: &mut Session, read: &Read) -> Result<Answer, ApiError> {
        let bindings = self.bindings();
        let Some(statement) = &read.root.count else {
            return Err(ApiError::bad_request("$count stands behind a collection only."));
        };
        let values = rows::parameters(statement, &bindings, None);
        let count = self.number(session, &statement.text, &values).await?;
        if count == 0 {
            self.check_ancestors(session, read, &bindings).await?;
        }
        Ok(Answer::new(200, ContentType::Text, count.to_string().into_bytes()))
    }

    async fn property(
        &self,
        session: &mut Session,
        read: &Read,
        program: &Program,
        raw: bool,
    ) -> Result<Answer, ApiError> {
        let bindings = self.bindings();
        if let Some(streams) = self.addressed_streams() {
            return self.stream(session, read, &bindings, streams).await;
        }
        let Some(statement) = &read.root.rows else {
            return Err(ApiError::not_implemented("This property cannot be read on its own."));
        };
        let values = rows::parameters(statement, &bindings, None);
        let mut value: Option<Vec<u8>> = None;
        session
            .query(&statement.text, &values, &mut |row| {
                let mut out = Vec::new();
                program.write_only_value(row, &mut out)?;
                value = Some(out);
                Ok(())
            })
            .await?;
        let Some(value) = value else { return self.missing(session, read, &bindings).await };
        if value.is_empty() || value == b"null" {
            return Ok(Answer::empty());
        }
        if raw {
            let text = serde_json::from_slice::<String>(&value).map(String::into_bytes).unwrap_or(value);
            return Ok(Answer::new(200, ContentType::Text, text));
        }
        let mut body = b"{".to_vec();
        if self.prepared.format.metadata != MetadataLevel::None {
            body.extend_from_slice(b"\"@odata.context\":\"");
            body.extend_from_slice(&self.context());
            body.extend_from_slice(b"\",");
        }
        // The members of a complex value stand beside the context; any other value is called `value`.
        match value.strip_prefix(b"{") {
            Some(members) => body.extend_from_slice(members),
            None => {
                body.extend_from_slice(b"\"value\":");
                body.extend_from_slice(&value);
                body.push(b'}');
            }
        }
        Ok(Answer::new(200, self.json(), body))
    }

    /// Who reads the stream that the path addresses, if it is one.
    fn addressed_streams(&self) -> Option<&'static dyn Streams> {
        let hop = self.last_hop()?;
        let Tail::Property { property, .. } = self.prepared.plan.tail else { return None };
        let edm_type = self.face.model.entity_type(hop.entity_type).property(property).edm_type;
        let entity = self.face.entities[hop.entity_type.0].filter(|_| edm_type == EdmType::Stream)?;
        entity.streams
    }

    /// The content behind a stream property; 204 when there is none.
    async fn stream(
        &self,
        session: &mut Session,
        read: &Read,
        bindings: &Bindings,
        streams: &dyn Streams,
    ) -> Result<Answer, ApiError> {
        let (Some(statement), Some(id_column)) = (&read.root.rows, read.root.id_column) else {
            return Err(ApiError::not_implemented("This property cannot be read on its own."));
        };
        let values = rows::parameters(statement, bindings, None);
        let mut found = None;
        session
            .query(&statement.text, &values, &mut |row| {
                let version = read.root.row_version_column.map_or(Ok(None), |column| row.integer(column))?;
                found = row.uuid(id_column)?.map(|id| (id, version.unwrap_or(0)));
                Ok(())
            })
            .await?;
        let Some((id, version)) = found else { return self.missing(session, read, bindings).await };
        let condition = self.request.headers.if_none_match.as_deref().map(Condition::parse);
        let mut answer = Answer::empty();
        if condition.is_some_and(|condition| condition.matches(version)) {
            answer.status = 304;
        } else if let Some(content) = streams.read(session, self.company, id).await? {
            answer = content.into_answer();
        }
        Ok(answer.with_header("ETag", etag::text(version)))
    }

    async fn references(
        &self,
        session: &mut Session,
        read: &Read,
        collection: bool,
    ) -> Result<Answer, ApiError> {
        let bindings = self.bindings();
        let key_columns = rows::key_columns(&read.root);
        let Some(statement) = read.root.rows.as_ref().filter(|_| !key_columns.is_empty()) else {
            return Err(ApiError::not_implemented("This resource has no references."));
        };
        let values = rows::parameters(statement, &bindings, None);
        let address = EntityAddress::of(self.face.model.entity_type(read.root.entity_type));
        let mut references = Vec::new();
        session
            .query(&statement.text, &values, &mut |row| {
                if let Some(key) = rows::key_of(row, &key_columns)? {
                    references.push(address.url(&bindings.base_url, &key));
                }
                Ok(())
            })
            .await?;
        if references.is_empty() && !collection {
            return self.missing(session, read, &bindings).await;
        }
        let mut body = b"{\"@odata.context\":\"".to_vec();
        body.extend_from_slice(&self.context());
        body.push(b'"');
        if collection {
            body.extend_from_slice(b",\"value\":[");
        }
        for (number, reference) in references.iter().enumerate() {
            let lead: &[u8] = match (collection, number) {
                (true, 0) => b"{\"@odata.id\":",
                (true, _) => b",{\"@odata.id\":",
                (false, _) => b",\"@odata.id\":",
            };
            body.extend_from_slice(lead);
            write::string(&mut body, reference);
            if collection {
                body.push(b'}');
            }
        }
        body.extend_from_slice(if collection { b"]}" } else { b"}" });
        Ok(Answer::new(200, self.json(), body))
    }
}

/// A key as a person reads it.
pub(crate) fn key_text(key: Option<&Key>) -> String {
    let Some(key) = key else { return Uuid::nil().to_string() };
    let parts = key.parts().iter().map(|part| match part {
        Value::String(text) => text.clone(),
        part => {
            let mut text = Vec::new();
            odata::context_url::key_value(&mut text, part);
            String::from_utf8_lossy(&text).into_owned()
        }
    });
    parts.collect::<Vec<_>>().join(",")
}

/// The hop of the company in a path, if there is one.
pub fn company_hop(plan: &odata::plan::Plan, face: &FaceModel) -> Option<usize> {
    plan.hops.iter().position(|hop| hop.entity_type == face.company_type && hop.key.is_some())
}

/// Whether the company of a path must be found by other means.
pub fn company_is_implied(plan: &odata::plan::Plan) -> bool {
    plan.hops.first().is_some_and(|hop| hop.key == Some(HopKey::Implied) && matches!(hop.step, Step::Root(_)))
}
