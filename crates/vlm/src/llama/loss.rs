//! What supervised tokens cost: as a node of the graph, or as a number.

use super::{HeadSums, LayerOp, Llama, Pass, Supervised, Targets, head, plain};
use crate::adapter::Adapters;
use anyhow::Result;
use candle_core::Tensor;
use std::sync::{Arc, Mutex};

impl Llama {
    /// -log p of each row's supervised tokens, summed, as a node of the graph:
    /// (batch), from `x` (batch, positions, hidden) right padded and the
    /// adapters as variables.
    ///
    /// # Errors
    /// More positions than the context holds; whatever candle refuses.
    pub fn nll_graph(
        &self,
        x: &Tensor,
        adapters: Option<&Adapters>,
        supervised: Supervised,
        pass: Pass,
    ) -> Result<Tensor> {
        let (batch, positions, _) = x.dims3()?;
        self.check_positions(positions)?;
        let of = supervised.of(batch, positions)?;
        if let Some(tensors) = &self.tensors {
            return plain::nll(&self.shared, tensors, x, adapters, &supervised, of, pass);
        }
        let places: Arc<Vec<u32>> =
            Arc::new((0..batch).flat_map(|_| 0..positions as u32).collect());
        let mut x = x.contiguous()?;
        for index in 0..self.shared.layers.len() {
            let op = LayerOp {
                shared: self.shared.clone(),
                index,
                positions: places.clone(),
                batch,
                rank: adapters.map_or(0, Adapters::rank),
                scale: adapters.map_or(0.0, Adapters::scale),
                targets: adapters.map_or(Targets::ALL, |a| a.config().targets),
                pass: pass.in_layer(index),
                saved: Mutex::new(None),
            };
            x = match adapters {
                Some(a) => x.apply_op2(a.layer(index), op)?,
                None => x.apply_op1(op)?,
            };
        }
        let head = HeadSums {
            shared: self.shared.clone(),
            supervised,
            of,
            batch,
            saved: Mutex::new(Vec::new()),
        };
        Ok(x.apply_op1(head)?)
    }

    /// Mean loss over `tokens` supervised tokens, those of the whole step, as a
    /// node of the graph; see [`Llama::nll_graph`].
    ///
    /// # Errors
    /// As [`Llama::nll_graph`].
    pub fn loss_graph(
        &self,
        x: &Tensor,
        adapters: Option<&Adapters>,
        supervised: Supervised,
        tokens: usize,
        pass: Pass,
    ) -> Result<Tensor> {
        let sums = self.nll_graph(x, adapters, supervised, pass)?;
        Ok(sums.sum_all()?.affine(1.0 / tokens.max(1) as f64, 0.0)?)
    }

    /// -log p of each row's supervised tokens, summed, without a graph.
    ///
    /// # Errors
    /// As [`Llama::nll_graph`].
    pub fn nll(
        &self,
        x: &Tensor,
        adapters: Option<&Adapters>,
        supervised: &Supervised,
    ) -> Result<Vec<f64>> {
        let (batch, positions, _) = x.dims3()?;
        self.check_positions(positions)?;
        let of = supervised.of(batch, positions)?;
        if let Some(w) = &self.tensors {
            let (s, x) = (&self.shared, x.detach());
            let sums = plain::nll(s, w, &x, adapters, supervised, of, Pass::GRAPHLESS)?;
            return Ok(sums.to_vec1::<f32>()?.into_iter().map(f64::from).collect());
        }
        let out = self.hidden(x, adapters, batch)?;
        let (all, _) = head::nll(&self.shared, &out, supervised, false);
        Ok(head::sums(&all, &of, batch))
    }
}
