//! The server's “something changed”, by SSE, turned into a tick at most once a second; islands then fetch anew.

use crate::client;
use futures::StreamExt;
use futures::stream::select;
use gloo_net::eventsource::futures::EventSource;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use std::time::Duration;
use vitrine_domain::ProjectCounts;

const AT_MOST_EVERY: Duration = Duration::from_millis(1_000);

/// Counts up whenever something changed in the project, and once it is watched: what changed since the page was made
/// was told to nobody. The browser reconnects by itself.
pub fn ticks(slug: String) -> ReadSignal<u64> {
    let (tick, set_tick) = signal(0_u64);
    let pending = StoredValue::new(false);
    Effect::new(move |_| {
        let url = format!("/api/v1/projects/{slug}/events");
        spawn_local(async move {
            let Ok(mut source) = EventSource::new(&url) else {
                return;
            };
            let (Ok(changes), Ok(watched)) =
                (source.subscribe("message"), source.subscribe("watching"))
            else {
                return;
            };
            let mut changes = select(changes, watched);
            while let Some(change) = changes.next().await {
                if change.is_err() || pending.get_value() {
                    continue;
                }
                pending.set_value(true);
                set_timeout(
                    move || {
                        pending.set_value(false);
                        set_tick.update(|n| *n += 1);
                    },
                    AT_MOST_EVERY,
                );
            }
        });
    });
    tick
}

/// The part of a project's reply that islands show.
#[derive(Debug, Deserialize)]
pub struct CountsReply {
    pub counts: ProjectCounts,
}

/// How much there is of everything, now.
pub async fn counts(slug: &str) -> Option<ProjectCounts> {
    let reply: CountsReply = client::get(&format!("/api/v1/projects/{slug}"))
        .await
        .ok()?;
    Some(reply.counts)
}
