//! Pointer moves wait for an animation frame, and frames go on while something is held at the border.

use leptos::prelude::*;

use crate::editor::Event;
use crate::model::Payload;
use crate::view::flow::Flow;

impl<D: Payload> Flow<D> {
    /// Keeps the newest move until its frame.
    pub(super) fn queue(&self, event: Event<D>) {
        self.core.update_value(|core| core.queued = Some(event));
        self.tick_later();
    }

    /// Sends the move that waits, before anything else may happen.
    pub(super) fn flush(&self) {
        let waiting = self.core.try_update_value(|core| core.queued.take()).flatten();
        if let Some(event) = waiting {
            self.send(event);
        }
    }

    /// Goes on with frames while the canvas runs along.
    pub(super) fn ask_for_frame(&self) {
        if self.core.with_value(|core| core.state.wants_frames()) {
            self.tick_later();
        }
    }

    fn tick_later(&self) {
        let asked = self
            .core
            .try_update_value(|core| std::mem::replace(&mut core.ticking, true));
        if asked == Some(false) {
            let flow = *self;
            request_animation_frame(move || flow.tick());
        }
    }

    fn tick(&self) {
        if self.core.try_update_value(|core| core.ticking = false).is_none() {
            return;
        }
        self.flush();
        if self.core.with_value(|core| core.state.wants_frames()) {
            self.send(Event::Frame);
        }
    }
}
