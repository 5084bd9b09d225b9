//! The creator studio: a person draws a workflow, runs it and watches it.
//!
//! The page is [`StudioPage`], for the route `/studio/:id`. Its name, its saved state and its buttons stand in the top
//! bar of the frame when the application calls [`provide_chrome`] around the frame and puts [`StudioCrumbs`] and
//! [`StudioActions`] there; else the page has a bar of its own.
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

pub use view::chrome::{Chrome, StudioActions, StudioCrumbs, provide_chrome};
pub use view::page::StudioPage;
