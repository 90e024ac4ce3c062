//! From rows of (cells, instruction, response) to one batch of the
//! language model: tokens around the visual ones, padded on the right, and the
//! positions that are supervised. Also the order in which rows are seen.

use crate::base::Base;
use crate::projector::Projector;
use crate::vision::Features;
use anyhow::{Result, ensure};
use candle_core::Tensor;
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

/// One example, as the caller has it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The caller's name for it; part of what a resumed run must match.
    pub id: String,
    /// What the projector reads of the image ([`Base::visual`]): 0.8 MB.
    pub visual: Tensor,
    /// What is asked.
    pub instruction: String,
    /// What should be answered.
    pub response: String,
}

impl Row {
    /// Puts the features in order for the text path.
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
        Ok(Self {
            id: id.into(),
            visual: base.visual(features)?,
            instruction: instruction.into(),
            response: response.into(),
        })
    }
}

/// A row as tokens.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// (visual tokens * cells, width).
    pub visual: Tensor,
    /// Visual tokens.
    pub places: usize,
    /// Before the visual tokens.
    pub before: Vec<u32>,
    /// After them, up to the answer.
    pub after: Vec<u32>,
    /// The answer with its end.
    pub answer: Vec<u32>,
}

impl Encoded {
    /// Tokenizes a row.
    ///
    /// # Errors
    /// What the tokenizer refuses; more tokens than the context holds.
    pub fn new(base: &Base, row: &Row) -> Result<Self> {
        let (cells, each) = (row.visual.dim(0)?, base.projector().cells());
        ensure!(
            cells.is_multiple_of(each),
            "row {}: {cells} cells make no whole visual tokens of {each}",
            row.id
        );
        let prompt = base.tokens().prompt(&row.instruction)?;
        let answer = base.tokens().answer(&row.response)?;
        let e = Self {
            places: cells / each,
            visual: row.visual.clone(),
            before: prompt.before,
            after: prompt.after,
            answer,
        };
        let room = base.text().config().positions();
        ensure!(
            e.len() <= room,
            "row {}: {} tokens, the context holds {room}",
            row.id,
            e.len()
        );
        Ok(e)
    }

    /// Positions fed to the model: the last answer token is only a target.
    pub fn len(&self) -> usize {
        self.before.len() + self.places + self.after.len() + self.answer.len().saturating_sub(1)
    }

    /// Whether there is nothing to feed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Rows side by side.
pub struct Batch {
    /// (rows, positions, hidden), the visual places in it still to be added to.
    pub x: Tensor,
    /// Flat positions whose next token is supervised.
    pub rows: Vec<u32>,
    /// Those tokens.
    pub targets: Vec<u32>,
}

impl Batch {
    /// Embeds the rows, right padded. With a projector whose variables are
    /// watched, the visual tokens are part of the graph. Padding is zero; it
    /// lies in the future of every real token and is never supervised.
    ///
    /// # Errors
    /// No row, or cells of another width.
    pub fn new(base: &Base, projector: &Projector, encoded: &[&Encoded]) -> Result<Self> {
        ensure!(!encoded.is_empty(), "a batch without rows");
        let text = base.text();
        let h = text.config().hidden_size;
        let positions = encoded.iter().map(|e| e.len()).max().unwrap_or(0);
        let mut x = vec![0f32; encoded.len() * positions * h];
        let (mut rows, mut targets, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (b, e) in encoded.iter().enumerate() {
            let start = b * positions;
            let image = start + e.before.len();
            let after = image + e.places;
            places.extend(image as u32..after as u32);
            let fed = &e.answer[..e.answer.len().saturating_sub(1)];
            let at = (start..)
                .zip(&e.before)
                .chain((after..).zip(e.after.iter().chain(fed)));
            for (p, &token) in at {
                x[p * h..(p + 1) * h].copy_from_slice(text.embedding(token));
            }
            let first = after + e.after.len() - 1;
            rows.extend((first as u32..).take(e.answer.len()));
            targets.extend_from_slice(&e.answer);
        }
        let x = Tensor::from_vec(x, (encoded.len() * positions, h), text.device())?;
        let visual: Vec<_> = encoded.iter().map(|e| &e.visual).collect();
        let visual = projector.forward(&Tensor::cat(&visual, 0)?.to_device(text.device())?)?;
        let n = places.len();
        let places = Tensor::from_vec(places, n, text.device())?;
        let x = x
            .index_add(&places, &visual, 0)?
            .reshape((encoded.len(), positions, h))?;
        Ok(Self { x, rows, targets })
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
