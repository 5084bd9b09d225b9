//! A stored trigger as its owner sees it.

use chrono::{DateTime, Utc};
use domain::trigger::{ScheduleConfig, TriggerKind};
use persistence::triggers::{ScheduleRecord, TriggerOverview};
use rpc::{AppError, FireTime, LastFire, Trigger};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::timetable::Timetable;

/// The trigger; the times of a schedule are those after `now`.
pub(super) fn describe(overview: TriggerOverview, now: DateTime<Utc>) -> Result<Trigger, AppError> {
    let TriggerOverview {
        record,
        last_delivery,
        schedule,
    } = overview;
    let mut trigger = Trigger {
        id: record.id,
        workflow_id: record.workflow,
        kind: record.kind,
        name: record.name,
        enabled: record.enabled,
        webhook: None,
        address_hint: record.token_hint,
        has_secret: record.secret.is_some(),
        last_delivery_at: last_delivery,
        schedule: None,
        description: None,
        next: Vec::new(),
        last: schedule.and_then(last_fire),
        created_at: record.created_at,
        updated_at: record.updated_at,
    };
    match record.kind {
        TriggerKind::Webhook => trigger.webhook = Some(settings(record.config)?),
        TriggerKind::Schedule => add_times(&mut trigger, settings(record.config)?, now),
    }
    Ok(trigger)
}

/// The stored settings.
pub(super) fn settings<T: DeserializeOwned>(config: Value) -> Result<T, AppError> {
    serde_json::from_value(config).map_err(|error| {
        tracing::error!(%error, "the settings of a trigger can't be read");
        AppError::internal()
    })
}

fn add_times(trigger: &mut Trigger, config: ScheduleConfig, now: DateTime<Utc>) {
    if let Ok(table) = Timetable::read(&config.cron, &config.timezone) {
        trigger.description = Some(table.words());
        if trigger.enabled {
            trigger.next = next_times(&table, now);
        }
    }
    trigger.schedule = Some(config);
}

/// The next five times.
pub(super) fn next_times(table: &Timetable, now: DateTime<Utc>) -> Vec<FireTime> {
    let shown = |at| FireTime {
        at,
        local: table.shown(at),
    };
    table.next_times(now).into_iter().map(shown).collect()
}

fn last_fire(schedule: ScheduleRecord) -> Option<LastFire> {
    Some(LastFire {
        at: schedule.last_at?,
        outcome: schedule.last_outcome.unwrap_or_default(),
        run_id: schedule.last_run.map(|(run, _)| run),
        run_status: schedule.last_run.map(|(_, status)| status),
    })
}
