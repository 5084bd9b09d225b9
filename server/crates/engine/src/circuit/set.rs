//! The circuits of all targets that this worker has called of late.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::id::TenantId;
use domain::run::{ErrorClass, StepError};

use super::{CIRCUIT_OPEN, Circuit, CircuitOptions, Moment, Permit, Verdict};

/// Targets that are watched at once; past this those at rest are forgotten, and new ones are called unwatched.
const CAPACITY: usize = 4_096;

type Key = (TenantId, String);

pub(crate) struct Circuits {
    options: CircuitOptions,
    known: Mutex<HashMap<Key, Circuit>>,
}

/// A call that may be made.
#[derive(Debug)]
pub(crate) struct Call(Option<(Key, Permit)>);

impl Circuits {
    pub(crate) fn new(options: CircuitOptions) -> Self {
        Self {
            options,
            known: Mutex::default(),
        }
    }

    /// Asks to call the target; none is never refused.
    pub(crate) fn admit(&self, tenant: TenantId, target: Option<String>, now: Moment) -> Result<Call, StepError> {
        let Some(target) = target.filter(|_| self.options.failures > 0) else {
            return Ok(Call(None));
        };
        let key = (tenant, target);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY && !known.contains_key(&key) {
            known.retain(|_, circuit| !circuit.is_idle(now));
            if known.len() >= CAPACITY {
                return Ok(Call(None));
            }
        }
        let circuit = known
            .entry(key.clone())
            .or_insert_with(|| Circuit::new(self.options, now));
        match circuit.admit(now) {
            Ok(permit) => Ok(Call(Some((key, permit)))),
            Err(wait) => Err(refused(&key.1, u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))),
        }
    }

    pub(crate) fn settle(&self, call: Call, verdict: Verdict, now: Moment) {
        let Call(Some((key, permit))) = call else { return };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(circuit) = known.get_mut(&key) {
            circuit.settle(permit, verdict, now);
        }
    }
}

impl Verdict {
    /// Whether the target is to blame for it.
    pub(crate) fn of<T>(result: &Result<T, StepError>) -> Self {
        let Err(error) = result else { return Self::Well };
        match error.class {
            ErrorClass::Timeout | ErrorClass::Connect | ErrorClass::RateLimited | ErrorClass::Upstream => Self::Ill,
            ErrorClass::Refused => Self::Well,
            ErrorClass::Expression
            | ErrorClass::Config
            | ErrorClass::Blocked
            | ErrorClass::Limit
            | ErrorClass::Internal => Self::Unknown,
        }
    }
}

fn refused(target: &str, wait_ms: u64) -> StepError {
    let message = format!("{target} has failed too often of late, so it is not called for another {wait_ms} ms");
    StepError {
        retry_after_ms: Some(wait_ms),
        ..StepError::new(ErrorClass::Upstream, CIRCUIT_OPEN, message)
    }
}
