//! A workflow as a card: cover, name, how its last run went, version.

use leptos::prelude::*;
use rpc::{LastRun, WorkflowSummary};
use ui::{Badge, BadgeKind, RelativeTime, StatusText};

use crate::cover::WorkflowCover;
use crate::outcome::of_run;

/// A card; the whole of it opens the workflow. What it holds (a menu, a button) stands at its foot.
#[component]
pub(crate) fn WorkflowCard(
    /// The workflow.
    workflow: WorkflowSummary,
    /// At the end of the foot.
    children: Children,
) -> impl IntoView {
    let href = format!("/studio/{}", workflow.id);
    let (name, title) = (workflow.name.clone(), workflow.name.clone());
    view! {
        <article class="card tpl">
            <div class="tpl__cover"><WorkflowCover cover=workflow.cover name=name /></div>
            <div class="tpl__body">
                <div class="workflow__head">
                    <h2 class="tpl__title truncate"><a href=href title=title>{workflow.name}</a></h2>
                    <Version version=workflow.version has_changes=workflow.has_changes />
                </div>
                <p class="tpl__text">{workflow.description.unwrap_or_default()}</p>
                <div class="tpl__foot workflow__foot">
                    <LastRunLine last=workflow.last_run updated=workflow.updated_at.to_rfc3339() />
                    <div class="workflow__tools">{children()}</div>
                </div>
            </div>
        </article>
    }
}

/// "v3" and "changes", or "Draft".
#[component]
pub(super) fn Version(version: Option<i32>, has_changes: bool) -> impl IntoView {
    let number = match version {
        Some(version) => view! { <Badge kind=BadgeKind::Mono>{format!("v{version}")}</Badge> }.into_any(),
        None => view! { <Badge>"Draft"</Badge> }.into_any(),
    };
    let changes = (version.is_some() && has_changes).then(|| view! { <Badge kind=BadgeKind::Accent>"changes"</Badge> });
    view! {
        {number}
        {changes}
    }
}

/// How the last run went, or when the draft was changed.
#[component]
pub(super) fn LastRunLine(last: Option<LastRun>, updated: String) -> impl IntoView {
    match last {
        Some(last) => {
            let href = format!("/runs/{}", last.id);
            view! {
                <a class="workflow__run" href=href>
                    <StatusText status=of_run(last.status) />
                    <RelativeTime at=last.queued_at.to_rfc3339() />
                </a>
            }
            .into_any()
        }
        None => view! { <span>"Edited "<RelativeTime at=updated /></span> }.into_any(),
    }
}
