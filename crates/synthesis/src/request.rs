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
        let text = contexts_text(kind.context, &[&context()]);
        Request::of(&teacher(), kind, &text, which(0)).unwrap()
    }

    pub fn which(nth: i32) -> Which<'static> {
        Which {
            seed: 7,
            image_sha256: "ab",
            further: &[],
            nth,
        }
    }

    #[test]
    fn a_request_is_the_system_message_the_examples_and_the_image_last() {
        for kind in builtin() {
            let text = contexts_text(kind.context, &[&context()]);
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
        assert!(request.images().eq(["ab"]));
        let hash = request.hash();
        let sent = String::from_utf8(
            request
                .clone()
                .body_with(&["data:image/jpeg;base64,AA".into()]),
        )
        .unwrap();
        assert!(sent.contains("data:image/jpeg;base64,AA") && !sent.contains("not sent"));
        assert_eq!(request.hash(), hash);
        let blind = InstructionKind {
            system_seeing: None,
            ..kind
        };
        assert_eq!(Request::of(&seeing, &blind, "", which(0)), None);
    }

    #[test]
    fn several_images_go_along_by_name_and_each_of_them_is_part_of_the_hash() {
        let seeing = Teacher {
            sees: TeacherSees::Image,
            ..teacher()
        };
        let kind = builtin().into_iter().find(|k| k.name == "detail").unwrap();
        let further = |of: &[&str]| of.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let (cd, ef) = (further(&["cd"]), further(&["ef"]));
        let of = |teacher, further| {
            let which = Which {
                further,
                ..which(0)
            };
            Request::of(
                teacher,
                &kind,
                "Image 1:\nA dog.\n\nImage 2:\nA cat.",
                which,
            )
            .unwrap()
        };
        let request = of(&seeing, &cd);
        assert!(request.images().eq(["ab", "cd"]));
        let texts: Vec<&str> = request.texts().collect();
        assert_eq!(texts[texts.len() - 2..], ["Image 1:", "Image 2:"]);
        let sent = request
            .clone()
            .body_with(&further(&["data:one", "data:two"]));
        let sent: serde_json::Value = serde_json::from_slice(&sent).unwrap();
        let urls: Vec<&str> = sent["messages"][1]["content"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|part| part["image_url"]["url"].as_str())
            .collect();
        assert_eq!(urls, ["data:one", "data:two"]);
        // Also where the same was written of both, and nothing is seen.
        for teacher in [&seeing, &teacher()] {
            let hashes = [&[][..], &cd, &ef].map(|further| of(teacher, further).hash());
            assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
        }
    }
}
