//! The handle of a canvas: what the host and all components of one canvas share.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use crate::editor::{EditorState, Effect, Event, Mode, Options, Overlay, Selection, reduce};
use crate::geometry::{Point, Rect, Viewport};
use crate::model::{Doc, EdgeKey, FlowNode, NodeId, Payload};
use crate::view::sync::Core;

type Listener<D> = Arc<dyn Fn(Effect<D>) + Send + Sync>;

/// A canvas and its state. Copy it freely; it lives as long as the owner it was created under.
pub struct Flow<D: Payload> {
    pub(super) core: StoredValue<Core<D>>,
    listener: StoredValue<Option<Listener<D>>>,
    pub(super) root: NodeRef<Div>,
    pub(super) order: RwSignal<Vec<NodeId>>,
    pub(super) lines: RwSignal<Vec<EdgeKey>>,
    pub(super) viewport: RwSignal<Viewport>,
    pub(super) overlay: RwSignal<Overlay>,
    pub(super) selection: RwSignal<Selection>,
    pub(super) doc: RwSignal<Doc<D>>,
    pub(super) view: RwSignal<Rect>,
    pub(super) said: RwSignal<String>,
    pub(super) undoable: RwSignal<(bool, bool)>,
    pub(super) mode: RwSignal<Mode>,
}

impl<D: Payload> Clone for Flow<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Payload> Copy for Flow<D> {}

impl<D: Payload> Flow<D> {
    /// A canvas with a document.
    #[must_use]
    pub fn new(doc: Doc<D>, options: Options) -> Self {
        let state = EditorState::new(doc, options);
        let flow = Self {
            listener: StoredValue::new(None),
            root: NodeRef::new(),
            order: RwSignal::default(),
            lines: RwSignal::default(),
            viewport: RwSignal::new(state.viewport()),
            overlay: RwSignal::default(),
            selection: RwSignal::default(),
            doc: RwSignal::new(state.doc().clone()),
            view: RwSignal::new(state.view()),
            said: RwSignal::default(),
            undoable: RwSignal::default(),
            mode: RwSignal::new(state.mode()),
            core: StoredValue::new(Core::new(state)),
        };
        flow.core.update_value(|core| {
            core.rebuild();
            core.mark(&Overlay::default());
        });
        flow.refresh_lists();
        flow
    }

    /// Calls `listener` with every effect, after the canvas has followed it. It may dispatch again.
    pub fn on_effect(&self, listener: impl Fn(Effect<D>) + Send + Sync + 'static) {
        self.listener.set_value(Some(Arc::new(listener)));
    }

    /// Sends an event through the reducer and lets the canvas and the host follow.
    pub fn dispatch(&self, event: Event<D>) {
        self.flush();
        self.send(event);
    }

    pub(super) fn send(&self, event: Event<D>) {
        let effects = self.core.try_update_value(|core| reduce(&mut core.state, event));
        let Some(effects) = effects else { return };
        self.follow(&effects);
        let Some(Some(listener)) = self.listener.try_get_value() else {
            return;
        };
        for effect in effects {
            listener(effect);
        }
    }

    /// Tells the host of an effect that the view itself saw.
    pub(super) fn emit(&self, effect: Effect<D>) {
        if let Some(listener) = self.listener.get_value() {
            listener(effect);
        }
    }

    /// Reads the state without being told when it changes.
    pub fn read<T>(&self, read: impl FnOnce(&EditorState<D>) -> T) -> T {
        self.core.with_value(|core| read(&core.state))
    }

    /// The document as of the last committed change: a drag under way is not in it. Tracked.
    #[must_use]
    pub fn doc(&self) -> Signal<Doc<D>> {
        self.doc.into()
    }

    /// A node as of now.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<Arc<FlowNode<D>>> {
        self.read(|state| state.doc().node(id).cloned())
    }

    /// What is selected. Tracked.
    #[must_use]
    pub fn selection(&self) -> Signal<Selection> {
        self.selection.into()
    }

    /// Shift and zoom. Tracked.
    #[must_use]
    pub fn viewport(&self) -> Signal<Viewport> {
        self.viewport.into()
    }

    /// What the user may do. Tracked.
    #[must_use]
    pub fn mode(&self) -> Signal<Mode> {
        self.mode.into()
    }

    /// Whether there is something to undo. Tracked.
    #[must_use]
    pub fn can_undo(&self) -> Signal<bool> {
        let undoable = self.undoable;
        Signal::derive(move || undoable.get().0)
    }

    /// Whether there is something to redo. Tracked.
    #[must_use]
    pub fn can_redo(&self) -> Signal<bool> {
        let undoable = self.undoable;
        Signal::derive(move || undoable.get().1)
    }

    /// From client pixels (of a pointer event) to flow pixels; none before the canvas is mounted.
    #[must_use]
    pub fn screen_to_flow(&self, client: Point) -> Option<Point> {
        let local = self.to_local(client)?;
        Some(self.read(|state| state.viewport().to_flow(local)))
    }

    /// From canvas pixels, as effects carry them, to client pixels; none before the canvas is mounted.
    #[must_use]
    pub fn to_client(&self, canvas: Point) -> Option<Point> {
        Some(canvas + self.origin()?)
    }

    pub(super) fn to_local(self, client: Point) -> Option<Point> {
        Some(client - self.origin()?)
    }

    fn origin(&self) -> Option<Point> {
        let rect = self.root.get_untracked()?.get_bounding_client_rect();
        Some(Point::new(rect.left(), rect.top()))
    }
}
