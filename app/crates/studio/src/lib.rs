//! The creator studio: a person draws a workflow, runs it and watches it.
//!
//! The page is [`StudioPage`], for the route `/studio/:id`.
//!
//! - `document`, `problem`, `palette`, `saving`, `expr`, `run`: pure; the rules, tested without a browser.
//! - `state`: signals, timers and calls that tie those together.
//! - `view`: the page. Don't put rules there.

mod document;
mod expr;
mod palette;
mod problem;
mod run;
mod saving;
mod state;
#[expect(
    unreachable_pub,
    reason = "#[component] makes what it generates `pub`, whatever the visibility of the function"
)]
mod view;

pub use view::page::StudioPage;
