//! `vision_config`: our own DINOv2 (with `vitrine` in it) or a tower of
//! transformers, CLIP or SigLIP, and which of its hidden states are used.

use super::projector::Activation;
use super::{number, present, real, text_of};
use crate::vision::VisionConfig;
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

/// The vision tower.
#[derive(Clone, Debug, PartialEq)]
pub enum Tower {
    /// Our own: DINOv2's first blocks.
    Dinov2(VisionConfig),
    /// CLIP or SigLIP.
    Vit(VitConfig),
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VitKind {
    /// A class token, a norm before the layers, no bias on the patches.
    Clip,
    /// Neither, but a bias on the patches.
    Siglip,
}

/// What becomes of the first token of a hidden state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Select {
    /// It is dropped: the class token of CLIP (and of SigLIP, which has none,
    /// the first cell, as transformers does it).
    Default,
    /// It stays.
    Full,
}

/// Sizes of a CLIP or SigLIP tower and what of it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct VitConfig {
    /// Which.
    pub kind: VitKind,
    /// Width.
    pub hidden_size: usize,
    /// Width of the feed-forward's middle.
    pub intermediate_size: usize,
    /// Layers in the weights.
    pub num_hidden_layers: usize,
    /// Heads.
    pub num_attention_heads: usize,
    /// Side of the image fed, in pixels.
    pub image_size: usize,
    /// Side of a patch, in pixels.
    pub patch_size: usize,
    /// Of the feed-forward.
    pub activation: Activation,
    /// Epsilon of the norms.
    pub layer_norm_eps: f64,
    /// Whether the weights hold SigLIP's pooling head, which is not used.
    pub pooling_head: bool,
    /// Hidden states whose features stand side by side, 0 being what enters
    /// the first layer.
    pub features: Vec<usize>,
    /// What becomes of their first token.
    pub select: Select,
}

impl VitConfig {
    /// Cells a side.
    pub fn side(&self) -> usize {
        self.image_size / self.patch_size
    }

    /// Tokens inside the tower.
    pub fn positions(&self) -> usize {
        self.side().pow(2) + usize::from(self.kind == VitKind::Clip)
    }

    /// Width of a cell's features.
    pub fn width(&self) -> usize {
        self.hidden_size * self.features.len()
    }

    /// Visual tokens of an image.
    pub fn tokens(&self) -> usize {
        self.positions() - usize::from(self.select == Select::Default)
    }

    /// Layers that are computed: up to the deepest hidden state used.
    pub fn depth(&self) -> usize {
        self.features.iter().copied().max().unwrap_or(0)
    }
}

pub(super) fn parse(config: &Value, part: &Value) -> Result<Tower> {
    if present(part, "vitrine").is_some() {
        let own: VisionConfig = serde_json::from_value(part.clone())?;
        own.check()?;
        return Ok(Tower::Dinov2(own));
    }
    let kind = match text_of(part, "model_type")?.unwrap_or("clip_vision_model") {
        "clip_vision_model" => VitKind::Clip,
        "siglip_vision_model" => VitKind::Siglip,
        other => bail!(
            "model_type {other}; the vision towers that are read are clip_vision_model and \
             siglip_vision_model"
        ),
    };
    let clip = kind == VitKind::Clip;
    // A configuration without the whole part means CLIP ViT-L/14 at 336 pixels.
    let or = |large, base| if part.is_null() { large } else { base };
    let layers = number(part, "num_hidden_layers")?.unwrap_or(or(24, 12));
    let c = VitConfig {
        kind,
        hidden_size: number(part, "hidden_size")?.unwrap_or(or(1024, 768)),
        intermediate_size: number(part, "intermediate_size")?.unwrap_or(or(4096, 3072)),
        num_hidden_layers: layers,
        num_attention_heads: number(part, "num_attention_heads")?.unwrap_or(or(16, 12)),
        image_size: number(part, "image_size")?.unwrap_or(or(336, 224)),
        patch_size: number(part, "patch_size")?.unwrap_or(or(14, if clip { 32 } else { 16 })),
        activation: Activation::parse(match text_of(part, "hidden_act")? {
            Some(act) => act,
            None if clip => "quick_gelu",
            None => "gelu_pytorch_tanh",
        })?,
        layer_norm_eps: real(part, "layer_norm_eps")?.unwrap_or(if clip { 1e-5 } else { 1e-6 }),
        pooling_head: !clip && super::flag(part, "vision_use_head")?.unwrap_or(true),
        features: features(config, layers)?,
        select: match text_of(config, "vision_feature_select_strategy")?.unwrap_or("default") {
            "default" => Select::Default,
            "full" => Select::Full,
            other => bail!(
                "vision_feature_select_strategy {other}; default and full are the ones there are"
            ),
        },
    };
    let channels = number(part, "num_channels")?.unwrap_or(3);
    ensure!(channels == 3, "num_channels {channels}, expected 3");
    ensure!(
        c.num_attention_heads > 0 && c.hidden_size.is_multiple_of(c.num_attention_heads),
        "a width of {} does not divide into {} heads",
        c.hidden_size,
        c.num_attention_heads
    );
    ensure!(
        c.patch_size > 0 && c.side() > 0 && c.tokens() > 0,
        "an image of {} pixels has no patches of {}",
        c.image_size,
        c.patch_size
    );
    Ok(Tower::Vit(c))
}

/// `vision_feature_layer`: one number or a list, from the front or the back of
/// the layers + 1 hidden states.
fn features(config: &Value, layers: usize) -> Result<Vec<usize>> {
    const KEY: &str = "vision_feature_layer";
    let states = layers as i64 + 1;
    let index = |v: &Value| -> Result<usize> {
        let i = v
            .as_i64()
            .with_context(|| format!("{KEY} is {v}, expected a whole number"))?;
        ensure!(
            (-states..states).contains(&i),
            "{KEY} {i}: there are {states} hidden states, 0 to {layers}"
        );
        Ok(i.rem_euclid(states) as usize)
    };
    match present(config, KEY) {
        None => index(&(-2).into()),
        Some(Value::Array(all)) => {
            ensure!(!all.is_empty(), "{KEY} is an empty list");
            return all.iter().map(index).collect();
        }
        Some(one) => index(one),
    }
    .map(|one| vec![one])
}
