//! A database that has no connection left to give.

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{self, Connection as _};

use super::Operator;
use super::watch::end_ours;
use crate::test_db::Seat;

/// Whoever connects is refused with `53300`, as if all connections were taken.
#[derive(Debug)]
pub struct Crowd(PgConnection);

impl Crowd {
    /// Connections are free again.
    pub async fn leave(mut self) {
        limit(&mut self.0, -1).await;
        self.0.close().await.expect("the last one goes");
    }
}

impl Operator {
    /// Returns once Apex has no connection, and can't get one.
    pub async fn crowd_out(&self) -> Crowd {
        let mut owner = self.connection(Seat::Owner).await;
        let mut others = [self.connection(Seat::Engine).await, self.connection(Seat::App).await];
        limit(&mut owner, 1).await;
        for other in &mut others {
            end_ours(other).await;
        }
        Crowd(owner)
    }
}

/// How many connections the database gives; -1 for as many as the server has.
async fn limit(owner: &mut PgConnection, connections: i32) {
    let sql = format!(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT {connections}', current_database()); END $$"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(owner)
        .await
        .expect("its owner limits a database");
}
