//! The workflow behind a file that is run without being drawn: one a name, out of sight.

use domain::id::WorkflowId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Origin;
use crate::statement::{execute, fetch_one};
use crate::{DbError, TenantTx};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
}

// there is no row yet that a second caller could wait for
const ALONE: &str = "SELECT pg_advisory_xact_lock(hashtextextended('apex file ' || $1::text || ' ' || $2, 0))";

const STANDING: &str = "
SELECT id FROM workflows WHERE tenant_id = $1 AND origin = $3 AND name = $2 AND archived_at IS NULL
ORDER BY id LIMIT 1";

/// The workflow that files of this name are kept in, if there is one. Until this transaction ends, everybody else who
/// asks for the same name waits: so one can be made without making two.
pub async fn of_file(tx: &TenantTx, name: &str) -> Result<Option<WorkflowId>, DbError> {
    execute(tx.conn(), ALONE, [tx.key(), name.into()]).await?;
    let values = [tx.key(), name.into(), Origin::Cli.as_str().into()];
    let row = fetch_one::<_, Row>(tx.conn(), STANDING, values).await?;
    Ok(row.map(|row| WorkflowId::from_uuid(row.id)))
}
