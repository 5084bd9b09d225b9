//! Triggers, for our own pages.

use crate::json::Json;
use domain::id::{DeliveryId, TriggerId, WorkflowId};
use leptos::prelude::*;

use crate::{
    AppError, Delivery, ListQuery, NewTrigger, Page, PreviewSchedule, Rotation, RunCreated, SchedulePreview, Trigger,
    TriggerChange, TriggerMade, WorkflowSettings,
};

/// What starts the workflow without a person.
#[server(prefix = "/rpc", endpoint = "triggers/board", input = Json, output = Json)]
pub async fn trigger_board(workflow: WorkflowId) -> Result<crate::TriggerBoard, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.board(&caller, workflow).await)
}

/// One trigger, as it stands now.
#[server(prefix = "/rpc", endpoint = "triggers/get", input = Json, output = Json)]
pub async fn get_trigger(id: TriggerId) -> Result<Trigger, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.get(&caller, id).await)
}

/// Makes a trigger.
#[server(prefix = "/rpc", endpoint = "triggers/create", input = Json, output = Json)]
pub async fn create_trigger(workflow: WorkflowId, new: NewTrigger) -> Result<TriggerMade, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.create(&caller, workflow, new).await)
}

/// Changes a trigger.
#[server(prefix = "/rpc", endpoint = "triggers/update", input = Json, output = Json)]
pub async fn update_trigger(id: TriggerId, change: TriggerChange) -> Result<TriggerMade, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.update(&caller, id, change).await)
}

/// Gives a webhook another address or secret.
#[server(prefix = "/rpc", endpoint = "triggers/rotate", input = Json, output = Json)]
pub async fn rotate_trigger(id: TriggerId, what: Rotation) -> Result<TriggerMade, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.rotate(&caller, id, what).await)
}

/// Ends a trigger.
#[server(prefix = "/rpc", endpoint = "triggers/delete", input = Json, output = Json)]
pub async fn delete_trigger(id: TriggerId) -> Result<(), AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.delete(&caller, id).await)
}

/// What came to a webhook, newest first.
#[server(prefix = "/rpc", endpoint = "triggers/deliveries", input = Json, output = Json)]
pub async fn list_deliveries(id: TriggerId, query: ListQuery) -> Result<Page<Delivery>, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.deliveries(&caller, id, &query).await)
}

/// One delivery with its event.
#[server(prefix = "/rpc", endpoint = "triggers/delivery", input = Json, output = Json)]
pub async fn get_delivery(id: DeliveryId) -> Result<Delivery, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.delivery(&caller, id).await)
}

/// Runs the draft with what came to the test address.
#[server(prefix = "/rpc", endpoint = "triggers/try", input = Json, output = Json)]
pub async fn try_delivery(id: DeliveryId) -> Result<RunCreated, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.try_delivery(&caller, id).await)
}

/// The next times of a schedule that isn't made yet.
#[server(prefix = "/rpc", endpoint = "triggers/preview", input = Json, output = Json)]
pub async fn preview_times(schedule: PreviewSchedule) -> Result<SchedulePreview, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.preview(&caller, schedule).await)
}

/// What holds for the workflow's runs.
#[server(prefix = "/rpc", endpoint = "workflows/settings", input = Json, output = Json)]
pub async fn get_settings(workflow: WorkflowId) -> Result<WorkflowSettings, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.settings(&caller, workflow).await)
}

/// Replaces what holds for the workflow's runs.
#[server(prefix = "/rpc", endpoint = "workflows/change-settings", input = Json, output = Json)]
pub async fn save_settings(workflow: WorkflowId, settings: WorkflowSettings) -> Result<WorkflowSettings, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.triggers.change_settings(&caller, workflow, settings).await)
}
