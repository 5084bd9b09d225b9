//! A browser session: everything but its id.

use sea_orm::entity::prelude::*;

/// A row of `web_sessions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "web_sessions")]
pub struct Model {
    /// SHA-256 of the session's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id_hash: Vec<u8>,
    /// What the session holds.
    #[sea_orm(column_type = "Json")]
    pub data: Json,
    /// Whose session it is, once signed in.
    pub user_id: Option<Uuid>,
    /// When it ends.
    pub expires_at: DateTimeUtc,
}

/// No relations: joins are written where they are needed, with the tenant on both sides.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
