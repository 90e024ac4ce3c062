//! DINOv2's embeddings and first blocks. It must never read an image file.

use super::VisionConfig;
use super::block::{Block, Room};
use super::patches::patches;
use super::positions::interpolate;
use crate::checkpoint::BaseFolder;
use crate::ops::gemm::{Mat, MatMut, matmul};
use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

/// The part of the encoder that is used.
pub struct Dinov2 {
    config: VisionConfig,
    /// (width, 3 * patch²), as a linear over a patch's pixels.
    patch: Vec<f32>,
    /// (1 + grid², width): positions, with the class token and the patches'
    /// bias already added.
    start: Vec<f32>,
    blocks: Vec<Block>,
}

impl Dinov2 {
    /// Reads `vision_tower.*`, as far as it is used.
    ///
    /// # Errors
    /// A tensor that is missing or of another shape; sizes that do not fit.
    pub fn load(base: &BaseFolder) -> Result<Self> {
        let c: VisionConfig = base.part("vision_config")?;
        c.check()?;
        let (d, p, table) = (c.hidden_size, c.patch_size, c.table_side());
        let get = |name: &str, shape: &[usize]| {
            base.numbers(&format!("vision_tower.embeddings.{name}"), shape)
        };
        let patch = get("patch_embeddings.projection.weight", &[d, 3, p, p])?;
        let bias = get("patch_embeddings.projection.bias", &[d])?;
        let class = get("cls_token", &[1, 1, d])?;
        let positions = get("position_embeddings", &[1, table * table + 1, d])?;
        let mut start: Vec<f32> = positions[..d]
            .iter()
            .zip(&class)
            .map(|(p, c)| p + c)
            .collect();
        let grid = interpolate(&positions[d..], table, c.vitrine.grid, d);
        start.extend(
            grid.chunks_exact(d)
                .flat_map(|row| row.iter().zip(&bias).map(|(p, b)| p + b)),
        );
        let blocks = (0..c.vitrine.layer)
            .map(|i| {
                Block::load(base, &c, i).with_context(|| format!("block {i} of the vision tower"))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            config: c,
            patch,
            start,
            blocks,
        })
    }

    /// The sizes.
    pub fn config(&self) -> &VisionConfig {
        &self.config
    }

    /// sha256 over every number that is used, hex.
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        let mut feed = |part: &[f32]| {
            let bytes: Vec<u8> = part.iter().flat_map(|v| v.to_le_bytes()).collect();
            sha.update((bytes.len() as u64).to_le_bytes());
            sha.update(bytes);
        };
        feed(&self.patch);
        feed(&self.start);
        self.blocks
            .iter()
            .flat_map(Block::parts)
            .for_each(&mut feed);
        let c = &self.config;
        sha.update(format!(
            "{} {} {}",
            c.num_attention_heads, c.patch_size, c.layer_norm_eps
        ));
        hex::encode(sha.finalize())
    }

    /// Normalised pixels (3, side, side) to the grid (grid², width) in reading
    /// order: the last used block's output as it stands, class token dropped.
    ///
    /// # Errors
    /// Another number of pixels.
    pub fn forward(&self, pixels: &[f32]) -> Result<Vec<f32>> {
        let c = &self.config;
        let (grid, p, d, side) = (c.vitrine.grid, c.patch_size, c.hidden_size, c.input_side());
        ensure!(
            pixels.len() == 3 * side * side,
            "{} pixels, expected 3 x {side} x {side}",
            pixels.len()
        );
        let n = grid * grid;
        let width = 3 * p * p;
        let patches = patches(pixels, side, grid, p);
        let mut x = self.start.clone();
        let (a, b) = (
            Mat::new(&patches, n, width),
            Mat::new(&self.patch, d, width),
        );
        matmul(MatMut::new(&mut x[d..], n, d), a, b.t(), 1.0, 1.0);
        let mut room = Room::new(d, c.mlp_ratio * d, n + 1);
        for block in &self.blocks {
            block.forward(&mut x, &mut room);
        }
        x.drain(..d);
        Ok(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::{WEIGHTS, seal};
    use crate::vision::Vitrine;
    use serde_json::json;

    /// What `fixtures/dinov2_reference.py` says of its sizes.
    fn config() -> VisionConfig {
        VisionConfig {
            hidden_size: 16,
            num_attention_heads: 2,
            num_hidden_layers: 3,
            patch_size: 4,
            image_size: 20,
            vitrine: Vitrine {
                pool: "linear_max".into(),
                grid: 3,
                pooled: 1,
                layer: 2,
            },
            ..VisionConfig::dinov2_small()
        }
    }

    fn folder(config: &VisionConfig) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let fixture = include_bytes!("../../fixtures/dinov2.safetensors");
        std::fs::write(dir.path().join(WEIGHTS), fixture).unwrap();
        std::fs::write(
            dir.path().join("config.json"),
            json!({ "vision_config": config }).to_string(),
        )
        .unwrap();
        std::fs::write(dir.path().join("tokenizer.json"), "{}").unwrap();
        seal(dir.path(), json!({}), json!({})).unwrap();
        dir
    }

    #[test]
    fn the_grid_agrees_with_the_reference() {
        let dir = folder(&config());
        let base = BaseFolder::open(dir.path()).unwrap();
        let got = Dinov2::load(&base)
            .unwrap()
            .forward(&base.numbers("pixels", &[3, 12, 12]).unwrap())
            .unwrap();
        let want = base.numbers("grid", &[9, 16]).unwrap();
        for (got, want) in got.iter().zip(&want) {
            assert!((got - want).abs() < 2e-5, "{got} {want}");
        }
        assert_eq!(got.len(), want.len());
    }

    #[test]
    fn the_hash_is_of_what_is_used() {
        let hash = |config: &VisionConfig| {
            let dir = folder(config);
            Dinov2::load(&BaseFolder::open(dir.path()).unwrap())
                .unwrap()
                .hash()
        };
        let other = |change: fn(&mut VisionConfig)| {
            let mut c = config();
            change(&mut c);
            hash(&c)
        };
        assert_eq!(hash(&config()), other(|c| c.vitrine.pooled = 3));
        assert_ne!(hash(&config()), other(|c| c.vitrine.layer = 1));
        assert_ne!(hash(&config()), other(|c| c.vitrine.grid = 4));
        assert_ne!(hash(&config()), other(|c| c.num_attention_heads = 4));
    }

    #[test]
    fn sizes_that_do_not_fit_the_weights_refuse() {
        let mut wrong = config();
        wrong.hidden_size = 32;
        let dir = folder(&wrong);
        let why = Dinov2::load(&BaseFolder::open(dir.path()).unwrap())
            .err()
            .unwrap()
            .to_string();
        assert!(why.contains("expected [32, 3, 4, 4]"), "{why}");
        let dir = folder(&config());
        let model = Dinov2::load(&BaseFolder::open(dir.path()).unwrap()).unwrap();
        assert!(model.forward(&[0.0; 10]).is_err());
    }
}
