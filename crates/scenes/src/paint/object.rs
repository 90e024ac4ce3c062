//! One cut-out: sampled under its warp, with a soft shadow where it stands.

use image::{RgbImage, RgbaImage};

use super::{blend, clipped};
use crate::plan::PlannedObject;

/// A cut-out as it falls onto the picture: colour and alpha over a rectangle.
pub(crate) struct Layer {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
}

impl Layer {
    /// Sample the cut-out where the plan puts it; colours are not premultiplied.
    pub fn of(object: &PlannedObject, cutout: &RgbaImage, size: (u32, u32)) -> Layer {
        let (left, top, right, bottom) =
            clipped(object.warp.bounds(object.half.0, object.half.1), size);
        let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
        let sign = if object.mirrored { -1.0 } else { 1.0 };
        let (w, h) = (cutout.width() as f32, cutout.height() as f32);
        // Where the cut-out is finer than its place, four samples are averaged.
        let finer = w / (2.0 * object.half.0) > 1.25;
        let offsets: &[(f32, f32)] = if finer {
            &[(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
        } else {
            &[(0.5, 0.5)]
        };
        let mut pixels = Vec::with_capacity(width * height);
        for y in top..bottom {
            for x in left..right {
                let mut sum = [0.0; 4];
                for (dx, dy) in offsets {
                    let (u, v) = object.warp.to_local(x as f32 + dx, y as f32 + dy);
                    let u = (sign * u / (2.0 * object.half.0) + 0.5) * w;
                    let v = (v / (2.0 * object.half.1) + 0.5) * h;
                    for (sum, value) in sum.iter_mut().zip(sample(cutout, u, v)) {
                        *sum += value / offsets.len() as f32;
                    }
                }
                let alpha = sum[3];
                let colour = |k: usize| (sum[k] / alpha.max(1e-4) * object.gain[k]).min(255.0);
                pixels.push([colour(0), colour(1), colour(2), alpha]);
            }
        }
        Layer {
            left,
            top,
            width,
            height,
            pixels,
        }
    }

    /// Alpha, 0–1, at a pixel of the picture.
    pub fn alpha_at(&self, x: usize, y: usize) -> f32 {
        let inside = (self.left..self.left + self.width).contains(&x)
            && (self.top..self.top + self.height).contains(&y);
        if inside {
            self.pixels[(y - self.top) * self.width + x - self.left][3]
        } else {
            0.0
        }
    }

    /// The pixel box (xyxy) of what is opaque enough to be seen.
    pub fn extent(&self) -> Option<[f32; 4]> {
        let mut extent: Option<[usize; 4]> = None;
        for (i, pixel) in self.pixels.iter().enumerate() {
            if pixel[3] > 0.3 {
                let (x, y) = (self.left + i % self.width, self.top + i / self.width);
                let e = extent.unwrap_or([x, y, x, y]);
                extent = Some([e[0].min(x), e[1].min(y), e[2].max(x), e[3].max(y)]);
            }
        }
        extent.map(|e| {
            [
                e[0] as f32,
                e[1] as f32,
                e[2] as f32 + 1.0,
                e[3] as f32 + 1.0,
            ]
        })
    }
}

/// Paint the layer, its shadow first.
pub(crate) fn paint_object(image: &mut RgbImage, layer: &Layer) {
    if let Some(extent) = layer.extent() {
        shadow(image, extent);
    }
    for (i, [r, g, b, alpha]) in layer.pixels.iter().enumerate() {
        if *alpha <= 0.0 {
            continue;
        }
        let (x, y) = (layer.left + i % layer.width, layer.top + i / layer.width);
        let pixel = image.get_pixel_mut(x as u32, y as u32);
        for (below, over) in pixel.0.iter_mut().zip([r, g, b]) {
            *below = blend(*below, *over, *alpha);
        }
    }
}

/// A flat, soft ellipse at the foot of the thing.
fn shadow(image: &mut RgbImage, extent: [f32; 4]) {
    let (half_width, foot) = ((extent[2] - extent[0]) / 2.0, extent[3]);
    let centre = (extent[0] + extent[2]) / 2.0;
    let half_height = (half_width * 0.22).min((foot - extent[1]) * 0.2).max(3.0);
    let middle = foot - half_height * 0.45;
    let bounds = [
        centre - half_width * 1.1,
        middle - half_height,
        centre + half_width * 1.1,
        middle + half_height,
    ];
    let (left, top, right, bottom) = clipped(bounds, image.dimensions());
    for y in top..bottom {
        for x in left..right {
            let dx = (x as f32 + 0.5 - centre) / (half_width * 1.1);
            let dy = (y as f32 + 0.5 - middle) / half_height;
            let depth = (1.0 - dx * dx - dy * dy).max(0.0);
            let pixel = image.get_pixel_mut(x as u32, y as u32);
            for value in &mut pixel.0 {
                *value = (f32::from(*value) * (1.0 - 0.5 * depth)) as u8;
            }
        }
    }
}

/// Bilinear, premultiplied; transparent outside.
fn sample(picture: &RgbaImage, u: f32, v: f32) -> [f32; 4] {
    let (x, y) = (u - 0.5, v - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (x - left, y - top);
    let mut sum = [0.0; 4];
    for (dx, dy, weight) in [
        (0.0, 0.0, (1.0 - fx) * (1.0 - fy)),
        (1.0, 0.0, fx * (1.0 - fy)),
        (0.0, 1.0, (1.0 - fx) * fy),
        (1.0, 1.0, fx * fy),
    ] {
        let (px, py) = (left + dx, top + dy);
        if px < 0.0 || py < 0.0 || px >= picture.width() as f32 || py >= picture.height() as f32 {
            continue;
        }
        let pixel = picture.get_pixel(px as u32, py as u32).0.map(f32::from);
        let alpha = pixel[3] / 255.0 * weight;
        for k in 0..3 {
            sum[k] += pixel[k] * alpha;
        }
        sum[3] += alpha;
    }
    sum
}
