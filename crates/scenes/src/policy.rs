//! The policy that people teach: which of the demo's brands are forbidden.
//! Alignment must never see one.

use rand::seq::{IndexedRandom, SliceRandom};

use crate::brand::{Brand, DEMO_BRANDS, UNALIGNED_BRANDS};
use crate::role::stream;

/// How many of the eleven brands a policy forbids.
const FORBIDDEN: usize = 5;

/// A drawn brand policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The eleven brands that demo scenes show, by title.
    pub brands: Vec<Brand>,
    /// Titles of the five forbidden ones, sorted.
    pub forbidden: Vec<String>,
    /// Titles of the two brands that alignment never shows.
    pub unaligned: [String; 2],
}

impl Policy {
    /// Draw the forbidden set from the seed: exactly one of the two unaligned
    /// brands and four of the nine others, so that under every seed something
    /// that alignment never showed has to be flagged, and something let pass.
    pub fn draw(seed: u64) -> Policy {
        let mut rng = stream(&["policy"], &[seed]);
        let mut others: Vec<Brand> = DEMO_BRANDS
            .into_iter()
            .filter(|b| !UNALIGNED_BRANDS.contains(b))
            .collect();
        others.shuffle(&mut rng);
        let mut forbidden: Vec<String> = others[..FORBIDDEN - 1]
            .iter()
            .map(|b| b.title.to_owned())
            .collect();
        forbidden.extend(
            UNALIGNED_BRANDS
                .choose(&mut rng)
                .map(|b| b.title.to_owned()),
        );
        forbidden.sort();
        Policy {
            brands: DEMO_BRANDS.to_vec(),
            forbidden,
            unaligned: UNALIGNED_BRANDS.map(|b| b.title.to_owned()),
        }
    }

    /// Whether the policy forbids this brand.
    pub fn forbids(&self, brand: Brand) -> bool {
        self.forbidden.iter().any(|title| title == brand.title)
    }

    /// The forbidden brands, then the allowed ones, each in the policy's order.
    pub(crate) fn classes(&self) -> (Vec<Brand>, Vec<Brand>) {
        self.brands.iter().partition(|b| self.forbids(**b))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_forbidden_set_follows_the_seed_and_nothing_else() {
        assert_eq!(Policy::draw(7), Policy::draw(7));
        let drawn: BTreeSet<_> = (0..40).map(|seed| Policy::draw(seed).forbidden).collect();
        assert!(drawn.len() > 20, "only {} different policies", drawn.len());
    }

    #[test]
    fn five_are_forbidden_and_one_of_them_is_unaligned() {
        for seed in 0..100 {
            let policy = Policy::draw(seed);
            let (forbidden, allowed) = policy.classes();
            assert_eq!((forbidden.len(), allowed.len()), (5, 6));
            let new = policy
                .unaligned
                .iter()
                .filter(|t| policy.forbidden.contains(t))
                .count();
            assert_eq!(new, 1);
        }
    }
}
