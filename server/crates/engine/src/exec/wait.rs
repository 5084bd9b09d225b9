//! `wait`: for a span or until a time. A time that has passed is now.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::limits::MAX_WAIT_MS;
use domain::run::StepError;

use super::setting::{given, integer, text, unusable};
use super::{Executor, StepContext, StepResult};

pub(super) struct Wait;

#[async_trait]
impl Executor for Wait {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        if let Some(ms) = integer(&context.config, "ms", 0, MAX_WAIT_MS)? {
            let ms = i64::try_from(ms).unwrap_or(i64::MAX);
            return Ok(StepResult::WaitUntil(context.now + TimeDelta::milliseconds(ms)));
        }
        if given(&context.config, "until").is_none() {
            return Err(unusable("ms", "give `ms` or `until`"));
        }
        let until = text(&context.config, "until")?;
        let until: DateTime<Utc> = DateTime::parse_from_rfc3339(until.trim())
            .map_err(|_| unusable("until", "is to be a time with its zone, such as 2027-01-01T09:00:00Z"))?
            .into();
        let longest = context.now + TimeDelta::milliseconds(i64::try_from(MAX_WAIT_MS).unwrap_or(i64::MAX));
        if until > longest {
            return Err(unusable("until", "lies more than 365 days ahead"));
        }
        Ok(StepResult::WaitUntil(until.max(context.now)))
    }
}
