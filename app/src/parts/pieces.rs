//! What differs between two texts, word by word, as it is shown.

use leptos::prelude::*;
use vitrine_domain::rules::word_diff::{Change, diff};

/// Struck through or underlined, and said: never by colour alone.
pub fn piece((change, text): (Change, String)) -> AnyView {
    match change {
        Change::Same => view! { <span>{text}</span> }.into_any(),
        Change::Deleted => {
            view! { <del><span class="sr-only">" taken out: "</span>{text}<span class="sr-only">"; "</span></del> }
                .into_any()
        }
        Change::Inserted => {
            view! { <ins><span class="sr-only">" put in: "</span>{text}<span class="sr-only">"; "</span></ins> }
                .into_any()
        }
    }
}

/// The second text as it differs from the first.
pub fn differences(before: &str, after: &str) -> AnyView {
    let pieces = diff(before, after);
    match pieces.iter().all(|(_, text)| text.trim().is_empty()) {
        true => view! { <span class="quiet">"An empty answer"</span> }.into_any(),
        false => pieces.into_iter().map(piece).collect_view().into_any(),
    }
}
