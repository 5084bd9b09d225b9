//! What an element does when something happens to it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use full::prelude::Owner;
use full::tachys::renderer::types::Event;
use full::tachys::renderer::{RemoveEventHandler, Rndr};
use send_wrapper::SendWrapper;

pub(crate) type Handler = Rc<RefCell<dyn FnMut(Event)>>;

/// A closure that hears one kind of event.
#[derive(Clone)]
pub(crate) struct Listener {
    event: Cow<'static, str>,
    captures: bool,
    owner: Owner,
    handler: SendWrapper<Handler>,
}

impl Listener {
    pub(crate) fn new(event: Cow<'static, str>, captures: bool, handler: Handler) -> Self {
        Self {
            event,
            captures,
            owner: Owner::current().unwrap_or_default(),
            handler: SendWrapper::new(handler),
        }
    }

    /// Listens until what is returned is dropped.
    pub(crate) fn attach(self, to: &web_sys::Element) -> RemoveEventHandler<web_sys::Element> {
        let (owner, handler) = (self.owner, self.handler.take());
        let hear = Box::new(move |event: Event| owner.with(|| (handler.borrow_mut())(event)));
        if self.captures {
            Rndr::add_event_listener_use_capture(to, &self.event, hear)
        } else {
            Rndr::add_event_listener(to, &self.event, hear)
        }
    }
}
