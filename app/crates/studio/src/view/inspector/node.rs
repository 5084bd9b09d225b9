//! One node: how it is set, what it does on errors, what it did last.

use leptos::prelude::*;
use ui::{Tab, TabPanel, Tabs, TabsPlace};

use super::form::Form;
use super::head::Head;
use super::last_run::LastRun;
use super::policy::Policy;
use crate::state::studio::Studio;
use crate::state::subject::Subject;

/// The inspector of a node.
#[component]
pub(super) fn NodeInspector(studio: Studio, id: String) -> impl IntoView {
    let subject = Subject::new(studio, id);
    let tab = studio.panes.tab;
    let locked = move || !studio.can_edit();
    let tabs = vec![
        Tab::new("configure", "Configure"),
        Tab::new("policy", "Retry & errors"),
        Tab::new("last", "Last run"),
    ];
    focus_wanted(studio);
    view! {
        <Head subject=subject />
        <Tabs
            id="node"
            label="Node"
            tabs=tabs
            selected=tab
            on_select=move |next: String| tab.set(next)
            place=TabsPlace::Panel
        />
        <TabPanel tabs="node" value="configure" selected=tab class="inspector__body">
            <fieldset class="inspector__form" disabled=locked><Form subject=subject /></fieldset>
        </TabPanel>
        <TabPanel tabs="node" value="policy" selected=tab class="inspector__body">
            <fieldset class="inspector__form" disabled=locked><Policy subject=subject /></fieldset>
        </TabPanel>
        <TabPanel tabs="node" value="last" selected=tab class="inspector__body">
            <LastRun subject=subject />
        </TabPanel>
    }
}

/// Puts the focus into the setting that somebody was led to; an empty name means the first one.
fn focus_wanted(studio: Studio) {
    effect(move || {
        let Some(field) = studio.panes.wanted.get() else { return };
        studio.panes.wanted.set(None);
        request_animation_frame(move || {
            let wanted = document().get_element_by_id(&super::field::id_of(&field));
            let first = || {
                let controls = ".inspector__body :is(input, select, textarea, button):not([disabled])";
                document().query_selector(controls).ok().flatten()
            };
            if let Some(element) = wanted.or_else(first) {
                use wasm_bindgen::JsCast;
                // fails only outside the document
                drop(element.unchecked_into::<web_sys::HtmlElement>().focus());
            }
        });
    });
}
