//! The tokenizer and the prompt's form. People's text is never read as control
//! tokens, whatever it spells.

mod chat;
mod chatml;
mod people;
mod ranges;
mod template;

use crate::checkpoint::BaseFolder;
use crate::config::{LlavaConfig, Tower};
use crate::conversation::Conversation;
use anyhow::{Context as _, Result, anyhow, ensure};
use chat::Chat;
use chatml::ChatMl;
use std::path::Path;
use tokenizers::Tokenizer;

/// Stands in a [`Sequence`] where an image's visual tokens go.
pub const IMAGE: u32 = u32::MAX;

/// A prompt around the place of the visual tokens of its one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Tokens before the image.
    pub before: Vec<u32>,
    /// Tokens after the image, up to where the answer begins.
    pub after: Vec<u32>,
}

/// A conversation as tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Tokens, [`IMAGE`] once for each image.
    pub ids: Vec<u32>,
    /// Whether each of them is supervised: the answers' tokens and the token
    /// that ends an answer.
    pub wanted: Vec<bool>,
}

impl Sequence {
    fn put(&mut self, ids: &[u32], wanted: bool) {
        self.ids.extend_from_slice(ids);
        self.wanted.resize(self.ids.len(), wanted);
    }
}

/// Tokenizer and control tokens of a base.
pub struct Tokens {
    plain: Tokenizer,
    form: Form,
    stops: Vec<u32>,
}

/// How a conversation becomes tokens.
enum Form {
    /// Our own base's.
    ChatMl(ChatMl),
    /// By a checkpoint's own template.
    Chat(Box<Chat>),
}

fn read(state: &serde_json::Value) -> Result<Tokenizer> {
    Tokenizer::from_bytes(serde_json::to_vec(state)?).map_err(|e| anyhow!("tokenizer.json: {e}"))
}

impl Tokens {
    /// The tokens of a folder: our own prompt for our own base, else by the
    /// folder's chat template.
    ///
    /// # Errors
    /// A tokenizer or a template that is missing or not read.
    pub fn of(folder: &BaseFolder, config: &LlavaConfig) -> Result<Self> {
        if matches!(config.vision, Tower::Dinov2(_)) {
            return Self::open(&folder.tokenizer(), config.text.vocab_size);
        }
        let chat = Chat::open(folder, config)
            .with_context(|| format!("the tokens of {}", folder.dir().display()))?;
        Ok(Self {
            plain: chat.plain().clone(),
            stops: chat.stops().to_vec(),
            form: Form::Chat(Box::new(chat)),
        })
    }

    /// Our own: reads `tokenizer.json`; `vocabulary` is the size of the model's table.
    ///
    /// # Errors
    /// Unreadable, or without ChatML's control tokens.
    pub fn open(path: &Path, vocabulary: usize) -> Result<Self> {
        let mut plain =
            Tokenizer::from_file(path).map_err(|e| anyhow!("{}: {e}", path.display()))?;
        let id = |name: &str| {
            plain
                .token_to_id(name)
                .filter(|&id| (id as usize) < vocabulary)
        };
        let need = |name: &str| {
            id(name)
                .with_context(|| format!("the tokenizer has no {name}: only ChatML bases are read"))
        };
        let (start, end) = (need("<|im_start|>")?, need("<|im_end|>")?);
        let stops = [Some(end), id("<|endoftext|>")]
            .into_iter()
            .flatten()
            .collect();
        plain.set_encode_special_tokens(true);
        Ok(Self {
            plain,
            form: Form::ChatMl(ChatMl { start, end }),
            stops,
        })
    }

    /// The tokens of people's text: whatever it says, no control token.
    ///
    /// # Errors
    /// What the tokenizer refuses.
    pub fn text(&self, text: &str) -> Result<Vec<u32>> {
        let ids = self
            .plain
            .encode(text, false)
            .map_err(|e| anyhow!("tokenize: {e}"))?
            .get_ids()
            .to_vec();
        ensure!(
            !ids.iter()
                .any(|id| self.is_control(*id) || self.stops.contains(id)),
            "the text yields a control token"
        );
        Ok(ids)
    }

    /// A whole conversation: up to the token that ends its last answer or,
    /// where that is still to come, to where it begins.
    ///
    /// # Errors
    /// No exchange, an answer missing in the middle, what the tokenizer refuses.
    pub fn sequence(&self, c: &Conversation) -> Result<Sequence> {
        let last = c.exchanges.len().saturating_sub(1);
        ensure!(!c.exchanges.is_empty(), "a conversation without a question");
        ensure!(
            c.exchanges[..last].iter().all(|e| e.response.is_some()),
            "an earlier question of the conversation has no answer"
        );
        match &self.form {
            Form::ChatMl(form) => form.sequence(self, c),
            Form::Chat(chat) => chat.sequence(c),
        }
    }

    /// The prompt of an instruction about an image.
    ///
    /// # Errors
    /// What the tokenizer refuses.
    pub fn prompt(&self, instruction: &str) -> Result<Prompt> {
        let nothing = candle_core::Tensor::new(0f32, &candle_core::Device::Cpu)?;
        let ids = self
            .sequence(&Conversation::of(vec![nothing], instruction, None))?
            .ids;
        let image = ids
            .iter()
            .position(|&id| id == IMAGE)
            .context("the prompt has no place for the image")?;
        Ok(Prompt {
            before: ids[..image].to_vec(),
            after: ids[image + 1..].to_vec(),
        })
    }

    /// A prompt without an image, for text alone.
    ///
    /// # Errors
    /// What the tokenizer refuses.
    pub fn text_prompt(&self, message: &str) -> Result<Vec<u32>> {
        Ok(self
            .sequence(&Conversation::of(Vec::new(), message, None))?
            .ids)
    }

    /// An answer with the token that ends it: what is supervised.
    ///
    /// # Errors
    /// What the tokenizer refuses.
    pub fn answer(&self, text: &str) -> Result<Vec<u32>> {
        let mut ids = self.text(text)?;
        ids.push(match &self.form {
            Form::ChatMl(form) => form.end,
            Form::Chat(chat) => chat.end(),
        });
        Ok(ids)
    }

    pub(crate) fn is_control(&self, id: u32) -> bool {
        match &self.form {
            Form::ChatMl(form) => form.start == id,
            Form::Chat(chat) => chat.is_control(id),
        }
    }

    /// Whether the token ends an answer.
    pub fn stops(&self, token: u32) -> bool {
        self.stops.contains(&token)
    }

    /// Text of generated tokens, control tokens left out, and so the character
    /// of code 0, which databases do not take for text.
    ///
    /// # Errors
    /// What the tokenizer refuses.
    pub fn decode(&self, ids: &[u32]) -> Result<String> {
        let text = self.plain.decode(ids, true);
        Ok(text.map_err(|e| anyhow!("decode: {e}"))?.replace('\0', ""))
    }
}

#[cfg(test)]
mod tests;
