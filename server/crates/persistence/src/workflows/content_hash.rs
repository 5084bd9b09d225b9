//! What tells two documents apart without reading them: SHA-256 of a workflow as JSON, its keys in alphabetical order
//! (their order means nothing). Drafts and versions are hashed in the same way, so that a list can say in SQL whether a
//! draft differs from what was published.

use domain::graph::Workflow;
use sha2::{Digest, Sha256};

use crate::DbError;

/// The document as it is stored, and its hash.
pub(super) fn written(document: &Workflow) -> Result<(String, Vec<u8>), DbError> {
    let broken = |error| DbError::corrupt("workflow document", error);
    let text = serde_json::to_string(document).map_err(broken)?;
    let mut sorted = serde_json::to_value(document).map_err(broken)?;
    sorted.sort_all_objects();
    let hash = hash_of(&sorted.to_string());
    Ok((text, hash))
}

/// The hash of a stored draft: that of the version it would become, or of its text when it is no workflow at all.
pub(super) fn of_draft(text: &str) -> Result<Vec<u8>, DbError> {
    match serde_json::from_str::<Workflow>(text) {
        Ok(workflow) => written(&workflow).map(|(_, hash)| hash),
        Err(_) => Ok(hash_of(text)),
    }
}

fn hash_of(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}
