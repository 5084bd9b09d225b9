//! Reading published versions.

use domain::id::{WorkflowId, WorkflowVersionId};
use entity::workflow_version::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Value};

use super::record::VersionRow;
use super::{VersionRecord, VersionSummary};
use crate::statement::fetch_all;
use crate::{DbError, Page, PageRequest, TenantTx};

/// The version with this id.
pub async fn version(tx: &TenantTx, id: WorkflowVersionId) -> Result<Option<VersionRecord>, DbError> {
    let row = Entity::find_by_id((tx.tenant().uuid(), id.uuid()))
        .one(tx.conn())
        .await?;
    row.map(VersionRecord::try_from).transpose()
}

/// The version of this workflow with this number.
pub async fn version_by_number(
    tx: &TenantTx,
    workflow: WorkflowId,
    number: i32,
) -> Result<Option<VersionRecord>, DbError> {
    let query = of(tx, workflow).filter(Column::Version.eq(number));
    query.one(tx.conn()).await?.map(VersionRecord::try_from).transpose()
}

/// The version of this workflow that was published last.
pub async fn latest_version(tx: &TenantTx, workflow: WorkflowId) -> Result<Option<VersionRecord>, DbError> {
    let query = of(tx, workflow)
        .filter(Column::Version.is_not_null())
        .order_by_desc(Column::Version);
    query.one(tx.conn()).await?.map(VersionRecord::try_from).transpose()
}

const ITEMS: &str = "
SELECT id, workflow_id, version, content_hash, message, created_by, created_at FROM workflow_versions
WHERE tenant_id = $1 AND workflow_id = $2 AND version IS NOT NULL ORDER BY version DESC LIMIT $3 OFFSET $4";

const COUNT: &str = "
SELECT count(*) AS total FROM
    (SELECT 1 FROM workflow_versions WHERE tenant_id = $1 AND workflow_id = $2
                   AND version IS NOT NULL LIMIT 10000) AS counted";

/// The versions of this workflow without their documents, newest first.
pub async fn versions(tx: &TenantTx, workflow: WorkflowId, page: PageRequest) -> Result<Page<VersionSummary>, DbError> {
    let values: Vec<Value> = vec![tx.key(), workflow.uuid().into()];
    let with_page = values
        .iter()
        .cloned()
        .chain([page.limit().into(), page.offset().into()]);
    let rows = fetch_all::<_, VersionRow>(tx.conn(), ITEMS, with_page).await?;
    let items = rows
        .into_iter()
        .map(VersionSummary::try_from)
        .collect::<Result<_, _>>()?;
    page.of(items, tx, COUNT, values).await
}

fn of(tx: &TenantTx, workflow: WorkflowId) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::TenantId.eq(tx.tenant().uuid()))
        .filter(Column::WorkflowId.eq(workflow.uuid()))
}
