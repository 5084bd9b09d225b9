//! The live journal of a run: the same event stream that customers of the API use.

use domain::id::RunId;
use domain::run::RunEvent;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventSource, MessageEvent};

/// The names of the events, as `EventKind::channel` gives them.
const CHANNELS: [&str; 3] = ["run", "step", "log"];

/// An open stream; dropping it closes it.
pub(crate) struct Stream {
    source: EventSource,
    _on_event: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

impl Stream {
    /// Follows a run. `broken` is called when the browser gives up; short breaks it mends itself.
    pub(crate) fn open(id: RunId, event: impl Fn(RunEvent) + 'static, broken: impl Fn() + 'static) -> Option<Self> {
        let source = EventSource::new(&format!("/api/v1/runs/{id}/stream")).ok()?;
        let on_event = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let parsed = message
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str(&text).ok());
            if let Some(parsed) = parsed {
                event(parsed);
            }
        });
        for channel in CHANNELS {
            source
                .add_event_listener_with_callback(channel, on_event.as_ref().unchecked_ref())
                .ok()?;
        }
        let watched = source.clone();
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            if watched.ready_state() == EventSource::CLOSED {
                broken();
            }
        });
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            source,
            _on_event: on_event,
            _on_error: on_error,
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onerror(None);
        self.source.close();
    }
}
