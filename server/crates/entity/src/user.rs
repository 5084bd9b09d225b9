//! A person. People belong to no tenant.

use domain::id::UserId;
use sea_orm::entity::prelude::*;

/// A row of `users`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// The person's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Verified, lower case; unique.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// Since when.
    pub created_at: DateTimeUtc,
}

/// No relations: joins are written where they are needed, with the tenant on both sides.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// `id` with its kind.
    #[must_use]
    pub fn id(&self) -> UserId {
        UserId::from_uuid(self.id)
    }
}
