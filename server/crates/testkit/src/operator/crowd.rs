//! A server whose connections are all taken by others.

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _};

use super::Operator;
use super::watch::{end_ours, ours};
use crate::test_db::Seat;

/// Others, who take every connection that there is.
#[derive(Debug)]
pub struct Crowd(Vec<PgConnection>);

impl Crowd {
    /// Connections are free again.
    pub async fn leave(self) {
        for connection in self.0 {
            // the server may have ended it
            drop(connection.close().await);
        }
    }
}

impl Operator {
    /// Returns once Apex has no connection, and can't get one.
    pub async fn crowd_out(&self) -> Crowd {
        let mut watchers = [self.connection(Seat::Engine).await, self.connection(Seat::App).await];
        let mut taken = Vec::new();
        loop {
            taken.extend(self.take_all().await);
            let mut left = 0;
            for watcher in &mut watchers {
                left += ours(watcher).await;
            }
            if left == 0 {
                break;
            }
            for watcher in &mut watchers {
                end_ours(watcher).await;
            }
        }
        taken.extend(watchers);
        Crowd(taken)
    }

    async fn take_all(&self) -> Vec<PgConnection> {
        let options: PgConnectOptions = self.url(Seat::App).parse().expect("an address");
        let options = options.disable_statement_logging();
        let mut taken = Vec::new();
        loop {
            let connected = options.connect().await;
            if matches!(connected, Err(sqlx::Error::Database(_))) {
                return taken;
            }
            taken.push(connected.expect("the server answers"));
        }
    }
}
