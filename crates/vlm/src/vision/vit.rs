//! CLIP's vision transformer (Radford et al. 2021) and SigLIP's (Zhai et al.
//! 2023), up to the deepest hidden state that is used. It must never read an
//! image file.

use super::block::{Block, Room};
use super::patches::patches;
use super::per_token::Norm;
use crate::checkpoint::BaseFolder;
use crate::config::{VitConfig, VitKind};
use crate::ops::gemm::{Mat, MatMut, matmul};
use anyhow::{Context as _, Result, ensure};

/// A frozen tower.
pub struct Vit {
    config: VitConfig,
    /// (width, 3 * patch²), as a linear over a patch's pixels.
    patch: Vec<f32>,
    /// (positions, width): positions, with class token and patches' bias added.
    start: Vec<f32>,
    /// CLIP's norm before the layers.
    before: Option<Norm>,
    blocks: Vec<Block>,
}

impl Vit {
    /// Reads `vision_tower.vision_model.*`, as far as it is used.
    ///
    /// # Errors
    /// A tensor that is missing or of another shape.
    pub fn load(base: &BaseFolder, c: &VitConfig) -> Result<Self> {
        let (d, p) = (c.hidden_size, c.patch_size);
        let root = "vision_tower.vision_model";
        let get =
            |name: &str, shape: &[usize]| base.numbers(&format!("{root}.embeddings.{name}"), shape);
        let patch = get("patch_embedding.weight", &[d, 3, p, p])?;
        let mut start = get("position_embedding.weight", &[c.positions(), d])?;
        let before = match c.kind {
            VitKind::Clip => {
                let class = get("class_embedding", &[d])?;
                start.iter_mut().zip(&class).for_each(|(s, c)| *s += c);
                Some(Norm::load(
                    base,
                    &format!("{root}.pre_layrnorm"),
                    d,
                    c.layer_norm_eps,
                )?)
            }
            VitKind::Siglip => {
                let bias = get("patch_embedding.bias", &[d])?;
                for row in start.chunks_exact_mut(d) {
                    row.iter_mut().zip(&bias).for_each(|(s, b)| *s += b);
                }
                None
            }
        };
        let blocks = (0..c.depth())
            .map(|i| {
                Block::load_vit(base, c, &format!("{root}.encoder.layers.{i}"))
                    .with_context(|| format!("layer {i} of the vision tower"))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            config: c.clone(),
            patch,
            start,
            before,
            blocks,
        })
    }

    /// Normalised pixels (3, side, side) to (positions, width of the features),
    /// CLIP's class token first.
    ///
    /// # Errors
    /// Another number of pixels.
    pub fn forward(&self, pixels: &[f32]) -> Result<Vec<f32>> {
        let c = &self.config;
        let (grid, p, d, side) = (c.side(), c.patch_size, c.hidden_size, c.image_size);
        ensure!(
            pixels.len() == 3 * side * side,
            "{} pixels, expected 3 x {side} x {side}",
            pixels.len()
        );
        let (cells, width, n) = (grid * grid, 3 * p * p, c.positions());
        let patches = patches(pixels, side, grid, p);
        let mut x = self.start.clone();
        let (a, b) = (
            Mat::new(&patches, cells, width),
            Mat::new(&self.patch, d, width),
        );
        let first = (n - cells) * d;
        matmul(MatMut::new(&mut x[first..], cells, d), a, b.t(), 1.0, 1.0);
        if let Some(norm) = &self.before {
            let raw = x.clone();
            norm.apply(&raw, &mut x);
        }
        let mut out = vec![0f32; n * c.width()];
        let mut room = Room::new(d, c.intermediate_size, n);
        for state in 0..=c.depth() {
            for (at, _) in c.features.iter().enumerate().filter(|(_, f)| **f == state) {
                let rows = out.chunks_exact_mut(c.width()).zip(x.chunks_exact(d));
                rows.for_each(|(out, x)| out[at * d..(at + 1) * d].copy_from_slice(x));
            }
            if let Some(block) = self.blocks.get(state) {
                block.forward(&mut x, &mut room);
            }
        }
        Ok(out)
    }
}
