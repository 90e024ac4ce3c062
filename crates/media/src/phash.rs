//! The 64-bit perceptual hash by which images form clusters.
//!
//! DCT hash (Zauner 2010, "Implementation and benchmarking of perceptual image hash functions", 3.2.1):
//! luma, area-averaged to 32 × 32, 8 × 8 low frequencies without the constant row and column, each against their
//! median and a margin: what lies close to the median is not known after a re-encoding, and counts as not above it.

use image::RgbImage;

const SIDE: usize = 32;
const LOW: usize = 8;
/// How far above the median a coefficient must lie, in steps of luma summed over the grid. In pictures of even areas
/// many coefficients are 0, and JPEG moves them by some ten to either side.
const MARGIN: f64 = 40.0;

/// Bits that differ, 0–64; up to `limits::CLUSTER_DISTANCE` two images belong together.
pub fn distance(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

/// The same pixels give the same hash; re-encoding and rescaling move few bits.
pub fn phash(image: &RgbImage) -> u64 {
    let grey = shrink(image);
    let mut low = [0.0f64; LOW * LOW];
    let basis = basis();
    for v in 0..LOW {
        for u in 0..LOW {
            let mut sum = 0.0;
            for y in 0..SIDE {
                let mut row = 0.0;
                for x in 0..SIDE {
                    row += grey[y * SIDE + x] * basis[u][x];
                }
                sum += row * basis[v][y];
            }
            low[v * LOW + u] = sum;
        }
    }
    let mut sorted = low;
    sorted.sort_by(f64::total_cmp);
    let median = (sorted[31] + sorted[32]) / 2.0;
    low.iter().enumerate().fold(0, |hash, (i, c)| {
        hash | (u64::from(*c > median + MARGIN) << i)
    })
}

/// Rows 1 to 8 of the type-II cosine transform.
fn basis() -> [[f64; SIDE]; LOW] {
    std::array::from_fn(|k| {
        std::array::from_fn(|x| {
            let angle = std::f64::consts::PI * (k + 1) as f64 * (2 * x + 1) as f64;
            (angle / (2 * SIDE) as f64).cos()
        })
    })
}

/// Luma (Rec. 601) averaged over each cell of a 32 × 32 grid; pixels on an edge count by their share.
fn shrink(image: &RgbImage) -> Vec<f64> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let luma = |x: usize, y: usize| {
        let p = image.get_pixel(x as u32, y as u32);
        0.299 * f64::from(p[0]) + 0.587 * f64::from(p[1]) + 0.114 * f64::from(p[2])
    };
    // Columns first, one source row at a time, then rows.
    let mut out = vec![0.0; SIDE * SIDE];
    let (xs, ys) = (shares(width), shares(height));
    for (row, cells) in ys.iter().enumerate() {
        for &(y, y_share) in cells {
            for (col, cells) in xs.iter().enumerate() {
                for &(x, x_share) in cells {
                    out[row * SIDE + col] += luma(x, y) * x_share * y_share;
                }
            }
        }
    }
    out
}

/// For each of the 32 cells along one side: the pixels under it and their shares, which sum to 1.
fn shares(length: usize) -> Vec<Vec<(usize, f64)>> {
    let cell = length as f64 / SIDE as f64;
    (0..SIDE)
        .map(|i| {
            let (from, to) = (i as f64 * cell, (i + 1) as f64 * cell);
            (from as usize..(to.ceil() as usize).min(length))
                .map(|p| {
                    let overlap = to.min(p as f64 + 1.0) - from.max(p as f64);
                    (p, overlap.max(0.0) / cell)
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
#[path = "phash_tests.rs"]
mod tests;
