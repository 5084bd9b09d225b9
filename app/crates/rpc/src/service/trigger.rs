use std::net::IpAddr;

use async_trait::async_trait;
use domain::access::Caller;
use domain::id::{DeliveryId, RunId, TriggerId, WorkflowId};
use http::{HeaderMap, Method};
use serde_json::Value;

use crate::{
    AppError, Delivery, ListQuery, NewTrigger, Page, PreviewSchedule, Rotation, RunCreated, SchedulePreview, Trigger,
    TriggerBoard, TriggerChange, TriggerMade, WorkflowSettings,
};

/// A call of a webhook.
#[derive(Debug, Clone)]
pub struct HookCall {
    /// The last part of the address.
    pub token: String,
    /// Whether it is the address for tests.
    pub test: bool,
    /// The method.
    pub method: Method,
    /// The query, in order.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// Who calls, where that is known.
    pub peer: Option<IpAddr>,
    /// The request's id.
    pub request_id: Option<String>,
}

/// What the caller of a webhook is told.
#[derive(Debug, Clone, PartialEq)]
pub enum HookReply {
    /// The run is stored: 202, or 200 for a delivery that came before.
    Accepted {
        /// The run.
        run: RunId,
        /// Whether the same came before.
        repeated: bool,
    },
    /// What the run's `respond` says.
    Respond {
        /// The run.
        run: RunId,
        /// The status, 200 to 599.
        status: u16,
        /// The headers, as the workflow has them.
        headers: Vec<(String, String)>,
        /// The body: a text as it stands, anything else as JSON.
        body: Value,
    },
    /// The run ended well and said nothing.
    Ended {
        /// The run.
        run: RunId,
    },
    /// A test was kept.
    Captured {
        /// The delivery.
        delivery: DeliveryId,
    },
}

/// Triggers of workflows, and what holds for their runs.
#[async_trait]
pub trait TriggerService: Send + Sync {
    /// The workflow's triggers, oldest first.
    async fn list(&self, caller: &Caller, workflow: WorkflowId) -> Result<Vec<Trigger>, AppError>;

    /// The same with what the page around them says.
    async fn board(&self, caller: &Caller, workflow: WorkflowId) -> Result<TriggerBoard, AppError>;

    /// Makes a trigger. The address of a webhook, and a secret that was made, are told this once.
    async fn create(&self, caller: &Caller, workflow: WorkflowId, new: NewTrigger) -> Result<TriggerMade, AppError>;

    /// One trigger.
    async fn get(&self, caller: &Caller, id: TriggerId) -> Result<Trigger, AppError>;

    /// Changes a trigger.
    async fn update(&self, caller: &Caller, id: TriggerId, change: TriggerChange) -> Result<TriggerMade, AppError>;

    /// Gives a webhook another address or secret, told this once.
    async fn rotate(&self, caller: &Caller, id: TriggerId, what: Rotation) -> Result<TriggerMade, AppError>;

    /// Ends a trigger. Runs that it started stay.
    async fn delete(&self, caller: &Caller, id: TriggerId) -> Result<(), AppError>;

    /// What came to a webhook, newest first, without the events.
    async fn deliveries(&self, caller: &Caller, id: TriggerId, query: &ListQuery) -> Result<Page<Delivery>, AppError>;

    /// One delivery with its event.
    async fn delivery(&self, caller: &Caller, id: DeliveryId) -> Result<Delivery, AppError>;

    /// Runs the workflow's draft with what came to the test address.
    async fn try_delivery(&self, caller: &Caller, id: DeliveryId) -> Result<RunCreated, AppError>;

    /// The next times of a schedule that isn't made yet; 422 when there are none.
    async fn preview(&self, caller: &Caller, schedule: PreviewSchedule) -> Result<SchedulePreview, AppError>;

    /// What holds for the workflow's runs.
    async fn settings(&self, caller: &Caller, workflow: WorkflowId) -> Result<WorkflowSettings, AppError>;

    /// Replaces what holds for the workflow's runs.
    async fn change_settings(
        &self,
        caller: &Caller,
        workflow: WorkflowId,
        settings: WorkflowSettings,
    ) -> Result<WorkflowSettings, AppError>;

    /// Takes a call of a webhook. The only method without a caller: the token says whose it is, and the webhook's
    /// settings say what else a caller has to prove.
    async fn receive(&self, call: HookCall) -> Result<HookReply, AppError>;
}
