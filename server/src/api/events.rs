//! Live changes: “something changed”, never what. The stream ends with the membership, the session, or the server.

use crate::error::Result;
use crate::extract::{InProject, SignedIn};
use crate::session;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::Stream;
use std::convert::Infallible;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tower_sessions::Session;
use vitrine_domain::api::Change;
use vitrine_store::{Heard, Member};

/// How soon a stream on which nothing is told ends after its reader may no longer read.
const CHECK_EVERY: Duration = Duration::from_secs(5);
/// How old the last look may be when something is told.
const FRESH: Duration = Duration::from_secs(1);

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
    let mut check = tokio::time::interval(CHECK_EVERY);
    let mut looked = Instant::now();
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
                    looked = Instant::now();
                }
                told = feed.recv() => match told {
                    Ok(Heard::Changed(project, _)) if project != member.project_id => {}
                    Ok(Heard::Changed(_, change)) => {
                        if looked.elapsed() > FRESH {
                            if !session::still_open(&state, &session, &member).await {
                                break;
                            }
                            looked = Instant::now();
                        }
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
