//! Where the step's panel stands below the timeline, choosing a step leads there.

use leptos::prelude::*;

/// The id of the panel.
pub(super) const PANEL: &str = "step";
/// As in the style sheet: below this width the panel stands under the timeline.
const NARROW: &str = "(max-width: 1199px)";

/// Scrolls to the panel once it shows the step. Only in events.
pub(super) fn reveal_panel() {
    let narrow = window()
        .match_media(NARROW)
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    if narrow {
        request_animation_frame(|| {
            if let Some(panel) = document().get_element_by_id(PANEL) {
                panel.scroll_into_view();
            }
        });
    }
}
