//! A process that executes runs.

use domain::id::WorkerId;
use sea_orm::entity::prelude::*;

/// A row of `workers`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workers")]
pub struct Model {
    /// The worker's id, new with every start.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where it runs.
    pub region: String,
    /// When it first said that it lives.
    pub started_at: DateTimeUtc,
    /// When it last said so.
    pub seen_at: DateTimeUtc,
    /// When it counts as dead.
    pub expires_at: DateTimeUtc,
    /// When it was declared dead.
    pub reaped_at: Option<DateTimeUtc>,
    /// Pools whose runs it takes.
    pub pools: Vec<String>,
    /// Runs that it may drive at once.
    pub slots: i32,
    /// Runs that it drives.
    pub active: i32,
    /// The machine, or the container.
    pub host: String,
    /// The version of Apex.
    pub version: String,
}

/// No relations: joins are written where they are needed, with the tenant on both sides.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// `id` with its kind.
    #[must_use]
    pub fn worker(&self) -> WorkerId {
        WorkerId::from_uuid(self.id)
    }
}
