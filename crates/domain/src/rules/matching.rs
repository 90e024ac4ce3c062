//! One-to-one matching of regions at an overlap, and the F1 that follows.

use super::overlap::overlap;
use crate::Region;
use serde::{Deserialize, Serialize};

/// Counts that add up over items; F1 is micro-averaged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchCounts {
    pub matched: u32,
    pub predicted: u32,
    pub truth: u32,
}

impl MatchCounts {
    pub fn add(&mut self, other: MatchCounts) {
        self.matched += other.matched;
        self.predicted += other.predicted;
        self.truth += other.truth;
    }

    /// 2·matched / (predicted + truth), 0–1; 1 when there was nothing to find and nothing was found.
    pub fn f1(&self) -> f64 {
        let sum = self.predicted + self.truth;
        if sum == 0 {
            1.0
        } else {
            2.0 * f64::from(self.matched) / f64::from(sum)
        }
    }
}

/// Matches greedily by falling [`overlap`]; labels must be equal, each region is used once.
pub fn count(predicted: &[Region], truth: &[Region], min_overlap: f32) -> MatchCounts {
    MatchCounts {
        matched: overlaps(predicted, truth, min_overlap).len() as u32,
        predicted: predicted.len() as u32,
        truth: truth.len() as u32,
    }
}

/// How far the regions that [`count`] matches lie on each other, the closest first.
pub fn overlaps(predicted: &[Region], truth: &[Region], min_overlap: f32) -> Vec<f32> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (i, p) in predicted.iter().enumerate() {
        for (j, t) in truth.iter().enumerate() {
            if p.label != t.label {
                continue;
            }
            let shared = overlap(p, t);
            if shared >= min_overlap {
                pairs.push((shared, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used_p, mut used_t) = (vec![false; predicted.len()], vec![false; truth.len()]);
    let mut matched = Vec::new();
    for (shared, i, j) in pairs {
        if !used_p[i] && !used_t[j] {
            (used_p[i], used_t[j]) = (true, true);
            matched.push(shared);
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegionSource, Shape};

    fn region(label: &str, xyxy: [f32; 4]) -> Region {
        Region {
            label: label.into(),
            shape: Shape::Box { xyxy },
            source: RegionSource::Person,
            score: None,
        }
    }

    #[test]
    fn each_region_is_matched_once_and_only_with_its_label() {
        let truth = [
            region("a", [0.0, 0.0, 0.5, 0.5]),
            region("b", [0.5, 0.5, 1.0, 1.0]),
        ];
        let found = [
            region("a", [0.0, 0.0, 0.5, 0.5]),
            region("a", [0.0, 0.0, 0.5, 0.49]),
            region("a", [0.5, 0.5, 1.0, 1.0]),
        ];
        let counts = count(&found, &truth, 0.5);
        assert_eq!(
            counts,
            MatchCounts {
                matched: 1,
                predicted: 3,
                truth: 2
            }
        );
        assert!((counts.f1() - 0.4).abs() < 1e-9);
    }

    #[test]
    fn nothing_to_find_and_nothing_found_is_right() {
        assert_eq!(count(&[], &[], 0.5).f1(), 1.0);
        assert_eq!(
            count(&[region("a", [0.0, 0.0, 1.0, 1.0])], &[], 0.5).f1(),
            0.0
        );
    }
}
