//! A conversation through a checkpoint's own template and tokenizer: the ids
//! that transformers gives, save where people's words spell a control token;
//! there they stay words.

use super::people::Span;
use super::template::{Rendered, Template};
use super::{IMAGE, Sequence, read};
use crate::checkpoint::BaseFolder;
use crate::config::{LlavaConfig, ids};
use crate::conversation::Conversation;
use anyhow::{Context as _, Result, anyhow, ensure};
use serde_json::Value;
use std::ops::Range;
use tokenizers::Tokenizer;

/// A token that steers the model, as it is spelt.
struct Control {
    id: u32,
    spelt: String,
    lstrip: bool,
    rstrip: bool,
}

/// A checkpoint's template with its tokenizer.
pub(super) struct Chat {
    template: Template,
    /// Reads control tokens in text as such.
    reading: Tokenizer,
    /// Reads them as text.
    plain: Tokenizer,
    /// As `plain`, for what does not stand at the beginning.
    later: Tokenizer,
    controls: Vec<Control>,
    /// What the tokenizer puts before every text.
    prefix: Vec<u32>,
    image: u32,
    /// Ends an answer after which the template writes no token that does.
    end: u32,
    stops: Vec<u32>,
}

/// A token and the bytes of the text it stands for.
struct Token {
    id: u32,
    at: Range<usize>,
    control: bool,
}

impl Chat {
    pub(super) fn open(folder: &BaseFolder, config: &LlavaConfig) -> Result<Self> {
        let path = folder.tokenizer();
        let bytes = std::fs::read(&path).with_context(|| format!("read {}", path.display()))?;
        let mut state: Value =
            serde_json::from_slice(&bytes).with_context(|| format!("read {}", path.display()))?;
        // Neither cut nor padded: that is done with whole turns.
        (state["truncation"], state["padding"]) = (Value::Null, Value::Null);
        let reading = read(&state)?;
        let mut plain = reading.clone();
        plain.set_encode_special_tokens(true);
        without_first(&mut state["pre_tokenizer"]);
        let mut later = read(&state)?;
        later.set_encode_special_tokens(true);
        let mut controls: Vec<Control> = reading
            .get_added_tokens_decoder()
            .into_iter()
            .filter(|(_, t)| t.special)
            .map(|(id, t)| Control {
                id,
                spelt: t.content,
                lstrip: t.lstrip,
                rstrip: t.rstrip,
            })
            .collect();
        controls.sort_by_key(|c| c.id);
        let spelt = |id: u32| controls.iter().find(|c| c.id == id).map(|c| &*c.spelt);
        let image = config.image_token;
        let placeholder = spelt(image).with_context(|| {
            format!("image_token_index is {image}, which the tokenizer has as no control token")
        })?;
        let about = folder.json("tokenizer_config.json")?.unwrap_or_default();
        let named = |key: &str| match &about[key] {
            Value::String(s) => Some(s.clone()),
            other => other["content"].as_str().map(str::to_owned),
        };
        let (bos, eos) = (named("bos_token"), named("eos_token"));
        let own_end = eos.as_deref().and_then(|e| reading.token_to_id(e));
        let generation = folder.json("generation_config.json")?.unwrap_or_default();
        let mut stops: Vec<u32> = own_end.into_iter().collect();
        stops.extend(ids(generation.get("eos_token_id")));
        stops.extend(&config.stops);
        stops.sort_unstable();
        stops.dedup();
        let end = own_end
            .or_else(|| stops.first().copied())
            .context("neither tokenizer_config.json nor generation_config.json names a token that ends an answer")?;
        let template = Template::open(
            folder,
            placeholder.to_owned(),
            bos.unwrap_or_default(),
            eos.unwrap_or_default(),
        )?;
        let prefix = prefix(&reading)?;
        Ok(Self {
            template,
            reading,
            plain,
            later,
            controls,
            prefix,
            image,
            end,
            stops,
        })
    }

    pub(super) fn plain(&self) -> &Tokenizer {
        &self.plain
    }

    pub(super) fn end(&self) -> u32 {
        self.end
    }

    pub(super) fn stops(&self) -> &[u32] {
        &self.stops
    }

    pub(super) fn is_control(&self, id: u32) -> bool {
        self.controls.iter().any(|c| c.id == id)
    }

    /// The tokens of a conversation, up to its last answer's end or to where
    /// an answer is to begin.
    pub(super) fn sequence(&self, c: &Conversation) -> Result<Sequence> {
        let rendered = self.template.render(c)?;
        let open = c.exchanges.last().is_some_and(|e| e.response.is_none());
        let tokens = self.tokens(&rendered)?;
        let mut s = Sequence::default();
        let bos = self.template.bos();
        if bos.is_empty() || !rendered.text.starts_with(bos) {
            s.put(&self.prefix, false);
        }
        let mut next = 0;
        let mut put = |s: &mut Sequence, until: &dyn Fn(&Token) -> bool, wanted| {
            while let Some(t) = tokens.get(next)
                && !until(t)
            {
                let id = if t.control && t.id == self.image {
                    IMAGE
                } else {
                    t.id
                };
                s.put(&[id], wanted);
                next += 1;
            }
            next
        };
        for span in rendered.people.iter().filter(|s| s.answer) {
            put(&mut s, &|t| !t.control && t.at.end > span.at.start, false);
            let from = put(&mut s, &|t| t.control || t.at.start >= span.at.end, true);
            // The token that ends it, with what blanks stand before; where the
            // template writes none, it is put there.
            let blank = |t: &&Token| !t.control && rendered.text[t.at.clone()].trim().is_empty();
            let blanks = tokens[from..].iter().take_while(blank).count();
            match tokens.get(from + blanks) {
                Some(t) if t.control && self.stops.contains(&t.id) => {
                    let last = t.at.end;
                    put(&mut s, &|t| t.at.start >= last, true);
                }
                _ => s.put(&[self.end], true),
            }
        }
        if open {
            put(&mut s, &|_| false, false);
        }
        Ok(s)
    }

    fn tokens(&self, rendered: &Rendered) -> Result<Vec<Token>> {
        let found = self.controls_in(&rendered.text);
        let touches = |at: &Range<usize>, s: &Span| at.start < s.at.end && s.at.start < at.end;
        let spoken = |at: &Range<usize>| rendered.people.iter().any(|s| touches(at, s));
        if !found.iter().any(|(at, _)| spoken(at)) {
            return self.encode(&self.reading, &rendered.text, 0);
        }
        // Somebody spells a control token: what stands between the template's
        // own is read as text, whatever it says.
        let (mut tokens, mut from) = (Vec::new(), 0);
        let text = &*rendered.text;
        let part = |from: usize, to: usize, first: bool, control: Option<&Control>| {
            let mut piece = &text[from..to];
            if control.is_some_and(|c| c.lstrip) {
                piece = piece.trim_end();
            }
            let by = if first { &self.plain } else { &self.later };
            self.encode(by, piece, from)
        };
        for (at, control) in found.iter().filter(|(at, _)| !spoken(at)) {
            tokens.extend(part(from, at.start.max(from), from == 0, Some(control))?);
            tokens.push(Token {
                id: control.id,
                at: at.clone(),
                control: true,
            });
            from = at.end;
            if control.rstrip {
                from += text[from..].len() - text[from..].trim_start().len();
            }
        }
        tokens.extend(part(from, text.len(), from == 0, None)?);
        let stray = tokens.iter().any(|t| t.control != self.is_control(t.id));
        ensure!(!stray, "the text yields a control token");
        Ok(tokens)
    }

    fn encode(&self, by: &Tokenizer, text: &str, offset: usize) -> Result<Vec<Token>> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let encoding = by
            .encode(text, false)
            .map_err(|e| anyhow!("tokenize: {e}"))?;
        let pairs = encoding.get_ids().iter().zip(encoding.get_offsets());
        Ok(pairs
            .map(|(&id, &(from, to))| Token {
                id,
                at: from + offset..to + offset,
                control: self.is_control(id),
            })
            .collect())
    }

    /// Control tokens as they are spelt in the text: the first, and of those
    /// that begin there the longest, then on behind it.
    fn controls_in(&self, text: &str) -> Vec<(Range<usize>, &Control)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(c) = text[from..].chars().next() {
            let here = self
                .controls
                .iter()
                .filter(|c| text[from..].starts_with(&c.spelt) && !c.spelt.is_empty())
                .max_by_key(|c| c.spelt.len());
            match here {
                Some(control) => {
                    let to = from + control.spelt.len();
                    found.push((from..to, control));
                    from = to;
                }
                None => from += c.len_utf8(),
            }
        }
        found
    }
}

/// What a tokenizer puts before a text of its own accord.
fn prefix(tokenizer: &Tokenizer) -> Result<Vec<u32>> {
    let encode = |special| {
        let e = tokenizer.encode("a", special);
        Ok::<_, anyhow::Error>(e.map_err(|e| anyhow!("tokenize: {e}"))?.get_ids().to_vec())
    };
    let (bare, whole) = (encode(false)?, encode(true)?);
    let at = whole
        .windows(bare.len().max(1))
        .position(|w| w == bare)
        .unwrap_or(0);
    Ok(whole[..at].to_vec())
}

/// Takes away the mark that a pre-tokenizer puts before a text's first word
/// alone.
fn without_first(part: &mut Value) {
    if part["type"] == "Metaspace" && part["prepend_scheme"] == "first" {
        part["prepend_scheme"] = "never".into();
    }
    if let Some(all) = part.get_mut("pretokenizers").and_then(Value::as_array_mut) {
        all.iter_mut().for_each(without_first);
    }
}
