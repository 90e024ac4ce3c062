//! Dropout (Srivastava et al. 2014) without a stored mask: whether a number is
//! kept is a function of the seed and its place, so that a backward, a resumed
//! run and any number of threads see the same.

use super::pool::{self, Buffer};
use rayon::prelude::*;

/// Numbers a task works on.
const TASK: usize = 1 << 14;

/// One mask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dropout {
    /// Share of the numbers that become 0, below 1; the others grow by
    /// 1 / (1 - rate), so that the mean stays.
    pub rate: f32,
    /// Which mask.
    pub seed: u64,
}

impl Dropout {
    /// The mask of another place of the same step.
    pub fn of(self, place: u64) -> Self {
        Self {
            seed: mix(self.seed ^ mix(place)),
            ..self
        }
    }

    /// The input as the mask leaves it.
    pub fn applied(self, x: &[f32]) -> Buffer {
        let mut out = pool::take(x.len());
        self.each(x, &mut out, |to, x| *to = x);
        out
    }

    /// `to += ` what the mask leaves of `x`: its own backward.
    pub fn add(self, x: &[f32], to: &mut [f32]) {
        self.each(x, to, |to, x| *to += x);
    }

    fn each(self, x: &[f32], to: &mut [f32], put: impl Fn(&mut f32, f32) + Sync) {
        let (below, grow) = (
            f64::from(self.rate) * 2f64.powi(64),
            1.0 / (1.0 - self.rate),
        );
        let below = below as u64;
        to.par_chunks_mut(TASK)
            .zip(x.par_chunks(TASK))
            .enumerate()
            .for_each(|(task, (to, x))| {
                for (i, (to, x)) in to.iter_mut().zip(x).enumerate() {
                    let drawn = mix(self.seed ^ (task * TASK + i) as u64);
                    put(to, if drawn < below { 0.0 } else { x * grow });
                }
            });
    }
}

/// Steele, Lea & Flood 2014, section 4 (SplitMix64): every bit of the input
/// moves about half of the output's.
fn mix(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_kept_the_mean_stays_and_the_mask_repeats() {
        let x = vec![1f32; 100_000];
        let d = Dropout { rate: 0.3, seed: 5 };
        let once = d.applied(&x);
        let dropped = once.iter().filter(|v| **v == 0.0).count() as f64 / 1e5;
        assert!((dropped - 0.3).abs() < 0.01, "{dropped}");
        let mean = once.iter().map(|v| f64::from(*v)).sum::<f64>() / 1e5;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        assert_eq!(once[..], d.applied(&x)[..]);
        assert_ne!(once[..], d.of(1).applied(&x)[..]);
        let mut sum = once.to_vec();
        d.add(&x, &mut sum);
        assert!(sum.iter().zip(&once[..]).all(|(s, o)| *s == 2.0 * o));
    }

    #[test]
    fn neighbouring_places_and_seeds_agree_no_more_than_chance() {
        let x = vec![1f32; 50_000];
        let d = |seed| Dropout { rate: 0.5, seed }.applied(&x);
        let (a, b) = (d(1), d(2));
        let same = |a: &[f32], b: &[f32]| {
            a.iter().zip(b).filter(|(a, b)| a == b).count() as f64 / a.len() as f64
        };
        assert!((same(&a, &b) - 0.5).abs() < 0.02);
        assert!((same(&a[1..], &a[..a.len() - 1]) - 0.5).abs() < 0.02);
    }
}
