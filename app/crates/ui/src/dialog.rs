//! Dialogs, on the browser's own `<dialog>`: focus stays inside, Escape closes, and the focus goes back afterwards.

use leptos::{html, prelude::*};

use crate::{Button, ButtonKind, Field, IconButton, IconName, TextInput, class_list::class_list};

/// How much room a dialog takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// 440 px: a question, a short form.
    #[default]
    Small,
    /// 720 px: a long form, a comparison.
    Wide,
}

impl DialogSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Small => "",
            Self::Wide => "dialog--wide",
        }
    }
}

/// A modal dialog. It opens and closes with `open`, and writes `false` there when the person closes it.
#[component]
pub fn Dialog(
    /// Unique on the page; the title's id follows from it.
    #[prop(into)]
    id: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The title, which is also its spoken name.
    #[prop(into)]
    title: Signal<String>,
    /// Its width.
    #[prop(optional)]
    size: DialogSize,
    /// A click beside it does not close it: for forms with work in them.
    #[prop(optional)]
    keep_open: bool,
    /// Called after the person closed it.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// The buttons, at the end: first the way back, last the action.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// What it is about. Built when it opens, thrown away when it closes.
    children: ChildrenFn,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let children = StoredValue::new(children);
    let foot = StoredValue::new(foot);
    view! {
        <Modal id=id labelled_by=title_id.clone() open=open class=class_list(&["dialog", size.class()]) keep_open=keep_open on_close=on_close>
            <header class="dialog__head">
                <h2 class="heading-16" id=title_id.clone()>{title}</h2>
                <IconButton icon=IconName::X label="Close" on_press=move || open.set(false) />
            </header>
            <div class="dialog__body">{move || children.with_value(|children| children())}</div>
            {foot.with_value(|foot| foot.as_ref().map(|foot| view! { <footer class="dialog__foot">{foot.run()}</footer> }))}
        </Modal>
    }
}

/// A panel from the side, and from below on a phone: details, filters, the inspector of a small screen.
#[component]
pub fn Sheet(
    /// Unique on the page; the title's id follows from it.
    #[prop(into)]
    id: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The title, which is also its spoken name.
    #[prop(into)]
    title: Signal<String>,
    /// Called after the person closed it.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// What it holds. Built when it opens, thrown away when it closes.
    children: ChildrenFn,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let children = StoredValue::new(children);
    view! {
        <Modal id=id labelled_by=title_id.clone() open=open class="sheet-panel".to_owned() keep_open=false on_close=on_close>
            <header class="sheet-panel__head">
                <h2 class="heading-16" id=title_id.clone()>{title}</h2>
                <IconButton icon=IconName::X label="Close" on_press=move || open.set(false) />
            </header>
            <div class="sheet-panel__body">{move || children.with_value(|children| children())}</div>
        </Modal>
    }
}

/// The bare modal: opens and closes the element with the signal, and the signal with the element.
#[component]
pub(crate) fn Modal(
    id: String,
    labelled_by: String,
    open: RwSignal<bool>,
    class: String,
    keep_open: bool,
    on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    effect(move || {
        if let Some(dialog) = element.get() {
            follow(&dialog, open.get());
        }
    });
    let closed = move |_| {
        if open.get_untracked() {
            open.set(false);
        }
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    view! {
        <dialog
            id=id
            class=class
            aria-labelledby=labelled_by
            closedby=if keep_open { "closerequest" } else { "any" }
            on:close=closed
            node_ref=element
        >
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}

/// Opens or closes the element where it differs from what is wanted.
fn follow(dialog: &web_sys::HtmlDialogElement, open: bool) {
    if open && !dialog.open() {
        // Fails only for a dialog outside the document, where there is nothing to show.
        drop(dialog.show_modal());
    } else if !open && dialog.open() {
        dialog.close();
    }
}

/// Asks before something is lost for good. With `expected` the person types that name first.
#[component]
pub fn ConfirmDialog(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question: "Delete Ticket triage?".
    #[prop(into)]
    title: Signal<String>,
    /// What is lost, in figures: "14 versions and 61,240 runs go with it."
    #[prop(into)]
    text: Signal<String>,
    /// The verb of the final button: "Delete workflow".
    #[prop(into)]
    action: Signal<String>,
    /// The words of the way back.
    #[prop(default = "Keep it".to_owned(), into)]
    keep: String,
    /// The name to type before the button works. Empty: none.
    #[prop(optional, into)]
    expected: Signal<String>,
    /// The work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Called when it is confirmed. The owner closes the dialog when the work is done.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    effect(move || {
        if !open.get() {
            typed.set(String::new());
        }
    });
    let locked = Signal::derive(move || typed.with(|typed| expected.with(|expected| typed.trim() != expected.trim())));
    let field_id = StoredValue::new(format!("{id}-name"));
    let ask_name = move || {
        expected.with(|expected| !expected.is_empty()).then(|| {
            view! {
                <Field id=field_id.get_value() label="Type the name to confirm">
                    <TextInput value=typed on_input=move |text| typed.set(text) autofocus=true />
                </Field>
            }
        })
    };
    let keep = StoredValue::new(keep);
    let foot = move || {
        view! {
            <Button on_press=move || open.set(false)>{keep.get_value()}</Button>
            <Button kind=ButtonKind::DangerSolid busy=busy disabled=locked on_press=move || on_confirm.run(())>
                {action}
            </Button>
        }
    };
    view! {
        <Dialog id=id open=open title=title foot=foot>
            <p>{text}</p>
            {ask_name}
        </Dialog>
    }
}
