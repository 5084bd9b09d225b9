//! What stands in place of data that could not be had.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use rpc::AppError;
use ui::{ErrorState, LinkButton};

use crate::address::address;

/// A failure with its reason, its request and the ways out: try again, or sign in where the session has ended.
#[component]
pub(crate) fn Failure(
    /// What could not be done: "The runs could not be loaded".
    #[prop(into)]
    title: String,
    /// Why.
    error: AppError,
    /// Tries again.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let AppError {
        status,
        message,
        request_id,
        ..
    } = error;
    if status == 401 {
        return view! { <SessionEnded /> }.into_any();
    }
    view! { <ErrorState title=title text=message request_id=request_id on_retry=on_retry /> }.into_any()
}

#[component]
fn SessionEnded() -> impl IntoView {
    let location = use_location();
    let way_back = move || {
        let here = location.pathname.get() + location.search.get().as_str();
        address("/sign-in", &[("next", &here)])
    };
    view! {
        <ErrorState title="Your session has ended" text="Sign in again to go on; nothing is lost.">
            <LinkButton href=Signal::derive(way_back)>"Sign in"</LinkButton>
        </ErrorState>
    }
}
