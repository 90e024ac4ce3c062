//! The background: a part of a photograph, perhaps mirrored, brought to the
//! scene's size with its own tint.

use image::RgbImage;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Which part of a photograph becomes the background, in the photograph's pixels.
#[derive(Clone, Debug)]
pub(crate) struct Crop {
    x: f32,
    y: f32,
    width: f32,
    mirrored: bool,
    tint: [f32; 3],
}

impl Crop {
    /// Draw a part with the scene's proportions, 62–100 % of the largest that fits.
    pub fn draw(rng: &mut ChaCha8Rng, photo: (u32, u32), scene: (u32, u32)) -> Crop {
        let (pw, ph) = (photo.0 as f32, photo.1 as f32);
        let aspect = scene.0 as f32 / scene.1 as f32;
        let largest = (pw).min(ph * aspect);
        let width = largest * rng.random_range(0.62..1.0);
        let height = width / aspect;
        let light = rng.random_range(0.92..1.15);
        Crop {
            x: rng.random_range(0.0..=(pw - width).max(0.0)),
            y: rng.random_range(0.0..=(ph - height).max(0.0)),
            width,
            mirrored: rng.random_bool(0.5),
            tint: [0; 3].map(|_: i32| light * rng.random_range(0.94..1.06)),
        }
    }

    /// Render at the scene's size, bilinearly; where the photograph is finer than
    /// the scene, four samples are averaged.
    pub fn render(&self, photo: &RgbImage, scene: (u32, u32)) -> RgbImage {
        let tone = self.tint.map(|t| {
            let mut table = [0u8; 256];
            for (value, cell) in table.iter_mut().enumerate() {
                *cell = (value as f32 * t) as u8;
            }
            table
        });
        let step = self.width / scene.0 as f32;
        let offsets: &[(f32, f32)] = if step > 1.15 {
            &[(-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)]
        } else {
            &[(0.0, 0.0)]
        };
        let columns: Vec<Vec<(usize, usize, u32)>> = offsets
            .iter()
            .map(|(dx, _)| {
                (0..scene.0)
                    .map(|x| {
                        let x = if self.mirrored { scene.0 - 1 - x } else { x };
                        cell(self.x + (x as f32 + 0.5 + dx) * step, photo.width())
                    })
                    .collect()
            })
            .collect();
        let stride = photo.width() as usize * 3;
        let raw = photo.as_raw();
        let mut out = RgbImage::new(scene.0, scene.1);
        for (y, row) in out.chunks_exact_mut(scene.0 as usize * 3).enumerate() {
            let rows: Vec<_> = offsets
                .iter()
                .map(|(_, dy)| {
                    let (top, low, f) = cell(self.y + (y as f32 + 0.5 + dy) * step, photo.height());
                    (
                        &raw[top * stride..(top + 1) * stride],
                        &raw[low * stride..(low + 1) * stride],
                        f,
                    )
                })
                .collect();
            for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
                let mut sum = [0u32; 3];
                for ((upper, lower, fy), columns) in rows.iter().zip(&columns) {
                    let (left, right, fx) = columns[x];
                    for (k, sum) in sum.iter_mut().enumerate() {
                        let at = |line: &[u8], i: usize| u32::from(line[i * 3 + k]);
                        let a = at(upper, left) * (256 - fx) + at(upper, right) * fx;
                        let b = at(lower, left) * (256 - fx) + at(lower, right) * fx;
                        *sum += (a * (256 - fy) + b * fy) >> 8;
                    }
                }
                for k in 0..3 {
                    pixel[k] = tone[k][(sum[k] / (offsets.len() as u32 * 256)).min(255) as usize];
                }
            }
        }
        out
    }
}

/// The two neighbouring cells of a coordinate and the weight (of 256) of the second.
fn cell(at: f32, size: u32) -> (usize, usize, u32) {
    let at = (at - 0.5).clamp(0.0, size as f32 - 1.0);
    let first = at as usize;
    let second = (first + 1).min(size as usize - 1);
    (first, second, ((at - first as f32) * 256.0) as u32)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_crop_lies_inside_its_photograph() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..2_000 {
            let crop = Crop::draw(&mut rng, (600, 400), (480, 720));
            let height = crop.width * 720.0 / 480.0;
            assert!(crop.x + crop.width <= 600.01, "{crop:?}");
            assert!(crop.y + height <= 400.01, "{crop:?}");
        }
    }

    #[test]
    fn a_flat_photograph_stays_flat_up_to_its_tint() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let photo = RgbImage::from_pixel(500, 300, image::Rgb([100, 100, 100]));
        let out = Crop::draw(&mut rng, photo.dimensions(), (320, 240)).render(&photo, (320, 240));
        assert_eq!(out.dimensions(), (320, 240));
        assert!(out.pixels().all(|p| p == out.get_pixel(0, 0)));
        assert!((70..130).contains(&out.get_pixel(0, 0)[0]));
    }
}
