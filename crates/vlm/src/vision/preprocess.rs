//! An image as the encoder's input: centred on a square of the mean colour,
//! scaled, normalised (LLaVA 1.5's padding, ImageNet's mean and deviation).

use crate::padding::Padding;
use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbImage};

/// Mean of ImageNet's colours, 0..1.
pub const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
/// Their standard deviation.
pub const STD: [f32; 3] = [0.229, 0.224, 0.225];
/// Names this preprocessing in cache keys: to be changed with it.
pub const PREPROCESSING: &str = "pad-catmullrom-1";

/// (3, side, side) normalised numbers, and the padding that maps boxes back.
/// Transparency is dropped; the padding itself becomes (near) zero.
pub fn pixels(img: &DynamicImage, side: usize) -> (Vec<f32>, Padding) {
    let padding = Padding::new(img.width(), img.height());
    let [x1, y1, x2, y2] = padding.covered().map(|v| (v * side as f32).round() as u32);
    // Scaling before padding: the same picture, without a square of 40 MP.
    let (w, h) = ((x2 - x1).max(1), (y2 - y1).max(1));
    let scaled = scale(img, w, h);
    let (x0, y0) = (
        x1.min(side as u32 - w) as usize,
        y1.min(side as u32 - h) as usize,
    );
    let plane = side * side;
    let mut out = vec![0f32; 3 * plane];
    for c in 0..3 {
        let (mean, std) = (MEAN[c], STD[c]);
        let empty = ((mean * 255.0).round() / 255.0 - mean) / std;
        out[c * plane..(c + 1) * plane].fill(empty);
        for (y, row) in scaled.rows().enumerate() {
            let at = c * plane + (y0 + y) * side + x0;
            for (o, p) in out[at..at + w as usize].iter_mut().zip(row) {
                *o = (f32::from(p[c]) / 255.0 - mean) / std;
            }
        }
    }
    (out, padding)
}

/// Bicubic with antialiasing; far larger images are first averaged down to
/// twice the size wanted, where the difference is lost anyway.
fn scale(img: &DynamicImage, w: u32, h: u32) -> RgbImage {
    let far = img.width() > 4 * w && img.height() > 4 * h;
    let rgb = if far {
        img.thumbnail_exact(2 * w, 2 * h).into_rgb8()
    } else {
        img.to_rgb8()
    };
    if rgb.dimensions() == (w, h) {
        return rgb;
    }
    imageops::resize(&rgb, w, h, FilterType::CatmullRom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn plain(w: u32, h: u32, colour: [u8; 3]) -> DynamicImage {
        RgbImage::from_pixel(w, h, Rgb(colour)).into()
    }

    #[test]
    fn a_wide_image_is_centred_on_the_mean_colour() {
        let (got, padding) = pixels(&plain(80, 40, [255, 0, 0]), 32);
        assert_eq!(padding, Padding::new(80, 40));
        let at = |c: usize, y: usize, x: usize| got[c * 1024 + y * 32 + x];
        for c in 0..3 {
            assert!(at(c, 0, 5).abs() < 0.01 && at(c, 31, 5).abs() < 0.01);
        }
        assert!((at(0, 16, 0) - (1.0 - MEAN[0]) / STD[0]).abs() < 1e-5);
        assert!((at(2, 16, 31) + MEAN[2] / STD[2]).abs() < 1e-5);
        // The image covers a quarter to three quarters, no more.
        assert!(at(0, 7, 3).abs() < 0.01 && at(0, 8, 3) > 1.0);
        assert!(at(0, 23, 3) > 1.0 && at(0, 24, 3).abs() < 0.01);
    }

    #[test]
    fn every_odd_size_gives_a_full_square() {
        for (w, h) in [
            (1, 1),
            (1, 900),
            (900, 1),
            (31, 33),
            (448, 448),
            (1000, 999),
        ] {
            let (got, _) = pixels(&plain(w, h, [9, 99, 199]), 28);
            assert_eq!(got.len(), 3 * 28 * 28);
            assert!(got.iter().all(|v| v.is_finite()));
            // Something of the image is there, however thin.
            let blue = (199.0 / 255.0 - MEAN[2]) / STD[2];
            assert!(
                got[2 * 784..].iter().any(|v| (v - blue).abs() < 1e-4),
                "{w}x{h}"
            );
        }
    }
}
