use domain::access::{Caller, Permission};
use domain::id::RunId;
use persistence::{dead_letters, runs, workflows};
use rpc::{AppError, RunDetail};

use super::get::all_events;
use super::header::header;
use crate::Context;
use crate::authorize::require;
use crate::dead_letters::state;
use crate::error::from_db;

/// Replays that are told of.
const MOST_REPLAYS: u32 = 10;

/// See [`rpc::service::RunService::detail`].
pub(super) async fn detail(context: &Context, caller: &Caller, id: RunId) -> Result<RunDetail, AppError> {
    require(caller, Permission::RunsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let run = runs::get(&tx, id)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::not_found("run"))?;
    let version = workflows::version(&tx, run.header.version).await.map_err(from_db)?;
    let events = all_events(&tx, id).await?;
    let replayed_by = runs::replays_of(&tx, id, MOST_REPLAYS).await.map_err(from_db)?;
    let letter = dead_letters::get(&tx, id).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let graph = version.ok_or_else(|| AppError::not_found("version"))?;
    Ok(RunDetail {
        header: header(run.header),
        graph: (*graph.document).clone(),
        inputs: run.inputs,
        events,
        replayed_by,
        dead_letter: letter.map(|letter| state(letter.state)),
    })
}
