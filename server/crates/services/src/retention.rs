//! Keeps the days of runs: makes them ahead, writes them out and drops them when their time has come.
//!
//! Every process does so, an hour apart; what one has done the others find done.

use std::time::Duration;

use chrono::NaiveDate;
use persistence::{Database, DbError};
use tokio_util::sync::CancellationToken;

use crate::Context;

/// Days that have their partitions before they begin: a week without Apex loses no speed.
const AHEAD: u32 = 7;
/// Runs that are trimmed in one statement.
const TRIM: u32 = 500;
const EVERY: Duration = Duration::from_secs(3600);
/// After a failure.
const RECOVER: Duration = Duration::from_secs(60);

/// How long runs are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Days, where neither an organisation nor a workflow says otherwise.
    pub days: u32,
    /// Whether a day is written into the object store before it goes.
    pub export: bool,
}

/// What one round did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// Partitions made.
    pub made: u32,
    /// Runs written out.
    pub exported: u64,
    /// Days dropped, as `20261120`.
    pub dropped: Vec<String>,
    /// Runs deleted out of days that others keep.
    pub trimmed: u64,
}

/// Keeps the days until `stop`.
pub async fn keep_days(context: Context, retention: Retention, stop: CancellationToken) {
    loop {
        let pause = match round(&context, retention).await {
            Ok(round) => {
                if round != Round::default() {
                    tracing::info!(
                        made = round.made,
                        exported = round.exported,
                        dropped = ?round.dropped,
                        trimmed = round.trimmed,
                        "kept the days of runs"
                    );
                }
                EVERY
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the days of runs could not be kept; trying again"
                );
                RECOVER
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = context.clock.sleep(pause) => {}
        }
    }
}

/// One round: makes, writes out, drops, trims.
///
/// # Errors
/// When the database or the object store is away. What was done stays; the next round does the rest.
pub async fn round(context: &Context, retention: Retention) -> Result<Round, DbError> {
    let (db, now) = (&context.db, context.clock.now());
    let rules = db.retention_rules(retention.days).await?;
    let horizon = rules.horizon(now);
    let mut round = Round {
        made: db.make_run_days(AHEAD).await?,
        ..Round::default()
    };
    if retention.export {
        round.exported = export(db, horizon).await?;
    }
    round.dropped = db.drop_run_days(horizon).await?;
    loop {
        let trimmed = db.trim_runs(&rules, now, TRIM).await?;
        round.trimmed += trimmed;
        if trimmed < u64::from(TRIM) {
            return Ok(round);
        }
    }
}

async fn export(db: &Database, horizon: NaiveDate) -> Result<u64, DbError> {
    let mut exported = 0;
    for old in db.run_days().await?.into_iter().filter(|day| day.day < horizon) {
        exported += db.export_run_day(old.day).await?.unwrap_or_default();
    }
    Ok(exported)
}
