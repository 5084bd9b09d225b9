use domain::access::{Caller, Permission};
use rpc::{AppError, PreviewSchedule, SchedulePreview};

use super::check;
use super::describe::next_times;
use crate::Context;
use crate::authorize::require;

/// See [`rpc::service::TriggerService::preview`].
pub(super) fn preview(
    context: &Context,
    caller: &Caller,
    schedule: &PreviewSchedule,
) -> Result<SchedulePreview, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let now = context.clock.now();
    let zone = schedule.timezone.as_deref().unwrap_or("UTC");
    let table = check::timetable(&schedule.cron, zone, "", now)?;
    Ok(SchedulePreview {
        description: table.words(),
        next: next_times(&table, now),
    })
}
