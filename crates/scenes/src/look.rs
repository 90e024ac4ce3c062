//! How a scene was "taken": light, shadow, tone, blur, grain and an earlier
//! JPEG's traces. Applied to the finished composition, so that photograph,
//! cut-outs and marks share one light. Knows nothing of what is shown.

use image::{ImageReader, RgbImage, codecs::jpeg::JpegEncoder};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Light and camera of one scene.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    gain: [f32; 3],
    contrast: f32,
    saturation: f32,
    /// Change of light across the image: direction (unit) and strength.
    slope: (f32, f32, f32),
    vignette: f32,
    shadow: Option<Shadow>,
    /// Standard deviation, pixels; 0 leaves the picture sharp.
    blur: f32,
    /// Standard deviation, grey levels.
    grain: f32,
    grain_key: u32,
    /// Quality of a JPEG the picture went through before.
    before: Option<u8>,
    /// Quality of the JPEG it is sent as.
    pub quality: u8,
}

/// A soft-edged shadow over one side of the picture.
#[derive(Clone, Debug)]
struct Shadow {
    normal: (f32, f32),
    offset: f32,
    softness: f32,
    depth: f32,
}

impl Look {
    pub fn draw(rng: &mut ChaCha8Rng) -> Look {
        let warmth: f32 = rng.random_range(-0.07..0.07);
        let bright: f32 = rng.random_range(0.95..1.2);
        let direction: f32 = rng.random_range(0.0..std::f32::consts::TAU);
        let shadow = rng.random_bool(0.3).then(|| {
            let angle: f32 = rng.random_range(0.0..std::f32::consts::TAU);
            Shadow {
                normal: (angle.cos(), angle.sin()),
                offset: rng.random_range(-0.3..0.3),
                softness: rng.random_range(0.015..0.12),
                depth: rng.random_range(0.15..0.4),
            }
        });
        Look {
            gain: [bright * (1.0 + warmth), bright, bright * (1.0 - warmth)],
            contrast: rng.random_range(0.88..1.1),
            saturation: rng.random_range(0.75..1.1),
            slope: (
                direction.cos(),
                direction.sin(),
                rng.random_range(0.0..0.22),
            ),
            vignette: rng.random_range(0.0..0.25),
            shadow,
            blur: if rng.random_bool(0.55) {
                rng.random_range(0.45..1.15)
            } else {
                0.0
            },
            grain: rng.random_range(1.5..8.0),
            grain_key: rng.random(),
            before: rng.random_bool(0.35).then(|| rng.random_range(38..70)),
            quality: rng.random_range(70..92),
        }
    }

    /// Apply it in place.
    pub fn apply(&self, image: &mut RgbImage) {
        if self.blur > 0.0 {
            blur(image, self.blur);
        }
        self.light(image);
        if let Some(quality) = self.before {
            through_jpeg(image, quality);
        }
    }

    fn light(&self, image: &mut RgbImage) {
        let (width, height) = image.dimensions();
        let (w, h) = (width as f32, height as f32);
        let mut noise = Noise(self.grain_key | 1);
        for (y, row) in image.chunks_exact_mut(width as usize * 3).enumerate() {
            let py = (y as f32 + 0.5) / h - 0.5;
            for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
                let px = (x as f32 + 0.5) / w - 0.5;
                let light = self.light_at(px, py);
                let c = [0, 1, 2].map(|k| f32::from(pixel[k]) * self.gain[k] * light);
                let grey = 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2];
                let grain = noise.next() * self.grain;
                for k in 0..3 {
                    let toned = grey + (c[k] - grey) * self.saturation;
                    // Grain is mostly of lightness, a little of colour.
                    let speck = grain + noise.next() * self.grain * 0.25;
                    pixel[k] = (118.0 + (toned - 118.0) * self.contrast + speck) as u8;
                }
            }
        }
    }

    fn light_at(&self, x: f32, y: f32) -> f32 {
        let (dx, dy, strength) = self.slope;
        let mut light = 1.0 + (x * dx + y * dy) * 2.0 * strength;
        light *= 1.0 - self.vignette * (x * x + y * y) * 1.6;
        if let Some(s) = &self.shadow {
            let past = (x * s.normal.0 + y * s.normal.1 - s.offset) / s.softness + 0.5;
            let past = past.clamp(0.0, 1.0);
            light *= 1.0 - s.depth * past * past * (3.0 - 2.0 * past);
        }
        light
    }
}

/// Roughly normal noise, mean 0 and deviation 1, cheap enough for every pixel.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        let b = self.0.to_le_bytes().map(f32::from);
        // Four bytes, each of deviation 73.9 about 127.5.
        (b[0] + b[1] + b[2] + b[3] - 510.0) / 147.8
    }
}

/// Gaussian blur by a five-tap kernel along each axis.
pub(crate) fn blur(image: &mut RgbImage, sigma: f32) {
    let tap = |d: f32| (-d * d / (2.0 * sigma * sigma)).exp();
    let sum = 1.0 + 2.0 * (tap(1.0) + tap(2.0));
    // Fixed point, so that the loops stay in integers.
    let fixed = |d: f32| (tap(d) / sum * 256.0).round() as u32;
    let (k1, k2) = (fixed(1.0), fixed(2.0));
    let k0 = 256 - 2 * (k1 + k2);
    let (width, height) = (image.width() as usize, image.height() as usize);
    let source = image.as_raw().clone();
    let stride = width * 3;
    let mut across = source.clone();
    for y in 0..height {
        let row = &source[y * stride..(y + 1) * stride];
        let out = &mut across[y * stride..(y + 1) * stride];
        for i in 6..stride.saturating_sub(6) {
            out[i] = mix(
                k0,
                k1,
                k2,
                row[i],
                row[i - 3],
                row[i + 3],
                row[i - 6],
                row[i + 6],
            );
        }
    }
    let out: &mut [u8] = image;
    for y in 2..height.saturating_sub(2) {
        let at = |dy: usize| &across[(y + dy - 2) * stride..(y + dy - 1) * stride];
        let (a, b, c, d, e) = (at(0), at(1), at(2), at(3), at(4));
        let line = &mut out[y * stride..(y + 1) * stride];
        for i in 0..stride {
            line[i] = mix(k0, k1, k2, c[i], b[i], d[i], a[i], e[i]);
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a five-tap kernel has five taps")]
fn mix(k0: u32, k1: u32, k2: u32, c: u8, l: u8, r: u8, ll: u8, rr: u8) -> u8 {
    let near = u32::from(l) + u32::from(r);
    let far = u32::from(ll) + u32::from(rr);
    ((k0 * u32::from(c) + k1 * near + k2 * far + 128) >> 8) as u8
}

fn through_jpeg(image: &mut RgbImage, quality: u8) {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(image)
        .expect("a picture in memory can be encoded");
    let reader = ImageReader::with_format(std::io::Cursor::new(bytes), image::ImageFormat::Jpeg);
    *image = reader
        .decode()
        .expect("what was just encoded can be decoded")
        .into_rgb8();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_centred_with_deviation_one() {
        let mut noise = Noise(12345);
        let draws: Vec<f32> = (0..100_000).map(|_| noise.next()).collect();
        let mean = draws.iter().sum::<f32>() / 1e5;
        let deviation = (draws.iter().map(|d| (d - mean).powi(2)).sum::<f32>() / 1e5).sqrt();
        assert!(mean.abs() < 0.02, "{mean}");
        assert!((deviation - 1.0).abs() < 0.02, "{deviation}");
    }

    #[test]
    fn blur_keeps_a_flat_picture_and_softens_an_edge() {
        let mut flat = RgbImage::from_pixel(20, 20, image::Rgb([90, 130, 200]));
        let before = flat.clone();
        blur(&mut flat, 1.0);
        assert_eq!(flat, before);
        let mut edge =
            RgbImage::from_fn(20, 20, |x, _| image::Rgb([if x < 10 { 0 } else { 200 }; 3]));
        blur(&mut edge, 1.0);
        let (left, right) = (edge.get_pixel(9, 10)[0], edge.get_pixel(10, 10)[0]);
        assert!(0 < left && left < right && right < 200, "{left} {right}");
    }
}
