//! What the configuration says of the projector.

use super::{Tower, flag, text_of};
use crate::llama::TextConfig;
use anyhow::{Result, bail};
use serde_json::Value;

/// A function between two linears, by the name transformers has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// By the error function (Hendrycks & Gimpel 2016).
    Gelu,
    /// Its approximation by tanh.
    GeluTanh,
    /// x times the logistic function of 1.702 x.
    QuickGelu,
    /// x times the logistic function of x.
    Silu,
    /// The positive part.
    Relu,
}

impl Activation {
    /// By its name.
    ///
    /// # Errors
    /// A name that is not known.
    pub fn parse(name: &str) -> Result<Self> {
        Ok(match name {
            "gelu" | "gelu_python" => Self::Gelu,
            "gelu_pytorch_tanh" | "gelu_new" | "gelu_fast" | "gelu_accurate" => Self::GeluTanh,
            "quick_gelu" => Self::QuickGelu,
            "silu" | "swish" => Self::Silu,
            "relu" => Self::Relu,
            other => bail!(
                "the activation {other} is not known; gelu, gelu_pytorch_tanh, quick_gelu, silu and \
                 relu are"
            ),
        })
    }
}

/// The projector's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectorConfig {
    /// Our own: norm, linear, greatest of each token's cells, GELU, linear.
    Vitrine {
        /// Cells that become one token.
        cells: usize,
    },
    /// Hugging Face's: linear, activation, linear; or the first alone (LLaVA's
    /// first version, which calls it `mm_projector_type` linear).
    Mlp {
        /// Width of a cell.
        inputs: usize,
        /// Width of the language model.
        outputs: usize,
        /// Between the linears.
        activation: Activation,
        /// Whether they add a bias.
        bias: bool,
        /// Whether there is no second linear.
        single: bool,
    },
}

impl ProjectorConfig {
    pub(super) fn parse(config: &Value, vision: &Tower, text: &TextConfig) -> Result<Self> {
        Ok(match vision {
            Tower::Dinov2(own) => Self::Vitrine {
                cells: own.vitrine.cells(),
            },
            Tower::Vit(vit) => Self::Mlp {
                inputs: vit.width(),
                outputs: text.hidden_size,
                activation: Activation::parse(
                    text_of(config, "projector_hidden_act")?.unwrap_or("gelu"),
                )?,
                bias: flag(config, "multimodal_projector_bias")?.unwrap_or(true),
                single: match text_of(config, "mm_projector_type")? {
                    Some("linear") => true,
                    None | Some("mlp2x_gelu") => false,
                    Some(other) => bail!(
                        "the mm_projector_type {other} is not known; linear and mlp2x_gelu are"
                    ),
                },
            },
        })
    }
}
