//! What a scene is made for, and the random stream that follows from it.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// What a scene is made for. Scenes of different roles share no random stream;
/// held-out and test share no photograph and no cut-out with any other role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Align,
    Train,
    Validation,
    HeldOut,
    Test,
}

impl Role {
    /// The name that enters the hash of a stream.
    pub fn name(self) -> &'static str {
        match self {
            Role::Align => "align",
            Role::Train => "train",
            Role::Validation => "validation",
            Role::HeldOut => "held-out",
            Role::Test => "test",
        }
    }
}

/// The stream of one scene: ChaCha8 keyed by sha256(role, seed, index).
pub(crate) fn scene_stream(role: Role, seed: u64, index: u64) -> ChaCha8Rng {
    stream(&["scene", role.name()], &[seed, index])
}

/// A stream keyed by the hash of its names and numbers, each name closed by a
/// zero byte so that no two lists of names read the same.
pub(crate) fn stream(names: &[&str], numbers: &[u64]) -> ChaCha8Rng {
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        hash.update([0]);
    }
    for number in numbers {
        hash.update(number.to_le_bytes());
    }
    ChaCha8Rng::from_seed(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn each_of_role_seed_and_index_changes_the_stream() {
        let first = |role, seed, index| scene_stream(role, seed, index).random::<u64>();
        let base = first(Role::Train, 1, 2);
        assert_eq!(base, first(Role::Train, 1, 2));
        for other in [
            first(Role::HeldOut, 1, 2),
            first(Role::Align, 1, 2),
            first(Role::Train, 2, 2),
            first(Role::Train, 1, 3),
            first(Role::Train, 2, 1),
        ] {
            assert_ne!(base, other);
        }
    }
}
