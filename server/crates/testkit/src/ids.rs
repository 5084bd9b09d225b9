//! Ids for rows of tests, as services would mint them.

use chrono::{DateTime, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// A UUIDv7 of now; later ones are larger.
#[must_use]
pub fn new_uuid() -> Uuid {
    Uuid::now_v7()
}

/// A UUIDv7 of that time. Two of the same millisecond have no order.
#[must_use]
pub fn uuid_at(time: DateTime<Utc>) -> Uuid {
    let seconds = time.timestamp().max(0).unsigned_abs();
    Uuid::new_v7(Timestamp::from_unix(
        ContextV7::new(),
        seconds,
        time.timestamp_subsec_nanos(),
    ))
}
