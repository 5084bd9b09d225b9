//! Taking steps forward and back, one process at a time.

use sea_orm_migration::MigratorTrait;
use sea_orm_migration::migrator::MigrationStatus;
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};

use crate::steps::Steps;

/// Two processes at start: one migrates, the other waits on this lock and then finds nothing to do.
const LOCK: &str = "SELECT pg_advisory_lock(6224910357013172513)";

/// What `migrate_up` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The steps taken now, in order; empty when the schema was up to date.
    pub applied: Vec<String>,
}

/// What `migrate_down` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverted {
    /// The steps taken back, in order.
    pub reverted: Vec<String>,
}

/// Where one step stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStatus {
    /// The step's name.
    pub name: String,
    /// Whether it has been taken.
    pub applied: bool,
}

/// Why the schema could not be changed or read. A step is one transaction: a failed one leaves nothing behind.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// No connection, or it broke.
    #[error("the database for the migration is not reachable")]
    Unavailable(#[source] DbErr),
    /// Postgres refused a step.
    #[error("a migration step failed")]
    Step(#[source] DbErr),
}

/// Takes every step that has not been taken yet. Waits while another process does the same.
pub async fn migrate_up(url: &str) -> Result<Applied, MigrateError> {
    let db = connect(url).await?;
    let outcome = up(&db).await;
    close(db).await;
    outcome
}

/// Takes back the last `steps` steps, data and all.
pub async fn migrate_down(url: &str, steps: u32) -> Result<Reverted, MigrateError> {
    let db = connect(url).await?;
    let outcome = down(&db, steps).await;
    close(db).await;
    outcome
}

/// Every step in order, and whether it has been taken. Changes nothing and doesn't wait.
pub async fn status(url: &str) -> Result<Vec<StepStatus>, MigrateError> {
    let db = connect(url).await?;
    let outcome = read_status(&db).await;
    close(db).await;
    outcome
}

async fn up(db: &DatabaseConnection) -> Result<Applied, MigrateError> {
    lock(db).await?;
    let before = read_status(db).await?;
    Steps::up(db, None).await.map_err(MigrateError::Step)?;
    Ok(Applied {
        applied: before
            .into_iter()
            .filter(|step| !step.applied)
            .map(|step| step.name)
            .collect(),
    })
}

async fn down(db: &DatabaseConnection, steps: u32) -> Result<Reverted, MigrateError> {
    lock(db).await?;
    let before = read_status(db).await?;
    Steps::down(db, Some(steps)).await.map_err(MigrateError::Step)?;
    let taken = before.into_iter().rev().filter(|step| step.applied);
    Ok(Reverted {
        reverted: taken.take(steps as usize).map(|step| step.name).collect(),
    })
}

async fn read_status(db: &DatabaseConnection) -> Result<Vec<StepStatus>, MigrateError> {
    let steps = Steps::get_migration_with_status_read_only(db)
        .await
        .map_err(MigrateError::Step)?;
    Ok(steps
        .iter()
        .map(|step| StepStatus {
            name: step.name().to_owned(),
            applied: step.status() == MigrationStatus::Applied,
        })
        .collect())
}

async fn lock(db: &DatabaseConnection) -> Result<(), MigrateError> {
    db.execute_unprepared(LOCK)
        .await
        .map(drop)
        .map_err(MigrateError::Unavailable)
}

/// One connection for everything: the lock belongs to the session, and ends with it.
async fn connect(url: &str) -> Result<DatabaseConnection, MigrateError> {
    let mut options = ConnectOptions::new(url);
    options.min_connections(1).max_connections(1).sqlx_logging(false);
    Database::connect(options).await.map_err(MigrateError::Unavailable)
}

async fn close(db: DatabaseConnection) {
    if let Err(error) = db.close().await {
        tracing::warn!(%error, "the migration's connection did not close cleanly");
    }
}
