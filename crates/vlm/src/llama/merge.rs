//! The model that adapters make, as plain weights. For inference: merges are
//! not stacked, training starts from the pinned base.

use super::model::Shared;
use super::{LayerAdapter, LayerWeights, Llama};
use crate::adapter::Adapters;
use anyhow::Result;

impl LayerWeights {
    fn merged(&self, adapter: LayerAdapter<'_>) -> Self {
        let adapters = self.split(Some(adapter));
        Self {
            norm1: self.norm1.clone(),
            norm2: self.norm2.clone(),
            linears: std::array::from_fn(|g| match adapters[g] {
                Some(a) => self.linears[g].merged(a),
                None => self.linears[g].clone(),
            }),
            biases: self.biases.clone(),
        }
    }
}

impl Llama {
    /// A model of its own whose weights are W + s B A where `adapters` have an
    /// A (r, inputs) and a B (outputs, r), and W elsewhere (Hu et al. 2021,
    /// section 4.1). This one stays as it is, so nothing needs undoing.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn merged(&self, adapters: &Adapters) -> Result<Self> {
        let s = &self.shared;
        let layers = s.layers.iter().enumerate();
        let shared = Shared {
            config: s.config.clone(),
            embed: s.embed.clone(),
            untied: s.untied.clone(),
            layers: layers
                .map(|(i, w)| adapters.with_layer(i, |a| w.merged(a)))
                .collect::<Result<_>>()?,
            norm: s.norm.clone(),
            rope: s.rope.clone(),
        };
        Self::of(shared, self.device())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LoraConfig;
    use crate::llama::Targets;
    use crate::ops::check::numbers;
    use crate::testing::{biased_llama, stir, tiny_llama};
    use candle_core::{Device, Tensor};

    #[test]
    fn merged_and_unmerged_give_the_same_logits_and_the_original_stays() {
        let x = Tensor::from_vec(numbers(3 * 7 * 32, 5), (3, 7, 32), &Device::Cpu).unwrap();
        for (model, rslora, names) in [
            (tiny_llama(1), false, &Targets::ALL.names()[..]),
            (tiny_llama(2), true, &["q_proj", "v_proj", "up_proj"]),
            (biased_llama(3), true, &["k_proj", "o_proj", "down_proj"]),
        ] {
            let config = LoraConfig {
                r: 4,
                alpha: 6.0,
                rslora,
                targets: Targets::named(names).unwrap(),
            };
            let a = Adapters::fresh(&model, config, 7).unwrap();
            stir(&a, 1);
            let plain = model.logits(&x, None).unwrap();
            let with = model.logits(&x, Some(&a)).unwrap();
            let merged = model.merged(&a).unwrap().logits(&x, None).unwrap();
            let most = with.iter().fold(0f32, |m, x| m.max(x.abs()));
            let apart = |y: &[f32]| {
                let far = |(x, y): (&f32, &f32)| (x - y).abs();
                with.iter().zip(y).map(far).fold(0f32, f32::max) / most
            };
            assert!(apart(&plain) > 0.05, "the adapters change something");
            assert!(apart(&merged) < 1e-4, "{}", apart(&merged));
            assert_eq!(plain[..], model.logits(&x, None).unwrap()[..]);
        }
    }
}
