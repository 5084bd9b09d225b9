//! A one-time sign-in link: everything but its token.

use domain::id::UserId;
use sea_orm::entity::prelude::*;

/// A row of `login_links`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_links")]
pub struct Model {
    /// The keyed hash of the token, 32 bytes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Who it signs in.
    pub user_id: Uuid,
    /// When it ends unused.
    pub expires_at: DateTimeUtc,
    /// When it was used up.
    pub used_at: Option<DateTimeUtc>,
}

/// No relations: joins are written where they are needed, with the tenant on both sides.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// `user_id` with its kind.
    #[must_use]
    pub fn user(&self) -> UserId {
        UserId::from_uuid(self.user_id)
    }
}
