//! What came to a webhook, kept fresh while somebody looks; faster while they listen for a test.

use std::time::Duration;

use domain::id::{DeliveryId, TriggerId};
use leptos::prelude::*;
use rpc::api::trigger::list_deliveries;
use rpc::{AppError, Delivery, ListQuery};
use ui::{Button, ErrorState, Icon, IconName, IconSize, Loading, RelativeTime, Skeleton, StatusText};

use super::delivery::Captured;
use super::words::delivered;

/// Between two looks while somebody listens.
const LISTENING: Duration = Duration::from_millis(1_500);
/// Between two looks otherwise.
const CALM: Duration = Duration::from_secs(6);

/// The newest deliveries, and listening for a test.
#[component]
pub(super) fn Deliveries(
    /// The webhook.
    hook: TriggerId,
) -> impl IntoView {
    let found = RwSignal::new(None::<Result<Vec<Delivery>, AppError>>);
    // the newest test when listening began; a newer one ends it
    let listening = RwSignal::new(None::<Option<DeliveryId>>);
    let shown = RwSignal::new(None::<DeliveryId>);
    let ask = move || {
        leptos::task::spawn_local(async move {
            let answer = list_deliveries(hook, ListQuery::default()).await.map(|page| page.items);
            if let Ok(items) = &answer {
                hear(items, listening, shown);
            }
            found.try_set(Some(answer));
        });
    };
    keep_asking(ask, listening);
    let body = move || {
        match found.get() {
        None => view! { <Loading label="Loading deliveries"><Skeleton /><Skeleton /><Skeleton /></Loading> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState title="The deliveries could not be loaded" text=error.message request_id=error.request_id on_retry=move |()| ask() /> }
                .into_any()
        }
        Some(Ok(items)) => view! { <List items=items shown=shown /> }.into_any(),
    }
    };
    let newest = move || found.with_untracked(|found| newest_test(found.as_ref()?.as_ref().ok()?));
    view! {
        <section class="triggers__deliveries" aria-label="Deliveries">
            <header>
                <h3 class="heading-13">"Deliveries"</h3>
                <Button
                    icon=IconName::Radio
                    busy=Signal::derive(move || listening.with(Option::is_some))
                    on_press=move || listening.set(Some(newest()))
                >
                    "Listen for a test event"
                </Button>
            </header>
            {move || listening.with(Option::is_some).then(|| view! {
                <p class="triggers__hint" role="status">
                    "Send something to the test address: it ends in /test. "
                    <button class="link" type="button" on:click=move |_| listening.set(None)>"Stop listening"</button>
                </p>
            })}
            {body}
        </section>
    }
}

/// Asks now, and again and again as long as the panel lives.
fn keep_asking(ask: impl Fn() + Copy + 'static, listening: RwSignal<Option<Option<DeliveryId>>>) {
    let is_listening = memo(move || listening.with(Option::is_some));
    effect(move || {
        let every = if is_listening.get() { LISTENING } else { CALM };
        ask();
        let beat = move || {
            if !document().hidden() {
                ask();
            }
        };
        if let Ok(beat) = set_interval_with_handle(beat, every) {
            on_cleanup(move || beat.clear());
        }
    });
}

/// A test that came since listening began is shown, and ends it.
fn hear(items: &[Delivery], listening: RwSignal<Option<Option<DeliveryId>>>, shown: RwSignal<Option<DeliveryId>>) {
    let Some(Some(before)) = listening.try_get_untracked() else {
        return;
    };
    let newest = newest_test(items);
    if newest.is_some() && newest != before {
        listening.try_set(None);
        shown.try_set(newest);
    }
}

fn newest_test(items: &[Delivery]) -> Option<DeliveryId> {
    items.iter().find(|delivery| delivery.test).map(|delivery| delivery.id)
}

#[component]
fn List(items: Vec<Delivery>, shown: RwSignal<Option<DeliveryId>>) -> impl IntoView {
    if items.is_empty() {
        return view! { <p class="triggers__hint">"Nothing came yet."</p> }.into_any();
    }
    let rows = items
        .into_iter()
        .map(|delivery| view! { <Line delivery=delivery shown=shown /> })
        .collect_view();
    view! { <ul class="triggers__list">{rows}</ul> }.into_any()
}

#[component]
fn Line(delivery: Delivery, shown: RwSignal<Option<DeliveryId>>) -> impl IntoView {
    let id = delivery.id;
    let (status, word) = delivered(&delivery);
    let repeats = (delivery.repeats > 0).then(|| format!("came {} times", delivery.repeats + 1));
    let way = match (delivery.run_id, delivery.test) {
        (Some(run), _) => view! { <a class="link" href=format!("/runs/{run}")>"Run"</a> }.into_any(),
        (None, true) => {
            let open = memo(move || shown.get() == Some(id));
            let turn = move |_| shown.update(|shown| *shown = (*shown != Some(id)).then_some(id));
            view! {
                <button class="link" type="button" aria-expanded=move || open.get().to_string() on:click=turn>
                    {move || if open.get() { "Hide" } else { "Look" }}
                    <Icon name=IconName::ChevronDown size=IconSize::Small />
                </button>
            }
            .into_any()
        }
        (None, false) => ().into_any(),
    };
    view! {
        <li>
            <div class="triggers__delivery">
                <StatusText status=status word=word />
                <span class="triggers__delivery-id mono truncate">{delivery.delivery_id}</span>
                <span>{repeats}</span>
                <RelativeTime at=delivery.received_at.to_rfc3339() />
                {way}
            </div>
            {move || (shown.get() == Some(id)).then(|| view! { <Captured id=id /> })}
        </li>
    }
}
