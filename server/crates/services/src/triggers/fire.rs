//! Keeps the schedules of all organisations: looks for what is due, starts it, sleeps until the next is due.
//!
//! Every process does so. Of several that see the same schedule due, one holds its row; the others pass on.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::inputs::InputSpec;
use domain::trigger::{Offer, Overlap, ScheduleConfig, offered};
use persistence::TenantTx;
use persistence::runs::Trigger;
use persistence::triggers::{self, DueTrigger, Fired, HeldSchedule};
use rpc::AppError;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::due::{Decision, decide};
use super::launch::{Launch, launch, wake};
use super::timetable::Timetable;
use crate::Context;
use crate::error::from_db;
use crate::identity::new_run_id;

/// How many schedules are looked at in one go.
const BATCH: u32 = 64;
/// A schedule that another process makes is noticed within this time.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// What is due but held by somebody else is looked at again after this.
const BREATH: Duration = Duration::from_millis(250);
/// After a failure of the database.
const RECOVER: Duration = Duration::from_secs(5);

/// Keeps schedules until `stop`.
pub async fn keep_schedules(context: Context, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match round(&context).await {
            Ok(left) => left.pause(context.clock.now()),
            Err(error) => {
                tracing::warn!(%error, "schedules could not be kept; trying again");
                Some(RECOVER)
            }
        };
        // something became due while the others were started
        let Some(pause) = pause else { continue };
        tokio::select! {
            () = stop.cancelled() => return,
            () = context.alarm.rung() => {}
            () = context.clock.sleep(pause) => {}
        }
    }
}

/// What is left after everything that is due was started.
struct Left {
    /// When the next is due.
    next: Option<DateTime<Utc>>,
    /// Something is due and held by somebody else.
    held: bool,
}

impl Left {
    /// How long there is nothing to do; none for no time at all.
    fn pause(&self, now: DateTime<Utc>) -> Option<Duration> {
        if self.held {
            return Some(BREATH);
        }
        match self.next {
            None => Some(LOOK_EVERY),
            Some(next) => {
                let left = (next - now).to_std().ok().filter(|left| !left.is_zero())?;
                Some(left.min(LOOK_EVERY))
            }
        }
    }
}

/// Starts everything that is due; gives what is left.
async fn round(context: &Context) -> Result<Left, AppError> {
    loop {
        let due = triggers::due(&context.db, context.clock.now(), BATCH)
            .await
            .map_err(from_db)?;
        let mut moved = 0;
        for schedule in &due {
            moved += usize::from(fire_or_set_aside(context, *schedule).await?);
        }
        // what is due and does not move is in somebody else's hands
        if moved == 0 {
            return Ok(Left {
                next: triggers::next_due(&context.db).await.map_err(from_db)?,
                held: !due.is_empty(),
            });
        }
    }
}

/// Starts one schedule. One that can't be started must not keep the others waiting: it misses this time.
async fn fire_or_set_aside(context: &Context, due: DueTrigger) -> Result<bool, AppError> {
    match fire(context, due).await {
        Err(error) if error.status != 503 => {
            tracing::error!(tenant = %due.tenant, trigger = %due.trigger, code = error.code, "a schedule could not be started");
            set_aside(context, due, &error).await
        }
        outcome => outcome,
    }
}

async fn set_aside(context: &Context, due: DueTrigger, error: &AppError) -> Result<bool, AppError> {
    let now = context.clock.now();
    let tx = context.db.tenant(due.tenant).begin().await.map_err(from_db)?;
    let Some(held) = triggers::hold(&tx, due.trigger, now).await.map_err(from_db)? else {
        return Ok(false);
    };
    let fired = Fired {
        next_at: read(&held).and_then(|(_, table)| table.after(now.max(held.due_at))),
        last_at: held.due_at,
        run: None,
        outcome: error.code.clone(),
    };
    triggers::move_on(&tx, due.trigger, fired).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(true)
}

/// Starts one schedule. False when somebody else has it, or it is not due any more.
async fn fire(context: &Context, due: DueTrigger) -> Result<bool, AppError> {
    let now = context.clock.now();
    let tx = context.db.tenant(due.tenant).begin().await.map_err(from_db)?;
    let Some(held) = triggers::hold(&tx, due.trigger, now).await.map_err(from_db)? else {
        return Ok(false);
    };
    let firing = match read(&held) {
        Some((config, table)) => {
            let decision = decide(&table, config.missed, held.due_at, now);
            start_all(context, &tx, &held, &config, decision).await?
        }
        None => Firing::given_up(&held),
    };
    triggers::move_on(&tx, due.trigger, firing.fired)
        .await
        .map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    for run in firing.runs {
        wake(context, due.tenant, run);
    }
    Ok(true)
}

/// The stored settings; none when they can't be read any more, for instance since a zone was dropped.
fn read(held: &HeldSchedule) -> Option<(ScheduleConfig, Timetable)> {
    let config: ScheduleConfig = serde_json::from_value(held.trigger.config.clone()).ok()?;
    let table = Timetable::read(&config.cron, &config.timezone).ok()?;
    Some((config, table))
}

struct Firing {
    fired: Fired,
    runs: Vec<domain::id::RunId>,
}

impl Firing {
    fn given_up(held: &HeldSchedule) -> Self {
        tracing::error!(trigger = %held.trigger.id, "the settings of a schedule can't be read; it is switched off");
        Self {
            fired: Fired {
                next_at: None,
                last_at: held.due_at,
                run: None,
                outcome: "bad_cron".to_owned(),
            },
            runs: Vec::new(),
        }
    }
}

async fn start_all(
    context: &Context,
    tx: &TenantTx,
    held: &HeldSchedule,
    config: &ScheduleConfig,
    decision: Decision,
) -> Result<Firing, AppError> {
    let mut runs = Vec::new();
    let mut outcome = "missed".to_owned();
    let mut next_at = decision.next;
    for at in decision.fire {
        let busy = held.last_is_active || !runs.is_empty();
        if busy && config.overlap == Overlap::Skip {
            "overlap".clone_into(&mut outcome);
            continue;
        }
        match start(context, tx, held, config, at).await {
            Ok(run) => {
                runs.push(run);
                "started".clone_into(&mut outcome);
            }
            // ours or the database's fault: nothing of it stays, and it is tried again
            Err(error) if error.status >= 500 => return Err(error),
            Err(error) => {
                // a workflow that was put away comes back by hand alone
                if error.status == 404 {
                    next_at = None;
                }
                outcome = error.code;
            }
        }
    }
    let fired = Fired {
        next_at,
        last_at: decision.last,
        run: runs.last().copied(),
        outcome,
    };
    Ok(Firing { fired, runs })
}

async fn start(
    context: &Context,
    tx: &TenantTx,
    held: &HeldSchedule,
    config: &ScheduleConfig,
    at: DateTime<Utc>,
) -> Result<domain::id::RunId, AppError> {
    let trigger = &held.trigger;
    let inputs = |specs: &[InputSpec]| schedule_inputs(specs, trigger.id, config, at);
    let started = launch(
        context,
        tx,
        Launch {
            run: new_run_id(),
            workflow: trigger.workflow,
            trigger: Trigger::Schedule,
            key: Some(format!("{}:{}", trigger.id, at.timestamp())),
            request_id: None,
            inputs: &inputs,
        },
    )
    .await?;
    Ok(started.run)
}

/// The author's inputs as they stand, and the event where the workflow takes one.
pub(super) fn schedule_inputs(
    specs: &[InputSpec],
    trigger: domain::id::TriggerId,
    config: &ScheduleConfig,
    at: DateTime<Utc>,
) -> Value {
    let event = json!({
        "type": "schedule",
        "triggerId": trigger,
        "scheduledAt": at,
        "timezone": config.timezone,
    });
    let mut inputs = offered(
        specs,
        Offer {
            event,
            parts: Vec::new(),
        },
    );
    if let Value::Object(members) = &mut inputs {
        members.extend(config.inputs.clone());
    }
    inputs
}
