//! Triggers, what came to webhooks, and what holds for the runs of a workflow.

use chrono::{DateTime, Utc};
use domain::id::{DeliveryId, RunId, TriggerId, WorkflowId};
use domain::run::RunStatus;
use domain::trigger::{ScheduleConfig, TriggerKind, WebhookConfig};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `POST /workflows/{id}/triggers`: either a webhook or a schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTrigger {
    /// What it is called.
    pub name: String,
    /// Whether it starts anything; it does unless it is told not to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The settings of a webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookConfig>,
    /// The settings of a schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleConfig>,
    /// What callers of the webhook prove themselves with. Without it, one is made where one is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `PATCH /triggers/{id}`: what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TriggerChange {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it starts anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The settings of a webhook, as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookConfig>,
    /// The settings of a schedule, as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleConfig>,
    /// What callers of the webhook prove themselves with from now on; the one before holds for another day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /triggers/{id}/rotate`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotateTrigger {
    /// What is made anew.
    pub what: Rotation,
}

/// What a webhook gets anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// Its address; the one before is dead at once.
    Address,
    /// Its secret; the one before holds for another day.
    Secret,
}

/// A trigger of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Trigger {
    /// The trigger.
    pub id: TriggerId,
    /// The workflow it starts.
    pub workflow_id: WorkflowId,
    /// Webhook or schedule.
    pub kind: TriggerKind,
    /// What it is called.
    pub name: String,
    /// Whether it starts anything.
    pub enabled: bool,
    /// A webhook's settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookConfig>,
    /// The first characters of the last part of a webhook's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_hint: Option<String>,
    /// Whether a webhook has a secret.
    #[serde(default)]
    pub has_secret: bool,
    /// When something last came to a webhook that was not refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_delivery_at: Option<DateTime<Utc>>,
    /// A schedule's settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleConfig>,
    /// A schedule's pattern in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The next times of a schedule that is switched on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<FireTime>,
    /// What became of a schedule's last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastFire>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What starts a workflow without a person, as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TriggerBoard {
    /// The workflow.
    pub workflow_id: WorkflowId,
    /// What it is called.
    pub workflow_name: String,
    /// Number of the version that triggers start; none before the first publish.
    pub version: Option<i32>,
    /// Its triggers, oldest first.
    pub triggers: Vec<Trigger>,
    /// The workflow that is started when a run of this one fails.
    pub error_workflow: Option<NamedWorkflow>,
}

/// A workflow by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedWorkflow {
    /// The workflow.
    pub id: WorkflowId,
    /// What it is called.
    pub name: String,
}

/// A time of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FireTime {
    /// The instant.
    pub at: DateTime<Utc>,
    /// As the clock of the schedule's zone shows it: `Mon 23 Nov 2026, 09:00 CET`.
    pub local: String,
}

/// The last time of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LastFire {
    /// The time.
    pub at: DateTime<Utc>,
    /// `started`, `missed` (no server ran), `overlap` (the last run was under way), or the code of a refusal.
    pub outcome: String,
    /// The run that was started last.
    pub run_id: Option<RunId>,
    /// Where that run stands.
    pub run_status: Option<RunStatus>,
}

/// A trigger just made or changed, with what is shown this once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TriggerMade {
    /// The trigger.
    pub trigger: Trigger,
    /// The path of a webhook's new address, below where Apex is reached. Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A secret that Apex made. Never shown again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /triggers/preview`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewSchedule {
    /// As in a schedule's settings.
    pub cron: String,
    /// As in a schedule's settings; UTC without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// Answer to preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SchedulePreview {
    /// The pattern in words.
    pub description: String,
    /// The next five times, fewer where there are no more.
    pub next: Vec<FireTime>,
}

/// Something that came to a webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The delivery.
    pub id: DeliveryId,
    /// The webhook.
    pub trigger_id: TriggerId,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Whether it came to the test address.
    pub test: bool,
    /// What its sender calls it.
    pub delivery_id: Option<String>,
    /// The run that it started.
    pub run_id: Option<RunId>,
    /// Where that run stands.
    pub run_status: Option<RunStatus>,
    /// The code of the answer, where it was refused.
    pub refused: Option<String>,
    /// How often the same came again.
    pub repeats: u32,
    /// What came, for a test; lists leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub event: Option<Value>,
}

/// `GET` and `PUT /workflows/{id}/settings`: what holds for the runs of a workflow, whatever its version. What is left
/// out is as the organisation has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkflowSettings {
    /// Most runs at once, 1 to 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10_000))]
    pub max_concurrent_runs: Option<u32>,
    /// The workflow that is started when a run fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_workflow_id: Option<WorkflowId>,
    /// The workers that run it: 1 to 64 lower-case letters, digits and hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// How urgent its runs are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<RunLane>,
    /// How many days its runs are kept, 1 to 3,650.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 3_650))]
    pub retention_days: Option<u32>,
}

/// How urgent runs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RunLane {
    /// Somebody watches.
    Interactive,
    /// The usual.
    Normal,
    /// Many at once; may wait.
    Bulk,
}
