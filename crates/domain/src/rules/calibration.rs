//! How far a model version's confidence can be trusted: of what it was about this sure of, how much people accepted.
//!
//! A confidence is a score of the answer's tokens, not a chance of being right; it is shown with what came of it, or
//! not at all.

use serde::{Deserialize, Serialize};

/// Where one bin ends and the next begins. Answers of a tuned model crowd near 1, so the bins grow narrow there.
pub const EDGES: [f64; 6] = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99];

/// Reviews below which a bin says nothing.
pub const ENOUGH: i64 = 20;

/// Proposals whose confidence lies in [`low`, `high`), and what people made of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    pub low: f64,
    pub high: f64,
    /// Proposals decided by now.
    pub reviewed: i64,
    /// Of these, accepted as they stood.
    pub accepted: i64,
}

/// One model version's bins, from the least sure to the surest, all of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    pub bins: Vec<Bin>,
}

impl Calibration {
    /// `counts`: number of the bin (0 is below the first edge), reviewed, accepted; a bin without reviews may be absent.
    pub fn of(counts: &[(usize, i64, i64)]) -> Self {
        let bins = (0..=EDGES.len()).map(|n| {
            let found = counts.iter().find(|c| c.0 == n);
            Bin {
                low: n.checked_sub(1).map_or(0.0, |i| EDGES[i]),
                high: EDGES.get(n).copied().unwrap_or(1.0),
                reviewed: found.map_or(0, |c| c.1),
                accepted: found.map_or(0, |c| c.2),
            }
        });
        Self {
            bins: bins.collect(),
        }
    }

    /// What became of proposals about as sure as this one; none where too few are decided to say.
    pub fn bin(&self, confidence: f32) -> Option<&Bin> {
        let n = EDGES
            .iter()
            .take_while(|edge| f64::from(confidence) >= **edge)
            .count();
        self.bins.get(n).filter(|bin| bin.reviewed >= ENOUGH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_is_told_by_what_came_of_its_like() {
        let c = Calibration::of(&[(6, 40, 38), (0, 30, 3), (3, 19, 19)]);
        assert_eq!(c.bins.len(), EDGES.len() + 1);
        let bin = c.bin(0.995).unwrap();
        assert_eq!((bin.reviewed, bin.accepted), (40, 38));
        assert_eq!((bin.low, bin.high), (0.99, 1.0));
        assert_eq!(c.bin(0.2).map(|b| b.accepted), Some(3));
        // Nineteen are too few, and none are none.
        assert_eq!(c.bin(0.85), None);
        assert_eq!(c.bin(0.6), None);
    }

    #[test]
    fn every_confidence_has_one_bin() {
        let all: Vec<_> = (0..=EDGES.len()).map(|n| (n, 100, n as i64)).collect();
        let c = Calibration::of(&all);
        for hundredth in 0..=100 {
            let confidence = hundredth as f32 / 100.0;
            let bin = c.bin(confidence).unwrap();
            let at = f64::from(confidence);
            assert!(bin.low <= at && (at < bin.high || bin.high == 1.0), "{at}");
        }
        assert_eq!(c.bin(1.0).unwrap().high, 1.0);
    }
}
