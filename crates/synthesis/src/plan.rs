//! The sampling plan: which images get how many samples of which kind. Image by image, so that a plan of any size is
//! made in constant memory. What other images a sample is about has a file of its own.

use crate::seeds::Draws;
use std::collections::BTreeMap;

/// One sample of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub kind: String,
    /// Which of its kind for this image, from 0.
    pub nth: u32,
}

struct Left {
    kind: String,
    /// For every image.
    each: u64,
    /// Images that get one more, of those to come.
    more: u64,
    /// Images to come.
    images: u64,
    draws: Draws,
}

/// Goes over a known number of images, in an order that the caller keeps, and says what each gets: every kind comes
/// out at exactly its count, spread evenly, each image as likely as every other (selection sampling: Knuth, TAOCP
/// volume 2, 3.4.2, algorithm S). The same counts, images and seed give the same plan.
pub struct Planner {
    kinds: Vec<Left>,
}

impl Planner {
    /// `counts`: of each kind, none below 0. Without images there is nothing to plan.
    pub fn new(counts: &BTreeMap<String, i64>, images: u64, seed: i64) -> Self {
        Self::over(counts, |_| images, seed)
    }

    /// The same where not every image may have samples of every kind; `images`: how many may have those of this one.
    pub fn over(counts: &BTreeMap<String, i64>, images: impl Fn(&str) -> u64, seed: i64) -> Self {
        let kinds = counts
            .iter()
            .map(|(kind, count)| (kind, count, images(kind)))
            .filter(|(_, count, images)| *images > 0 && **count > 0)
            .map(|(kind, count, images)| Left {
                kind: kind.clone(),
                each: count.unsigned_abs() / images,
                more: count.unsigned_abs() % images,
                images,
                draws: Draws::new(seed, kind),
            })
            .collect();
        Self { kinds }
    }

    /// What the next image gets. Past the last image: nothing.
    pub fn next_image(&mut self) -> Vec<Planned> {
        self.next_image_for(|_| true)
    }

    /// The same; `may`: whether it may have samples of this kind.
    pub fn next_image_for(&mut self, may: impl Fn(&str) -> bool) -> Vec<Planned> {
        let mut planned = Vec::new();
        for left in &mut self.kinds {
            if left.images == 0 || !may(&left.kind) {
                continue;
            }
            let one_more = left.draws.below(left.images) < left.more;
            left.more -= u64::from(one_more);
            left.images -= 1;
            let n = left.each + u64::from(one_more);
            planned.extend((0..n as u32).map(|nth| Planned {
                kind: left.kind.clone(),
                nth,
            }));
        }
        planned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(of: &[(&str, i64)]) -> BTreeMap<String, i64> {
        of.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect()
    }

    fn whole(counts: &BTreeMap<String, i64>, images: u64, seed: i64) -> Vec<Vec<Planned>> {
        let mut planner = Planner::new(counts, images, seed);
        (0..images).map(|_| planner.next_image()).collect()
    }

    fn how_many(plan: &[Vec<Planned>], kind: &str) -> usize {
        plan.iter().flatten().filter(|p| p.kind == kind).count()
    }

    #[test]
    fn the_papers_plan_comes_out_to_the_sample() {
        let of = [
            ("conversation", 58_000),
            ("detail", 23_000),
            ("reasoning", 77_000),
        ];
        let plan = whole(&counts(&of), 80_000, 1);
        for (kind, n) in of {
            assert_eq!(how_many(&plan, kind), n as usize);
        }
        // Fewer than images: no image gets two of one kind.
        assert!(plan.iter().flatten().all(|p| p.nth == 0));
        // Spread over all images alike: each tenth has about a tenth.
        for tenth in plan.chunks(8_000) {
            let n = how_many(tenth, "detail");
            // Standard deviation of the hypergeometric draw: about 40.
            assert!((2_100..=2_500).contains(&n), "{n}");
        }
    }

    #[test]
    fn more_samples_than_images_are_shared_out_evenly() {
        let plan = whole(&counts(&[("detail", 25)]), 10, 3);
        assert_eq!(how_many(&plan, "detail"), 25);
        assert!(plan.iter().all(|image| matches!(image.len(), 2 | 3)));
        let nths: Vec<u32> = plan[0].iter().map(|p| p.nth).collect();
        assert_eq!(nths, (0..plan[0].len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn the_seed_decides_and_other_kinds_do_not() {
        let alone = counts(&[("detail", 20)]);
        let both = counts(&[("conversation", 40), ("detail", 20)]);
        assert_eq!(whole(&alone, 100, 5), whole(&alone, 100, 5));
        assert_ne!(whole(&alone, 100, 5), whole(&alone, 100, 6));
        let detail = |plan: Vec<Vec<Planned>>| -> Vec<bool> {
            plan.iter()
                .map(|image| image.iter().any(|p| p.kind == "detail"))
                .collect()
        };
        assert_eq!(detail(whole(&alone, 100, 5)), detail(whole(&both, 100, 5)));
    }

    #[test]
    fn without_images_there_is_no_plan() {
        assert_eq!(
            Planner::new(&counts(&[("detail", 5)]), 0, 1).next_image(),
            []
        );
    }
}
