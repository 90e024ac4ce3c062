//! From rows (conversations, their images as cells) to one batch of the
//! language model: tokens around the visual ones, padded on the right, and the
//! positions that are supervised. Also the order in which rows are seen.

mod encoded;
mod row;

pub use encoded::Encoded;
pub use row::Row;

use crate::base::Base;
use crate::llama::Supervised;
use crate::tokens::IMAGE;
use crate::tuned::Tuned;
use anyhow::{Result, ensure};
use candle_core::{DType, Tensor};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

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
