//! The menu under the right button, and under Shift+F10.

use domain::catalogue::Catalogue;
use flow::{Event, MenuTarget};
use leptos::prelude::*;
use ui::{ContextMenu, IconName, Kbd, MenuItem, MenuRule};

use crate::document::card::body_field;
use crate::state::panes::AddAt;
use crate::state::studio::Studio;

/// What can be done with what it was asked on.
#[component]
pub(crate) fn CanvasMenu(studio: Studio) -> impl IntoView {
    let send = move |event: fn() -> Event<domain::graph::Node>| studio.flow_now().dispatch(event());
    let on = studio.panes.menu_on;
    let locked = Signal::derive(move || !studio.can_edit());
    let no_node = Signal::derive(move || locked.get() || on.with(|(target, _)| !matches!(target, MenuTarget::Node(_))));
    let nothing = Signal::derive(move || locked.get() || on.with(|(target, _)| matches!(target, MenuTarget::Canvas)));
    let copy_off = Signal::derive(move || on.with(|(target, _)| !matches!(target, MenuTarget::Node(_))));
    let loop_id = move || {
        let MenuTarget::Node(id) = on.get().0 else { return None };
        let node = studio.flow().node(&id)?;
        body_field(Catalogue::builtin().get(&node.data.kind)).map(|_| id)
    };
    let remove = move || {
        let flow = studio.flow_now();
        match on.get_untracked().0 {
            MenuTarget::Edge(key) => flow.dispatch(Event::Disconnect(key)),
            MenuTarget::Node(_) => flow.dispatch(Event::DeleteSelection),
            MenuTarget::Canvas => {}
        }
    };
    let add_here = move || {
        let at = on.get_untracked().1;
        let client = studio.flow_now().read(|state| state.viewport().to_screen(at));
        let client = studio.flow_now().to_client(client).unwrap_or(client);
        studio.panes.add.set(Some(AddAt {
            at,
            client,
            pending: None,
            beside: None,
        }));
    };
    let edit_body = move || {
        if let Some(id) = untrack(loop_id) {
            studio.enter(&id);
        }
    };
    let undone = move || match on.get().0 {
        MenuTarget::Node(id) if !locked.get() && studio.may_be_undone(&id) => Some(id),
        MenuTarget::Node(_) | MenuTarget::Edge(_) | MenuTarget::Canvas => None,
    };
    let undo_with = move || {
        if let Some(id) = untrack(undone) {
            studio.undo_with(&id);
        }
    };
    view! {
        <ContextMenu id="canvas-menu" label="Canvas" at=studio.panes.menu_at>
            <MenuItem label="Add step here" icon=IconName::Plus disabled=locked on_pick=add_here>
                <Kbd>"/"</Kbd>
            </MenuItem>
            <MenuItem
                label="Edit body"
                icon=IconName::Repeat
                disabled=move || loop_id().is_none()
                on_pick=edit_body
            />
            <MenuItem
                label="Undo with…"
                icon=IconName::Undo2
                disabled=move || undone().is_none()
                on_pick=undo_with
            />
            <MenuRule />
            <MenuItem label="Duplicate" icon=IconName::CopyPlus disabled=no_node on_pick=move || send(|| Event::Duplicate)>
                <Kbd mod_key=true>"D"</Kbd>
            </MenuItem>
            <MenuItem label="Copy" icon=IconName::Copy disabled=copy_off on_pick=move || send(|| Event::Copy)>
                <Kbd mod_key=true>"C"</Kbd>
            </MenuItem>
            <MenuItem label="Paste" icon=IconName::Clipboard disabled=locked on_pick=move || send(|| Event::Paste)>
                <Kbd mod_key=true>"V"</Kbd>
            </MenuItem>
            <MenuRule />
            <MenuItem label="Fit to view" icon=IconName::Maximize on_pick=move || send(|| Event::Fit)>
                <Kbd>"1"</Kbd>
            </MenuItem>
            <MenuItem label="Tidy up" icon=IconName::Network disabled=locked on_pick=move || send(|| Event::Tidy)>
                <Kbd shift=true>"T"</Kbd>
            </MenuItem>
            <MenuRule />
            <MenuItem label="Delete" icon=IconName::Trash2 danger=true disabled=nothing on_pick=remove>
                <Kbd>"Del"</Kbd>
            </MenuItem>
        </ContextMenu>
    }
}
