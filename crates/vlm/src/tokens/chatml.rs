//! Our own base's prompt: ChatML without a system message of its own,
//! `<|im_start|>user\n<image>\n{instruction}<|im_end|>\n<|im_start|>assistant\n`
//! and then the answer with its `<|im_end|>`, exchange after exchange.

use super::{IMAGE, Sequence, Tokens};
use crate::conversation::Conversation;
use anyhow::Result;

/// ChatML's two control tokens.
#[derive(Clone, Copy)]
pub(super) struct ChatMl {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl ChatMl {
    /// The tokens of a conversation, up to its last answer's end or to where
    /// an answer is to begin.
    pub(super) fn sequence(self, tokens: &Tokens, c: &Conversation) -> Result<Sequence> {
        let mut s = Sequence::default();
        let mut between = false;
        if let Some(system) = &c.system {
            s.put(&[self.start], false);
            s.put(&tokens.text(&format!("system\n{system}"))?, false);
            s.put(&[self.end], false);
            between = true;
        }
        for e in &c.exchanges {
            if between {
                s.put(&tokens.text("\n")?, false);
            }
            between = true;
            s.put(&[self.start], false);
            match e.images.len() {
                0 => s.put(&tokens.text(&format!("user\n{}", e.instruction))?, false),
                n => {
                    s.put(&tokens.text("user\n")?, false);
                    for _ in 1..n {
                        s.put(&[IMAGE], false);
                        s.put(&tokens.text("\n")?, false);
                    }
                    s.put(&[IMAGE], false);
                    s.put(&tokens.text(&format!("\n{}", e.instruction))?, false);
                }
            }
            s.put(&[self.end], false);
            s.put(&tokens.text("\n")?, false);
            s.put(&[self.start], false);
            s.put(&tokens.text("assistant\n")?, false);
            if let Some(response) = &e.response {
                s.put(&tokens.text(response)?, true);
                s.put(&[self.end], true);
            }
        }
        Ok(s)
    }
}
