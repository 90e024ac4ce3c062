//! A checkpoint's own chat template, rendered as transformers renders it
//! (`apply_chat_template`), with the places of people's words in the result.

use super::people::{Span, places};
use crate::checkpoint::BaseFolder;
use crate::conversation::Conversation;
use anyhow::{Context as _, Result, anyhow, bail};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, Value, context};
use serde_json::json;

const NAME: &str = "chat_template";

/// A compiled template.
pub(super) struct Template {
    env: Environment<'static>,
    /// Whether contents are lists of parts, `{"type": "image"}` and
    /// `{"type": "text", "text": …}`, or strings.
    parts: bool,
    /// The image's placeholder, as it stands in text.
    image: String,
    bos: String,
    eos: String,
}

/// A conversation as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) text: String,
    /// People's words in it, in order; the template has written the rest.
    pub(super) people: Vec<Span>,
}

/// One message, as a template sees it.
struct Message<'a> {
    role: &'static str,
    images: usize,
    text: &'a str,
    answer: bool,
}

impl Template {
    /// The template of a folder: `chat_template.jinja`, else
    /// `chat_template.json`, else the one in `tokenizer_config.json`.
    ///
    /// # Errors
    /// None, or one that is not read.
    pub(super) fn open(
        folder: &BaseFolder,
        image: String,
        bos: String,
        eos: String,
    ) -> Result<Self> {
        let source = match folder.text("chat_template.jinja")? {
            Some(text) => Some(text),
            None => {
                let mut found = None;
                for file in ["chat_template.json", "tokenizer_config.json"] {
                    found = found.or(folder.json(file)?.as_ref().and_then(in_json));
                }
                found
            }
        };
        let source = source.with_context(|| {
            format!(
                "{} has no chat template, neither in chat_template.jinja nor in chat_template.json or \
                 tokenizer_config.json: write the one that the model was trained with to \
                 chat_template.jinja",
                folder.dir().display()
            )
        })?;
        Self::new(&source, image, bos, eos)
    }

    pub(super) fn new(source: &str, image: String, bos: String, eos: String) -> Result<Self> {
        let mut env = Environment::new();
        // As transformers sets its own.
        env.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()?,
        );
        env.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        env.add_function("raise_exception", |why: String| -> Result<Value, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, why))
        });
        env.add_template_owned(NAME, without_generation(source))
            .map_err(|e| anyhow!("the chat template cannot be read: {e:#}"))?;
        let mut this = Self {
            env,
            parts: true,
            image,
            bos,
            eos,
        };
        this.parts = this.takes_parts();
        Ok(this)
    }

    /// What the sequence begins with by the template itself.
    pub(super) fn bos(&self) -> &str {
        &self.bos
    }

    /// The whole conversation as text; where its last answer is to come, up to
    /// where that begins.
    ///
    /// # Errors
    /// What the template refuses, or a template that changes words in a way
    /// that hides where they went.
    pub(super) fn render(&self, c: &Conversation) -> Result<Rendered> {
        let mut messages = Vec::new();
        messages.extend(c.system.as_deref().map(|text| Message {
            role: "system",
            images: 0,
            text,
            answer: false,
        }));
        for e in &c.exchanges {
            messages.push(Message {
                role: "user",
                images: e.images.len(),
                text: &e.instruction,
                answer: false,
            });
            messages.extend(e.response.as_deref().map(|text| Message {
                role: "assistant",
                images: 0,
                text,
                answer: true,
            }));
        }
        let open = c.exchanges.last().is_some_and(|e| e.response.is_none());
        let text = self.fill(&messages, open, self.parts)?;
        // Rendered once more with a mark for each text, it tells what is the
        // template's.
        let marks: Vec<String> = (0..messages.len()).map(mark).collect::<Result<_>>()?;
        let marked: Vec<Message<'_>> = messages
            .iter()
            .zip(&marks)
            .map(|(m, mark)| Message {
                text: if m.text.is_empty() { "" } else { mark },
                ..*m
            })
            .collect();
        let marked = self.fill(&marked, open, self.parts)?;
        let words: Vec<(&str, bool)> = messages.iter().map(|m| (m.text, m.answer)).collect();
        let people = places(&text, &marked, &marks, &words).context(
            "the chat template changes people's words, so that they cannot be told from its own",
        )?;
        for m in messages.iter().filter(|m| m.answer) {
            if m.text.is_empty() {
                bail!("an empty answer cannot be told from the template's own text");
            }
        }
        Ok(Rendered { text, people })
    }

    fn fill(&self, messages: &[Message<'_>], open: bool, parts: bool) -> Result<String> {
        let messages: Vec<serde_json::Value> = messages
            .iter()
            .map(|m| {
                let content = match parts {
                    true => {
                        let images = (0..m.images).map(|_| json!({"type": "image"}));
                        let text = json!({"type": "text", "text": m.text});
                        images.chain([text]).collect()
                    }
                    false => {
                        let images = format!("{}\n", self.image).repeat(m.images);
                        json!(format!("{images}{}", m.text))
                    }
                };
                json!({"role": m.role, "content": content})
            })
            .collect();
        let template = self.env.get_template(NAME)?;
        let none = Value::from(());
        template
            .render(context! {
                messages => Value::from(Serde(&messages)),
                add_generation_prompt => open,
                bos_token => &self.bos,
                eos_token => &self.eos,
                tools => &none,
                documents => &none,
            })
            .map_err(|e| anyhow!("the chat template fails: {e:#}"))
    }

    /// Whether it reads lists of parts: whether text and image of one come out
    /// as they should.
    fn takes_parts(&self) -> bool {
        let probe = [Message {
            role: "user",
            images: 1,
            text: "vitrine",
            answer: false,
        }];
        let out = self.fill(&probe, true, true);
        out.is_ok_and(|out| {
            out.matches("vitrine").count() == 1
                && out.contains(&self.image)
                && !out.contains("\"text\"")
                && !out.contains("'text'")
        })
    }
}

/// A character of its own for each text, from a plane that means nothing.
fn mark(i: usize) -> Result<String> {
    let c = u32::try_from(i)
        .ok()
        .and_then(|i| char::from_u32(0xf_0000 + i));
    Ok(c.context("a conversation of too many turns")?.to_string())
}

/// `chat_template` in a JSON file: a text, or a list of named ones.
fn in_json(file: &serde_json::Value) -> Option<String> {
    let value = file.get(NAME)?;
    if let Some(text) = value.as_str() {
        return Some(text.to_owned());
    }
    value
        .as_array()?
        .iter()
        .find(|t| t["name"] == "default")?
        .get("template")?
        .as_str()
        .map(str::to_owned)
}

/// transformers marks what an assistant says with a block of its own, which
/// changes no text; here it is a block that is always taken.
fn without_generation(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(from) = rest.find("{%") {
        let Some(len) = rest[from..].find("%}") else {
            break;
        };
        let (before, tag) = (&rest[..from], &rest[from..from + len + 2]);
        let word = tag[2..tag.len() - 2].trim_matches(['-', '+']).trim();
        out.push_str(before);
        match word {
            "generation" => out.push_str(&tag.replacen(word, "if true", 1)),
            "endgeneration" => out.push_str(&tag.replacen(word, "endif", 1)),
            _ => out.push_str(tag),
        }
        rest = &rest[from + len + 2..];
    }
    out.push_str(rest);
    out
}
