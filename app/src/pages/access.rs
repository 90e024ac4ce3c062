//! Who is asking: the person signed in, or the way to the sign-in page; and pages for what cannot be shown.

use crate::parts::sentence;
use crate::words::pages::access as say;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use std::future::Future;
use vitrine_domain::{ForLeads, Invalid, ViewId};
use vitrine_store::{Actor, Store, StoreError};

/// A request by somebody who is signed in.
#[derive(Clone)]
pub struct Visit {
    pub store: Store,
    pub actor: Actor,
    pub params: ParamsMap,
    pub query: ParamsMap,
    /// Of the reply; none where nothing is sent.
    pub answer: Option<ResponseOptions>,
}

/// A page for people who are signed in; others are sent to sign in and come back.
pub fn signed_in<F, Fut>(page: F) -> AnyView
where
    F: FnOnce(Visit) -> Fut,
    Fut: Future<Output = Result<AnyView, StoreError>> + Send + 'static,
{
    let store = use_context::<Store>();
    let actor = use_context::<Option<Actor>>().flatten();
    let (Some(store), Some(actor)) = (store, actor) else {
        let here = use_location();
        let path = here.pathname.get_untracked() + &query_of(&here.search.get_untracked());
        leptos_axum::redirect(&format!("/sign-in?next={}", encoded(&path)));
        return view! { <p>{say::SIGN_IN_FIRST}</p> }.into_any();
    };
    let visit = Visit {
        store,
        actor,
        params: use_params_map().get_untracked(),
        query: use_query_map().get_untracked(),
        answer: use_context(),
    };
    let answer = visit.answer.clone();
    let narrowed = visit.query.latest_values().next().is_some();
    let page = page(visit);
    Suspend::new(async move {
        match page.await {
            Ok(view) => view,
            Err(error) => told(&error, answer.as_ref(), narrowed),
        }
    })
    .into_any()
}

/// What the address says under this name; blank, it says nothing. Errors: `Invalid` for what `read` makes nothing of, since
/// a list that nothing narrows would look like its answer.
pub fn asked<T>(
    query: &ParamsMap,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let Some(value) = query.get(name).filter(|v| !v.trim().is_empty()) else {
        return Ok(None);
    };
    match read(&value) {
        Some(found) => Ok(Some(found)),
        None => Err(Invalid::new(say::unreadable(name, &value)).into()),
    }
}

/// Does the address ask for what has this name? `1` or `true` does; `0`, `false` or nothing does not. Errors: `Invalid` for
/// anything else.
pub fn yes(query: &ParamsMap, name: &str) -> Result<bool, StoreError> {
    let read = |v: &str| match v {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    };
    Ok(asked(query, name, read)?.unwrap_or_default())
}

/// Which part of the queue an address asks for: a view, or what waits for leads, which a view has its own word on. Errors:
/// `Invalid`, also where both of those that wait for leads are asked for.
pub fn queue_part(query: &ParamsMap) -> Result<(Option<ViewId>, Option<ForLeads>), StoreError> {
    let view = asked(query, "view", |v| v.parse::<ViewId>().ok())?;
    let named = |what: ForLeads| yes(query, what.as_str());
    let instead = ForLeads::asked(named(ForLeads::Escalated)?, named(ForLeads::Adjudication)?)?;
    Ok((view, instead.filter(|_| view.is_none())))
}

/// That part of the queue as an address has it: `view=…`, `escalated=1`; none for all of it.
pub fn part_of(view: Option<ViewId>, instead: Option<ForLeads>) -> Option<String> {
    match (view, instead) {
        (Some(id), _) => Some(format!("view={id}")),
        (None, Some(what)) => Some(format!("{}=1", what.as_str())),
        (None, None) => None,
    }
}

/// Errors: `Invalid` for an address that says anything under a name other than these: misspelt, it would show what nothing
/// narrows, as if that were its answer.
pub fn only(query: &ParamsMap, names: &[&str]) -> Result<(), StoreError> {
    let mut said = query.into_iter().map(|(name, _)| &**name);
    match said.find(|name| !names.contains(name)) {
        Some(name) => Err(Invalid::new(say::unknown(name)).into()),
        None => Ok(()),
    }
}

/// Their id, by which a browser tells people apart.
pub fn user_of(actor: &Actor) -> String {
    actor.user_id.map(|id| id.to_string()).unwrap_or_default()
}

fn query_of(search: &str) -> String {
    if search.is_empty() {
        String::new()
    } else {
        format!("?{}", search.trim_start_matches('?'))
    }
}

/// For use inside a query: everything but letters, digits and `-_.~/` is percent-encoded.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(byte as char);
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

pub(super) fn trouble(error: &StoreError, answer: Option<&ResponseOptions>) -> AnyView {
    told(error, answer, false)
}

/// `narrowed`: the address asks for something, which may be what is wrong.
fn told(error: &StoreError, answer: Option<&ResponseOptions>, narrowed: bool) -> AnyView {
    let (status, title, words) = match error {
        StoreError::NotFound => (
            StatusCode::NOT_FOUND,
            say::NOT_FOUND,
            say::NOT_FOUND_HINT.to_owned(),
        ),
        StoreError::EnoughToday(why) => (StatusCode::FORBIDDEN, say::ENOUGH_TODAY, sentence(why)),
        StoreError::Forbidden(why) => (StatusCode::FORBIDDEN, say::NOT_ALLOWED, sentence(why)),
        StoreError::TooLong(why) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            (status, say::TOO_LONG, sentence(why))
        }
        StoreError::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            say::BACK_SOON,
            sentence(&error.to_string()),
        ),
        StoreError::Invalid(why) => (StatusCode::BAD_REQUEST, say::CANNOT_BE, sentence(&why.0)),
        StoreError::Conflict(why) | StoreError::ClaimLost(why) | StoreError::TooManyHeld(why) => {
            (StatusCode::CONFLICT, say::CANNOT_BE, sentence(why))
        }
        StoreError::SavedElsewhere => (
            StatusCode::CONFLICT,
            say::CANNOT_BE,
            sentence(&error.to_string()),
        ),
        StoreError::Database(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            say::BROKE,
            say::BROKE_HINT.to_owned(),
        ),
    };
    if let Some(answer) = answer {
        answer.set_status(status);
    }
    lost(
        title,
        words,
        narrowed && matches!(error, StoreError::Invalid(_)),
    )
}

/// An address that nothing answers.
pub fn missing() -> AnyView {
    if let Some(answer) = use_context::<ResponseOptions>() {
        answer.set_status(StatusCode::NOT_FOUND);
    }
    lost(say::NOT_FOUND, say::NO_SUCH_ADDRESS.into(), false)
}

/// `whole`: offers the same address that asks for nothing.
fn lost(title: &'static str, words: String, whole: bool) -> AnyView {
    view! {
        <Title text=title />
        <main class="alone">
            <h1>{title}</h1>
            <p>{words}</p>
            {whole.then(|| view! { <p><a class="button primary" href="?">{say::SEE_ALL}</a></p> })}
            <p><a class="button" href="/">{say::YOUR_PROJECTS}</a></p>
        </main>
    }
    .into_any()
}
