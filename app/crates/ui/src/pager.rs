//! The foot of a list: which part is in sight, and the way to the others. Links, so that the address restores it.

use leptos::prelude::*;

use crate::{Icon, IconName, IconSize, grouped};

/// "1–50 of 61,240" with links to the pages before and after.
#[component]
pub fn Pager(
    /// The page in sight, from 1.
    #[prop(into)]
    page: Signal<u64>,
    /// Rows a page.
    #[prop(into)]
    page_size: Signal<u64>,
    /// Rows in all.
    #[prop(into)]
    total: Signal<u64>,
    /// The address of a page.
    #[prop(into)]
    href: Callback<u64, String>,
) -> impl IntoView {
    let span = memo(move || Span {
        page: page.get(),
        size: page_size.get(),
        total: total.get(),
    });
    let link = move |label: &'static str, icon: IconName, target: Option<u64>| {
        let address = target.map(|target| href.run(target));
        let off = address.is_none().then_some("true");
        view! {
            <a class="btn btn--icon btn--sm" href=address aria-disabled=off title=label>
                <Icon name=icon size=IconSize::Small />
                <span class="vh">{label}</span>
            </a>
        }
    };
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{move || span.get().words()}</span>
            <div class="btn-group">
                {move || link("Previous page", IconName::ChevronLeft, span.get().before())}
                {move || link("Next page", IconName::ChevronRight, span.get().after())}
            </div>
        </nav>
    }
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    page: u64,
    size: u64,
    total: u64,
}

impl Span {
    fn words(self) -> String {
        if self.total == 0 {
            return "None".to_owned();
        }
        let first = (self.page.max(1) - 1) * self.size + 1;
        let last = (first + self.size).saturating_sub(1).min(self.total);
        if first > self.total {
            return format!("None of {}", grouped(self.total));
        }
        format!("{}–{} of {}", grouped(first), grouped(last), grouped(self.total))
    }

    fn before(self) -> Option<u64> {
        (self.page > 1).then(|| self.page - 1)
    }

    fn after(self) -> Option<u64> {
        (self.page.saturating_mul(self.size) < self.total).then(|| self.page + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn the_last_page_is_short_and_has_no_next() {
        let last = Span {
            page: 3,
            size: 50,
            total: 120,
        };
        assert_eq!(last.words(), "101–120 of 120");
        assert_eq!((last.before(), last.after()), (Some(2), None));
    }

    #[test]
    fn an_empty_list_and_a_page_too_far_say_so() {
        assert_eq!(
            Span {
                page: 1,
                size: 50,
                total: 0
            }
            .words(),
            "None"
        );
        assert_eq!(
            Span {
                page: 9,
                size: 50,
                total: 120
            }
            .words(),
            "None of 120"
        );
        assert_eq!(
            Span {
                page: 1,
                size: 50,
                total: 120
            }
            .after(),
            Some(2)
        );
    }
}
