//! Samples about several images: which others go along with an image, all of one split. They are drawn by their places
//! in the plan's order, so that nobody has to hold the images themselves.

use crate::plan::Planner;
use crate::seeds::Draws;
use std::collections::BTreeMap;
use vitrine_domain::{InstructionKind, Invalid, Split};

/// How many images there are, by split.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Images {
    pub train: u64,
    pub validation: u64,
}

impl Images {
    /// None of the held-out ones is ever part of a plan.
    pub fn of(self, split: Split) -> u64 {
        match split {
            Split::Train => self.train,
            Split::Validation => self.validation,
            Split::HeldOut => 0,
        }
    }

    pub fn all(self) -> u64 {
        self.train + self.validation
    }

    /// Those that can be the first of so many of their split.
    fn first_of(self, several: u64) -> u64 {
        [self.train, self.validation]
            .into_iter()
            .filter(|n| *n >= several)
            .sum()
    }

    fn add(&mut self, split: Split) {
        match split {
            Split::Train => self.train += 1,
            Split::Validation => self.validation += 1,
            Split::HeldOut => {}
        }
    }
}

/// One sample of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub kind: String,
    /// Which of its kind for this image, from 0.
    pub nth: u32,
    /// The places of its further images, in order: from 0, among the images of its split in the plan's order.
    pub further: Vec<u64>,
}

/// A [`Planner`] over the images of both splits, with the further images of each sample.
pub struct Plan {
    planner: Planner,
    /// How many images a sample of each kind is about.
    several: BTreeMap<String, u64>,
    images: Images,
    /// Images that have been gone over.
    over: Images,
    seed: i64,
}

impl Plan {
    /// Errors: a kind of which `counts` wants samples, and whose samples are about more images than any split has.
    pub fn new(
        counts: &BTreeMap<String, i64>,
        kinds: &[InstructionKind],
        images: Images,
        seed: i64,
    ) -> Result<Self, Invalid> {
        let several: BTreeMap<String, u64> = kinds
            .iter()
            .map(|k| (k.name.clone(), u64::from(k.images)))
            .collect();
        let of = |kind: &str| several.get(kind).copied().unwrap_or(1);
        for (kind, count) in counts {
            if *count > 0 && of(kind) > 1 && images.first_of(of(kind)) == 0 {
                return Err(Invalid::new(format!(
                    "a sample of the kind {kind} is about {} images of one split, and there are {} of train and {} of \
                     validation to draw from; add images, or leave this kind out",
                    of(kind),
                    images.train,
                    images.validation
                )));
            }
        }
        let planner = Planner::over(counts, |kind| images.first_of(of(kind)), seed);
        Ok(Self {
            planner,
            several,
            images,
            over: Images::default(),
            seed,
        })
    }

    /// What the next image gets, the images of each split in an order that the caller keeps.
    pub fn next_image(&mut self, sha256: &str, split: Split) -> Vec<Planned> {
        let (own, all) = (self.over.of(split), self.images.of(split));
        self.over.add(split);
        let several = &self.several;
        let of = |kind: &str| several.get(kind).copied().unwrap_or(1);
        let planned = self.planner.next_image_for(|kind| of(kind) <= all);
        planned
            .into_iter()
            .map(|p| {
                let mut draws = Draws::of(
                    self.seed,
                    &[sha256, &p.kind, &p.nth.to_string(), "further images"],
                );
                Planned {
                    further: others(&mut draws, own, all, of(&p.kind) - 1),
                    kind: p.kind,
                    nth: p.nth,
                }
            })
            .collect()
    }
}

/// So many places below `all`, none of them twice and none `own`, each as likely as every other.
fn others(draws: &mut Draws, own: u64, all: u64, n: u64) -> Vec<u64> {
    let (mut taken, mut drawn) = (vec![own], Vec::new());
    for _ in 0..n {
        // Among those that are left, then past those that are not.
        let mut place = draws.below(all - taken.len() as u64);
        for t in &taken {
            place += u64::from(place >= *t);
        }
        let at = taken.partition_point(|t| *t < place);
        taken.insert(at, place);
        drawn.push(place);
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use std::collections::BTreeSet;

    fn kinds(images: u8) -> Vec<InstructionKind> {
        let mut kinds = builtin();
        kinds.push(InstructionKind {
            name: "compare".into(),
            images,
            ..kinds[1].clone()
        });
        kinds
    }

    fn counts(of: &[(&str, i64)]) -> BTreeMap<String, i64> {
        of.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect()
    }

    fn splits(train: usize, validation: usize) -> (Vec<Split>, Images) {
        let mut splits = vec![Split::Train; train];
        // Mixed, as uploads are.
        for i in 0..validation {
            splits.insert((i * 7) % (splits.len() + 1), Split::Validation);
        }
        let images = Images {
            train: train as u64,
            validation: validation as u64,
        };
        (splits, images)
    }

    fn whole(
        counts: &BTreeMap<String, i64>,
        several: u8,
        (splits, images): &(Vec<Split>, Images),
        seed: i64,
    ) -> Vec<(Split, u64, Planned)> {
        let mut plan = Plan::new(counts, &kinds(several), *images, seed).unwrap();
        let mut over = Images::default();
        let mut all = Vec::new();
        for (split, i) in splits.iter().zip(0..) {
            let own = over.of(*split);
            over.add(*split);
            let planned = plan.next_image(&format!("{i:064x}"), *split);
            all.extend(planned.into_iter().map(|p| (*split, own, p)));
        }
        all
    }

    #[test]
    fn no_image_is_twice_in_a_sample_and_all_are_of_its_split() {
        for several in 2..=4 {
            let over = splits(9, 4);
            let plan = whole(&counts(&[("compare", 200)]), several, &over, 3);
            assert_eq!(plan.len(), 200);
            for (split, own, planned) in plan {
                assert_eq!(planned.further.len(), usize::from(several) - 1);
                let all: BTreeSet<u64> = planned.further.iter().copied().chain([own]).collect();
                assert_eq!(all.len(), usize::from(several), "{planned:?}");
                assert!(all.iter().all(|place| *place < over.1.of(split)));
            }
        }
    }

    #[test]
    fn every_image_is_as_likely_and_every_seed_has_its_own() {
        let over = splits(5, 0);
        let counted = counts(&[("compare", 20_000)]);
        let plan = whole(&counted, 3, &over, 1);
        let mut times = [0; 5];
        for place in plan.iter().flat_map(|(_, _, p)| &p.further) {
            times[*place as usize] += 1;
        }
        // 40,000 draws over five: 8,000 each, standard deviation below 80.
        assert!(
            times.iter().all(|n| (7_600..8_400).contains(n)),
            "{times:?}"
        );
        assert_eq!(plan, whole(&counted, 3, &over, 1));
        assert_ne!(plan, whole(&counted, 3, &over, 2));
    }

    #[test]
    fn a_split_with_too_few_images_has_no_such_samples_and_the_other_has_them_all() {
        let over = splits(6, 1);
        let plan = whole(&counts(&[("compare", 6), ("detail", 7)]), 2, &over, 1);
        let of = |kind: &str, split| {
            let is = |p: &&(Split, u64, Planned)| p.0 == split && p.2.kind == kind;
            plan.iter().filter(is).count()
        };
        assert_eq!(
            (
                of("compare", Split::Train),
                of("compare", Split::Validation)
            ),
            (6, 0)
        );
        assert_eq!(of("detail", Split::Validation), 1);
        let (_, images) = splits(1, 1);
        let why = Plan::new(&counts(&[("compare", 1)]), &kinds(2), images, 1).err();
        assert!(why.unwrap().0.contains("compare"));
        // Of which nothing is wanted, it is no matter.
        Plan::new(
            &counts(&[("compare", 0), ("detail", 1)]),
            &kinds(2),
            images,
            1,
        )
        .unwrap();
    }

    #[test]
    fn a_plan_of_single_images_is_what_it_was_without_further_ones() {
        let counted = counts(&[("conversation", 40), ("detail", 25), ("reasoning", 3)]);
        let over = splits(20, 6);
        let got: Vec<(String, u32)> = whole(&counted, 2, &over, 5)
            .into_iter()
            .map(|(_, _, p)| {
                assert!(p.further.is_empty());
                (p.kind, p.nth)
            })
            .collect();
        let mut planner = Planner::new(&counted, 26, 5);
        let want: Vec<(String, u32)> = (0..26)
            .flat_map(|_| planner.next_image())
            .map(|p| (p.kind, p.nth))
            .collect();
        assert_eq!(got, want);
    }
}
