//! One trigger, in a panel that the address names: what it is, its next times, what came to it.

use domain::id::TriggerId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use rpc::{SchedulePreview, Trigger};
use ui::{Button, ButtonKind, Fact, IconName, Sheet};

use super::deliveries::Deliveries;
use super::desk::Desk;
use super::form_view::Times;
use super::words::{dedupe_words, missed_words, overlap_words, summary};

/// Opens for `?trigger=`.
#[component]
pub(super) fn Details(desk: Desk) -> impl IntoView {
    let query = use_query_map();
    let wanted = memo(move || {
        let id = query.with(|query| query.get("trigger"))?.parse::<TriggerId>().ok()?;
        desk.known
            .with(|known| known.iter().find(|trigger| trigger.id == id).cloned())
    });
    let open = RwSignal::new(false);
    effect(move || open.set(wanted.with(Option::is_some)));
    let navigate = use_navigate();
    let close = move |()| {
        let quiet = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        // the person closed it, not a page that is left
        if let (Some(workflow), true) = (desk.workflow.get_untracked(), wanted.with_untracked(Option::is_some)) {
            navigate(&format!("/workflows/{workflow}/triggers"), quiet);
        }
    };
    let title = Signal::derive(move || {
        wanted.with(|wanted| wanted.as_ref().map(|trigger| trigger.name.clone()).unwrap_or_default())
    });
    view! {
        <Sheet id="trigger" open=open title=title on_close=close>
            {move || wanted.get().map(|trigger| view! { <Panel trigger=trigger desk=desk /> })}
        </Sheet>
    }
}

#[component]
fn Panel(trigger: Trigger, desk: Desk) -> impl IntoView {
    let standing = StoredValue::new(trigger.clone());
    let edit = move || standing.with_value(|trigger| desk.edit(trigger));
    let body = match (&trigger.webhook, &trigger.schedule) {
        (Some(_), _) => view! { <Hook trigger=trigger.clone() /> }.into_any(),
        (None, _) => view! { <Schedule trigger=trigger.clone() /> }.into_any(),
    };
    view! {
        <div class="triggers__panel">
            <p class="triggers__summary">{summary(&trigger)}</p>
            <Button kind=ButtonKind::Plain icon=IconName::SquarePen on_press=edit>"Edit"</Button>
            {body}
        </div>
    }
}

#[component]
fn Hook(trigger: Trigger) -> impl IntoView {
    let dedupe = trigger.webhook.as_ref().map(|hook| dedupe_words(&hook.dedupe));
    let hint = trigger.address_hint.unwrap_or_default();
    view! {
        <dl class="triggers__facts">
            <Fact label="Address"><span class="mono">"/hooks/"{hint}"…"</span></Fact>
            <Fact label="Same delivery">{dedupe}</Fact>
        </dl>
        <Deliveries hook=trigger.id />
    }
}

#[component]
fn Schedule(trigger: Trigger) -> impl IntoView {
    let Some(schedule) = trigger.schedule else {
        return ().into_any();
    };
    let times = SchedulePreview {
        description: if trigger.enabled {
            "Next times".to_owned()
        } else {
            "Switched off: it starts nothing.".to_owned()
        },
        next: trigger.next,
    };
    view! {
        <dl class="triggers__facts">
            <Fact label="Pattern"><span class="mono">{schedule.cron}</span></Fact>
            <Fact label="Time zone">{schedule.timezone}</Fact>
            <Fact label="Missed times">{missed_words(schedule.missed)}</Fact>
            <Fact label="While one runs">{overlap_words(schedule.overlap)}</Fact>
        </dl>
        <div class="triggers__times"><Times preview=times /></div>
    }
    .into_any()
}
