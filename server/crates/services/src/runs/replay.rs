//! A new run that goes on from what an old one has recorded.
//!
//! What is kept is decided by the engine's [`keep`]; here it is said which runs may be replayed, and by whom. The old
//! run never changes; its dead letter, if it has one, names the replay.

use chrono::TimeDelta;
use domain::access::{Caller, Permission, Principal};
use domain::catalogue::Catalogue;
use domain::id::RunId;
use domain::plan::{Plan, compile_with};
use domain::problem::Problem;
use domain::run::{EventKind, RunEvent, RunStatus, StepPath};
use engine::core::keep;
use persistence::TenantTx;
use persistence::dead_letters::{self, LetterState};
use persistence::runs::{self, Accepted, Idempotency, Lane, RunHeader, RunRecord, Trigger};
use persistence::workflows::{self, VersionRecord};
use ports::RunRef;
use rpc::{AppError, Replay, ReplayFrom, RunCreated};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::get::all_events;
use super::start::{KEY_HOURS, checked_inputs, checked_key};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_run_id;
use crate::runs::requested;

/// One replay that is wished for.
pub(crate) struct Wish {
    /// The run to replay.
    pub(crate) of: RunId,
    /// Where to begin.
    pub(crate) from: ReplayFrom,
    /// Other inputs.
    pub(crate) inputs: Option<Value>,
    /// How urgent it is.
    pub(crate) lane: Lane,
    /// What its dead letter has to say.
    pub(crate) letter: LetterRule,
    /// The caller's key.
    pub(crate) once: Option<String>,
    /// The request.
    pub(crate) request_id: Option<String>,
}

/// Which dead letters may be replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LetterRule {
    /// Any, or none at all: somebody looks at this very run.
    Any,
    /// Open ones; one that was replayed is answered with that replay.
    MustBeOpen,
}

/// What became of it.
pub(crate) enum Replayed {
    /// A new run.
    Fresh(RunId),
    /// The same was asked for before; its run.
    Before(RunId),
}

/// See [`rpc::service::RunService::replay`].
pub(super) async fn replay(
    context: &Context,
    caller: &Caller,
    id: RunId,
    replay: Replay,
    request_id: Option<String>,
) -> Result<RunCreated, AppError> {
    require(caller, Permission::RunsWrite)?;
    let wish = Wish {
        of: id,
        from: replay.from,
        inputs: replay.inputs,
        lane: Lane::Interactive,
        letter: LetterRule::Any,
        once: replay.idempotency_key,
        request_id,
    };
    match accept_replay(context, caller, wish).await? {
        Replayed::Fresh(run_id) | Replayed::Before(run_id) => Ok(RunCreated { run_id }),
    }
}

/// Accepts a replay in a transaction of its own. The caller was authorised.
pub(crate) async fn accept_replay(context: &Context, caller: &Caller, wish: Wish) -> Result<Replayed, AppError> {
    refuse_inputs(&wish)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let old = runs::get(&tx, wish.of).await.map_err(from_db)?;
    let old = old.ok_or_else(|| AppError::not_found("run"))?;
    refuse_active(&old.header)?;
    if let Some(before) = letter_allows(&tx, &wish).await? {
        return Ok(Replayed::Before(before));
    }
    let version = workflows::version(&tx, old.header.version).await.map_err(from_db)?;
    let version = version.ok_or_else(|| AppError::not_found("workflow version"))?;
    let at = context.clock.now();
    let kept = kept(&tx, &old.header, &version, &wish.from).await?;
    let events: Vec<RunEvent> = (2..).zip(kept).map(|(seq, kind)| RunEvent { seq, at, kind }).collect();
    let run = new_run(caller, &old, &version, &wish, at)?;
    let accepted = runs::accept_replay(&tx, run, wish.of, &events).await.map_err(from_db)?;
    if let Accepted::Fresh(new) = accepted {
        dead_letters::mark_replayed(&tx, wish.of, new, caller.user(), at)
            .await
            .map_err(from_db)?;
    }
    tx.commit().await.map_err(from_db)?;
    answered(context, caller, accepted)
}

fn answered(context: &Context, caller: &Caller, accepted: Accepted) -> Result<Replayed, AppError> {
    match accepted {
        Accepted::Fresh(run) => {
            let reference = RunRef {
                tenant: caller.tenant,
                run,
            };
            requested(context, reference, context.clock.now());
            context.dispatch.ready(reference);
            Ok(Replayed::Fresh(run))
        }
        Accepted::Repeated(run) => Ok(Replayed::Before(run)),
        Accepted::KeyConflict => Err(AppError::conflict(
            "idempotency_key_reused",
            "This idempotencyKey was used before with another body. Use a new key for a new replay.",
        )),
        Accepted::VersionNotFound => Err(AppError::conflict(
            "workflow_deleted",
            "The workflow was deleted: its runs can be read, but not run again.",
        )),
    }
}

/// 422: what is kept was made of the old inputs.
fn refuse_inputs(wish: &Wish) -> Result<(), AppError> {
    if wish.inputs.is_none() || wish.from == ReplayFrom::Start {
        return Ok(());
    }
    let message = "other inputs fit only a run from the beginning: say `\"from\": \"start\"`";
    let problem = Problem::error("/inputs", "inputs_not_allowed", message);
    Err(AppError::invalid(
        "invalid_body",
        "Results that are kept were made of the old inputs.",
        vec![problem],
    ))
}

fn refuse_active(header: &RunHeader) -> Result<(), AppError> {
    if header.status.is_final() {
        return Ok(());
    }
    let message = format!(
        "The run has not ended: it is {}. Wait for its end, or cancel it.",
        header.status
    );
    Err(AppError::conflict("run_active", message))
}

/// Keeps others from deciding the run's letter; gives the replay that has decided it before.
async fn letter_allows(tx: &TenantTx, wish: &Wish) -> Result<Option<RunId>, AppError> {
    let letter = dead_letters::lock(tx, wish.of).await.map_err(from_db)?;
    if wish.letter == LetterRule::Any {
        return Ok(None);
    }
    let letter = letter.ok_or_else(|| AppError::not_found("dead letter"))?;
    match (letter.state, letter.replayed_by) {
        (LetterState::Open, _) | (LetterState::Replayed, None) => Ok(None),
        (LetterState::Replayed, Some(before)) => Ok(Some(before)),
        (LetterState::Discarded, _) => Err(AppError::conflict(
            "dead_letter_discarded",
            "The dead letter was discarded. Reopen it first, or replay the run itself.",
        )),
    }
}

/// The events that the new journal begins with.
async fn kept(
    tx: &TenantTx,
    old: &RunHeader,
    version: &VersionRecord,
    from: &ReplayFrom,
) -> Result<Vec<EventKind>, AppError> {
    let from = match from {
        ReplayFrom::Start => return Ok(Vec::new()),
        ReplayFrom::Failed if old.status == RunStatus::Succeeded => {
            return Err(AppError::conflict(
                "nothing_failed",
                "The run succeeded: there is no failed step. Name the step to begin with, or `start`.",
            ));
        }
        ReplayFrom::Failed => None,
        ReplayFrom::Step(path) => Some(path),
    };
    let plan = compile_with(&version.document, Catalogue::builtin()).map_err(|_| {
        AppError::conflict(
            "workflow_invalid",
            "This version can't be run by this release of Apex. Publish the workflow again and run that version.",
        )
    })?;
    let events = all_events(tx, old.id).await?;
    let from = from.map(|text| known_step(&plan, &events, text)).transpose()?;
    Ok(keep(&plan, &events, from.as_ref()))
}

/// The path, if the workflow has such a step and the run such an iteration; else 422.
fn known_step(plan: &Plan, events: &[RunEvent], text: &str) -> Result<StepPath, AppError> {
    let unknown = || {
        let shown: String = text.chars().take(80).collect();
        let message = format!("the run has no step `{shown}`");
        let problem = Problem::error("/from", "unknown_step", message);
        AppError::invalid("invalid_body", "The run can't begin there.", vec![problem])
    };
    let path: StepPath = text.parse().map_err(|_| unknown())?;
    if !is_planned(plan, &path) {
        return Err(unknown());
    }
    let begun = path.parent().is_none_or(|(around, iteration)| {
        let inside = format!("{around}.{iteration}.");
        let heard = |event: &RunEvent| event.kind.step().is_some_and(|step| step.as_str().starts_with(&inside));
        events.iter().any(heard)
    });
    if begun { Ok(path) } else { Err(unknown()) }
}

fn is_planned(plan: &Plan, path: &StepPath) -> bool {
    let ids: Vec<&str> = path.as_str().split('.').step_by(2).collect();
    let mut graph = Some(plan);
    ids.iter().all(|id| {
        let step = graph.and_then(|graph| graph.steps.iter().find(|step| step.id.as_str() == *id));
        graph = step.and_then(|step| step.body.as_deref());
        step.is_some()
    })
}

fn new_run(
    caller: &Caller,
    old: &RunRecord,
    version: &VersionRecord,
    wish: &Wish,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<runs::NewRun, AppError> {
    let inputs = match &wish.inputs {
        Some(given) => checked_inputs(&version.document, given)?,
        None => old.inputs.clone(),
    };
    let idempotency = match &wish.once {
        None => None,
        Some(key) => Some(Idempotency {
            scope: "replays".to_owned(),
            key: checked_key(key)?,
            request_hash: request_hash(wish)?,
            expires_at: at + TimeDelta::hours(KEY_HOURS),
        }),
    };
    Ok(runs::NewRun {
        id: new_run_id(),
        version: old.header.version,
        inputs,
        mode: old.header.mode,
        trigger: Trigger::Replay,
        lane: wish.lane,
        created_by_user: caller.user(),
        created_by_key: match &caller.principal {
            Principal::Key { id, .. } => Some(*id),
            Principal::User { .. } | Principal::System { .. } => None,
        },
        request_id: wish.request_id.clone(),
        idempotency,
        at,
    })
}

/// The same run and body give the same hash.
fn request_hash(wish: &Wish) -> Result<[u8; 32], AppError> {
    let mut body = json!({"run": wish.of, "from": wish.from, "inputs": wish.inputs});
    body.sort_all_objects();
    let bytes = serde_json::to_vec(&body).map_err(|_| AppError::internal())?;
    Ok(Sha256::digest(&bytes).into())
}
