use std::collections::HashMap;
use std::sync::Arc;

use domain::access::{Caller, Permission};
use domain::graph::Workflow;
use domain::id::{WorkflowId, WorkflowVersionId};
use persistence::failures::{self, CauseRecord, FailureSpan, TrendRecord};
use persistence::{TenantTx, workflows};
use rpc::{AppError, FailingWorkflow, FailureCause, FailurePoint, FailureQuery, FailureReport};

use super::span::Span;
use super::title::title;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// Causes of one report.
const MOST_CAUSES: u32 = 50;
/// Workflows of one report.
const MOST_WORKFLOWS: usize = 20;
/// Documents that are read for the titles of nodes; further causes are told by the node's id.
const MOST_DOCUMENTS: usize = 20;

/// See [`rpc::service::FailureService::report`].
pub(super) async fn report(
    context: &Context,
    caller: &Caller,
    query: &FailureQuery,
) -> Result<FailureReport, AppError> {
    require(caller, Permission::RunsRead)?;
    let Span { bucket, bounds } = Span::of(query, context.clock.now())?;
    let span = FailureSpan {
        bounds,
        workflow: query.workflow_id,
    };
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let trend = failures::trend(&tx, &span).await.map_err(from_db)?;
    let found = failures::causes(&tx, &span, MOST_CAUSES).await.map_err(from_db)?;
    let workflows = failing(&tx, &span, &found).await?;
    let documents = documents(&tx, &found).await?;
    tx.commit().await.map_err(from_db)?;
    let sum = |of: fn(&TrendRecord) -> u64| trend.iter().map(of).sum::<u64>();
    let (runs, failed, dead) = (
        sum(|point| point.runs),
        sum(|point| point.failed),
        sum(|point| point.dead),
    );
    let cause = |record: CauseRecord| cause(record, failed + dead, &documents);
    Ok(FailureReport {
        from: span.bounds.first().copied().unwrap_or_default(),
        to: span.bounds.last().copied().unwrap_or_default(),
        bucket,
        runs,
        failed,
        dead,
        trend: span
            .bounds
            .iter()
            .zip(&trend)
            .map(|(at, point)| FailurePoint {
                at: *at,
                runs: point.runs,
                failed: point.failed,
                dead: point.dead,
            })
            .collect(),
        causes: found.into_iter().map(cause).collect(),
        workflows,
    })
}

fn cause(record: CauseRecord, failures: u64, documents: &Documents) -> FailureCause {
    let document = documents.get(&record.example_version);
    let node_title = record.node.as_deref().and_then(|node| title(document?, node));
    FailureCause {
        workflow_id: record.workflow,
        workflow_name: record.workflow_name,
        node_title,
        node_id: record.node,
        code: record.code,
        share: ratio(record.count, failures),
        count: record.count,
        dead: record.dead,
        attempts: record.attempts,
        last_seen: record.last_seen,
        example_run_id: record.example,
        example_step_id: record.example_step,
        message: record.message,
        trend: record.trend,
    }
}

/// The workflows of the most frequent causes, with how many of their runs fail.
async fn failing(tx: &TenantTx, span: &FailureSpan, causes: &[CauseRecord]) -> Result<Vec<FailingWorkflow>, AppError> {
    let mut failures: HashMap<WorkflowId, (String, u64)> = HashMap::new();
    for cause in causes {
        let entry = failures
            .entry(cause.workflow)
            .or_insert_with(|| (cause.workflow_name.clone(), 0));
        entry.1 += cause.count;
    }
    let mut failures: Vec<_> = failures.into_iter().collect();
    failures.sort_by(|a, b| b.1.1.cmp(&a.1.1).then_with(|| a.0.cmp(&b.0)));
    failures.truncate(MOST_WORKFLOWS);
    let ids: Vec<WorkflowId> = failures.iter().map(|(id, _)| *id).collect();
    let runs = failures::runs_of(tx, span, &ids).await.map_err(from_db)?;
    let told = |(id, (name, failures)): (WorkflowId, (String, u64))| {
        let runs = runs.get(&id).copied().unwrap_or(failures);
        FailingWorkflow {
            workflow_id: id,
            workflow_name: name,
            runs,
            failures,
            rate: ratio(failures, runs),
        }
    };
    Ok(failures.into_iter().map(told).collect())
}

type Documents = HashMap<WorkflowVersionId, Arc<Workflow>>;

/// The documents of the examples, for the titles of their nodes.
async fn documents(tx: &TenantTx, causes: &[CauseRecord]) -> Result<Documents, AppError> {
    let mut documents = Documents::new();
    for cause in causes.iter().filter(|cause| cause.node.is_some()) {
        if documents.len() >= MOST_DOCUMENTS {
            break;
        }
        if !documents.contains_key(&cause.example_version) {
            let version = workflows::version(tx, cause.example_version).await.map_err(from_db)?;
            documents.extend(version.map(|version| (cause.example_version, version.document)));
        }
    }
    Ok(documents)
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
