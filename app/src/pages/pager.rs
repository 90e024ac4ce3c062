//! Below a list that has pages: back to its first, and on to the next.

use crate::words::pages::pager as say;
use leptos::prelude::*;

pub fn pager(first: Option<String>, next: Option<String>) -> AnyView {
    links(first, next, say::NEXT_PAGE)
}

/// The same where a list is looked through in parts. `stopped`: this page ended before the list did.
pub fn pager_back(first: Option<String>, next: Option<String>, stopped: bool) -> AnyView {
    let onward = if stopped {
        say::FURTHER_BACK
    } else {
        say::NEXT_PAGE
    };
    links(first, next, onward)
}

fn links(first: Option<String>, next: Option<String>, onward: &'static str) -> AnyView {
    view! {
        <nav class="pager" aria-label=say::PAGES>
            {first.map(|href| view! { <a class="button" href=href>{say::FIRST_PAGE}</a> })}
            {next.map(|href| view! { <a class="button" href=href rel="next">{onward}</a> })}
        </nav>
    }
    .into_any()
}
