//! Where a link leads that an admin made for somebody who forgot their password: a plain form that works without scripts.

use super::access::trouble;
use crate::words::pages::set_password as say;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use vitrine_domain::{User, limits};
use vitrine_store::Store;

pub fn set_password() -> AnyView {
    let query = use_query_map().get_untracked();
    let link = query.get("link").unwrap_or_default();
    let problem = query.get("problem").and_then(|p| match p.as_str() {
        "differ" => Some(say::DIFFER.to_owned()),
        "short" => Some(say::too_short(limits::PASSWORD_MIN_CHARS)),
        "many" => Some(say::TOO_MANY.to_owned()),
        "away" => Some(say::DATABASE_AWAY.to_owned()),
        _ => None,
    });
    let store = use_context::<Store>();
    let answer = use_context::<ResponseOptions>();
    if let Some(answer) = &answer {
        untold(answer);
    }
    Suspend::new(async move {
        let holder = match &store {
            Some(store) => store.password_link_get(&link).await,
            None => Ok(None),
        };
        match holder {
            Ok(Some(user)) => form(user, link, problem),
            Ok(None) => {
                if let Some(answer) = &answer {
                    answer.set_status(StatusCode::GONE);
                }
                over()
            }
            Err(error) => trouble(&error, answer.as_ref()),
        }
    })
    .into_any()
}

/// The address holds what only its receiver may know: nobody is told of it as where a request came from, and no cache keeps
/// the page. Under `no-referrer` the form would come without its origin and be refused.
fn untold(answer: &ResponseOptions) {
    for (name, value) in [
        (header::REFERRER_POLICY, "strict-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        answer.insert_header(name, HeaderValue::from_static(value));
    }
}

fn form(user: User, link: String, problem: Option<String>) -> AnyView {
    let least = limits::PASSWORD_MIN_CHARS;
    let described_by = problem.as_ref().map(|_| "problem");
    let of_new: Vec<_> = described_by.into_iter().chain(["rule"]).collect();
    let of_new = of_new.join(" ");
    view! {
        <Title text=say::TITLE />
        <main class="gate-page">
            <form class="sign-in" method="post" action="/set-password">
                <p class="brand">{say::BRAND}</p>
                <h1>{say::TITLE}</h1>
                {problem.map(|p| view! { <p class="notice notice-bad" role="alert" id="problem">{p}</p> })}
                <input type="hidden" name="link" value=link />
                <label>{say::NAME} <input autocomplete="username" readonly value=user.name /></label>
                <label>{say::PASSWORD} <input name="password" type="password" autocomplete="new-password" required autofocus
                    minlength=least.to_string() aria-describedby=of_new /></label>
                <p class="hint" id="rule">{say::rule(least)}</p>
                <label>{say::AGAIN} <input name="again" type="password" autocomplete="new-password" required aria-describedby=described_by /></label>
                <button class="primary">{say::SET}</button>
                <p class="quiet">{say::SESSIONS_END}</p>
            </form>
        </main>
    }
    .into_any()
}

fn over() -> AnyView {
    view! {
        <Title text=say::OVER />
        <main class="alone">
            <h1>{say::OVER}</h1>
            <p>{say::OVER_HINT}</p>
            <p><a class="button" href="/sign-in">{say::SIGN_IN}</a></p>
        </main>
    }
    .into_any()
}
