//! The whole language model as variables, for full fine-tuning: composed of
//! candle's own operations, since the fused layer has no gradient for what it
//! holds frozen.

use super::model::Shared;
use super::plain::Weights;
use super::{LINEARS, LayerWeights, Llama};
use crate::ops::lora_linear::Frozen;
use anyhow::{Result, bail, ensure};
use candle_core::{Tensor, Var};
use std::sync::Arc;

/// A language model whose every weight is a variable, f32.
pub struct Whole {
    model: Llama,
    vars: Vec<(String, Var)>,
}

impl Whole {
    /// Begins at the weights of `text`, which stays as it is.
    ///
    /// # Errors
    /// A device that has no room.
    pub fn new(text: &Llama) -> Result<Self> {
        let mut weights = Weights::masters(&text.shared, text.device())?;
        let mut vars = Vec::new();
        for (name, t) in weights.named_mut() {
            let var = Var::from_tensor(t)?;
            *t = var.as_tensor().clone();
            vars.push((name, var));
        }
        weights.tie(&text.shared);
        Ok(Self {
            model: text.with(weights),
            vars,
        })
    }

    /// The variables by name.
    pub fn vars(&self) -> &[(String, Var)] {
        &self.vars
    }

    /// The model that they make at any time: for losses, with or without a
    /// graph. Logits and tokens come from [`Whole::settled`].
    pub fn model(&self) -> &Llama {
        &self.model
    }

    /// A frozen model of the numbers as they are now.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn settled(&self) -> Result<Llama> {
        let old = &self.model.shared;
        let mut new: Vec<Vec<f32>> = Vec::with_capacity(self.vars.len());
        for (_, var) in &self.vars {
            new.push(var.flatten_all()?.to_vec1()?);
        }
        let mut new = new.into_iter();
        // In the order of `Weights::named_mut`.
        let mut next = || new.next().unwrap_or_default();
        let embed = next();
        let untied = old.untied.is_some().then(&mut next);
        let norm = next();
        let layer = |w: &LayerWeights| LayerWeights {
            norm1: next(),
            norm2: next(),
            linears: std::array::from_fn(|g| {
                let l = &w.linears[g];
                Frozen::new(next(), l.parts().to_vec(), l.inputs())
            }),
            biases: std::array::from_fn(|g| match w.biases[g].is_empty() {
                true => Vec::new(),
                false => next(),
            }),
        };
        let layers = old.layers.iter().map(layer).collect();
        let shared = Shared {
            config: old.config.clone(),
            embed,
            untied,
            norm,
            layers,
            rope: old.rope.clone(),
        };
        Llama::of(shared, self.model.device())
    }
}

impl Llama {
    /// The same sizes over other tensors.
    fn with(&self, weights: Weights) -> Self {
        Self {
            tensors: Some(Arc::new(weights)),
            draft: Arc::default(),
            ..self.clone()
        }
    }

    /// The token table where it is a variable.
    fn moving(&self) -> Option<&Tensor> {
        let table = self.tensors.as_ref().map(|w| w.embed());
        table.filter(|t| t.is_variable())
    }

    /// What is held frozen would answer in the place of the variables.
    pub(super) fn check_settled(&self) -> Result<()> {
        ensure!(
            self.moving().is_none(),
            "a language model under training has to be settled before it answers"
        );
        Ok(())
    }

    /// Tokens' embeddings, (tokens, hidden), zero where there is none: part of
    /// the graph where the table is a variable.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn embed(&self, tokens: &[Option<u32>]) -> Result<Tensor> {
        let (n, h) = (tokens.len(), self.shared.config.hidden_size);
        let past = self.shared.config.vocab_size as u32;
        if let Some(odd) = tokens.iter().flatten().find(|t| **t >= past) {
            bail!("token {odd} lies past the vocabulary of {past}");
        }
        if let Some(table) = self.moving() {
            let ids: Vec<u32> = tokens.iter().map(|t| t.unwrap_or(0)).collect();
            let there: Vec<f32> = tokens.iter().map(|t| f32::from(t.is_some())).collect();
            let there = Tensor::from_vec(there, (n, 1), self.device())?;
            let ids = Tensor::from_vec(ids, n, self.device())?;
            return Ok(table.index_select(&ids, 0)?.broadcast_mul(&there)?);
        }
        let mut x = vec![0f32; n * h];
        for (to, token) in x.chunks_exact_mut(h).zip(tokens) {
            if let Some(token) = token {
                to.copy_from_slice(self.embedding(*token));
            }
        }
        Ok(Tensor::from_vec(x, (n, h), self.device())?)
    }

    /// Every weight by its name, as [`Llama::load`] asks for it, with its shape.
    pub fn weights(&self) -> Vec<(String, Vec<usize>, &[f32])> {
        let s = &*self.shared;
        let (h, v) = (s.config.hidden_size, s.config.vocab_size);
        let mut all = vec![
            ("embed_tokens.weight".to_owned(), vec![v, h], &s.embed[..]),
            ("norm.weight".to_owned(), vec![h], &s.norm[..]),
        ];
        if let Some(head) = &s.untied {
            all.push(("lm_head.weight".to_owned(), vec![v, h], head));
        }
        for (i, w) in s.layers.iter().enumerate() {
            let mut put = |name: &str, shape: Vec<usize>, data| {
                all.push((format!("layers.{i}.{name}"), shape, data));
            };
            put("input_layernorm.weight", vec![h], &w.norm1[..]);
            put("post_attention_layernorm.weight", vec![h], &w.norm2);
            for (group, of) in w.linears.iter().enumerate() {
                let mut from = 0;
                let here = LINEARS.iter().filter(|l| l.2 == group);
                for ((block, name, _), &n) in here.zip(of.parts()) {
                    let inputs = of.inputs();
                    let weight = &of.weight()[from * inputs..(from + n) * inputs];
                    put(&format!("{block}.{name}.weight"), vec![n, inputs], weight);
                    let bias = w.biases[group].get(from..from + n);
                    if let Some(bias) = bias {
                        put(&format!("{block}.{name}.bias"), vec![n], bias);
                    }
                    from += n;
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llama::{Pass, Supervised};
    use crate::ops::check::numbers;
    use crate::testing::{biased_llama, tiny_llama, tiny_tensors};
    use candle_core::Device;

    fn wanted() -> Supervised {
        Supervised {
            rows: vec![2, 3, 6, 11],
            targets: vec![7, 1, 40, 3],
        }
    }

    fn loss(model: &Llama) -> Tensor {
        let tokens: Vec<_> = (0..12u32).map(|i| (i != 5).then_some(3 * i + 1)).collect();
        let x = model.embed(&tokens).unwrap().reshape((2, 6, 32)).unwrap();
        model
            .loss_graph(&x, None, wanted(), 4, Pass::default())
            .unwrap()
    }

    #[test]
    fn every_weight_has_the_gradient_that_differences_give() {
        for model in [tiny_llama(1), biased_llama(3)] {
            let whole = Whole::new(&model).unwrap();
            let grads = loss(whole.model()).backward().unwrap();
            for (name, var) in whole.vars() {
                let g = grads.get(var).unwrap_or_else(|| panic!("{name}"));
                let old = var.as_tensor().copy().unwrap();
                // Along one direction through all numbers of the variable.
                let way = numbers(var.elem_count(), 9);
                let way = Tensor::from_vec(way, var.shape(), &Device::Cpu).unwrap();
                let at = |by: f64| {
                    var.set(&(&old + way.affine(by, 0.0).unwrap()).unwrap())
                        .unwrap();
                    let y = loss(whole.model()).to_scalar::<f32>().unwrap();
                    var.set(&old).unwrap();
                    f64::from(y)
                };
                let by = 1e-3;
                let want = (at(by) - at(-by)) / (2.0 * by);
                let got = (g * &way).unwrap().sum_all().unwrap();
                let got = f64::from(got.to_scalar::<f32>().unwrap());
                let far = (got - want).abs();
                assert!(far < 2e-2 * want.abs().max(0.1), "{name}: {got} {want}");
            }
        }
    }

    #[test]
    fn the_settled_model_is_what_the_variables_made_and_the_old_one_stays() {
        for model in [tiny_llama(2), biased_llama(4)] {
            let whole = Whole::new(&model).unwrap();
            let of = |m: &Llama| loss(m).to_scalar::<f32>().unwrap();
            let before = of(whole.model());
            for (_, var) in whole.vars() {
                var.set(&var.affine(1.05, 0.01).unwrap()).unwrap();
            }
            let moved = of(whole.model());
            let settled = whole.settled().unwrap();
            // The one composed, the other fused.
            for (a, b) in [(of(&settled), moved), (of(&model), before)] {
                assert!((a - b).abs() < 1e-4, "{a} {b}");
            }
            assert!((moved - before).abs() > 1e-2);
            let x = Tensor::zeros((1, 2, 32), candle_core::DType::F32, &Device::Cpu).unwrap();
            assert!(whole.model().logits(&x, None).is_err());
            settled.logits(&x, None).unwrap();
        }
    }

    #[test]
    fn weights_have_the_names_and_numbers_they_were_loaded_by() {
        let (model, tensors) = (tiny_llama(4), tiny_tensors(4));
        let all = model.weights();
        assert_eq!(all.len(), tensors.len());
        for (name, shape, data) in all {
            assert_eq!(shape, tensors[&name].dims(), "{name}");
            let want = tensors[&name].flatten_all().unwrap();
            assert_eq!(data, want.to_vec1::<f32>().unwrap(), "{name}");
        }
        let biased = biased_llama(3);
        let again = Llama::load(biased.config().clone(), &Device::Cpu, &|name| {
            let all = biased.weights();
            let (_, shape, data) = all.iter().find(|w| w.0 == name).unwrap();
            Ok(Tensor::from_slice(data, &shape[..], &Device::Cpu)?)
        });
        let x = Tensor::from_vec(numbers(7 * 32, 5), (1, 7, 32), &Device::Cpu).unwrap();
        assert_eq!(
            again.unwrap().logits(&x, None).unwrap()[..],
            biased.logits(&x, None).unwrap()[..]
        );
    }
}
