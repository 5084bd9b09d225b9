//! A file that is no workflow: everything that is wrong with it, at once. The canvas is unchanged.

use leptos::prelude::*;
use ui::{Button, ButtonKind, CopyButton, Dialog, DialogSize, with_code};

use crate::problem::words;
use crate::state::studio::Studio;

/// The faults of a dropped file.
#[component]
pub(super) fn Refused(studio: Studio) -> impl IntoView {
    let refused = studio.panes.refused;
    let open = RwSignal::new(false);
    effect(move || open.set(refused.with(Option::is_some)));
    let title = Signal::derive(move || match refused.get() {
        Some(file) => format!("{} was not imported", file.name),
        None => "Not imported".to_owned(),
    });
    let count = move || match refused.with(|file| file.as_ref().map_or(0, |file| file.problems.len())) {
        1 => "One thing is wrong with it. The canvas is as it was.".to_owned(),
        count => format!("{count} things are wrong with it. The canvas is as it was."),
    };
    let rows = move || {
        let problems = refused.get().map(|file| file.problems).unwrap_or_default();
        let row = |problem: domain::problem::Problem| {
            let path = if problem.path.is_empty() {
                "/".to_owned()
            } else {
                problem.path.clone()
            };
            view! {
                <tr>
                    <td class="mono">{path}</td>
                    <td>{with_code(&words(&problem))}</td>
                    <td class="mono dim">{problem.code}</td>
                </tr>
            }
        };
        problems.into_iter().map(row).collect_view()
    };
    let all = Signal::derive(move || {
        let lines = |file: crate::state::panes::RefusedFile| {
            file.problems
                .iter()
                .map(|problem| format!("{}: {}", problem.path, words(problem)))
                .collect::<Vec<_>>()
                .join("\n")
        };
        refused.get().map(lines).unwrap_or_default()
    });
    let foot = move || {
        view! {
            <CopyButton text=all label="Copy the list" />
            <Button kind=ButtonKind::Primary on_press=move || open.set(false)>"Close"</Button>
        }
    };
    view! {
        <Dialog id="refused" open=open title=title size=DialogSize::Wide foot=foot on_close=move || refused.set(None)>
            <p>{count}</p>
            <div class="refused" role="region" aria-label="Faults" tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Where"</th>
                            <th scope="col">"What is wrong"</th>
                            <th scope="col">"Code"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Dialog>
    }
}
