//! From rows (conversations, their images as cells) to one batch of the
//! language model: tokens around the visual ones, padded on the right, and the
//! positions that are supervised. Also the order in which rows are seen.

use crate::base::Base;
use crate::conversation::Conversation;
use crate::llama::Supervised;
use crate::tokens::IMAGE;
use crate::tuned::Tuned;
use crate::vision::Features;
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Tensor};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

/// One example, as the caller has it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The caller's name for it; part of what a resumed run must match.
    pub id: String,
    /// What is said; every answer in it is supervised.
    pub talk: Conversation,
    /// What must not be the last answer: one that was refused in its favour.
    pub refused: Option<String>,
}

impl Row {
    /// One question about one image. Puts the features in order for the text
    /// path, in f16: 0.8 MB for our own base.
    ///
    /// # Errors
    /// Features of another grid than the base's.
    pub fn new(
        base: &Base,
        id: impl Into<String>,
        features: &Features,
        instruction: impl Into<String>,
        response: impl Into<String>,
    ) -> Result<Self> {
        Self::of_images(
            base,
            id,
            std::slice::from_ref(features),
            instruction,
            response,
        )
    }

    /// As [`Row::new`], about several images, in order.
    ///
    /// # Errors
    /// As [`Row::new`].
    pub fn of_images(
        base: &Base,
        id: impl Into<String>,
        features: &[Features],
        instruction: impl Into<String>,
        response: impl Into<String>,
    ) -> Result<Self> {
        let visual = features
            .iter()
            .map(|f| Ok(base.visual(f)?.to_dtype(DType::F16)?))
            .collect::<Result<_>>()?;
        Ok(Self {
            id: id.into(),
            talk: Conversation::of(visual, instruction, Some(response.into())),
            refused: None,
        })
    }

    /// As [`Row::new`], from what the projector reads ([`Base::visual`]).
    pub fn of_visual(
        id: impl Into<String>,
        visual: Tensor,
        instruction: impl Into<String>,
        response: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            talk: Conversation::of(vec![visual], instruction, Some(response.into())),
            refused: None,
        }
    }

    /// The same with an answer that was refused in favour of its response.
    pub fn instead_of(self, refused: Option<String>) -> Self {
        Self { refused, ..self }
    }

    /// The conversation as it would be with the refused answer; none without
    /// one that says something else.
    pub fn with_refused(&self) -> Option<Self> {
        let refused = self.refused.clone().filter(|r| !r.trim().is_empty())?;
        let mut other = self.clone();
        let last = &mut other.talk.exchanges.last_mut()?.response;
        (last.as_deref()? != refused).then(|| *last = Some(refused))?;
        Some(other)
    }
}

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

/// Rows side by side.
pub struct Batch {
    /// (rows, positions, hidden), the visual places in it still to be added to.
    pub x: Tensor,
    /// What is supervised of it.
    pub supervised: Supervised,
}

impl Batch {
    /// Embeds the rows, right padded. Where variables are watched, the
    /// visual tokens (and the words', in full fine-tuning) are part of the graph. Padding is zero; it
    /// lies in the future of every real token and is never supervised.
    ///
    /// # Errors
    /// No row, or cells of another width.
    pub fn new(base: &Base, tuned: &Tuned, encoded: &[&Encoded]) -> Result<Self> {
        ensure!(!encoded.is_empty(), "a batch without rows");
        let text = tuned.text(base);
        let h = text.config().hidden_size;
        let positions = encoded.iter().map(|e| e.len()).max().unwrap_or(0);
        let mut words = vec![None; encoded.len() * positions];
        let (mut rows, mut targets, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (b, e) in encoded.iter().enumerate() {
            let start = b * positions;
            for (p, &token) in (start..).zip(&e.tokens[..e.len()]) {
                match token {
                    IMAGE => places.push(p as u32),
                    _ => words[p] = Some(token),
                }
            }
            for &i in &e.wanted {
                ensure!(i > 0, "nothing stands before the first supervised token");
                rows.push(start as u32 + i - 1);
                targets.push(e.tokens[i as usize]);
            }
        }
        let mut x = text.embed(&words)?;
        if !places.is_empty() {
            let cells = encoded
                .iter()
                .flat_map(|e| &e.images)
                .map(|t| t.to_dtype(DType::F32))
                .collect::<candle_core::Result<Vec<_>>>()?;
            let visual = tuned
                .projector()
                .forward(&Tensor::cat(&cells, 0)?.to_device(text.device())?)?;
            let n = places.len();
            x = x.index_add(&Tensor::from_vec(places, n, text.device())?, &visual, 0)?;
        }
        let x = x.reshape((encoded.len(), positions, h))?;
        Ok(Self {
            x,
            supervised: Supervised { rows, targets },
        })
    }
}

/// The order of one epoch: shuffled, rows of similar length together, batches
/// shuffled again. A function of seed and epoch alone, so that a resumed run
/// sees what the killed one would have.
pub fn order(lengths: &[usize], batch: usize, seed: u64, epoch: u64) -> Vec<Vec<usize>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ epoch.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut all: Vec<usize> = (0..lengths.len()).collect();
    all.shuffle(&mut rng);
    let batch = batch.max(1);
    let mut batches = Vec::with_capacity(lengths.len().div_ceil(batch));
    // Sorting all would put the same rows together every epoch; sorting a few
    // batches' worth keeps the padding small and the company changing.
    for group in all.chunks_mut(batch * 8) {
        group.sort_by_key(|&i| lengths[i]);
        batches.extend(group.chunks(batch).map(<[usize]>::to_vec));
    }
    batches.shuffle(&mut rng);
    batches
}
