//! Toasts: what just happened, with a way back. Errors stay until they are dismissed.

use std::{sync::Arc, time::Duration};

use leptos::{context::Provider, prelude::*};

use crate::{Button, ButtonKind, ControlSize, Icon, IconButton, IconName, Status, with_code};

/// At most so many toasts at once; the oldest makes room.
const MOST: usize = 4;
/// How long a plain toast stays.
const STAY: Duration = Duration::from_secs(6);
/// How long a toast with an action stays.
const STAY_TO_ACT: Duration = Duration::from_secs(12);

/// What a toast offers. Not a `Callback`: that would end with whatever part of the page showed the toast, while the
/// toast and its button live on.
type Action = Arc<dyn Fn() + Send + Sync>;

/// What a toast says.
#[derive(Clone)]
pub struct Toast {
    status: Status,
    title: String,
    text: String,
    action: Option<(String, Action)>,
}

impl Toast {
    /// Something worked: "Published as version 15".
    pub fn success(title: impl Into<String>) -> Self {
        Self::new(Status::Succeeded, title)
    }

    /// Something failed: what happened. Add what to try as `text`.
    pub fn error(title: impl Into<String>) -> Self {
        Self::new(Status::Failed, title)
    }

    /// Something to know.
    pub fn info(title: impl Into<String>) -> Self {
        Self::new(Status::Idle, title)
    }

    /// Something to be careful about.
    pub fn warning(title: impl Into<String>) -> Self {
        Self::new(Status::Waiting, title)
    }

    fn new(status: Status, title: impl Into<String>) -> Self {
        Self {
            status,
            title: title.into(),
            text: String::new(),
            action: None,
        }
    }

    /// A second line.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// A button: "Undo", "Compare". Pressing it dismisses the toast.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((label.into(), Arc::new(run)));
        self
    }

    fn icon(&self) -> IconName {
        match self.status {
            Status::Succeeded => IconName::CircleCheck,
            Status::Failed | Status::Dead => IconName::CircleX,
            Status::Waiting => IconName::TriangleAlert,
            Status::Idle | Status::Queued | Status::Running | Status::Skipped | Status::Cancelled => IconName::Info,
        }
    }

    /// How long it stays; `None`: until dismissed.
    fn stay(&self) -> Option<Duration> {
        match (self.status, &self.action) {
            (Status::Failed | Status::Dead, _) => None,
            (_, Some(_)) => Some(STAY_TO_ACT),
            (_, None) => Some(STAY),
        }
    }
}

/// The toasts in sight, oldest first. Pure: the clock is outside.
#[derive(Clone, Default)]
struct Stack {
    next: u64,
    shown: Vec<(u64, Toast)>,
}

impl Stack {
    fn push(&mut self, toast: Toast) -> u64 {
        let id = self.next;
        self.next += 1;
        self.shown.push((id, toast));
        if self.shown.len() > MOST {
            self.shown.remove(0);
        }
        id
    }

    fn dismiss(&mut self, id: u64) {
        self.shown.retain(|(shown, _)| *shown != id);
    }
}

/// The handle to show toasts. Take it with `use_toasts()`.
#[derive(Clone, Copy)]
pub struct Toasts {
    stack: RwSignal<Stack>,
    /// While the pointer or the focus is on the toasts, none goes away.
    held: RwSignal<bool>,
}

impl Toasts {
    /// Shows a toast. Call it from events and effects, never while rendering.
    pub fn show(self, toast: Toast) {
        let stay = toast.stay();
        let Some(id) = self.stack.try_update(|stack| stack.push(toast)) else {
            return;
        };
        if let Some(stay) = stay {
            self.dismiss_after(id, stay);
        }
    }

    /// Shows that something worked.
    pub fn success(self, title: impl Into<String>) {
        self.show(Toast::success(title));
    }

    /// Shows that something failed.
    pub fn error(self, title: impl Into<String>) {
        self.show(Toast::error(title));
    }

    fn dismiss(self, id: u64) {
        self.stack.try_update(|stack| stack.dismiss(id));
    }

    fn dismiss_after(self, id: u64, stay: Duration) {
        set_timeout(
            move || {
                if self.held.try_get_untracked().unwrap_or_default() {
                    self.dismiss_after(id, stay);
                } else {
                    self.dismiss(id);
                }
            },
            stay,
        );
    }
}

/// The handle of the `ToastProvider` around; without one, toasts go nowhere.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(new_toasts)
}

fn new_toasts() -> Toasts {
    Toasts {
        stack: RwSignal::new(Stack::default()),
        held: RwSignal::new(false),
    }
}

/// Gives `use_toasts()` to everything inside and shows the toasts in the lower right corner.
#[component]
pub fn ToastProvider(
    /// The application.
    children: Children,
) -> impl IntoView {
    let toasts = new_toasts();
    view! {
        <Provider value=toasts>{children()}</Provider>
        <section
            class="toasts"
            aria-label="Notifications"
            aria-live="polite"
            on:pointerenter=move |_| toasts.held.set(true)
            on:pointerleave=move |_| toasts.held.set(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)
        >
            <For each=move || toasts.stack.get().shown key=|(id, _)| *id let((id, toast))>
                <ToastCard toast=toast dismiss=Callback::new(move |()| toasts.dismiss(id)) />
            </For>
        </section>
    }
}

#[component]
fn ToastCard(toast: Toast, dismiss: Callback<()>) -> impl IntoView {
    let icon = toast.icon();
    let role = if toast.status == Status::Failed {
        "alert"
    } else {
        "status"
    };
    let action = toast.action.map(|(label, run)| {
        let press = move || {
            dismiss.run(());
            run();
        };
        view! { <Button kind=ButtonKind::Ghost size=ControlSize::Small on_press=press>{label}</Button> }
    });
    let text = (!toast.text.is_empty()).then(|| view! { <p class="toast__text">{with_code(&toast.text)}</p> });
    view! {
        <div class="toast float" role=role data-status=toast.status.as_str()>
            <Icon name=icon />
            <p class="toast__title">{with_code(&toast.title)}</p>
            {text}
            <div class="toast__end">
                {action}
                <IconButton icon=IconName::X label="Dismiss" size=ControlSize::Small on_press=move || dismiss.run(()) />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_makes_room() {
        let mut stack = Stack::default();
        for number in 0..6 {
            stack.push(Toast::info(number.to_string()));
        }
        let titles: Vec<&str> = stack.shown.iter().map(|(_, toast)| toast.title.as_str()).collect();
        assert_eq!(titles, ["2", "3", "4", "5"]);
    }

    #[test]
    fn dismissing_takes_that_one_alone_and_ids_are_never_reused() {
        let mut stack = Stack::default();
        let first = stack.push(Toast::info("a"));
        let second = stack.push(Toast::info("b"));
        stack.dismiss(second);
        assert_ne!(stack.push(Toast::info("c")), second);
        assert_eq!(stack.shown.first().map(|(id, _)| *id), Some(first));
    }

    #[test]
    fn errors_stay_and_actions_leave_time() {
        assert_eq!(Toast::error("x").stay(), None);
        assert_eq!(Toast::success("x").action("Undo", || ()).stay(), Some(STAY_TO_ACT));
        assert_eq!(Toast::success("x").stay(), Some(STAY));
    }
}
