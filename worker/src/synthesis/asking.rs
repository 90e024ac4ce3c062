//! One sample: its request built, sent until there is a whole reply or no hope of one.

mod replies;

use super::patience::Patience;
use crate::chat::{Chat, Failed, MOST_TRIES, pause};
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use replies::stored;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use vitrine_domain::{InstructionKind, SynthesisRun, TeacherSees};
use vitrine_media::{Pictures, Size};
use vitrine_store::{MaySend, Member, SampleWork, Sending, Store};
use vitrine_synthesis::cost;
use vitrine_synthesis::request::Request;
use vitrine_synthesis::words::{Which, contexts_text};

/// What all samples of a run share.
pub struct Asking {
    pub store: Store,
    pub member: Member,
    pub run: SynthesisRun,
    pub kinds: Vec<InstructionKind>,
    pub chat: Chat,
    pub pictures: Pictures,
    pub patience: Patience,
    /// Refused one after another.
    pub refused: AtomicU32,
    /// Why the project does not allow the teacher any more.
    pub forbidden: OnceLock<String>,
}

/// A sample that may be sent: its most is held back.
pub struct Ready {
    work: SampleWork,
    request: Request,
    context: String,
    hash: String,
}

/// Whether a sample was made ready.
pub enum Next {
    Ready(Box<Ready>),
    /// There is nothing to ask for; the next one.
    Skipped,
    /// When a request in flight is done, the same again.
    Wait(SampleWork),
    OutOfBudget(String),
    /// The run was cancelled, or its teacher is forbidden.
    Over,
}

/// Why a run cannot go on.
#[derive(Debug, PartialEq)]
pub enum Stop {
    OutOfBudget(String),
    /// The teacher refuses, or cannot be reached.
    Teacher(String),
    Over,
}

impl Asking {
    /// Builds the request and asks the budget for it.
    pub async fn ready(&self, work: SampleWork) -> Result<Next> {
        // Nothing is noted as sent while it rests: a worker killed then would count it as paid for.
        self.patience.wait().await;
        if self.patience.has_ended() {
            return Ok(Next::Over);
        }
        let kind = self.kind(&work)?;
        let of = 1 + work.further_image_sha256.len();
        ensure!(
            of == usize::from(kind.images),
            "the sample {} is about {of} images, and its kind {} about {}",
            work.n,
            kind.name,
            kind.images
        );
        let sees = self.run.teacher.sees == TeacherSees::Image;
        // What may have been paid for is asked again in the same words, whatever was written since.
        let before = work.sent_context.as_ref();
        let before = before.filter(|_| self.run.teacher.idempotent);
        let contexts = work.contexts();
        let told = contexts.iter().all(|c| !c.captions.is_empty());
        let known = sees || before.is_some() || told;
        let gone = match (work.purged, known) {
            (true, _) if of > 1 => Some("one of its images was purged"),
            (true, _) => Some("its image was purged"),
            (false, false) if of > 1 => Some("one of its images has no caption any more"),
            (false, false) => Some("its image has no caption any more"),
            (false, true) => None,
        };
        if let Some(reason) = gone {
            self.store
                .sample_skip(&self.member, work.id, reason)
                .await?;
            return Ok(Next::Skipped);
        }
        let context = match before {
            Some(sent) => sent.clone(),
            None => contexts_text(kind.context, &contexts),
        };
        let request = Request::of(&self.run.teacher, kind, &context, self.which(&work))
            .with_context(|| format!("the kind {} cannot be asked so", kind.name))?;
        let ready = Ready {
            hash: request.hash(),
            work,
            request,
            context,
        };
        Ok(match self.send(&ready).await? {
            MaySend::Yes => Next::Ready(Box::new(ready)),
            MaySend::Wait => Next::Wait(ready.work),
            MaySend::OutOfBudget(why) => Next::OutOfBudget(why),
            MaySend::No => Next::Over,
        })
    }

    /// Sends what is ready until there is a reply or no hope of one. Errors: the database.
    pub async fn ask(&self, ready: &Ready) -> Result<Option<Stop>> {
        let began = Instant::now();
        let mut tries = 0;
        loop {
            tries += 1;
            self.patience.wait().await;
            let id = ready.work.id;
            if self.patience.has_ended() {
                stored(|| self.store.sample_put_back(&self.member, id, false)).await?;
                return Ok(Some(Stop::Over));
            }
            let Some(body) = self.body(ready).await? else {
                let gone = "its image is not there any more";
                stored(|| self.store.sample_fail(&self.member, id, gone, false)).await?;
                return Ok(None);
            };
            let failed = match self.chat.once(body, Some(&ready.hash)).await {
                Ok(said) => {
                    self.refused.store(0, Ordering::Relaxed);
                    self.stored(ready, said, began.elapsed()).await?;
                    return Ok(None);
                }
                Err(failed) => failed,
            };
            match failed {
                Failed::Again {
                    why,
                    after,
                    maybe_paid,
                } => {
                    let (store, member) = (&self.store, &self.member);
                    stored(|| store.sample_put_back(member, id, maybe_paid)).await?;
                    if tries >= MOST_TRIES {
                        let why = format!("the teacher gave no reply in {tries} tries: {why:#}");
                        return Ok(Some(Stop::Teacher(why)));
                    }
                    let wait = pause(tries, after);
                    tracing::warn!(sample = %id, "{why:#}; again in {:.1} s", wait.as_secs_f64());
                    match after {
                        // The endpoint has a word for all.
                        Some(_) => self.patience.rest(wait),
                        None => self.patience.sleep(wait).await,
                    }
                    self.patience.wait().await;
                    if let Some(stop) = self.once_more(ready).await? {
                        return Ok(Some(stop));
                    }
                }
                Failed::Never { why, status } => {
                    return self.refused(ready, &why, status).await;
                }
            }
        }
    }

    /// Holds back the most of another try.
    async fn once_more(&self, ready: &Ready) -> Result<Option<Stop>> {
        loop {
            match self.send(ready).await? {
                MaySend::Yes => return Ok(None),
                MaySend::OutOfBudget(why) => return Ok(Some(Stop::OutOfBudget(why))),
                MaySend::No => return Ok(Some(Stop::Over)),
                MaySend::Wait => self.patience.sleep(Duration::from_millis(200)).await,
            }
        }
    }

    async fn send(&self, ready: &Ready) -> Result<MaySend> {
        let sending = Sending {
            context: &ready.context,
            request_hash: &ready.hash,
            most: cost::most(&self.run.teacher, &ready.request),
        };
        let id = ready.work.id;
        Ok(self.store.sample_send(&self.member, id, &sending).await?)
    }

    /// None: an image of it has gone, purged since the sample was read.
    async fn body(&self, ready: &Ready) -> Result<Option<Vec<u8>>> {
        let mut urls = Vec::new();
        for sha256 in ready.request.images() {
            let Some(bytes) = self.pictures.get_sized(sha256, Size::Screen).await? else {
                return Ok(None);
            };
            urls.push(format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes)));
        }
        Ok(Some(ready.request.clone().body_with(&urls)))
    }

    fn kind(&self, work: &SampleWork) -> Result<&InstructionKind> {
        let same = |k: &&InstructionKind| k.name == work.kind && k.version == work.template_version;
        self.kinds
            .iter()
            .find(same)
            .with_context(|| format!("the run has no kind {}", work.kind))
    }

    fn which<'w>(&self, work: &'w SampleWork) -> Which<'w> {
        Which {
            seed: self.run.seed,
            image_sha256: &work.image_sha256,
            further: &work.further_image_sha256,
            nth: work.nth,
        }
    }
}
