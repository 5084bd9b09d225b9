//! The look-up of a webhook by its token, which comes before a tenant is known.
//!
//! Row-level security still holds: a token's hash opens that hook's row.

use sea_orm::TransactionTrait;

use super::TriggerRecord;
use super::record::{TriggerRow, trigger_columns};
use crate::statement::{execute, fetch_one};
use crate::{Database, DbError};

const OPEN: &str = "SELECT set_config('app.hook_hash', encode($1, 'hex'), true)";
const FIND: &str = concat!("SELECT ", trigger_columns!(), "FROM triggers t WHERE t.token_hash = $1");

/// The webhook whose token has this keyed hash, switched off ones too.
pub async fn by_token(database: &Database, hash: &[u8; 32]) -> Result<Option<TriggerRecord>, DbError> {
    let tx = database.app().begin().await?;
    execute(&tx, OPEN, [hash.to_vec().into()]).await?;
    let row = fetch_one::<_, TriggerRow>(&tx, FIND, [hash.to_vec().into()]).await?;
    tx.commit().await?;
    row.map(TriggerRecord::try_from).transpose()
}
