//! Thin components: they feed the reducer and draw what it says. Create a [`Flow`], give it to each of them.

pub mod canvas;
mod card;
mod cells;
pub mod cover;
mod edges;
mod flow;
mod focus;
mod frames;
mod icon;
mod input;
mod marks;
pub mod minimap;
pub mod outline;
mod overlay;
mod sync;
pub mod toolbar;
mod watch;

pub use canvas::FlowCanvas;
pub use cover::StaticFlow;
pub use flow::Flow;
pub use minimap::MiniMap;
pub use outline::Outline;
pub use toolbar::CanvasToolbar;
