//! Calls to `/api/v1` from the browser, and what can go wrong with them.
//!
//! Only islands' handlers and effects call this, and those run in a browser alone.

pub mod browser;
pub mod events;
pub mod once;
mod outlive;
#[cfg(not(feature = "browser-pages"))]
pub mod reading;
#[cfg(not(feature = "browser-pages"))]
mod tree;

/// Islands are given their properties by `serde_json`, the same records as are fetched: there a second reader would be more.
#[cfg(feature = "browser-pages")]
pub mod reading {
    pub use serde_json::from_str as read;
}

use crate::words::client as say;
use futures::FutureExt;
use gloo_net::http::{Request, Response};
use leptos::task::spawn_local;
use outlive::{Room, outliving};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use vitrine_domain::UserId;
use vitrine_domain::api::{ErrorBody, ErrorCode, ErrorEnvelope, FOR};

/// How long a decision can be taken back where it was made.
pub const UNDO_FOR: Duration = Duration::from_secs(60);

/// Whom the page speaks for, and what it does once the server answers that somebody else is signed in here.
struct Speaker {
    who: String,
    otherwise: Rc<dyn Fn(&Problem)>,
}

thread_local! {
    static SPEAKER: RefCell<Option<Speaker>> = const { RefCell::new(None) };
}

/// From now on all that is asked is asked for this person, and done for nobody else: the session belongs to all tabs of the
/// browser, and another may be signed in by now.
pub fn speak_for(who: UserId, otherwise: impl Fn(&Problem) + 'static) {
    let speaker = Speaker {
        who: who.to_string(),
        otherwise: Rc::new(otherwise),
    };
    SPEAKER.set(Some(speaker));
}

/// Why a call did not do what was asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The server said no, and why.
    Refused(ErrorBody),
    /// No answer that can be read: the network or the server is away, in a sentence. The same call may be tried again.
    Away(String),
}

impl Problem {
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Problem::Refused(body) => Some(body.code),
            Problem::Away(_) => None,
        }
    }

    /// Trying the very same call again may help.
    pub fn may_retry(&self) -> bool {
        matches!(
            self.code(),
            None | Some(
                ErrorCode::Unavailable
                    | ErrorCode::Internal
                    | ErrorCode::TooMany
                    | ErrorCode::SignInNeeded
            )
        )
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Problem::Refused(body) => f.write_str(&crate::parts::sentence(&body.message)),
            Problem::Away(sentence) => f.write_str(sentence),
        }
    }
}

/// A call that came to nothing.
pub fn away(e: gloo_net::Error) -> Problem {
    Problem::Away(match e {
        // Each browser has its own words for it, and none says why.
        gloo_net::Error::JsError(_) => say::NO_CONNECTION.into(),
        e => say::away(&e.to_string()),
    })
}

/// `GET` of JSON.
pub async fn get<T: DeserializeOwned>(url: &str) -> Result<T, Problem> {
    understood(&call("GET", url, None).await?)
}

/// `POST` of JSON, JSON back (`()` where nothing is read).
pub async fn post<B: Serialize, T: DeserializeOwned>(url: &str, body: &B) -> Result<T, Problem> {
    understood(&call("POST", url, written(body)).await?)
}

/// `POST`, `PUT`, `PATCH` or `DELETE` of JSON, whatever comes back ignored.
pub async fn tell<B: Serialize>(method: &str, url: &str, body: &B) -> Result<(), Problem> {
    send(method, url, written(body)).await.map(|_| ())
}

/// The same with whatever JSON comes back; null where nothing does.
pub async fn exchange(
    method: &str,
    url: &str,
    body: &serde_json::Value,
) -> Result<serde_json::Value, Problem> {
    let response = send(method, url, written(body)).await?;
    let text = response.text().await.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// What no record of ours does: one that cannot be written is refused by the server.
fn written<B: Serialize>(body: &B) -> Option<String> {
    serde_json::to_string(body).ok()
}

/// What came back, as text.
async fn call(method: &str, url: &str, body: Option<String>) -> Result<String, Problem> {
    let response = send(method, url, body).await?;
    response.text().await.map_err(away)
}

fn request(method: &str, url: &str, body: Option<String>) -> Result<Request, gloo_net::Error> {
    let request = match method {
        "GET" => Request::get(url),
        "PUT" => Request::put(url),
        "PATCH" => Request::patch(url),
        "DELETE" => Request::delete(url),
        _ => Request::post(url),
    };
    let who = SPEAKER.with_borrow(|s| s.as_ref().map(|s| s.who.clone()));
    let request = match who {
        Some(who) => request.header(FOR, &who),
        None => request,
    };
    match body {
        Some(text) => request
            .header("content-type", "application/json")
            .body(text),
        None => request.build(),
    }
}

/// An answer that is no refusal.
async fn send(method: &str, url: &str, body: Option<String>) -> Result<Response, Problem> {
    let room = body.as_ref().and_then(|text| Room::of(text.len()));
    let mut request = request(method, url, body).map_err(away)?;
    if room.is_some() {
        request = outliving(request);
    }
    let response = request.send().await.map_err(away)?;
    drop(room);
    if response.ok() {
        return Ok(response);
    }
    let problem = refusal(response).await;
    if problem.code() == Some(ErrorCode::SomebodyElse) {
        let otherwise = SPEAKER.with_borrow(|s| s.as_ref().map(|s| s.otherwise.clone()));
        if let Some(otherwise) = otherwise {
            otherwise(&problem);
        }
    }
    Err(problem)
}

/// The record that this text is.
pub fn understood<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    reading::read(text).map_err(|e| Problem::Away(say::away(&e.to_string())))
}

/// The envelope's sentence, or the bare status where there is none.
pub async fn refusal(response: Response) -> Problem {
    let text = response.text().await.unwrap_or_default();
    match reading::read::<ErrorEnvelope>(&text) {
        Ok(envelope) => Problem::Refused(envelope.error),
        Err(_) => Problem::Away(say::away(&say::status(response.status()))),
    }
}

/// Sends a last word while the page is going away; nobody waits for an answer.
pub fn beacon<B: Serialize>(url: &str, body: &B) {
    let Ok(request) = request("POST", url, written(body)) else {
        return;
    };
    // The room for these is what the others leave. They are on their way before the page is gone, and a browser's own
    // beacon could not say whom they are for.
    let mut sent = Box::pin(outliving(request).send());
    if (&mut sent).now_or_never().is_none() {
        spawn_local(async move { drop(sent.await) });
    }
}

/// The address after signing in that leads back to where the person is.
pub fn sign_in_address() -> String {
    let here = web_sys::window()
        .and_then(|w| {
            let location = w.location();
            Some(location.pathname().ok()? + &location.search().ok()?)
        })
        .unwrap_or_else(|| "/".into());
    format!(
        "/sign-in?next={}",
        web_sys::js_sys::encode_uri_component(&here)
    )
}
