//! What each kind of node does. One file a kind; [`Executors`] finds them by the kind's key.
//!
//! An executor gets rendered settings and gives a result. It knows nothing of the run's journal, of retries or of other
//! steps, and it never logs a setting: secrets are in there.

mod approval;
mod condition;
mod context;
mod for_each;
mod google_sheets;
mod http;
mod llm;
mod log;
mod merge;
mod mock;
mod registry;
mod respond;
mod setting;
mod slack;
mod start;
mod sub_workflow;
mod switch;
mod transform;
mod wait;
mod wait_for_signal;
mod while_loop;

pub use context::{ChildOrder, Executor, LogSink, StepContext, StepResult};
pub(crate) use mock::answer as mock_answer;
pub use registry::Executors;
