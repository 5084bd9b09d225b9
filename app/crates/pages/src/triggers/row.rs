//! A trigger as a row.

use leptos::prelude::*;
use rpc::api::trigger::{rotate_trigger, update_trigger};
use rpc::{Rotation, Trigger, TriggerChange};
use ui::{Icon, IconName, Menu, MenuItem, MenuRule, RelativeTime, StatusText, Switch, Toast, use_toasts};

use super::desk::Desk;
use super::words::{icon, outcome, summary};

/// Name and summary, on or off, next and last time, what can be done.
#[component]
pub(super) fn TriggerRow(trigger: Trigger, desk: Desk) -> impl IntoView {
    let href = format!("?trigger={}", trigger.id);
    let label = format!("{} is on", trigger.name);
    let (on, switch) = use_switch(&trigger, desk);
    let next = trigger.next.first().map(|next| {
        let (at, local) = (next.at.to_rfc3339(), next.local.clone());
        view! { <span title=local><RelativeTime at=at /></span> }
    });
    view! {
        <tr>
            <th scope="row">
                <div class="triggers__name">
                    <Icon name=icon(&trigger) />
                    <span>
                        <a class="link-row" href=href>{trigger.name.clone()}</a>
                        <span class="triggers__summary">{summary(&trigger)}</span>
                    </span>
                </div>
            </th>
            <td><Switch checked=on on_change=switch label=label /></td>
            <td>{next}</td>
            <td><Last trigger=trigger.clone() /></td>
            <td class="is-tools"><TriggerMenu trigger=trigger desk=desk /></td>
        </tr>
    }
}

/// When it last started something, and what became of it.
#[component]
fn Last(trigger: Trigger) -> impl IntoView {
    if let Some(last) = trigger.last {
        let (status, word) = outcome(&last);
        let run = last.run_id.map(|run| format!("/runs/{run}"));
        let at = last.at.to_rfc3339();
        return view! {
            <span class="triggers__last">
                <StatusText status=status word=word />
                {match run {
                    Some(href) => view! { <a class="link" href=href><RelativeTime at=at /></a> }.into_any(),
                    None => view! { <RelativeTime at=at /> }.into_any(),
                }}
            </span>
        }
        .into_any();
    }
    match trigger.last_delivery_at {
        Some(at) => view! { <RelativeTime at=at.to_rfc3339() /> }.into_any(),
        None => view! { <span class="triggers__never">"Never"</span> }.into_any(),
    }
}

/// Whether it is on, and turning it; what the server refuses is turned back.
fn use_switch(trigger: &Trigger, desk: Desk) -> (RwSignal<bool>, Callback<bool>) {
    let toasts = use_toasts();
    let on = RwSignal::new(trigger.enabled);
    let id = trigger.id;
    let turn = Callback::new(move |wanted: bool| {
        on.set(wanted);
        leptos::task::spawn_local(async move {
            let change = TriggerChange {
                enabled: Some(wanted),
                ..TriggerChange::default()
            };
            match update_trigger(id, change).await {
                Ok(made) => desk.done(made),
                Err(error) => {
                    on.try_set(!wanted);
                    toasts.show(Toast::error("The trigger could not be changed").text(error.message));
                }
            }
        });
    });
    (on, turn)
}

#[component]
fn TriggerMenu(trigger: Trigger, desk: Desk) -> impl IntoView {
    let id = trigger.id;
    let label = format!("Actions for {}", trigger.name);
    let doomed = (id, trigger.name.clone());
    let hook = trigger.webhook.is_some().then(|| {
        let rotate = use_rotate(desk);
        let secret = trigger.has_secret.then(|| {
            view! {
                <MenuItem label="New secret" icon=IconName::KeyRound on_pick=move |()| rotate.run((id, Rotation::Secret)) />
            }
        });
        view! {
            <MenuItem label="New address" icon=IconName::RotateCw on_pick=move |()| rotate.run((id, Rotation::Address)) />
            {secret}
        }
    });
    let standing = StoredValue::new(trigger);
    let dots = || view! { <Icon name=IconName::Ellipsis /> };
    view! {
        <Menu
            id=format!("menu-{id}")
            label=label
            trigger=dots
            trigger_class="btn btn--ghost btn--icon btn--sm"
            align=ui::Align::End
        >
            <MenuItem label="Edit…" icon=IconName::SquarePen on_pick=move |()| standing.with_value(|trigger| desk.edit(trigger)) />
            {hook}
            <MenuRule />
            <MenuItem label="Delete…" icon=IconName::Trash2 danger=true on_pick=move |()| desk.doomed.set(Some(doomed.clone())) />
        </Menu>
    }
}

/// Makes an address or a secret anew, and shows it once.
fn use_rotate(desk: Desk) -> Callback<(domain::id::TriggerId, Rotation)> {
    let toasts = use_toasts();
    Callback::new(move |(id, what)| {
        leptos::task::spawn_local(async move {
            match rotate_trigger(id, what).await {
                Ok(made) => desk.done(made),
                Err(error) => toasts.show(Toast::error("Nothing was changed").text(error.message)),
            }
        });
    })
}
