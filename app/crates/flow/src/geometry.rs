//! Pure geometry over plain data: no DOM, no signals, no state.

pub mod align;
pub mod autopan;
pub mod cover;
pub mod cull;
pub mod curve;
pub mod fan;
pub mod hit;
pub mod layers;
pub mod measures;
pub mod minimap;
mod point;
pub mod route;
pub mod spatial;
pub mod step;
pub mod tidy;
mod viewport;

pub use point::{Point, Rect, Size, round2};
pub use viewport::{Insets, Viewport};
