//! The reading pages: home, the list of workflows, runs and one run, sign-in, and the page that is not there.
//!
//! A page asks the server through `rpc`, and shows skeleton, empty state, failure or content of the same size. What
//! it shows is worked out in plain modules (addresses, rows, words) that are tested without a browser; what it
//! restores is in the address.

#![expect(unreachable_pub, reason = "the component macro makes every component public")]

mod address;
mod approvals;
mod cards;
mod cover;
mod dead_letters;
mod failure;
mod failures;
mod home;
mod loaded;
mod new_workflow;
mod not_found;
mod outcome;
mod quiet;
mod run;
mod runs;
mod sentence;
mod sign_in;
mod title_focus;
mod triggers;
mod try_run;
mod workflow_select;
mod workflows;

pub use approvals::{ApprovalPage, ApprovalsPage};
pub use dead_letters::DeadLettersPage;
pub use failures::FailuresPage;
pub use home::HomePage;
pub use new_workflow::use_new_workflow;
pub use not_found::NotFoundPage;
pub use run::RunPage;
pub use runs::RunsPage;
pub use sign_in::SignInPage;
pub use triggers::TriggersPage;
pub use workflows::WorkflowsPage;
