//! Triggers of workflows: webhooks, schedules, and workflows that are started by the failure of others.
//!
//! Everything that starts a run here does so in one transaction with the note that it was started: killed anywhere, it
//! has done both or neither.

mod alarm;
mod change;
mod check;
mod create;
mod delete;
mod deliveries;
mod describe;
mod due;
mod failure;
mod fire;
mod get;
mod hook;
mod launch;
mod preview;
mod rotate;
mod secret;
mod settings;
mod timetable;
mod try_delivery;

use async_trait::async_trait;
use domain::access::Caller;
use domain::id::{DeliveryId, TriggerId, WorkflowId};
use rpc::service::{HookCall, HookReply, TriggerService};
use rpc::{
    AppError, Delivery, ListQuery, NewTrigger, Page, PreviewSchedule, Rotation, RunCreated, SchedulePreview, Trigger,
    TriggerBoard, TriggerChange, TriggerMade, WorkflowSettings,
};

use crate::Context;

pub use alarm::Alarm;
pub use failure::start_error_workflows;
pub use fire::keep_schedules;

/// Implements [`TriggerService`]; one verb a file.
pub(crate) struct Triggers {
    context: Context,
    throttle: hook::Throttle,
}

impl Triggers {
    pub(crate) fn new(context: Context) -> Self {
        let throttle = hook::Throttle::new(context.clock.clone());
        Self { context, throttle }
    }
}

#[async_trait]
impl TriggerService for Triggers {
    async fn list(&self, caller: &Caller, workflow: WorkflowId) -> Result<Vec<Trigger>, AppError> {
        get::list(&self.context, caller, workflow).await
    }

    async fn board(&self, caller: &Caller, workflow: WorkflowId) -> Result<TriggerBoard, AppError> {
        get::board(&self.context, caller, workflow).await
    }

    async fn create(&self, caller: &Caller, workflow: WorkflowId, new: NewTrigger) -> Result<TriggerMade, AppError> {
        create::create(&self.context, caller, workflow, new).await
    }

    async fn get(&self, caller: &Caller, id: TriggerId) -> Result<Trigger, AppError> {
        get::get(&self.context, caller, id).await
    }

    async fn update(&self, caller: &Caller, id: TriggerId, change: TriggerChange) -> Result<TriggerMade, AppError> {
        change::update(&self.context, caller, id, change).await
    }

    async fn rotate(&self, caller: &Caller, id: TriggerId, what: Rotation) -> Result<TriggerMade, AppError> {
        rotate::rotate(&self.context, caller, id, what).await
    }

    async fn delete(&self, caller: &Caller, id: TriggerId) -> Result<(), AppError> {
        delete::delete(&self.context, caller, id).await
    }

    async fn deliveries(&self, caller: &Caller, id: TriggerId, query: &ListQuery) -> Result<Page<Delivery>, AppError> {
        deliveries::deliveries(&self.context, caller, id, query).await
    }

    async fn delivery(&self, caller: &Caller, id: DeliveryId) -> Result<Delivery, AppError> {
        deliveries::delivery(&self.context, caller, id).await
    }

    async fn try_delivery(&self, caller: &Caller, id: DeliveryId) -> Result<RunCreated, AppError> {
        try_delivery::try_delivery(&self.context, caller, id).await
    }

    async fn preview(&self, caller: &Caller, schedule: PreviewSchedule) -> Result<SchedulePreview, AppError> {
        preview::preview(&self.context, caller, &schedule)
    }

    async fn settings(&self, caller: &Caller, workflow: WorkflowId) -> Result<WorkflowSettings, AppError> {
        settings::get(&self.context, caller, workflow).await
    }

    async fn change_settings(
        &self,
        caller: &Caller,
        workflow: WorkflowId,
        settings: WorkflowSettings,
    ) -> Result<WorkflowSettings, AppError> {
        settings::put(&self.context, caller, workflow, settings).await
    }

    async fn receive(&self, call: HookCall) -> Result<HookReply, AppError> {
        hook::receive(&self.context, &self.throttle, call).await
    }
}
