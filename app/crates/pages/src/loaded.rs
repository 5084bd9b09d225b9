//! The life of everything a page asks for: skeleton, then content or failure; what was there stays while it is asked
//! for anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::either::Either;
use leptos::prelude::*;
use rpc::AppError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::PageTitle;

use crate::failure::Failure;
use crate::title_focus::focus_title;

/// Something that is asked of the server.
pub(crate) type Asked<T> = Resource<Result<T, AppError>>;

/// What shows a value.
type Show<T> = Arc<dyn Fn(T) -> AnyView + Send + Sync>;

/// Shows what was asked for.
#[component]
pub(crate) fn Loaded<T>(
    /// What was asked for.
    of: Asked<T>,
    /// What could not be done when it fails: "The runs could not be loaded".
    failure: &'static str,
    /// Shapes of the final size while it comes.
    #[prop(into)]
    skeleton: ViewFn,
    /// The value brings the page's title along: a failure then needs one of its own.
    #[prop(optional)]
    titled: bool,
    /// Shows it.
    show: Show<T>,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let asked_before = AtomicBool::new(false);
    let shown = move || {
        let show = show.clone();
        let again = asked_before.fetch_xor(true, Ordering::Relaxed);
        Suspend::new(async move {
            let shown = match of.await {
                Ok(value) => show(value),
                Err(error) => {
                    let title = titled.then(|| view! { <PageTitle title=failure hide=true /> });
                    view! {
                        {title}
                        <Failure title=failure error=error on_retry=move |()| of.refetch() />
                    }
                    .into_any()
                }
            };
            if titled {
                focus_title();
            }
            // by turns: what was there is taken away, never turned into the new one element by element
            if again {
                Either::Right(shown)
            } else {
                Either::Left(shown)
            }
        })
    };
    view! { <Transition fallback=move || skeleton.run()>{shown}</Transition> }
}

/// Makes a closure what `Loaded` takes.
pub(crate) fn shows<T, V: IntoView + 'static>(show: impl Fn(T) -> V + Send + Sync + 'static) -> Show<T> {
    Arc::new(move |value| show(value).into_any())
}
