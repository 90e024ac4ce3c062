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
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tower_sessions::Session;
use vitrine_domain::api::Change;
use vitrine_store::{Heard, Member};

/// How soon a stream ends after its reader may no longer read.
const CHECK_EVERY: Duration = Duration::from_secs(5);

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
    async_stream::stream! {
        yield Ok(Event::default().comment("watching").retry(Duration::from_secs(2)));
        loop {
            tokio::select! {
                () = state.stopping.cancelled() => break,
                _ = check.tick() => {
                    if !still_open(&state, &session, &member).await {
                        break;
                    }
                }
                told = feed.recv() => match told {
                    Ok(Heard::Changed(project, change)) => {
                        if project == member.project_id {
                            yield Ok(event(&change));
                        }
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

/// While the database is away nothing is known against the reader, and nothing is told either.
async fn still_open(state: &AppState, session: &Session, member: &Member) -> bool {
    // The session was read when the request came: asked again, the database answers.
    if session.load().await.is_err() {
        return true;
    }
    match session::person(state, session).await {
        Ok(Some(user)) if Some(user.id) == member.actor.user_id => {}
        Ok(_) => return false,
        Err(_) => return true,
    }
    !matches!(
        state.store.member(&member.actor, &member.slug).await,
        Err(vitrine_store::StoreError::NotFound)
    )
}
