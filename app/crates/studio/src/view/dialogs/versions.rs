//! The published versions.

use leptos::prelude::*;
use rpc::api::workflow::list_versions;
use rpc::{ListQuery, VersionSummary};
use ui::{Badge, BadgeKind, Dialog, EmptyState, ErrorState, IconName, LinkButton, Loading, RelativeTime, Skeleton};

use crate::state::studio::Studio;

/// The list, newest first.
#[component]
pub(super) fn Versions(studio: Studio) -> impl IntoView {
    view! {
        <Dialog id="versions" open=studio.panes.versions title="Versions">
            <List studio=studio />
        </Dialog>
    }
}

/// Loaded when the dialog opens: it is built then.
#[component]
fn List(studio: Studio) -> impl IntoView {
    let tries = RwSignal::new(0_u32);
    let page = LocalResource::new(move || {
        tries.track();
        let query = ListQuery {
            page_size: ListQuery::MAX_PAGE_SIZE,
            ..ListQuery::default()
        };
        list_versions(studio.id, query)
    });
    let shown = move || {
        page.get().map(|page| match page {
            Ok(page) if page.items.is_empty() => view! {
                <EmptyState icon=IconName::GitCommitHorizontal title="Nothing published yet" text="Publish the draft to make version 1." />
            }
            .into_any(),
            Ok(page) => {
                let rows = page.items.into_iter().map(|version| row(studio, version)).collect_view();
                view! { <ul class="versions" aria-label="Versions">{rows}</ul> }.into_any()
            }
            Err(error) => view! {
                <ErrorState
                    title="The versions could not be loaded"
                    text=error.message
                    request_id=error.request_id
                    on_retry=move || tries.update(|tries| *tries += 1)
                />
            }
            .into_any(),
        })
    };
    let bones = || view! { <Loading label="Loading versions"><Skeleton /><Skeleton /><Skeleton /></Loading> };
    view! { <Suspense fallback=bones>{shown}</Suspense> }
}

fn row(studio: Studio, version: VersionSummary) -> AnyView {
    let file = format!("/api/v1/workflows/{}/export?version={}", studio.id, version.version);
    view! {
        <li class="versions__row">
            <Badge kind=BadgeKind::Mono>{format!("v{}", version.version)}</Badge>
            <span class="truncate">{version.message.unwrap_or_else(|| "No message".to_owned())}</span>
            <span class="meta"><RelativeTime at=version.created_at.to_rfc3339() /></span>
            <LinkButton href=file download=true size=ui::ControlSize::Small icon=IconName::Download>"Export"</LinkButton>
        </li>
    }
}
