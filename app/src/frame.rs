//! What every page's frame shares: the rail's places, the reader's organisation and account, the command palette.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use rpc::api::run::count_runs;
use rpc::api::session::who_am_i;
use rpc::{AppError, Me, RunCounts};
use ui::{FrameParts, use_now};

use crate::account::{Account, Organisation};
use crate::destinations::destinations;
use crate::palette::Palette;

/// Who is signed in; none on the sign-in page, where nobody is.
pub(crate) type Reader = Resource<Option<Result<Me, AppError>>>;

/// Puts [`FrameParts`] into the context of the pages inside.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let path = use_location().pathname;
    let inside = memo(move || path.with(|path| path != "/sign-in"));
    let reader: Reader = Resource::new(
        move || inside.get(),
        |inside| async move { if inside { Some(who_am_i().await) } else { None } },
    );
    let counts = counts(inside);
    let palette = RwSignal::new(false);
    provide_context(FrameParts {
        path: path.into(),
        nav: Signal::derive(move || {
            counts.with(|counts| destinations(counts.active, counts.approvals, counts.dead_letters))
        }),
        nav_end: Signal::derive(Vec::new),
        org: ViewFn::from(move || view! { <Organisation reader=reader /> }),
        account: ViewFn::from(move || view! { <Account reader=reader /> }),
        on_search: Callback::new(move |()| palette.set(true)),
    });
    view! {
        {children()}
        <Palette open=palette />
    }
}

/// Runs under way, questions to people and dead letters, asked for with every beat of the clock while the page is in
/// sight; 0 until it lives.
fn counts(inside: Memo<bool>) -> RwSignal<RunCounts> {
    let counts = RwSignal::new(RunCounts::default());
    let now = use_now();
    effect(move || {
        if now.get().is_none() || !inside.get() || document().hidden() {
            return;
        }
        leptos::task::spawn_local(async move {
            // figures beside words: when they can't be had, the last ones stand
            if let Ok(fresh) = count_runs().await
                && counts.try_with_untracked(|known| *known != fresh) == Some(true)
            {
                counts.try_set(fresh);
            }
        });
    });
    counts
}
