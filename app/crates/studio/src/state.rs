//! What the studio remembers while it is open: signals, timers and calls. The rules are in the pure modules.

pub(crate) mod autosave;
pub(crate) mod checks;
pub(crate) mod clipboard;
pub(crate) mod conflict;
pub(crate) mod follow;
pub(crate) mod insert;
pub(crate) mod levels;
pub(crate) mod listen;
pub(crate) mod locate;
pub(crate) mod paint;
pub(crate) mod panes;
pub(crate) mod replace;
pub(crate) mod restore;
pub(crate) mod run;
pub(crate) mod runner;
pub(crate) mod storage;
pub(crate) mod stream;
pub(crate) mod studio;
pub(crate) mod subject;
pub(crate) mod timer;
pub(crate) mod undoing;
