//! Questions to a chat endpoint, a judge's or a teacher's, whose replies stand a line each in a file: whatever is killed
//! when, no reply that stands is asked for again. The one in flight then is.

use super::Watched;
use super::lines::Lines;
use crate::chat::{Ask, Chat, Reply};
use anyhow::{Context, Result, ensure};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::path::Path;

/// Where an endpoint is and which model is asked there.
#[derive(Debug, Clone)]
pub struct At {
    /// The address that `/chat/completions` is added to.
    pub url: String,
    pub model: String,
    pub key: Option<String>,
}

/// How every question to it is put.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// `judge` or `teacher`, in complaints.
    pub role: &'static str,
    pub system: &'static str,
    pub temperature: f64,
    pub max_tokens: usize,
}

/// A line of the file.
pub trait Kept: Serialize + DeserializeOwned {
    fn id(&self) -> &str;
    fn prompt(&self) -> &str;
    /// The model that was asked.
    fn model(&self) -> &str;
    /// The one that the endpoint says answered; empty where a filter answered in its place.
    fn said(&self) -> &str;
}

pub struct Endpoint {
    chat: Chat,
    model: String,
    manner: Manner,
}

impl Endpoint {
    pub fn new(at: &At, manner: Manner) -> Result<Self> {
        Ok(Self {
            chat: Chat::new(&at.url, &at.model, at.key.clone())?,
            model: at.model.clone(),
            manner,
        })
    }

    /// The lines for all that is asked (id and message), in its order; `line` makes one of a reply. None when stopped.
    ///
    /// # Errors
    /// The endpoint refuses or gives no reply; the file is of other questions or another model; another model answers
    /// than before.
    pub async fn lines<T: Kept>(
        &self,
        file: &Path,
        asked: &[(String, String)],
        line: &(dyn Fn(&str, &str, Reply) -> T + Sync),
        watched: &Watched,
    ) -> Result<Option<Vec<T>>> {
        let (mut lines, held) = Lines::open::<T>(file)?;
        let mut said: Option<String> = None;
        let mut all = BTreeMap::new();
        for kept in held {
            self.is_ours(file, &kept, asked)?;
            if !kept.said().is_empty() {
                said.get_or_insert_with(|| kept.said().to_owned());
            }
            all.insert(kept.id().to_owned(), kept);
        }
        watched.stands(all.len());
        for (id, message) in asked {
            if all.contains_key(id) {
                continue;
            }
            let reply = watched.unless_stopped(self.ask(id, message)).await;
            let Some(reply) = reply.transpose()? else {
                return Ok(None);
            };
            let kept = line(id, message, reply);
            if !kept.said().is_empty() {
                let before = said.get_or_insert_with(|| kept.said().to_owned());
                ensure!(
                    *before == kept.said(),
                    "the endpoint says that {} answers now, {before} did before; replies of two models are not mixed",
                    kept.said()
                );
            }
            lines.add(&kept)?;
            all.insert(id.clone(), kept);
            watched.stands(1);
            watched.tell(|| {
                format!(
                    "{} of {} replies of the {}",
                    all.len(),
                    asked.len(),
                    self.manner.role
                )
            });
        }
        let mut of = |id: &String| all.remove(id).context("a reply is missing");
        Ok(Some(
            asked.iter().map(|(id, _)| of(id)).collect::<Result<_>>()?,
        ))
    }

    fn is_ours(&self, file: &Path, kept: &impl Kept, asked: &[(String, String)]) -> Result<()> {
        let (file, role) = (file.display(), self.manner.role);
        ensure!(
            kept.model() == self.model,
            "{file} holds replies of the {role} {}; remove it, or name another folder with --out, to hear {}",
            kept.model(),
            self.model
        );
        let same = asked
            .iter()
            .any(|(id, message)| id == kept.id() && message == kept.prompt());
        ensure!(
            same,
            "{file} holds a reply about another answer to question {}; remove the file to have all asked anew",
            kept.id()
        );
        Ok(())
    }

    async fn ask(&self, id: &str, message: &str) -> Result<Reply> {
        let ask = Ask {
            system: self.manner.system,
            message,
            temperature: self.manner.temperature,
            max_tokens: self.manner.max_tokens,
        };
        self.chat.ask(ask).await.with_context(|| {
            format!(
                "the {} gave no reply about question {id}; start again to go on from here",
                self.manner.role
            )
        })
    }
}
