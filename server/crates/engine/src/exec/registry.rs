//! Which executor does which kind.

use std::collections::HashMap;
use std::sync::Arc;

use domain::plan::PlanStep;
use ports::{ModelProvider, Outbound};

use super::{
    Executor, approval, condition, for_each, google_sheets, http, llm, log, merge, respond, slack, start, sub_workflow,
    switch, transform, wait, wait_for_signal, while_loop,
};
use crate::core::{Join, Rules};

/// Executors by the key of their kind. Cheap to clone.
#[derive(Clone, Default)]
pub struct Executors {
    by_kind: HashMap<&'static str, Arc<dyn Executor>>,
}

impl Executors {
    /// One for every kind that Apex ships. HTTP steps leave by `outbound`, models answer by `models`.
    #[must_use]
    pub fn builtin(outbound: Arc<dyn Outbound>, models: Arc<dyn ModelProvider>) -> Self {
        Self::default()
            .with("start", start::Start)
            .with("http", http::Http::new(outbound))
            .with("llm", llm::Llm::new(models))
            .with("transform", transform::Transform)
            .with("condition", condition::Condition)
            .with("switch", switch::Switch)
            .with("for_each", for_each::ForEach)
            .with("merge", merge::Merge)
            .with("wait", wait::Wait)
            .with("while", while_loop::While)
            .with("wait_for_signal", wait_for_signal::WaitForSignal)
            .with("approval", approval::Approval)
            .with("sub_workflow", sub_workflow::SubWorkflow)
            .with("respond", respond::Respond)
            .with("log", log::Log)
            .with("slack", slack::Slack)
            .with("google_sheets", google_sheets::GoogleSheets)
    }

    /// The same set with one more, or another one, for `kind`.
    #[must_use]
    pub fn with(mut self, kind: &'static str, executor: impl Executor) -> Self {
        self.by_kind.insert(kind, Arc::new(executor));
        self
    }

    /// The executor of this kind.
    #[must_use]
    pub fn get(&self, kind: &str) -> Option<&Arc<dyn Executor>> {
        self.by_kind.get(kind)
    }
}

impl Rules for Executors {
    fn join(&self, step: &PlanStep) -> Join {
        self.get(step.kind.key)
            .map_or(Join::All, |executor| executor.join(step))
    }

    fn width(&self, step: &PlanStep) -> usize {
        self.get(step.kind.key).map_or(1, |executor| executor.width(step))
    }

    fn collects(&self, step: &PlanStep) -> bool {
        self.get(step.kind.key).is_some_and(|executor| executor.collects(step))
    }
}

impl std::fmt::Debug for Executors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut kinds: Vec<_> = self.by_kind.keys().collect();
        kinds.sort_unstable();
        f.debug_tuple("Executors").field(&kinds).finish()
    }
}
