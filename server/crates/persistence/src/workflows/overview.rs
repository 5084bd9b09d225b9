//! Workflows as the dashboard shows them: with a sketch of their draft, whether it was published, and their newest run,
//! in one statement. Drafts themselves stay in the database: a page of them may be megabytes of prompts and code.

use chrono::{DateTime, Utc};
use domain::id::RunId;
use domain::run::RunStatus;
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use super::{WorkflowFilter, WorkflowSummary, list};
use crate::statement::fetch_all;
use crate::{DbError, Page, PageRequest, TenantTx};

/// The most nodes of a sketch.
pub const SKETCHED_NODES: i64 = 40;

/// A workflow in the dashboard.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkflowOverview {
    /// All but the draft.
    pub summary: WorkflowSummary,
    /// The draft as a document of the same format, with what a small picture shows of it: its first [`SKETCHED_NODES`]
    /// nodes with their kind, place and cases, and the edges among them. A draft that holds `\u0000` comes whole.
    pub sketch: Value,
    /// Whether the draft differs from the newest version; true when nothing was published.
    pub has_changes: bool,
    /// The newest run: which, where it stands, when it was accepted.
    pub last_run: Option<(RunId, RunStatus, DateTime<Utc>)>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    sketch: Value,
    has_changes: bool,
    run_id: Option<Uuid>,
    run_status: Option<String>,
    run_queued_at: Option<DateTime<Utc>>,
}

// The newest run of each workflow is one step in the index by workflow. Postgres refuses to look into JSON with \u0000
// in it, so such a draft is taken as it is. The cases of a node name its ports. $1 tenant, $2 workflows, $3 nodes
const DETAILS: &str = "
SELECT w.id,
       CASE WHEN readable.draft IS NULL THEN w.draft ELSE json_build_object(
           'schema', 'apex.workflow/v1', 'name', w.name,
           'nodes', coalesce(drawn.nodes, '[]'::json), 'edges', coalesce(lines.edges, '[]'::json)) END AS sketch,
       v.content_hash IS DISTINCT FROM w.draft_hash AS has_changes,
       r.id AS run_id, r.status AS run_status, r.queued_at AS run_queued_at
FROM workflows w
LEFT JOIN workflow_versions v ON v.tenant_id = w.tenant_id AND v.id = w.latest_version_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN position('\\u0000' IN w.draft::text) = 0 THEN w.draft END AS draft
) readable
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
               'id', node -> 'id', 'type', node -> 'type', 'position', node -> 'position',
               'config', json_build_object('cases', node -> 'config' -> 'cases', 'default', node -> 'config' -> 'default'))
               ORDER BY place) AS nodes,
           array_agg(node ->> 'id') AS ids
    FROM json_array_elements(
        CASE json_typeof(readable.draft -> 'nodes') WHEN 'array' THEN readable.draft -> 'nodes' ELSE '[]'::json END
    ) WITH ORDINALITY AS listed (node, place)
    WHERE place <= $3
) drawn
CROSS JOIN LATERAL (
    SELECT json_agg(edge ORDER BY place) AS edges
    FROM json_array_elements(
        CASE json_typeof(readable.draft -> 'edges') WHEN 'array' THEN readable.draft -> 'edges' ELSE '[]'::json END
    ) WITH ORDINALITY AS listed (edge, place)
    WHERE edge ->> 'from' = ANY (drawn.ids) AND edge ->> 'to' = ANY (drawn.ids)
) lines
LEFT JOIN LATERAL (
    SELECT id, status, queued_at FROM runs
    WHERE tenant_id = w.tenant_id AND workflow_id = w.id ORDER BY id DESC LIMIT 1
) r ON true
WHERE w.tenant_id = $1 AND w.id = ANY ($2)";

/// The page of [`list()`] with what the dashboard shows beside each workflow.
pub async fn overview(
    tx: &TenantTx,
    filter: &WorkflowFilter,
    page: PageRequest,
) -> Result<Page<WorkflowOverview>, DbError> {
    let found = list(tx, filter, page).await?;
    let ids: Vec<Uuid> = found.items.iter().map(|summary| summary.id.uuid()).collect();
    let mut rows = fetch_all::<_, Row>(tx.conn(), DETAILS, [tx.key(), ids.into(), SKETCHED_NODES.into()]).await?;
    let items = found
        .items
        .into_iter()
        .filter_map(|summary| {
            let place = rows.iter().position(|row| row.id == summary.id.uuid())?;
            Some(joined(summary, rows.swap_remove(place)))
        })
        .collect::<Result<_, _>>()?;
    Ok(Page {
        items,
        page: found.page,
        page_size: found.page_size,
        total: found.total,
    })
}

fn joined(summary: WorkflowSummary, row: Row) -> Result<WorkflowOverview, DbError> {
    let last_run = match (row.run_id, row.run_status, row.run_queued_at) {
        (Some(id), Some(status), Some(at)) => {
            let status = status
                .parse()
                .map_err(|error: domain::run::status::UnknownWord| DbError::corrupt("run", error));
            Some((RunId::from_uuid(id), status?, at))
        }
        _ => None,
    };
    Ok(WorkflowOverview {
        summary,
        sketch: row.sketch,
        has_changes: row.has_changes,
        last_run,
    })
}
