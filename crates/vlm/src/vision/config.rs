//! `vision_config` of `config.json`: transformers' `Dinov2Config`, and under
//! `vitrine` what of it is used.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// Sizes of the encoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisionConfig {
    /// Always `dinov2`.
    pub model_type: String,
    /// Width.
    pub hidden_size: usize,
    /// Blocks in the weights.
    pub num_hidden_layers: usize,
    /// Heads.
    pub num_attention_heads: usize,
    /// Width of the feed-forward's middle over `hidden_size`.
    #[serde(default = "mlp_ratio")]
    pub mlp_ratio: usize,
    /// Side of a patch, in pixels.
    pub patch_size: usize,
    /// Side of the square the table of positions was made for, in pixels.
    pub image_size: usize,
    /// Epsilon of the norms.
    #[serde(default = "eps")]
    pub layer_norm_eps: f64,
    /// How Vitrine uses the encoder.
    pub vitrine: Vitrine,
}

/// How Vitrine uses the encoder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vitrine {
    /// Always `linear_max`: the greatest of each block's cells after the
    /// projector's first linear.
    pub pool: String,
    /// Cells a side of the whole grid.
    pub grid: usize,
    /// Blocks a side: visual tokens of the text path.
    pub pooled: usize,
    /// Blocks computed; the features are the last one's output as it stands.
    pub layer: usize,
}

impl Vitrine {
    /// Cells that become one visual token.
    pub fn cells(&self) -> usize {
        (self.grid / self.pooled.max(1)).pow(2)
    }
}

fn mlp_ratio() -> usize {
    4
}

fn eps() -> f64 {
    1e-6
}

impl VisionConfig {
    /// DINOv2 ViT-S/14 by its sixth block, 32 x 32 cells pooled to 8 x 8.
    pub fn dinov2_small() -> Self {
        Self {
            model_type: "dinov2".into(),
            hidden_size: 384,
            num_hidden_layers: 12,
            num_attention_heads: 6,
            mlp_ratio: mlp_ratio(),
            patch_size: 14,
            image_size: 518,
            layer_norm_eps: eps(),
            vitrine: Vitrine {
                pool: "linear_max".into(),
                grid: 32,
                pooled: 8,
                layer: 6,
            },
        }
    }

    /// Side of the square fed to the encoder, in pixels.
    pub fn input_side(&self) -> usize {
        self.vitrine.grid * self.patch_size
    }

    /// Cells a side of the table of positions.
    pub fn table_side(&self) -> usize {
        self.image_size / self.patch_size
    }

    /// Refuses sizes that do not fit together.
    ///
    /// # Errors
    /// A sentence naming the first that does not.
    pub fn check(&self) -> Result<()> {
        let v = &self.vitrine;
        ensure!(
            self.model_type == "dinov2",
            "vision_config: model_type {}, expected dinov2",
            self.model_type
        );
        ensure!(
            v.pool == "linear_max",
            "vision_config: pool {}, expected linear_max: was the base made by another version? Convert it anew",
            v.pool
        );
        ensure!(
            v.layer >= 1 && v.layer <= self.num_hidden_layers,
            "vision_config: no layer {}",
            v.layer
        );
        ensure!(
            v.pooled >= 1 && v.grid.is_multiple_of(v.pooled),
            "vision_config: {} cells do not pool to {}",
            v.grid,
            v.pooled
        );
        ensure!(
            self.num_attention_heads >= 1
                && self.hidden_size.is_multiple_of(self.num_attention_heads),
            "vision_config: width {} does not divide into {} heads",
            self.hidden_size,
            self.num_attention_heads
        );
        ensure!(
            self.patch_size >= 1 && self.image_size.is_multiple_of(self.patch_size) && v.grid >= 1,
            "vision_config: image_size {} is no multiple of patch_size {}",
            self.image_size,
            self.patch_size
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_json_and_refuses_what_does_not_fit() {
        let c = VisionConfig::dinov2_small();
        c.check().unwrap();
        assert_eq!((c.input_side(), c.table_side()), (448, 37));
        let json = serde_json::to_string(&c).unwrap();
        assert_eq!(serde_json::from_str::<VisionConfig>(&json).unwrap(), c);
        type Spoil = fn(&mut VisionConfig);
        let spoils: [Spoil; 6] = [
            |c| c.vitrine.pool = "mean_max".into(),
            |c| c.vitrine.layer = 13,
            |c| c.vitrine.pooled = 5,
            |c| c.num_attention_heads = 7,
            |c| c.image_size = 500,
            |c| c.model_type = "clip".into(),
        ];
        for spoil in spoils {
            let mut c = VisionConfig::dinov2_small();
            spoil(&mut c);
            assert!(c.check().is_err());
        }
    }
}
