//! Asks before many letters are decided, shows how far it is, and what could not be.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rpc::api::dead_letter::reopen_dead_letters;
use rpc::{ChosenLetters, OpenLetters};
use ui::{Banner, Button, ButtonKind, Dialog, Progress, Status, Toast, Toasts, use_toasts};

use super::bulk::{Deed, Tally, Work};
use crate::sentence::plain;

/// The question about whatever is to be done; done twice it is done once.
#[component]
pub(super) fn BulkDialog(
    /// What is to be done; none while nothing is.
    work: RwSignal<Option<Work>>,
    /// The filters of the list.
    filter: OpenLetters,
    /// Asks for the list anew.
    refresh: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let tally = RwSignal::new(None::<Tally>);
    effect(move || {
        if work.with(Option::is_some) {
            tally.set(None);
            open.set(true);
        }
    });
    let closed = move |()| {
        let stale = tally.with_untracked(|tally| tally.as_ref().is_some_and(|tally| !tally.done.is_empty()));
        work.set(None);
        if stale && !busy.get_untracked() {
            refresh.run(());
        }
    };
    let confirm = Callback::new(move |()| {
        let Some(asked) = work.get_untracked() else { return };
        busy.set(true);
        tally.set(Some(Tally::default()));
        let (filter, navigate) = (filter.clone(), navigate.clone());
        leptos::task::spawn_local(async move {
            let told = move |now: &Tally| {
                tally.try_set(Some(now.clone()));
            };
            let ended = asked.clone().carry_out(filter, told).await;
            busy.try_set(false);
            // closed meanwhile, or the page is gone: the list is asked for anew by nobody else
            if open.try_get_untracked() != Some(true) {
                refresh.try_run(());
            }
            if ended.refused.is_empty() && ended.error.is_none() {
                say(toasts, navigate, &asked, &ended, refresh);
                open.try_set(false);
            }
            tally.try_set(Some(ended));
        });
    });
    let told = Memo::new(move |last: Option<&Option<Work>>| work.get().or_else(|| last.cloned().flatten()));
    let title = Signal::derive(move || told.with(|work| work.as_ref().map(Work::title)).unwrap_or_default());
    let over = memo(move || !busy.get() && tally.with(Option::is_some));
    let foot = move || {
        let leave = move || if over.get() || busy.get() { "Close" } else { "Not now" };
        let action = move || told.with(|work| work.as_ref().map(Work::action)).unwrap_or_default();
        view! {
            <Button on_press=move || open.set(false)>{leave}</Button>
            <Show when=move || !over.get()>
                <Button kind=ButtonKind::Primary busy=busy on_press=move || confirm.run(())>{action}</Button>
            </Show>
        }
    };
    view! {
        <Dialog id="decide-letters" open=open title=title keep_open=true on_close=closed foot=foot>
            <p>{move || told.with(|work| work.as_ref().map(Work::text))}</p>
            {move || view! { <HowFar work=told tally=tally busy=busy /> }}
        </Dialog>
    }
}

/// The bar while it goes on, and what could not be done.
#[component]
fn HowFar(work: Memo<Option<Work>>, tally: RwSignal<Option<Tally>>, busy: RwSignal<bool>) -> impl IntoView {
    let total = move || work.with(|work| work.as_ref().map_or(1, |work| work.total().max(1)));
    let share = Signal::derive(move || {
        let answered = tally.with(|tally| tally.as_ref().map_or(0, |tally| tally.answered));
        answered as f64 / total() as f64
    });
    let bar = move || {
        busy.get().then(|| {
            view! { <Progress value=share label="Dead letters decided" /> }
        })
    };
    let left = move || {
        let tally = tally.get().filter(|_| !busy.get())?;
        let text = troubles(&tally)?;
        let done = work.with(|work| work.as_ref().map(|work| work.past(tally.done.len())))?;
        Some(view! { <Banner status=Status::Waiting title=done text=text /> })
    };
    view! {
        {bar}
        {left}
    }
}

/// What could not be done; none when all went well.
fn troubles(tally: &Tally) -> Option<String> {
    if let Some(error) = &tally.error {
        return Some(format!(
            "Then it stopped: {} What was done stays done.",
            plain(&error.message)
        ));
    }
    let first = tally.refused.first()?;
    let reason = plain(first.message.as_deref().unwrap_or_default());
    Some(match tally.refused.len() {
        1 => format!("One could not be: {reason}"),
        count => format!("{count} could not be. The first: {reason}"),
    })
}

/// Says what was done, with the way on or back.
fn say(
    toasts: Toasts,
    navigate: impl Fn(&str, NavigateOptions) + Send + Sync + 'static,
    work: &Work,
    tally: &Tally,
    refresh: Callback<()>,
) {
    let toast = Toast::success(work.past(tally.done.len()));
    toasts.show(match (work.deed, tally.replay.filter(|_| tally.done.len() == 1)) {
        (Deed::Replay, Some(run)) => toast.action("Show run", move || {
            navigate(&format!("/runs/{run}"), NavigateOptions::default());
        }),
        (Deed::Replay, None) => toast,
        (Deed::Discard, _) => {
            let runs = tally.done.clone();
            toast.action("Undo", move || take_back(toasts, runs.clone(), refresh))
        }
    });
}

fn take_back(toasts: Toasts, runs: Vec<domain::id::RunId>, refresh: Callback<()>) {
    leptos::task::spawn_local(async move {
        for part in runs.chunks(ChosenLetters::MOST) {
            if let Err(error) = reopen_dead_letters(part.to_vec()).await {
                toasts.show(Toast::error("The dead letters could not be opened again").text(error.message));
                return;
            }
        }
        toasts.success("The dead letters are open again");
        refresh.try_run(());
    });
}
