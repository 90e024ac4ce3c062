//! Laying marks and cut-outs onto the picture, and keeping account of what of
//! each mark can still be seen.

mod mark;
mod object;

pub(crate) use mark::{paint_mark, visible_extent};
pub(crate) use object::{Layer, paint_object};

/// What of a mark can be seen: coverage 0–1 over a pixel rectangle.
pub(crate) struct Seen {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub coverage: Vec<f32>,
    /// Sum of the coverage with nothing in front.
    pub whole: f32,
}

impl Seen {
    /// The share of the mark that can be seen.
    pub fn fraction(&self) -> f32 {
        self.coverage.iter().sum::<f32>() / self.whole.max(1e-6)
    }

    /// The share left if this layer stood in front.
    pub fn fraction_behind(&self, layer: &Layer) -> f32 {
        let left: f32 = self
            .pixels()
            .map(|(x, y, c)| c * (1.0 - layer.alpha_at(x, y)))
            .sum();
        left / self.whole.max(1e-6)
    }

    /// Account for a layer in front.
    pub fn cover(&mut self, layer: &Layer) {
        let (left, top, width) = (self.left, self.top, self.width);
        for (i, c) in self.coverage.iter_mut().enumerate() {
            *c *= 1.0 - layer.alpha_at(left + i % width, top + i / width);
        }
    }

    fn pixels(&self) -> impl Iterator<Item = (usize, usize, f32)> {
        self.coverage
            .iter()
            .enumerate()
            .map(|(i, c)| (self.left + i % self.width, self.top + i / self.width, *c))
    }
}

/// The pixels of a box, clipped to the picture: left, top, right, bottom (the
/// last two exclusive).
fn clipped(bounds: [f32; 4], size: (u32, u32)) -> (usize, usize, usize, usize) {
    let clip = |v: f32, most: u32| v.clamp(0.0, most as f32) as usize;
    (
        clip(bounds[0].floor(), size.0),
        clip(bounds[1].floor(), size.1),
        clip(bounds[2].ceil(), size.0),
        clip(bounds[3].ceil(), size.1),
    )
}

fn blend(below: u8, over: f32, alpha: f32) -> u8 {
    let below = f32::from(below);
    (below + (over - below) * alpha + 0.5) as u8
}
