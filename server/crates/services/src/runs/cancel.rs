use std::sync::Arc;

use domain::access::{Caller, Permission};
use domain::id::RunId;
use persistence::runs::{self, Cancelled};
use ports::{RunEvents, RunRef};
use rpc::AppError;

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::RunService::cancel`].
pub(super) async fn cancel(context: &Context, caller: &Caller, id: RunId) -> Result<(), AppError> {
    require(caller, Permission::RunsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let outcome = runs::request_cancel(&tx, id, context.clock.now())
        .await
        .map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    match outcome {
        Cancelled::Ended { events } => {
            context.fanout.publish(RunEvents {
                tenant: caller.tenant,
                run: id,
                events: Arc::from(events),
            });
            Ok(())
        }
        Cancelled::Flagged => {
            context.dispatch.cancel(RunRef {
                tenant: caller.tenant,
                run: id,
            });
            Ok(())
        }
        Cancelled::AlreadyFinal(status) => Err(AppError::conflict(
            "run_finished",
            format!("The run has ended already: it is {status}."),
        )),
        Cancelled::NotFound => Err(AppError::not_found("run")),
    }
}
