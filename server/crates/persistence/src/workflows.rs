//! Workflows: drafts that are saved often, versions that never change.

mod archive;
mod content_hash;
mod create;
mod document;
mod get;
mod list;
mod of_file;
mod overview;
mod publish;
mod record;
mod save_draft;
mod snapshot;
mod versions;

pub use archive::archive;
pub use create::{NewWorkflow, create};
pub use get::{get, hold};
pub use list::{WorkflowFilter, list};
pub use of_file::of_file;
pub use overview::{SKETCHED_NODES, WorkflowOverview, overview};
pub use publish::{NewVersion, publish};
pub use record::{Origin, VersionRecord, VersionSummary, WorkflowRecord, WorkflowSummary};
pub use save_draft::{DraftChange, DraftSaved, save_draft};
pub use snapshot::{snapshot, version_of};
pub use versions::{latest_version, version, version_by_number, versions};
