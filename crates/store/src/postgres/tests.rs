//! Statements that nobody waits for: they go out in their order, and one that fails undoes its own write only.

use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use crate::row::RowExtension;
use crate::{DatabaseUrl, OpenOptions, Session, Store, StoreError, StoreErrorKind};

/// A schema of its own in the database for tests.
struct Place {
    store: Store,
    schema: String,
}

impl Place {
    async fn new(schema: &str) -> Place {
        let Ok(address) = std::env::var("FUNCHAL_TEST_POSTGRES") else {
            panic!("run cargo xtask test, which starts PostgreSQL (FUNCHAL_TEST_POSTGRES is not set)");
        };
        let (client, connection) =
            tokio_postgres::connect(&address, tokio_postgres::NoTls).await.expect("PostgreSQL");
        tokio::spawn(connection);
        let fresh = format!(
            "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; \
             CREATE TABLE {schema}.steps (value BIGINT PRIMARY KEY)"
        );
        client.batch_execute(&fresh).await.unwrap();
        let url = DatabaseUrl::Postgres(format!("{address}?options=-csearch_path%3D{schema}"));
        let store = Store::open(OpenOptions { url, exclusive: false, connections_max: 2 }, 1).await.unwrap();
        Place { store, schema: schema.to_owned() }
    }

    async fn steps(&self) -> Vec<i64> {
        let mut reader = self.store.reader().await.unwrap();
        let mut found = Vec::new();
        let text = "SELECT value FROM steps ORDER BY value";
        reader
            .query_all(text, &[], |row| {
                found.push(row.required_integer(0)?);
                Ok(())
            })
            .await
            .unwrap();
        found
    }

    /// Writes a step that nobody waits for, in the lane of a company.
    async fn write(&self, company: Uuid, value: i64, rows: u64) -> Result<(), StoreErrorKind> {
        let written = self.store.write_to_company(Some(company), move |session| {
            Box::pin(async move { step(session, value, rows).await })
        });
        written.await.map_err(|error: StoreError| error.kind)
    }

    async fn remove(self) {
        let drop = format!("DROP SCHEMA {} CASCADE", self.schema);
        self.store.reader().await.unwrap().run_script(&drop).await.unwrap();
    }
}

async fn step(session: &mut Session, value: i64, rows: u64) -> Result<(), StoreError> {
    let text = "INSERT INTO steps (value) VALUES (?1)";
    session.execute_later(text, vec![SqlValue::Integer(value)], Some(rows)).await
}

#[tokio::test]
async fn they_go_out_in_their_order() {
    let place = Place::new("funchal_later_order").await;
    let next = |value: i64, number: i64| (value * 7 + number) % 1_000_003;
    let written = place.store.write(move |session| {
        Box::pin(async move {
            step(session, 1, 1).await?;
            for number in 0..100 {
                let text = "UPDATE steps SET value = (value * 7 + ?1) % 1000003";
                session.execute_later(text, vec![SqlValue::Integer(number)], Some(1)).await?;
            }
            let text = "SELECT value FROM steps";
            session.query_one(text, &[], |row| row.required_integer(0)).await
        })
    });
    let seen: Result<_, StoreError> = written.await;
    let expected = (0..100).fold(1, next);
    assert_eq!(seen.unwrap(), Some(expected));
    assert_eq!(place.steps().await, [expected]);
    place.remove().await;
}

#[tokio::test]
async fn one_that_fails_undoes_its_own_write_only() {
    let place = Place::new("funchal_later_failure").await;
    let company = Uuid::from_u128(1);
    let outcomes = tokio::join!(
        place.write(company, 1, 1),
        place.write(company, 2, 1),
        place.write(company, 1, 1),
        place.write(company, 3, 2),
        place.write(company, 4, 1),
    );
    let (duplicate, miscounted) = (Err(StoreErrorKind::Duplicate), Err(StoreErrorKind::Internal));
    assert_eq!(outcomes, (Ok(()), Ok(()), duplicate, miscounted, Ok(())));
    assert_eq!(place.steps().await, [1, 2, 4]);
    place.remove().await;
}

#[tokio::test]
async fn a_commit_waits_for_them() {
    let place = Place::new("funchal_later_commit").await;
    // One that changes another number of rows fails when it is asked about, which must be before the commit.
    for (value, rows, expected) in [
        (1, 1, Ok(())),
        (2, 1, Ok(())),
        (1, 1, Err(StoreErrorKind::Duplicate)),
        (4, 2, Err(StoreErrorKind::Internal)),
        (3, 1, Ok(())),
    ] {
        let written = place.store.write(move |session| {
            Box::pin(async move {
                step(session, value * 10, 1).await?;
                step(session, value, rows).await
            })
        });
        assert_eq!(written.await.map_err(|error: StoreError| error.kind), expected);
    }
    assert_eq!(place.steps().await, [1, 2, 3, 10, 20, 30]);
    place.remove().await;
}

#[tokio::test]
async fn what_is_undone_to_a_savepoint_never_goes_out() {
    let place = Place::new("funchal_later_savepoint").await;
    let written = place.store.write(|session| {
        Box::pin(async move {
            step(session, 1, 1).await?;
            session.savepoint_begin().await?;
            step(session, 1, 1).await?;
            session.savepoint_undo().await?;
            step(session, 2, 1).await
        })
    });
    let outcome: Result<(), StoreError> = written.await;
    outcome.unwrap();
    assert_eq!(place.steps().await, [1, 2]);
    place.remove().await;
}
