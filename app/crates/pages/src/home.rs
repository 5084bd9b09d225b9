//! Home: what runs now, what ran lately, and the workflows last worked on.

use leptos::prelude::*;
use rpc::api::run::list_runs;
use rpc::{ListQuery, Page, RunFilter, RunHeader};
use ui::{Crumb, Crumbs, LinkButton, PageFrame, PageHead, Table};

use crate::loaded::{Asked, Loaded, shows};
use crate::runs::{RUN_COLUMNS, RunRow, RunRowsSkeleton};

/// How many of the newest runs are shown.
const RECENT: u32 = 8;

/// The first page after sign-in.
#[component]
pub fn HomePage() -> impl IntoView {
    let recent: Asked<_> = Resource::new(
        || (),
        |()| {
            let newest = ListQuery {
                page_size: RECENT,
                ..ListQuery::default()
            };
            list_runs(RunFilter::default(), newest)
        },
    );
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Home")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page">
                <PageHead title="Home">
                    <LinkButton href="/studio">"Open Studio"</LinkButton>
                </PageHead>
                <Loaded
                    of=recent
                    failure="The runs could not be loaded"
                    skeleton=|| view! { <RunRowsSkeleton rows=8 /> }
                    show=shows(|page| view! { <Recent page=page /> })
                />
            </div>
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Recent(page: Page<RunHeader>) -> impl IntoView {
    view! {
        <div class="card">
            <Table label="Recent runs" columns=RUN_COLUMNS.to_vec()>
                {page.items.into_iter().map(|run| view! { <RunRow run=Signal::stored(run) /> }).collect_view()}
            </Table>
        </div>
    }
}
