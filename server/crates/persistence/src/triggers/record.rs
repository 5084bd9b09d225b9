//! What is known of a trigger.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::id::{RunId, TenantId, TriggerId, UserId, WorkflowId};
use domain::run::RunStatus;
use domain::trigger::TriggerKind;
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use crate::DbError;

/// A trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerRecord {
    /// The organisation.
    pub tenant: TenantId,
    /// The trigger's id.
    pub id: TriggerId,
    /// The workflow it starts.
    pub workflow: WorkflowId,
    /// Webhook or schedule.
    pub kind: TriggerKind,
    /// What it is called.
    pub name: String,
    /// Its settings, by its kind.
    pub config: Value,
    /// Whether it starts anything.
    pub enabled: bool,
    /// The first characters of a webhook's token.
    pub token_hint: Option<String>,
    /// What a caller proves itself with, sealed.
    pub secret: Option<Vec<u8>>,
    /// The one before, sealed.
    pub previous_secret: Option<Vec<u8>>,
    /// Until when the one before holds.
    pub previous_until: Option<DateTime<Utc>>,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
}

/// When a schedule is due, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRecord {
    /// When it is due next; none while it is switched off.
    pub next_at: Option<DateTime<Utc>>,
    /// The time that was decided last.
    pub last_at: Option<DateTime<Utc>>,
    /// The run that it started last, and where that stands; none when the run is gone.
    pub last_run: Option<(RunId, RunStatus)>,
    /// What became of the time that was decided last.
    pub last_outcome: Option<String>,
}

/// A trigger as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerOverview {
    /// The trigger.
    pub record: TriggerRecord,
    /// When something last came to a webhook that was not refused.
    pub last_delivery: Option<DateTime<Utc>>,
    /// When a schedule is due.
    pub schedule: Option<ScheduleRecord>,
}

/// A row of `triggers`.
#[derive(FromQueryResult)]
pub(super) struct TriggerRow {
    tenant_id: Uuid,
    id: Uuid,
    workflow_id: Uuid,
    kind: String,
    name: String,
    config: Value,
    enabled: bool,
    token_hint: Option<String>,
    secret: Option<Vec<u8>>,
    previous_secret: Option<Vec<u8>>,
    previous_until: Option<DateTime<Utc>>,
    created_by: Option<Uuid>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// The columns of [`TriggerRow`], of a table called `t`.
macro_rules! trigger_columns {
    () => {
        "t.tenant_id, t.id, t.workflow_id, t.kind, t.name, t.config, t.enabled, t.token_hint, t.secret,
         t.previous_secret, t.previous_until, t.created_by, t.created_at, t.updated_at "
    };
}
pub(super) use trigger_columns;

/// What [`TriggerOverview`] adds.
#[derive(FromQueryResult)]
pub(super) struct StateRow {
    last_delivery: Option<DateTime<Utc>>,
    next_at: Option<DateTime<Utc>>,
    last_at: Option<DateTime<Utc>>,
    last_outcome: Option<String>,
    last_run_id: Option<Uuid>,
    last_status: Option<String>,
}

pub(super) fn word<T: FromStr>(what: &'static str, text: &str) -> Result<T, DbError>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|error: T::Err| DbError::corrupt(what, error))
}

impl TryFrom<TriggerRow> for TriggerRecord {
    type Error = DbError;

    fn try_from(row: TriggerRow) -> Result<Self, DbError> {
        Ok(Self {
            tenant: TenantId::from_uuid(row.tenant_id),
            id: TriggerId::from_uuid(row.id),
            workflow: WorkflowId::from_uuid(row.workflow_id),
            kind: word("trigger", &row.kind)?,
            name: row.name,
            config: row.config,
            enabled: row.enabled,
            token_hint: row.token_hint,
            secret: row.secret,
            previous_secret: row.previous_secret,
            previous_until: row.previous_until,
            created_by: row.created_by.map(UserId::from_uuid),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl TriggerOverview {
    pub(super) fn read(row: TriggerRow, state: StateRow) -> Result<Self, DbError> {
        let record = TriggerRecord::try_from(row)?;
        let schedule = match record.kind {
            TriggerKind::Webhook => None,
            TriggerKind::Schedule => Some(ScheduleRecord {
                next_at: state.next_at,
                last_at: state.last_at,
                last_run: last_run(state.last_run_id, state.last_status.as_deref())?,
                last_outcome: state.last_outcome,
            }),
        };
        Ok(Self {
            record,
            last_delivery: state.last_delivery,
            schedule,
        })
    }
}

fn last_run(id: Option<Uuid>, status: Option<&str>) -> Result<Option<(RunId, RunStatus)>, DbError> {
    match (id, status) {
        (Some(id), Some(status)) => Ok(Some((RunId::from_uuid(id), word("run", status)?))),
        (Some(_) | None, None) | (None, Some(_)) => Ok(None),
    }
}
