//! The low-rank adapters of a whole model (Hu et al. 2021): one flat variable a
//! layer, in the order the fused layer reads them, and PEFT's names at the
//! edge. It knows neither training nor files.

use crate::llama::{LINEARS, Llama};
use crate::ops::lora_linear::Adapter;
use crate::tensors::with_slice;
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Tensor, Var};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Rank and strength of the adapters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoraConfig {
    /// Rank.
    pub r: usize,
    /// The product is scaled with alpha / r.
    pub alpha: f64,
}

impl Default for LoraConfig {
    fn default() -> Self {
        Self { r: 8, alpha: 16.0 }
    }
}

/// Adapters on all seven linears of every layer.
#[derive(Clone)]
pub struct Adapters {
    config: LoraConfig,
    layers: Vec<Var>,
    map: std::sync::Arc<Vec<Place>>,
}

/// Where one adapter matrix stands in its layer's variable.
struct Place {
    name: String,
    from: usize,
    shape: (usize, usize),
}

/// Every matrix of one layer, by PEFT's name within the layer.
fn places(model: &Llama, r: usize) -> Vec<Place> {
    let mut places = Vec::with_capacity(2 * LINEARS.len());
    let mut from = 0;
    for (group, linear) in model.shared.layers[0].linears.iter().enumerate() {
        let here: Vec<_> = LINEARS
            .iter()
            .filter(|l| l.2 == group)
            .zip(linear.parts())
            .collect();
        for half in ["lora_A", "lora_B"] {
            for ((block, name, _), outputs) in &here {
                let shape = if half == "lora_A" {
                    (r, linear.inputs())
                } else {
                    (**outputs, r)
                };
                places.push(Place {
                    name: format!("{block}.{name}.{half}.weight"),
                    from,
                    shape,
                });
                from += shape.0 * shape.1;
            }
        }
    }
    places
}

impl Adapters {
    /// A drawn as PEFT draws it (uniform within 1 / sqrt(inputs)), B zero: the
    /// model starts as its base.
    ///
    /// # Errors
    /// A rank of zero; what the device refuses.
    pub fn fresh(model: &Llama, config: LoraConfig, seed: u64) -> Result<Self> {
        ensure!(config.r > 0, "the adapters' rank must be above 0");
        let map = places(model, config.r);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layers = model.shared.layers.iter().map(|w| {
            let mut flat = vec![0f32; w.adapter_len(config.r)];
            for p in map.iter().filter(|p| p.name.ends_with("lora_A.weight")) {
                let bound = 1.0 / (p.shape.1 as f32).sqrt();
                for x in &mut flat[p.from..p.from + p.shape.0 * p.shape.1] {
                    *x = rng.random_range(-bound..bound);
                }
            }
            let n = flat.len();
            Ok(Var::from_tensor(&Tensor::from_vec(
                flat,
                n,
                model.device(),
            )?)?)
        });
        let layers = layers.collect::<Result<_>>()?;
        Ok(Self {
            config,
            layers,
            map: map.into(),
        })
    }

    /// Reads PEFT's tensors, in the older naming or in the newer.
    ///
    /// # Errors
    /// A missing matrix or one of another shape.
    pub fn from_peft(
        model: &Llama,
        config: LoraConfig,
        tensors: &HashMap<String, Tensor>,
    ) -> Result<Self> {
        ensure!(config.r > 0, "the adapters' rank must be above 0");
        let map = places(model, config.r);
        let layers = (0..model.shared.layers.len()).map(|i| {
            let mut flat = Vec::with_capacity(model.shared.layers[i].adapter_len(config.r));
            for p in &map {
                let t = tensors
                    .get(&old_name(i, &p.name))
                    .or_else(|| tensors.get(&new_name(i, &p.name)))
                    .with_context(|| format!("the adapter has no {}", old_name(i, &p.name)))?;
                ensure!(
                    t.dims() == [p.shape.0, p.shape.1],
                    "{} has shape {:?}, expected {:?}",
                    old_name(i, &p.name),
                    t.dims(),
                    p.shape
                );
                flat.extend(t.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?);
            }
            let n = flat.len();
            Ok(Var::from_tensor(&Tensor::from_vec(
                flat,
                n,
                model.device(),
            )?)?)
        });
        let layers = layers.collect::<Result<_>>()?;
        Ok(Self {
            config,
            layers,
            map: map.into(),
        })
    }

    /// The matrices under PEFT's names, as copies.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn to_peft(&self) -> Result<HashMap<String, Tensor>> {
        let mut all = HashMap::new();
        for i in 0..self.layers.len() {
            for (name, range, shape) in self.matrices() {
                let t = self.layers[i]
                    .as_tensor()
                    .narrow(0, range.start, range.len())?;
                all.insert(old_name(i, name), t.reshape(shape)?.copy()?);
            }
        }
        Ok(all)
    }

    /// Every matrix of a layer: name, range in the layer's variable, shape.
    pub fn matrices(&self) -> impl Iterator<Item = (&str, std::ops::Range<usize>, (usize, usize))> {
        self.map.iter().map(|p| {
            (
                p.name.as_str(),
                p.from..p.from + p.shape.0 * p.shape.1,
                p.shape,
            )
        })
    }

    /// Rank and strength.
    pub fn config(&self) -> LoraConfig {
        self.config
    }

    /// The rank.
    pub fn rank(&self) -> usize {
        self.config.r
    }

    /// alpha / r.
    pub fn scale(&self) -> f32 {
        (self.config.alpha / self.config.r as f64) as f32
    }

    /// One layer's flat adapter.
    pub fn layer(&self, index: usize) -> &Tensor {
        self.layers[index].as_tensor()
    }

    /// The variables, first layer to last.
    pub fn vars(&self) -> &[Var] {
        &self.layers
    }

    /// Calls `f` with one layer's adapter as numbers.
    ///
    /// # Errors
    /// What candle refuses.
    pub(crate) fn with_layer<R>(
        &self,
        index: usize,
        f: impl FnOnce(Adapter<'_>) -> R,
    ) -> Result<R> {
        Ok(with_slice(self.layer(index), |data| {
            f(Adapter {
                data,
                rank: self.rank(),
                scale: self.scale(),
            })
        })?)
    }

    /// A copy whose variables are its own.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn duplicate(&self) -> Result<Self> {
        let layers = self
            .layers
            .iter()
            .map(|v| Ok(Var::from_tensor(&v.as_tensor().copy()?)?))
            .collect::<Result<_>>()?;
        Ok(Self {
            config: self.config,
            layers,
            map: self.map.clone(),
        })
    }
}

fn old_name(layer: usize, rest: &str) -> String {
    format!("base_model.model.language_model.model.layers.{layer}.{rest}")
}

fn new_name(layer: usize, rest: &str) -> String {
    format!("base_model.model.model.language_model.layers.{layer}.{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::tiny_llama;
    use candle_core::Device;

    #[test]
    fn peft_tensors_come_back_as_they_went_in_either_naming() {
        let model = tiny_llama(1);
        let a = Adapters::fresh(&model, LoraConfig { r: 3, alpha: 6.0 }, 7).unwrap();
        let mut tensors = a.to_peft().unwrap();
        let q = &tensors["base_model.model.language_model.model.layers.0.self_attn.q_proj.lora_A.weight"];
        assert_eq!(q.dims(), [3, 32]);
        let again = Adapters::from_peft(&model, a.config(), &tensors).unwrap();
        for (x, y) in a.vars().iter().zip(again.vars()) {
            assert_eq!(x.to_vec1::<f32>().unwrap(), y.to_vec1::<f32>().unwrap());
        }
        tensors = tensors
            .into_iter()
            .map(|(k, v)| {
                (
                    k.replace("language_model.model.layers", "model.language_model.layers"),
                    v,
                )
            })
            .collect();
        Adapters::from_peft(&model, a.config(), &tensors).unwrap();
    }

    #[test]
    fn a_missing_or_misshapen_matrix_is_named() {
        let model = tiny_llama(1);
        let a = Adapters::fresh(&model, LoraConfig::default(), 7).unwrap();
        let name = "base_model.model.language_model.model.layers.1.mlp.down_proj.lora_B.weight";
        let mut tensors = a.to_peft().unwrap();
        tensors.insert(
            name.into(),
            Tensor::zeros((2, 2), DType::F32, &Device::Cpu).unwrap(),
        );
        let wrong = Adapters::from_peft(&model, a.config(), &tensors)
            .err()
            .unwrap();
        assert!(wrong.to_string().contains(name));
        tensors.remove(name);
        let missing = Adapters::from_peft(&model, a.config(), &tensors)
            .err()
            .unwrap();
        assert!(missing.to_string().contains(name));
    }
}
