//! Asking for a page of runs. The server filters by one status: what is active is asked for status by status, and
//! put together here. The newest hundred of them are exact; whoever has more looks at one status.

use domain::run::RunStatus;
use rpc::api::run::list_runs;
use rpc::{AppError, ListQuery, Page, RunFilter, RunHeader};

/// What has not ended.
const ACTIVE: [RunStatus; 3] = [RunStatus::Running, RunStatus::Waiting, RunStatus::Queued];

/// Which runs are asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Wanted {
    /// Only these.
    pub filter: RunFilter,
    /// Only what has not ended, whatever the filter's status.
    pub active: bool,
    /// Which page, and words to look for.
    pub query: ListQuery,
}

impl Wanted {
    /// The newest ones of all.
    pub(crate) fn newest(page_size: u32) -> Self {
        let query = ListQuery {
            page_size,
            ..ListQuery::default()
        };
        Self {
            query,
            ..Self::default()
        }
    }

    /// Asks the server.
    pub(crate) async fn ask(self) -> Result<Page<RunHeader>, AppError> {
        if !self.active {
            return list_runs(self.filter, self.query).await;
        }
        let mut found = Vec::new();
        for status in ACTIVE {
            let filter = RunFilter {
                status: Some(status),
                ..self.filter.clone()
            };
            let query = ListQuery {
                page: 1,
                page_size: ListQuery::MAX_PAGE_SIZE,
                q: self.query.q.clone(),
            };
            found.extend(list_runs(filter, query).await?.items);
        }
        Ok(put_together(found, &self.query))
    }
}

/// One page of the newest. A run that changed between two answers may be in both: it counts once.
fn put_together(mut found: Vec<RunHeader>, query: &ListQuery) -> Page<RunHeader> {
    found.sort_by_key(|run| std::cmp::Reverse(run.id));
    found.dedup_by(|a, b| a.id == b.id);
    found.truncate(ListQuery::MAX_PAGE_SIZE as usize);
    let total = found.len() as u64;
    let before = query.page.saturating_sub(1).saturating_mul(query.page_size) as usize;
    let items = found.into_iter().skip(before).take(query.page_size as usize).collect();
    Page {
        items,
        page: query.page,
        page_size: query.page_size,
        total,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(number: u32) -> RunHeader {
        serde_json::from_value(json!({
            "id": format!("run_{number:026}"),
            "workflowId": "wf_01k9v3e8s5e7cs0w3f6c1v9b4a", "workflowVersionId": "wv_01k9v3e8s5e7cs0w3f6c1v9b4a",
            "workflowName": "Any", "version": 1, "status": "running", "mode": "live", "trigger": "api",
            "queuedAt": "2026-11-20T12:00:00Z", "startedAt": null, "finishedAt": null, "durationMs": null, "error": null,
        }))
        .unwrap()
    }

    fn numbers(page: &Page<RunHeader>) -> Vec<String> {
        let last = |run: &RunHeader| {
            run.id
                .to_string()
                .trim_start_matches("run_")
                .trim_start_matches('0')
                .to_owned()
        };
        page.items.iter().map(last).collect()
    }

    #[test]
    fn the_newest_of_all_statuses_come_first_and_each_once() {
        let query = |page| ListQuery {
            page,
            page_size: 2,
            ..ListQuery::default()
        };
        let found = vec![run(5), run(1), run(4), run(5), run(2)];
        let first = put_together(found.clone(), &query(1));
        assert_eq!(
            (numbers(&first), first.total),
            (vec!["5".to_owned(), "4".to_owned()], 4)
        );
        assert_eq!(numbers(&put_together(found.clone(), &query(2))), ["2", "1"]);
        assert!(put_together(found, &query(3)).items.is_empty());
    }
}
