//! What the framework has no listener for: the size of the canvas, and a wheel that doesn't scroll the page.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{AddEventListenerOptions, HtmlDivElement, ResizeObserver, WheelEvent};

use crate::editor::Event;
use crate::geometry::Size;
use crate::model::Payload;
use crate::view::flow::Flow;

/// Both listeners; dropped with the owner, they let go of the element.
struct Watch {
    root: HtmlDivElement,
    observer: Option<ResizeObserver>,
    wheel: Closure<dyn FnMut(WheelEvent)>,
    _resize: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        let _ = self
            .root
            .remove_event_listener_with_callback("wheel", self.wheel.as_ref().unchecked_ref());
    }
}

/// Listens as soon as the canvas is mounted.
///
/// What listens belongs to the effect, which never runs on the server: a page's owner is dropped there by any thread,
/// and what is bound to its own thread would end the answer with a panic.
pub(super) fn watch<D: Payload>(flow: Flow<D>) {
    let root: NodeRef<Div> = flow.root;
    effect(move || {
        if let Some(root) = root.get() {
            let _kept = StoredValue::new_local(listen(flow, root));
        }
    });
}

fn listen<D: Payload>(flow: Flow<D>, root: HtmlDivElement) -> Watch {
    let wheel = Closure::<dyn FnMut(WheelEvent)>::new(move |ev: WheelEvent| flow.on_wheel(&ev));
    let options = AddEventListenerOptions::new();
    options.set_passive(false);
    let callback = wheel.as_ref().unchecked_ref();
    let _ = root.add_event_listener_with_callback_and_add_event_listener_options("wheel", callback, &options);
    let element = root.clone();
    let measure = move || {
        let (w, h) = (f64::from(element.client_width()), f64::from(element.client_height()));
        if w > 0.0 && h > 0.0 {
            flow.dispatch(Event::Resized(Size::new(w, h)));
        }
    };
    measure();
    let resize = Closure::<dyn FnMut()>::new(measure);
    let observer = ResizeObserver::new(resize.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(&root);
    }
    Watch {
        root,
        observer,
        wheel,
        _resize: resize,
    }
}
