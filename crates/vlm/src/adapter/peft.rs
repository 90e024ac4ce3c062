//! PEFT's form of the adapters: the names of their matrices, and the two files
//! of its folder. What PEFT (`peft.PeftModel`) wrote is read here, and what is
//! written here it reads.

mod config;
#[cfg(test)]
mod tests;

pub use config::PeftConfig;

use super::{Adapters, places, variable};
use crate::llama::{LINEARS, Llama, Targets};
use crate::tensor_file::{self, Tensors};
use anyhow::{Context as _, Result, bail, ensure};
use candle_core::{DType, Tensor};
use std::collections::BTreeSet;
use std::path::Path;

/// The configuration's file name.
pub const CONFIG: &str = "adapter_config.json";
/// The matrices' file name.
pub const MATRICES: &str = "adapter_model.safetensors";

/// What every name begins with.
const WRAPPED: &str = "base_model.model.";
/// The language model's layers as transformers before 4.52 names them, and
/// since. The first is written; PEFT reads both.
const LAYERS: [&str; 2] = [
    "language_model.model.layers.",
    "model.language_model.layers.",
];

impl Adapters {
    /// Reads an adapter's folder as PEFT's `save_pretrained` leaves it.
    ///
    /// # Errors
    /// A missing file; what [`PeftConfig::parse`] and [`Adapters::from_peft`] refuse.
    pub fn open(model: &Llama, dir: &Path) -> Result<(Self, PeftConfig)> {
        let path = dir.join(CONFIG);
        let text = std::fs::read(&path)
            .with_context(|| format!("{} is no adapter: it has no {CONFIG}", dir.display()))?;
        let config =
            PeftConfig::parse(&text).with_context(|| format!("read {}", path.display()))?;
        let (tensors, _) = tensor_file::load(&dir.join(MATRICES))?;
        let adapters = Self::from_peft(model, &config, &tensors)
            .with_context(|| format!("read {}", dir.join(MATRICES).display()))?;
        Ok((adapters, config))
    }

    /// Writes the two files into `dir`, which exists; `base` is what they tell
    /// as `base_model_name_or_path`.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write(&self, dir: &Path, base: &str) -> Result<()> {
        let config = PeftConfig::of(self.config(), base).to_json();
        std::fs::write(dir.join(CONFIG), serde_json::to_string_pretty(&config)?)
            .with_context(|| format!("write {}", dir.join(CONFIG).display()))?;
        tensor_file::save(&dir.join(MATRICES), &self.to_peft()?, None)
    }

    /// From PEFT's matrices, in the older naming or in the newer: A (r, inputs)
    /// and B (outputs, r). The linears that have an adapter are those that are
    /// named, in every layer.
    ///
    /// # Errors
    /// A missing matrix or one of another shape; a matrix of another module,
    /// unless its B is zero and so changes nothing.
    pub fn from_peft(model: &Llama, config: &PeftConfig, tensors: &Tensors) -> Result<Self> {
        let lora = config.lora;
        ensure!(lora.r > 0, "the adapters' rank must be above 0");
        let count = model.shared.layers.len();
        let mut named = BTreeSet::new();
        for name in tensors.keys() {
            match place(name) {
                Some((layer, linear)) => {
                    ensure!(layer < count, "{name}: the model has {count} layers");
                    named.insert(linear);
                }
                None => nothing_there(name, tensors)?,
            }
        }
        let named: Vec<&str> = LINEARS
            .iter()
            .map(|l| l.1)
            .filter(|name| named.contains(name))
            .collect();
        ensure!(
            !named.is_empty(),
            "the adapter names no linear of the language model"
        );
        config.agrees_with(&named)?;
        let config = super::LoraConfig {
            targets: Targets::named(&named)?,
            ..lora
        };
        let map = places(model, config.r, config.targets);
        let layers = (0..count).map(|i| {
            let mut flat = Vec::new();
            for p in &map {
                let names = LAYERS.map(|at| format!("{WRAPPED}{at}{i}.{}", p.name));
                let t = names
                    .iter()
                    .find_map(|name| tensors.get(name))
                    .with_context(|| format!("the adapter has no {}", names[0]))?;
                ensure!(
                    t.dims() == [p.shape.0, p.shape.1],
                    "{} has shape {:?}, expected {:?}",
                    names[0],
                    t.dims(),
                    p.shape
                );
                flat.extend(t.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?);
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

    /// The matrices under PEFT's names, as copies.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn to_peft(&self) -> Result<Tensors> {
        let mut all = Tensors::new();
        for i in 0..self.layers.len() {
            for (name, range, shape) in self.matrices() {
                let t = self.layers[i]
                    .as_tensor()
                    .narrow(0, range.start, range.len())?;
                let name = format!("{WRAPPED}{}{i}.{name}", LAYERS[0]);
                all.insert(name, t.reshape(shape)?.copy()?);
            }
        }
        Ok(all)
    }
}

/// The layer and the linear that a matrix belongs to, when it is one of ours.
fn place(name: &str) -> Option<(usize, &'static str)> {
    let name = name.strip_prefix(WRAPPED)?;
    let name = LAYERS.iter().find_map(|at| name.strip_prefix(at))?;
    let (layer, rest) = name.split_once('.')?;
    let rest = rest
        .strip_suffix(".lora_A.weight")
        .or_else(|| rest.strip_suffix(".lora_B.weight"))?;
    let (block, linear) = rest.split_once('.')?;
    let known = LINEARS.iter().find(|l| (l.0, l.1) == (block, linear))?;
    Some((layer.parse().ok()?, known.1))
}

/// Refuses a tensor that is not of the language model's linears, unless it is
/// half of an adapter whose B is zero: PEFT names a module whose name is in
/// `target_modules` wherever it stands, the vision tower's `q_proj` too.
fn nothing_there(name: &str, tensors: &Tensors) -> Result<()> {
    let module = name
        .strip_suffix(".lora_A.weight")
        .or_else(|| name.strip_suffix(".lora_B.weight"));
    let Some(module) = module else {
        bail!("{name} is no matrix of a LoRA adapter: only lora_A and lora_B are read")
    };
    if let Some(b) = tensors.get(&format!("{module}.lora_B.weight")) {
        let most: f32 = Tensor::abs(b)?
            .to_dtype(DType::F32)?
            .max_all()?
            .to_scalar()?;
        if most == 0.0 {
            return Ok(());
        }
    }
    let linears: Vec<&str> = LINEARS.iter().map(|l| l.1).collect();
    bail!(
        "the adapter also changes {}; only the language model's linears ({}) can have one: give target_modules as a \
         regex such as {}",
        module.strip_prefix(WRAPPED).unwrap_or(module),
        linears.join(", "),
        config::regex(Targets::ALL)
    )
}
