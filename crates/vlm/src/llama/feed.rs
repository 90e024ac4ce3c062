//! Logits, and tokens over a cache of keys and values.

use super::draft::Draft;
use super::{KvCache, Llama, cached, head, plain};
use crate::adapter::Adapters;
use crate::ops::gemm::{Mat, MatMut, matmul};
use crate::ops::pool::{self, Buffer};
use anyhow::Result;
use candle_core::Tensor;

impl Llama {
    /// Logits of the last new position of each row of `cache`, (rows,
    /// vocabulary), after feeding it `x` (sum of `new`, hidden): `new`
    /// positions for each row, one row behind the other.
    ///
    /// # Errors
    /// More positions than the context holds; what candle refuses.
    pub fn next_logits(
        &self,
        x: &[f32],
        new: &[usize],
        adapters: Option<&Adapters>,
        cache: &mut KvCache,
    ) -> Result<Buffer> {
        let ends = new.iter().scan(0, |end, n| {
            *end += n;
            Some(*end as u32 - 1)
        });
        self.feed(x, new, &ends.collect::<Vec<_>>(), adapters, cache)
    }

    /// As [`Llama::next_logits`], for the lines of `x` at `wanted` (ascending,
    /// perhaps none).
    ///
    /// # Errors
    /// As [`Llama::next_logits`].
    pub fn feed(
        &self,
        x: &[f32],
        new: &[usize],
        wanted: &[u32],
        adapters: Option<&Adapters>,
        cache: &mut KvCache,
    ) -> Result<Buffer> {
        self.fed(None, x, new, wanted, adapters, cache)
    }

    /// A guess at [`Llama::next_logits`], one new position a row: the weights
    /// in eight bits, made at the first call and kept (a quarter of their
    /// bytes). What the cache then remembers is a guess too.
    ///
    /// # Errors
    /// As [`Llama::next_logits`].
    pub fn guess_logits(
        &self,
        x: &[f32],
        adapters: Option<&Adapters>,
        cache: &mut KvCache,
    ) -> Result<Buffer> {
        let draft = self.draft.get_or_init(|| Draft::new(&self.shared));
        let rows: Vec<u32> = (0..cache.rows() as u32).collect();
        self.fed(Some(draft), x, &vec![1; rows.len()], &rows, adapters, cache)
    }

    /// Whether a guess was ever asked for.
    #[cfg(test)]
    pub fn guesses(&self) -> bool {
        self.draft.get().is_some()
    }

    fn fed(
        &self,
        draft: Option<&Draft>,
        x: &[f32],
        new: &[usize],
        wanted: &[u32],
        adapters: Option<&Adapters>,
        cache: &mut KvCache,
    ) -> Result<Buffer> {
        self.check_settled()?;
        for (row, new) in new.iter().enumerate() {
            self.check_positions(cache.len(row) + new)?;
        }
        let out = cached::forward(&self.shared, draft, adapters, cache, x, new, wanted)?;
        let all: Vec<u32> = (0..wanted.len() as u32).collect();
        Ok(self.logits_of(draft, &out, &all))
    }

    /// Logits of every position without a cache, (batch * positions, vocabulary).
    ///
    /// # Errors
    /// As [`Llama::loss_graph`].
    pub fn logits(&self, x: &Tensor, adapters: Option<&Adapters>) -> Result<Buffer> {
        let (batch, positions, _) = x.dims3()?;
        self.check_positions(positions)?;
        self.check_settled()?;
        let out = self.hidden(x, adapters, batch)?;
        let rows: Vec<u32> = (0..(batch * positions) as u32).collect();
        Ok(self.logits_of(None, &out, &rows))
    }

    fn logits_of(&self, draft: Option<&Draft>, hidden: &[f32], rows: &[u32]) -> Buffer {
        let (h, v) = (
            self.shared.config.hidden_size,
            self.shared.config.vocab_size,
        );
        let normed = head::normed_rows(&self.shared, hidden, rows);
        let mut logits = pool::take(rows.len() * v);
        if cached::thin_logits(&self.shared, draft, &normed, &mut logits) {
            return logits;
        }
        let table = Mat::new(self.shared.head(), v, h);
        matmul(
            MatMut::new(&mut logits, rows.len(), v),
            Mat::new(&normed, rows.len(), h),
            table.t(),
            0.0,
            1.0,
        );
        logits
    }

    /// Tokens made where the weights lie, for a model that is composed of
    /// candle's operations; none for one that runs by the fused ones.
    ///
    /// # Errors
    /// A prompt that leaves no room; what the device refuses.
    pub fn made_there(
        &self,
        adapters: Option<&Adapters>,
        prompts: &[Vec<f32>],
        most: usize,
        choose: &mut plain::Choose<'_>,
        ended: &plain::Ended<'_>,
    ) -> Result<Option<Vec<plain::Made>>> {
        let Some(w) = &self.tensors else {
            return Ok(None);
        };
        let longest = prompts.iter().map(Vec::len).max().unwrap_or(0);
        self.check_positions(longest / self.shared.config.hidden_size + most)?;
        plain::decode(&self.shared, w, adapters, prompts, most, choose, ended).map(Some)
    }

    /// A cache without rows.
    pub fn cache(&self) -> KvCache {
        KvCache::new(self.shared.layers.len(), self.shared.config.key_width())
    }
}
