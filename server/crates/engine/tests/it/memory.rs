//! A run store in memory: fences checked, sequences checked, and faults on demand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{RunId, SignalId, TenantId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::{EventKind, RunEvent, RunState, StepPath};
use ports::{
    ChildAnswer, ChildRefused, ChildRun, ClaimedRun, Heartbeat, Lease, RunRef, RunSpec, RunStore, Signal, StoreError,
};
use serde_json::{Value, json};
use tokio::sync::Notify;
use uuid::Uuid;

#[derive(Default)]
pub(crate) struct MemoryStore {
    inner: Mutex<Inner>,
    /// Rung when the worker is to die.
    pub(crate) died: Notify,
    pub(crate) changed: Notify,
}

#[derive(Default)]
struct Inner {
    rows: HashMap<RunId, Row>,
    workers: HashMap<WorkerId, DateTime<Utc>>,
    reaped: Vec<WorkerId>,
    commits: u64,
    deadly: Option<Deadly>,
    away: bool,
    /// Workflows that steps may start.
    published: HashMap<WorkflowId, Arc<Workflow>>,
}

struct Row {
    spec: RunSpec,
    events: Vec<RunEvent>,
    lease: Option<(WorkerId, i64)>,
    fence: i64,
    ready_at: Option<DateTime<Utc>>,
    crashes: u32,
    cancel: bool,
    signals: Vec<Signal>,
    /// How many of them a worker has read.
    read: usize,
    parent: Option<(RunId, StepPath)>,
}

impl Row {
    fn new(spec: RunSpec) -> Self {
        let at = spec.queued_at;
        Self {
            spec,
            events: vec![RunEvent {
                seq: 1,
                at,
                kind: EventKind::RunQueued,
            }],
            lease: None,
            fence: 0,
            ready_at: Some(at),
            crashes: 0,
            cancel: false,
            signals: Vec::new(),
            read: 0,
            parent: None,
        }
    }

    fn has_unread(&self) -> bool {
        self.read < self.signals.len()
    }
}

/// The worker dies at this commit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadly {
    pub(crate) commit: u64,
    /// Whether the commit becomes durable first.
    pub(crate) after: bool,
}

pub(crate) fn tenant() -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(1))
}

/// How a write lets go of the run.
enum Then {
    Keep,
    ReadyAt(DateTime<Utc>),
    Close,
}

impl MemoryStore {
    pub(crate) fn accept(&self, run: RunId, spec: RunSpec) {
        self.inner.lock().unwrap().rows.insert(run, Row::new(spec));
    }

    /// A workflow that steps may start.
    pub(crate) fn publish(&self, workflow: WorkflowId, document: &Value) {
        let document = domain::graph::parse_value(document).unwrap();
        self.inner
            .lock()
            .unwrap()
            .published
            .insert(workflow, Arc::new(document));
    }

    /// Somebody says something to the run.
    pub(crate) fn signal(&self, run: RunId, step: Option<&str>, name: &str, payload: Value) {
        let step = step.map(|step| step.parse().unwrap());
        self.inner.lock().unwrap().say(run, step, name, payload);
    }

    /// The run that this step has started.
    pub(crate) fn child(&self, run: RunId, step: &str) -> Option<RunId> {
        let parent = (run, step.parse().unwrap());
        let inner = self.inner.lock().unwrap();
        let found = inner.rows.iter().find(|(_, row)| row.parent.as_ref() == Some(&parent));
        found.map(|(run, _)| *run)
    }

    pub(crate) fn journal(&self, run: RunId) -> Vec<RunEvent> {
        self.inner.lock().unwrap().rows[&run].events.clone()
    }

    pub(crate) fn state(&self, run: RunId) -> RunState {
        RunState::from_events(&self.journal(run))
    }

    pub(crate) fn request_cancel(&self, run: RunId) {
        self.inner.lock().unwrap().rows.get_mut(&run).unwrap().cancel = true;
    }

    pub(crate) fn set_crashes(&self, run: RunId, crashes: u32) {
        self.inner.lock().unwrap().rows.get_mut(&run).unwrap().crashes = crashes;
    }

    pub(crate) fn set_away(&self, away: bool) {
        self.inner.lock().unwrap().away = away;
    }

    pub(crate) fn die_at(&self, deadly: Option<Deadly>) {
        let mut inner = self.inner.lock().unwrap();
        inner.commits = 0;
        inner.deadly = deadly;
    }

    /// Another worker takes the run away, as after a reaping that this worker did not notice.
    pub(crate) fn steal(&self, run: RunId) {
        let mut inner = self.inner.lock().unwrap();
        let row = inner.rows.get_mut(&run).unwrap();
        row.fence += 1;
        row.lease = Some((WorkerId::from_uuid(Uuid::from_u128(999)), row.fence));
    }

    pub(crate) fn is_held(&self, run: RunId) -> bool {
        self.inner.lock().unwrap().rows[&run].lease.is_some()
    }

    /// Whether the durable journal has this step as begun, without a result.
    pub(crate) fn is_begun(&self, run: RunId, step: &StepPath) -> bool {
        let inner = self.inner.lock().unwrap();
        let about = inner.rows[&run]
            .events
            .iter()
            .filter(|event| event.kind.step() == Some(step));
        let mut steps = about.filter(|event| !matches!(event.kind, EventKind::Log { .. }));
        matches!(
            steps.next_back().map(|event| &event.kind),
            Some(EventKind::StepStarted { .. })
        )
    }

    /// Returns once `done` holds of the run.
    pub(crate) async fn until(&self, run: RunId, done: impl Fn(&RunState) -> bool) -> RunState {
        loop {
            let changed = self.changed.notified();
            let state = self.state(run);
            if done(&state) {
                return state;
            }
            changed.await;
        }
    }

    pub(crate) async fn until_final(&self, run: RunId) -> RunState {
        self.until(run, |state| state.status.is_final()).await
    }

    async fn write(&self, lease: &Lease, events: &[RunEvent], then: Then) -> Result<(), StoreError> {
        let dies = {
            let mut inner = self.inner.lock().unwrap();
            inner.check_away()?;
            inner.commits += 1;
            let dies = inner.deadly.filter(|deadly| deadly.commit == inner.commits);
            if dies.is_none_or(|deadly| deadly.after) {
                inner.write(lease, events, then)?;
            }
            dies.is_some()
        };
        self.changed.notify_waiters();
        if dies {
            self.died.notify_one();
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

impl Inner {
    fn check_away(&self) -> Result<(), StoreError> {
        if self.away {
            Err(StoreError::Unavailable("the database is away".into()))
        } else {
            Ok(())
        }
    }

    fn write(&mut self, lease: &Lease, events: &[RunEvent], then: Then) -> Result<(), StoreError> {
        let row = self.rows.get_mut(&lease.run.run).unwrap();
        if row.lease != Some((lease.worker, lease.fence)) {
            return Err(StoreError::StaleFence(lease.run));
        }
        for event in events {
            assert_eq!(event.seq, row.events.last().unwrap().seq + 1, "seq is gapless");
            row.events.push(event.clone());
        }
        match then {
            Then::Keep => {}
            // what was said meanwhile is not lost
            Then::ReadyAt(_) if row.has_unread() => (row.lease, row.ready_at) = (None, Some(DateTime::UNIX_EPOCH)),
            Then::ReadyAt(at) => (row.lease, row.ready_at) = (None, Some(at)),
            Then::Close => {
                (row.lease, row.ready_at) = (None, None);
                self.tell_parent(lease.run.run);
            }
        }
        Ok(())
    }

    fn tell_parent(&mut self, run: RunId) {
        let row = &self.rows[&run];
        let Some((parent, step)) = row.parent.clone() else {
            return;
        };
        let state = RunState::from_events(&row.events);
        let payload = json!({ "runId": run, "status": state.status, "output": state.output, "error": state.error });
        self.say(parent, Some(step), "sub_workflow", payload);
    }

    fn say(&mut self, run: RunId, step: Option<StepPath>, name: &str, payload: Value) {
        let row = self.rows.get_mut(&run).unwrap();
        let id = SignalId::from_uuid(Uuid::from_u128(row.signals.len() as u128));
        row.signals.push(Signal {
            id,
            name: name.into(),
            step,
            payload,
            at: DateTime::UNIX_EPOCH,
        });
        row.ready_at = row.ready_at.map(|_| DateTime::UNIX_EPOCH);
    }

    fn take(&mut self, worker: WorkerId, run: RunId, now: DateTime<Utc>) -> Option<ClaimedRun> {
        let alive = self.workers.get(&worker).is_some_and(|until| now < *until);
        let row = self.rows.get_mut(&run)?;
        if !alive || row.lease.is_some() || row.ready_at.is_none_or(|at| at > now) {
            return None;
        }
        row.fence += 1;
        row.lease = Some((worker, row.fence));
        row.ready_at = None;
        row.read = row.signals.len();
        Some(ClaimedRun {
            lease: Lease {
                run: RunRef { tenant: tenant(), run },
                worker,
                fence: row.fence,
            },
            spec: row.spec.clone(),
            events: row.events.clone(),
            crashes: row.crashes,
            cancel_requested: row.cancel,
            signals: row.signals.clone(),
        })
    }
}

#[async_trait]
impl RunStore for MemoryStore {
    async fn claim(&self, worker: WorkerId, limit: u32, now: DateTime<Utc>) -> Result<Vec<ClaimedRun>, StoreError> {
        let mut inner = self.inner.lock().unwrap();
        inner.check_away()?;
        let mut runs: Vec<RunId> = inner.rows.keys().copied().collect();
        runs.sort_unstable();
        Ok(runs
            .into_iter()
            .filter_map(|run| inner.take(worker, run, now))
            .take(limit as usize)
            .collect())
    }

    async fn claim_run(
        &self,
        worker: WorkerId,
        run: RunRef,
        now: DateTime<Utc>,
    ) -> Result<Option<ClaimedRun>, StoreError> {
        let mut inner = self.inner.lock().unwrap();
        inner.check_away()?;
        Ok(inner.take(worker, run.run, now))
    }

    async fn append(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.write(lease, events, Then::Keep).await
    }

    async fn park(&self, lease: &Lease, events: &[RunEvent], until: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(lease, events, Then::ReadyAt(until)).await
    }

    async fn put_aside(&self, lease: &Lease, until: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(lease, &[], Then::ReadyAt(until)).await?;
        self.inner.lock().unwrap().rows.get_mut(&lease.run.run).unwrap().crashes += 1;
        Ok(())
    }

    async fn release(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.write(lease, events, Then::ReadyAt(DateTime::UNIX_EPOCH)).await
    }

    async fn finish(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.write(lease, events, Then::Close).await
    }

    async fn signals(&self, lease: &Lease) -> Result<Vec<Signal>, StoreError> {
        let mut inner = self.inner.lock().unwrap();
        inner.check_away()?;
        let row = inner.rows.get_mut(&lease.run.run).unwrap();
        row.read = row.signals.len();
        Ok(row.signals.clone())
    }

    async fn start_child(&self, lease: &Lease, child: ChildRun) -> Result<ChildAnswer, StoreError> {
        let mut inner = self.inner.lock().unwrap();
        inner.check_away()?;
        let parent = (lease.run.run, child.step.clone());
        if let Some((run, _)) = inner.rows.iter().find(|(_, row)| row.parent.as_ref() == Some(&parent)) {
            return Ok(ChildAnswer::Started(*run));
        }
        let Some(document) = inner.published.get(&child.workflow).cloned() else {
            return Ok(ChildAnswer::Refused(ChildRefused::UnknownWorkflow));
        };
        let number = 1_000 + inner.rows.len() as u128;
        let run = RunId::from_uuid(Uuid::from_u128(number));
        let spec = RunSpec {
            workflow: child.workflow,
            version: WorkflowVersionId::from_uuid(Uuid::from_u128(number)),
            document,
            inputs: child.inputs,
            mode: child.mode,
            queued_at: child.at,
            request_id: None,
        };
        let row = Row {
            parent: Some(parent),
            ..Row::new(spec)
        };
        inner.rows.insert(run, row);
        Ok(ChildAnswer::Started(run))
    }

    async fn cancel_children(
        &self,
        lease: &Lease,
        step: Option<&StepPath>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut inner = self.inner.lock().unwrap();
        for row in inner.rows.values_mut() {
            let is_wanted = row
                .parent
                .as_ref()
                .is_none_or(|(run, path)| *run != lease.run.run || step.is_some_and(|step| step != path));
            if !is_wanted {
                row.cancel = true;
                row.ready_at = row.ready_at.map(|at| at.min(now));
            }
        }
        Ok(())
    }

    async fn heartbeat(&self, worker: WorkerId, now: DateTime<Utc>, ttl: Duration) -> Result<Heartbeat, StoreError> {
        let mut inner = self.inner.lock().unwrap();
        inner.check_away()?;
        let alive = !inner.reaped.contains(&worker);
        if alive {
            inner.workers.insert(worker, now + ttl);
        }
        let cancelled = |row: &&RunId| {
            let row = &inner.rows[*row];
            row.cancel && row.lease.is_some_and(|(holder, _)| holder == worker)
        };
        Ok(Heartbeat {
            cancel: inner.rows.keys().filter(cancelled).copied().collect(),
            signalled: inner
                .rows
                .iter()
                .filter(|(_, row)| row.lease.is_some_and(|(holder, _)| holder == worker) && row.has_unread())
                .map(|(run, _)| *run)
                .collect(),
            alive,
        })
    }

    async fn reap(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut inner = self.inner.lock().unwrap();
        inner.check_away()?;
        let dead: Vec<WorkerId> = inner
            .workers
            .iter()
            .filter(|(_, until)| **until <= now)
            .map(|(worker, _)| *worker)
            .collect();
        inner.workers.retain(|worker, _| !dead.contains(worker));
        inner.reaped.extend(&dead);
        let mut freed = 0;
        for row in inner.rows.values_mut() {
            if row.lease.is_some_and(|(worker, _)| dead.contains(&worker)) {
                (row.lease, row.ready_at) = (None, Some(now));
                row.crashes += 1;
                freed += 1;
            }
        }
        Ok(freed)
    }

    async fn leave(&self, worker: WorkerId) -> Result<(), StoreError> {
        let mut inner = self.inner.lock().unwrap();
        inner.check_away()?;
        inner.workers.remove(&worker);
        for row in inner.rows.values_mut() {
            if row.lease.is_some_and(|(holder, _)| holder == worker) {
                (row.lease, row.ready_at) = (None, Some(DateTime::UNIX_EPOCH));
            }
        }
        Ok(())
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let inner = self.inner.lock().unwrap();
        inner.check_away()?;
        Ok(inner.rows.values().filter_map(|row| row.ready_at).min())
    }
}
