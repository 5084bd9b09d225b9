//! A running Apex, and servers that are not Apex.

pub(crate) mod apex;
mod events;
mod process;
pub(crate) mod upstream;

pub(crate) use apex::Apex;
pub(crate) use events::Events;
pub(crate) use process::Process;
pub(crate) use upstream::Upstream;
