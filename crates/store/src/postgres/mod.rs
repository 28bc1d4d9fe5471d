//! PostgreSQL: the pool, and transactions on it.

mod lanes;
mod memory;
mod session;
mod values;

use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use std::time::Duration;
use tokio_postgres::NoTls;

use lanes::Lanes;
pub(crate) use session::PostgresSession;

use uuid::Uuid;

use crate::migrations;
use crate::session::{Inner, Session};
use crate::store::Work;
use crate::{StoreError, StoreErrorKind};

/// How long a request waits for a connection before it is told that the database is busy.
const CONNECTION_WAIT_SECONDS: u64 = 10;

#[derive(Clone)]
pub(crate) struct PostgresStore {
    pool: Pool,
    lanes: Lanes,
}

impl PostgresStore {
    pub async fn open(
        address: &str,
        connections_max: usize,
        now_milliseconds: i64,
    ) -> Result<Self, StoreError> {
        let config: tokio_postgres::Config = address.parse().map_err(StoreError::from)?;
        let manager =
            Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(connections_max)
            .wait_timeout(Some(Duration::from_secs(CONNECTION_WAIT_SECONDS)))
            .create_timeout(Some(Duration::from_secs(CONNECTION_WAIT_SECONDS)))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::internal(error.to_string()))?;
        let store = PostgresStore { pool, lanes: Lanes::default() };
        let mut session = store.session().await?;
        migrations::apply_to_postgres(&mut session, now_milliseconds).await?;
        Ok(store)
    }

    pub async fn session(&self) -> Result<Session, StoreError> {
        let connection = self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => unavailable(error.to_string()),
            other => unavailable(other.to_string()),
        })?;
        Ok(Session { inner: Inner::Postgres(PostgresSession::new(connection)) })
    }

    /// One try of a write, committed together with others of its company; gives the work back for another try.
    pub async fn write_with_company<T, E, F>(&self, company: Uuid, work: F) -> (Result<T, E>, Option<F>)
    where
        F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.lanes.run(self, company, work).await
    }

    /// One try of a transaction.
    pub async fn write_once<T, E, F>(&self, work: &F) -> Result<T, E>
    where
        F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>>,
        E: From<StoreError>,
    {
        let mut session = self.session().await?;
        postgres(&mut session)?.begin("BEGIN").await?;
        match work(&mut session).await {
            Ok(value) => {
                postgres(&mut session)?.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // When even this fails the connection is dropped, and the server rolls back by itself.
                let _ = postgres(&mut session)?.roll_back().await;
                Err(error)
            }
        }
    }

    pub fn connections(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size.saturating_sub(status.available), status.max_size)
    }
}

fn postgres(session: &mut Session) -> Result<&mut PostgresSession, StoreError> {
    match &mut session.inner {
        Inner::Postgres(session) => Ok(session),
        Inner::Sqlite(_) => Err(StoreError::internal("not a PostgreSQL session")),
    }
}

fn unavailable(reason: String) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, format!("cannot reach PostgreSQL: {reason}"))
}

#[cfg(test)]
mod tests;
