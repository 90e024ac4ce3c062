//! Signing in: a plain form that works without scripts.

use crate::words::pages::sign_in as say;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

pub fn sign_in() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let next = query
        .get("next")
        .filter(|n| n.starts_with('/') && !n.starts_with("//"))
        .unwrap_or_else(|| "/".into());
    let problem = query.get("problem").map(|p| match p.as_str() {
        "many" => say::TOO_MANY,
        "deactivated" => say::DEACTIVATED,
        "away" => say::DATABASE_AWAY,
        _ => say::NO_MATCH,
    });
    // One of the two is wrong, and which is not told.
    let wrong = (problem == Some(say::NO_MATCH)).then_some("true");
    let described_by = problem.map(|_| "problem");
    let set = query.get("done").is_some_and(|d| d == "password");
    view! {
        <Title text=say::TITLE />
        <main class="gate-page">
            <form class="sign-in" method="post" action="/sign-in">
                <p class="brand">{say::BRAND}</p>
                <h1>{say::TITLE}</h1>
                {problem.map(|p| view! { <p class="notice notice-bad" role="alert" id="problem">{p}</p> })}
                {set.then(|| view! { <p class="notice" role="status">{say::PASSWORD_SET}</p> })}
                <input type="hidden" name="next" value=next />
                <label>{say::NAME} <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus
                    aria-invalid=wrong aria-describedby=described_by /></label>
                <label>{say::PASSWORD} <input name="password" type="password" autocomplete="current-password" required
                    aria-invalid=wrong aria-describedby=described_by /></label>
                <button class="primary">{say::SIGN_IN}</button>
                <p class="quiet">{say::NO_ACCOUNT} " " {say::FORGOTTEN}</p>
            </form>
        </main>
    }
}
