//! The steps in their order.

use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::{m20261120_000001_roles, m20261120_000002_accounts, m20261120_000003_workflows, m20261120_000004_runs};

/// Knows every step; the table `seaql_migrations` knows which were taken.
pub(crate) struct Steps;

impl MigratorTrait for Steps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_roles::Step),
            Box::new(m20261120_000002_accounts::Step),
            Box::new(m20261120_000003_workflows::Step),
            Box::new(m20261120_000004_runs::Step),
        ]
    }
}
