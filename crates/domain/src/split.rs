//! Which part of the curated set an image's cluster belongs to, fixed for ever.

use serde::{Deserialize, Serialize};

/// Train, validation or held-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    Train,
    Validation,
    HeldOut,
}

impl Split {
    pub const ALL: [Split; 3] = [Split::Train, Split::Validation, Split::HeldOut];

    pub fn as_str(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Validation => "validation",
            Split::HeldOut => "held_out",
        }
    }
}

impl std::str::FromStr for Split {
    type Err = crate::Invalid;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Split::ALL
            .into_iter()
            .find(|v| v.as_str() == s)
            .ok_or_else(|| {
                crate::Invalid::new(format!(
                    "“{s}” is no split; use train, validation or held_out"
                ))
            })
    }
}

/// Where an image goes, given the splits of the existing clusters within reach of its perceptual hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// No neighbour: a cluster of its own in this split.
    NewCluster(Split),
    /// Its neighbours agree: it joins them, whatever was asked for.
    Join(Split),
    /// It bridges clusters of different splits: set aside, in no split.
    SetAside,
}

/// A cluster keeps its first split; an image that bridges clusters of different splits is set aside.
/// `wanted` is the split asked for or drawn for an image without neighbours.
pub fn place(neighbours: &[Split], wanted: Split) -> Placement {
    match neighbours {
        [] => Placement::NewCluster(wanted),
        [first, rest @ ..] if rest.iter().all(|s| s == first) => Placement::Join(*first),
        _ => Placement::SetAside,
    }
}

/// The split drawn for a new cluster from its perceptual hash and the project's shares (percent):
/// a re-import of the same image draws the same split.
pub fn draw(phash: u64, validation_percent: u8, held_out_percent: u8) -> Split {
    // SplitMix64's finaliser: neighbouring hashes must not draw alike.
    let mut z = phash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let percent = ((z ^ (z >> 31)) % 100) as u8;
    if percent < held_out_percent {
        Split::HeldOut
    } else if percent < held_out_percent.saturating_add(validation_percent) {
        Split::Validation
    } else {
        Split::Train
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_keeps_its_first_split() {
        assert_eq!(
            place(&[], Split::HeldOut),
            Placement::NewCluster(Split::HeldOut)
        );
        assert_eq!(
            place(&[Split::HeldOut], Split::Train),
            Placement::Join(Split::HeldOut)
        );
        assert_eq!(
            place(&[Split::Train, Split::Train], Split::HeldOut),
            Placement::Join(Split::Train)
        );
    }

    #[test]
    fn a_bridge_between_splits_is_set_aside() {
        assert_eq!(
            place(&[Split::Train, Split::HeldOut], Split::Train),
            Placement::SetAside
        );
    }

    #[test]
    fn shares_are_about_what_was_asked() {
        let held_out = (0..10_000u64)
            .filter(|h| draw(*h, 10, 20) == Split::HeldOut)
            .count();
        let validation = (0..10_000u64)
            .filter(|h| draw(*h, 10, 20) == Split::Validation)
            .count();
        assert!((1_800..2_200).contains(&held_out), "{held_out}");
        assert!((850..1_150).contains(&validation), "{validation}");
    }
}
