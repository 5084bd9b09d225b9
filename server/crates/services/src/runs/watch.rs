use std::collections::VecDeque;
use std::time::Duration;

use domain::access::{Caller, Permission};
use domain::id::{RunId, TenantId};
use domain::run::{EventKind, RunEvent};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use persistence::runs;
use ports::{RunEvents, RunNews};
use rpc::AppError;
use rpc::service::RunStream;

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// News of a run on another node may get lost: so the journal is read, at first this often …
const POLL_FIRST: Duration = Duration::from_secs(1);
/// … and ever less often while nothing happens.
const POLL_LAST: Duration = Duration::from_secs(8);
const EVENTS_A_READ: u32 = 500;

/// See [`rpc::service::RunService::watch`].
///
/// None when the run has ended and the watcher has seen its last event.
/// Live batches are hints: they are taken when they follow without a gap, otherwise the journal is read.
pub(super) async fn watch(
    context: &Context,
    caller: &Caller,
    id: RunId,
    after: i64,
) -> Result<Option<RunStream>, AppError> {
    require(caller, Permission::RunsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let header = runs::header(&tx, id)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::not_found("run"))?;
    tx.commit().await.map_err(from_db)?;
    if header.status.is_final() && header.last_seq <= after {
        return Ok(None);
    }
    let watcher = Watcher {
        context: context.clone(),
        tenant: caller.tenant,
        run: id,
        // watched before the first read, so that nothing falls between
        live: context.fanout.watch(id),
        ready: VecDeque::new(),
        // an id from the future would never be reached
        last: after.min(header.last_seq),
        behind: true,
        ended: false,
        poll: POLL_FIRST,
    };
    Ok(Some(stream::unfold(watcher, Watcher::next).boxed()))
}

struct Watcher {
    context: Context,
    tenant: TenantId,
    run: RunId,
    live: BoxStream<'static, RunNews>,
    ready: VecDeque<RunEvent>,
    last: i64,
    /// The journal may hold more than was read.
    behind: bool,
    ended: bool,
    /// How long until the next look at the journal.
    poll: Duration,
}

impl Watcher {
    async fn next(mut self) -> Option<(Result<RunEvent, AppError>, Self)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.last = event.seq;
                self.ended = matches!(event.kind, EventKind::RunFinished { .. });
                return Some((Ok(event), self));
            }
            if self.ended {
                return None;
            }
            if self.behind {
                if let Err(error) = self.read_journal().await {
                    self.ended = true;
                    return Some((Err(error), self));
                }
                continue;
            }
            self.wait_for_more().await;
        }
    }

    async fn read_journal(&mut self) -> Result<(), AppError> {
        let tx = self.context.db.tenant(self.tenant).begin().await.map_err(from_db)?;
        let events = runs::events(&tx, self.run, self.last, EVENTS_A_READ)
            .await
            .map_err(from_db)?;
        tx.commit().await.map_err(from_db)?;
        self.behind = events.len() == EVENTS_A_READ as usize;
        self.poll = if events.is_empty() {
            (self.poll * 2).min(POLL_LAST)
        } else {
            POLL_FIRST
        };
        self.ready.extend(events);
        Ok(())
    }

    async fn wait_for_more(&mut self) {
        let clock = self.context.clock.clone();
        tokio::select! {
            news = self.live.next() => match news {
                Some(RunNews::Events(batch)) => self.take(&batch),
                Some(RunNews::Look { last_seq }) => self.behind = last_seq.is_none_or(|seq| seq > self.last),
                None => clock.sleep(self.poll).await,
            },
            () = clock.sleep(self.poll) => self.behind = true,
        }
    }

    fn take(&mut self, batch: &RunEvents) {
        let fresh = batch.events.iter().filter(|event| event.seq > self.last);
        for (expected, event) in (self.last + 1..).zip(fresh) {
            if event.seq != expected {
                self.behind = true;
                return;
            }
            self.ready.push_back(event.clone());
        }
    }
}
