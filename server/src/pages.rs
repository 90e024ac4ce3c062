//! Pages: the app rendered whole for the person signed in, and the forms that work without scripts.

use crate::error::{ApiError, Result};
use crate::extract::Address;
use crate::session;
use crate::state::AppState;
use axum::extract::{Form, Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{Method, header};
use leptos::prelude::provide_context;
use serde::Deserialize;
use tower_sessions::Session;
use vitrine_app::words::shell as say;
use vitrine_domain::api::ErrorCode;
use vitrine_store::Actor;

/// Every address that is nothing else's. The app says which of them are pages.
pub async fn page(
    State(state): State<AppState>,
    session: Session,
    Address(address): Address,
    request: Request,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::not_found().into_response();
    }
    let actor = match session::person(&state, &session).await {
        Ok(user) => user.map(|user| Actor::person(&user, address)),
        Err(e) => return trouble(&e),
    };
    let options = state.leptos_options();
    let store = state.store;
    let context = move || {
        provide_context(store.clone());
        provide_context::<Option<Actor>>(actor.clone());
    };
    let shell = move || vitrine_app::shell(options.clone());
    leptos_axum::render_app_async_with_context(context, shell)(request).await
}

/// A page for when not even the app can be asked, the database being away.
fn trouble(error: &ApiError) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"{}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>\
         <link rel=\"stylesheet\" href=\"/pkg/vitrine.css\"><main class=\"alone\">\
         <h1>{}</h1><p>{}.</p><p><a class=\"button\" href=\"\">{}</a></p></main></html>",
        say::LANGUAGE,
        say::titled(say::NOT_NOW),
        say::NOT_NOW,
        error.message,
        say::TRY_AGAIN,
    );
    let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::RETRY_AFTER, "1"),
    ];
    (error.status(), headers, Html(html)).into_response()
}

#[derive(Deserialize)]
pub struct SignInForm {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// To where the person wanted to go, or back to the form with what was wrong.
pub async fn sign_in(
    State(state): State<AppState>,
    session: Session,
    Address(address): Address,
    Form(form): Form<SignInForm>,
) -> Redirect {
    let next = inside(&form.next);
    let problem = match session::begin(&state, &session, &form.name, &form.password, address).await
    {
        Ok(_) => return Redirect::to(next),
        Err(e) => match e.code {
            ErrorCode::TooMany => "many",
            ErrorCode::SignInNeeded => "wrong",
            ErrorCode::Forbidden => "deactivated",
            _ => "away",
        },
    };
    let next: String = url_encoded(next);
    Redirect::to(&format!("/sign-in?problem={problem}&next={next}"))
}

pub async fn sign_out(session: Session) -> Result<Redirect> {
    session::end(&session).await?;
    Ok(Redirect::to("/sign-in"))
}

#[derive(Deserialize)]
pub struct SetPasswordForm {
    link: String,
    password: String,
    again: String,
}

/// To sign in with it, or back to the form with what was wrong. The address has the link, as before, and no password.
pub async fn set_password(
    State(state): State<AppState>,
    Address(address): Address,
    Form(form): Form<SetPasswordForm>,
) -> Redirect {
    let set = match form.password == form.again {
        true => session::set_password(&state, &form.link, &form.password, address).await,
        false => return unset("differ", &form.link),
    };
    match set {
        Ok(()) => Redirect::to("/sign-in?done=password"),
        Err(e) => match e.code {
            ErrorCode::TooMany => unset("many", &form.link),
            ErrorCode::Invalid => unset("short", &form.link),
            // The page itself says that the link holds no more.
            ErrorCode::Forbidden => unset("over", &form.link),
            _ => unset("away", &form.link),
        },
    }
}

fn unset(problem: &str, link: &str) -> Redirect {
    let link = url_encoded(link);
    Redirect::to(&format!("/set-password?problem={problem}&link={link}"))
}

/// An address of ours, never another site's (`//evil.example`, `/\evil.example`).
fn inside(next: &str) -> &str {
    let outside = !next.starts_with('/')
        || next[1..].starts_with(['/', '\\'])
        || next.contains(|c: char| c.is_control());
    if outside { "/" } else { next }
}

fn url_encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(b).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_never_sent_to_another_site() {
        for ours in ["/", "/p/brands/desk", "/p/brands/items?state=queued"] {
            assert_eq!(inside(ours), ours);
        }
        for other in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil",
        ] {
            assert_eq!(inside(other), "/", "{other}");
        }
    }

    #[test]
    fn an_address_survives_the_query() {
        assert_eq!(url_encoded("/p/a?b=c&d"), "/p/a%3Fb%3Dc%26d");
    }
}
