//! The list of runs: filtered by the address, alive while something runs.

mod ask;
mod filter;
mod filters;
mod fresh;
mod list;
mod row;
mod skeleton;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Crumb, Crumbs, PageFrame, PageHead};

use crate::loaded::{Asked, Loaded, shows};
use filter::RunsAddress;
use filters::Filters;
use list::RunList;
use skeleton::RunsSkeleton;

pub(crate) use ask::Wanted;
pub(crate) use fresh::{RunRows, keep_fresh};
pub(crate) use row::{RUN_COLUMNS, VersionBadge};
pub(crate) use skeleton::RunRowsSkeleton;

/// All runs of the organisation.
#[component]
pub fn RunsPage() -> impl IntoView {
    let query = use_query_map();
    let place = memo(move || query.with(|query| RunsAddress::read(|key| query.get_str(key))));
    let page: Asked<_> = Resource::new(move || place.get(), |place| place.wanted().ask());
    let show = shows(move |page| view! { <RunList first=page place=place.get_untracked() /> });
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Runs")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page page--wide">
                <PageHead title="Runs" />
                <Filters place=place />
                <Loaded of=page failure="The runs could not be loaded" skeleton=|| view! { <RunsSkeleton /> } show=show />
            </div>
        </PageFrame>
    }
    .into_any()
}
