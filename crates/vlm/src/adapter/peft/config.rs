//! `adapter_config.json`: what of it is read, what is passed over because it
//! changes no number, and what is refused by name.

use crate::adapter::LoraConfig;
use crate::llama::Targets;
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value, json};

/// Fields that say nothing about the numbers of a forward pass, or only with
/// another field that is refused.
const PASSED_OVER: [&str; 12] = [
    "auto_mapping",
    "ensure_weight_tying",
    "exclude_modules",
    "inference_mode",
    "layers_pattern",
    "lora_dropout",
    "megatron_core",
    "peft_version",
    "qalora_group_size",
    "revision",
    "runtime_config",
    "task_type",
];
/// First draws of A and B that leave the frozen weights as they are; others
/// (PiSSA, OLoRA, LoftQ, ...) train a difference from changed weights.
const DRAWS: [&str; 2] = ["gaussian", "orthogonal"];

/// What an adapter's configuration says, as far as it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct PeftConfig {
    /// `base_model_name_or_path`: here a base's hash, in PEFT's hands a
    /// repository or a path; none where it was not known.
    pub base: Option<String>,
    /// `r`, `lora_alpha` and `use_rslora`. Its targets are what the matrices
    /// name, and all until those are read.
    pub lora: LoraConfig,
    /// `target_modules` where it is a list; a regex is not compared.
    targets: Option<Vec<String>>,
}

/// A regex for `target_modules`: the language model's linears, not a vision
/// tower's of like name. PEFT matches it with a module's whole name.
pub(super) fn regex(targets: Targets) -> String {
    format!(r".*language_model.*\.({})", targets.names().join("|"))
}

impl PeftConfig {
    /// What adapters of this form say, over the base that is called `base`.
    pub fn of(lora: LoraConfig, base: &str) -> Self {
        Self {
            base: Some(base.to_owned()),
            lora,
            targets: None,
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// No LoRA, or something in it that would change the numbers and is not
    /// supported; the sentence names the field.
    pub fn parse(text: &[u8]) -> Result<Self> {
        let mut all: Map<String, Value> =
            serde_json::from_slice(text).context("it is no JSON object")?;
        let mut take = |name: &str| all.remove(name).unwrap_or(Value::Null);
        let kind = take("peft_type");
        ensure!(
            kind == "LORA",
            "peft_type is {kind}; only LORA adapters are read"
        );
        let bias = take("bias");
        ensure!(
            bias.is_null() || bias == "none",
            "bias is {bias}; only adapters with bias none are read"
        );
        match take("init_lora_weights") {
            Value::Null | Value::Bool(_) => {}
            Value::String(s) if DRAWS.contains(&s.as_str()) => {}
            other => bail!(
                "init_lora_weights is {other}, which changes the frozen weights too: save the adapter as a plain \
                 LoRA first (path_initial_model_for_weight_conversion of PEFT's save_pretrained)"
            ),
        }
        let lora = LoraConfig {
            r: take("r").as_u64().context("r is no whole number")? as usize,
            alpha: take("lora_alpha")
                .as_f64()
                .context("lora_alpha is no number")?,
            rslora: take("use_rslora").as_bool().unwrap_or(false),
            targets: Targets::ALL,
        };
        let base = take("base_model_name_or_path").as_str().map(str::to_owned);
        let targets = match take("target_modules") {
            Value::Array(names) => Some(
                names
                    .iter()
                    .map(|n| n.as_str().map(str::to_owned))
                    .collect::<Option<_>>()
                    .context("target_modules names something that is no text")?,
            ),
            Value::String(_) | Value::Null => None,
            other => bail!("target_modules is {other}; it is a list of names or a regex"),
        };
        for (name, value) in &all {
            let says_nothing = match value {
                Value::Null | Value::Bool(false) => true,
                Value::Object(o) => o.is_empty(),
                Value::Array(a) => a.is_empty(),
                _ => false,
            };
            ensure!(
                says_nothing || PASSED_OVER.contains(&name.as_str()),
                "{name} is {value}: adapters with {name} are not read, since their numbers could come out otherwise"
            );
        }
        Ok(Self {
            base,
            lora,
            targets,
        })
    }

    /// Refuses matrices of linears that a list of `target_modules` leaves out:
    /// PEFT would pass them over.
    pub(super) fn agrees_with(&self, linears: &[&str]) -> Result<()> {
        let Some(list) = &self.targets else {
            return Ok(());
        };
        let left_out = linears
            .iter()
            .find(|linear| !list.iter().any(|t| t.rsplit('.').next() == Some(**linear)));
        match left_out {
            None => Ok(()),
            Some(linear) => bail!(
                "the adapter has matrices of {linear}, which target_modules ({}) leaves out",
                list.join(", ")
            ),
        }
    }

    /// The file's content, as PEFT reads it.
    pub fn to_json(&self) -> Value {
        json!({
            "peft_type": "LORA",
            "task_type": "CAUSAL_LM",
            "base_model_name_or_path": self.base,
            "r": self.lora.r,
            "lora_alpha": self.lora.alpha,
            "lora_dropout": 0.0,
            "bias": "none",
            "fan_in_fan_out": false,
            "use_rslora": self.lora.rslora,
            "use_dora": false,
            "init_lora_weights": true,
            "inference_mode": true,
            "modules_to_save": null,
            "target_modules": regex(self.lora.targets),
        })
    }
}
