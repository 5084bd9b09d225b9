//! The database schema of Apex, as dated steps that can be taken and taken back.
//!
//! Why a crate of its own: it runs as the owner of the schema, before anything else opens a pool, and nothing else
//! may change a table. Steps are plain SQL constants; nothing from outside ever becomes part of one.
//!
//! Rules for a new step: one dated file with `up` and `down`; a table with `tenant_id` gets a primary key that leads
//! with it, ENABLE and FORCE row-level security, a policy and the least grants; unique indexes and foreign keys lead
//! with `tenant_id` (a test in `persistence` reads the catalogue and holds all of this). A step that has been
//! released is never edited.

#![expect(
    clippy::disallowed_types,
    reason = "migrations run as the schema's owner, outside of any tenant's transaction"
)]

mod apply;
mod m20261120_000001_roles;
mod m20261120_000002_accounts;
mod m20261120_000003_workflows;
mod m20261120_000004_runs;
mod m20261120_000005_engine;
mod m20261120_000006_triggers;
mod m20261120_000007_replays;
mod m20261120_000008_workers;
mod m20261120_000009_approvals;
mod m20261120_000010_retention;
mod steps;

pub use apply::{Applied, MigrateError, Reverted, StepStatus, migrate_down, migrate_up, status};
pub use steps::fingerprint;
