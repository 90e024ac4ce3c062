//! Numbers that depend on a run's seed and on what they are for, and on nothing else.

use sha2::{Digest, Sha256};

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Draws(u64);

impl Draws {
    /// `of`: what is drawn for, so that one more kind in a plan changes no other's draws.
    pub fn new(seed: i64, of: &str) -> Self {
        Self::of(seed, &[of])
    }

    /// The same, for what takes several words to say.
    pub fn of(seed: i64, words: &[&str]) -> Self {
        Self(number(seed, words))
    }

    /// Below `n`, which is above 0.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        ((u128::from(z) * u128::from(n)) >> 64) as u64
    }
}

/// The same for the same seed and words.
pub fn number(seed: i64, words: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word.as_bytes());
    }
    let digest = hash.finalize();
    u64::from_be_bytes(digest[..8].try_into().expect("eight bytes"))
}
