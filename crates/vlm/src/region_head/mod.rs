//! The region head: for every cell of the encoder's grid, how well it fits
//! each label and where the box around it ends (anchor-free, as in FCOS, Tian
//! et al. 2019). Labels are vectors compared with the cell's embedding, so
//! that one trunk serves any project. A head may have several members, whose
//! answers are averaged (bagging, Breiman 1996). It must never read generated
//! text.

mod batch;
mod folds;
mod net;
mod optimise;
mod predict;
mod targets;
mod threshold;
mod train;

pub use predict::HeadRegion;
pub use train::{HeadConfig, HeadOutcome, HeadProgress, HeadRow, train_region_head};

use crate::tensor_file::{self, Tensors};
use anyhow::{Context as _, Result, ensure};
use candle_core::{Device, Tensor};
use net::{Part, Shape};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Width of the trunk.
const TRUNK: usize = 192;
/// Width of the embedding that labels are compared with.
const EMBED: usize = 64;

/// A trained region head.
#[derive(Clone, Debug)]
pub struct RegionHead {
    shape: Shape,
    labels: Vec<String>,
    /// Each member's parameters; one at least.
    members: Vec<Vec<f32>>,
    threshold: f32,
}

/// What stands beside the tensors in the file.
#[derive(Serialize, Deserialize)]
struct Beside {
    labels: Vec<String>,
    threshold: f32,
}

impl RegionHead {
    /// A head that knows nothing yet, for features of width `inputs`; warm
    /// from `prior` where that fits: all but the labels, and of those the ones
    /// it knows by name.
    ///
    /// # Errors
    /// A prior for another width; two labels of one name.
    pub fn fresh(
        inputs: usize,
        labels: &[String],
        seed: u64,
        prior: Option<&Self>,
    ) -> Result<Self> {
        for (i, label) in labels.iter().enumerate() {
            ensure!(
                !labels[..i].contains(label),
                "the label {label:?} stands twice"
            );
        }
        let shape = Shape {
            inputs,
            trunk: TRUNK,
            embed: EMBED,
            labels: labels.len(),
        };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut params = vec![0f32; shape.len()];
        for part in Part::ALL {
            let bound = match part {
                Part::TrunkWeight => (3.0 / inputs as f32).sqrt(),
                Part::EmbedWeight => (3.0 / TRUNK as f32).sqrt(),
                Part::BoxWeight => 0.01,
                Part::LabelWeight => (3.0 / EMBED as f32).sqrt(),
                _ => 0.0,
            };
            // Boxes start two cells wide to each side, labels at 1 in 100.
            let middle = match part {
                Part::BoxBias => 2f32.ln(),
                Part::LabelBias => -(99f32.ln()),
                _ => 0.0,
            };
            for v in &mut params[shape.range(part)] {
                *v = middle
                    + if bound > 0.0 {
                        rng.random_range(-bound..bound)
                    } else {
                        0.0
                    };
            }
        }
        let mut head = Self {
            shape,
            labels: labels.to_vec(),
            members: vec![params],
            threshold: 0.5,
        };
        if let Some(prior) = prior {
            head.warm(prior)?;
        }
        Ok(head)
    }

    /// The first member, from the prior's first.
    fn warm(&mut self, prior: &Self) -> Result<()> {
        let (a, b) = (self.shape, prior.shape);
        let (params, known) = (&mut self.members[0], &prior.members[0]);
        ensure!(
            (a.inputs, a.trunk, a.embed) == (b.inputs, b.trunk, b.embed),
            "the region head's prior is for features of width {}, these have {}",
            b.inputs,
            a.inputs
        );
        for part in Part::ALL {
            if !matches!(part, Part::LabelWeight | Part::LabelBias) {
                params[a.range(part)].copy_from_slice(&known[b.range(part)]);
            }
        }
        for (i, label) in self.labels.iter().enumerate() {
            let Some(j) = prior.labels.iter().position(|l| l == label) else {
                continue;
            };
            for (part, n) in [(Part::LabelWeight, a.embed), (Part::LabelBias, 1)] {
                let from = b.range(part).start + j * n;
                let to = a.range(part).start + i * n;
                params[to..to + n].copy_from_slice(&known[from..from + n]);
            }
        }
        Ok(())
    }

    /// The labels it knows, in order.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The score from which it answers, chosen in training.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Tensors and the text beside them, as they stand in a file.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn to_parts(&self) -> Result<(Tensors, String)> {
        let mut out = Tensors::new();
        for (member, params) in self.members.iter().enumerate() {
            for part in Part::ALL {
                let data = &params[self.shape.range(part)];
                out.insert(
                    name_in_file(part, member),
                    Tensor::from_slice(data, self.shape.dims(part), &Device::Cpu)?,
                );
            }
        }
        let beside = Beside {
            labels: self.labels.clone(),
            threshold: self.threshold,
        };
        Ok((out, serde_json::to_string(&beside)?))
    }

    /// From what [`RegionHead::to_parts`] gave.
    ///
    /// # Errors
    /// A missing tensor, a shape that does not fit, no text.
    pub fn from_parts(tensors: &Tensors, text: Option<&str>) -> Result<Self> {
        let beside: Beside =
            serde_json::from_str(text.context("the region head comes without its labels")?)
                .context("its labels")?;
        let trunk = tensors
            .get(Part::TrunkWeight.name())
            .context("the region head has no trunk")?
            .dims2()?;
        let embed = tensors
            .get(Part::EmbedWeight.name())
            .context("the region head has no embedding")?
            .dims2()?;
        let shape = Shape {
            inputs: trunk.1,
            trunk: trunk.0,
            embed: embed.0,
            labels: beside.labels.len(),
        };
        let members = (0..)
            .take_while(|m| *m == 0 || tensors.contains_key(&name_in_file(Part::TrunkWeight, *m)))
            .map(|m| member(shape, tensors, m))
            .collect::<Result<_>>()?;
        Ok(Self {
            shape,
            labels: beside.labels,
            members,
            threshold: beside.threshold.clamp(0.01, 0.99),
        })
    }

    /// Writes it to a file of its own.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let (tensors, text) = self.to_parts()?;
        tensor_file::save(path, &tensors, Some(&text))
    }

    /// Reads a file of [`RegionHead::save`].
    ///
    /// # Errors
    /// As [`RegionHead::from_parts`].
    pub fn load(path: &Path) -> Result<Self> {
        let (tensors, text) = tensor_file::load(path)?;
        Self::from_parts(&tensors, text.as_deref())
            .with_context(|| format!("read {}", path.display()))
    }
}

/// The first member's tensors have the parts' bare names, the others' a prefix.
fn name_in_file(part: Part, member: usize) -> String {
    match member {
        0 => part.name().to_owned(),
        n => format!("member{n}.{}", part.name()),
    }
}

/// One member's parameters.
fn member(shape: Shape, tensors: &Tensors, member: usize) -> Result<Vec<f32>> {
    let mut params = vec![0f32; shape.len()];
    for part in Part::ALL {
        let name = name_in_file(part, member);
        let t = tensors
            .get(&name)
            .with_context(|| format!("the region head has no {name}"))?;
        let want = shape.dims(part);
        ensure!(
            t.dims() == want,
            "the region head's {name} is {:?}, expected {want:?}",
            t.dims()
        );
        let data: Vec<f32> = t
            .to_dtype(candle_core::DType::F32)?
            .flatten_all()?
            .to_vec1()?;
        ensure!(
            data.iter().all(|v| v.is_finite()),
            "the region head's {name} is not finite"
        );
        params[shape.range(part)].copy_from_slice(&data);
    }
    Ok(params)
}

#[cfg(test)]
mod tests;
