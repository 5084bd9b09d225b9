//! The inputs of a run, to be run again with others.

use domain::inputs::typed::{read, shown};
use domain::inputs::{InputSpec, InputType, input_specs};
use leptos::{ev, prelude::*};
use rpc::{Replay, ReplayFrom};
use serde_json::{Map, Value};
use ui::{Button, ButtonKind, Choice, CodeInput, Dialog, Field, IconName, Kbd, Language, Select, TextArea, TextInput};
use wasm_bindgen::JsCast;

use super::scene::Scene;

/// Faults by input.
type Faults = Vec<(String, String)>;

/// Asks for the inputs, which are those of the run in sight at first.
#[component]
pub(super) fn RunForm(scene: Scene, open: RwSignal<bool>, inputs: Value) -> impl IntoView {
    let typed = RwSignal::new(Map::<String, Value>::new());
    let faults = RwSignal::new(Faults::new());
    let specs = scene.detail.with_value(|detail| input_specs(&detail.graph));
    let specs = StoredValue::new(specs);
    effect(move || {
        if open.get() {
            let boxes = |spec: &InputSpec| (spec.name.clone(), Value::String(shown(spec, inputs.get(&spec.name))));
            typed.set(specs.with_value(|specs| specs.iter().map(boxes).collect()));
            faults.set(Vec::new());
        }
    });
    let run =
        Callback::new(
            move |()| match specs.with_value(|specs| typed.with_untracked(|typed| read(specs, typed))) {
                Ok(inputs) => scene.replays.start(Replay {
                    from: ReplayFrom::Start,
                    inputs: Some(inputs),
                    idempotency_key: None,
                }),
                Err(found) => {
                    focus_first(&found);
                    faults.set(found);
                }
            },
        );
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            run.run(());
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        run.run(());
    };
    let foot = move || {
        view! {
            <Button on_press=move || open.set(false)>"Not now"</Button>
            <Button kind=ButtonKind::Primary icon=IconName::Play busy=scene.replays.busy on_press=move || run.run(())>
                "Start run"
                <span aria-hidden="true"><Kbd mod_key=true enter=true /></span>
            </Button>
        }
    };
    let fields = move || {
        let field = |spec: InputSpec| view! { <InputField spec=spec typed=typed faults=faults /> };
        specs.get_value().into_iter().map(field).collect_view()
    };
    view! {
        <Dialog id="run-again" open=open title="Run again" keep_open=true foot=foot>
            <form class="run-form" on:submit=submit on:keydown=on_key>
                <p class="dim">"The same version, from the beginning. Nothing of this run is kept."</p>
                {fields}
            </form>
        </Dialog>
    }
}

#[component]
fn InputField(spec: InputSpec, typed: RwSignal<Map<String, Value>>, faults: RwSignal<Faults>) -> impl IntoView {
    let name = StoredValue::new(spec.name.clone());
    let value = memo(move || {
        let of = |typed: &Map<String, Value>, name: &String| {
            typed.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        typed.with(|typed| name.with_value(|name| of(typed, name)))
    });
    let write = Callback::new(move |text: String| {
        typed.update(|typed| {
            typed.insert(name.get_value(), Value::String(text));
        });
    });
    let fault = Signal::derive(move || {
        let of = |faults: &Faults, name: &String| {
            let found = faults.iter().find(|(at, _)| at == name);
            found.map(|(_, fault)| fault.clone())
        };
        faults.with(|faults| name.with_value(|name| of(faults, name)))
    });
    let aside = if spec.required && spec.default.is_none() {
        "Required"
    } else {
        spec.kind.as_str()
    };
    let kind = spec.kind;
    // built within the field, where it finds its id
    let control = move || match kind {
        InputType::String => view! { <TextInput value=value on_input=write /> }.into_any(),
        InputType::Number | InputType::Integer => {
            view! { <TextInput value=value on_input=write mono=true /> }.into_any()
        }
        InputType::Text => view! { <TextArea value=value on_input=write /> }.into_any(),
        InputType::Boolean => {
            let choices = vec![
                Choice::new("", "Not given"),
                Choice::new("true", "True"),
                Choice::new("false", "False"),
            ];
            view! { <Select value=value choices=choices on_change=write /> }.into_any()
        }
        InputType::Object | InputType::Array | InputType::Any => {
            view! { <CodeInput value=value on_input=write language=Language::Json rows=3 /> }.into_any()
        }
    };
    view! {
        <Field id=field_id(&spec.name) label=spec.name.clone() aside=aside hint=spec.description.unwrap_or_default() error=fault>
            {control()}
        </Field>
    }
}

fn field_id(name: &str) -> String {
    format!("again-{name}")
}

/// Leads to the first box that is wrong.
fn focus_first(faults: &Faults) {
    let element = faults
        .first()
        .and_then(|(name, _)| document().get_element_by_id(&field_id(name)));
    if let Some(element) = element {
        // fails only outside the document
        drop(element.unchecked_into::<web_sys::HtmlElement>().focus());
    }
}
