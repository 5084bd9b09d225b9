//! The steps in their order.

use std::hash::{DefaultHasher, Hash, Hasher};

use async_trait::async_trait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use crate::{
    m20261120_000001_roles, m20261120_000002_accounts, m20261120_000003_workflows, m20261120_000004_runs,
    m20261120_000005_engine, m20261120_000006_triggers, m20261120_000007_replays, m20261120_000008_workers,
    m20261120_000009_approvals, m20261120_000010_retention,
};

const STEPS: &[SqlStep] = &[
    m20261120_000001_roles::STEP,
    m20261120_000002_accounts::STEP,
    m20261120_000003_workflows::STEP,
    m20261120_000004_runs::STEP,
    m20261120_000005_engine::STEP,
    m20261120_000006_triggers::STEP,
    m20261120_000007_replays::STEP,
    m20261120_000008_workers::STEP,
    m20261120_000009_approvals::STEP,
    m20261120_000010_retention::STEP,
];

/// A step of plain SQL, taken and taken back in one transaction each.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct SqlStep {
    /// The name of its file.
    pub(crate) name: &'static str,
    /// Forward.
    pub(crate) up: &'static str,
    /// And back: leaves nothing of it behind but what belongs to the whole cluster.
    pub(crate) down: &'static str,
}

impl MigrationName for SqlStep {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait]
impl MigrationTrait for SqlStep {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.up).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.down).await.map(drop)
    }
}

/// Knows every step; the table `seaql_migrations` knows which were taken.
pub(crate) struct Steps;

impl MigratorTrait for Steps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS
            .iter()
            .map(|step| Box::new(*step) as Box<dyn MigrationTrait>)
            .collect()
    }
}

/// A number that changes whenever a step does: by it tests know whether their template database is still right.
#[must_use]
pub fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    STEPS.hash(&mut hasher);
    hasher.finish()
}
