//! The document around every page, and which page answers which address.

use crate::pages;
use crate::words::shell as say;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The HTML document. Sets the content security policy with this request's nonce.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    policy();
    view! {
        <!DOCTYPE html>
        <html lang=say::LANGUAGE>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" type="image/svg+xml" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%233a4fd0'/%3E%3Cpath d='M4.5 5l3.5 6 3.5-6' fill='none' stroke='white' stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E" />
                <link rel="stylesheet" href=format!("/{}/{}.css", options.site_pkg_dir, options.output_name) />
                {asks_for_desk().then(|| view! { <link rel="modulepreload" href=format!("/{}/__wasm_split.js", options.site_pkg_dir) /> })}
                <HydrationScripts options=module_of(options) islands=true />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The wasm module with the islands of the page that is asked for: the desk has its own (`crates/demo/setup/wasm.sh`).
fn module_of(mut options: LeptosOptions) -> LeptosOptions {
    if asks_for_desk() {
        options.output_name = "desk".into();
    }
    options
}

fn asks_for_desk() -> bool {
    use_context::<http::request::Parts>().is_some_and(|asked| is_desk(asked.uri.path()))
}

/// `/p/SLUG/desk` and below.
fn is_desk(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    parts.next() == Some("p") && parts.nth(1) == Some("desk")
}

/// Scripts only with the nonce (and what they load), wasm, and nothing from elsewhere.
fn policy() {
    let (Some(nonce), Some(response)) = (
        leptos::nonce::use_nonce(),
        use_context::<leptos_axum::ResponseOptions>(),
    ) else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    if let Ok(value) = http::HeaderValue::from_str(&policy) {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}

/// Every page, each rendered whole on the server.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    const WHOLE: SsrMode = SsrMode::Async;
    view! {
        <Title formatter=|title: String| {
            if title.is_empty() { say::NAME.into() } else { say::titled(&title) }
        } />
        <Router>
            <Routes fallback=pages::missing>
                <Route path=path!("/") view=pages::projects ssr=WHOLE />
                <Route path=path!("/sign-in") view=pages::sign_in ssr=WHOLE />
                <Route path=path!("/set-password") view=pages::set_password ssr=WHOLE />
                <Route path=path!("/account") view=pages::account ssr=WHOLE />
                <Route path=path!("/p/:slug") view=pages::overview ssr=WHOLE />
                <Route path=path!("/p/:slug/desk") view=pages::desk ssr=WHOLE />
                <Route path=path!("/p/:slug/desk/:item") view=pages::desk ssr=WHOLE />
                <Route path=path!("/p/:slug/queues") view=pages::queues ssr=WHOLE />
                <Route path=path!("/p/:slug/queue") view=pages::queue ssr=WHOLE />
                <Route path=path!("/p/:slug/adjudication") view=pages::adjudication ssr=WHOLE />
                <Route path=path!("/p/:slug/agreement") view=pages::agreement ssr=WHOLE />
                <Route path=path!("/p/:slug/gold") view=pages::gold ssr=WHOLE />
                <Route path=path!("/p/:slug/pace") view=pages::pace ssr=WHOLE />
                <Route path=path!("/p/:slug/decisions") view=pages::decisions ssr=WHOLE />
                <Route path=path!("/p/:slug/batch") view=pages::batch ssr=WHOLE />
                <Route path=path!("/p/:slug/items") view=pages::items ssr=WHOLE />
                <Route path=path!("/p/:slug/items/:item") view=pages::item ssr=WHOLE />
                <Route path=path!("/p/:slug/curated") view=pages::curated ssr=WHOLE />
                <Route path=path!("/p/:slug/runs") view=pages::runs ssr=WHOLE />
                <Route path=path!("/p/:slug/runs/:run") view=pages::run ssr=WHOLE />
                <Route path=path!("/p/:slug/synthesis") view=pages::synthesis_runs ssr=WHOLE />
                <Route path=path!("/p/:slug/synthesis/:run") view=pages::synthesis_run ssr=WHOLE />
                <Route path=path!("/p/:slug/benchmarks") view=pages::benchmarks ssr=WHOLE />
                <Route path=path!("/p/:slug/benchmarks/:evaluation") view=pages::benchmark ssr=WHOLE />
                <Route path=path!("/p/:slug/bills") view=pages::bills ssr=WHOLE />
                <Route path=path!("/p/:slug/models") view=pages::models ssr=WHOLE />
                <Route path=path!("/p/:slug/export") view=pages::export ssr=WHOLE />
                <Route path=path!("/p/:slug/figures") view=pages::figures ssr=WHOLE />
                <Route path=path!("/p/:slug/care") view=pages::care ssr=WHOLE />
                <Route path=path!("/p/:slug/compare/:evaluation") view=pages::compare ssr=WHOLE />
                <Route path=path!("/p/:slug/errors/:evaluation") view=pages::errors ssr=WHOLE />
                <Route path=path!("/p/:slug/members") view=pages::members ssr=WHOLE />
                <Route path=path!("/p/:slug/audit") view=pages::audit ssr=WHOLE />
            </Routes>
        </Router>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_and_nothing_else_gets_the_desks_module() {
        for path in ["/p/signs/desk", "/p/signs/desk/", "/p/desk/desk/0190-4"] {
            assert!(is_desk(path), "{path}");
        }
        for path in [
            "/",
            "/p/desk",
            "/p/signs/desks",
            "/p/signs/items/desk",
            "/q/signs/desk",
        ] {
            assert!(!is_desk(path), "{path}");
        }
    }
}
