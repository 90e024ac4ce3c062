//! What may be wider than the page.

use leptos::prelude::*;

/// Scrolls sideways by itself, by keyboard too; `name` says what it holds to those who do not see it.
pub fn wide(name: &'static str, content: impl IntoView) -> impl IntoView {
    view! { <div class="table-wrap" tabindex="0" role="region" aria-label=name>{content}</div> }
}
