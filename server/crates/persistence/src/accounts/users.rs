//! People.

use chrono::{DateTime, Utc};
use domain::id::UserId;
use entity::user::{Column, Entity, Model};
use ports::UserRecord;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::statement::execute;
use crate::{Database, DbError};

/// A person to be known.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Their id, freshly minted.
    pub id: UserId,
    /// Verified, lower case.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

const INSERT: &str = "
INSERT INTO users (id, email, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (email) DO NOTHING";

/// The person with this e-mail: the one that is known already, else this one.
pub async fn put_user(database: &Database, user: NewUser) -> Result<UserRecord, DbError> {
    let email = user.email.clone();
    let values = [
        user.id.uuid().into(),
        user.email.into(),
        user.name.into(),
        user.at.into(),
    ];
    execute(database.app(), INSERT, values).await?;
    let row = Entity::find()
        .filter(Column::Email.eq(email))
        .one(database.app())
        .await?;
    row.map(user_record)
        .ok_or_else(|| DbError::corrupt("user", "it vanished right after it was made"))
}

pub(crate) fn user_record(row: Model) -> UserRecord {
    UserRecord {
        id: row.id(),
        email: row.email,
        name: row.name,
    }
}
