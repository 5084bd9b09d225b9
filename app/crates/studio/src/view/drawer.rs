//! The run drawer: how the run goes, step by step, and what went in and out.

mod head;
mod logs;
mod output;
mod side;
mod timeline;

use leptos::prelude::*;
use ui::TabPanel;

use crate::state::studio::Studio;
use head::Head;
use logs::Logs;
use output::Output;
use side::Side;
use timeline::Timeline;

/// The drawer of the run in sight.
#[component]
pub(crate) fn Drawer(studio: Studio) -> impl IntoView {
    let tab = studio.run.tab;
    view! {
        <section class="panel studio__drawer" aria-label="Run">
            <Head studio=studio />
            <Show when=move || studio.panes.drawer.get()>
                <div class="studio__drawer-body">
                    <div class="studio__drawer-part">
                        <TabPanel tabs="drawer" value="timeline" selected=tab class="studio__timeline">
                            <Timeline studio=studio />
                        </TabPanel>
                        <TabPanel tabs="drawer" value="logs" selected=tab class="studio__timeline">
                            <Logs studio=studio />
                        </TabPanel>
                        <TabPanel tabs="drawer" value="output" selected=tab class="studio__timeline">
                            <Output studio=studio />
                        </TabPanel>
                    </div>
                    <Side studio=studio />
                </div>
            </Show>
        </section>
    }
}
