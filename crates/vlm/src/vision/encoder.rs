//! The frozen encoder behind one call: an image in, its grid out.

use super::{Dinov2, PREPROCESSING, VisionConfig, preprocess};
use crate::checkpoint::BaseFolder;
use crate::padding::Padding;
use anyhow::Result;
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
    /// The original's size, to map boxes.
    pub padded: Padding,
}

/// The frozen encoder.
pub struct Encoder {
    model: Dinov2,
    hash: String,
}

impl Encoder {
    /// The encoder of a base.
    ///
    /// # Errors
    /// A tensor or a size that does not fit.
    pub fn load(base: &BaseFolder) -> Result<Self> {
        let model = Dinov2::load(base)?;
        let hash = hex::encode(Sha256::digest(format!("{} {PREPROCESSING}", model.hash())));
        Ok(Self { model, hash })
    }

    /// Of weights and preprocessing together: features of equal hash and image
    /// are equal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The sizes.
    pub fn config(&self) -> &VisionConfig {
        self.model.config()
    }

    /// The features of an image as displayed (orientation already applied).
    ///
    /// # Errors
    /// Only for a fault in the sizes, which loading excludes.
    pub fn encode(&self, img: &DynamicImage) -> Result<Features> {
        let c = self.config();
        let (pixels, padded) = preprocess::pixels(img, c.input_side());
        let (side, width) = (c.vitrine.grid, c.hidden_size);
        let grid = Tensor::from_vec(
            self.model.forward(&pixels)?,
            (side * side, width),
            &Device::Cpu,
        )?;
        Ok(Features {
            grid,
            grid_side: side,
            padded,
        })
    }
}
