//! Compiled workflow versions. A version never changes, so neither does its program.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::catalogue::Catalogue;
use domain::id::WorkflowVersionId;
use domain::plan::compile_with;
use domain::problem::Problem;
use ports::RunSpec;

use crate::core::Program;
use crate::exec::Executors;

/// Programs that are kept; past this the store is emptied and fills again with what is in use.
const CAPACITY: usize = 256;

pub(super) struct Programs {
    catalogue: Catalogue,
    executors: Executors,
    kept: Mutex<HashMap<WorkflowVersionId, Arc<Program>>>,
}

impl Programs {
    pub(super) fn new(catalogue: Catalogue, executors: Executors) -> Self {
        Self {
            catalogue,
            executors,
            kept: Mutex::default(),
        }
    }

    /// The program of this run's version; the faults of its document when it has none.
    pub(super) fn of(&self, spec: &RunSpec) -> Result<Arc<Program>, Vec<Problem>> {
        if let Some(program) = self
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&spec.version)
        {
            return Ok(Arc::clone(program));
        }
        let plan = Arc::new(compile_with(&spec.document, &self.catalogue)?);
        let program = Arc::new(Program::new(plan, &spec.document, &self.executors));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= CAPACITY {
            kept.clear();
        }
        kept.insert(spec.version, Arc::clone(&program));
        Ok(program)
    }
}
