//! The rules of the canvas, one file a noun.

mod arbitrary;
mod camera;
mod connecting;
mod culling;
mod documents;
mod edges;
mod history;
mod keyboard;
mod pointer;
mod remote;
mod sizes;
mod snapping;
mod tidy;
#[cfg(feature = "ssr")]
mod view;
