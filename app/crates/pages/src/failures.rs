//! Why runs fail: over time, by cause, by workflow.

mod causes;
mod figures;
mod filters;
mod place;
mod skeleton;
mod trend;
mod workflows;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rpc::FailureReport;
use rpc::api::failure::report_failures;
use ui::{Crumb, Crumbs, EmptyState, IconName, LinkButton, PageFrame, PageHead};

use crate::loaded::{Asked, Loaded, shows};
use causes::Causes;
use figures::Figures;
use filters::Filters;
use place::FailuresAddress;
use skeleton::ReportSkeleton;
use trend::Trend;
use workflows::FailingWorkflows;

/// The failures of the organisation's runs.
#[component]
pub fn FailuresPage() -> impl IntoView {
    let query = use_query_map();
    let place = memo(move || query.with(|query| FailuresAddress::read(|key| query.get_str(key))));
    let report: Asked<_> = Resource::new(move || place.get(), |place| report_failures(place.query()));
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Failures")] /> };
    let show = shows(move |report| view! { <Report report=report place=place.get_untracked() /> });
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page page--wide failures">
                <PageHead title="Failures" text="What fails most, where and since when.">
                    <LinkButton href="/dead-letters" icon=IconName::Inbox>"Dead letters"</LinkButton>
                </PageHead>
                <Filters place=place />
                <Loaded
                    of=report
                    failure="The failures could not be loaded"
                    skeleton=|| view! { <ReportSkeleton /> }
                    show=show
                />
            </div>
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Report(report: FailureReport, place: FailuresAddress) -> impl IntoView {
    let figures = view! { <Figures runs=report.runs failed=report.failed dead=report.dead /> };
    if report.failed + report.dead == 0 {
        let (title, text) = if report.runs == 0 {
            ("No runs in this time", "Choose a longer time, or start a workflow.")
        } else {
            (
                "Nothing failed",
                "Every run of this time ended well, goes on, or was cancelled.",
            )
        };
        return view! {
            {figures}
            <div class="card">
                <EmptyState icon=IconName::CircleCheck title=title text=text>
                    <LinkButton href="/runs">"Show runs"</LinkButton>
                </EmptyState>
            </div>
        }
        .into_any();
    }
    view! {
        {figures}
        <div class="failures__top">
            <Trend points=Signal::stored(report.trend) bucket=report.bucket />
            <FailingWorkflows workflows=report.workflows range=place.range />
        </div>
        <Causes causes=report.causes />
    }
    .into_any()
}
