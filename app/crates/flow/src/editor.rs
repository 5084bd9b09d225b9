//! The pure core: a state, events, and one function between them. All that the canvas does is decided here.
//!
//! [`reduce`] never touches the DOM, never reads a clock and never panics; the view feeds it and obeys its effects.

mod add;
mod camera;
mod connect;
mod drag;
mod edit;
mod effect;
mod event;
mod history;
mod keymap;
mod marquee;
mod navigate;
mod overlay;
mod pick;
mod pointer;
mod reduce;
mod remote;
mod select;
mod state;
mod words;

pub use connect::Refusal;
pub use effect::{Effect, Effects, MenuTarget, Pending};
pub use event::{Button, Event, Key, Modifiers, Pointer, PointerKind};
pub use keymap::command;
pub use overlay::Overlay;
pub use reduce::reduce;
pub use select::Selection;
pub use state::{EditorState, Mode, Options};
