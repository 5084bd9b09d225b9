//! Runs that Apex gave up on: look at the cause, replay them once it is gone, or let them go.

mod bulk;
mod bulk_dialog;
mod filters;
mod list;
mod place;
mod row;
mod selection;
mod skeleton;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rpc::api::dead_letter::list_dead_letters;
use ui::{Crumb, Crumbs, PageFrame, PageHead};

use crate::loaded::{Asked, Loaded, shows};
use filters::Filters;
use list::Letters;
use place::LettersAddress;
use skeleton::LettersSkeleton;

/// The dead letters of the organisation.
#[component]
pub fn DeadLettersPage() -> impl IntoView {
    let query = use_query_map();
    let place = memo(move || query.with(|query| LettersAddress::read(|key| query.get_str(key))));
    let page: Asked<_> = Resource::new(
        move || place.get(),
        |place| list_dead_letters(place.filter(), place.query()),
    );
    let refresh = Callback::new(move |()| page.refetch());
    let show = shows(move |page| view! { <Letters page=page place=place.get_untracked() refresh=refresh /> });
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Dead letters")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page page--wide letters">
                <PageHead
                    title="Dead letters"
                    text="Runs that Apex gave up on after the last attempt. Replay them once the cause is gone: recorded steps are not executed again."
                />
                <Filters place=place />
                <Loaded
                    of=page
                    failure="The dead letters could not be loaded"
                    skeleton=|| view! { <LettersSkeleton /> }
                    show=show
                />
            </div>
        </PageFrame>
    }
    .into_any()
}
