//! Accepting runs of many callers in one transaction.
//!
//! Each organisation's runs are accepted in a statement of their own, under that organisation's row-level security; only
//! the commit is shared.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use domain::graph::Workflow;
use domain::id::{RunId, TenantId};
use domain::run::{EventKind, RunEvent};
use ports::{ClaimedRun, Lease, RunRef, RunSpec};
use sea_orm::TransactionTrait;

use super::accept::{FIRST_FENCE, accept_all};
use super::{Accepted, NewRun, Place, Standing};
use crate::group::Job;
use crate::run_store::{ClaimGuard, Known};
use crate::{Database, DbError, TenantScope, TenantTx};

/// One run to be accepted, and its caller's place.
#[derive(Debug)]
pub(crate) struct Acceptance {
    tenant: TenantId,
    run: NewRun,
    place: Option<Place>,
    bytes: usize,
}

/// Equal requests under one idempotency key come one after the other; all else may be accepted together.
#[derive(Debug, Clone)]
pub(crate) struct AcceptanceKey {
    tenant: TenantId,
    run: RunId,
    once: Option<(String, String)>,
}

impl PartialEq for AcceptanceKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.once, &other.once) {
            (Some(one), Some(two)) => self.tenant == other.tenant && one == two,
            (None, None) => self.run == other.run,
            (None, Some(_)) | (Some(_), None) => false,
        }
    }
}

impl Eq for AcceptanceKey {}

impl Hash for AcceptanceKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.once {
            Some(once) => (self.tenant, once).hash(state),
            None => self.run.hash(state),
        }
    }
}

impl Job for Acceptance {
    type Answer = (Accepted, Option<Standing>);
    type Key = AcceptanceKey;

    fn key(&self) -> AcceptanceKey {
        let once = self.run.idempotency.as_ref();
        AcceptanceKey {
            tenant: self.tenant,
            run: self.run.id,
            once: once.map(|once| (once.scope.clone(), once.key.clone())),
        }
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    async fn do_all(database: &Database, jobs: &[&Self]) -> Result<Vec<Self::Answer>, DbError> {
        if let Some(latest) = jobs.iter().map(|job| job.run.at).max() {
            database.refresh_fairness(latest).await?;
        }
        let mut order: Vec<usize> = (0..jobs.len()).collect();
        // one statement an organisation and worker; organisations in one order, as their keys are locked
        let group = |place: &usize| {
            let job = jobs[*place];
            (job.tenant, job.place.as_ref().map(|place| place.worker))
        };
        order.sort_by_key(group);
        let mut answers: Vec<Option<Self::Answer>> = jobs.iter().map(|_| None).collect();
        let mut tx = Some(database.app().begin().await?);
        for alike in order.chunk_by(|one, two| group(one) == group(two)) {
            let Some(open) = tx.take() else { break };
            let tenant = TenantTx::name(database, open, jobs[alike[0]].tenant).await?;
            let members: Vec<&Self> = alike.iter().map(|place| jobs[*place]).collect();
            for (place, answer) in alike.iter().zip(accept_alike(&tenant, &members).await?) {
                answers[*place] = Some(answer);
            }
            tx = Some(tenant.into_inner());
        }
        if let Some(tx) = tx {
            tx.commit().await?;
        }
        Ok(answers
            .into_iter()
            .map(|answer| answer.unwrap_or((Accepted::VersionNotFound, None)))
            .collect())
    }
}

/// Of one organisation, with places of one worker or none.
async fn accept_alike(tx: &TenantTx, jobs: &[&Acceptance]) -> Result<Vec<(Accepted, Option<Standing>)>, DbError> {
    let runs: Vec<&NewRun> = jobs.iter().map(|job| &job.run).collect();
    let place = jobs.first().and_then(|job| job.place.as_ref());
    let has_place = vec![place.is_some(); jobs.len()];
    accept_all(tx, &runs, place.map(|place| (place, has_place.as_slice()))).await
}

impl TenantScope {
    /// Accepts a run durably, together with whoever else is accepting one at this moment. When `place` names a worker of
    /// this process that keeps a slot free, the run may be its at once: then it is given here, to be driven, and stands
    /// in no queue. `document` is that of the run's version.
    pub async fn accept(
        &self,
        run: NewRun,
        document: Arc<Workflow>,
        place: Option<Place>,
    ) -> Result<(Accepted, Option<ClaimedRun>), DbError> {
        let database = self.database();
        let memory = database.memory();
        let worker = place.as_ref().map(|place| place.worker);
        // an answer that gets lost may leave a lease behind that nobody works on
        let guard = worker.map(|worker| ClaimGuard::begin(&memory.deliveries, worker, run.at));
        let begun = worker.map(|worker| begun(self.tenant(), &run, document, worker));
        let job = Acceptance {
            tenant: self.tenant(),
            bytes: run.inputs.to_string().len(),
            run,
            place,
        };
        let (accepted, standing) = memory.acceptances.join(database, job).await?;
        let held = begun.and_then(|begun| begun.held(standing?));
        if let Some(guard) = guard {
            guard.delivered(held.iter().map(|run| (run.lease, Known::default())));
        }
        Ok((accepted, held))
    }
}

/// What a worker needs to drive a run that has just been accepted.
struct Begun {
    lease: Lease,
    spec: Box<dyn FnOnce(Standing) -> RunSpec + Send>,
    event: RunEvent,
}

fn begun(tenant: TenantId, run: &NewRun, document: Arc<Workflow>, worker: domain::id::WorkerId) -> Begun {
    let (version, inputs, mode) = (run.version, run.inputs.clone(), run.mode);
    let (queued_at, request_id) = (run.at, run.request_id.clone());
    Begun {
        lease: Lease {
            run: RunRef { tenant, run: run.id },
            worker,
            fence: FIRST_FENCE,
        },
        spec: Box::new(move |standing| RunSpec {
            workflow: standing.workflow,
            version,
            document,
            inputs,
            mode,
            queued_at,
            request_id,
        }),
        event: RunEvent {
            seq: 1,
            at: queued_at,
            kind: EventKind::RunQueued,
        },
    }
}

impl Begun {
    fn held(self, standing: Standing) -> Option<ClaimedRun> {
        standing.is_held.then(|| ClaimedRun {
            lease: self.lease,
            spec: (self.spec)(standing),
            events: vec![self.event],
            crashes: 0,
            cancel_requested: false,
            signals: Vec::new(),
        })
    }
}
