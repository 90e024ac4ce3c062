//! What is sent to a teacher for one sample, to the byte; its hash is what replies are recorded under.

use crate::kinds::is_builtin;
use crate::words::{Which, context_text, instruction};
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
    /// `context`: as [`context_text`] writes it; not sent where the teacher sees the image. None: the kind cannot be
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
                    messages.push(say("user", &context_text(kind.context, &example.context)));
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
                let text = instruction(kind, which).unwrap_or("Here is the image.");
                messages.push(Message {
                    role: "user",
                    content: Content::Parts(vec![
                        Part::Text { text: text.into() },
                        Part::ImageUrl {
                            image_url: ImageUrl {
                                url: format!("{BY_HASH}{}", which.image_sha256),
                            },
                        },
                    ]),
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

    /// Hex sha256 of the request with its image by hash.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.body()))
    }

    /// What is sent; an image stands in it by its hash.
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain data becomes JSON")
    }

    /// What is sent, with the image as a `data:` address in its place.
    pub fn body_with(mut self, image: &str) -> Vec<u8> {
        for part in self.messages.iter_mut().flat_map(|m| match &mut m.content {
            Content::Parts(parts) => parts.as_mut_slice(),
            Content::Text(_) => &mut [],
        }) {
            if let Part::ImageUrl { image_url } = part {
                image.clone_into(&mut image_url.url);
            }
        }
        self.body()
    }

    /// The image that has to go along.
    pub fn image_sha256(&self) -> Option<&str> {
        self.parts().find_map(|part| match part {
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
pub mod tests {
    use super::*;
    use crate::builtin;
    use vitrine_domain::{ContextBox, ImageContext};

    pub fn teacher() -> Teacher {
        serde_json::from_str(r#"{"url": "http://127.0.0.1:1/v1", "model": "m"}"#).unwrap()
    }

    pub fn context() -> ImageContext {
        ImageContext {
            captions: vec!["A dog runs.".into(), "A brown dog on grass.".into()],
            boxes: vec![
                ContextBox {
                    category: "dog".into(),
                    xyxy: [0.1, 0.2, 0.5555, 1.0],
                },
                ContextBox {
                    category: "ball".into(),
                    xyxy: [0.0, 0.0, 0.25, 0.125],
                },
            ],
        }
    }

    pub fn request() -> Request {
        let kind = &builtin()[0];
        let text = context_text(kind.context, &context());
        Request::of(&teacher(), kind, &text, which(0)).unwrap()
    }

    pub fn which(nth: i32) -> Which<'static> {
        Which {
            seed: 7,
            image_sha256: "ab",
            nth,
        }
    }

    #[test]
    fn a_request_is_the_system_message_the_examples_and_the_image_last() {
        for kind in builtin() {
            let text = context_text(kind.context, &context());
            let request = Request::of(&teacher(), &kind, &text, which(0)).unwrap();
            let roles: Vec<&str> = request.messages.iter().map(|m| m.role).collect();
            assert_eq!(roles.len(), 2 + 2 * kind.examples.len(), "{}", kind.name);
            assert_eq!((roles[0], roles[roles.len() - 1]), ("system", "user"));
            assert_eq!(request.texts().last(), Some(text.as_str()));
        }
    }

    #[test]
    fn a_kind_of_ones_own_is_asked_what_its_answer_is_filed_under() {
        let detail = builtin().into_iter().find(|k| k.name == "detail").unwrap();
        let own = InstructionKind {
            name: "read_a_chart".into(),
            ..detail.clone()
        };
        let last = |kind| {
            let request = Request::of(&teacher(), kind, "A chart.", which(0)).unwrap();
            request.texts().last().unwrap().to_owned()
        };
        let asked = instruction(&own, which(0)).unwrap();
        assert_eq!(last(&own), format!("A chart.\n\n{asked}"));
        assert_eq!(last(&detail), "A chart.");
    }

    #[test]
    fn each_sample_has_a_hash_of_its_own_and_always_the_same() {
        let kind = &builtin()[0];
        let of = |which| {
            Request::of(&teacher(), kind, "A dog.", which)
                .unwrap()
                .hash()
        };
        assert_eq!(of(which(0)), of(which(0)));
        assert_ne!(of(which(0)), of(which(1)));
        let other = Which {
            seed: 8,
            ..which(0)
        };
        assert_ne!(of(which(0)), of(other));
        assert_eq!(of(which(0)).len(), 64);
    }

    #[test]
    fn who_sees_is_shown_the_image_and_its_hash_stands_for_it() {
        let seeing = Teacher {
            sees: TeacherSees::Image,
            ..teacher()
        };
        let kind = builtin().into_iter().find(|k| k.name == "detail").unwrap();
        let request = Request::of(&seeing, &kind, "not sent", which(0)).unwrap();
        assert_eq!(request.image_sha256(), Some("ab"));
        let hash = request.hash();
        let sent =
            String::from_utf8(request.clone().body_with("data:image/jpeg;base64,AA")).unwrap();
        assert!(sent.contains("data:image/jpeg;base64,AA") && !sent.contains("not sent"));
        assert_eq!(request.hash(), hash);
        let blind = InstructionKind {
            system_seeing: None,
            ..kind
        };
        assert_eq!(Request::of(&seeing, &blind, "", which(0)), None);
    }
}
