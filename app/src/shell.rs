//! The document: what stands around the application, written by the server alone.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use ui::Theme;

use crate::App;

/// The whole document of a page. The theme comes from the reader's cookie, so that nothing flashes.
pub fn shell(options: LeptosOptions) -> AnyView {
    let theme = theme_of_reader().attribute();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link
                    rel="preload"
                    href="/fonts/inter-latin-opsz-normal.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link
                    rel="preload"
                    href="/fonts/jetbrains-mono-latin-wght-normal.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <HashedStylesheet options=options.clone() id="style" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

#[cfg(feature = "ssr")]
fn theme_of_reader() -> Theme {
    rpc::api::context::cookies()
        .map(|cookies| Theme::from_cookies(&cookies))
        .unwrap_or_default()
}

/// The browser never writes the document.
#[cfg(not(feature = "ssr"))]
fn theme_of_reader() -> Theme {
    Theme::System
}
