use auth::hash::TokenKind;
use domain::access::{Caller, Permission};
use domain::id::{RunId, SignalId};
use domain::limits::{MAX_SIGNAL_BYTES, MAX_SIGNAL_NAME_CHARS, MAX_SIGNALS};
use domain::problem::Problem;
use domain::run::{APPROVAL_SIGNAL, CHILD_SIGNAL};
use persistence::runs::{self, NewSignal as Stored, Signalled};
use ports::RunRef;
use rpc::{AppError, NewSignal, SignalSent};
use serde_json::Value;
use uuid::{Builder, Uuid};

use super::announce;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// Longest id that a sender may give a signal, in characters.
const MAX_ID_CHARS: usize = 200;

/// See [`rpc::service::SignalService::send`].
pub(super) async fn send(
    context: &Context,
    caller: &Caller,
    run: RunId,
    signal: NewSignal,
) -> Result<SignalSent, AppError> {
    require(caller, Permission::RunsWrite)?;
    check(&signal)?;
    let id = match &signal.id {
        Some(id) => named_id(context, run, id),
        None => SignalId::from_uuid(Uuid::now_v7()),
    };
    let stored = Stored {
        id,
        name: signal.name,
        step: None,
        payload: signal.payload,
        at: context.clock.now(),
        most: Some(MAX_SIGNALS),
    };
    let to = RunRef {
        tenant: caller.tenant,
        run,
    };
    say(context, to, stored).await
}

/// Stores the signal and tells whoever drives the run.
pub(super) async fn say(context: &Context, to: RunRef, signal: Stored) -> Result<SignalSent, AppError> {
    let tx = context.db.tenant(to.tenant).begin().await.map_err(from_db)?;
    let said = runs::signal(&tx, to.run, &signal).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let repeated = match said {
        Signalled::Stored => false,
        Signalled::Repeated => true,
        Signalled::Differs => {
            let message = "Something else was said to the run under this id. Nothing was changed.";
            return Err(AppError::conflict("signal_id_reused", message));
        }
        Signalled::Full => {
            let message = format!("The run holds {MAX_SIGNALS} signals already, as many as it may.");
            return Err(AppError::conflict("too_many_signals", message));
        }
        Signalled::Ended(status) => {
            let message = format!("The run has ended already: it is {status}.");
            return Err(AppError::conflict("run_finished", message));
        }
        Signalled::NotFound => return Err(AppError::not_found("run")),
    };
    announce(context, to);
    Ok(SignalSent {
        run_id: to.run,
        signal_id: signal.id,
        repeated,
    })
}

fn check(signal: &NewSignal) -> Result<(), AppError> {
    let mut problems = Vec::new();
    let name = &signal.name;
    let fits = (1..=MAX_SIGNAL_NAME_CHARS).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    if !fits {
        let hint = format!("Use 1 to {MAX_SIGNAL_NAME_CHARS} letters, digits, `_`, `-` and `.`.");
        problems.push(Problem::error("/name", "bad_signal_name", "this is no name for a signal").hint(hint));
    } else if name == APPROVAL_SIGNAL || name == CHILD_SIGNAL {
        let message = "Apex itself sends signals of this name";
        let hint = "Approvals are decided under /api/v1/hitl.";
        problems.push(Problem::error("/name", "bad_signal_name", message).hint(hint));
    }
    let id = signal.id.as_deref();
    if id.is_some_and(|id| id.trim().is_empty() || id.chars().count() > MAX_ID_CHARS) {
        let message = format!("an id has 1 to {MAX_ID_CHARS} characters");
        problems.push(Problem::error("/id", "bad_length", message));
    }
    if !problems.is_empty() {
        let message = "The signal has faults.";
        return Err(AppError::invalid("invalid_body", message, problems));
    }
    check_size(&signal.payload)
}

/// 413 for more than a run keeps.
pub(super) fn check_size(payload: &Value) -> Result<(), AppError> {
    if payload.to_string().len() > MAX_SIGNAL_BYTES {
        let message = format!("A signal carries at most {MAX_SIGNAL_BYTES} bytes of JSON.");
        return Err(AppError::new(413, "signal_too_large", message));
    }
    Ok(())
}

/// The same text to the same run is the same id, whoever sends it.
pub(super) fn named_id(context: &Context, run: RunId, text: &str) -> SignalId {
    let hash = context.hasher.hash(TokenKind::Signal, &format!("{run}/{text}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    SignalId::from_uuid(Builder::from_custom_bytes(bytes).into_uuid())
}
