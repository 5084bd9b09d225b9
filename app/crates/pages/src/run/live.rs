//! A run as it happens: the journal that came with the page, folded on by the event stream until the run ends.

use domain::id::RunId;
use domain::run::{RunEvent, RunState};
use leptos::prelude::*;
use rpc::RunDetail;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

/// The names of the stream's events.
const CHANNELS: [&str; 3] = ["run", "step", "log"];

/// The run as folded so far, kept in step while it goes on.
pub(super) fn follow(detail: &RunDetail) -> RwSignal<RunState> {
    let state = RwSignal::new(RunState::from_events(&detail.events));
    let id = detail.header.id;
    let ended = memo(move || state.with(|state| state.status.is_final()));
    effect(move || {
        if ended.get() {
            return;
        }
        if let Some(stream) = Stream::open(id, move |event| fold(state, event)) {
            let stream = StoredValue::new_local(stream);
            on_cleanup(move || {
                stream.try_update_value(Stream::close);
            });
        }
    });
    state
}

/// An event that was folded before changes nothing, so that a reconnect may repeat what was told.
fn fold(state: RwSignal<RunState>, event: &RunEvent) {
    let news = state.try_with_untracked(|state| event.seq > state.last_seq);
    if news == Some(true) {
        state.try_update(|state| state.apply(event));
    }
}

/// An open event stream. The browser resumes it by itself where it breaks.
struct Stream {
    source: EventSource,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Stream {
    fn open(run: RunId, told: impl Fn(&RunEvent) + 'static) -> Option<Self> {
        let source = EventSource::new(&format!("/api/v1/runs/{run}/stream")).ok()?;
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            // what this version can't read is left out; a reload shows it
            if let Ok(event) = serde_json::from_str::<RunEvent>(&text) {
                told(&event);
            }
        });
        for channel in CHANNELS {
            source
                .add_event_listener_with_callback(channel, listener.as_ref().unchecked_ref())
                .ok()?;
        }
        Some(Self {
            source,
            _listener: listener,
        })
    }

    fn close(&mut self) {
        self.source.close();
    }
}
