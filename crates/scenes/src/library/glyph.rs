//! A brand mark as a coverage texture: rasterised once from its SVG, cropped to
//! its visible extent, in sizes halving for clean minification, with the
//! widened outline that a die-cut sticker has.

use anyhow::{Result, bail};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

/// Longest side of the largest texture, pixels.
const SIDE: f32 = 320.0;
/// Width of the die-cut outline, as a share of the mark's longest side.
pub(crate) const OUTLINE: f32 = 0.07;

/// A mark's shape and colour.
pub(crate) struct Glyph {
    /// Width over height of the visible extent.
    pub aspect: f32,
    /// The brand's own colour.
    pub colour: [u8; 3],
    shape: Vec<Mask>,
    outline: Vec<Mask>,
}

/// Coverage, 0–255, row by row.
pub(crate) struct Mask {
    width: usize,
    height: usize,
    values: Vec<u8>,
}

impl Glyph {
    /// Rasterise a one-colour SVG; `hex` is the brand's colour, `RRGGBB`.
    pub fn rasterise(svg: &[u8], hex: &str) -> Result<Glyph> {
        let tree = usvg::Tree::from_data(svg, &usvg::Options::default())?;
        let bounds = tree.root().abs_bounding_box();
        if bounds.width() <= 0.0 || bounds.height() <= 0.0 {
            bail!("the mark is empty");
        }
        let scale = SIDE / bounds.width().max(bounds.height());
        let size = |n: f32| ((n * scale).round() as u32).max(1);
        let Some(mut map) = Pixmap::new(size(bounds.width()), size(bounds.height())) else {
            bail!("the mark has no size");
        };
        let move_to_origin = Transform::from_translate(-bounds.x(), -bounds.y());
        resvg::render(
            &tree,
            move_to_origin.post_scale(scale, scale),
            &mut map.as_mut(),
        );
        let shape = Mask {
            width: map.width() as usize,
            height: map.height() as usize,
            values: map.pixels().iter().map(|p| p.alpha()).collect(),
        };
        Ok(Glyph {
            aspect: shape.width as f32 / shape.height as f32,
            colour: colour(hex)?,
            outline: halvings(shape.widened((SIDE * OUTLINE) as usize)),
            shape: halvings(shape),
        })
    }

    /// Coverage of the shape at (u, v), where 0..1 spans the visible extent and
    /// `texels` is how many texels of the largest texture one pixel covers.
    pub fn shape_at(&self, u: f32, v: f32, texels: f32) -> f32 {
        level(&self.shape, texels).at(u, v)
    }

    /// Coverage of the die-cut outline; the same u, v as for the shape.
    pub fn outline_at(&self, u: f32, v: f32, texels: f32) -> f32 {
        // The outline's texture is wider than the shape's by the outline.
        let (w, h) = (self.shape[0].width as f32, self.shape[0].height as f32);
        let pad = (SIDE * OUTLINE).floor();
        let u = (u * w + pad) / (w + 2.0 * pad);
        let v = (v * h + pad) / (h + 2.0 * pad);
        level(&self.outline, texels).at(u, v)
    }

    /// Longest side of the largest texture, texels.
    pub fn texture_side(&self) -> f32 {
        self.shape[0].width.max(self.shape[0].height) as f32
    }
}

fn colour(hex: &str) -> Result<[u8; 3]> {
    match u32::from_str_radix(hex, 16) {
        Ok(n) if hex.len() == 6 => Ok([(n >> 16) as u8, (n >> 8) as u8, n as u8]),
        _ => bail!("{hex:?} is no colour"),
    }
}

fn level(masks: &[Mask], texels: f32) -> &Mask {
    let level = texels.max(1.0).log2().round() as usize;
    &masks[level.min(masks.len() - 1)]
}

fn halvings(mask: Mask) -> Vec<Mask> {
    let mut masks = vec![mask];
    while masks.len() < 4 {
        let half = masks[masks.len() - 1].halved();
        masks.push(half);
    }
    masks
}

impl Mask {
    fn get(&self, x: isize, y: isize) -> f32 {
        if x < 0 || y < 0 || x >= self.width as isize || y >= self.height as isize {
            return 0.0;
        }
        f32::from(self.values[y as usize * self.width + x as usize])
    }

    /// Bilinear coverage, 0–1; nothing outside.
    fn at(&self, u: f32, v: f32) -> f32 {
        if !(-0.1..=1.1).contains(&u) || !(-0.1..=1.1).contains(&v) {
            return 0.0;
        }
        let (x, y) = (u * self.width as f32 - 0.5, v * self.height as f32 - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as isize, top as isize);
        let upper = self.get(left, top) * (1.0 - fx) + self.get(left + 1, top) * fx;
        let lower = self.get(left, top + 1) * (1.0 - fx) + self.get(left + 1, top + 1) * fx;
        (upper * (1.0 - fy) + lower * fy) / 255.0
    }

    fn halved(&self) -> Mask {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut values = Vec::with_capacity(width * height);
        for y in 0..height as isize {
            for x in 0..width as isize {
                let sum = self.get(2 * x, 2 * y)
                    + self.get(2 * x + 1, 2 * y)
                    + self.get(2 * x, 2 * y + 1)
                    + self.get(2 * x + 1, 2 * y + 1);
                values.push((sum / 4.0) as u8);
            }
        }
        Mask {
            width,
            height,
            values,
        }
    }

    /// The shape grown by a disc of this radius (texels), on a larger canvas.
    fn widened(&self, radius: usize) -> Mask {
        let (width, height) = (self.width + 2 * radius, self.height + 2 * radius);
        let mut values = vec![0u8; width * height];
        // A disc is spans: row by row, the widest run of set texels is enough.
        for dy in 0..=2 * radius {
            let off = dy as f32 - radius as f32;
            let reach = ((radius * radius) as f32 - off * off).max(0.0).sqrt() as usize;
            for y in 0..self.height {
                let row = &self.values[y * self.width..(y + 1) * self.width];
                let out = &mut values[(y + dy) * width..(y + dy + 1) * width];
                let mut until = 0;
                for (x, value) in row.iter().enumerate() {
                    if *value < 128 {
                        continue;
                    }
                    let from = (x + radius - reach).max(until);
                    until = x + radius + reach + 1;
                    for cell in &mut out[from.min(until)..until] {
                        *cell = 255;
                    }
                }
            }
        }
        Mask {
            width,
            height,
            values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &[u8] =
        b"<svg viewBox='0 0 24 24' xmlns='http://www.w3.org/2000/svg'><path d='M4 8h16v8H4z'/></svg>";

    #[test]
    fn a_glyph_is_cropped_to_its_visible_extent() {
        let glyph = Glyph::rasterise(SQUARE, "ff8000").unwrap();
        assert!((glyph.aspect - 2.0).abs() < 0.02);
        assert_eq!(glyph.colour, [255, 128, 0]);
        assert!(glyph.shape_at(0.02, 0.02, 1.0) > 0.9);
        assert!(glyph.shape_at(-0.02, 0.5, 1.0) < 0.1);
    }

    #[test]
    fn the_outline_reaches_beyond_the_shape_by_its_width() {
        let glyph = Glyph::rasterise(SQUARE, "000000").unwrap();
        let beyond = OUTLINE * 0.8;
        assert!(glyph.shape_at(-beyond, 0.5, 1.0) < 0.01);
        assert!(glyph.outline_at(-beyond, 0.5, 1.0) > 0.9);
        assert!(glyph.outline_at(-OUTLINE * 1.3, 0.5, 1.0) < 0.01);
    }

    #[test]
    fn an_empty_or_wrong_mark_is_refused() {
        let empty = b"<svg viewBox='0 0 24 24' xmlns='http://www.w3.org/2000/svg'/>";
        assert!(Glyph::rasterise(empty, "000000").is_err());
        assert!(Glyph::rasterise(b"no svg", "000000").is_err());
        assert!(Glyph::rasterise(SQUARE, "12345").is_err());
    }
}
