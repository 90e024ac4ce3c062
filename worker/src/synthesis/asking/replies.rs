//! What comes of a request: a reply, read and stored, or a refusal.

use super::{Asking, Ready, Stop};
use crate::chat::Reply;
use anyhow::Result;
use reqwest::StatusCode;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use vitrine_store::{NewReply, StoreError};
use vitrine_synthesis::words::instruction;
use vitrine_synthesis::{Replied, cost, record, reply};

/// Samples that the teacher refuses one after another before the run is given up.
const MOST_REFUSED: u32 = 20;
/// How long a reply, which is paid for, is tried to be stored while the database is away.
const STORING: Duration = Duration::from_secs(300);

impl Asking {
    /// A refusal is this request's own, or every request's: then the run ends.
    pub(super) async fn refused(
        &self,
        ready: &Ready,
        why: &anyhow::Error,
        status: Option<StatusCode>,
    ) -> Result<Option<Stop>> {
        let own = matches!(
            status,
            Some(
                StatusCode::BAD_REQUEST
                    | StatusCode::PAYLOAD_TOO_LARGE
                    | StatusCode::UNPROCESSABLE_ENTITY
            )
        );
        let (store, member, id) = (&self.store, &self.member, ready.work.id);
        if !own {
            stored(|| store.sample_put_back(member, id, false)).await?;
            return Ok(Some(Stop::Teacher(format!("the teacher refused: {why:#}"))));
        }
        let reason = format!("the teacher refused it: {why:#}");
        stored(|| store.sample_fail(member, id, &reason, false)).await?;
        let refused = 1 + self.refused.fetch_add(1, Ordering::Relaxed);
        Ok((refused >= MOST_REFUSED).then(|| {
            Stop::Teacher(format!(
                "the teacher refused {refused} requests one after another: {why:#}"
            ))
        }))
    }

    pub(super) async fn stored(&self, ready: &Ready, said: Reply, took: Duration) -> Result<()> {
        let kind = self.kind(&ready.work)?;
        let (prompt_tokens, reply_tokens) = record::used(
            &ready.request,
            &said.text,
            said.prompt_tokens,
            said.reply_tokens,
        );
        let storable = |text: &str| text.replace('\0', "\u{fffd}");
        let new = NewReply {
            text: storable(&said.text),
            ended: said.ended.as_deref().map(storable),
            model: storable(&said.model),
            prompt_tokens,
            reply_tokens,
            micros: cost::micros(&self.run.teacher, prompt_tokens, reply_tokens),
            seconds: took.as_secs_f32(),
        };
        let replied = Replied {
            text: &new.text,
            ended: new.ended.as_deref(),
        };
        let outcome = reply::read(kind, instruction(kind, self.which(&ready.work)), replied);
        let (store, member, id) = (&self.store, &self.member, ready.work.id);
        stored(|| store.sample_reply(member, id, &new, &outcome)).await
    }
}

/// Until it is stored, while the database is away.
pub(super) async fn stored<F: Future<Output = Result<(), StoreError>>>(
    store: impl Fn() -> F,
) -> Result<()> {
    let began = Instant::now();
    loop {
        match store().await {
            Ok(()) => return Ok(()),
            Err(StoreError::Unavailable) if began.elapsed() < STORING => {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(e) => return Err(e.into()),
        }
    }
}
