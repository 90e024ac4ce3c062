//! An item's picture in lists.

use leptos::prelude::*;
use vitrine_domain::Image;

/// A small square of it, for lists.
pub fn thumbnail(slug: &str, image: &Image) -> AnyView {
    if image.purged {
        return view! { <span class="thumb purged" aria-hidden="true"></span> }.into_any();
    }
    view! {
        <img class="thumb" width="56" height="56" loading="lazy" decoding="async" alt=""
            src=format!("/api/v1/projects/{slug}/images/{}?size=thumb", image.id) />
    }
    .into_any()
}
