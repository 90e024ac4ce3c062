//! How the item came to lie here, where somebody's word brought it: sent to the reviewer, or put on hold.

use super::bench::Bench;
use crate::words::desk::came_by as say;
use leptos::prelude::*;
use vitrine_domain::api::Moved;

#[component]
pub fn CameBy(bench: Bench) -> impl IntoView {
    move || {
        let (sent, held) = bench.item.with(|i| {
            let i = i.as_ref()?;
            Some((i.sent.clone(), i.held.clone()))
        })?;
        Some((line(say::SENT, sent), line(say::HELD, held)).into_any())
    }
}

fn line(before: &'static str, moved: Option<Moved>) -> Option<AnyView> {
    moved.map(|Moved { by, text }| {
        let text = match text.as_str() {
            "" => String::new(),
            text => say::said(text),
        };
        view! { <p class="framed">{before} <strong>{by}</strong> {text} {say::AFTER}</p> }
            .into_any()
    })
}
