//! The frozen encoder behind one call: an image in, its grid out.

use super::{Dinov2, PREPROCESSING, Processor, Vit, blocks, preprocess};
use crate::checkpoint::BaseFolder;
use crate::config::{Select, Tower, VitConfig, VitKind};
use crate::padding::Padding;
use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use image::DynamicImage;
use sha2::{Digest as _, Sha256};

/// An image as the model sees it.
#[derive(Clone, Debug)]
pub struct Features {
    /// (grid_side², width) f32 on the CPU, cells in reading order.
    pub grid: Tensor,
    /// Cells a side.
    pub grid_side: usize,
    /// The class token's features, (1, width), where they are used too.
    pub class: Option<Tensor>,
    /// The original's size, to map boxes.
    pub padded: Padding,
}

/// The frozen encoder.
pub struct Encoder {
    model: Model,
    hash: String,
}

enum Model {
    /// Our own.
    Dinov2(Box<Dinov2>),
    /// A tower of transformers, with its preprocessing.
    Vit(Box<Vit>, VitConfig, Processor),
}

impl Encoder {
    /// The encoder of a base.
    ///
    /// # Errors
    /// A tensor or a size that does not fit.
    pub fn load(base: &BaseFolder, tower: &Tower) -> Result<Self> {
        let (model, key) = match tower {
            Tower::Dinov2(_) => {
                let model = Dinov2::load(base)?;
                let key = format!("{} {PREPROCESSING}", model.hash());
                (Model::Dinov2(Box::new(model)), key)
            }
            Tower::Vit(c) => {
                let processor = processor(base, c)?;
                let model = Vit::load(base, c)?;
                // The folder's files make the weights.
                let key = format!("{} {c:?} {}", base.hash(), processor.key());
                (Model::Vit(Box::new(model), c.clone(), processor), key)
            }
        };
        Ok(Self {
            model,
            hash: hex::encode(Sha256::digest(key)),
        })
    }

    /// Of weights and preprocessing together: features of equal hash and image
    /// are equal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Cells a side of the grid.
    pub fn side(&self) -> usize {
        match &self.model {
            Model::Dinov2(m) => m.config().vitrine.grid,
            Model::Vit(_, c, _) => c.side(),
        }
    }

    /// Width of a cell.
    pub fn width(&self) -> usize {
        match &self.model {
            Model::Dinov2(m) => m.config().hidden_size,
            Model::Vit(_, c, _) => c.width(),
        }
    }

    /// Visual tokens of an image.
    pub fn tokens(&self) -> usize {
        match &self.model {
            Model::Dinov2(m) => m.config().vitrine.pooled.pow(2),
            Model::Vit(_, c, _) => c.tokens(),
        }
    }

    /// Whether features have a class token beside the grid.
    pub fn with_class(&self) -> bool {
        match &self.model {
            Model::Dinov2(_) => false,
            Model::Vit(_, c, _) => c.kind == VitKind::Clip && c.select == Select::Full,
        }
    }

    /// The features of an image as displayed (orientation already applied).
    ///
    /// # Errors
    /// Only for a fault in the sizes, which loading excludes.
    pub fn encode(&self, img: &DynamicImage) -> Result<Features> {
        let (pixels, padded) = match &self.model {
            Model::Dinov2(m) => preprocess::pixels(img, m.config().input_side()),
            Model::Vit(_, _, processor) => processor.pixels(img),
        };
        self.encode_pixels(&pixels, padded)
    }

    /// As [`Encoder::encode`], from pixels that are prepared already,
    /// (3, side, side).
    ///
    /// # Errors
    /// Another number of pixels.
    pub fn encode_pixels(&self, pixels: &[f32], padded: Padding) -> Result<Features> {
        let (side, width) = (self.side(), self.width());
        let mut grid = match &self.model {
            Model::Dinov2(m) => m.forward(pixels)?,
            Model::Vit(m, ..) => m.forward(pixels)?,
        };
        let before: Vec<f32> = grid.drain(..grid.len() - side * side * width).collect();
        let class = match self.with_class() {
            true => Some(Tensor::from_vec(before, (1, width), &Device::Cpu)?),
            false => None,
        };
        Ok(Features {
            grid: Tensor::from_vec(grid, (side * side, width), &Device::Cpu)?,
            grid_side: side,
            class,
            padded,
        })
    }

    /// What the projector reads, the cells of a token together: our own grid
    /// in f16, by blocks; a tower's as its configuration selects it, in f32.
    ///
    /// # Errors
    /// Features of another grid.
    pub fn visual(&self, features: &Features) -> Result<Tensor> {
        match &self.model {
            Model::Dinov2(m) => Ok(blocks(features, m.config().vitrine.pooled)?),
            Model::Vit(_, c, _) => {
                let all = match self.with_class() {
                    true => {
                        let class = features.class.as_ref();
                        let class = class.context("the features have no class token")?;
                        Tensor::cat(&[class, &features.grid], 0)?
                    }
                    // As transformers does it: SigLIP has no class token, and
                    // `default` drops its first cell.
                    false => {
                        let from = (c.side().pow(2)).saturating_sub(c.tokens());
                        features.grid.narrow(0, from, c.tokens())?
                    }
                };
                Ok(all.contiguous()?)
            }
        }
    }
}

fn processor(base: &BaseFolder, c: &VitConfig) -> Result<Processor> {
    let mut config = base.json("preprocessor_config.json")?;
    if config.is_none() {
        config = base
            .json("processor_config.json")?
            .and_then(|c| c.get("image_processor").cloned());
    }
    Processor::parse(config.as_ref(), c.image_size, c.kind == VitKind::Siglip)
        .context("preprocessor_config.json")
}
