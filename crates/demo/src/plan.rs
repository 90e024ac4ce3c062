//! How many items of each kind, and in which order the script decides them. Pure.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::str::FromStr;
use vitrine_domain::Split;

/// Items by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub train: usize,
    pub validation: usize,
    pub held_out: usize,
    /// Left for the person at the desk.
    pub person: usize,
}

impl Plan {
    /// Scripted reviews that make training data: the trigger's threshold, if nobody else decides any.
    pub fn scripted(&self) -> usize {
        self.train + self.validation
    }

    pub fn all(&self) -> usize {
        self.scripted() + self.held_out + self.person
    }
}

impl FromStr for Plan {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let numbers: Vec<usize> = s.split(',').filter_map(|n| n.trim().parse().ok()).collect();
        match numbers[..] {
            [train, validation, held_out, person] if train > 0 && held_out > 0 => Ok(Plan {
                train,
                validation,
                held_out,
                person,
            }),
            _ => Err("four numbers are wanted: train,validation,held-out,person".into()),
        }
    }
}

/// The share of training reviews that come only after every held-out item was offered: the snapshot
/// that the last of them triggers must hold the held-out labels.
const LAST_SHARE: f64 = 0.2;

/// The order of decisions, as positions in `splits`: two rounds, the second of training and
/// validation items alone.
pub fn rounds(splits: &[Split], seed: u64) -> [Vec<usize>; 2] {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut held_out, mut others): (Vec<usize>, Vec<usize>) =
        (0..splits.len()).partition(|i| splits[*i] == Split::HeldOut);
    others.shuffle(&mut rng);
    let last = others.split_off(others.len() - (others.len() as f64 * LAST_SHARE).ceil() as usize);
    held_out.append(&mut others);
    held_out.shuffle(&mut rng);
    [held_out, last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_comes_once_and_the_second_round_holds_no_held_out_item() {
        let splits: Vec<Split> = (0..100).map(|i| Split::ALL[i % 3]).collect();
        let [first, second] = rounds(&splits, 5);
        assert!(!second.is_empty() && second.iter().all(|i| splits[*i] != Split::HeldOut));
        let mut all = [first, second].concat();
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn four_numbers_are_a_plan() {
        assert_eq!(
            "1,2,3,4".parse(),
            Ok(Plan {
                train: 1,
                validation: 2,
                held_out: 3,
                person: 4
            })
        );
        assert!("1,2,3".parse::<Plan>().is_err());
        assert!("0,2,3,4".parse::<Plan>().is_err());
    }
}
