//! What is sent to a teacher for one sample, to the byte; its hash is what replies are recorded under.

use crate::kinds::is_builtin;
use crate::words::{Which, contexts_text, image_name, instruction};
use serde::Serialize;
use sha2::{Digest, Sha256};
use vitrine_domain::{InstructionKind, Teacher, TeacherSees};

/// A request of OpenAI's chat protocol. Its fields' order is part of its hash and never changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    model: String,
    messages: Vec<Message>,
    temperature: f64,
    max_tokens: u32,
    seed: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Message {
    role: &'static str,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part {
    Text { text: String },
    ImageUrl { image_url: ImageUrl },
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ImageUrl {
    url: String,
}

/// Stands for an image's bytes where they are not sent.
const BY_HASH: &str = "sha256:";

impl Request {
    /// `context`: as [`contexts_text`] writes it; not sent where the teacher sees the images. None: the kind cannot be
    /// asked of a teacher that sees.
    pub fn of(
        teacher: &Teacher,
        kind: &InstructionKind,
        context: &str,
        which: Which<'_>,
    ) -> Option<Self> {
        let say = |role, text: &str| Message {
            role,
            content: Content::Text(text.to_owned()),
        };
        let mut messages = Vec::new();
        match teacher.sees {
            TeacherSees::Text => {
                messages.push(say("system", &kind.system));
                for example in &kind.examples {
                    let told = contexts_text(kind.context, &example.contexts());
                    messages.push(say("user", &told));
                    messages.push(say("assistant", &example.reply));
                }
                // Built-in instructions all ask the same, which the system's words say; a project's own may not.
                let own = instruction(kind, which).filter(|_| !is_builtin(&kind.name));
                messages.push(match own {
                    None => say("user", context),
                    Some(asked) => say("user", &format!("{context}\n\n{asked}")),
                });
            }
            TeacherSees::Image => {
                messages.push(say("system", kind.system_seeing.as_deref()?));
                let several = !which.further.is_empty();
                let here = match several {
                    true => "Here are the images.",
                    false => "Here is the image.",
                };
                let text = instruction(kind, which).unwrap_or(here);
                let mut parts = vec![Part::Text { text: text.into() }];
                for (sha256, n) in which.images().zip(1..) {
                    if several {
                        let text = format!("{}:", image_name(n));
                        parts.push(Part::Text { text });
                    }
                    let url = format!("{BY_HASH}{sha256}");
                    parts.push(Part::ImageUrl {
                        image_url: ImageUrl { url },
                    });
                }
                messages.push(Message {
                    role: "user",
                    content: Content::Parts(parts),
                });
            }
        }
        Some(Self {
            model: teacher.model.clone(),
            messages,
            temperature: teacher.temperature,
            max_tokens: teacher.max_tokens,
            // Small enough for every endpoint.
            seed: (which.number(kind, "request") >> 33) as u32,
        })
    }

    /// Hex sha256 of the request with its images by hash.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.body()))
    }

    /// What is sent; images stand in it by their hash.
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain data becomes JSON")
    }

    /// What is sent, with its images as `data:` addresses in their places, as many as [`Self::images`] and in their order.
    pub fn body_with(mut self, images: &[String]) -> Vec<u8> {
        let mut images = images.iter();
        for part in self.messages.iter_mut().flat_map(|m| match &mut m.content {
            Content::Parts(parts) => parts.as_mut_slice(),
            Content::Text(_) => &mut [],
        }) {
            if let Part::ImageUrl { image_url } = part
                && let Some(image) = images.next()
            {
                image.clone_into(&mut image_url.url);
            }
        }
        self.body()
    }

    /// Hashes of the images that have to go along, in order.
    pub fn images(&self) -> impl Iterator<Item = &str> {
        self.parts().filter_map(|part| match part {
            Part::ImageUrl { image_url } => image_url.url.strip_prefix(BY_HASH),
            Part::Text { .. } => None,
        })
    }

    /// All that is said.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let whole = self.messages.iter().filter_map(|m| match &m.content {
            Content::Text(text) => Some(text.as_str()),
            Content::Parts(_) => None,
        });
        whole.chain(self.parts().filter_map(|part| match part {
            Part::Text { text } => Some(text.as_str()),
            Part::ImageUrl { .. } => None,
        }))
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.messages.iter().flat_map(|m| match &m.content {
            Content::Parts(parts) => parts.as_slice(),
            Content::Text(_) => &[],
        })
    }
}

#[cfg(test)]
pub mod tests;
