use domain::access::{Caller, Permission};
use domain::id::{DeliveryId, TriggerId};
use persistence::PageRequest;
use persistence::triggers::{self, DeliveryKind, DeliveryRecord};
use rpc::{AppError, Delivery, ListQuery, Page};

use super::get::find;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::TriggerService::deliveries`].
pub(super) async fn deliveries(
    context: &Context,
    caller: &Caller,
    id: TriggerId,
    query: &ListQuery,
) -> Result<Page<Delivery>, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    find(&tx, id).await?;
    let request = PageRequest {
        page: query.page,
        page_size: query.page_size.min(ListQuery::MAX_PAGE_SIZE),
    };
    let page = triggers::deliveries(&tx, id, request).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(Page {
        items: page.items.into_iter().map(shown).collect(),
        page: page.page,
        page_size: page.page_size,
        total: page.total,
    })
}

/// See [`rpc::service::TriggerService::delivery`].
pub(super) async fn delivery(context: &Context, caller: &Caller, id: DeliveryId) -> Result<Delivery, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = triggers::delivery(&tx, id).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    found.map(shown).ok_or_else(|| AppError::not_found("delivery"))
}

fn shown(record: DeliveryRecord) -> Delivery {
    Delivery {
        id: record.id,
        trigger_id: record.trigger,
        received_at: record.at,
        test: record.kind == DeliveryKind::Test,
        delivery_id: record.delivery_id,
        run_id: record.run.map(|(run, _)| run),
        run_status: record.run.and_then(|(_, status)| status),
        refused: record.refused,
        repeats: record.repeats,
        event: record.event,
    }
}
