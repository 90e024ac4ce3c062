//! A conversation as tokens, and what is left out of one that the context does
//! not hold.

use super::{Batch, Row};
use crate::base::Base;
use crate::conversation::Conversation;
use crate::tokens::IMAGE;
use crate::tuned::Tuned;
use anyhow::{Context as _, Result, ensure};
use candle_core::Tensor;

/// A conversation as tokens, as many as the context holds.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// Tokens; [`IMAGE`] at each visual one's place. Where the last of them is
    /// supervised, it is a target alone and never fed.
    pub tokens: Vec<u32>,
    /// Which of them are supervised, ascending.
    pub wanted: Vec<u32>,
    /// Each image's cells, (visual tokens * cells, width), in order.
    pub images: Vec<Tensor>,
}

impl Encoded {
    /// Tokenizes a row. What the context does not hold is left out as
    /// [`Conversation::shortened`] says.
    ///
    /// # Errors
    /// What the tokenizer refuses; images, last question and last answer that
    /// the context does not hold.
    pub fn new(base: &Base, row: &Row) -> Result<Self> {
        let e = Self::fit(base, &row.talk, 0).with_context(|| format!("row {}", row.id))?;
        ensure!(!e.wanted.is_empty(), "row {}: it holds no answer", row.id);
        Ok(e)
    }

    /// Tokenizes what a model is to answer, with room for `new` tokens more;
    /// otherwise as [`Encoded::new`].
    ///
    /// # Errors
    /// As [`Encoded::new`].
    pub fn prompt(base: &Base, talk: &Conversation, new: usize) -> Result<Self> {
        ensure!(
            talk.exchanges.last().is_some_and(|e| e.response.is_none()),
            "the last question of a prompt has its answer already"
        );
        Self::fit(base, talk, new)
    }

    /// Does the context hold all of it, as it stands?
    ///
    /// # Errors
    /// What the tokenizer refuses.
    pub fn fits(base: &Base, talk: &Conversation) -> Result<bool> {
        Ok(Self::whole(base, talk)?.len() <= base.text().config().positions())
    }

    fn fit(base: &Base, talk: &Conversation, new: usize) -> Result<Self> {
        let room = base.text().config().positions();
        let mut e = Self::whole(base, talk)?;
        let mut rest = talk.clone();
        while e.len() + new > room {
            let Some(less) = rest.shortened() else {
                anyhow::bail!(
                    "its images, its last question{} need {} positions, the context holds {room}",
                    match new {
                        0 => " and the answer".to_owned(),
                        n => format!(" and {n} tokens of an answer"),
                    },
                    e.len() + new
                )
            };
            rest = less;
            e = Self::whole(base, &rest)?;
        }
        Ok(e)
    }

    fn whole(base: &Base, talk: &Conversation) -> Result<Self> {
        let each = base.projector().cells();
        let sequence = base.tokens().sequence(talk)?;
        let images: Vec<Tensor> = talk.images().cloned().collect();
        let mut places = Vec::with_capacity(images.len());
        for image in &images {
            let cells = image.dim(0)?;
            ensure!(
                cells.is_multiple_of(each) && cells > 0,
                "{cells} cells make no whole visual tokens of {each}"
            );
            places.push(cells / each);
        }
        let marks = sequence.ids.iter().filter(|id| **id == IMAGE).count();
        ensure!(
            marks == images.len(),
            "the prompt has {marks} places for {} images",
            images.len()
        );
        let vocabulary = base.text().config().vocab_size;
        let strange = |id: &&u32| **id != IMAGE && **id as usize >= vocabulary;
        if let Some(id) = sequence.ids.iter().find(strange) {
            anyhow::bail!(
                "the tokenizer gives token {id}, the model knows {vocabulary}: they do not belong together"
            );
        }
        let (mut tokens, mut wanted) = (Vec::new(), Vec::new());
        let mut places = places.into_iter();
        for (id, supervised) in sequence.ids.into_iter().zip(sequence.wanted) {
            if supervised {
                wanted.push(tokens.len() as u32);
            }
            let times = match id {
                IMAGE => places.next().unwrap_or(0),
                _ => 1,
            };
            tokens.resize(tokens.len() + times, id);
        }
        Ok(Self {
            tokens,
            wanted,
            images,
        })
    }

    /// Positions fed to the model: a last token that is supervised is only a
    /// target.
    pub fn len(&self) -> usize {
        let n = self.tokens.len();
        match self.wanted.last() {
            Some(&last) if last as usize + 1 == n => n - 1,
            _ => n,
        }
    }

    /// Whether there is nothing to feed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Supervised tokens.
    pub fn supervised(&self) -> usize {
        self.wanted.len()
    }

    /// Visual tokens among those fed.
    pub fn visual(&self) -> usize {
        self.tokens.iter().filter(|t| **t == IMAGE).count()
    }

    /// The positions fed as embeddings, (positions * hidden), the visual
    /// tokens in their places.
    ///
    /// # Errors
    /// Cells of another width than the projector's.
    pub fn embed(&self, base: &Base, tuned: &Tuned) -> Result<Vec<f32>> {
        let x = Batch::new(base, tuned, &[self])?.x;
        Ok(x.detach().flatten_all()?.to_vec1()?)
    }
}
