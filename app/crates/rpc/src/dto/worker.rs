//! Workers and the pools that they serve.

use chrono::{DateTime, Utc};
use domain::id::WorkerId;
use serde::{Deserialize, Serialize};

/// The workers that are alive in this region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Workers {
    /// Pools that a worker serves, or that runs of the organisation wait for; by name.
    pub pools: Vec<PoolBody>,
    /// The workers, the oldest first.
    pub workers: Vec<WorkerBody>,
}

/// One pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PoolBody {
    /// Its name.
    pub name: String,
    /// Workers that serve it; with 0, its runs wait.
    pub workers: u32,
    /// Runs that those may work on at once, for all their pools together.
    pub slots: u32,
    /// Ready runs of the organisation that no worker has taken yet.
    pub waiting: u64,
}

/// One worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkerBody {
    /// New with every start.
    pub id: WorkerId,
    /// Pools whose runs it takes.
    pub pools: Vec<String>,
    /// Runs that it may work on at once.
    pub slots: u32,
    /// Runs that it works on, of all organisations, some seconds ago.
    pub active: u32,
    /// Its version of Apex.
    pub version: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it last said that it lives.
    pub last_seen_at: DateTime<Utc>,
}
