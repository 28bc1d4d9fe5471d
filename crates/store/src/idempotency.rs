//! Rows of kept answers: what a request with an `Idempotency-Key` was answered with, for those who ask again.

use uuid::Uuid;

use crate::row::{Row, RowExtension};
use crate::{Session, SqlValue, StoreError};

/// Expired rows removed along with each row that is added: more than one, so that they become fewer.
const REMOVED_PER_WRITE_MAX: i64 = 8;

/// Whose key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyName {
    pub company: Uuid,
    /// Tenant, application and user.
    pub client: String,
    pub key: String,
}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// SHA-256 of the request, hexadecimal.
    pub request_hash: String,
    pub status: i64,
    pub content_type: String,
    pub headers: String,
    /// JSON, or nothing.
    pub body: String,
    pub created_at_milliseconds: i64,
}

/// The answer kept under a key, unless it is older than `oldest_milliseconds`.
pub async fn find(
    session: &mut Session,
    name: &KeyName,
    oldest_milliseconds: i64,
) -> Result<Option<KeptAnswer>, StoreError> {
    let text = "SELECT request_hash, status, content_type, headers, body, created_at FROM idempotency_keys \
                WHERE company_id = ?1 AND client = ?2 AND idempotency_key = ?3 AND created_at >= ?4";
    let mut parameters = key_of(name);
    parameters.push(SqlValue::Integer(oldest_milliseconds));
    session.query_one(text, &parameters, read).await
}

/// Keeps an answer under a key, in place of an expired one, and removes a few of the company's expired rows.
pub async fn keep(
    session: &mut Session,
    name: &KeyName,
    answer: &KeptAnswer,
    oldest_milliseconds: i64,
) -> Result<(), StoreError> {
    remove_expired(session, name.company, oldest_milliseconds).await?;
    let text = "INSERT INTO idempotency_keys (company_id, client, idempotency_key, request_hash, status, \
                content_type, headers, body, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
                ON CONFLICT (company_id, client, idempotency_key) DO UPDATE SET request_hash = ?4, status = ?5, \
                content_type = ?6, headers = ?7, body = ?8, created_at = ?9";
    let mut parameters = key_of(name);
    parameters.extend([
        SqlValue::Text(answer.request_hash.clone()),
        SqlValue::Integer(answer.status),
        SqlValue::Text(answer.content_type.clone()),
        SqlValue::Text(answer.headers.clone()),
        SqlValue::Text(answer.body.clone()),
        SqlValue::Integer(answer.created_at_milliseconds),
    ]);
    session.execute(text, &parameters).await?;
    Ok(())
}

async fn remove_expired(
    session: &mut Session,
    company: Uuid,
    oldest_milliseconds: i64,
) -> Result<(), StoreError> {
    let text = "DELETE FROM idempotency_keys WHERE company_id = ?1 AND (client, idempotency_key) IN \
                (SELECT client, idempotency_key FROM idempotency_keys \
                 WHERE company_id = ?1 AND created_at < ?2 ORDER BY created_at LIMIT ?3)";
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(oldest_milliseconds),
        SqlValue::Integer(REMOVED_PER_WRITE_MAX),
    ];
    session.execute(text, &parameters).await?;
    Ok(())
}

fn key_of(name: &KeyName) -> Vec<SqlValue> {
    vec![SqlValue::Uuid(name.company), SqlValue::Text(name.client.clone()), SqlValue::Text(name.key.clone())]
}

fn read(row: &dyn Row) -> Result<KeptAnswer, StoreError> {
    Ok(KeptAnswer {
        request_hash: row.required_text(0)?,
        status: row.required_integer(1)?,
        content_type: row.required_text(2)?,
        headers: row.required_text(3)?,
        body: row.required_text(4)?,
        created_at_milliseconds: row.required_integer(5)?,
    })
}
