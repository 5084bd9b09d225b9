//! The tables of Apex as SeaORM entities, one file a table: plain data, no queries, no runtime.
//!
//! Ids are bare UUIDs here, as the database keeps them; each model gives them their kind (`workflow()`, `tenant()` …),
//! and nothing outside of `persistence` should see a bare one.

pub mod api_key;
pub mod approval;
pub mod dead_letter;
pub mod hook_delivery;
pub mod idempotency_key;
pub mod login_link;
pub mod membership;
pub mod outbox;
pub mod run;
pub mod run_lease;
pub mod run_queue;
pub mod run_signal;
pub mod schedule;
pub mod step_event;
pub mod tenant;
pub mod tenant_setting;
pub mod trigger;
pub mod user;
pub mod web_session;
pub mod worker;
pub mod workflow;
pub mod workflow_setting;
pub mod workflow_version;
