//! Live changes: “something changed”, never what. The stream ends with the server, and up to fifteen seconds after the
//! membership or the session.

use crate::error::Result;
use crate::extract::{InProject, SignedIn};
use crate::session;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::Stream;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, interval_at};
use tower_sessions::Session;
use vitrine_domain::api::Change;
use vitrine_store::{Heard, Member};

/// How soon a stream ends after its reader may no longer read. Till then it tells that something changed, and of which
/// record, by an id that opens nothing: whoever asks for more is refused. There are as many streams as open pages.
const CHECK_EVERY: Duration = Duration::from_secs(15);

/// 200 `text/event-stream` of `Change`.
pub async fn get(
    State(state): State<AppState>,
    who: SignedIn,
    InProject(member): InProject,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let stream = changes(state, who.session, member);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn changes(
    state: AppState,
    session: Session,
    member: Member,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let mut feed = state.store.changes();
    // The request itself was the first look.
    let mut check = interval_at(Instant::now() + CHECK_EVERY, CHECK_EVERY);
    async_stream::stream! {
        // Whoever fetched before this missed what was told in between, at a reconnection too.
        yield Ok(Event::default().event("watching").data("from now on").retry(Duration::from_secs(2)));
        loop {
            tokio::select! {
                () = state.stopping.cancelled() => break,
                _ = check.tick() => {
                    if !session::still_open(&state, &session, &member).await {
                        break;
                    }
                }
                told = feed.recv() => match told {
                    Ok(Heard::Changed(project, _)) if project != member.project_id => {}
                    Ok(Heard::Changed(_, change)) => {
                        yield Ok(event(&change));
                    }
                    // The reader fetches everything anew.
                    Ok(Heard::Missed) | Err(RecvError::Lagged(_)) => {
                        yield Ok(event(&Change::Queue));
                        yield Ok(event(&Change::Curated));
                    }
                    Err(RecvError::Closed) => break,
                },
            }
        }
    }
}

fn event(change: &Change) -> Event {
    Event::default().data(serde_json::to_string(change).unwrap_or_default())
}
