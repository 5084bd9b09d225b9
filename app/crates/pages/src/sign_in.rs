//! Sign-in: how to come by a one-time link, and what became of the last one.

mod art;
mod problem;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Banner, CopyButton, Mark, PageTitle, ThemeToggle};

use art::Art;
use problem::Problem;

/// The command that makes a link, with the owner of the demo organisation as its example.
const COMMAND: &str = "apex admin login-link --email owner@demo.apex";

/// The page without a frame: nobody is signed in yet.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let problem = memo(move || query.with(|query| Problem::read(query.get_str("problem"))));
    let told = move || {
        problem.get().map(|problem| {
            view! { <Banner status=problem.status() title=problem.title() text=problem.text() /> }
        })
    };
    view! {
        <main class="signin" id="main" tabindex="-1">
            <section class="signin__form">
                <a class="signin__brand" href="/" rel="external">
                    <Mark />
                    <span>"Apex"</span>
                </a>
                <div class="signin__box">
                    <PageTitle title="Sign in" />
                    <p class="read dim signin__lead">"Apex signs you in by a one-time link."</p>
                    {told}
                    <Steps />
                </div>
                <footer class="signin__foot meta">
                    <a href="/health" rel="external">"Status"</a>
                    <a href="/api/docs" rel="external">"API"</a>
                    <ThemeToggle />
                </footer>
            </section>
            <Art />
        </main>
    }
    .into_any()
}

/// What to do, in order.
#[component]
fn Steps() -> impl IntoView {
    view! {
        <ol class="signin__steps">
            <li>
                <p>"On the machine that runs Apex, make a link for your address:"</p>
                <div class="signin__command">
                    <code class="mono" id="sign-in-command">{COMMAND}</code>
                    <CopyButton text=COMMAND label="Copy command" />
                </div>
            </li>
            <li>
                <p>"Open the link that it prints. It works once, for 15 minutes."</p>
            </li>
        </ol>
        <p class="field__hint">"Somebody else runs this Apex? Ask them for a link."</p>
    }
}
