//! Code in a box: JSON, expressions, prompts. A textarea, so that spelling, undo, selection and screen readers are the
//! browser's own; a layer behind it colours the text.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use crate::{
    FieldLink,
    code_spans::{Language, spans},
    escape::textarea_content,
    text_input::tell,
};

/// A box for code. Tab leaves the box (as WCAG asks); Ctrl with a square bracket indents; Enter keeps the indentation.
#[component]
pub fn CodeInput(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called at every keystroke.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when the edit is done.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// What to colour.
    #[prop(optional)]
    language: Language,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Its id, where it stands outside a `Field`.
    #[prop(optional, into)]
    id: String,
    /// Its spoken name, where it stands outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// An example, never the label.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Lines shown at least; it grows with its text.
    #[prop(default = 1)]
    rows: u32,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Can be read and copied, not changed.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// The element, for focus and for placing completions.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
    /// What stands below inside the box: a preview.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let link = FieldLink::find(id);
    let invalid = link.invalid_attribute();
    let on_key = move |event: ev::KeyboardEvent| {
        if let Some(text) = typed_key(&event) {
            tell(on_input, text);
        }
    };
    view! {
        <div class="expr" aria-invalid=invalid>
            <div class="code-input">
                <pre class="expr__edit code-input__paint" aria-hidden="true">
                    {move || value.with(|text| painted(text, language))}
                </pre>
                <textarea
                    class="expr__edit code-input__text"
                    id=link.id_attribute()
                    name=name
                    rows=rows
                    placeholder=placeholder
                    spellcheck="false"
                    autocomplete="off"
                    disabled=disabled
                    readonly=readonly
                    aria-label=label
                    aria-describedby=link.described_by
                    aria-invalid=invalid
                    prop:value=value
                    on:input=move |event| tell(on_input, event_target_value(&event))
                    on:change=move |event| tell(on_change, event_target_value(&event))
                    on:keydown=on_key
                    inner_html=value.with_untracked(|value| textarea_content(value))
                    node_ref=node_ref
                ></textarea>
            </div>
            {children.map(|children| children())}
        </div>
    }
}

/// The coloured layer. A last empty line needs a space to have a height.
fn painted(text: &str, language: Language) -> AnyView {
    let tail = if text.is_empty() || text.ends_with('\n') {
        " "
    } else {
        ""
    };
    let parts = spans(text, language)
        .into_iter()
        .map(|(class, part)| view! { <span class=class>{part.to_owned()}</span> })
        .collect_view();
    (parts, tail).into_any()
}

/// Handles the keys that edit code and answers the new text, if the key was one of them.
fn typed_key(event: &ev::KeyboardEvent) -> Option<String> {
    let area: web_sys::HtmlTextAreaElement = event.target()?.dyn_into().ok()?;
    let command = event.ctrl_key() || event.meta_key();
    let edit = match event.key().as_str() {
        "Enter" if !command && !event.shift_key() => CodeEdit::NewLine,
        "]" if command => CodeEdit::Indent,
        "[" if command => CodeEdit::Outdent,
        _ => return None,
    };
    let cursor = Cursor {
        start: area.selection_start().ok()?? as usize,
        end: area.selection_end().ok()?? as usize,
    };
    let (text, cursor) = edit.apply(&area.value(), cursor)?;
    event.prevent_default();
    area.set_value(&text);
    let (start, end) = (u32::try_from(cursor.start).ok()?, u32::try_from(cursor.end).ok()?);
    area.set_selection_range(start, end).ok()?;
    Some(text)
}

/// A selection in UTF-16 units, as the browser counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    start: usize,
    end: usize,
}

/// An edit that a plain textarea does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeEdit {
    NewLine,
    Indent,
    Outdent,
}

impl CodeEdit {
    /// The text and the selection afterwards; `None` where the browser's own behaviour is right.
    fn apply(self, text: &str, cursor: Cursor) -> Option<(String, Cursor)> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let line = line_start(&units, cursor.start);
        let indent = units
            .iter()
            .skip(line)
            .take_while(|unit| **unit == u16::from(b' '))
            .count();
        match self {
            Self::NewLine if indent == 0 => None,
            Self::NewLine => {
                let indent = indent.min(cursor.start - line);
                let break_and_indent = format!("\n{}", " ".repeat(indent));
                let at = cursor.start + break_and_indent.len();
                splice(
                    &units,
                    cursor.start..cursor.end,
                    &break_and_indent,
                    Cursor { start: at, end: at },
                )
            }
            Self::Indent => splice(
                &units,
                line..line,
                "  ",
                Cursor {
                    start: cursor.start + 2,
                    end: cursor.end + 2,
                },
            ),
            Self::Outdent => {
                let gone = indent.min(2);
                let back = |at: usize| at.saturating_sub(gone).max(line);
                splice(
                    &units,
                    line..line + gone,
                    "",
                    Cursor {
                        start: back(cursor.start),
                        end: back(cursor.end),
                    },
                )
            }
        }
    }
}

fn line_start(units: &[u16], at: usize) -> usize {
    units
        .iter()
        .take(at)
        .rposition(|unit| *unit == u16::from(b'\n'))
        .map_or(0, |newline| newline + 1)
}

fn splice(units: &[u16], range: std::ops::Range<usize>, with: &str, cursor: Cursor) -> Option<(String, Cursor)> {
    let before = units.get(..range.start)?;
    let after = units.get(range.end..)?;
    let text = String::from_utf16_lossy(before) + with + &String::from_utf16_lossy(after);
    Some((text, cursor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize) -> Cursor {
        Cursor { start, end: start }
    }

    #[test]
    fn enter_keeps_the_indentation_of_its_line() {
        let (text, cursor) = CodeEdit::NewLine.apply("{\n  \"a\": 1", at(10)).unwrap();
        assert_eq!(text, "{\n  \"a\": 1\n  ");
        assert_eq!(cursor, at(13));
        assert_eq!(CodeEdit::NewLine.apply("plain", at(5)), None);
    }

    #[test]
    fn indenting_moves_the_line_and_the_cursor_with_it() {
        assert_eq!(
            CodeEdit::Indent.apply("ä\nb", at(3)),
            Some(("ä\n  b".to_owned(), at(5)))
        );
        assert_eq!(
            CodeEdit::Outdent.apply("ä\n  b", at(5)),
            Some(("ä\nb".to_owned(), at(3)))
        );
        assert_eq!(CodeEdit::Outdent.apply("b", at(1)), Some(("b".to_owned(), at(1))));
    }
}
