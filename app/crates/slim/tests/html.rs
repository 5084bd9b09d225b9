//! What is written is what Leptos writes.
#![cfg(feature = "ssr")]

extern crate slim as leptos;

use std::sync::Arc;

use full::html;
use full::prelude::{ClassAttribute, CustomAttribute, ElementChild, GlobalAttributes, RenderHtml, StyleAttribute};

use slim::prelude::*;
use slim::view;

fn written(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

#[test]
fn an_element_is_written_as_leptos_writes_it() {
    let theirs = Owner::new().with(|| {
        html::div()
            .class("card")
            .class(("card--open", true))
            .class(("card--shut", false))
            .id("a\"b")
            .style(("left", "4px"))
            .attr("data-x", "1 < 2")
            .child(html::span().child("a & b"))
            .to_html()
    });
    let ours = written(|| {
        view! {
            <div class="card" class:card--open=true class:card--shut=false id="a\"b" style:left="4px" data-x="1 < 2">
                <span>{"a & b"}</span>
            </div>
        }
    });
    assert_eq!(ours, theirs);
}

#[test]
fn an_attribute_that_is_absent_or_false_is_not_written() {
    let html = written(|| {
        let none: Option<String> = None;
        view! { <input type="text" disabled=false required=true title=none value=Some("x") /> }
    });
    assert_eq!(html, r#"<input type="text" required value="x">"#);
}

#[test]
fn values_of_every_origin_are_written_alike() {
    let html = written(|| {
        let signal = RwSignal::new(String::from("s"));
        let shared: Arc<str> = "a".into();
        view! { <p id=signal title=move || signal.get() lang=memo(move || signal.get()) dir=shared>{signal}{3}</p> }
    });
    assert!(html.starts_with(r#"<p id="s" title="s" lang="s" dir="a">s"#), "{html}");
}

#[test]
fn a_text_area_keeps_its_text_and_a_listener_leaves_no_trace() {
    let html = written(|| view! { <textarea inner_html="a &lt; b" on:input=move |_| ()></textarea> });
    assert_eq!(html, "<textarea>a &lt; b</textarea>");
}

#[test]
fn what_is_shown_follows_its_condition() {
    let shown = |open: bool| {
        written(move || {
            let open = RwSignal::new(open);
            view! { <Show when=move || open.get() fallback=|| "shut">"open"</Show> }
        })
    };
    assert!(shown(true).contains("open") && shown(false).contains("shut"));
}

#[test]
fn an_erased_view_is_not_erased_again() {
    let html = written(|| live(|| "x").into_any().into_any());
    assert_eq!(html, written(|| live(|| "x")));
}

#[test]
fn a_live_view_reads_its_signals_when_it_is_written() {
    let html = written(|| {
        let signal = RwSignal::new(1);
        let view = live(move || signal.get().to_string());
        signal.set(2);
        view
    });
    assert_eq!(html, "2");
}

#[test]
fn a_tag_that_is_a_word_of_rust_is_written_by_its_own_name() {
    let icon = written(|| view! { <svg><use href="/sprite.svg#copy" /></svg> }.into_any());
    assert!(icon.contains("<use href=\"/sprite.svg#copy\">"), "{icon}");
    assert!(!icon.contains("r#"), "{icon}");
}
