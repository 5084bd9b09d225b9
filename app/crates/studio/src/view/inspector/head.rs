//! Icon, title and id of the node, and what can be done with it.

use flow::Event;
use leptos::prelude::*;
use ui::{Icon, IconButton, IconName, IconSize, Menu, MenuItem, MenuRule, Toast};

use crate::document::card::{body_field, title};
use crate::document::ids::slug;
use crate::document::rename::renamed;
use crate::state::subject::Subject;
use crate::view::inline_name::InlineName;
use crate::view::palette::glyph;

/// The head of the inspector.
#[component]
pub(super) fn Head(subject: Subject) -> impl IntoView {
    let studio = subject.studio;
    let kind = subject.kind;
    let name = subject.read(move |node| title(node, kind));
    let id = subject.id();
    let loops = body_field(kind).is_some();
    let renaming = RwSignal::new(false);
    let changing_id = RwSignal::new(false);
    let locked = Signal::derive(move || !studio.can_edit());
    let rename = move |text: String| subject.edit("title", |node| node.title = Some(text));
    let tone = kind.map(|kind| kind.group.tone());
    let close = move || {
        studio.panes.sheet.set(false);
        studio.flow_now().dispatch(Event::ClearSelection);
    };
    view! {
        <div class="panel__head studio__inspector-head">
            <span class="palette__icon" data-kind=tone>{glyph(kind.map_or("circle-help", |kind| kind.icon))}</span>
            <div class="studio__inspector-title">
                <h2 class="heading-13 truncate">
                    <InlineName value=name label="Rename step" on_rename=rename editing=renaming disabled=locked />
                </h2>
                <p class="meta truncate studio__step-id">
                    {kind.map_or("Unknown kind", |kind| kind.title)}
                    " · "
                    <span class="mono">
                        "steps."
                        <InlineName
                            value=id
                            label="Change id"
                            class="mono"
                            on_rename=move |text: String| change_id(subject, &text)
                            editing=changing_id
                            disabled=locked
                        />
                    </span>
                </p>
            </div>
            <Menu
                id="node-menu"
                label="Node menu"
                trigger=|| view! { <Icon name=IconName::Ellipsis size=IconSize::Medium /> }
                align=ui::Align::End
            >
                <MenuItem label="Rename" icon=IconName::Pencil disabled=locked on_pick=move || renaming.set(true) />
                <MenuItem label="Change id" icon=IconName::TextCursorInput disabled=locked on_pick=move || changing_id.set(true) />
                {loops.then(|| view! {
                    <MenuItem label="Edit body" icon=IconName::Repeat on_pick=move || studio.enter(&subject.id()) />
                })}
                <MenuItem
                    label="Duplicate"
                    icon=IconName::CopyPlus
                    disabled=locked
                    on_pick=move || studio.flow_now().dispatch(Event::Duplicate)
                />
                <MenuRule />
                <MenuItem
                    label="Delete"
                    icon=IconName::Trash2
                    danger=true
                    disabled=locked
                    on_pick=move || studio.flow_now().dispatch(Event::DeleteSelection)
                />
            </Menu>
            <IconButton icon=IconName::X label="Close inspector" on_press=close />
        </div>
    }
}

/// Another id: edges and expressions follow, as one step that can be undone.
fn change_id(subject: Subject, text: &str) {
    let studio = subject.studio;
    let (old, new) = (subject.id(), slug(text));
    let flow = studio.flow_now();
    match flow.read(|state| renamed(state.doc(), &old, &new)) {
        Some(doc) => {
            flow.dispatch(Event::ApplyRemote { doc, undoable: true });
            flow.dispatch(Event::Select(vec![new.as_str().into()]));
            studio.toasts.show(
                Toast::success(format!("steps.{old} is now steps.{new}"))
                    .text("Expressions that named it follow. Callers outside of Apex don't.")
                    .action("Undo", move || studio.while_open(|| flow.dispatch(Event::Undo))),
            );
        }
        None => {
            let why = if flow.node(&new).is_some() {
                "Another step has this id."
            } else {
                "Use 1 to 64 of a-z, 0-9 and _, not starting with a digit."
            };
            studio.toasts.show(Toast::warning("The id was not changed").text(why));
        }
    }
}
