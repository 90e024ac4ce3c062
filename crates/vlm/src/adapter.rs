//! The low-rank adapters of a whole model (Hu et al. 2021): one flat variable a
//! layer, in the order the fused layer reads them. PEFT's form of them is a
//! part of its own. It does not know training.

pub mod peft;

use crate::llama::{LINEARS, LayerAdapter, Llama, Targets};
use crate::tensors::with_slice;
use anyhow::{Result, ensure};
use candle_core::{Device, Tensor, Var};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Rank and strength of the adapters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoraConfig {
    /// Rank.
    pub r: usize,
    /// The product is scaled with alpha / r; see [`LoraConfig::scale`].
    pub alpha: f64,
    /// Scaled with alpha / sqrt(r) instead (Kalajdzievski 2023, rsLoRA).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rslora: bool,
    /// The linears that have an adapter.
    #[serde(default)]
    pub targets: Targets,
}

impl Default for LoraConfig {
    fn default() -> Self {
        Self {
            r: 8,
            alpha: 16.0,
            rslora: false,
            targets: Targets::ALL,
        }
    }
}

impl LoraConfig {
    /// What the product B A is multiplied with.
    pub fn scale(&self) -> f64 {
        let r = self.r as f64;
        self.alpha / if self.rslora { r.sqrt() } else { r }
    }
}

/// Adapters on the chosen linears of every layer.
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

fn variable(flat: Vec<f32>, device: &Device) -> Result<Var> {
    let n = flat.len();
    Ok(Var::from_tensor(&Tensor::from_vec(flat, n, device)?)?)
}

/// Every matrix of one layer, by PEFT's name within the layer.
fn places(model: &Llama, r: usize, targets: Targets) -> Vec<Place> {
    let mut places = Vec::with_capacity(2 * LINEARS.len());
    let mut from = 0;
    for (group, linear) in model.shared.layers[0].linears.iter().enumerate() {
        let here: Vec<_> = LINEARS
            .iter()
            .filter(|l| l.2 == group)
            .zip(linear.parts())
            .enumerate()
            .filter(|(part, _)| targets.parts(group).has(*part))
            .map(|(_, place)| place)
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
        let map = places(model, config.r, config.targets);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layers = model.shared.layers.iter().map(|w| {
            let mut flat = vec![0f32; w.adapter_len(config.r, config.targets)];
            for p in map.iter().filter(|p| p.name.ends_with("lora_A.weight")) {
                let bound = 1.0 / (p.shape.1 as f32).sqrt();
                for x in &mut flat[p.from..p.from + p.shape.0 * p.shape.1] {
                    *x = rng.random_range(-bound..bound);
                }
            }
            variable(flat, model.device())
        });
        let layers = layers.collect::<Result<_>>()?;
        Ok(Self {
            config,
            layers,
            map: map.into(),
        })
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

    /// What the product B A is multiplied with.
    pub fn scale(&self) -> f32 {
        self.config.scale() as f32
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
        f: impl FnOnce(LayerAdapter<'_>) -> R,
    ) -> Result<R> {
        Ok(with_slice(self.layer(index), |data| {
            f(LayerAdapter {
                data,
                rank: self.rank(),
                scale: self.scale(),
                targets: self.config.targets,
                dropout: None,
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
