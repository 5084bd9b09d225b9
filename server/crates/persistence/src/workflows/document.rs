//! The document of a version, from memory where it was read before: a version never changes.

use std::sync::Arc;

use domain::graph::Workflow;
use domain::id::WorkflowVersionId;

use super::version;
use crate::{DbError, TenantScope};

impl TenantScope {
    /// The document of one of the organisation's versions; none when there is no such version. Whether its workflow was
    /// put away meanwhile is not asked here: accepting a run asks.
    pub async fn document(&self, id: WorkflowVersionId) -> Result<Option<Arc<Workflow>>, DbError> {
        let documents = &self.database().memory().documents;
        let key = (self.tenant(), id);
        if let Some(document) = documents.get(key) {
            return Ok(Some(document));
        }
        let tx = self.begin().await?;
        let Some(version) = version(&tx, id).await? else {
            return Ok(None);
        };
        documents.put(key, Arc::clone(&version.document));
        Ok(Some(version.document))
    }
}
