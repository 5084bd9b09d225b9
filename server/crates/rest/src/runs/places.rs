//! How many event streams are open: each holds a connection and asks the database now and then, so there is an end to
//! them, for the process and for each caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::access::{Caller, Principal};
use domain::id::{ApiKeyId, UserId};
use rpc::AppError;

/// When somebody who finds no place may ask again, in seconds.
const RETRY_AFTER: u32 = 5;

/// The most event streams at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamLimits {
    /// Of this process.
    pub in_all: usize,
    /// Of one person, in all their sessions, or of one API key.
    pub per_caller: usize,
}

impl Default for StreamLimits {
    /// 1000 of a process, 50 of a caller.
    fn default() -> Self {
        Self {
            in_all: 1000,
            per_caller: 50,
        }
    }
}

/// The places that streams take. Cheap to clone.
#[derive(Debug, Clone)]
pub struct StreamPlaces {
    limits: StreamLimits,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    by_watcher: HashMap<Watcher, usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Watcher {
    Person(UserId),
    Key(ApiKeyId),
    /// Apex itself: neither person nor key.
    Apex,
}

impl Watcher {
    fn of(caller: &Caller) -> Self {
        match (caller.user(), &caller.principal) {
            (Some(person), _) => Self::Person(person),
            (None, Principal::Key { id, .. }) => Self::Key(*id),
            (None, _) => Self::Apex,
        }
    }
}

impl StreamPlaces {
    /// All free.
    #[must_use]
    pub fn new(limits: StreamLimits) -> Self {
        Self {
            limits,
            taken: Arc::default(),
        }
    }

    /// A place for one stream, until it is dropped; 429 when there is none.
    pub(super) fn take(&self, caller: &Caller) -> Result<StreamPlace, AppError> {
        let watcher = Watcher::of(caller);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by_watcher.get(&watcher).copied().unwrap_or(0);
        if own >= self.limits.per_caller {
            return Err(too_many(format!(
                "You watch {own} runs already, the most at once. Close a stream, or ask for the run from time to time."
            )));
        }
        if taken.in_all >= self.limits.in_all {
            return Err(too_many(
                "As many runs are watched as this server allows. Try again, or ask for the run from time to time.",
            ));
        }
        taken.in_all += 1;
        taken.by_watcher.insert(watcher, own + 1);
        Ok(StreamPlace {
            places: self.clone(),
            watcher,
        })
    }
}

fn too_many(message: impl Into<String>) -> AppError {
    AppError {
        retry_after: Some(RETRY_AFTER),
        ..AppError::new(429, "too_many_streams", message)
    }
}

/// A stream's place; free again when this is dropped.
#[derive(Debug)]
pub(super) struct StreamPlace {
    places: StreamPlaces,
    watcher: Watcher,
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.in_all = taken.in_all.saturating_sub(1);
        if let Some(own) = taken.by_watcher.get_mut(&self.watcher) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.by_watcher.remove(&self.watcher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(last: u8) -> Caller {
        let digits = format!("{last:0>26}");
        Caller {
            tenant: format!("org_{digits}").parse().unwrap(),
            tenant_slug: "demo".to_owned(),
            tenant_name: "Demo".to_owned(),
            principal: Principal::Key {
                id: format!("key_{digits}").parse().unwrap(),
                name: "key".to_owned(),
                scopes: vec![],
            },
        }
    }

    fn places(in_all: usize, per_caller: usize) -> StreamPlaces {
        StreamPlaces::new(StreamLimits { in_all, per_caller })
    }

    #[test]
    fn one_caller_cannot_take_the_places_of_others() {
        let places = places(10, 2);
        let _held = [places.take(&caller(1)).unwrap(), places.take(&caller(1)).unwrap()];
        let refused = places.take(&caller(1)).unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (429, "too_many_streams"));
        assert_eq!(refused.retry_after, Some(RETRY_AFTER));
        assert!(places.take(&caller(2)).is_ok());
    }

    #[test]
    fn the_process_has_an_end_too() {
        let places = places(2, 2);
        let _held = [places.take(&caller(1)).unwrap(), places.take(&caller(2)).unwrap()];
        assert_eq!(places.take(&caller(3)).unwrap_err().status, 429);
    }

    #[test]
    fn a_stream_that_ends_leaves_its_place_and_no_trace() {
        let places = places(1, 1);
        drop(places.take(&caller(1)).unwrap());
        assert!(places.take(&caller(1)).is_ok());
        let taken = places.taken.lock().unwrap();
        assert_eq!((taken.in_all, taken.by_watcher.len()), (0, 0));
    }
}
