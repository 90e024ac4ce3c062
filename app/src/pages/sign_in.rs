//! Signing in: a plain form that works without scripts.

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
        "many" => "Too many attempts. Wait a minute, then try again.",
        "away" => "The database cannot be reached just now. Try again in a moment.",
        _ => "Name and password do not match.",
    });
    view! {
        <Title text="Sign in" />
        <main class="gate-page">
            <form class="sign-in" method="post" action="/sign-in">
                <p class="brand">"Vitrine"</p>
                <h1>"Sign in"</h1>
                {problem.map(|p| view! { <p class="notice notice-bad" role="alert" id="problem">{p}</p> })}
                <input type="hidden" name="next" value=next />
                <label>"Name" <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus /></label>
                <label>"Password" <input name="password" type="password" autocomplete="current-password" required /></label>
                <button class="primary">"Sign in"</button>
                <p class="quiet">"The demo prints its names and passwords in the terminal it was started from."</p>
            </form>
        </main>
    }
}
